"""Numbers for people: few digits, grouped, with their unit."""

from typing import NamedTuple

from calculators.ranges import Result, round_for_output

SHOWN_DIGITS = 3


def plain_decimal(value: float) -> str:
    """Write a number for machines: rounded as everything that leaves the engine, without an exponent."""
    rounded = round_for_output(value)
    text = f"{rounded:.9g}"
    if "e" not in text:
        return text
    mantissa, exponent = text.split("e")
    decimals = max(len(mantissa.partition(".")[2]) - int(exponent), 0)
    return f"{rounded:.{decimals}f}"


def shown(value: float, unit: str) -> str:
    """Write a number with three significant digits and what it counts: $1,230, 62 %, 4.5M."""
    if unit == "share":
        return f"{_digits(100 * value)} %"
    if unit.startswith("USD"):
        return f"${_digits(value, money=True)}"
    for size, letter in ((1e9, "B"), (1e6, "M")):
        if abs(value) >= size:
            return f"{_digits(value / size)}{letter}"
    return _digits(value)


def unit_after(unit: str) -> str:
    """Return what still has to be said of the unit beside a number that `shown` wrote."""
    if unit in ("share", "USD"):
        return ""
    return unit.replace("USD/", "per ") if unit.startswith("USD/") else unit


class ResultInWords(NamedTuple):
    """The parts of a result as people read them; `spread` is empty where the number is exact."""

    base: str
    spread: str
    unit: str

    def __str__(self) -> str:
        spread = f"({self.spread})" if self.spread else ""
        return " ".join(filter(None, (self.base, spread, self.unit)))


def result_in_words(result: Result) -> ResultInWords:
    """Write a result with its range and unit, or its state where there is no number.

    The unit is left out where the label says it already.
    """
    if result.range is None:
        return ResultInWords(result.state.replace("-", " "), "", "")
    low, base, high = (shown(value, result.unit) for value in result.range)
    unit = unit_after(result.unit)
    return ResultInWords(
        base,
        "" if result.range.is_exact else f"{low} to {high}",
        "" if unit.casefold() in result.label.casefold() else unit,
    )


def _digits(value: float, *, money: bool = False) -> str:
    rounded = float(f"{value:.{SHOWN_DIGITS}g}")
    magnitude = int(f"{rounded:e}".partition("e")[2]) if rounded else SHOWN_DIGITS
    decimals = max(SHOWN_DIGITS - 1 - magnitude, 0)
    if money and decimals == 1:
        return f"{rounded:,.2f}".removesuffix(".00")  # nobody writes $85.3
    text = f"{rounded:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text and not money else text
