"""What options cost as the months go by, with bands."""

from collections.abc import Mapping, Sequence
from typing import Any

from calculators.catalogue import Answer
from calculators.present.charts.chart import (
    COLOURS,
    DASHES,
    SOFT,
    WIDTH,
    Chart,
    Column,
    Spec,
    axis,
    even_ticks,
    note,
    picture,
    quantity,
    tick_label,
    values,
)
from calculators.present.numbers import shown

_HEIGHT, _LEFT = 200, 36
_NAME = 16
"""Letters of an option's name at the end of its line."""
_NAME_ROOM, _NAME_LINE = 98, 14
_BANDS = 2
"""More than two bands over each other cannot be told apart."""
_SHOWN = ("month", "low_usd", "base_usd", "high_usd")
_Row = Mapping[str, Any]


def course_chart(answered: Answer) -> Chart | None:
    """Return the cost of the cheapest options and of doing nothing over the horizon; None where none is ranked."""
    details: Mapping[str, Any] = answered.estimate.details
    rows: list[_Row] = details["cost_over_time"]
    if not rows:
        return None
    names = list(dict.fromkeys(str(row["option"]) for row in rows))
    last = {str(row["option"]): row for row in rows}
    end = float(rows[-1]["month"])
    mistakes = "mistakes included" if details["ranked_by"] == "total_cost_usd" else "before mistakes"
    first = last[names[0]]
    return Chart(
        "course",
        f"What the options cost by the end of each month, {mistakes}",
        f"After {end:g} months {names[0]} has cost {_points(first)}"
        + "".join(f", {name} {shown(last[name]['base_usd'], 'USD')}" for name in names[1:])
        + f". Lines are the middle; bands of {' and '.join(names[:_BANDS])} run from P10 to P90.",
        _spec(rows, names, end),
        (Column("Option"), Column("Month"), *(Column(point, "USD") for point in ("P10", "P50", "P90"))),
        [(str(row["option"]), f"{row['month']:g}", row["low_usd"], row["base_usd"], row["high_usd"]) for row in rows],
    )


def _points(row: _Row) -> str:
    low, base, high = (shown(row[f"{point}_usd"], "USD") for point in ("low", "base", "high"))
    return f"{base} ({low} to {high})"


def _spec(rows: Sequence[_Row], names: Sequence[str], end: float) -> Spec:
    banded = [row for row in rows if row["option"] in names[:_BANDS]]
    high = max(*(row["high_usd"] for row in banded), *(row["base_usd"] for row in rows))
    width = WIDTH - _LEFT - 10 - _NAME_ROOM
    months = even_ticks(0.0, end, 7)
    dollars = even_ticks(0.0, high)
    across = quantity(
        "month",
        0.0,
        end,
        axis(months, [f"{month:g}" for month in months], grid=False, labelPadding=5),
        range=[0, width],
    )
    up = quantity("base_usd", 0.0, high, axis(dollars, [tick_label(each, "USD") for each in dollars]))
    layers: list[Spec] = []
    for index, name in enumerate(names):
        mark = {"type": "line", "color": COLOURS[index], "strokeDash": list(DASHES[index])}
        layer: list[Spec] = []
        if index < _BANDS:
            area = {"x": across, "y": {**up, "field": "high_usd"}, "y2": {"field": "low_usd"}}
            layer += [{"mark": {"type": "area", "color": COLOURS[index], "opacity": 0.14}, "encoding": area}]
            for side in ("low_usd", "high_usd"):
                edge = {"x": across, "y": {**up, "field": side}}
                layer += [{"mark": {**mark, "strokeWidth": 0.7}, "encoding": edge}]
        layer += [{"mark": {**mark, "strokeWidth": 2}, "encoding": {"x": across, "y": up}}]
        data = values([{key: row[key] for key in _SHOWN} for row in rows if row["option"] == name])
        layers.insert(0, {"data": data, "layer": layer})  # the cheapest lies above the others
    layers.append(note("months", 0, _HEIGHT + 28, color=SOFT))
    return picture([*layers, *_names(rows, names, high, width)], _HEIGHT, left=_LEFT, top=8, bottom=38)


def _names(rows: Sequence[_Row], names: Sequence[str], high: float, width: float) -> list[Spec]:
    """Return the names at the ends of the lines, moved apart where lines end close to each other."""
    ends = {str(row["option"]): _HEIGHT * (1 - float(row["base_usd"]) / high) for row in rows}
    layers: list[Spec] = []
    lowest = _HEIGHT + _NAME_LINE / 2
    for name in sorted(names, key=lambda each: -ends[each]):
        at = min(ends[name], lowest - _NAME_LINE)
        lowest = at
        place = names.index(name)
        short = name if len(name) <= _NAME else f"{name[: _NAME - 1]}…"
        layers.append(note(short, width + 5, at, color=COLOURS[place], fontWeight=600))
    return layers
