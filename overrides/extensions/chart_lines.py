"""Charts of lines on two logarithmic axes, named in a list below; dashes tell them apart beside the colour."""

from collections.abc import Sequence

from calculators.present.charts.chart import (
    COLOURS,
    DASHES,
    SOFT,
    Cell,
    Spec,
    axis,
    log_ticks,
    picture,
    quantity,
    tick_label,
    values,
)
from calculators.ranges import round_for_output

HEIGHT, LEFT, LEGEND_LINE = 190, 44, 16
Line = tuple[str, dict[float, float]]


def lines_spec(lines: Sequence[Line], axes: str) -> Spec:
    """Return the specification; all lines have the same places across, and `axes` says what the axes are."""
    across = list(lines[0][1])
    ups = [up for _, points in lines for up in points.values()]
    x = _axis("x", min(across), max(across))
    y = _axis("y", min(ups) / 1.2, max(ups) * 1.2)
    layers = [_caption(axes, -LEFT / 2, HEIGHT + 36, SOFT)]
    for index, (name, points) in enumerate(lines):
        looks = {"stroke": COLOURS[index], "strokeDash": list(DASHES[index]), "strokeWidth": 2}
        below = HEIGHT + 40 + LEGEND_LINE * (index + 1)
        layers += [
            {
                "data": values([{"x": one, "y": other} for one, other in points.items()]),
                "mark": {"type": "line", **looks},
                "encoding": {"x": x, "y": y},
            },
            {
                "data": {"values": [{}]},
                "mark": {"type": "rule", "y": below, **looks},
                "encoding": {"x": {"value": -LEFT / 2}, "x2": {"value": 24 - LEFT / 2}},
            },
            _caption(name, 32 - LEFT / 2, below),
        ]
    return picture(layers, HEIGHT, left=LEFT, top=8, bottom=48 + LEGEND_LINE * len(lines))


def lines_table(lines: Sequence[Line]) -> list[list[Cell]]:
    """Return a row for each place across, with the value of each line."""
    return [[x, *(round_for_output(points[x]) for _, points in lines)] for x in lines[0][1]]


def _axis(field: str, low: float, high: float) -> Spec:
    ticks = log_ticks(low, high)
    return quantity(field, low, high, axis(ticks, [tick_label(tick, "") for tick in ticks]), type="log")


def _caption(words: str, x: float, y: float, colour: str | None = None) -> Spec:
    looks = {"color": colour} if colour else {}
    mark = {"type": "text", "text": words, "x": x, "y": y, "align": "left", "baseline": "middle", **looks}
    return {"data": {"values": [{}]}, "mark": mark}
