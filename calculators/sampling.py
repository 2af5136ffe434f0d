"""Uncertainty, done once: quasi-random sampling over ranges, percentiles, attribution of the spread."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache, lru_cache, partial
from math import exp, log, sqrt, sumprod
from typing import TYPE_CHECKING, Any, NamedTuple

from calculators.columns import Column, Number, float_of, in_columns, values_of
from calculators.ranges import ProvenanceClass, Range, round_for_output

if TYPE_CHECKING:
    from calculators.percentiles import ControlVariate, Scale

SAMPLE_COUNT = 512
"""Samples per answer, a power of two. How far the percentiles move with it stands in docs/reference/method.md."""

Model = Callable[[Mapping[str, Any]], Mapping[str, Number]]
"""A formula, written for numbers; it is given columns of them, which can be reckoned with in the same way."""
_LEAST_SHARE = 0.01
"""Part of a spread below which an input is not worth a term of the control variate."""


class Uncertain(NamedTuple):
    """An input that is not known exactly, with the bounds that no sample may leave."""

    range: Range
    minimum: float
    maximum: float


class Spread(NamedTuple):
    """The percentiles of one output and the part of its spread that each uncertain input brings (sums to 1)."""

    range: Range
    shares: dict[str, float]


class Samples(NamedTuple):
    """The points of a sample, what a model makes of them, and of one input at a time at its low and its high end.

    `dimensions` are those of Sobol's sequence that the uncertain inputs have.
    `moved` has two elements per input, and a last one with all inputs at base.
    Every output sees the same points, so that two outputs can be compared point by point.
    An output that the model does not give at every point is left out: it is not known.
    """

    point: Mapping[str, Number]
    outputs: Mapping[str, Number]
    dimensions: Mapping[str, int]
    seed: int
    moved: Mapping[str, Number]
    size: int
    spreads: dict[tuple[int, int], Spread]
    """Those that were asked for already, by the identity of the output's columns: two outputs may have the same."""

    @property
    def names(self) -> tuple[str, ...]:
        """The uncertain inputs."""
        return tuple(self.dimensions)

    def spread(self, output: str, *, steadied: bool = False) -> Spread | None:
        """Return percentiles and shares of an output; None where the model does not give it.

        Whoever asks first says whether it is worth the time of a control variate, which steadies its percentiles.

        The shares are one-at-a-time: the squared change of the output while one input goes from its low to its high
        and the others stay at base, divided by the sum over the inputs. Where no input alone moves it, as with steps
        that two of them reach together, squared correlations over the sample take their place.
        """
        if output not in self.outputs:
            return None
        identity = id(self.outputs[output]), id(self.moved.get(output))
        if identity not in self.spreads:
            self.spreads[identity] = self._spread(output, steadied=steadied)
        return self.spreads[identity]

    def spreads_of(self, outputs: Iterable[str], steadied: Collection[str] = ()) -> dict[str, Spread]:
        """Return percentiles and shares by output, those left out that the model does not give, as `spread` does."""
        spreads = {name: self.spread(name, steadied=name in steadied) for name in outputs}
        return {name: spread for name, spread in spreads.items() if spread is not None}

    def _spread(self, output: str, *, steadied: bool) -> Spread:
        number = self.outputs[output]
        if not self.names:
            return Spread(Range.exact(float_of(number)), {})
        squares = _squares(self.moved[output], len(self.names)) if output in self.moved else []
        largest_share = max(squares) / sum(squares) if any(squares) else 0.0
        if isinstance(number, Column):
            control = partial(self._additive, output, squares) if steadied and any(squares) else None
            found = percentiles(number.values, largest_share, control)
        else:
            found = Range.exact(number)
        if isinstance(number, Column) and not (any(squares) or found.is_exact):
            squares = self._correlations(number.values)
        total = sum(squares)
        shares = {name: square / total if total else 0.0 for name, square in zip(self.names, squares, strict=False)}
        return Spread(found, shares)

    def _additive(self, output: str, squares: Sequence[float], scale: "Scale") -> "ControlVariate | None":
        """Return what an output would be if each input moved it by itself, on a scale; None where it has no place."""
        from calculators.percentiles import sum_of_parabolas  # noqa: PLC0415 - exact answers, the commonest, need none

        least = _LEAST_SHARE * sum(squares)
        moving = [index for index, square in enumerate(squares) if square > least]
        moved, dimensions = values_of(self.moved[output], 2 * len(squares) + 1), list(self.dimensions.values())
        ends = [moved[place] for index in moving for place in (2 * index, 2 * index + 1)]
        try:
            base, *scaled = map(scale, (moved[-1], *ends))
        except ValueError:  # the logarithm of what is not positive
            return None
        scores = [_scores(dimensions[index], self.seed, self.size) for index in moving]
        return sum_of_parabolas(base, scaled, scores)

    def _correlations(self, values: Sequence[float]) -> list[float]:
        """Return for each input the square of its correlation with an output, up to a common factor."""
        mean = sum(values) / len(values)
        apart = [value - mean for value in values]
        found = []
        for name in self.names:
            drawn = values_of(self.point[name], self.size)
            middle = sum(drawn) / self.size
            around = [value - middle for value in drawn]
            width = sumprod(around, around)
            found.append(sumprod(around, apart) ** 2 / width if width else 0.0)
        return found

    def every(self, count: int) -> tuple[dict[str, Number], dict[str, Number]]:
        """Return an evenly chosen part of the points, and of the outputs at them."""
        step = max(self.size // count, 1)
        point, outputs = (
            {
                name: Column(number.values[::step]) if isinstance(number, Column) else number
                for name, number in numbers.items()
            }
            for numbers in (self.point, self.outputs)
        )
        return point, outputs


def propagate(
    model: Model,
    known: Mapping[str, float],
    uncertain: Mapping[str, Uncertain],
    seed: int,
    count: int = SAMPLE_COUNT,
    *,
    steadied: Collection[str] = (),
) -> dict[str, Spread]:
    """Return the spread of every output of a model over its uncertain inputs.

    Without uncertain inputs the answer is exact: all three percentiles equal. With them, low, base and high are the
    10th, 50th and 90th percentile. Args as in `sample`; `steadied` are outputs that are worth a control variate.
    """
    samples = sample(model, known, uncertain, seed, count)
    return samples.spreads_of(samples.outputs, steadied)


def sample(
    model: Model,
    known: Mapping[str, float],
    uncertain: Mapping[str, Uncertain],
    seed: int,
    count: int = SAMPLE_COUNT,
) -> Samples:
    """Run a model over its uncertain inputs; at a single point where there are none.

    Args:
        model: maps point values, numbers or columns of them, to outputs; it may branch on what it is given.
        known: inputs that are exact.
        uncertain: inputs with a range, at most `sobol.DIMENSIONS` of them.
        seed: shifts the sequence; the same seed gives the same answer everywhere.
        count: samples, a power of two.

    """
    if not uncertain:
        return Samples(known, model(known), {}, seed, {}, 1, {})
    moved = in_columns(model, {**known, **_ends(uncertain)})
    ordered = _most_moving_first(uncertain, moved)
    drawn = columns(ordered, seed, count)
    point: dict[str, Number] = {**known, **{name: Column(values) for name, values in drawn.items()}}
    places = {name: dimension for dimension, name in enumerate(ordered)}
    dimensions = {name: places[name] for name in uncertain}
    return Samples(point, in_columns(model, point), dimensions, seed, moved, count, {})


def _ends(uncertain: Mapping[str, Uncertain]) -> dict[str, Number]:
    """Return two points per input, in which it alone is away from its base: at its low end, at its high end.

    The last point has all of them at base.
    """
    ends: dict[str, Number] = {}
    for index, (name, item) in enumerate(uncertain.items()):
        values = [item.range.base] * (2 * len(uncertain) + 1)
        values[2 * index : 2 * index + 2] = [item.range.low, item.range.high]
        ends[name] = Column(values)
    return ends


def _squares(moved: Number, inputs: int) -> list[float]:
    values = values_of(moved, 2 * inputs + 1)
    return [(high - low) ** 2 for low, high in zip(values[:-1:2], values[1::2], strict=True)]


def _most_moving_first(uncertain: Mapping[str, Uncertain], moved: Mapping[str, Number]) -> dict[str, Uncertain]:
    """Order inputs by the part that they have in the spread of all outputs: Sobol's first dimensions are his best."""
    weights = dict.fromkeys(uncertain, 0.0)
    for number in moved.values():
        squares = _squares(number, len(uncertain))
        if total := sum(squares):
            for name, square in zip(uncertain, squares, strict=True):
                weights[name] += square / total
    return {name: uncertain[name] for name in sorted(uncertain, key=lambda name: -round_for_output(weights[name]))}


def columns(uncertain: Mapping[str, Uncertain], seed: int, count: int = SAMPLE_COUNT) -> dict[str, list[float]]:
    """Return the samples of every uncertain input, in the same order of points for all of them.

    The points are the first `count` of Sobol's sequence, digitally shifted by the seed. Each input is cut into as many
    equally likely parts, and each part gives one sample.

    Raises:
        ValueError: the count is no power of two, or there are more than `sobol.DIMENSIONS` uncertain inputs.

    """
    if count < 1 or count & (count - 1):
        raise ValueError(f"{count} is no power of two")
    if not uncertain:
        return {}
    return {name: _column(item, dimension, seed, count) for dimension, (name, item) in enumerate(uncertain.items())}


@lru_cache(maxsize=256)
def _column(item: Uncertain, dimension: int, seed: int, count: int) -> list[float]:
    """Return the samples of one input; a reader who types changes one of them at a time."""
    values = _quantiles(item, _deviations(count))
    return [values[part] for part in _parts(dimension, seed, count)]


@lru_cache(maxsize=256)
def _scores(dimension: int, seed: int, count: int) -> list[float]:
    """Return the places of the samples of one input in its distribution: 0 at its middle, -1 and 1 at its ends."""
    deviations = _deviations(count)
    return [deviations[part] for part in _parts(dimension, seed, count)]


@lru_cache(maxsize=256)
def _parts(dimension: int, seed: int, count: int) -> list[int]:
    from random import Random  # noqa: PLC0415 - exact answers, the commonest, need no points

    from calculators.sobol import parts  # noqa: PLC0415

    shift = Random(f"{seed}/{dimension}").randrange(count)  # noqa: S311 - a reproducible shift, not a secret
    return parts(dimension, count, shift)


@cache
def _deviations(count: int) -> list[float]:
    """Return the middles of equally likely parts of a normal distribution whose 90th percentile is 1."""
    from statistics import NormalDist  # noqa: PLC0415 - exact answers, the commonest, need none

    standard = NormalDist()
    scale = standard.inv_cdf(0.9)
    return [standard.inv_cdf((index + 0.5) / count) / scale for index in range(count)]


def percentiles(
    values: Sequence[float],
    largest_share: float = 0.0,
    control: "Callable[[Scale], ControlVariate | None] | None" = None,
) -> Range:
    """Return the 10th, 50th and 90th percentile of equally likely values; see `calculators.percentiles`."""
    from calculators import percentiles as module  # noqa: PLC0415 - exact answers, the commonest, need none

    return module.percentiles(values, largest_share, control)


def shares_by_class(spread: Spread, classes: Mapping[str, ProvenanceClass]) -> dict[ProvenanceClass, float]:
    """Return the part of a spread that each provenance class brings, largest first.

    Args:
        spread: with the shares of its inputs.
        classes: of every input that has a share.

    """
    found: dict[ProvenanceClass, float] = {}
    for name, share in spread.shares.items():
        found[classes[name]] = found.get(classes[name], 0.0) + share
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def first_order_range(
    model: Model, known: Mapping[str, float], uncertain: Mapping[str, Uncertain], output: str
) -> Range:
    """Return a quick range of one output: two points per uncertain input and one more.

    The moves of the output while one input goes to its low or high end are added as squares of logarithms, as if
    the inputs were independent and the model a product; plain differences where a value is not positive.
    Such a range ends at zero where no value seen is negative.

    Raises:
        KeyError: the model does not give that output.

    """
    if not uncertain:
        return Range.exact(float_of(model(known)[output]))
    found = in_columns(model, {**known, **_ends(uncertain)})[output]
    *moved, base = values_of(found, 2 * len(uncertain) + 1)
    ends = [sorted(pair) for pair in zip(moved[::2], moved[1::2], strict=True)]
    lowest = min([base, *(low for low, _ in ends)])
    if lowest > 0:
        down = sqrt(sum(log(base / min(low, base)) ** 2 for low, _ in ends))
        up = sqrt(sum(log(max(high, base) / base) ** 2 for _, high in ends))
        return Range(base * exp(-down), base, base * exp(up))
    down = sqrt(sum((base - min(low, base)) ** 2 for low, _ in ends))
    up = sqrt(sum((max(high, base) - base) ** 2 for _, high in ends))
    return Range(max(base - down, 0.0) if lowest >= 0 else base - down, base, base + up)


def _quantiles(item: Uncertain, deviations: Sequence[float]) -> list[float]:
    """Values at rising deviations: normal in two halves through the three points, on a log scale where all are > 0."""
    low, base, high = item.range
    middle = bisect_left(deviations, 0.0)
    halves = (deviations[:middle], deviations[middle:])
    if low > 0:
        down, up = log(base / low), log(high / base)
        values = [
            base * exp(deviation * step) for half, step in zip(halves, (down, up), strict=True) for deviation in half
        ]
    else:
        ways = zip(halves, (base - low, high - base), strict=True)
        values = [base + deviation * step for half, step in ways for deviation in half]
    first, last = bisect_left(values, item.minimum), bisect_right(values, item.maximum)
    return [item.minimum] * first + values[first:last] + [item.maximum] * (len(values) - last)
