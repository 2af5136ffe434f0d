"""What each option's cost is made of, as bars of parts."""

from collections.abc import Mapping
from typing import Any

from calculators.catalogue import Answer
from calculators.present.charts.chart import COLOURS, PAPER, Chart, Column
from calculators.present.charts.rows import Rows
from calculators.present.numbers import shown
from calculators.ranges import round_for_output

_MOST = 6
_PARTS = {
    "work_usd": "work",
    "machines_usd": "machines",
    "requests_usd": "requests",
    "running_usd": "upkeep",
    "mistakes_usd": "mistakes",
}
_UNITS_PER_LETTER, _PAD = 6.5, 4
_Row = Mapping[str, Any]


def parts_chart(answered: Answer) -> Chart | None:
    """Return what the cost of each ranked option is made of; None where none is ranked."""
    details: Mapping[str, Any] = answered.estimate.details
    found: list[_Row] = details["cost_parts"]
    if not found:
        return None
    drawn = found[:_MOST]
    results = answered.estimate.results
    whole = [results[f"{row['option']}.{details['ranked_by']}"] for row in drawn]
    totals = [result.range.base if result.range else 0.0 for result in whole]
    rows = Rows(len(drawn), 0.0, max(totals) or 1.0, "USD")
    rows.label([str(row["option"]) for row in drawn], [shown(total, "USD") for total in totals])
    counted = {name: colour for name, colour in zip(_PARTS, COLOURS, strict=False) if any(row[name] for row in drawn)}
    for name, colour in counted.items():
        word = _PARTS[name]
        segments = [segment for place, row in enumerate(drawn) if (segment := _segment(place, row, name))]
        rows.bars(segments, {"color": colour, "stroke": PAPER, "strokeWidth": 0.8})
        wide = [each for each in segments if _fits(word, rows.share_of_width(each["to"] - each["from"]))]
        if wide:
            rows.words(
                [{"row": each["row"], "at": (each["from"] + each["to"]) / 2, "text": word} for each in wide],
                {"align": "center", "color": PAPER, "fontWeight": 600},
            )
    rows.legend([_PARTS[name] for name in counted], list(counted.values()))
    first = drawn[0]
    largest = max(_PARTS, key=lambda name: float(first[name] or 0.0))
    return Chart(
        "parts",
        "What the options' cost is made of",
        f"Of {first['option']}'s {shown(totals[0], 'USD')}, {shown(first[largest], 'USD')} are {_PARTS[largest]}. "
        "Parts are averages of the samples around the middle, from left to right: work, machines before it is live, "
        "requests, upkeep (hosting and renewal)"
        + (", mistakes." if any(row["mistakes_usd"] for row in drawn) else "; mistakes are not counted."),
        rows.spec(),
        (Column("Option"), *(Column(word.capitalize(), "USD") for word in _PARTS.values()), Column("Together", "USD")),
        [
            (str(row["option"]), *(row[name] for name in _PARTS), _total(answered, row, str(details["ranked_by"])))
            for row in found
        ],
    )


def _segment(place: int, row: _Row, name: str) -> dict[str, float] | None:
    order = list(_PARTS)
    start = sum(float(row[each]) for each in order[: order.index(name)])  # mistakes are the last
    return {"row": place, "from": start, "to": start + float(row[name])} if row[name] else None


def _fits(word: str, units: float) -> bool:
    return units >= len(word) * _UNITS_PER_LETTER + _PAD


def _total(answered: Answer, row: _Row, ranked_by: str) -> float | None:
    found = answered.estimate.results[f"{row['option']}.{ranked_by}"].range
    return round_for_output(found.base) if found else None
