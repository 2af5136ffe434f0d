"""How many test items tell two arms apart, and what difference a given number can show.

Two-sided tests of two success rates by the normal approximation, solved for the number of items n:
    n = ((z(1 - significance / 2) sqrt(V0) + z(power) sqrt(V1)) / difference)^2
unpaired  V0 = 2 m (1 - m) with the mean rate m, V1 = p1 (1 - p1) + p2 (1 - p2): pooled variance if the rates are
          equal, unpooled if they differ (Fleiss, Levin and Paik 2003, Statistical Methods for Rates and
          Proportions, chapter 4, without continuity correction; the formula of R's power.prop.test).
paired    V0 = discordant share, V1 = discordant share - difference^2: McNemar's test, unconditional
          (Connor 1987, Biometrics 43, page 209).
Several arms are each compared with one baseline: arms - 1 tests at significance / (arms - 1) each (Bonferroni).
"""

from collections.abc import Mapping
from math import ceil, inf, sqrt
from statistics import NormalDist
from typing import NamedTuple

HALF_WAY = 0.5
"""Where an unknown discordant share lies between the least possible (0) and that of independent arms (1)."""

_STANDARD = NormalDist()
_LEAST_DIFFERENCE = 1e-12
_MOST_STEPS = 100
_CLOSE = 1e-14
_WHOLE = 1 - 1e-9
"""Rounding up forgives the last digits, in which two C libraries may differ."""


class Design(NamedTuple):
    """What is tested and asked: whether all arms answer the same items, and whether the difference is sought."""

    paired: bool
    seeks_difference: bool


def wilson_interval(rate: float, items: float, confidence: float = 0.8) -> tuple[float, float]:
    """Bounds of a success rate that was measured on some items (Wilson 1927, no continuity correction).

    Args:
        rate: measured share of successes, 0 to 1.
        items: how many were measured, 0 or more; with none the bounds are 0 and 1.
        confidence: above 0, below 1; 0.8 gives the tenth and the ninetieth percentile.

    Raises:
        ValueError: an argument is out of bounds.

    """
    if not (0 <= rate <= 1 and 0 <= items < inf and 0 < confidence < 1):
        raise ValueError(f"no interval for a rate of {rate} on {items} items at confidence {confidence}")
    z = _STANDARD.inv_cdf((1 + confidence) / 2)
    scale = items + z * z
    centre = (items * rate + z * z / 2) / scale
    half_width = z * sqrt(items * rate * (1 - rate) + z * z / 4) / scale
    return max(centre - half_width, 0.0), min(centre + half_width, 1.0)


def items_needed(
    baseline: float,
    difference: float,
    *,
    paired: bool,
    discordant_share: float | None,
    arms: int,
    power: float,
    significance: float,
) -> float:
    """Items that show a gain over the baseline: pairs if paired, items per arm if not; not rounded.

    Infinite for no difference. A baseline from which the gain would lead above 1 counts as 1 - difference, and a
    discordant share below the difference counts as the difference.

    Args:
        baseline: success rate of the arm to beat, 0 to 1.
        difference: gain to be shown, 0 to 1.
        paired: whether all arms answer the same items.
        discordant_share: share of items that exactly one of two arms gets right, 0 to 1; None is half way between
            the least possible and that of independent arms. Without effect if not paired.
        arms: options compared, the baseline included, 2 or more.
        power: probability to find the difference if it is there, 0.5 or more, below 1.
        significance: of all comparisons together, two-sided, above 0, below 1.

    Raises:
        ValueError: an argument is out of bounds.

    """
    _check(baseline, difference, discordant_share, arms, power)
    if difference < _LEAST_DIFFERENCE:
        return inf
    test = _test_of(arms, power, significance, HALF_WAY if paired else None, discordant_share)
    return _items(min(baseline, 1 - difference), difference, test)


def detectable_difference(
    baseline: float,
    items: float,
    *,
    paired: bool,
    discordant_share: float | None,
    arms: int,
    power: float,
    significance: float,
) -> float:
    """Smallest gain over the baseline that so many items show: the inverse of `items_needed`, same arguments.

    Infinite if not even the largest possible gain would be shown.

    Raises:
        ValueError: an argument is out of bounds.

    """
    _check(baseline, 0.0, discordant_share, arms, power)
    test = _test_of(arms, power, significance, HALF_WAY if paired else None, discordant_share)
    return _difference(baseline, items, test)


def size_test_set(point: Mapping[str, float], design: Design) -> dict[str, float]:
    """Size one test set at exact inputs.

    Args:
        point: `baseline_accuracy`, `arms`, `power`, `significance`, and `items` or `detectable_difference`;
            if paired also `discordant_share`, or else `discordance` (see HALF_WAY).
        design: which test, and which of the two is sought.

    Returns:
        `items` (whole if sought), `items_to_label`, `answers_to_grade`, `confidence_half_width` (share, at
        1 - significance), `detectable_difference` (share; 1 where no possible gain would be shown) and, if paired,
        `discordant_pairs` (at that difference, or at the largest possible).

    """
    baseline, arms = point["baseline_accuracy"], point["arms"]
    position = point.get("discordance", HALF_WAY) if design.paired else None
    test = _test_of(arms, point["power"], point["significance"], position, point.get("discordant_share"))
    if design.seeks_difference:
        items = point["items"]
        difference = _difference(baseline, items, test)
    else:
        difference = point["detectable_difference"]
        baseline = min(baseline, 1 - difference)
        items = ceil(_items(baseline, difference, test) * _WHOLE)
    low, high = wilson_interval(baseline, items, 1 - point["significance"])
    result = {
        "items": items,
        "items_to_label": items if design.paired else items * arms,
        "answers_to_grade": items * arms,
        "confidence_half_width": (high - low) / 2,
        "detectable_difference": min(difference, 1.0),
    }
    if design.paired:
        result["discordant_pairs"] = items * _discordant(baseline, min(difference, 1 - baseline), test)
    return result


def independent_discordant_share(baseline: float, difference: float) -> float:
    """Share of items that exactly one of two arms gets right if they err independently of each other."""
    better = baseline + difference
    return baseline * (1 - better) + better * (1 - baseline)


def _check(baseline: float, difference: float, discordant_share: float | None, arms: float, power: float) -> None:
    shares = (baseline, difference, discordant_share or 0.0)
    if not (all(0 <= share <= 1 for share in shares) and arms >= 2 and power >= 0.5):  # noqa: PLR2004
        raise ValueError(f"no test set for shares {shares}, {arms} arms, power {power}")


class _Test(NamedTuple):
    """The normal quantiles of a test, and what is known of the items on which two paired arms differ."""

    z_null: float
    z_power: float
    paired: bool
    discordant_share: float | None
    position: float
    """See HALF_WAY; counts where the share is not given."""


def _test_of(
    arms: float, power: float, significance: float, position: float | None, discordant_share: float | None
) -> _Test:
    """Return the test of one of the arms against the baseline; a position of None is unpaired."""
    each = significance / (arms - 1)
    return _Test(
        _STANDARD.inv_cdf(1 - each / 2),
        _STANDARD.inv_cdf(power),
        position is not None,
        None if position is None else discordant_share,
        position or 0.0,
    )


def _discordant(baseline: float, difference: float, test: _Test) -> float:
    """Return the given discordant share, else the one at the position; never below the difference."""
    if test.discordant_share is not None:
        return max(test.discordant_share, difference)
    return difference + test.position * (independent_discordant_share(baseline, difference) - difference)


def _spread(baseline: float, difference: float, test: _Test) -> float:
    """Return z(1 - significance / 2) sqrt(V0) + z(power) sqrt(V1)."""
    if test.paired:
        null = _discordant(baseline, difference, test)
        actual = null - difference * difference
    else:
        better = baseline + difference
        mean = (baseline + better) / 2
        null = 2 * mean * (1 - mean)
        actual = baseline * (1 - baseline) + better * (1 - better)
    return test.z_null * sqrt(max(null, 0.0)) + test.z_power * sqrt(max(actual, 0.0))


def _items(baseline: float, difference: float, test: _Test) -> float:
    return (_spread(baseline, difference, test) / difference) ** 2


def _difference(baseline: float, items: float, test: _Test) -> float:
    """Solve `_items` for the difference by regula falsi (Illinois), within what the rates allow.

    The items needed fall as the difference grows, so spread - difference x sqrt(items) changes its sign once.
    """
    root = sqrt(items)
    low, high = _LEAST_DIFFERENCE, 1 - baseline
    if test.discordant_share is not None:
        # Exactly one arm is wrong on a discordant item, so the two error rates together are no less.
        high = min(high, test.discordant_share, 2 * high - test.discordant_share)
    if high <= low:
        return inf
    above = _spread(baseline, low, test) - low * root
    below = _spread(baseline, high, test) - high * root
    if below > 0:
        return inf
    last = 0
    for _ in range(_MOST_STEPS):
        middle = (low * below - high * above) / (below - above)
        gap = _spread(baseline, middle, test) - middle * root
        if gap > 0:
            step, low, above = middle - low, middle, gap
            below = below / 2 if last > 0 else below
            last = 1
        else:
            step, high, below = high - middle, middle, gap
            above = above / 2 if last < 0 else above
            last = -1
        if step <= _CLOSE * middle or gap == 0:
            return middle
    return high
