"""A control variate steadies percentiles of few points, never moves them far, and is left out where it has no place."""

from collections.abc import Mapping
from math import exp, log, prod, sqrt
from statistics import fmean, pstdev

import pytest

from calculators.columns import Number, values_of
from calculators.percentiles import sum_of_parabolas
from calculators.ranges import Range
from calculators.sampling import SAMPLE_COUNT, Model, Uncertain, sample

MANY = {f"factor {index}": Uncertain(Range(10, 12, 14.4), 0, 1e12) for index in range(40)}
PARTS = {f"input {index}": Uncertain(Range(60, 100, 200), 0, 1e12) for index in range(36)}


def product(point: Mapping[str, Number]) -> dict[str, Number]:
    return {"usd": prod(point.values())}


def costs(point: Mapping[str, Number]) -> dict[str, Number]:
    """Add up the work on many tasks, at one hourly rate and with one overrun for all, and a fee."""
    rate, overrun, fee, *tasks = point.values()
    return {"usd": rate * overrun * sum(tasks) + 100_000 * fee}


def found(
    model: Model, ranges: Mapping[str, Uncertain], seed: int, *, steadied: bool, count: int = SAMPLE_COUNT
) -> Range:
    spread = sample(model, {}, ranges, seed, count).spread("usd", steadied=steadied)
    assert spread is not None
    return spread.range


def test_a_product_of_many_factors_comes_out_as_it_is() -> None:
    """Its logarithm is the sum of parts that the control variate is, so only the curve's limits are left."""
    factor = exp(sqrt(40) * log(1.2))
    truth = (12.0**40 / factor, 12.0**40, 12.0**40 * factor)
    steadied = [found(product, MANY, seed, steadied=True) for seed in range(10)]
    assert fmean(each == pytest.approx(truth, rel=0.001) for each in steadied) >= 0.5
    assert all(each == pytest.approx(truth, rel=0.03) for each in steadied)
    assert not any(found(product, MANY, seed, steadied=False) == pytest.approx(truth, rel=0.001) for seed in range(10))


def test_other_seeds_move_it_less_and_it_is_nearer_to_the_truth() -> None:
    truth = found(costs, PARTS, 99, steadied=False, count=1 << 16)
    usual, steadied = ([found(costs, PARTS, seed, steadied=each) for seed in range(24)] for each in (False, True))
    for place, exact in enumerate(truth):
        before, after = ([each[place] for each in ranges] for ranges in (usual, steadied))
        assert pstdev(after) < 0.9 * pstdev(before)
        assert abs(fmean(after) / exact - 1) < 0.01


def test_its_moments_are_those_of_its_distribution() -> None:
    ranges = {name: Uncertain(Range(-1, 0, 1), -99, 99) for name in "ab"}
    point = sample(lambda each: each, {}, ranges, 0, 1 << 15).point
    control = sum_of_parabolas(5.0, (2.0, 10.0, 4.0, 7.0), [values_of(point[name], 1 << 15) for name in "ab"])
    assert control is not None
    _, mean, deviation, skewness, excess = control
    assert (fmean(control.values), pstdev(control.values)) == pytest.approx((mean, deviation), rel=0.01)
    scores = [(value - mean) / deviation for value in control.values]
    assert fmean(score**3 for score in scores) == pytest.approx(skewness, rel=0.05)
    assert fmean(score**4 for score in scores) - 3 == pytest.approx(excess, rel=0.1)


def test_without_a_logarithm_at_one_end_it_is_left_out() -> None:
    """All samples are above zero, but the low end of one input is not: the answer is the usual one."""
    ranges = {**PARTS, "fee": Uncertain(Range(1, 100, 200), 90, 1e12)}

    def model(point: Mapping[str, Number]) -> dict[str, Number]:
        return {"usd": prod(point[name] for name in PARTS) * (point["fee"] - 50)}

    assert found(model, ranges, 0, steadied=True) == found(model, ranges, 0, steadied=False)


@pytest.mark.parametrize("ends", [(5.0, 5.0), (5.0, 5.0, 5.0, 5.0)])
def test_what_does_not_vary_is_no_control_variate(ends: tuple[float, ...]) -> None:
    assert sum_of_parabolas(5.0, ends, [[-1.0, 0.0, 1.0]] * (len(ends) // 2)) is None
