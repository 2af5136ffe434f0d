"""Charts whose rows are named things: a line for each range and a dot for each middle, on one axis."""

from collections.abc import Sequence
from typing import NamedTuple

from calculators.present.charts.chart import COLOURS, INK, SOFT, Spec, axis, picture, quantity, values

ROW, FIRST = 34, 12
RING = 46


class ChartRow(NamedTuple):
    """A range from `low` to `high`, a point where both are `base`; `said` stands beside the name."""

    name: str
    low: float
    base: float | None
    high: float
    said: str
    colour: int = 0


def rows_spec(
    rows: Sequence[ChartRow], limits: tuple[float, float], ticks: Sequence[float], labels: Sequence[str], scale: str
) -> Spec:
    """Return the specification of the rows from top to bottom; `scale` is `log` or `linear`."""
    across = quantity("x", *limits, axis(ticks, labels), type=scale)
    layers: list[Spec] = []
    for index, row in enumerate(rows):
        y = FIRST + ROW * index
        layers += [_words(row.name, y, INK), _line(row, y + 14, across), *_dot(row, y + 14, across)]
        layers.append(_words(row.said, y, SOFT, right=True))
    return picture(layers, FIRST + ROW * len(rows), left=6, bottom=20)


def _words(words: str, y: float, colour: str, *, right: bool = False) -> Spec:
    place = {"x": "width", "align": "right"} if right else {"x": 0, "align": "left"}
    mark = {"type": "text", "text": words, "y": y, "baseline": "middle", "color": colour, **place}
    return {"data": {"values": [{}]}, "mark": mark}


def _line(row: ChartRow, y: float, across: Spec) -> Spec:
    mark = {"type": "rule", "strokeWidth": 7, "strokeCap": "round", "color": COLOURS[row.colour], "y": y}
    return {
        "data": values([{"x": row.low, "to": row.high}]),
        "mark": mark,
        "encoding": {"x": across, "x2": {"field": "to"}},
    }


def _dot(row: ChartRow, y: float, across: Spec) -> list[Spec]:
    if row.base is None:
        return []
    mark = {"type": "point", "filled": True, "size": RING, "fill": "var(--paper)", "stroke": COLOURS[row.colour]}
    mark |= {"strokeWidth": 2.4, "opacity": 1, "y": y}
    return [{"data": values([{"x": row.base}]), "mark": mark, "encoding": {"x": across}}]
