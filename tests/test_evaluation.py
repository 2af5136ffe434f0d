"""The test-set calculator at its limits: inverse, monotone, finite, and clear about what does not fit."""

from math import ceil, inf, isfinite, sqrt
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from calculators import calculate
from calculators.evaluation import (
    detectable_difference,
    independent_discordant_share,
    items_needed,
    wilson_interval,
)
from calculators.forms import InputErrors
from calculators.forms.evaluation import FORM
from calculators.present.contract import to_json


def pairs(baseline: float, gain: float, share: float | None) -> float:
    return items_needed(baseline, gain, paired=True, discordant_share=share, arms=2, power=0.8, significance=0.05)


def per_arm(baseline: float, gain: float, significance: float = 0.05) -> float:
    return items_needed(
        baseline, gain, paired=False, discordant_share=None, arms=2, power=0.8, significance=significance
    )


def gain_shown(baseline: float, items: float, *, paired: bool = True) -> float:
    return detectable_difference(
        baseline, items, paired=paired, discordant_share=None, arms=2, power=0.8, significance=0.05
    )


def results(**inputs: object) -> dict[str, Any]:
    answered: dict[str, Any] = calculate("evaluation", inputs)["results"]
    return answered


@pytest.mark.parametrize("paired", [True, False])
def test_forty_labels_do_not_even_show_perfection_from_86_percent(paired: bool) -> None:
    answered = calculate("evaluation", {"baseline_accuracy": 0.86, "items": 40, "paired": paired})
    assert answered["results"]["detectable_difference"]["state"] == "never"
    assert answered["results"]["detectable_difference"]["base"] is None
    assert any("cannot rank two arms" in note for note in answered["notes"])
    assert gain_shown(0.86, 40, paired=paired) == inf
    assert gain_shown(0.86, 54, paired=paired) <= 0.14


# The two questions are inverse, and monotone


DESIGNS = {
    "paired": st.booleans(),
    "discordant_share": st.none() | st.floats(0.02, 1),
    "arms": st.integers(2, 8),
    "power": st.floats(0.5, 0.99),
    "significance": st.floats(1e-4, 0.4),
}


@given(baseline=st.floats(0, 0.999), items=st.floats(2, 1e8), design=st.fixed_dictionaries(DESIGNS))
def test_the_gain_and_the_items_are_inverse(baseline: float, items: float, design: dict[str, Any]) -> None:
    gain = detectable_difference(baseline, items, **design)
    assume(gain < inf)
    assert 0 < gain <= 1 - baseline
    assert items_needed(baseline, gain, **design) == pytest.approx(items, rel=1e-9)


@given(
    baseline=st.floats(0, 0.9),
    gains=st.tuples(st.floats(0.001, 0.1), st.floats(0.001, 0.1)),
    design=st.fixed_dictionaries(DESIGNS),
)
def test_a_larger_gain_never_takes_more_items(
    baseline: float, gains: tuple[float, float], design: dict[str, Any]
) -> None:
    share = design["discordant_share"]
    assume(share is None or share >= max(gains))
    smaller, larger = (items_needed(baseline, gain, **design) for gain in sorted(gains))
    assert smaller >= larger * (1 - 1e-12) > 0


@given(design=st.fixed_dictionaries(DESIGNS), more=st.floats(0.1, 1))
def test_more_arms_more_power_and_less_risk_take_more_items(design: dict[str, Any], more: float) -> None:
    before = items_needed(0.8, 0.02, **design)
    assert items_needed(0.8, 0.02, **{**design, "arms": design["arms"] + 1}) > before
    assert items_needed(0.8, 0.02, **{**design, "power": design["power"] + (1 - design["power"]) * more * 0.9}) > before
    assert items_needed(0.8, 0.02, **{**design, "significance": design["significance"] * (1 - more * 0.9)}) > before


@given(st.floats(0, 1), st.floats(0, 1e9), st.floats(0.01, 0.99))
def test_an_interval_contains_the_rate_and_stays_within_0_and_1(rate: float, items: float, confidence: float) -> None:
    low, high = wilson_interval(rate, items, confidence)
    assert 0 <= low <= rate + 1e-12
    assert rate - 1e-12 <= high <= 1


def test_without_items_nothing_is_known() -> None:
    assert wilson_interval(0.3, 0) == (0, 1)
    assert gain_shown(0.3, 0) == inf
    assert pairs(0.3, 0, 0.2) == inf


def test_two_arms_that_err_independently_gain_nothing_from_pairs() -> None:
    independent = independent_discordant_share(0.8, 0.05)
    assert independent == pytest.approx(0.8 * 0.15 + 0.2 * 0.85)
    assert pairs(0.8, 0.05, independent) == pytest.approx(per_arm(0.8, 0.05), rel=0.005)


def test_an_unknown_share_counts_as_half_way() -> None:
    half_way = (0.05 + independent_discordant_share(0.8, 0.05)) / 2
    assert pairs(0.8, 0.05, None) == pytest.approx(pairs(0.8, 0.05, half_way))


def test_several_arms_share_the_significance() -> None:
    four = items_needed(0.8, 0.05, paired=False, discordant_share=None, arms=4, power=0.8, significance=0.06)
    assert four == pytest.approx(per_arm(0.8, 0.05, significance=0.02))


@pytest.mark.parametrize(
    "wrong",
    [
        {"baseline": 1.2},
        {"difference": -0.1},
        {"difference": 1.1},
        {"discordant_share": 2},
        {"arms": 1},
        {"power": 0.3},
        {"baseline": float("nan")},
    ],
)
def test_arguments_out_of_bounds_are_refused(wrong: dict[str, Any]) -> None:
    right = {"baseline": 0.8, "difference": 0.05, "discordant_share": 0.1, "arms": 2, "power": 0.8}
    with pytest.raises(ValueError, match="no test set"):
        items_needed(**{**right, **wrong}, paired=True, significance=0.05)
    with pytest.raises(ValueError, match="no interval"):
        wilson_interval(1.1, 10)


# The calculator


def test_blank_discordance_is_a_range_between_least_and_independent() -> None:
    asked = {"baseline_accuracy": 0.86, "detectable_difference": 0.07}
    items = results(**asked)["items"]
    bounds = [ceil(pairs(0.86, 0.07, share)) for share in (0.07, independent_discordant_share(0.86, 0.07))]
    assert bounds[0] < items["low"] < items["base"] < items["high"] < bounds[1]
    assert items["assumed_share"] == 1
    assert [source["class"] for source in items["sources"] if source["id"] == "assumption:discordance"] == [
        "assumption"
    ]
    assert results(**asked, discordant_share=0.1)["items"]["assumed_share"] == 0


def test_published_correlations_of_models_lie_in_the_assumed_range() -> None:
    """Anthropic, as quoted second-hand: 0.3 to 0.7, question by question."""
    for baseline, gain in ((0.5, 0.1), (0.6, 0.05), (0.7, 0.05), (0.8, 0.05)):
        better = baseline + gain
        for correlation in (0.3, 0.7):
            covariance = correlation * sqrt(baseline * (1 - baseline) * better * (1 - better))
            independent = independent_discordant_share(baseline, gain)
            position = 1 - 2 * covariance / (independent - gain)
            assert 0.1 < position < 0.9, (baseline, gain, correlation)


def test_without_a_question_five_points_are_asked_for() -> None:
    answered = calculate("evaluation", {"baseline_accuracy": 0.8, "paired": "no"})
    assert answered["results"]["items"]["base"] == 906
    assert answered["results"]["detectable_difference"]["base"] == 0.05
    assert "5 points are taken" in answered["notes"][0]
    assert [source["class"] for source in answered["results"]["detectable_difference"]["sources"]] == ["assumption"]


def test_labels_and_grades_follow_from_pairing() -> None:
    asked = {"baseline_accuracy": 0.8, "detectable_difference": 0.05, "arms": 3}
    together = results(**asked, paired=True, discordant_share=0.1)
    apart = results(**asked, paired=False)
    assert together["items_to_label"]["base"] == together["items"]["base"]
    assert apart["items_to_label"]["base"] == apart["answers_to_grade"]["base"] == 3 * apart["items"]["base"]
    assert together["answers_to_grade"]["base"] == 3 * together["items"]["base"]
    assert together["discordant_pairs"]["base"] == pytest.approx(0.1 * together["items"]["base"])
    assert apart["discordant_pairs"]["state"] == "not-assessed"


def test_what_was_given_is_repeated_as_it_was_given() -> None:
    repeated = results(baseline_accuracy="70%..90%", items="100..300", paired=False)["items"]
    assert (repeated["low"], repeated["high"]) == (100, 300)
    assert [source["id"] for source in repeated["sources"]] == ["input:items"]
    assert results(baseline_accuracy="80%", detectable_difference="2%..8%")["detectable_difference"]["low"] == 0.02


def test_percent_and_share_are_the_same() -> None:
    percent = {"baseline_accuracy": "86%", "detectable_difference": "7%", "discordant_share": "13%"}
    assert results(**percent)["items"]["base"] == ceil(pairs(0.86, 0.07, 0.13))


@pytest.mark.parametrize(
    ("inputs", "field", "message"),
    [
        ({"items": 300, "detectable_difference": 0.1}, "items", "each answers the other. Leave one of them blank"),
        (
            {"baseline_accuracy": 0.95, "detectable_difference": 0.1},
            "detectable_difference",
            "Enter 0.0001 to 0.05 share",
        ),
        ({"baseline_accuracy": 1}, "baseline_accuracy", "Enter less than 0.9999"),
        ({"detectable_difference": 0.1, "discordant_share": 0.05}, "discordant_share", "Enter 0.1 to 0.3 share"),
        (
            {"detectable_difference": 0.1, "discordant_share": 0.4},
            "discordant_share",
            "at most. Enter 0.1 to 0.3 share",
        ),
        ({"items": 100, "discordant_share": 0.5}, "discordant_share", "Enter 0.0001 to 0.4 share"),
        ({"arms": 2.5}, "arms", "whole number from 2 to 100"),
        ({"arms": "2..4"}, "arms", "is a range"),
        ({"power": 0.3}, "power", "Enter 0.5 to 0.999 share"),
        ({"items": 1}, "items", "Enter 2 to 1,000,000,000 items"),
    ],
)
def test_inputs_that_do_not_fit_are_named(inputs: dict[str, object], field: str, message: str) -> None:
    with pytest.raises(InputErrors) as problem:
        calculate("evaluation", {"baseline_accuracy": 0.8, **inputs})
    (error,) = problem.value.errors
    assert error.field == field
    assert message in error.message
    assert (error.minimum is None, error.unit) == (False, next(f.unit for f in FORM.fields if f.name == field))


@pytest.mark.parametrize(
    ("inputs", "note"),
    [
        ({"detectable_difference": 0.05}, "let both answer a few dozen items"),
        ({"detectable_difference": 0.05, "paired": False, "discordant_share": 0.1}, "is not used"),
        (
            {"detectable_difference": 0.1, "baseline_accuracy": "0.7..0.95"},
            "the baseline counts as 100 % minus the gain",
        ),
        ({"detectable_difference": 0.1, "discordant_share": "0.05..0.25"}, "they differ on as many"),
        ({"detectable_difference": 0.05, "arms": 4}, "Each of the 3 other arms is tested"),
        ({"detectable_difference": 0.15, "discordant_share": 0.2}, "exact form of McNemar's test"),
        ({"detectable_difference": 0.19, "paired": False}, "Fisher's exact test"),
        ({"items": 52, "baseline_accuracy": "0.6..0.9"}, "For a part of your ranges"),
    ],
)
def test_the_reader_is_told(inputs: dict[str, object], note: str) -> None:
    told = calculate("evaluation", {"baseline_accuracy": 0.8, **inputs})["notes"]
    assert any(note in line for line in told), told


def test_a_large_paired_test_needs_no_note() -> None:
    asked = {"baseline_accuracy": 0.8, "detectable_difference": 0.03, "discordant_share": 0.2}
    assert calculate("evaluation", asked)["notes"] == []


SHARES = st.floats(0, 1).map(lambda share: round(share, 4))
RANGES = st.tuples(SHARES, SHARES).map(lambda ends: {"low": min(ends), "high": max(ends)})


@settings(max_examples=60)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "baseline_accuracy": SHARES | RANGES,
            "detectable_difference": SHARES | RANGES,
            "items": st.integers(2, 10**9) | st.just("50..5000"),
            "paired": st.booleans(),
            "discordant_share": SHARES | RANGES,
            "arms": st.integers(2, 100),
            "power": st.floats(0.5, 0.999),
            "significance": st.floats(1e-6, 0.5),
        },
    )
)
def test_every_answer_is_finite_and_never_negative(inputs: dict[str, Any]) -> None:
    try:
        answered = calculate("evaluation", inputs)
    except InputErrors as problem:
        assert {error.field for error in problem.errors} <= {*inputs, "baseline_accuracy", "detectable_difference"}
        return
    to_json(answered)
    for name, result in answered["results"].items():
        points = [result[end] for end in ("low", "base", "high")]
        if result["state"] == "value":
            assert all(isfinite(value) and value >= 0 for value in points), name
            assert points == sorted(points)
            assert result["unit"] != "share" or points[2] <= 1
        else:
            assert points == [None] * 3
    assert answered["results"]["items"]["state"] == "value"
