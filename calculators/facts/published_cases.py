"""What others measured: published comparisons of two approaches on one task, and those nearest to a reader's task."""

from collections.abc import Mapping
from math import log
from typing import Any, NamedTuple

from calculators.facts import load
from calculators.ranges import Source

_UNKNOWN_LABELS_DISTANCE = log(100)
"""Where a number of labels is unknown, the case counts as a hundredfold away: neither near nor out of sight."""


class Side(NamedTuple):
    """One of the two approaches. None is unknown: not in the text that was read."""

    approach: str | None
    effort: str | None
    score: float | None


class Case(NamedTuple):
    """One published comparison. None is unknown, never nothing."""

    id: str
    evidence: str | None
    task_kind: str
    task: str
    labels: float | None
    baseline: Side
    other: Side
    metric: str
    lower_is_better: bool
    gain_points: float | None
    test_items: int | None
    by: str | None
    year: int
    outcome: str
    stance: str
    note: str
    source: Source


def cases() -> list[Case]:
    """Return all published comparisons, in the order of the table."""
    return [_case(row) for row in load("published_cases")["cases"]]


def nearest(task: str, labels: float | None, *, approach: str | None = None, count: int = 3) -> list[Case]:
    """Return the published comparisons most like a reader's task, nearest first.

    The order: the same kind of task first; then |ln(labels / labels of the case)|, a hundredfold where either is
    unknown; then more test items, the newer year, and the order of the table. So the same question always gets
    the same cases, whatever they say.

    Args:
        task: kind of task: chat, extraction, classification, generation, code or other.
        labels: labelled examples at hand; None: unknown. Below one counts as one.
        approach: only comparisons in which it is one of the two; None: any.
        count: how many at most.

    Raises:
        ValueError: no comparison is of that kind of task, or none has that approach.

    """
    everything = cases()
    _check("task", task, {case.task_kind for case in everything})
    if approach is not None:
        sides = [side for case in everything for side in (case.baseline, case.other)]
        _check("approach", approach, {side.approach or "" for side in sides})
    fitting = [case for case in everything if approach in {None, case.baseline.approach, case.other.approach}]
    return sorted(
        fitting,
        key=lambda case: (case.task_kind != task, _label_distance(labels, case), -(case.test_items or 0), -case.year),
    )[: max(count, 0)]


def _label_distance(labels: float | None, case: Case) -> float:
    if labels is None or case.labels is None:
        return _UNKNOWN_LABELS_DISTANCE
    return abs(log(max(labels, 1.0) / max(case.labels, 1.0)))


def _check(name: str, value: str, known: set[str]) -> None:
    if value not in known:
        raise ValueError(f"{name}: {value!r} is none of {', '.join(sorted(known - {''}))}")


def _case(row: Mapping[str, Any]) -> Case:
    baseline, other = Side(**row["baseline"]), Side(**row["other"])
    return Case(
        row["id"],
        row["evidence"],
        row["task_kind"],
        row["task"],
        row["labels"],
        baseline,
        other,
        row["metric"],
        row.get("lower_is_better", False),
        row["gain_points"],
        row["test_items"],
        row["by"],
        row["year"],
        row["outcome"],
        row["stance"],
        row.get("note", ""),
        Source(
            f"published-case:{row['id']}",
            "measured",
            row["status"],
            row["source"],
            row["date_seen"],
            f"{row['task']}: {_named(baseline)} against {_named(other)} ({row['metric']})",
        ),
    )


def _named(side: Side) -> str:
    score = "" if side.score is None else f" {side.score:g}"
    return f"{side.approach or 'an earlier best'}{score}"
