"""The date against published projects, and its coarse sharing of people against a stricter planner."""

from collections.abc import Mapping
from pathlib import Path
from statistics import NormalDist, fmean
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators.answers.lead_time_outcomes import INSIDE, PROJECTS
from calculators.catalogue import answer
from calculators.columns import float_of
from calculators.facts import task_durations as facts
from calculators.facts.task_durations import PublishedProject
from calculators.lead_time import schedule
from calculators.present.contract import answer_as_object
from calculators.project_tasks import ARM_KINDS, Plan, plan_for, task_uncertainties

WORKING_WEEK = 40


def results(inputs: dict[str, object]) -> dict[str, Any]:
    found: dict[str, Any] = answer_as_object(answer("lead-time", inputs))["results"]
    return found


def like(project: PublishedProject) -> dict[str, object]:
    """Return the inputs of a project as far as it stated them: else two people with 40 hours a week."""
    inputs: dict[str, object] = {"arm": project.kind, "hours_per_week": WORKING_WEEK, "team_size": project.people or 2}
    if project.labels_needed is not None:
        inputs["labels_needed"] = project.labels_needed
    return inputs | {f"{task}_hours": 0 for task in project.without}


def is_inside(project: PublishedProject) -> bool:
    weeks = results(like(project))["lead_time_weeks"]
    not_too_early = project.weeks_high is None or project.weeks_high >= weeks["low"]
    return bool(not_too_early and project.weeks_low <= weeks["high"])


def test_the_label_says_how_many_published_projects_lie_inside() -> None:
    projects = facts.published_projects()
    inside = {project.id for project in projects if is_inside(project)}
    assert (len(inside), len(projects)) == (INSIDE, PROJECTS)
    assert {"databricks-documentation", "sk-telecom"} <= inside, "E031 and E032"
    assert {"linkedin-assistant", "compliance-chatbot"}.isdisjoint(inside), "six months, and three days: outside"


def test_the_one_published_effort_is_inside() -> None:
    (project,) = (project for project in facts.published_projects() if project.effort_hours)
    effort = results(like(project))["effort_hours"]
    assert effort["low"] <= (project.effort_hours or 0) <= effort["high"]


def test_the_overrun_has_the_mean_and_the_share_of_the_survey() -> None:
    """76 % of the surveyed projects took more hours than planned, 19 % fewer, 41 % more on average."""
    low, base, high = facts.overrun_factor().range
    scale = NormalDist().inv_cdf(0.9)
    draws = [NormalDist().inv_cdf((index + 0.5) / 10_000) / scale for index in range(10_000)]
    factors = [base * (high / base if draw > 0 else base / low) ** draw for draw in draws]
    assert fmean(factor > 1 for factor in factors) == pytest.approx(0.75, abs=0.03)
    assert fmean(factors) == pytest.approx(1.4, abs=0.04)


def planned_strictly(plan: Plan, hours: Mapping[str, float], people: int) -> float:
    """Finish in weeks where each person does one task at a time and each task is done by one person.

    List scheduling: at any time the ready task with the longest way to the end goes first.
    """
    took = [hours[step.task] / (WORKING_WEEK if step.is_people else 168) for step in plan.steps]
    to_end = list(took)
    for place in reversed(range(len(plan.steps))):
        for earlier in plan.steps[place].before:
            to_end[earlier] = max(to_end[earlier], took[earlier] + to_end[place])
    finishes: dict[int, float] = {}
    free = [0.0] * people
    waiting = set(range(len(plan.steps)))
    while waiting:
        ready = [place for place in waiting if all(earlier in finishes for earlier in plan.steps[place].before)]
        place = max(ready, key=lambda ready_place: (to_end[ready_place], -ready_place))
        start = max([finishes[earlier] for earlier in plan.steps[place].before], default=0.0)
        if plan.steps[place].is_people:
            person = min(range(people), key=free.__getitem__)
            start = max(start, free[person])
            free[person] = start + took[place]
        finishes[place] = start + took[place]
        waiting.remove(place)
    return max(finishes.values())


def alone(plan: Plan) -> Plan:
    return plan._replace(steps=tuple(step._replace(sharers=1) for step in plan.steps))


@pytest.mark.parametrize("kind", ["prompt", "retrieval", "tuned-own", "hybrid"])
@pytest.mark.parametrize("people", [1, 2, 4])
def test_a_strict_plan_is_later_but_not_by_much(kind: str, people: int) -> None:
    """With tasks at their middle, naming who works on what costs at most a tenth."""
    plan = alone(plan_for(kind))
    hours = {task: latent.uncertain.range.base for task, latent in task_uncertainties().items()}
    hours |= {"labels": 20.0, "approval": 0.0}
    ours = float_of(schedule(plan, hours, people * WORKING_WEEK, WORKING_WEEK).weeks)
    strict = planned_strictly(plan, hours, people)
    assert ours * (1 - 1e-9) <= strict <= 1.1 * ours


@given(
    st.sampled_from([kind for kind in ARM_KINDS if kind != "do-nothing"]),
    st.fixed_dictionaries({task: st.floats(0, 1e4) for task in facts.tasks()}),
    st.integers(1, 6),
)
def test_no_strict_plan_is_earlier(kind: str, hours: dict[str, float], people: int) -> None:
    plan = alone(plan_for(kind))
    ours = float_of(schedule(plan, hours, people * WORKING_WEEK, WORKING_WEEK).weeks)
    assert ours <= planned_strictly(plan, hours, people) * (1 + 1e-9) + 1e-9


PAGE = Path(__file__).parents[1] / "docs" / "calculators" / "lead-time.md"
EXAMPLE: dict[str, object] = {"start_date": "2026-11-23", "deadline": "2027-01-04", "labelled_examples": 40}


def test_the_page_lists_every_task_with_its_hours_and_approaches() -> None:
    page = PAGE.read_text("utf-8")
    for task in facts.tasks().values():
        (row,) = (line for line in page.splitlines() if line.startswith(f"| {task.name} |"))
        _, _, what, _, hours, approaches, _ = (cell.strip() for cell in row.split("|"))
        having = [kind for kind in ARM_KINDS if task.id in plan_for(kind).tasks]
        assert what == task.what
        assert approaches == ("all" if len(having) == len(ARM_KINDS) - 1 else ", ".join(having))
        assert not task.hours or hours == " / ".join(f"{value:g}" for value in task.hours)


def test_the_page_says_what_the_engine_says() -> None:
    """The example's words: about nine weeks (4.5 to 19), one in four; the prompt seven, better than one in three."""
    tuned, prompt = results({"arm": "tuned-service", **EXAMPLE}), results({"arm": "prompt", **EXAMPLE})
    weeks = tuned["lead_time_weeks"]
    assert [weeks[point] for point in ("low", "base", "high")] == pytest.approx([4.5, 9, 19], abs=0.4)
    assert 0.21 < tuned["live_by_deadline_probability"]["base"] < 0.29
    assert 6.6 < prompt["lead_time_weeks"]["base"] < 7.5
    assert 0.34 < prompt["live_by_deadline_probability"]["base"] < 0.5
    approved = results({"arm": "tuned-service", **EXAMPLE, "approval_weeks": "4..12"})
    assert 0.03 < approved["live_by_deadline_probability"]["base"] < 0.08
    trained = results({"arm": "tuned-service", **EXAMPLE, "training_run_hours": 24})["lead_time_weeks"]
    assert abs(trained["base"] - weeks["base"]) < 0.5
    spread = answer("lead-time", {"arm": "tuned-service", **EXAMPLE}).estimate.details["spread_of_lead_time_weeks"]
    assert isinstance(spread, dict)
    assert 0.45 < spread["overrun_factor"] + spread["hours_per_week"] < 0.6


def test_the_page_counts_the_published_projects_rightly() -> None:
    projects = facts.published_projects()
    assert (INSIDE, PROJECTS, sum(project.by == "vendor" for project in projects)) == (7, 11, 7)
