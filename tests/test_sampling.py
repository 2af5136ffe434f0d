"""Percentiles and attribution of the sampling."""

from collections.abc import Mapping
from math import exp

import pytest

from calculators import sampling
from calculators.ranges import Range
from calculators.sampling import Uncertain, propagate


def product(point: Mapping[str, float]) -> dict[str, float]:
    return {"product": point["a"] * point["b"]}


def uncertain(low: float, base: float, high: float) -> Uncertain:
    return Uncertain(Range(low, base, high), 0, 1e12)


def test_exact_inputs_give_an_exact_answer() -> None:
    assert propagate(product, {"a": 3, "b": 4}, {}, 0)["product"] == (Range.exact(12), {})


def test_one_range_comes_out_as_it_went_in() -> None:
    spread = propagate(product, {"a": 1}, {"b": uncertain(100, 300, 1_000)}, 0)["product"]
    assert spread.range == pytest.approx((100, 300, 1_000), rel=0.01)
    assert spread.shares == {"b": 1}


def test_a_range_from_zero_is_sampled_too() -> None:
    spread = propagate(product, {"a": 1}, {"b": uncertain(0, 5, 10)}, 0)["product"]
    assert spread.range == pytest.approx((0, 5, 10), abs=0.1)


def test_two_lognormals_multiply() -> None:
    """The log of a product of two independent lognormals has the summed variance: factor 2 each gives 2^sqrt(2)."""
    spread = propagate(product, {}, {"a": uncertain(5, 10, 20), "b": uncertain(50, 100, 200)}, 0)["product"]
    factor = exp(2**0.5 * 0.693147)
    assert spread.range == pytest.approx((1_000 / factor, 1_000, 1_000 * factor), rel=0.03)
    assert spread.shares == pytest.approx({"a": 0.5, "b": 0.5})


def test_the_same_seed_gives_the_same_answer_and_another_seed_a_near_one() -> None:
    ranges = {"a": uncertain(5, 10, 20), "b": uncertain(50, 100, 200)}
    first, again, other = (propagate(product, {}, ranges, seed)["product"].range for seed in (1, 1, 2))
    assert first == again != other
    assert other == pytest.approx(first, rel=0.04)


def test_percentiles_are_stable_against_64_times_the_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    ranges = {name: uncertain(50, 100, 300) for name in "abcdef"}

    def model(point: Mapping[str, float]) -> dict[str, float]:
        return {"sum": point["a"] * (point["b"] + 2 * point["c"] + point["d"]) + point["e"] * point["f"]}

    few = propagate(model, {}, ranges, 0)["sum"].range
    monkeypatch.setattr(sampling, "SAMPLE_COUNT", 64 * sampling.SAMPLE_COUNT)
    assert few == pytest.approx(propagate(model, {}, ranges, 0)["sum"].range, rel=0.04)


def test_an_output_that_is_missing_at_some_points_is_not_known() -> None:
    def sometimes(point: Mapping[str, float]) -> dict[str, float]:
        return {"always": point["a"]} | ({"sometimes": 1.0} if point["a"] > 10 else {})

    assert propagate(sometimes, {}, {"a": uncertain(5, 10, 20)}, 0).keys() == {"always"}


def test_no_sample_leaves_the_bounds() -> None:
    seen: list[float] = []

    def watched(point: Mapping[str, float]) -> dict[str, float]:
        seen.append(point["share"])
        return {"share": point["share"]}

    propagate(watched, {}, {"share": Uncertain(Range(0.5, 0.9, 1.0), 0, 1)}, 0)
    assert 0 <= min(seen) < 0.5
    assert max(seen) == 1
