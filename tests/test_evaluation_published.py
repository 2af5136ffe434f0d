"""The test-set calculator against published sample sizes and intervals, exact counting, and its own page."""

import re
from math import ceil, exp, lgamma, log, sqrt
from pathlib import Path
from typing import Any

import pytest

from calculators import calculate
from calculators.answers.evaluation import CHECKED
from calculators.evaluation import (
    detectable_difference,
    independent_discordant_share,
    items_needed,
    wilson_interval,
)

PAGE = Path(__file__).parents[1] / "docs" / "calculators" / "evaluation.md"

OWN_HALF_WIDTHS = {50: 10.9, 100: 7.8, 200: 5.5, 500: 3.5, 1_000: 2.5}
"""E108: "95 % Wilson half-width at p=0.8", in points by number of items."""

OWN_PAIRED_SIZES = [(0.05, 0.1, 312), (0.05, 0.2, 626), (0.03, 0.1, 870), (0.03, 0.2, 1_742), (0.1, 0.2, 155)]
"""E108: gain from 0.80, discordant share, pairs at 80 % power; its 92 for (0.1, 0.1) is wrong, see below."""

OWN_UNPAIRED_SIZES = [(0.8, 0.05, 906)]
"""E108: "+5 points from 0.80: 906 per arm unpaired"."""

SIZES_OF_R: list[tuple[tuple[float, float, float, float], float, float]] = [
    # R manual, power.prop.test, examples with their results (https://rdrr.io/r/stats/power.prop.test.html)
    ((0.5, 0.25, 0.9, 0.05), 76.7, 0.05),
    ((0.5, 0.001, 0.9, 0.001), 10_451_937, 1),
    ((0.9, 0.1, 0.8, 0.05), 73.37, 0.005),
    # University of Virginia, power and sample size in R, 2.1.1 (https://uvastatlab.github.io/pass_in_R/p_tests.html)
    ((0.25, 0.05, 0.9, 0.05), 1_673.856, 0.0005),
    ((0.05, 0.05, 0.9, 0.05), 581.0821, 0.0001),
]
"""Baseline, gain, power, significance; items per arm; half of the last printed digit."""

DIFFERENCES_OF_R = [(0.5, 50, 0.9, 0.8026)]
"""The same manual: baseline, items per arm, power, accuracy of the better arm."""

SIZES_OF_CONNOR = [
    # Connor 1987, page 209, as computed at powerandsamplesize.com (Compare Paired Proportions, McNemar Z-test)
    (0.5, 0.4, 0.8, 0.05, 23),
    (0.5, 0.4, 0.9, 0.1, 23),
]
"""Discordant share, gain, power, two-sided significance, pairs; the source gives the second as one-sided 0.05."""

WILSON_INTERVALS = [
    # Newcombe 1998, Statistics in Medicine 17, 857-872 (doi:10.1002/(sici)1097-0258(19980430)17:8<857::aid-sim777>)
    (81, 263, 0.2553, 0.3662, 4),
    (15, 148, 0.0624, 0.1605, 4),
    (0, 20, 0.0, 0.1611, 4),
    (1, 29, 0.0061, 0.1718, 4),
    # tests of ClinicalTrialUtilities.jl (github:PharmCat/ClinicalTrialUtilities.jl, test/citest.jl)
    (38, 100, 0.2909759925247873, 0.47790244704488943, 9),
    # R's binom.wilson, printed in the manual of epikit (github:R4EPI/epikit, README.md)
    (10, 50, 0.1124375, 0.3303711, 7),
    (2, 50, 0.01103888, 0.1346009, 7),
]
"""Successes, items, bounds at 95 %, decimals."""

OWN = (*OWN_HALF_WIDTHS, *OWN_PAIRED_SIZES, *OWN_UNPAIRED_SIZES)
OF_OTHERS = (*SIZES_OF_R, *DIFFERENCES_OF_R, *SIZES_OF_CONNOR, *WILSON_INTERVALS)


def pairs(baseline: float, gain: float, share: float | None, power: float = 0.8, significance: float = 0.05) -> float:
    return items_needed(
        baseline, gain, paired=True, discordant_share=share, arms=2, power=power, significance=significance
    )


def per_arm(baseline: float, gain: float, power: float = 0.8, significance: float = 0.05) -> float:
    return items_needed(
        baseline, gain, paired=False, discordant_share=None, arms=2, power=power, significance=significance
    )


def gain_shown(baseline: float, items: float, share: float) -> float:
    return detectable_difference(
        baseline, items, paired=True, discordant_share=share, arms=2, power=0.8, significance=0.05
    )


def point(name: str, **inputs: object) -> float:
    result: dict[str, Any] = calculate("evaluation", inputs)["results"][name]
    assert result["low"] == result["base"] == result["high"], "exact inputs give an exact answer"
    return float(result["base"])


# Published figures


def test_the_label_counts_the_published_figures_below() -> None:
    assert CHECKED.label == "checked"
    assert len(OWN) + len(OF_OTHERS) == CHECKED.runs
    assert f"{CHECKED.runs} published sample sizes and intervals, {len(OF_OTHERS)} of them by others" in CHECKED.error


@pytest.mark.parametrize(("items", "points"), OWN_HALF_WIDTHS.items())
def test_our_published_intervals(items: int, points: float) -> None:
    low, high = wilson_interval(0.8, items, 0.95)
    assert round(100 * (high - low) / 2, 1) == points
    shown = point("confidence_half_width", baseline_accuracy=0.8, items=items, paired=False)
    assert round(100 * shown, 1) == points


@pytest.mark.parametrize(("gain", "share", "size"), OWN_PAIRED_SIZES)
def test_our_published_paired_sizes(gain: float, share: float, size: int) -> None:
    asked = {"baseline_accuracy": 0.8, "detectable_difference": gain, "discordant_share": share}
    assert point("items", paired=True, **asked) == size


@pytest.mark.parametrize(("baseline", "gain", "size"), OWN_UNPAIRED_SIZES)
def test_our_published_unpaired_size(baseline: float, gain: float, size: int) -> None:
    assert point("items", baseline_accuracy=baseline, detectable_difference=gain, paired=False) == size


def test_the_lower_end_for_ten_points_in_e108_is_wrong() -> None:
    """E108 says "+10: 92-155 paired" at 10 to 20 % discordant; at 10 % it is 77, and 92 is the size at 12 %."""
    assert ceil(pairs(0.8, 0.1, 0.1)) == 77
    assert ceil(pairs(0.8, 0.1, 0.12)) == 92


@pytest.mark.parametrize(("asked", "size", "printed"), SIZES_OF_R)
def test_unpaired_sizes_as_r_prints_them(asked: tuple[float, float, float, float], size: float, printed: float) -> None:
    assert per_arm(*asked) == pytest.approx(size, abs=printed)


@pytest.mark.parametrize(("baseline", "items", "power", "better"), DIFFERENCES_OF_R)
def test_the_difference_that_r_solves_for(baseline: float, items: float, power: float, better: float) -> None:
    gain = detectable_difference(
        baseline, items, paired=False, discordant_share=None, arms=2, power=power, significance=0.05
    )
    assert baseline + gain == pytest.approx(better, abs=5e-5)


@pytest.mark.parametrize(("share", "gain", "power", "significance", "size"), SIZES_OF_CONNOR)
def test_paired_sizes_as_connor_computes_them(
    share: float, gain: float, power: float, significance: float, size: int
) -> None:
    assert ceil(pairs(0.3, gain, share, power, significance)) == size


@pytest.mark.parametrize(("successes", "items", "low", "high", "decimals"), WILSON_INTERVALS)
def test_intervals_as_published(successes: int, items: int, low: float, high: float, decimals: int) -> None:
    bounds = wilson_interval(successes / items, items, 0.95)
    assert [round(bound, decimals) for bound in bounds] == [round(low, decimals), round(high, decimals)]


# Published figures of other formulas: how far they are from ours, and why


def test_a_continuity_correction_asks_for_two_over_the_gain_more() -> None:
    """A textbook example as Unistat's guide, 6.7.6.1, prints it: 127.2343 per arm, with the correction of Fleiss."""
    ours = per_arm(0.25, 0.2, power=0.9)
    corrected = ours / 4 * (1 + sqrt(1 + 4 / (ours * 0.2))) ** 2
    assert corrected == pytest.approx(127.2343, abs=5e-5)
    assert corrected - ours == pytest.approx(2 / 0.2, rel=0.03)


def test_formulas_without_pooling_ask_for_less() -> None:
    """Chow 2008, page 92: 70 per arm; statpsych's size.test.prop.ps(.05, .80, .4, .3, .5, .1) 177, (.90, .6, .7) 237.

    They use the variance of the alternative for the null hypothesis too. Ours ask for 2 to 5 % more.
    """
    phi, sd = 0.5, sqrt(0.24 * 0.21)
    share = 0.24 + 0.21 - 2 * phi * sd + 0.1**2
    for ours, theirs in ((per_arm(0.65, 0.2), 70), (pairs(0.3, 0.1, share), 177), (pairs(0.6, 0.1, share, 0.9), 237)):
        assert theirs < ours < 1.05 * theirs


# Exact counting of all outcomes


def binomial(count: int, share: float) -> list[float]:
    if share >= 1:
        return [0.0] * count + [1.0]
    return [
        exp(
            lgamma(count + 1)
            - lgamma(hits + 1)
            - lgamma(count - hits + 1)
            + hits * log(share)
            + (count - hits) * log(1 - share)
        )
        for hits in range(count + 1)
    ]


def exact_power(items: int, share: float, gain: float) -> float:
    """Power of the exact two-sided McNemar test at 0.05: over all numbers of discordant pairs and their wins."""
    power = 0.0
    for differing, probability in enumerate(binomial(items, share)):
        tail, lost, coin = 0.0, -1, binomial(differing, 0.5)
        while differing and 2 * (tail + coin[lost + 1]) <= 0.05:
            lost += 1
            tail += coin[lost]
        if lost >= 0 and probability > 1e-12:
            power += probability * sum(binomial(differing, (share + gain) / 2 / share)[differing - lost :])
    return power


COUNTED = [
    (0.8, 0.1, 0.1),
    (0.8, 0.1, 0.12),
    (0.8, 0.1, 0.2),
    (0.8, 0.05, 0.1),
    (0.8, 0.05, 0.2),
    (0.86, 0.07, 0.07),
    (0.86, 0.07, 0.1),
    (0.86, 0.07, 0.13),
    (0.86, 0.07, 0.19),
    (0.3, 0.4, 0.5),
    (0.8, 0.15, 0.2),
    (0.8, 0.15, 0.15),
    (0.9, 0.1, 0.1),
    (0.8, 0.03, 0.1),
]


def test_an_exact_mcnemar_test_has_almost_the_power_and_gets_it_with_a_tenth_more_items() -> None:
    sizes = [ceil(pairs(*case)) for case in COUNTED]
    powers = [exact_power(size, share, gain) for size, (_, gain, share) in zip(sizes, COUNTED, strict=True)]
    with_more = [
        exact_power(ceil(1.09 * size), share, gain) for size, (_, gain, share) in zip(sizes, COUNTED, strict=True)
    ]
    assert (round(min(powers), 2), round(max(powers), 2)) == (0.76, 0.79)
    assert min(with_more) >= 0.8
    assert f"in {len(COUNTED)} cases from {min(sizes)} to {max(sizes)} items" in PAGE.read_text("utf-8")
    assert "never fails is missed about every second time" in PAGE.read_text("utf-8")
    assert exact_power(40, 0.14, 0.14) == pytest.approx(0.5, abs=0.01)
    assert "0.76 to 0.79 instead of 0.80, and up to 9 % more items" in PAGE.read_text("utf-8")


# The page says what the engine says


def test_the_numbers_on_the_page_are_the_engine_s() -> None:
    text = re.sub(r"\s+", " ", PAGE.read_text("utf-8"))
    assert f"give {CHECKED.runs} published figures to the last printed digit: {len(OWN)} of our own evidence" in text
    assert f"and {len(OF_OTHERS)} of others, such as" in text
    assert "Half the gain takes about four times the items" in text
    assert "take about half as many items again" in text
    assert "To miss one in ten takes a third more" in text
    six, usual = (
        items_needed(0.86, 0.07, paired=True, discordant_share=0.13, arms=arms, power=0.8, significance=0.05)
        for arms in (6, 2)
    )
    assert six / usual == pytest.approx(1.5, abs=0.03)
    assert pairs(0.86, 0.07, 0.13, power=0.9) / usual == pytest.approx(4 / 3, abs=0.03)
    assert pairs(0.86, 0.035, None) / pairs(0.86, 0.07, None) == pytest.approx(4, abs=0.2)
    assert independent_discordant_share(0.86, 0.07) == pytest.approx(0.19, abs=5e-4)
