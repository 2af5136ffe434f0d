"""Which option is cheapest over two inputs at once: a map."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from calculators.catalogue import Answer
from calculators.present.charts.chart import (
    COLOURS,
    INK,
    PAPER,
    SOFT,
    Chart,
    Column,
    Spec,
    axis,
    log_ticks,
    note,
    picture,
    quantity,
    swatch,
    tick_label,
    values,
)
from calculators.present.numbers import shown, unit_after

_HEIGHT, _LEFT = 190, 44
_LINE = 16
_LETTERS = "ABCDEF"
_AREA = {"type": "rect", "strokeWidth": 0.6}
_Cell = Mapping[str, Any]


def territory_chart(answered: Answer) -> Chart | None:
    """Return the map; None where nothing is compared, or where one option is cheapest everywhere on it."""
    details: Mapping[str, Any] = answered.estimate.details
    found = details["cheapest_map"]
    if not found:
        return None
    cells: list[_Cell] = found["cells"]
    across, up = found["inputs"]
    counts = {winner: sum(cell["winner"] == winner for cell in cells) for winner in _winners(cells)}
    if not 1 < len(counts) <= len(COLOURS):
        return None
    here = details["winner"]
    others = ", ".join(f"{name} in {count / len(cells):.0%}" for name, count in counts.items() if name != here)
    return Chart(
        "territory",
        f"Cheapest option by {across['label'].lower()} and {up['label'].lower()}",
        f"With {_amount(across)} and {_amount(up)} it is {here}, marked by the cross. Of this map, from a hundredth to "
        f"a hundred times those values, {here} has {counts.get(here, 0) / len(cells):.0%}, {others}; all other inputs "
        "are at their middle.",
        _spec(cells, across, up, list(counts)),
        (Column(across["label"], across["unit"]), Column(up["label"], up["unit"]), Column("Cheapest option")),
        [(cell[across["input"]], cell[up["input"]], str(cell["winner"])) for cell in cells],
    )


def _winners(cells: Sequence[_Cell]) -> list[str]:
    return sorted(
        {str(cell["winner"]) for cell in cells}, key=[str(cell["winner"]) for cell in cells].count, reverse=True
    )


def _amount(given: Mapping[str, Any]) -> str:
    return f"{shown(given['now'], given['unit'])} {unit_after(given['unit'])}".rstrip()


def _spec(cells: Sequence[_Cell], across: Mapping[str, Any], up: Mapping[str, Any], winners: Sequence[str]) -> Spec:
    columns, lines = (_edges([float(cell[each["input"]]) for cell in cells]) for each in (across, up))
    stretches = _stretches(cells, across["input"], up["input"], columns, lines)
    (left, right), (low, high) = ((min(edges.values())[0], max(edges.values())[1]) for edges in (columns, lines))
    xs, ys = log_ticks(left, right, 5), log_ticks(low, high, 5)
    x = quantity("x", left, right, axis(xs, [tick_label(t, across["unit"]) for t in xs], grid=False), type="log")
    y = quantity("y", low, high, axis(ys, [tick_label(t, up["unit"]) for t in ys], grid=False), type="log")
    area = {"x": x, "x2": {"field": "x2"}, "y": y, "y2": {"field": "y2"}}
    layers: list[Spec] = []
    for index, winner in enumerate(winners):
        mine = values([stretch for stretch in stretches if stretch["winner"] == winner])
        letter = {"type": "text", "text": _LETTERS[index], "color": PAPER, "baseline": "middle"}
        middle = {"x": {**x, "field": "x_middle"}, "y": {**y, "field": "y_middle"}}
        layers += [
            {"data": mine, "mark": _AREA | {"color": COLOURS[index], "stroke": COLOURS[index]}, "encoding": area},
            {"data": mine, "mark": {**letter, "fontWeight": 600}, "encoding": middle},
        ]
    cross = {"type": "point", "shape": "cross", "filled": True, "size": 110, "opacity": 1}
    layers.append(
        {
            "data": values([{"x": across["now"], "y": up["now"]}]),
            "mark": {**cross, "color": INK, "stroke": PAPER, "strokeWidth": 1.5},
            "encoding": {"x": x, "y": y},
        }
    )
    names = [f"{letter}  {winner}" for letter, winner in zip(_LETTERS, winners, strict=False)]
    axes = note(f"\u2192 {across['label'].lower()}   \u2191 {up['label'].lower()}", 0, _HEIGHT + 28, color=SOFT)
    return picture([*layers, axes, *_legend(names)], _HEIGHT, left=_LEFT, top=6, bottom=40 + _LINE * len(names))


def _edges(centres: Sequence[float]) -> dict[float, tuple[float, float]]:
    """Return where the cells around these values begin and end: half a factor to each side."""
    places = sorted(set(centres))
    half = (places[1] / places[0]) ** 0.5
    return {place: (place / half, place * half) for place in places}


def _stretches(
    cells: Sequence[_Cell],
    across: str,
    up: str,
    columns: Mapping[float, tuple[float, float]],
    lines: Mapping[float, tuple[float, float]],
) -> list[dict[str, Any]]:
    """Join the neighbours of a line in which the same option is the cheapest."""
    found: list[dict[str, Any]] = []
    for (line, winner), group in groupby(cells, lambda cell: (cell[up], cell["winner"])):
        members = [columns[cell[across]] for cell in group]
        (low, high), left, right = lines[line], members[0][0], members[-1][1]
        place = {"x": left, "x2": right, "x_middle": (left * right) ** 0.5, "y": low, "y2": high, "y_middle": line}
        found.append({"winner": winner, **place})
    return found


def _legend(names: Sequence[str]) -> list[Spec]:
    layers: list[Spec] = []
    for index, name in enumerate(names):
        y = _HEIGHT + 38 + _LINE * (index + 0.5)
        layers += [swatch(COLOURS[index], 5, y), note(name, 14, y)]
    return layers
