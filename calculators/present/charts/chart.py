"""What a chart is, and the looks that all charts share.

A specification leaves nothing to the measured width of a text: size, padding, ticks and places of labels are given.
So the picture is the same bytes wherever it is drawn, and the same shape in a worker, which cannot measure text.
Colours are custom properties of the page: one picture serves light, dark, print and forced colours.
"""

from binascii import crc32
from collections.abc import Mapping, Sequence
from json import dumps
from typing import Any, NamedTuple

from calculators.present.numbers import shown
from calculators.ranges import round_for_output

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
INK, SOFT, RULE, PAPER = "var(--ink)", "var(--ink-soft)", "var(--rule)", "var(--paper)"
COLOURS = tuple(f"var(--chart-{number})" for number in range(1, 7))
"""Told apart by colour-blind readers, and three to one against both backgrounds; set in charts.css."""
DASHES: tuple[tuple[int, ...], ...] = ((1, 0), (6, 3), (2, 2), (9, 3, 2, 3), (4, 1), (1, 3))
"""One per colour, so that no line is told by its colour alone."""
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
WIDTH = 340
"""Units across every picture: on a phone they are about pixels, so that text of `TEXT` units can be read."""
TEXT = 11.5

Spec = dict[str, Any]
Cell = str | float | None


class Column(NamedTuple):
    """A column of a chart's data: numbers in a unit, or words where the unit is empty."""

    heading: str
    unit: str = ""


class Chart(NamedTuple):
    """A picture, what it says in a sentence, and its numbers."""

    name: str
    """Unique in an answer or on a page; in lower case, with hyphens."""
    title: str
    """What is shown, not what follows from it."""
    summary: str
    spec: Spec
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    """Numbers rounded as everything that leaves the engine; None is unknown."""

    @property
    def spec_as_text(self) -> str:
        """The specification as JSON, the same wherever it is made."""
        return dumps(self.spec, separators=(",", ":"))

    @property
    def fingerprint(self) -> str:
        """Tells whether a picture is of this specification."""
        return f"{crc32(self.spec_as_text.encode()):08x}"


def picture(layers: Sequence[Spec], height: float, *, left: float = 0, top: float = 4, bottom: float = 22) -> Spec:
    """Return the specification of a picture, `WIDTH` units wide, of layers that share their scales.

    Args:
        layers: marks with their data and encoding.
        height: of the plot alone.
        left: room for the labels of a vertical axis.
        top: room above the plot.
        bottom: room for the labels of a horizontal axis.

    """
    right = 10
    return {
        "$schema": SCHEMA,
        "width": WIDTH - left - right,
        "height": height,
        "padding": {"left": left, "right": right, "top": top, "bottom": bottom},
        "autosize": "none",
        "background": None,
        "config": {
            # The figure's sentence and table speak: marks with roles of their own would be pictures without a name.
            "aria": False,
            "mark": {"aria": False},
            "font": "sans-serif",
            "view": {"stroke": None},
            "text": {"fontSize": TEXT, "fill": INK},
        },
        "layer": list(layers),
    }


def axis(ticks: Sequence[float], labels: Sequence[str], **more: object) -> Spec:
    """Return an axis with labels at these values and nowhere else."""
    by_place = ", ".join(f"{label!r}" for label in labels)
    places = ", ".join(f"{round_for_output(tick)}" for tick in ticks)
    return {
        "title": None,
        "values": [round_for_output(tick) for tick in ticks],
        "labelExpr": f"[{by_place}][indexof([{places}], datum.value)]",
        "labelFontSize": TEXT,
        "labelColor": SOFT,
        "labelOverlap": False,
        "labelFlush": False,
        "labelBound": False,
        "labelLimit": WIDTH,
        "gridColor": RULE,
        "domain": False,
        "ticks": False,
        **more,
    }


def values(rows: Sequence[Mapping[str, object]]) -> Spec:
    """Return the data of a layer, every number rounded."""
    return {
        "values": [
            {name: round_for_output(value) if isinstance(value, float) else value for name, value in row.items()}
            for row in rows
        ]
    }


def quantity(field: str, low: float, high: float, axis: Spec | None = None, **scale: object) -> Spec:
    """Return the encoding of a number along an axis from `low` to `high`."""
    limits = {"domain": [round_for_output(low), round_for_output(high)], "nice": False, "zero": False}
    return {"field": field, "type": "quantitative", "axis": axis, "scale": {**limits, **scale}}


def note(text: str, x: float, y: float, **mark: object) -> Spec:
    """Return a layer that writes a text at a place of the picture, counted from the plot's upper left corner."""
    place = {"align": "left", "baseline": "middle", "x": round_for_output(x), "y": round_for_output(y)}
    return {"data": {"values": [{}]}, "mark": {"type": "text", "text": text, **place, **mark}}


def swatch(colour: str, x: float, y: float, shape: str = "square", *, filled: bool = True) -> Spec:
    """Return a layer with one mark of a legend: one of Vega's own would be placed by the measured width of its text."""
    size = {"size": 90} if filled else {"size": 36, "strokeWidth": 1.6}
    place = {"x": round_for_output(x), "y": round_for_output(y), "opacity": 1}
    mark = {"type": "point", "shape": shape, "color": colour, "filled": filled, **size, **place}
    return {"data": {"values": [{}]}, "mark": mark}


def even_ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Return round numbers, at most `most` of them, evenly spread from `low` to `high` and not outside."""
    span = high - low
    if span <= 0:
        return [low]
    exponent = int(f"{span / most:e}".partition("e")[2])
    steps = (step * 10.0**power for power in (exponent, exponent + 1) for step in (1, 2, 2.5, 5))
    for step in steps:
        first, last = int(-(-low // step)), int(high // step)
        if last - first < most:
            return [round_for_output(number * step) for number in range(first, last + 1)]
    return [low]


def log_ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Return powers of ten from `low` to `high`, both above zero; with 2 and 5 between them where there is room."""
    exponents = range(int(f"{low:e}".partition("e")[2]), int(f"{high:e}".partition("e")[2]) + 1)
    for digits in ((1, 2, 5), (1, 3), (1,)):
        ticks = [digit * 10.0**exponent for exponent in exponents for digit in digits]
        inside = [tick for tick in ticks if low <= tick <= high]
        if len(inside) <= most:
            return inside
    return inside[:: -(-len(inside) // most)]


def tick_label(value: float, unit: str) -> str:
    """Write a number at an axis in few letters: $12k, 3M, 40 %."""
    if unit == "share":
        return shown(value, unit)
    currency = "$" if unit.startswith("USD") else ""
    sign = "-" if value < 0 else ""
    for size, letter in ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{sign}{currency}{abs(value) / size:.3g}{letter}"
    return f"{sign}{currency}{abs(value):.3g}"
