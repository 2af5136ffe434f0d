"""Numbers and ranges as people type them: `250k`, `1,500`, `85%`, `100k..1M`."""

import re
from collections.abc import Mapping
from math import isfinite, sqrt

from calculators.ranges import Range

LONGEST_ENTRY = 80
"""Characters of one typed value; anything longer is no number and is cut in the message."""

_NUMBER = re.compile(
    r"[$€]?\s*([+-]?(?:\d{1,3}(?:[, _]\d{3})+|\d+)(?:\.\d*)?|[+-]?\.\d+)(e[+-]?\d{1,3})?\s*([kKmMbB%])?",
    re.ASCII,
)
_SEPARATOR = re.compile(r"\s*(?:\.\.+|…|–|\bto\b)\s*")  # noqa: RUF001 - an en dash is what people type
_GROUPED_FROM = 10_000
_SCALES = {"": 1.0, "k": 1e3, "m": 1e6, "b": 1e9, "%": 0.01}


class NotANumberError(ValueError):
    """The entry is no number and no range; the message is fit for the reader."""


def parse_range(entry: object) -> Range:
    """Read a number, or two or three in rising order: `low..high` or `low..base..high`.

    Where only low and high are given, base is their geometric mean (their middle if low is 0 or less).

    Args:
        entry: text, a number, or a mapping with `low`, `high` and maybe `base`.

    Raises:
        NotANumberError: with a message that quotes the entry.

    """
    if isinstance(entry, Mapping):
        if not {"low", "high"} <= entry.keys() <= {"low", "base", "high"}:
            raise NotANumberError('a range is written {"low": …, "high": …}, with "base" if it is known')
        points = [_parse_number(entry[key]) for key in ("low", "base", "high") if key in entry]
    elif isinstance(entry, str):
        points = [_parse_number(part) for part in _SEPARATOR.split(entry.strip(), maxsplit=3)]
    else:
        points = [_parse_number(entry)]
    match points:
        case [value]:
            return Range.exact(value)
        case [low, high] if low <= high:
            return Range(low, middle(low, high), high)
        case [low, base, high] if low <= base <= high:
            return Range(low, base, high)
    if len(points) > len(Range._fields):
        raise NotANumberError(f"{quote(entry)} has more than three parts: low..high or low..base..high")
    raise NotANumberError(f"{quote(entry)} is not in rising order, low..high or low..base..high")


def typed(value: Range | bool | str | None) -> str:
    """Write a value as it could be typed into a form or on the command line: what `parse_range` reads back."""
    if isinstance(value, Range):
        if value.is_exact:
            points: tuple[float, ...] = (value.base,)
        elif value.base == middle(value.low, value.high):
            points = (value.low, value.high)
        else:
            points = value
        return "..".join(f"{point:.12g}" if point < _GROUPED_FROM else f"{point:,.15g}" for point in points)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value or ""


def quote(entry: object) -> str:
    """Quote what was typed, cut to a length that a message can carry."""
    text = str(entry)
    return f"“{text[:LONGEST_ENTRY]}…”" if len(text) > LONGEST_ENTRY else f"“{text}”"


def middle(low: float, high: float) -> float:
    """Return the base of a range of which only the ends are given."""
    return sqrt(low) * sqrt(high) if low > 0 else (low + high) / 2


def _parse_number(entry: object) -> float:
    if isinstance(entry, bool) or entry is None:
        raise NotANumberError(f"{quote(entry)} is not a number")
    if isinstance(entry, int | float):
        try:
            value = float(entry)
        except OverflowError:
            value = float("inf")
        if not isfinite(value):
            raise NotANumberError(f"{quote(entry)} is not a finite number")
        return value
    text = str(entry).strip()
    matched = _NUMBER.fullmatch(text) if len(text) <= LONGEST_ENTRY else None
    if matched is None:
        raise NotANumberError(f"{quote(entry)} is not a number")
    digits, exponent, scale = matched.groups()
    value = float(re.sub("[, _]", "", digits) + (exponent or "")) * _SCALES[(scale or "").lower()]
    if not isfinite(value):
        raise NotANumberError(f"{quote(entry)} is too large to count with")
    return value
