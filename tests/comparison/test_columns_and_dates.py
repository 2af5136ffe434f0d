"""Columns of samples give what single samples give, and dates are those of the lead-time calculator."""

from collections.abc import Callable, Iterable
from random import Random

import pytest
from hypothesis import given, settings

from calculators.answers.compare_setting import Question
from calculators.catalogue import answer
from calculators.columns import Column, Number, values_of
from calculators.comparison.model import WEEKS_PER_MONTH, costs_of_arms
from calculators.comparison.outcomes import compare_once, cost_of_error, costs_until, path_of, requests_got_right
from calculators.lead_time import schedule
from calculators.present.contract import answer_as_object
from calculators.project_tasks import ARM_KINDS, plan_for, task_uncertainties
from tests.comparison.worked import large, points, question

WORLDS: dict[str, Callable[[], Question]] = {
    "everything": large,
    "long prompts": lambda: question(tokens_per_request="50k..300k", model="google/gemini-2.5-pro"),
    "classifier": lambda: question(task="classification", requests_per_month="1..1000M", growth_per_month=0.05),
    "no traffic": lambda: question(requests_per_month="0..10", ramp_months=6, success_rate_now="0..1"),
}


def drawn(asked: Question, count: int) -> list[dict[str, float]]:
    random = Random(2)
    return [
        asked.known | {name: random.uniform(*item.range[::2]) for name, item in asked.uncertain.items()}
        for _ in range(count)
    ]


def together(rows: list[dict[str, float]], uncertain: Iterable[str]) -> dict[str, Number]:
    return {**rows[0], **{name: Column(row[name] for row in rows) for name in uncertain}}


@pytest.mark.parametrize("world", WORLDS)
def test_a_column_of_samples_gives_what_each_of_them_gives(world: str) -> None:
    asked = WORLDS[world]()
    tuned = next(arm.name for arm in asked.setting.arms if arm.kind == "tuned-service")
    for setting in (asked.setting, asked.setting._replace(second_stage=tuned)):
        rows = drawn(asked, 12)
        columns = compare_once(together(rows, asked.uncertain), setting)
        for index, row in enumerate(rows):
            single = compare_once(dict(row), setting)
            shared = columns.keys() & single.keys()
            assert shared >= {name for name in columns if not name.endswith("per_success")}
            for name in shared:
                assert values_of(columns[name], len(rows))[index] == pytest.approx(
                    single[name], rel=1e-12, abs=1e-12
                ), name


@pytest.mark.parametrize("world", WORLDS)
def test_costs_month_by_month_are_those_of_each_month_alone(world: str) -> None:
    """With growth, ramps, a second stage and mistakes; half of the months are before some samples are live."""
    asked = WORLDS[world]()
    tuned = next(arm.name for arm in asked.setting.arms if arm.kind == "tuned-service")
    setting = asked.setting._replace(second_stage=tuned)
    point = together(drawn(asked, 12), asked.uncertain)
    costs = costs_of_arms(point, setting)
    today, requests = costs[setting.arms[0].name], point["requests_per_month"]
    months = [setting.horizon_months * step / 20 for step in range(21)]
    for arm in costs.values():
        for error_usd in (None, cost_of_error(point)):
            found = costs_until(months, arm, today, requests, setting.demand, error_usd=error_usd)
            for month, usd in zip(months, found, strict=True):
                path = path_of(arm, today, requests, setting.demand, month)
                right = requests_got_right(path, arm, today)
                expected = path.usd
                if error_usd is not None and right is not None:
                    expected = expected + error_usd * (path.requests - right)
                assert values_of(usd, 12) == pytest.approx(values_of(expected, 12), rel=1e-9, abs=1e-6)


@settings(max_examples=10)
@given(points(large()))
def test_the_date_of_an_option_is_that_of_its_plan(point: dict[str, float]) -> None:
    asked = large()
    costs = costs_of_arms(point, asked.setting)
    each = point["hours_per_week"]
    for arm in asked.setting.arms:
        labels = sum(point[need] for need in arm.label_needs) - point["labelled_examples"]
        durations = {**point, "labels": max(labels, 0.0) * point["minutes_per_label"] / 60}
        expected = schedule(arm.plan, durations, point["team_size"] * each, each, point["overrun_factor"])
        assert costs[arm.name].lead_months == pytest.approx(expected.weeks / WEEKS_PER_MONTH)
        assert costs[arm.name].effort_hours == pytest.approx(expected.effort_hours)


def test_a_plan_in_columns_is_the_plan_of_each_sample() -> None:
    random = Random(3)
    for kind in ARM_KINDS[1:]:
        plan = plan_for(kind)
        rows = [{task: random.uniform(0, 100) for task in plan.tasks} for _ in range(10)]
        rates = [(random.uniform(10, 200), random.uniform(5, 40), random.uniform(0.8, 2)) for _ in rows]
        singles = [schedule(plan, row, *rate) for row, rate in zip(rows, rates, strict=True)]
        columns = {task: Column(row[task] for row in rows) for task in plan.tasks}
        both = schedule(plan, columns, *(Column(values) for values in zip(*rates, strict=True)))
        assert values_of(both.weeks, 10) == pytest.approx([single.weeks for single in singles])
        assert values_of(both.effort_hours, 10) == pytest.approx([single.effort_hours for single in singles])


@pytest.mark.parametrize("kind", ["prompt", "optimised-prompt", "tuned-service", "tuned-own", "cascade", "staged"])
def test_dates_agree_with_the_lead_time_calculator(kind: str) -> None:
    inputs: dict[str, object] = {"labelled_examples": 60, "start_date": "2026-11-24", "approval_weeks": "1..4"}
    inputs |= {"deadline": "2027-02-01"}
    mine = answer_as_object(answer("compare", inputs))["results"]
    own = answer_as_object(answer("lead-time", {**inputs, "arm": kind}))["results"]
    for name in ("lead_time_weeks", "effort_hours"):
        for part in ("low", "base", "high"):
            assert mine[f"{kind}.{name}"][part] == pytest.approx(own[name][part], rel=0.05), (name, part)
    probability = "live_by_deadline_probability"
    assert mine[f"{kind}.{probability}"]["base"] == pytest.approx(own[probability]["base"], abs=0.05)


def test_dates_at_exact_inputs_are_those_of_the_lead_time_calculator() -> None:
    said = {"team_size": 3, "hours_per_week": 30, "overrun_factor": 1.3, "minutes_per_label": 2, "labels_needed": 400}
    inputs: dict[str, object] = {**said, "labelled_examples": 100}
    asked = question(**inputs)
    found = compare_once(asked.centre, asked.setting)
    for kind in ("prompt", "optimised-prompt", "tuned-service", "tuned-own", "switch-model", "cascade"):
        hours = {f"{task}_hours": task_uncertainties()[task].uncertain.range.base for task in task_uncertainties()}
        own = answer("lead-time", {**inputs, **hours, "arm": kind}).estimate.results
        for name in ("lead_time_weeks", "effort_hours"):
            points_of = own[name].range
            assert points_of is not None
            assert points_of.is_exact
            assert found[f"{kind}.{name}"] == pytest.approx(points_of.base)


def test_the_bands_of_costs_run_into_the_end() -> None:
    """The end is steadied and the months before it are not, so they are brought to it: steady traffic has no kink."""
    inputs = {"task": "extraction", "requests_per_month": 20_000, "labelled_examples": 2_000, "horizon_months": 24}
    details = answer_as_object(answer("compare", inputs))["details"]
    for name in ("prompt", "switch-model"):
        *_, before, last, end = (row for row in details["cost_over_time"] if row["option"] == name)
        for point in ("low_usd", "base_usd", "high_usd"):
            steps = last[point] - before[point], end[point] - last[point]
            assert steps[1] == pytest.approx(steps[0], abs=0.004 * end[point])
