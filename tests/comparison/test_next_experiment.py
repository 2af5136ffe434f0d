"""The next experiment: which, on how many items, at what cost, and when to stop."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators.comparison.next_experiment import Experiment, Known, next_experiment
from calculators.comparison.outcomes import CANNOT_WIN
from calculators.evaluation import items_needed
from calculators.ranges import Range

OPEN = frozenset({"do-nothing", "prompt", "optimised-prompt", "tuned-service", "classifier"})
USUAL: dict[str, Any] = {
    "success_now": 0.86,
    "sample_size": 2_000,
    "target": 0.93,
    "labels": 2_000,
    "to_win": {"optimised-prompt": 0.87},
    "open_kinds": OPEN,
    "measured_kinds": frozenset(),
    "leaders": None,
    "minutes_per_label": Range(1, 2, 4),
    "hourly_rate_usd": Range(60, 60, 60),
    "people_hours_per_week": Range(50, 50, 50),
    "training_usd": 40.0,
    "optimiser_calls": Range(500, 3_000, 20_000),
    "usd_per_request": Range(0.004, 0.005, 0.01),
}


def ask(**given_: Any) -> Experiment:
    return next_experiment(Known(**{**USUAL, **given_}))


def needed(rate: float, gain: float) -> float:
    return items_needed(rate, gain, paired=True, discordant_share=None, arms=2, power=0.8, significance=0.05)


def test_first_today_has_to_be_measured() -> None:
    found = ask(success_now=None, labels=0)
    assert found.id == "measure-today"
    assert f"{needed(0.8, 0.13):,.0f} labelled items" in found.what
    assert "not measured yet" in found.what
    assert found.cost_usd.high == pytest.approx(needed(0.8, 0.13) * 4)


def test_a_small_sample_is_enlarged_by_what_is_missing() -> None:
    found = ask(sample_size=40, labels=0)
    assert found.id == "measure-today"
    assert "40 items cannot show it" in found.what
    assert found.cost_usd.high == pytest.approx((needed(0.86, 0.07) - 40) * 4)


def test_a_tiny_gain_is_not_chased_with_a_million_labels() -> None:
    found = ask(target=0.8601, labels=0)
    assert "a gain of 1 points" in found.what
    assert f"{needed(0.86, 0.01):,.0f} labelled items" in found.what


def test_labels_at_hand_are_not_written_again() -> None:
    """With labels enough, running the test takes half a day: four hours of 60 USD."""
    found = ask(success_now=None, labels=5_000)
    assert found.id == "measure-today"
    assert found.cost_usd == Range(240, 240, 240)
    assert found.days == Range(0.5, 0.5, 0.5)


def test_then_the_headroom_of_the_prompt() -> None:
    found = ask()
    assert (found.id, found.rests_on) == ("headroom-test", ("E049", "E016", "E048"))
    assert "gains less than 0.5 points, half of what is needed" in found.stop_rule
    assert found.cost_usd == Range(4 * 60 + 2, 8 * 60 + 15, 24 * 60 + 200), "half a day to three, and the calls"
    assert found.days == Range(0.5, 0.8, 2.4)


@pytest.mark.parametrize("change", [{"labels": 29}, {"to_win": {"optimised-prompt": CANNOT_WIN}}])
def test_where_a_better_prompt_cannot_win_training_is_tried_in_steps(change: dict[str, Any]) -> None:
    found = ask(**change)
    assert found.id == "training-ladder"
    assert "E128" in found.rests_on


def test_the_ladder_climbs_from_the_labels_at_hand() -> None:
    few = ask(labels=0)
    assert "50, then 500 examples" in few.what
    held_out = needed(0.86, 0.07)
    assert few.cost_usd.base == pytest.approx((500 + held_out) * 2 + 2 * 40)
    more = ask(labels=2_000, to_win={"optimised-prompt": CANNOT_WIN})
    assert "500, then 5,000 examples" in more.what
    assert more.cost_usd.base == pytest.approx((3_000 + held_out) * 2 + 2 * 40)


def test_two_measured_options_that_lie_close_are_told_apart_first() -> None:
    found = ask(leaders=(0.95, 0.96), labels=0)
    assert found.id == "compare-leaders"
    assert f"same {math.ceil(needed(0.95, 0.01)):,} items" in found.what
    assert found.cost_usd.base == pytest.approx(needed(0.95, 0.01) * 2)


def test_what_is_measured_is_not_tried_again() -> None:
    assert ask(measured_kinds=frozenset({"optimised-prompt"})).id == "training-ladder"


def test_without_anything_to_tune_the_prompt_is_tried() -> None:
    assert ask(labels=0, open_kinds=frozenset({"do-nothing", "prompt"})).id == "headroom-test"


@given(
    st.fixed_dictionaries(
        {
            "success_now": st.one_of(st.none(), st.floats(0, 1)),
            "sample_size": st.one_of(st.none(), st.floats(1, 1e9)),
            "target": st.one_of(st.none(), st.floats(0, 1)),
            "labels": st.floats(0, 1e9),
            "to_win": st.sampled_from([{}, {"optimised-prompt": 0.5}, {"optimised-prompt": CANNOT_WIN}]),
            "open_kinds": st.sampled_from([OPEN, frozenset({"do-nothing"})]),
        }
    )
)
def test_there_is_always_a_test_with_cost_days_and_a_stop_rule(given_: dict[str, Any]) -> None:
    found = ask(**given_)
    assert 0 < found.cost_usd.low <= found.cost_usd.base <= found.cost_usd.high < 1e12
    assert 0 < found.days.low <= found.days.base <= found.days.high < 1e12
    assert found.stop_rule.startswith("Stop ")
    assert found.what
    assert "nan" not in found.what + found.stop_rule
