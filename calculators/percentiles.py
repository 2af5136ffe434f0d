"""Percentiles of a sample: read off where the sample is smooth or lumpy, smoothed where it is noisy."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from functools import cache
from math import acos, exp, hypot, log, pi, sqrt, sumprod
from statistics import NormalDist
from typing import NamedTuple

from calculators.ranges import Range

_WANTED = (0.1, 0.5, 0.9)
_CHECKED = (0.03, 0.06, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.94, 0.97)
_FITTED = 1_024
"""Values that a curve is fitted to, about; of more, some stand for all."""
_FEWEST = 64
"""Values below which nothing is smoothed."""
_FITS, _MISSES = 1.25, 2.5
"""Worst miss of the curve, in standard errors of a rank: taken as it is up to the first, not at all from the second."""
_BAND = 2.5
"""Standard errors of a rank that a smoothed percentile may be away from the plain one."""

Scale = Callable[[float], float]
"""On which values are smoothed: their logarithms or themselves."""


class ControlVariate(NamedTuple):
    """A quantity that moves much like another one at the same points, and whose distribution is known."""

    values: list[float]
    mean: float
    deviation: float
    skewness: float
    excess: float
    """Of its kurtosis over that of the normal distribution."""


class _Sample(NamedTuple):
    """Ordered values on their scale, and the standard error of ranks as a part of the usual."""

    ordered: list[float]
    noise: float


class _Curve(NamedTuple):
    """Polynomials in the normal score z that are orthogonal over equally likely values: 1, z, z^2 - m2, z^3 - m4/m2 z.

    `columns` holds their values but those of the first, `norms` the sums of their squares.
    """

    size: int
    columns: tuple[list[float], ...]
    norms: tuple[float, ...]
    square: float
    cube: float

    def fit(self, ordered: Sequence[float]) -> tuple[float, ...]:
        weighted = (sumprod(column, ordered) / norm for column, norm in zip(self.columns, self.norms, strict=True))
        return sum(ordered) / len(ordered), *weighted

    def deviation(self, fitted: tuple[float, ...]) -> float:
        return sqrt(sum(norm * term**2 for norm, term in zip(self.norms, fitted[1:], strict=True)) / self.size)

    def of(self, known: ControlVariate) -> tuple[float, ...]:
        """Return the curve of a distribution near the normal one (Cornish and Fisher 1938)."""
        _, mean, deviation, skewness, excess = known
        bend, twist = deviation * skewness / 6, deviation * (excess / 24 - skewness**2 / 18)
        slope = deviation * (1 - excess / 8 + 5 * skewness**2 / 36)
        return mean - bend + bend * self.square, slope + twist * self.cube, bend, twist

    def at(self, score: float, fitted: tuple[float, ...]) -> float:
        level, slope, bend, twist = fitted
        return level + slope * score + bend * (score**2 - self.square) + twist * (score**3 - self.cube * score)


def percentiles(
    values: Sequence[float],
    largest_share: float = 0.0,
    control: Callable[[Scale], ControlVariate | None] | None = None,
) -> Range:
    """Return the 10th, 50th and 90th percentile of equally likely values.

    The plain percentile of some hundred values is noisy, because only the values next to it count.
    So a curve is fitted to all ordered values (their logarithms where all are positive): a cubic polynomial in the
    normal score, which a product or a sum of many uncertain inputs follows closely (the form of Cornish and Fisher
    1938). Where it misses the order of the values, as with steps, limits and mixtures, the plain percentile counts
    the more, the worse it misses, measured by how far plain percentiles are off. That is the less, the more of the
    spread one input brings, as each input alone is sampled evenly; where there is only one, they are exact.
    What the curve of a control variate is off at the same points is taken off again, as far as both move together.
    A smoothed percentile never leaves the neighbourhood of the plain one.

    Args:
        values: at least one, none of them infinite or NaN.
        largest_share: of the spread, 0 to 1, that one input brings.
        control: gives a control variate on the scale that it is told, at the same points in the same order.

    """
    # Where one input, which is sampled evenly, brings more than half of a normal spread, the standard error of ranks
    # falls with what is left in this way, down to none.
    noise = min(sqrt(3 * acos(min(largest_share, 1.0)) / pi), 1.0)
    ordered = sorted(values)
    if len(values) < _FEWEST or ordered[0] == ordered[-1] or not noise:
        return _plain(ordered)
    scale, back = (log, exp) if ordered[0] > 0 else (float, float)
    sample = _Sample(list(map(scale, ordered)), noise)
    curve = _curve(len(values))
    fitted = curve.fit(_thinned(sample.ordered))
    trust = _trust(sample, curve, fitted)
    if not trust:
        return _plain(ordered)
    variate = control(scale) if control else None
    if variate:
        fitted = _corrected(fitted, curve, list(map(scale, values)), variate)
    smoothed = [_smoothed(sample, each, curve.at(_score(each), fitted), trust) for each in _WANTED]
    return Range(*sorted(map(back, smoothed)))


def _plain(ordered: Sequence[float]) -> Range:
    return Range(*(_interpolate(ordered, probability * len(ordered) - 0.5) for probability in _WANTED))


def sum_of_parabolas(base: float, ends: Sequence[float], scores: Sequence[Sequence[float]]) -> ControlVariate | None:
    """Return a sum of independent parts, one per input: parabolas through three points; None if it does not vary.

    Args:
        base: what the quantity is with all scores at 0; the sum is the difference to it.
        ends: what it is with one score at -1 and at 1, score by score.
        scores: equally likely values of each, normal with a 90th percentile of 1.

    """
    values = [0.0] * len(scores[0])
    slopes, bends = [], []
    for low, high, places in zip(ends[::2], ends[1::2], scores, strict=True):
        slope, bend = (high - low) / 2, (high + low) / 2 - base
        values = [value + place * (slope + bend * place) for value, place in zip(values, places, strict=True)]
        slopes.append(slope / _score(0.9))
        bends.append(bend / _score(0.9) ** 2)
    deviation = hypot(*slopes, *(sqrt(2) * bend for bend in bends))
    if not deviation:
        return None
    skewness = excess = 0.0
    for slope, bend in zip(slopes, bends, strict=True):
        square, part = (slope / deviation) ** 2, bend / deviation
        skewness += 6 * square * part + 8 * part**3
        excess += 48 * square * part**2 + 48 * part**4
    return ControlVariate(values, sum(bends), deviation, skewness, excess)


def _corrected(
    fitted: tuple[float, ...], curve: _Curve, scaled: Sequence[float], control: ControlVariate
) -> tuple[float, ...]:
    """Take off a curve what that of the control variate is off, the k-th term by the k-th power of the correlation.

    So do the errors of two normal quantities go together, term by term (Mehler 1866).
    """
    found = curve.fit(_thinned(sorted(control.values)))
    covariance = sumprod(scaled, control.values) / len(scaled) - fitted[0] * found[0]
    times = curve.deviation(fitted) / control.deviation
    correlation = min(max(covariance / control.deviation**2 / times, 0.0), 1.0) if times else 0.0
    terms = zip(fitted, found, curve.of(control), strict=True)
    return tuple(term - times * correlation**power * (own - exact) for power, (term, own, exact) in enumerate(terms, 1))


def _thinned(ordered: Sequence[float]) -> list[float]:
    """Return some values that stand for all, as many on either side of the middle and as far from it."""
    half, step = len(ordered) // 2, max(len(ordered) // _FITTED, 1)
    return [*ordered[(step - 1) // 2 : half : step], *ordered[half + step // 2 :: step]]


def _smoothed(sample: _Sample, probability: float, fitted: float, trust: float) -> float:
    count = len(sample.ordered)
    position = probability * count - 0.5
    reach = _BAND * sample.noise * _standard_error(count, probability)
    lowest, plain, highest = (_interpolate(sample.ordered, position + away) for away in (-reach, 0.0, reach))
    return trust * min(max(fitted, lowest), highest) + (1 - trust) * plain


def _trust(sample: _Sample, curve: _Curve, fitted: tuple[float, ...]) -> float:
    """Return how far the curve is taken, 1 to 0, by the rank that its values have among the ordered ones."""
    ordered, noise = sample
    tie = 1e-9 * (ordered[-1] - ordered[0])
    worst = 0.0
    for score, rank, standard_error in _checked(len(ordered)):
        value = curve.at(score, fitted)
        first = bisect_left(ordered, value - tie)
        miss = max(first - rank, rank - bisect_right(ordered, value + tie, lo=first))
        worst = max(worst, miss / (noise * standard_error))
    return min(max((_MISSES - worst) / (_MISSES - _FITS), 0.0), 1.0)


def _interpolate(ordered: Sequence[float], position: float) -> float:
    last = len(ordered) - 1
    position = min(max(position, 0.0), last)
    index = int(position)
    below, above = ordered[index], ordered[min(index + 1, last)]
    return below + (position - index) * (above - below)


def _standard_error(count: int, probability: float) -> float:
    return sqrt(count * probability * (1 - probability))


@cache
def _score(probability: float) -> float:
    return NormalDist().inv_cdf(probability)


@cache
def _checked(count: int) -> tuple[tuple[float, float, float], ...]:
    """Return where a curve is compared with its values: normal score, rank, standard error of that rank."""
    return tuple((_score(each), each * count, _standard_error(count, each)) for each in _CHECKED)


@cache
def _curve(count: int) -> _Curve:
    inverse = NormalDist().inv_cdf
    scores = _thinned([inverse((index + 0.5) / count) for index in range(count)])
    squares = [score**2 for score in scores]
    square = sum(squares) / len(scores)
    cube = sumprod(squares, squares) / len(scores) / square
    columns = (
        scores,
        [value - square for value in squares],
        [score * (value - cube) for score, value in zip(scores, squares, strict=True)],
    )
    return _Curve(len(scores), columns, tuple(sumprod(column, column) for column in columns), square, cube)
