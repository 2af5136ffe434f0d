"""What people's work costs: labels, and hours of those who prompt, tune, evaluate and keep up."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from calculators.facts import load
from calculators.ranges import Range, Source


class LabourCost(NamedTuple):
    """One cost of work. `low` and `high` equal `base` in `range` where the source gives a single figure."""

    id: str
    item: str
    unit: str
    range: Range
    note: str
    source: Source


class UnknownLabourError(LookupError):
    """No cost of work has that id; `close` lists those that exist."""

    def __init__(self, message: str, close: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.close = list(close)


def items() -> list[str]:
    """Return the ids of all costs of work in the table."""
    return [str(row["id"]) for row in load("labour")["items"]]


def find(item: str) -> LabourCost:
    """Return a cost of work by its id, as in `loaded-hour-software-developer`.

    Raises:
        UnknownLabourError: there is no such id.

    """
    for row in load("labour")["items"]:
        if row["id"] == item:
            return _cost(row)
    raise UnknownLabourError("there is no such cost of work in the table", items())


def _cost(row: Mapping[str, Any]) -> LabourCost:
    typical = row["typical"]
    return LabourCost(
        row["id"],
        row["item"],
        row["unit"],
        Range(row.get("low", typical), typical, row.get("high", typical)),
        row.get("note", ""),
        Source(
            f"labour:{row['id']}",
            "derived" if row["status"] == "derived" else "measured",
            row["status"],
            row["source"],
            row["date_seen"],
            f"{row['item']}: {typical:g} {row['unit']}",
        ),
    )
