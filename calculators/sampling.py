"""Uncertainty, done once: quasi-random sampling over ranges, percentiles, attribution of the spread."""

from collections.abc import Callable, Mapping, Sequence
from math import exp, log, sqrt
from typing import NamedTuple

from calculators.ranges import ProvenanceClass, Range

SAMPLE_COUNT = 512
"""Samples per answer, a power of two. How far the percentiles move with it stands in docs/reference/method.md."""

Model = Callable[[Mapping[str, float]], Mapping[str, float]]


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
    """What a model makes of every point: one list of equally likely values per input and output, in the same order.

    Every output sees the same points, so that two outputs can be compared point by point.
    An output that the model does not give at every point is left out: it is not known.
    """

    inputs: dict[str, list[float]]
    outputs: dict[str, list[float]]


def propagate(
    model: Model,
    known: Mapping[str, float],
    uncertain: Mapping[str, Uncertain],
    seed: int,
    count: int = SAMPLE_COUNT,
) -> dict[str, Spread]:
    """Run a model over its uncertain inputs.

    Without uncertain inputs the answer is exact: all three percentiles equal.
    With them, low, base and high are the 10th, 50th and 90th percentile of `sample`.
    The shares are one-at-a-time: the squared change of an output while one input goes from its low to its high
    and the others stay at base, divided by the sum over the inputs.
    An output that the model does not give at every point is left out: it is not known.

    Args:
        model: maps point values to outputs; called once per sample and twice per uncertain input.
        known: inputs that are exact.
        uncertain: inputs with a range, at most `sobol.DIMENSIONS` of them.
        seed: shifts the sequence; the same seed gives the same answer everywhere.
        count: samples, a power of two.

    """
    samples = sample(model, known, uncertain, seed, count)
    if not uncertain:
        return {name: Spread(Range.exact(value), {}) for name, [value] in samples.outputs.items()}
    shares = _attribute(model, _centre(known, uncertain), uncertain)
    return {name: Spread(percentiles(values), shares.get(name, {})) for name, values in samples.outputs.items()}


def sample(
    model: Model,
    known: Mapping[str, float],
    uncertain: Mapping[str, Uncertain],
    seed: int,
    count: int = SAMPLE_COUNT,
) -> Samples:
    """Return the values of a model over its uncertain inputs; a single point where there are none.

    Args as in `propagate`.
    """
    inputs = columns(uncertain, seed, count)
    if not uncertain:
        return Samples(inputs, {name: [value] for name, value in model(known).items()})
    found = [model({**known, **dict(zip(inputs, point, strict=True))}) for point in zip(*inputs.values(), strict=True)]
    always = set(found[0]).intersection(*found)
    return Samples(inputs, {name: [output[name] for output in found] for name in found[0] if name in always})


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
    from random import Random  # noqa: PLC0415 - exact answers, the commonest, need no points
    from statistics import NormalDist  # noqa: PLC0415

    from calculators.sobol import parts  # noqa: PLC0415

    standard = NormalDist()
    scale = standard.inv_cdf(0.9)
    deviations = [standard.inv_cdf((index + 0.5) / count) / scale for index in range(count)]
    found = {}
    for dimension, (name, item) in enumerate(uncertain.items()):
        values = _quantiles(item, deviations)
        shift = Random(f"{seed}/{dimension}").randrange(count)  # noqa: S311 - a reproducible shift, not a secret
        found[name] = [values[part] for part in parts(dimension, count, shift)]
    return found


def percentiles(values: Sequence[float]) -> Range:
    """Return the 10th, 50th and 90th percentile of equally likely values; see `calculators.percentiles`."""
    from calculators import percentiles as module  # noqa: PLC0415 - exact answers, the commonest, need none

    return module.percentiles(values)


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
    """Return a quick range of one output: two calls per uncertain input and one more.

    The moves of the output while one input goes to its low or high end are added as squares of logarithms, as if
    the inputs were independent and the model a product; plain differences where a value is not positive.
    Such a range ends at zero where no value seen is negative.

    Raises:
        KeyError: the model does not give that output.

    """
    centre = _centre(known, uncertain)
    base = model(centre)[output]
    ends = [
        sorted(model({**centre, name: end})[output] for end in (item.range.low, item.range.high))
        for name, item in uncertain.items()
    ]
    lowest = min([base, *(low for low, _ in ends)])
    if lowest > 0:
        down = sqrt(sum(log(base / min(low, base)) ** 2 for low, _ in ends))
        up = sqrt(sum(log(max(high, base) / base) ** 2 for _, high in ends))
        return Range(base * exp(-down), base, base * exp(up))
    down = sqrt(sum((base - min(low, base)) ** 2 for low, _ in ends))
    up = sqrt(sum((max(high, base) - base) ** 2 for _, high in ends))
    return Range(max(base - down, 0.0) if lowest >= 0 else base - down, base, base + up)


def _centre(known: Mapping[str, float], uncertain: Mapping[str, Uncertain]) -> dict[str, float]:
    return {**known, **{name: item.range.base for name, item in uncertain.items()}}


def _quantiles(item: Uncertain, deviations: Sequence[float]) -> list[float]:
    """Values at the deviations: normal in two halves through the three points, on a log scale where all are > 0."""
    low, base, high = item.range
    if low > 0:
        down, up = log(base / low), log(high / base)
        values = [base * exp(deviation * (up if deviation > 0 else down)) for deviation in deviations]
    else:
        values = [base + deviation * ((high - base) if deviation > 0 else (base - low)) for deviation in deviations]
    return [min(max(value, item.minimum), item.maximum) for value in values]


def _attribute(
    model: Model, centre: Mapping[str, float], uncertain: Mapping[str, Uncertain]
) -> dict[str, dict[str, float]]:
    squares: dict[str, dict[str, float]] = {}
    for name, item in uncertain.items():
        at_low = model({**centre, name: item.range.low})
        at_high = model({**centre, name: item.range.high})
        for output in at_high.keys() & at_low.keys():
            squares.setdefault(output, {})[name] = (at_high[output] - at_low[output]) ** 2
    return {
        output: {name: square / total if (total := sum(parts.values())) else 0.0 for name, square in parts.items()}
        for output, parts in squares.items()
    }
