"""When is it in production? The earliest finish of a plan, its critical path, and what shortens it."""

from collections.abc import Iterable, Mapping, Sequence
from math import ceil, inf
from typing import NamedTuple, cast

from calculators.columns import Number, maximum, minimum
from calculators.project_tasks import Plan, label_hours

_NOTHING = 0.0
CLOCK_HOURS_PER_WEEK = 168.0
DAYS_PER_WEEK = 7
_NO_TIME = 5e-7
"""Days that a finish may be late through rounding alone."""


class Question(NamedTuple):
    """What is planned: a plan, and where the numbers of its tasks stand in a point.

    `names` are pairs of a task and the name of its hours in a point, labels and approvals apart.
    `label_purposes` name the numbers whose sum are the labels needed; empty if `labels_hours` is in the point.
    """

    plan: Plan
    names: tuple[tuple[str, str], ...]
    label_purposes: tuple[str, ...]


class Schedule(NamedTuple):
    """When a plan is live, in weeks from its start, and the working hours that it takes."""

    weeks: Number
    effort_hours: Number


class Timeline(NamedTuple):
    """Start and finish of every step of a plan, in weeks, and its working hours (0 where no people work)."""

    starts: list[float]
    finishes: list[float]
    efforts: list[float]

    @property
    def live(self) -> float:
        """Weeks until the last step is done; 0 for a plan without steps."""
        return self.finishes[-1] if self.finishes else 0.0


class Shared(NamedTuple):
    """What plans have in common that are made in one world: the same durations, team and overrun.

    `parts` are start and finish by task, its hours and the finishes before it, told by identity.
    `works` are effort and weeks by task and its hours.
    `rates` are the working hours per week by the number of people who can share a task.
    `sums` are sums of efforts, by what was added to what.
    """

    parts: dict[tuple[object, ...], tuple[float, float]]
    works: dict[tuple[str, int], tuple[float, float]]
    rates: dict[float, float]
    sums: dict[tuple[int, int], float]

    def sum_of(self, efforts: Iterable[float]) -> float:
        """Add up; sums that begin alike are made once."""
        total = _NOTHING
        for effort in efforts:
            step = id(total), id(effort)
            if step not in self.sums:
                self.sums[step] = effort + total
            total = self.sums[step]
        return total


def lead_time(point: Mapping[str, float], question: Question) -> dict[str, float]:
    """Answer one question at exact inputs.

    Args:
        point: `team_size`, `hours_per_week`, `overrun_factor`, the hours of each task as `question` names them, and
            what `durations_at` needs.
        question: what is planned.

    Returns:
        Weeks from the start until it is live, working hours, and weeks of one person.

    """
    each = point["hours_per_week"]
    durations = durations_at(point, question)
    timeline = timeline_of(question.plan, durations, point["team_size"] * each, each, point["overrun_factor"])
    effort_hours = sum(timeline.efforts)
    return {"lead_time_weeks": timeline.live, "effort_hours": effort_hours, "people_weeks": effort_hours / each}


def durations_at(point: Mapping[str, float], question: Question) -> dict[str, float]:
    """Return the hours of every task at exact inputs.

    Labels are worked out from the labels that are missing, with `labelled_examples` and `minutes_per_label`.
    `approval_weeks` counts only where the point has it.
    """
    durations = {task: point[name] for task, name in question.names}
    if question.label_purposes:
        needed = sum([point[purpose] for purpose in question.label_purposes])
        durations["labels"] = label_hours(needed, point["labelled_examples"], point["minutes_per_label"])
    if "approval_weeks" in point:
        durations["approval"] = point["approval_weeks"] * CLOCK_HOURS_PER_WEEK
    return durations


def schedule(
    plan: Plan,
    durations: Mapping[str, Number],
    people_hours_per_week: Number,
    hours_per_week: Number = inf,
    overrun_factor: Number = 1.0,
    *,
    shared: Shared | None = None,
) -> Schedule:
    """Return the earliest finish and the effort of a plan, for one sample or for columns of them.

    Arguments and rules as in `timeline_of`.
    """
    one_for_all = cast("Mapping[str, float]", durations)
    rates = cast("tuple[float, float, float]", (people_hours_per_week, hours_per_week, overrun_factor))
    shared = shared or Shared({}, {}, {}, {})
    timeline = timeline_of(plan, one_for_all, *rates, shared=shared)
    return Schedule(timeline.live, shared.sum_of(timeline.efforts))


def timeline_of(
    plan: Plan,
    durations: Mapping[str, float],
    people_hours_per_week: float,
    hours_per_week: float = inf,
    overrun_factor: float = 1.0,
    *,
    shared: Shared | None = None,
) -> Timeline:
    """Return start and finish of every step, as early as can be.

    Longest path through the dependencies (critical path method, Kelley and Walker 1959).
    People are shared coarsely: a people task takes its working hours divided by those of the people who can share
    it, and a step in which branches meet starts no earlier than the whole team could have done all the people tasks
    before it. Who does what when is not planned, so a real schedule can only be later.

    Args:
        plan: what has to be done.
        durations: hours by task id, working hours for people tasks, clock hours for the others;
            a task that is not named is not counted.
        people_hours_per_week: working hours of the whole team, more than 0.
        hours_per_week: working hours of one person; left out, the whole team can share any task.
        overrun_factor: hours worked over hours planned, the same for all people tasks.
        shared: what plans at the same rates have in common, if there are several.

    """
    starts: list[float] = []
    finishes: list[float] = []
    efforts: list[float] = []
    shared = shared or Shared({}, {}, {}, {})
    parts, works, rates = shared.parts, shared.works, shared.rates
    for task, is_people, sharers, before, crowd in plan.steps:
        hours = durations.get(task, 0.0)
        if (task, id(hours)) not in works:
            effort = hours * overrun_factor if is_people else 0.0
            if sharers not in rates:
                rates[sharers] = minimum(sharers * hours_per_week, people_hours_per_week)
            works[task, id(hours)] = effort, effort / rates[sharers] if is_people else hours / CLOCK_HOURS_PER_WEEK
        effort, weeks = works[task, id(hours)]
        way = (task, id(hours), *(id(finishes[earlier]) for earlier in before))
        if way not in parts:
            start = finishes[before[0]] if before else 0.0
            for earlier in before[1:]:
                start = maximum(start, finishes[earlier])
            if crowd:
                start = maximum(start, shared.sum_of([efforts[earlier] for earlier in crowd]) / people_hours_per_week)
            parts[way] = start, start + weeks
        start, finish = parts[way]
        starts.append(start)
        finishes.append(finish)
        efforts.append(effort)
    return Timeline(starts, finishes, efforts)


def critical_steps(plan: Plan, timeline: Timeline) -> set[int]:
    """Return the steps without which the plan would finish earlier, as places in it.

    Where the team as a whole is what a step waits for, every people task before it counts.
    """
    critical: set[int] = set()
    step = len(plan.steps) - 1
    while step >= 0:
        if timeline.finishes[step] > timeline.starts[step]:
            critical.add(step)
        start, before, crowd = timeline.starts[step], plan.steps[step].before, plan.steps[step].crowd
        held_by = [earlier for earlier in before if timeline.finishes[earlier] == start > 0]
        if not held_by:
            critical.update(earlier for earlier in crowd if start > 0 and timeline.efforts[earlier] > 0)
        step = held_by[0] if held_by else -1
    return critical


def weeks_saved(point: Mapping[str, float], question: Question, shorter: Mapping[str, float]) -> dict[str, float]:
    """Return for each number in `shorter` how many weeks earlier it is live if that number alone is as small."""
    usual = lead_time(point, question)["lead_time_weeks"]
    return {
        name: usual - lead_time({**point, name: value}, question)["lead_time_weeks"] for name, value in shorter.items()
    }


def days_until_live(weeks: float) -> int:
    """Return the calendar days until the day on which it is live; a finish during a day counts as that day."""
    return ceil(weeks * DAYS_PER_WEEK - _NO_TIME)


def share_in_time(weeks: Sequence[float], days: int) -> float:
    """Return the share of equally likely lead times that are live after that many days, 0 to 1."""
    latest = (days + _NO_TIME) / DAYS_PER_WEEK
    return sum(map(latest.__ge__, weeks)) / len(weeks)
