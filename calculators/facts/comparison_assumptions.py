"""Ranges that a comparison needs and that nobody measures in general, each with the reason for its width."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from calculators.facts import load
from calculators.ranges import Range, Source


class Assumed(NamedTuple):
    """A range, the bound that no sample may exceed, and why it is as wide as it is."""

    range: Range
    maximum: float
    source: Source


def assumed(name: str) -> Assumed:
    """Return an assumption by its id.

    Raises:
        KeyError: there is no such assumption.

    """
    for row in load("comparison_assumptions")["rows"]:
        if row["id"] == name:
            return _assumed(row)
    raise KeyError(name)


def token_split(task: str) -> dict[str, Assumed]:
    """Return `fixed_prompt_share` and `answer_share` of the tokens of a request, by task.

    Raises:
        KeyError: there is no such task.

    """
    row = next((row for row in load("comparison_assumptions")["token_split"] if row["task"] == task), None)
    if row is None:
        raise KeyError(task)
    return {
        "fixed_prompt_share": _split(row["fixed_prompt_share"], "fixed prompt", task),
        "answer_share": _split(row["answer_share"], "answer", task),
    }


def _assumed(row: Mapping[str, Any]) -> Assumed:
    source = Source(
        f"evidence:{row['evidence']}" if "evidence" in row else f"assumption:{row['id']}",
        row["class"],
        row["status"],
        row.get("source", ""),
        row.get("date_seen", ""),
        row["statement"],
    )
    return Assumed(Range(row["low"], row["base"], row["high"]), row["maximum"], source)


def _split(points: list[float], part: str, task: str) -> Assumed:
    low, base, high = points
    statement = f"{part.capitalize()}: {low:.0%} to {high:.0%} of a request's tokens, for the task {task}. Type it."
    return Assumed(
        Range(low, base, high), 1.0, Source(f"assumption:{part}", "assumption", "default", "", "", statement)
    )
