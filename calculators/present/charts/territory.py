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
from calculators.ranges import round_for_output

_HEIGHT, _LEFT = 190, 44
_LINE = 16
_LETTERS = "ABCDEF"
_AREA = {"type": "rect", "strokeWidth": 0.6}
_PLACE = ("x", "x2", "x_middle", "y", "y2", "y_middle")
_Cell = Mapping[str, Any]
_Stretch = Mapping[str, Any]


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
    stretches = _stretches(cells, across["input"], up["input"])
    return Chart(
        "territory",
        f"Cheapest option by {across['label'].lower()} and {up['label'].lower()}",
        f"With {_amount(across)} and {_amount(up)} it is {here}, marked by the cross. Of this map, from a hundredth to "
        f"a hundred times those values, {here} has {counts.get(here, 0) / len(cells):.0%}, {others}; all other inputs "
        "are at their middle.",
        _spec(stretches, across, up, list(counts)),
        (
            Column(up["label"], up["unit"]),
            Column(f"{across['label']}, from", across["unit"]),
            Column("To", across["unit"]),
            Column("Cheapest option"),
        ),
        [(each["y_middle"], each["x"], each["x2"], str(each["winner"])) for each in stretches],
    )


def _winners(cells: Sequence[_Cell]) -> list[str]:
    """Return the options that are cheapest somewhere, those with the largest areas first."""
    winners = [str(cell["winner"]) for cell in cells]
    return sorted(dict.fromkeys(winners), key=winners.count, reverse=True)


def _amount(given: Mapping[str, Any]) -> str:
    return f"{shown(given['now'], given['unit'])} {unit_after(given['unit'])}".rstrip()


def _spec(
    stretches: Sequence[_Stretch], across: Mapping[str, Any], up: Mapping[str, Any], winners: Sequence[str]
) -> Spec:
    left, right = (edge(float(each[key]) for each in stretches) for edge, key in ((min, "x"), (max, "x2")))
    low, high = (edge(float(each[key]) for each in stretches) for edge, key in ((min, "y"), (max, "y2")))
    xs, ys = log_ticks(left, right, 5), log_ticks(low, high, 5)
    x = quantity("x", left, right, axis(xs, [tick_label(t, across["unit"]) for t in xs], grid=False), type="log")
    y = quantity("y", low, high, axis(ys, [tick_label(t, up["unit"]) for t in ys], grid=False), type="log")
    area = {"x": x, "x2": {"field": "x2"}, "y": y, "y2": {"field": "y2"}}
    layers: list[Spec] = []
    for index, winner in enumerate(winners):
        mine = values([{key: each[key] for key in _PLACE} for each in stretches if each["winner"] == winner])
        letter = {"type": "text", "text": _LETTERS[index], "color": PAPER, "baseline": "middle"}
        middle = {"x": {**x, "field": "x_middle"}, "y": {**y, "field": "y_middle"}}
        ground = {"mark": _AREA | {"color": COLOURS[index], "stroke": COLOURS[index]}, "encoding": area}
        layers.append({"data": mine, "layer": [ground, {"mark": {**letter, "fontWeight": 600}, "encoding": middle}]})
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


def _stretches(cells: Sequence[_Cell], across: str, up: str) -> list[_Stretch]:
    """Join the neighbours of a line in which the same option is the cheapest; numbers rounded."""
    columns, lines = (_edges([float(cell[name]) for cell in cells]) for name in (across, up))
    found: list[_Stretch] = []
    for (line, winner), group in groupby(cells, lambda cell: (cell[up], cell["winner"])):
        members = [columns[cell[across]] for cell in group]
        (low, high), left, right = lines[line], members[0][0], members[-1][1]
        place = {"x": left, "x2": right, "x_middle": (left * right) ** 0.5, "y": low, "y2": high, "y_middle": line}
        found.append({"winner": winner, **{name: round_for_output(value) for name, value in place.items()}})
    return found


def _legend(names: Sequence[str]) -> list[Spec]:
    layers: list[Spec] = []
    for index, name in enumerate(names):
        y = _HEIGHT + 38 + _LINE * (index + 0.5)
        layers += [swatch(COLOURS[index], 5, y), note(name, 14, y)]
    return layers
