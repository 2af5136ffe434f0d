"""The next rounder numbers below and above an entry, which the page's steppers lead to."""

from collections.abc import Mapping
from functools import lru_cache
from math import floor, log10

from calculators.forms import Entry, Form
from calculators.forms.parsing import middle, parse_range, typed
from calculators.ranges import Range

WAYS = ("decrease", "increase")
_SERIES = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
"""Preferred numbers: three steps to a factor of ten."""
_LEAST = 1e-3
"""Below it a step down leads to the lower bound."""
_LARGEST_COUNT = 10.0
_PER_UNIT_OF_SHARE = 20
_STEPS_AHEAD = 5


def steps_of(form: Form, inputs: Mapping[str, Entry], shown: Mapping[str, object]) -> dict[str, str]:
    """Return the way that each stepper takes, by "decrease" or "increase", a space and the input's name.

    A way is a list of entries, separated by bars: some from the other side, the entry as `shown` has it (else the
    default), and some ahead, for whoever presses faster than answers come. It is empty where nothing lies ahead.
    """
    found: dict[str, str] = {}
    for field in form.fields:
        value = inputs[field.name].value
        if isinstance(value, Range):
            down, up = (_ahead(value, field.minimum, field.maximum, up=up) for up in (False, True))
            rising = [*reversed(down), str(shown.get(field.name, typed(field.default))), *up]
            found[f"{WAYS[0]} {field.name}"] = "|".join(reversed(rising)) if down else ""
            found[f"{WAYS[1]} {field.name}"] = "|".join(rising) if up else ""
    return found


@lru_cache(maxsize=512)
def _ahead(value: Range, minimum: float, maximum: float, *, up: bool) -> tuple[str, ...]:
    entries: list[str] = []
    while len(entries) < _STEPS_AHEAD and (entry := neighbours(value, minimum, maximum)[up]):
        entries.append(entry)
        value = parse_range(entry)
    return tuple(entries)


@lru_cache(maxsize=512)
def neighbours(value: Range, minimum: float, maximum: float) -> tuple[str, str]:
    """Return the entries below and above that of a number field, as typed; empty where it is at its bound.

    The middle goes to the next of 1, 2, 5 and their tenfolds, from 1 to 10 to the next whole number, and to the next
    twentieth where nothing above 1 may be entered. The ends of a range move in proportion, those of a share as far;
    where the middle reaches a bound they meet.
    """
    found = []
    for up in (False, True):
        base = min(max(_next(value.base, minimum, maximum, up=up), minimum), maximum)
        if base in (minimum, maximum) or value.is_exact:
            moved = Range.exact(base)
        else:
            moved = _around(base, value, minimum, maximum)
        found.append("" if moved == value else typed(moved))
    return found[0], found[1]


def _around(base: float, value: Range, minimum: float, maximum: float) -> Range:
    """Return the range that was around a middle around another one."""
    if maximum <= 1 or not value.base:
        ends = [end + base - value.base for end in (value.low, value.high)]
    else:
        ends = [end * base / value.base for end in (value.low, value.high)]
    low, high = (min(max(float(f"{end:.3g}"), minimum), maximum) for end in ends)
    low, high = min(low, base), max(high, base)
    if value.base == middle(value.low, value.high) and low < high:
        base = middle(low, high)
    return Range(low, base, high)


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
