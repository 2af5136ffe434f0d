"""The date against schedules worked out by hand, and at its limits."""

import math
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators.catalogue import answer
from calculators.columns import float_of
from calculators.facts import task_durations as facts
from calculators.forms import InputErrors
from calculators.forms.lead_time import FORM
from calculators.lead_time import critical_steps, days_until_live, schedule, share_in_time, timeline_of
from calculators.present.contract import answer_as_object
from calculators.project_tasks import ARM_KINDS, label_hours, label_uncertainties, plan_for, task_uncertainties

WORKING_WEEK = 40
PEOPLE_TASKS = [task.id for task in facts.tasks().values() if task.who == "people"]


def ask(**inputs: object) -> dict[str, Any]:
    return answer_as_object(answer("lead-time", inputs))


def exactly(**hours: float) -> dict[str, object]:
    """Return inputs without any range: every task takes no time unless named here."""
    nothing = {f"{task}_hours": 0 for task in facts.tasks() if task != "approval"}
    return {
        "start_date": "2027-03-01",
        "hours_per_week": WORKING_WEEK,
        "team_size": 1,
        "overrun_factor": 1,
        **nothing,
        **{f"{task}_hours": value for task, value in hours.items()},
    }


def test_the_kinds_are_those_of_the_facts() -> None:
    assert tuple(facts.arms()) == ARM_KINDS
    assert {plan_for(kind).kind for kind in ARM_KINDS} == set(ARM_KINDS)


@pytest.mark.parametrize("kind", [kind for kind in ARM_KINDS if kind != "do-nothing"])
def test_a_plan_is_in_order_and_ends_with_the_roll_out(kind: str) -> None:
    plan = plan_for(kind)
    assert set(plan.tasks) == set(facts.arms()[kind].tasks)
    assert plan.tasks[-1] == "rollout"
    assert all(earlier < place for place, step in enumerate(plan.steps) for earlier in step.before)
    leads_on = {earlier for step in plan.steps for earlier in step.before}
    assert leads_on == set(range(len(plan.steps) - 1)), "only the roll-out has nothing after it"


def test_only_differing_tasks_differ() -> None:
    """What two approaches have in common takes both the same time, whatever it is."""
    prompt, tuned = set(plan_for("prompt").tasks), set(plan_for("tuned-service").tasks)
    assert prompt - tuned == {"prompt_work"}
    assert tuned - prompt == {"data_cleaning", "tuning_work", "training_queue", "training_run"}
    assert {"evaluation_set", "labels", "integration", "offline_test", "error_review", "rollout"} <= prompt & tuned


def test_every_person_task_has_a_range_or_is_worked_out() -> None:
    assert set(facts.tasks()) - set(task_uncertainties()) == {"labels", "approval"}
    for latent in (*task_uncertainties().values(), *label_uncertainties("classifier").values()):
        assert 0 < latent.uncertain.range.low < latent.uncertain.range.base < latent.uncertain.range.high
        assert latent.source.class_ in {"assumption", "rule of thumb"}, "nobody has measured many projects"
        assert latent.source.url or latent.source.class_ == "assumption" or "E108" in latent.source.statement


def test_a_plan_by_hand() -> None:
    """A prompt by one person of 40 hours a week.

    Path: evaluation set 40 h, prompt 20 h, offline test 10 h, error review 10 h = 2 weeks, roll-out 1 week.
    Labels 40 h wait for the evaluation set and run beside the prompt; integration 40 h runs beside all.
    One person cannot do 160 hours in less than 4 weeks, so it is live after 5.
    """
    hours: dict[str, float] = {"evaluation_set": 40, "labels": 40, "prompt_work": 20, "offline_test": 10}
    hours |= {"error_review": 10, "integration": 40, "rollout": 168}
    plan = plan_for("prompt")
    assert schedule(plan, hours, WORKING_WEEK, WORKING_WEEK) == (5, 160)
    alone = {task: value for task, value in hours.items() if task != "integration"}
    assert schedule(plan, alone, WORKING_WEEK, WORKING_WEEK) == (4, 120)
    assert schedule(plan, hours, 10 * WORKING_WEEK, WORKING_WEEK).weeks == pytest.approx(
        0.5 + max(0.5, 40 / 400) + 10 / 40 + 5 / 40 + 1
    ), "ten people: two share the evaluation set and the review, one writes the prompt, all ten label"
    assert schedule(plan, hours, WORKING_WEEK, WORKING_WEEK, 2) == (9, 320)
    assert ask(arm="prompt", **exactly(**hours))["results"]["lead_time_weeks"]["base"] == 5


def test_clock_hours_pass_day_and_night_and_approvals_beside_the_work() -> None:
    waiting = exactly(access=84, rollout=168, training_run=84)
    assert ask(arm="tuned-service", **waiting)["results"]["lead_time_weeks"]["base"] == 2
    assert ask(arm="tuned-service", approval_weeks=1, **waiting)["results"]["lead_time_weeks"]["base"] == 2
    longer = ask(arm="tuned-service", approval_weeks=5, **waiting)
    assert longer["results"]["lead_time_weeks"]["base"] == 6
    assert longer["details"]["not_counted"] == []
    assert [row["task"] for row in longer["details"]["plan"] if row["critical_share"]] == ["approval", "rollout"]


def test_the_critical_path_by_hand() -> None:
    plan = plan_for("prompt")
    hours: dict[str, float] = {"evaluation_set": 10, "prompt_work": 20, "offline_test": 5, "rollout": 24}
    timeline = timeline_of(plan, hours, WORKING_WEEK, WORKING_WEEK)
    assert {plan.tasks[step] for step in critical_steps(plan, timeline)} == set(hours)
    busy = hours | {"integration": 100.0}
    timeline = timeline_of(plan, busy, WORKING_WEEK, WORKING_WEEK)
    assert {plan.tasks[step] for step in critical_steps(plan, timeline)} == set(busy), "one person does all of it"
    timeline = timeline_of(plan, busy, 100 * WORKING_WEEK, WORKING_WEEK)
    assert {plan.tasks[step] for step in critical_steps(plan, timeline)} == {"integration", "rollout"}


def test_labels_are_those_that_are_missing() -> None:
    assert label_hours(300, 0, 2) == 10
    assert label_hours(300, 240, 2) == 2
    assert label_hours(300, 4_000, 2) == 0
    labels = {**exactly(), "labels_hours": None, "labels_needed": 300, "minutes_per_label": 2}
    assert ask(arm="prompt", **labels)["results"]["effort_hours"]["base"] == 10
    assert ask(arm="prompt", **labels, labelled_examples=240)["results"]["effort_hours"]["base"] == 2
    enough = ask(arm="prompt", **{**labels, "minutes_per_label": "1..9"}, labelled_examples=300)
    assert enough["results"]["effort_hours"]["high"] == 0
    assert "You have the labels that are needed." in enough["notes"]


@pytest.mark.parametrize(("deadline", "probability"), [("2027-03-14", 0), ("2027-03-15", 1), ("2027-03-16", 1)])
def test_the_day_on_which_it_is_live_is_in_time(deadline: str, probability: float) -> None:
    """Two weeks from Monday 2027-03-01 end on Monday 2027-03-15."""
    given_ = ask(arm="prompt", deadline=deadline, **exactly(rollout=336))
    assert given_["details"]["live_dates"]["P50"] == "2027-03-15"
    assert given_["results"]["live_by_deadline_probability"]["base"] == probability


def test_a_finish_during_a_day_counts_as_that_day() -> None:
    assert [days_until_live(days / 7) for days in (0, 0.01, 1, 1.01, 14)] == [0, 1, 1, 2, 14]
    assert share_in_time([1, 2, 3, 4], 14) == 0.5


def test_without_a_deadline_the_probability_is_unknown() -> None:
    result = ask()["results"]["live_by_deadline_probability"]
    assert (result["state"], result["base"]) == ("unknown", None)


def test_a_deadline_before_the_start_is_refused() -> None:
    with pytest.raises(InputErrors, match="before the start") as refused:
        ask(start_date="2027-03-01", deadline="2027-02-28")
    assert refused.value.errors[0].field == "deadline"


def test_approvals_are_listed_as_not_counted_until_typed() -> None:
    assert ask()["details"]["not_counted"] == ["Approvals"]
    assert any("Approvals are not counted" in note for note in ask()["notes"])
    assert ask(approval_weeks=0)["details"]["not_counted"] == []


def test_doing_nothing_takes_no_time() -> None:
    given_ = ask(arm="do-nothing", deadline="2026-12-24", start_date="2026-12-24", approval_weeks=9)
    for name, expected in {"lead_time_weeks": 0, "effort_hours": 0, "live_by_deadline_probability": 1}.items():
        assert [given_["results"][name][point] for point in ("low", "base", "high")] == [expected] * 3


def test_a_staged_project_is_live_with_its_prompt() -> None:
    assert plan_for("staged").steps == plan_for("prompt").steps
    assert any("first stage" in note for note in ask(arm="staged")["notes"])


def test_a_far_date_is_said_instead_of_computed() -> None:
    slow = exactly(**dict.fromkeys(PEOPLE_TASKS, 1e5)) | {"team_size": 0.1, "hours_per_week": 1}
    assert ask(**slow)["details"]["live_dates"]["P50"] == "after the year 9999"


def test_the_bars_end_where_the_answer_does() -> None:
    given_ = ask(arm="hybrid", approval_weeks="1..9")
    last = given_["details"]["plan"][-1]
    weeks = given_["results"]["lead_time_weeks"]
    assert [last[f"finish_weeks_{point}"] for point in ("p10", "p50", "p90")] == [
        weeks[point] for point in ("low", "base", "high")
    ]
    assert last["critical_share"] == 1
    assert all(0 <= row["critical_share"] <= 1 for row in given_["details"]["plan"])
    saved = given_["details"]["weeks_saved"]
    assert min(saved.values()) >= 0
    assert saved["rollout"] == pytest.approx((240 - 48) / 168), "the roll-out waits for everything"


def test_what_is_assumed_is_said() -> None:
    assert ask()["results"]["lead_time_weeks"]["assumed_share"] == pytest.approx(1)
    mine = exactly(rollout=100) | {"rollout_hours": "100..200"}
    assert ask(arm="prompt", **mine)["results"]["lead_time_weeks"]["assumed_share"] == 0


HOURS = st.fixed_dictionaries({task: st.floats(0, 1e4) for task in facts.tasks()})
PLANS = st.sampled_from([kind for kind in ARM_KINDS if kind != "do-nothing"])


@given(PLANS, HOURS, st.floats(0.1, 50), st.floats(1, 3))
def test_more_people_are_never_later(kind: str, hours: dict[str, float], people: float, factor: float) -> None:
    plan = plan_for(kind)
    few = schedule(plan, hours, people * WORKING_WEEK, WORKING_WEEK)
    many = schedule(plan, hours, factor * people * WORKING_WEEK, WORKING_WEEK)
    assert float_of(many.weeks) <= float_of(few.weeks) * (1 + 1e-9)
    assert float_of(many.effort_hours) == float_of(few.effort_hours)


@given(PLANS, HOURS, st.floats(0.1, 50), st.sampled_from(sorted(facts.tasks())), st.floats(0, 1e3))
def test_a_longer_task_is_never_earlier(
    kind: str, hours: dict[str, float], people: float, task: str, more: float
) -> None:
    plan = plan_for(kind)
    usual = schedule(plan, hours, people * WORKING_WEEK, WORKING_WEEK)
    longer = schedule(plan, {**hours, task: hours[task] + more}, people * WORKING_WEEK, WORKING_WEEK)
    assert float_of(longer.weeks) >= float_of(usual.weeks) * (1 - 1e-9)
    assert float_of(longer.effort_hours) >= float_of(usual.effort_hours) * (1 - 1e-9)


def entries(field_name: str) -> st.SearchStrategy[object]:
    field = next(field for field in FORM.fields if field.name == field_name)
    numbers = st.one_of(st.just(field.minimum), st.floats(max(field.minimum, 1e-6), field.maximum))
    pairs = st.tuples(numbers, numbers).map(lambda pair: {"low": min(pair), "high": max(pair)})
    return st.one_of(st.none(), numbers, pairs)


ANYTHING = st.fixed_dictionaries(
    {
        "arm": st.sampled_from(ARM_KINDS),
        "deadline": st.sampled_from(["", "2027-01-04", "2030-06-30", "9999-12-31"]),
        **{field.name: entries(field.name) for field in FORM.fields if field.kind == "number"},
    }
)


@given(ANYTHING)
def test_no_answer_is_negative_or_no_number(inputs: dict[str, Any]) -> None:
    given_ = ask(**inputs)
    for name, result in given_["results"].items():
        points = [result[key] for key in ("low", "base", "high")]
        if result["state"] == "value":
            assert all(math.isfinite(value) and value >= 0 for value in points), (name, result)
            assert points == sorted(points), (name, result)
        else:
            assert (name, points) == ("live_by_deadline_probability", [None, None, None])
    if inputs["deadline"]:
        assert 0 <= given_["results"]["live_by_deadline_probability"]["base"] <= 1


@given(st.sampled_from(ARM_KINDS), st.integers(0, 400), st.integers(0, 100))
def test_a_later_deadline_is_never_less_likely(kind: str, days: int, more: int) -> None:
    def probability(after: int) -> float:
        deadline = (date(2027, 3, 1) + timedelta(days=after)).isoformat()
        result = ask(arm=kind, start_date="2027-03-01", deadline=deadline)["results"]["live_by_deadline_probability"]
        return float(result["base"])

    assert probability(days) <= probability(days + more)
