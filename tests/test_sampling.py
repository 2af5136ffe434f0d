"""Points, percentiles and attribution of the sampling."""

from collections.abc import Mapping
from math import exp, log, prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators import sobol
from calculators.columns import largest, round_up, smallest, values_of
from calculators.estimating import ANSWER_COUNT
from calculators.ranges import Range
from calculators.sampling import (
    SAMPLE_COUNT,
    Spread,
    Uncertain,
    columns,
    first_order_range,
    percentiles,
    propagate,
    sample,
    shares_by_class,
)


def product(point: Mapping[str, float]) -> dict[str, float]:
    return {"product": point["a"] * point["b"]}


def uncertain(low: float, base: float, high: float) -> Uncertain:
    return Uncertain(Range(low, base, high), 0, 1e12)


PAIR = {"a": uncertain(5, 10, 20), "b": uncertain(50, 100, 200)}


def test_exact_inputs_give_an_exact_answer() -> None:
    assert propagate(product, {"a": 3, "b": 4}, {}, 0)["product"] == (Range.exact(12), {})
    exact = sample(product, {"a": 3, "b": 4}, {}, 0)
    assert (exact.outputs, exact.names, exact.size) == ({"product": 12}, (), 1)


@pytest.mark.parametrize("points", [(100, 300, 1_000), (1, 2, 50), (1, 40, 50)])
def test_one_range_comes_out_as_it_went_in(points: tuple[float, float, float]) -> None:
    spread = propagate(product, {"a": 1}, {"b": uncertain(*points)}, 0)["product"]
    assert spread.range == pytest.approx(points, rel=0.01)
    assert spread.shares == {"b": 1}


def test_a_range_from_zero_is_sampled_too() -> None:
    spread = propagate(product, {"a": 1}, {"b": uncertain(0, 5, 10)}, 0)["product"]
    assert spread.range == pytest.approx((0, 5, 10), abs=0.1)


def test_two_lognormals_multiply() -> None:
    """The log of a product of two independent lognormals has the summed variance: factor 2 each gives 2^sqrt(2)."""
    spread = propagate(product, {}, PAIR, 0)["product"]
    factor = exp(2**0.5 * log(2))
    assert spread.range == pytest.approx((1_000 / factor, 1_000, 1_000 * factor), rel=0.01)
    assert spread.shares == pytest.approx({"a": 0.5, "b": 0.5})


def test_forty_lognormals_multiply() -> None:
    ranges = {f"factor {index}": uncertain(10, 10 * 1.2, 10 * 1.2**2) for index in range(40)}

    def model(point: Mapping[str, float]) -> dict[str, float]:
        return {"product": prod(point.values())}

    factor = exp(40**0.5 * log(1.2))
    expected = (12.0**40 / factor, 12.0**40, 12.0**40 * factor)
    for seed in range(5):
        spread = propagate(model, {}, ranges, seed, ANSWER_COUNT, steadied=["product"])["product"]
        assert spread.range == pytest.approx(expected, rel=0.005)


def test_the_same_seed_gives_the_same_answer_and_another_seed_a_near_one() -> None:
    first, again, other = (propagate(product, {}, PAIR, seed)["product"].range for seed in (1, 1, 2))
    assert first == again != other
    assert other == pytest.approx(first, rel=0.015)


WIDE = {
    **{name: uncertain(50, 100, 300) for name in "abcdef"},
    **{name: uncertain(0.5, 1, 1.5) for name in "ghij"},
}
NARROW = {
    **{name: uncertain(80, 100, 150) for name in "abcdef"},
    **{name: uncertain(0.8, 1, 1.2) for name in "ghij"},
}


def costs(point: Mapping[str, float]) -> dict[str, float]:
    a, b, c, d, e, f, g, h, i, j = point.values()
    return {
        "sum": a * g + b * h + c + d + e + f,
        "product": a * b * g * h,
        "sum of products": a * (b + 2 * c * g + d) + e * f * h * i * j,
        "larger": max(a * b * g, c * d * h),
        "steps": round_up(a / 40) * b,
        "minimum": max(a * b * g, 8_000.0),
    }


@pytest.mark.parametrize(
    ("ranges", "count", "steadied", "bounds"),
    [
        (WIDE, SAMPLE_COUNT, False, (0.0125, 0.03, 0.025, 0.03, 0.04, 0.09)),
        (WIDE, ANSWER_COUNT, True, (0.0075, 0.015, 0.015, 0.04, 0.03, 0.05)),
        (WIDE, 2 * ANSWER_COUNT, False, (0.005, 0.02, 0.02, 0.015, 0.03, 0.04)),
        (NARROW, SAMPLE_COUNT, False, (0.005, 0.01, 0.01, 0.015, 0.03, 0.0125)),
        (NARROW, ANSWER_COUNT, True, (0.005, 0.02, 0.0075, 0.01, 0.02, 0.0075)),
        (NARROW, 2 * ANSWER_COUNT, False, (0.005, 0.0075, 0.0075, 0.0075, 0.0075, 0.0075)),
    ],
)
def test_percentiles_are_stable(
    ranges: dict[str, Uncertain],
    count: int,
    steadied: bool,
    bounds: tuple[float, ...],
) -> None:
    """No percentile of any seed is further from that of 128 times ANSWER_COUNT samples than the bound of its output."""
    reference = propagate(costs, {}, ranges, 99, 128 * ANSWER_COUNT)
    for seed in range(10):
        found = propagate(costs, {}, ranges, seed, count, steadied=reference if steadied else ())
        for (output, spread), bound in zip(reference.items(), bounds, strict=True):
            assert found[output].range == pytest.approx(spread.range, rel=bound), (output, seed)


def test_what_one_input_brings_nearly_alone_is_read_off() -> None:
    """A curve would fit well enough for values that fall at random, and be off by 5 %."""
    ranges = {"fee": uncertain(10, 20, 80), "rest": uncertain(0.1, 0.2, 0.3)}

    def model(point: Mapping[str, float]) -> dict[str, float]:
        return {"cost": 5 + point["fee"] + point["rest"]}

    for seed in range(5):
        found = propagate(model, {}, ranges, seed, SAMPLE_COUNT)["cost"].range
        assert found == pytest.approx((15.2, 25.2, 85.2), rel=0.01)


def test_an_output_that_is_missing_at_some_points_is_not_known() -> None:
    def sometimes(point: Mapping[str, float]) -> dict[str, float]:
        return {"always": point["a"]} | ({"sometimes": 1.0} if point["a"] > 10 else {})

    assert propagate(sometimes, {}, {"a": uncertain(5, 10, 20)}, 0).keys() == {"always"}


def test_no_sample_leaves_the_bounds() -> None:
    samples = sample(lambda point: point, {}, {"share": Uncertain(Range(0.5, 0.9, 1.0), 0, 1)}, 0)
    assert 0 <= smallest(samples.outputs["share"]) < 0.5
    assert largest(samples.outputs["share"]) == 1


def test_outputs_and_inputs_of_a_sample_belong_together() -> None:
    samples = sample(product, {}, PAIR, 3, 256)
    drawn = columns(PAIR, 3, 256)
    assert {name: values_of(samples.point[name], 256) for name in PAIR} == drawn
    assert values_of(samples.outputs["product"], 256) == [a * b for a, b in zip(drawn["a"], drawn["b"], strict=True)]


def test_what_moves_the_outputs_most_has_the_best_dimensions() -> None:
    ranges = {"still": uncertain(9, 10, 11), "idle": uncertain(1, 2, 3), "lively": uncertain(1, 10, 100)}
    samples = sample(lambda point: {"product": point["still"] * point["lively"]}, {}, ranges, 0, 64)
    assert list(samples.point) == ["lively", "still", "idle"]
    spread = samples.spread("product")
    assert spread is not None
    assert list(spread.shares) == list(ranges)


def test_a_formula_may_branch_on_its_inputs() -> None:
    """Walking once per branch gives what walking once per point gives."""

    def branching(point: Mapping[str, float]) -> dict[str, float]:
        fee = 7.0 if point["a"] > 10 else 0.0
        whole, rest = divmod(point["b"], 40)
        return {"cost": fee + sum(point["a"] for _ in range(int(whole))) + (rest if rest > 20 else 20.0)}

    together = sample(branching, {}, PAIR, 0, 128)
    points = zip(*(values_of(together.point[name], 128) for name in PAIR), strict=True)
    one_by_one = [branching({"a": a, "b": b}) for a, b in points]
    assert values_of(together.outputs["cost"], 128) == pytest.approx([point["cost"] for point in one_by_one])


def test_points_of_sobol() -> None:
    """The first ten points that Joe and Kuo print for three dimensions, in halves, quarters and eighths."""
    in_gray_code_order = [index ^ index >> 1 for index in range(8)]
    points = [sobol.parts(dimension, 8) for dimension in range(3)]
    assert [tuple(dimension[index] / 8 for dimension in points) for index in in_gray_code_order] == [
        (0, 0, 0),
        (0.5, 0.5, 0.5),
        (0.75, 0.25, 0.25),
        (0.25, 0.75, 0.75),
        (0.375, 0.375, 0.625),
        (0.875, 0.875, 0.125),
        (0.625, 0.125, 0.875),
        (0.125, 0.625, 0.375),
    ]


def test_every_dimension_has_every_part_once_and_no_two_are_alike() -> None:
    dimensions = [sobol.parts(dimension, SAMPLE_COUNT, shift=77) for dimension in range(sobol.DIMENSIONS)]
    assert sobol.DIMENSIONS >= 60
    assert all(sorted(points) == list(range(SAMPLE_COUNT)) for points in dimensions)
    assert len({tuple(points) for points in dimensions}) == sobol.DIMENSIONS


def test_no_two_of_sixty_inputs_go_together() -> None:
    """Two columns that went together would spread a sum too much or too little."""
    values = list(columns({f"{index}": Uncertain(Range(-1, 0, 1), -9, 9) for index in range(60)}, 0).values())
    for index, first in enumerate(values):
        for second in values[:index]:
            together = sum(a * b for a, b in zip(first, second, strict=True))
            assert abs(together) < 0.25 * sum(a * a for a in first)


@pytest.mark.parametrize("count", [0, 3, 500])
def test_counts_are_powers_of_two(count: int) -> None:
    with pytest.raises(ValueError, match="power of two"):
        sample(product, {}, PAIR, 0, count)


def test_too_many_uncertain_inputs_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 128"):
        columns({f"{index}": uncertain(1, 2, 3) for index in range(129)}, 0)


VALUES = st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=200)


@given(VALUES, st.sampled_from([1, 3, 64]))
def test_percentiles_are_ordered_and_among_the_values(values: list[float], times: int) -> None:
    low, base, high = percentiles(values * times)
    slack = 1e-12 * max(map(abs, values))
    assert min(values) - slack <= low <= base <= high <= max(values) + slack


@given(st.integers(0, 10), st.floats(0, 1e6), st.floats(0, 1e6))
def test_a_value_that_most_samples_have_is_a_percentile(seed: int, common: float, scale: float) -> None:
    others = values_of(sample(product, {}, PAIR, seed, 128).outputs["product"], 128)
    found = percentiles([common] * 400 + [common + scale * other for other in others[:40]])
    assert found.low == found.base == common


def test_values_with_two_centres_are_not_smoothed() -> None:
    """Half the samples near 1 and half near 1,000: no curve goes through, and nothing lies between."""
    near = values_of(sample(product, {}, PAIR, 0, 256).outputs["product"], 256)
    found = percentiles([value / 1_000 for value in near] + [1_000 * value for value in near])
    assert found.low < 10
    assert found.high > 1e5


@given(st.floats(1e-6, 1e6), st.integers(0, 5))
def test_percentiles_do_not_depend_on_the_unit(unit: float, seed: int) -> None:
    values = values_of(sample(product, {}, PAIR, seed, 256).outputs["product"], 256)
    in_unit = percentiles([unit * value for value in values])
    assert in_unit == pytest.approx([unit * value for value in percentiles(values)], rel=1e-9)


def test_shares_by_class() -> None:
    spread = Spread(Range(1, 2, 3), {"a": 0.2, "b": 0.5, "c": 0.3})
    by_class = shares_by_class(spread, {"a": "yours", "b": "assumption", "c": "yours", "unused": "measured"})
    assert by_class == pytest.approx({"assumption": 0.5, "yours": 0.5})
    assert shares_by_class(Spread(Range.exact(1), {}), {}) == {}


def test_a_quick_range_is_exact_for_a_product_of_lognormals() -> None:
    factor = exp(2**0.5 * log(2))
    quick = first_order_range(product, {}, PAIR, "product")
    assert quick == pytest.approx((1_000 / factor, 1_000, 1_000 * factor))
    assert first_order_range(product, {"a": 3, "b": 4}, {}, "product") == Range.exact(12)


def test_a_quick_range_ends_at_zero_unless_the_values_do_not() -> None:
    from_zero = {"a": uncertain(0, 1, 2), "b": uncertain(0, 1, 2)}
    assert first_order_range(product, {}, from_zero, "product").low == 0
    negative = {"a": Uncertain(Range(-1, 1, 2), -9, 9), "b": uncertain(1, 1, 1)}
    assert first_order_range(product, {}, negative, "product") == (-1, 1, 2)
    with pytest.raises(KeyError):
        first_order_range(product, {}, PAIR, "quotient")


def test_a_step_that_no_input_reaches_alone_is_shared_out_all_the_same() -> None:
    def steps(point: Mapping[str, float]) -> dict[str, float]:
        return {"machines": round_up(point["a"] * point["b"] / 2_410)}

    ranges = {"a": uncertain(20, 40, 60), "b": uncertain(20, 40, 49), "idle": uncertain(1, 2, 3)}
    [spread] = propagate(steps, {}, ranges, 0).values()
    assert spread.range.low < spread.range.high
    assert sum(spread.shares.values()) == pytest.approx(1)
    assert spread.shares["a"] > spread.shares["b"] > spread.shares["idle"]
