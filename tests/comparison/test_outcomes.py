"""What an option comes to, worked out by hand, and what must always hold."""

from math import isfinite
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculators.columns import Column, Number
from calculators.comparison.outcomes import CANNOT_WIN, compare_once, cost_of_error
from calculators.evaluation import wilson_interval
from tests.comparison.worked import BETTER, TODAY, exact, floats, large, points, question, weeks


def test_an_option_by_hand() -> None:
    """Ten months of 1,000 requests at 0.50 USD, 0.30 USD from the fourth month on; a mistake costs 2 USD.

    Once 20 h x 50 + 200 = 1,200; before 3,000 x 0.5 = 1,500; after 7,000 x 0.3 + 7 x 10 = 2,170.
    Mistakes 3,000 x 20 % + 7,000 x 10 % = 1,300. Today: 10,000 x 0.5 + 2,000 mistakes x 2 = 9,000.
    """
    found = exact(question(**TODAY, arms=[{**BETTER, "success_rate": 0.9}]))
    assert found["do-nothing.cost_before_failures_usd"] == pytest.approx(5_000)
    assert found["do-nothing.total_cost_usd"] == pytest.approx(9_000)
    assert found["do-nothing.cost_usd_per_success"] == pytest.approx(9_000 / 8_000)
    assert found["better.cost_before_failures_usd"] == pytest.approx(1_200 + 1_500 + 2_170)
    assert found["better.total_cost_usd"] == pytest.approx(4_870 + 2_600)
    assert found["better.cost_usd_per_success"] == pytest.approx(7_470 / 8_700)
    assert found["better.cost_usd_per_month"] == pytest.approx(310)
    assert found["better.lead_time_weeks"] == pytest.approx(weeks(3))
    assert found["better.effort_hours"] == 20
    assert found["value_of_one_point_usd_per_month"] == pytest.approx(20)


def test_the_rate_to_win_by_hand() -> None:
    """Against 9,000 today: 4,870 before mistakes, 1,200 for mistakes until it is live, 14,000 if all are wrong."""
    found = exact(question(**TODAY, arms=[BETTER]))
    assert "better.total_cost_usd" not in found
    assert found["better.success_rate_to_win"] == pytest.approx(1 - (9_000 - 4_870 - 1_200) / 14_000)
    known = exact(question(**TODAY, arms=[{**BETTER, "success_rate": found["better.success_rate_to_win"]}]))
    assert known["better.total_cost_usd"] == pytest.approx(known["do-nothing.total_cost_usd"])
    against = exact(question(**TODAY, arms=[{**BETTER, "success_rate": 0.9}]))
    assert against["do-nothing.success_rate_to_win"] == pytest.approx(1 - (7_470 - 5_000) / 20_000)


def test_growth_by_hand() -> None:
    """Three months of 1,000, 1,100 and 1,210 requests; half of the second is served by the new way."""
    inputs = {**TODAY, "horizon_months": 3, "growth_per_month": 0.1}
    found = exact(question(**inputs, arms=[{**BETTER, "lead_time_weeks": weeks(1.5), "success_rate": 0.9}]))
    before, after = 1_550, 1_760
    assert found["better.cost_before_failures_usd"] == pytest.approx(1_200 + before * 0.5 + after * 0.3 + 15)
    assert found["better.total_cost_usd"] == pytest.approx(
        found["better.cost_before_failures_usd"] + 2 * (before * 0.2 + after * 0.1)
    )


def test_a_ramp_by_hand() -> None:
    """Two months of ramp, then one in full: 250, 750 and 1,000 requests."""
    inputs = {**TODAY, "horizon_months": 3, "ramp_months": 2}
    found = exact(question(**inputs, arms=[{**BETTER, "lead_time_weeks": weeks(2)}]))
    assert found["do-nothing.total_cost_usd"] == pytest.approx(2_000 * 0.5 + 400 * 2)
    assert found["better.cost_before_failures_usd"] == pytest.approx(1_200 + 1_000 * 0.5 + 1_000 * 0.3 + 10)


def test_an_option_that_comes_too_late_only_costs() -> None:
    late = exact(question(**TODAY, arms=[{**BETTER, "lead_time_weeks": weeks(12)}]))
    assert late["better.cost_before_failures_usd"] == pytest.approx(1_200 + 5_000)
    assert late["better.success_rate_to_win"] == CANNOT_WIN
    free = {**BETTER, "lead_time_weeks": weeks(12), "effort_hours": 0, "setup_cost_usd": 0}
    assert exact(question(**TODAY, arms=[free]))["better.success_rate_to_win"] == 0


def test_two_stages_by_hand() -> None:
    """A prompt after one month, a tuned model after four: 1,000 at 0.5, 3,000 at 0.3, 6,000 at 0.1 USD.

    Work 20 h, then the 30 of 50 h that are not done yet; 300 USD of set-up; 15 USD a month, then 20 for six months.
    """
    first: dict[str, Any] = {
        "name": "staged",
        "kind": "staged",
        "cost_usd_per_request": 0.3,
        "effort_hours": 20,
        "setup_cost_usd": 0,
        "fixed_usd_per_month": 15,
    }
    second = {"name": "tuned", "kind": "tuned-service", "cost_usd_per_request": 0.1, "effort_hours": 50}
    asked = question(
        **TODAY,
        arms=[
            {**first, "lead_time_weeks": weeks(1), "success_rate": 0.85},
            {
                **second,
                "setup_cost_usd": 300,
                "fixed_usd_per_month": 20,
                "lead_time_weeks": weeks(4),
                "success_rate": 0.95,
            },
        ],
    )
    found = exact(asked, setting=asked.setting._replace(second_stage="tuned"))
    assert found["staged.cost_before_failures_usd"] == pytest.approx(1_000 + 500 + 945 + 1_500 + 300 + 600 + 120)
    wrong = 1_000 * 0.2 + 3_000 * 0.15 + 6_000 * 0.05
    assert found["staged.total_cost_usd"] == pytest.approx(4_965 + 2 * wrong)
    assert found["staged.cost_usd_per_month"] == pytest.approx(120)
    assert found["staged.lead_time_weeks"] == pytest.approx(weeks(1)), "users have something from then on"
    assert found["staged.effort_hours"] == 50
    stays = exact(asked)
    assert stays["staged.cost_before_failures_usd"] == pytest.approx(1_000 + 500 + 9_000 * 0.3 + 9 * 15)


@pytest.mark.parametrize(("task", "times"), [("offline_test", 2), ("error_review", 2), ("evaluation_set", 1)])
def test_a_second_stage_is_tested_again_and_finds_the_test_set_done(task: str, times: int) -> None:
    asked = question()
    goes_on = asked.setting._replace(second_stage="tuned-service")
    usual, longer = (
        floats(compare_once({**asked.centre, task: asked.centre[task] + more}, goes_on))["staged.effort_hours"]
        for more in (0.0, 10.0)
    )
    assert longer - usual == pytest.approx(times * 10 * asked.centre["overrun_factor"])


def test_training_by_hand() -> None:
    """Four runs of three epochs over the examples, at the service's price per million tokens."""
    asked = question(labels_needed=500, static_prompt_tokens=2_000, variable_input_tokens=300, output_tokens=100)
    arm = next(arm for arm in asked.setting.arms if arm.kind == "tuned-service")
    assert arm.tuned is not None
    price, point = arm.tuned.service.usd_per_mtok, {**asked.centre, "kept_prompt_share": 0.25}
    assert price is not None
    point |= {"tuning_runs": 4.0, "tuning_epochs": 3.0, "evaluation_calls": 1_000.0}
    found = floats(compare_once(dict(point), asked.setting))
    one_run = 500 * (500 + 300 + 100) * 3 / 1e6 * price
    assert found["tuned-service#training_usd"] == pytest.approx(one_run)
    tests = 1_000 * found["tuned-service#usd_per_request"]
    assert found["tuned-service#machines_usd"] == pytest.approx(4 * one_run + tests)


def test_a_rate_is_as_wide_as_the_items_that_it_was_measured_on() -> None:
    own = {"name": "mine", "kind": "prompt", "success_rate": 0.9}
    few = question(success_rate_now=0.8, success_sample_size=50, arms=[{**own, "success_sample_size": 200}])
    for name, rate, items in (("success_rate_now", 0.8, 50), ("mine.success_rate", 0.9, 200)):
        found = few.uncertain[name].range
        assert (found.low, found.base, found.high) == pytest.approx(
            (wilson_interval(rate, items)[0], rate, wilson_interval(rate, items)[1])
        )
    sure = question(success_rate_now=0.8, arms=[own])
    assert (sure.known["success_rate_now"], sure.known["mine.success_rate"]) == (0.8, 0.9)


def test_a_second_stage_labels_its_training_examples() -> None:
    """What a second stage saves is the work that is done already, not the labels that it alone needs."""
    asked = question(labels_needed="", labelled_examples=0)
    goes_on = asked.setting._replace(second_stage="tuned-service")
    point = {**asked.centre, "tuning_examples": 1_000.0}
    more = {**point, "tuning_examples": 4_000.0}
    few, many = (floats(compare_once(dict(each), goes_on))["staged.effort_hours"] for each in (point, more))
    overrun, minutes = asked.centre["overrun_factor"], asked.centre["minutes_per_label"]
    assert many - few == pytest.approx(3_000 * minutes / 60 * overrun)
    once = floats(compare_once(dict(point), goes_on))
    assert once["staged.effort_hours"] < once["prompt.effort_hours"] + once["tuned-service.effort_hours"]


@pytest.mark.parametrize("labels", ["", 1_000])
def test_renewal_by_hand(labels: object) -> None:
    """A prompt is done again in part when the world drifts or its model ends; today's one when its model ends."""
    asked = question(labels_needed=labels, labelled_examples=50)
    found = floats(compare_once(dict(asked.centre), asked.setting))
    point = asked.centre
    again = point["redone_share"] * found["prompt#work_usd"]
    tested = point["evaluation_calls"] * found["prompt#usd_per_request"]
    drifts, ends = 1 / point["drift_months"], 1 / point["model_lifetime_months"]
    assert found["prompt#renewal_usd_per_month"] == pytest.approx((again + tested) * (drifts + ends))
    assert found["do-nothing#renewal_usd_per_month"] == pytest.approx(again * ends)


def test_hosting_is_sized_by_the_mean_of_the_horizon() -> None:
    """Growth of 10 % a month over two months and a half: 1, 1.1 and half of 1.21 months of requests."""
    growing = question(requests_per_month=1e9, horizon_months=2.5, growth_per_month=0.1, task="classification")
    level = question(requests_per_month=1e9 * (1 + 1.1 + 0.605) / 2.5, horizon_months=2.5, task="classification")
    for arm in ("tuned-own", "classifier"):
        sizes = [exact(asked)[f"{arm}#fixed_usd_per_month"] for asked in (growing, level)]
        assert sizes[0] == pytest.approx(sizes[1])


def test_the_cost_of_an_error_is_shared_between_caught_and_not() -> None:
    inputs = {**TODAY, "share_of_errors_caught": 0.25, "rework_minutes": 6}
    found = exact(question(**inputs))
    assert found["value_of_one_point_usd_per_month"] == pytest.approx(10 * (0.25 * 5 + 0.75 * 2))
    blank = {**inputs, "cost_of_wrong_answer_usd": ""}
    assert "value_of_one_point_usd_per_month" not in exact(question(**blank)), "what is not caught has no price"
    caught = exact(question(**{**blank, "share_of_errors_caught": 1}))
    assert caught["value_of_one_point_usd_per_month"] == pytest.approx(10 * 5)


def test_an_uncaught_error_has_no_price_unless_no_sample_has_any() -> None:
    rework: dict[str, Number] = {"rework_minutes": 30.0, "hourly_rate_usd": 60.0}
    assert cost_of_error({**rework, "share_of_errors_caught": Column([0.2, 0.7, 1.0])}) is None
    assert cost_of_error({**rework, "share_of_errors_caught": 0.7}) is None
    assert cost_of_error({**rework, "share_of_errors_caught": 1.0}) == 30


def test_hardly_any_success_has_no_cost_per_success() -> None:
    found = exact(question(**TODAY, arms=[{**BETTER, "success_rate": 1e-300, "lead_time_weeks": 0}]))
    assert found["better.total_cost_usd"] > 20_000
    assert "better.cost_usd_per_success" not in found


SOME = settings(max_examples=15)
TOTALS = (".total_cost_usd", ".cost_before_failures_usd")


def totals(point: dict[str, Number]) -> dict[str, float]:
    found = floats(compare_once(point, large().setting))
    assert all(isfinite(value) and value >= 0 for value in found.values()), found
    return {name: value for name, value in found.items() if name.endswith(TOTALS)}


@SOME
@given(points(large()), st.floats(1, 1e3))
def test_more_requests_never_cost_less(point: dict[str, Number], factor: float) -> None:
    requests = point["requests_per_month"]
    few, many = totals({**point}), totals({**point, "requests_per_month": requests * factor})
    assert all(many[name] >= few[name] * (1 - 1e-9) for name in few)


@SOME
@given(
    points(large()), st.sampled_from(["hourly_rate_usd", "cost_of_wrong_answer_usd", "rework_minutes"]), st.floats(1, 9)
)
def test_what_gets_dearer_never_makes_anything_cheaper(point: dict[str, Number], name: str, factor: float) -> None:
    cheap, dear = totals({**point}), totals({**point, name: point[name] * factor})
    assert all(dear[total] >= cheap[total] * (1 - 1e-9) for total in cheap)


@SOME
@given(points(large()), st.floats(0, 1), st.floats(0, 1))
def test_a_higher_success_rate_never_raises_a_total(point: dict[str, Number], one: float, other: float) -> None:
    worse, better = (totals({**point, "mine.success_rate": rate}) for rate in sorted((one, other)))
    assert better["mine.total_cost_usd"] <= worse["mine.total_cost_usd"] * (1 + 1e-9)


@SOME
@given(points(large()))
def test_an_unknown_success_rate_has_no_total_and_a_rate_to_reach(point: dict[str, Number]) -> None:
    found = floats(compare_once(point, large().setting))
    assert "blank.total_cost_usd" not in found
    assert 0 <= found["blank.success_rate_to_win"] <= CANNOT_WIN
