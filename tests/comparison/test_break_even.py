"""When an option has paid back, worked out by hand, and that it may be never."""

import pytest
from hypothesis import given, settings

from calculators.columns import Column, Number
from calculators.comparison.break_even import BreakEven, break_even_months
from calculators.comparison.model import costs_of_arms
from calculators.comparison.outcomes import cost_of_error
from calculators.ranges import Range
from tests.comparison.worked import BETTER, QUIET, TODAY, large, points, question, weeks


def pairs(moved: dict[str, Number] | None = None, **inputs: object) -> dict[tuple[str, str], BreakEven]:
    asked = question(**{**TODAY, **inputs})
    point: dict[str, Number] = {**asked.centre, **QUIET, **(moved or {})}
    costs = costs_of_arms(point, asked.setting)
    return break_even_months(costs, point["requests_per_month"], cost_of_error(point), asked.setting)


def against_today(moved: dict[str, Number] | None = None, **inputs: object) -> BreakEven:
    return pairs(moved, **inputs)["do-nothing", "better"]


def test_before_mistakes_by_hand() -> None:
    """1,200 once; from the fourth month on 0.2 USD less for each of 1,000 requests, and 10 a month."""
    found = against_today(arms=[BETTER])
    assert found.state == "value"
    assert found.range == pytest.approx((3 + 1_200 / 190,) * 3)
    assert (found.share_within_horizon, found.dearer_at_start) == (1, "better")


def test_with_mistakes_by_hand() -> None:
    """Where both success rates are known, 100 mistakes fewer a month are worth 200 more."""
    found = against_today(arms=[{**BETTER, "success_rate": 0.9}])
    assert found.range == pytest.approx((3 + 1_200 / 390,) * 3)


def test_with_growth_by_hand() -> None:
    """Live after 3 months; month 4 brings 1,331 requests, month 5 1,464.1: 266.2 and 292.82 USD less tokens."""
    cheap = {**BETTER, "fixed_usd_per_month": 0, "effort_hours": 0, "setup_cost_usd": 266.2 + 292.82 / 2}
    found = against_today(arms=[cheap], growth_per_month=0.1, horizon_months=12)
    assert found.range == pytest.approx((4.5,) * 3)


def test_with_a_ramp_by_hand() -> None:
    """A ramp of two months: 250, 750, then 1,000 requests. Live at once, 0.2 USD less each: 50, 150, 200 …"""
    now = {**BETTER, "fixed_usd_per_month": 0, "effort_hours": 0, "setup_cost_usd": 300, "lead_time_weeks": 0}
    assert against_today(arms=[now], ramp_months=2, horizon_months=12).range == pytest.approx((2.5,) * 3)


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"cost_usd_per_request": 0.6}, "never"),
        ({"lead_time_weeks": weeks(11)}, "never"),
        ({"setup_cost_usd": 9_000}, "beyond-horizon"),
    ],
)
def test_what_does_not_pay_back_in_time_has_no_month(change: dict[str, float], state: str) -> None:
    found = against_today(arms=[{**BETTER, **change}])
    assert (found.range, found.state, found.share_within_horizon) == (None, state, 0)


def test_what_costs_the_same_at_the_start_is_never_caught_up_with() -> None:
    cheaper, dearer = (
        against_today(arms=[{**BETTER, "setup_cost_usd": 0, "effort_hours": 0, "cost_usd_per_request": usd}])
        for usd in (0.3, 0.6)
    )
    assert (cheaper.state, cheaper.dearer_at_start) == ("never", "do-nothing")
    assert (dearer.state, dearer.dearer_at_start) == ("never", "better")


def test_the_month_is_a_distribution_that_ends_with_the_horizon() -> None:
    """Ten samples of set-up cost, 190, 380 … 1,900 USD; those that pay back past the horizon count as its end."""
    setups = Column([190.0 * step for step in range(1, 11)])
    arm = {**BETTER, "effort_hours": 0, "lead_time_weeks": 0, "setup_cost_usd": "1..9000"}
    found = against_today({"better.setup_cost_usd": setups}, arms=[arm], horizon_months=7)
    assert found.state == "value"
    assert found.share_within_horizon == 0.6, "1 to 6 months; the seventh ends with the horizon"
    assert found.range == pytest.approx(Range(2, 6, 7))


def test_what_costs_less_from_the_start_has_paid_back_at_once() -> None:
    """Of six samples three are dearer at first, by 400, 600 and 900 USD, and cost 200 less a month."""
    setups = Column([*[-1.0] * 3, 400.0, 600.0, 900.0])
    arm = {**BETTER, "effort_hours": 0, "lead_time_weeks": 0, "setup_cost_usd": "1..9000", "fixed_usd_per_month": 0}
    found = against_today({"better.setup_cost_usd": setups}, arms=[arm], horizon_months=12)
    assert (found.share_within_horizon, found.dearer_at_start) == (1, "better")
    assert found.range == pytest.approx(Range(0, 2, 4.5))


def test_every_pair_is_compared_once() -> None:
    found = pairs(arms=[BETTER])
    names = {name for pair in found for name in pair}
    assert {"do-nothing", "better", "staged"} <= names
    assert len(found) == len(names) * (len(names) - 1) / 2


@settings(max_examples=15)
@given(points(large()), points(large()))
def test_a_month_lies_within_the_horizon(first: dict[str, float], second: dict[str, float]) -> None:
    asked = large()
    columns = {name: Column([first[name], second[name]]) for name in asked.uncertain}
    point: dict[str, Number] = {**asked.known, **columns}
    costs = costs_of_arms(point, asked.setting)
    for pair in break_even_months(costs, point["requests_per_month"], cost_of_error(point), asked.setting).values():
        assert 0 <= pair.share_within_horizon <= 1
        assert (pair.range is None) == (pair.state in {"never", "beyond-horizon"})
        if pair.range:
            assert 0 <= pair.range.low <= pair.range.base <= pair.range.high <= asked.setting.horizon_months
