"""Numbers and ranges as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators.forms.parsing import LONGEST_ENTRY, NotANumberError, parse_range, typed
from calculators.ranges import Range


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("250k", 250_000),
        (" 1,500 ", 1_500),
        ("1 500", 1_500),
        ("1_500", 1_500),
        ("$0.10", 0.1),
        ("85%", 0.85),
        ("1.5M", 1_500_000),
        ("2e3", 2_000),
        (".5", 0.5),
        ("-3", -3),
        (7, 7),
    ],
)
def test_one_number(entry: object, expected: float) -> None:
    assert parse_range(entry) == pytest.approx(Range.exact(expected))


@pytest.mark.parametrize("entry", ["100k..1M", "100k to 1M", "100k–1M", "100k … 1M", {"low": 1e5, "high": "1M"}])
def test_two_numbers_have_their_geometric_mean_as_base(entry: object) -> None:
    assert parse_range(entry) == pytest.approx(Range(1e5, 316_227.766, 1e6))


def test_three_numbers_are_low_base_high() -> None:
    assert parse_range("0..2..10") == parse_range({"low": 0, "base": 2, "high": 10}) == Range(0, 2, 10)
    assert parse_range("0..10") == Range(0, 5, 10)


@pytest.mark.parametrize(
    "entry",
    [
        *("abc", "", "1,5", "1..", "..1", "1..2..3..4", "9..1", "1..9..2", "nan", "inf", "1e999", "0x10", "１２"),
        *(
            "<script>alert(1)</script>",
            "1" * 60_000,
            "1;2",
            "--1",
            True,
            None,
            [],
            {"low": 1},
            {"low": float("nan"), "high": 2},
        ),
        *([float("inf")], 10**400, {"low": 1, "high": 2, "extra": 3}, {"low": 3, "high": 2}),
    ],
    ids=lambda entry: repr(entry)[:30],
)
def test_anything_else_is_no_number(entry: object) -> None:
    with pytest.raises(NotANumberError) as problem:
        parse_range(entry)
    assert len(str(problem.value)) < LONGEST_ENTRY + 100


@given(st.lists(st.floats(0, 1e12), min_size=1, max_size=3).map(sorted))
def test_what_is_written_is_read_back(points: list[float]) -> None:
    value = parse_range("..".join(f"{point:.17g}" for point in points))
    assert parse_range(typed(value)) == pytest.approx(value, rel=1e-9)


@given(st.text())
def test_no_text_crashes_the_parser(text: str) -> None:
    try:
        value = parse_range(text)
    except NotANumberError:
        return
    assert value.low <= value.base <= value.high


def test_four_parts_are_too_many() -> None:
    with pytest.raises(NotANumberError, match="more than three parts"):
        parse_range("1..2..3..4")
