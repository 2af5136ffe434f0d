"""Numbers for people and for machines."""

import pytest

from calculators.present.numbers import plain_decimal, shown
from calculators.ranges import round_for_output


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (1234.5, "USD/month", "$1,230"),
        (0.00012345, "USD/request", "$0.000123"),
        (0, "USD/month", "$0"),
        (999.6, "USD/month", "$1,000"),
        (1.6, "USD/month", "$1.60"),
        (0.8765, "share", "87.6 %"),
        (0.99999, "share", "100 %"),
        (4_500_000, "tokens/month", "4.5M"),
        (3e9, "tokens/month", "3B"),
        (1, "calls/request", "1"),
    ],
)
def test_shown(value: float, unit: str, expected: str) -> None:
    assert shown(value, unit) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1e-7, "0.0000001"),
        (1.23456789012e-9, "0.00000000123456789"),
        (1e21, "1000000000000000000000"),
        (0.1, "0.1"),
        (5, "5"),
    ],
)
def test_plain_decimals_have_no_exponent(value: float, expected: str) -> None:
    assert plain_decimal(value) == expected


def test_nothing_that_is_no_number_leaves_the_engine() -> None:
    for value in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="must not leave"):
            round_for_output(value)


def test_nine_digits_leave_the_engine() -> None:
    assert round_for_output(0.1 + 0.2) == 0.3
    assert round_for_output(123456789.123) == 123456789
    assert isinstance(round_for_output(2.0), int)
