"""The next rounder numbers below and above an entry, which the page's steppers lead to."""

from collections.abc import Mapping
from functools import lru_cache
from math import floor, log10

from calculators.forms import Entry, Form
from calculators.forms.parsing import middle, typed
from calculators.ranges import Range

WAYS = ("decrease", "increase")
_SERIES = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
"""Preferred numbers: three steps to a factor of ten."""
_LEAST = 1e-3
"""Below it a step down leads to the lower bound."""
_LARGEST_COUNT = 10.0
_PER_UNIT_OF_SHARE = 20


def steps_of(form: Form, inputs: Mapping[str, Entry]) -> dict[str, str]:
    """Return what the steppers of all numbers lead to, by "decrease" or "increase", a space and the input's name."""
    found: dict[str, str] = {}
    for field in form.fields:
        value = inputs[field.name].value
        if isinstance(value, Range):
            for way, text in zip(WAYS, neighbours(value, field.minimum, field.maximum), strict=True):
                found[f"{way} {field.name}"] = text
    return found


@lru_cache(maxsize=512)
def neighbours(value: Range, minimum: float, maximum: float) -> tuple[str, str]:
    """Return the entries below and above that of a number field, as typed; empty where it is at its bound.

    Every point of a range takes its own step: to the next of 1, 2, 5 and their tenfolds, from 1 to 10 to the next
    whole number, and to the next twentieth where nothing above 1 may be entered. What was a middle stays one.
    """
    found = []
    for up in (False, True):
        low, base, high = (min(max(_next(point, minimum, maximum, up=up), minimum), maximum) for point in value)
        low, base = min(low, high), min(base, high)  # from 0 the first step is larger than just above it
        if value.base == middle(value.low, value.high):
            base = middle(low, high)
        moved = Range(low, base, high)
        found.append("" if moved == value else typed(moved))
    return found[0], found[1]


def _next(value: float, minimum: float, maximum: float, *, up: bool) -> float:
    is_share = maximum <= 1
    if is_share and (minimum < 0 or value * _PER_UNIT_OF_SHARE >= (1 if up else 2)):
        return _whole_step(value * _PER_UNIT_OF_SHARE, up=up) / _PER_UNIT_OF_SHARE
    if value <= 0:
        return (0.01 if is_share else 1.0) if up else minimum
    if value < _LEAST or (value == _LEAST and not up):
        return _LEAST if up else minimum
    if not is_share and (1 <= value < _LARGEST_COUNT if up else 1 < value <= _LARGEST_COUNT):
        return _whole_step(value, up=up)
    power = floor(log10(value))
    rungs = [float(f"{rung}e{power}") for rung in _SERIES]
    return next(rung for rung in (rungs if up else reversed(rungs)) if (rung > value if up else rung < value))


def _whole_step(value: float, *, up: bool) -> float:
    nearest = round(value)
    if abs(value - nearest) < 1e-9:  # noqa: PLR2004 - a twentieth is not exact
        return float(nearest + (1 if up else -1))
    return float(floor(value) + up)
