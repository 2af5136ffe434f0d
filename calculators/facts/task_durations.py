"""How long the tasks of a project take, which approach has which tasks, and how long published projects took."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, NamedTuple

from calculators.facts import load
from calculators.ranges import Range, Source

Who = Literal["people", "machine", "waiting"]


class Task(NamedTuple):
    """One task of a project.

    `hours` are working hours where `who` is people, shared by at most `sharers` of them, and clock hours where it is
    not; None where they are worked out from other inputs or nobody but the reader knows them.
    """

    id: str
    name: str
    what: str
    who: Who
    after: tuple[str, ...]
    sharers: float
    hours: Range | None
    source: Source


class Arm(NamedTuple):
    """The tasks of one approach, common ones included, and which examples it learns from (empty: none)."""

    kind: str
    tasks: tuple[str, ...]
    label_need: str


class Estimated(NamedTuple):
    """A number that is no task: labels of one purpose, minutes per label, hours worked over hours planned."""

    range: Range
    source: Source


class PublishedProject(NamedTuple):
    """How long a whole project took, in weeks, as somebody published it; None where that was not stated.

    `without` are the tasks that it had behind it or left out.
    """

    id: str
    kind: str
    by: str
    weeks_low: float
    weeks_high: float | None
    people: float | None
    labels_needed: float | None
    effort_hours: float | None
    without: frozenset[str]
    source: Source


@cache
def tasks() -> Mapping[str, Task]:
    """Return all tasks by id, each after those that it depends on."""
    return {row["id"]: _task(row) for row in load("task_durations")["tasks"]}


@cache
def arms() -> Mapping[str, Arm]:
    """Return the tasks of each approach by its kind."""
    table = load("task_durations")
    common = tuple(table["common"])
    return {
        row["kind"]: Arm(
            row["kind"],
            (*(common if row["uses_common"] else ()), *row["tasks"]),
            row.get("label_need", ""),
        )
        for row in table["arms"]
    }


@cache
def label_needs() -> Mapping[str, Estimated]:
    """Return how many labels each purpose needs, by id; `test_items` is every approach's."""
    return {row["id"]: _estimated(row, "labels") for row in load("task_durations")["label_needs"]}


@cache
def minutes_per_label() -> Estimated:
    """Return how many minutes one label takes a person."""
    return _estimated(load("task_durations")["minutes_per_label"], "minutes")


@cache
def overrun_factor() -> Estimated:
    """Return the hours that people work over the hours that were planned, of whole projects."""
    return _estimated(load("task_durations")["overrun_factor"], "times")


def published_projects() -> list[PublishedProject]:
    """Return the published durations of whole projects."""
    return [
        PublishedProject(
            row["id"],
            row["arm"],
            row["by"],
            row["weeks_low"],
            row.get("weeks_high"),
            row.get("people"),
            row.get("labels_needed"),
            row.get("effort_hours"),
            frozenset(row.get("without", ())),
            _source(f"project:{row['id']}", {"class": "measured", **row}, f"{row['name']}. {row['note']}"),
        )
        for row in load("task_durations")["projects"]
    ]


def _task(row: Mapping[str, Any]) -> Task:
    hours = Range(row["low_hours"], row["base_hours"], row["high_hours"]) if "base_hours" in row else None
    spread = f" {hours.low:g} to {hours.high:g} {_unit(row['who'])}." if hours else ""
    return Task(
        row["id"],
        row["name"],
        row["what"],
        row["who"],
        tuple(row["after"]),
        row.get("sharers", 1),
        hours,
        _source(f"task:{row['id']}", row, f"{row['name']}:{spread} {row['reason']}"),
    )


def _unit(who: Who) -> str:
    return "working hours" if who == "people" else "hours by the clock"


def _estimated(row: Mapping[str, Any], unit: str) -> Estimated:
    statement = f"{row['name']}: {row['low']:g} to {row['high']:g} {unit}. {row['reason']}"
    return Estimated(Range(row["low"], row["base"], row["high"]), _source(f"labels:{row['id']}", row, statement))


def _source(id_: str, row: Mapping[str, Any], statement: str) -> Source:
    return Source(id_, row["class"], row["status"], row.get("source", ""), row.get("date_seen", ""), statement)
