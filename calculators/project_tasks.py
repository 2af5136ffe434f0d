"""Which tasks stand between today and an approach in production, in which order, done by whom."""

from collections.abc import Iterable, Mapping
from functools import cache
from graphlib import TopologicalSorter
from typing import NamedTuple, overload

from calculators.columns import Number, maximum
from calculators.estimating import Latent
from calculators.facts import task_durations as facts
from calculators.sampling import Uncertain

ARM_KINDS: tuple[str, ...] = (
    "do-nothing",
    "switch-model",
    "prompt",
    "optimised-prompt",
    "retrieval",
    "tuned-service",
    "tuned-own",
    "classifier",
    "hybrid",
    "cascade",
    "staged",
)
MOST_HOURS = 1e5
"""Hours of one task beyond which nobody plans: half a century of working weeks, eleven years by the clock."""


class Step(NamedTuple):
    """One task in a plan; steps are named by their place in it.

    `crowd` are the people tasks before this step, where several branches meet in it: all of them share one team.
    """

    task: str
    is_people: bool
    sharers: float
    before: tuple[int, ...]
    crowd: tuple[int, ...]


class Plan(NamedTuple):
    """The steps of one approach in an order that respects their dependencies; the last one is the roll-out."""

    kind: str
    steps: tuple[Step, ...]

    @property
    def tasks(self) -> tuple[str, ...]:
        """The ids of its tasks, in order."""
        return tuple(step.task for step in self.steps)


@cache
def plan_for(kind: str) -> Plan:
    """Return the plan of an approach, one of ARM_KINDS; `do-nothing` has no steps.

    `staged` is planned up to its first stage: from then on users have something.

    Raises:
        KeyError: there is no such kind.

    """
    known = facts.tasks()
    chosen = frozenset(facts.arms()[kind].tasks)
    before = {task: _nearest(known[task].after, chosen) for task in known if task in chosen}
    order = tuple(TopologicalSorter(before).static_order())
    place = {task: index for index, task in enumerate(order)}
    return Plan(
        kind,
        tuple(
            Step(
                task,
                known[task].who == "people",
                known[task].sharers,
                tuple(place[earlier] for earlier in before[task]),
                _crowd(task, before, place) if len(before[task]) > 1 else (),
            )
            for task in order
        ),
    )


def task_uncertainties() -> Mapping[str, Latent]:
    """Return the hours of every task that has a range in the facts, by its id.

    One range for all approaches that have the task: sampled together, a slow evaluation set is slow for all of them.
    `labels` comes from `label_hours` and `approval` from the reader alone.
    """
    return {
        task.id: Latent(Uncertain(task.hours, 0.0, MOST_HOURS), task.source)
        for task in facts.tasks().values()
        if task.hours
    }


def label_uncertainties(kind: str) -> Mapping[str, Latent]:
    """Return how many labels an approach needs, one entry per purpose: their sum is `labels_needed`."""
    need = facts.arms()[kind].label_need
    purposes = ["test_items", *([need] if need else [])] if plan_for(kind).steps else []
    needs = facts.label_needs()
    return {purpose: Latent(Uncertain(needs[purpose].range, 0.0, 1e7), needs[purpose].source) for purpose in purposes}


@overload
def label_hours(labels_needed: float, labelled_examples: float, minutes_per_label: float) -> float: ...
@overload
def label_hours(labels_needed: Number, labelled_examples: Number, minutes_per_label: Number) -> Number: ...
def label_hours(labels_needed: Number, labelled_examples: Number, minutes_per_label: Number) -> Number:
    """Return the working hours for the labels that are still missing, never below 0."""
    return maximum(labels_needed - labelled_examples, 0.0) * minutes_per_label / 60


def _nearest(after: Iterable[str], chosen: frozenset[str]) -> tuple[str, ...]:
    """Return the chosen tasks among those before a task; one that is left out is replaced by its own predecessors."""
    found: dict[str, None] = {}
    for task in after:
        for earlier in (task,) if task in chosen else _nearest(facts.tasks()[task].after, chosen):
            found[earlier] = None
    return tuple(found)


def _crowd(task: str, before: Mapping[str, tuple[str, ...]], place: Mapping[str, int]) -> tuple[int, ...]:
    ancestors: set[str] = set()
    waiting = list(before[task])
    while waiting:
        earlier = waiting.pop()
        if earlier not in ancestors:
            ancestors.add(earlier)
            waiting += before[earlier]
    return tuple(sorted(place[earlier] for earlier in ancestors if facts.tasks()[earlier].who == "people"))
