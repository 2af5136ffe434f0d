"""Percentiles of a sample: read off where the sample is smooth or lumpy, smoothed where it is noisy."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from functools import cache
from math import acos, exp, log, pi, sqrt, sumprod
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

_Scale = Callable[[float], float]


class _Sample(NamedTuple):
    """Ordered values, the scale on which they are smoothed, and the standard error of ranks as a part of the usual."""

    ordered: list[float]
    scale: _Scale
    noise: float


class _Curve(NamedTuple):
    """Polynomials in the normal score z that are orthogonal over equally likely values: 1, z, z^2 - m2, z^3 - m4/m2 z.

    `columns` holds their values but those of the first, `norms` the sums of their squares.
    """

    columns: tuple[list[float], ...]
    norms: tuple[float, ...]
    square: float
    cube: float

    def fit(self, ordered: Sequence[float]) -> tuple[float, ...]:
        weighted = (sumprod(column, ordered) / norm for column, norm in zip(self.columns, self.norms, strict=True))
        return sum(ordered) / len(ordered), *weighted

    def at(self, score: float, fitted: tuple[float, ...]) -> float:
        level, slope, bend, twist = fitted
        return level + slope * score + bend * (score**2 - self.square) + twist * (score**3 - self.cube * score)


def percentiles(values: Sequence[float], largest_share: float = 0.0) -> Range:
    """Return the 10th, 50th and 90th percentile of equally likely values.

    The plain percentile of some hundred values is noisy, because only the values next to it count.
    So a curve is fitted to all ordered values (their logarithms where all are positive): a cubic polynomial in the
    normal score, which a product or a sum of many uncertain inputs follows closely (the form of Cornish and Fisher
    1938). Where it misses the order of the values, as with steps, limits and mixtures, the plain percentile counts
    the more, the worse it misses, measured by how far plain percentiles are off. That is the less, the more of the
    spread one input brings, as each input alone is sampled evenly; where there is only one, they are exact.
    A smoothed percentile never leaves the neighbourhood of the plain one.

    Args:
        values: at least one, none of them infinite or NaN.
        largest_share: of the spread, 0 to 1, that one input brings.

    """
    # Where one input, which is sampled evenly, brings more than half of a normal spread, the standard error of ranks
    # falls with what is left in this way, down to none.
    noise = min(sqrt(3 * acos(min(largest_share, 1.0)) / pi), 1.0)
    ordered = sorted(values)
    plain = [_interpolate(ordered, probability * len(ordered) - 0.5) for probability in _WANTED]
    if len(ordered) < _FEWEST or ordered[0] == ordered[-1] or not noise:
        return Range(*plain)
    positive = ordered[0] > 0
    sample = _Sample(ordered, log if positive else float, noise)
    curve = _curve(len(ordered))
    fitted = curve.fit(list(map(sample.scale, _thinned(ordered))))
    trust = _trust(sample, curve, fitted)
    if not trust:
        return Range(*plain)
    smoothed = [_smoothed(sample, each, curve.at(_score(each), fitted), trust) for each in _WANTED]
    return Range(*sorted(exp(value) if positive else value for value in smoothed))


def _thinned(ordered: Sequence[float]) -> list[float]:
    """Return some values that stand for all, as many on either side of the middle and as far from it."""
    half, step = len(ordered) // 2, max(len(ordered) // _FITTED, 1)
    return [*ordered[(step - 1) // 2 : half : step], *ordered[half + step // 2 :: step]]


def _smoothed(sample: _Sample, probability: float, fitted: float, trust: float) -> float:
    count = len(sample.ordered)
    position = probability * count - 0.5
    reach = _BAND * sample.noise * _standard_error(count, probability)
    lowest, plain, highest = (
        _interpolate(sample.ordered, position + away, sample.scale) for away in (-reach, 0.0, reach)
    )
    return trust * min(max(fitted, lowest), highest) + (1 - trust) * plain


def _trust(sample: _Sample, curve: _Curve, fitted: tuple[float, ...]) -> float:
    """Return how far the curve is taken, 1 to 0, by the rank that its values have among the ordered ones."""
    ordered, scale, noise = sample
    tie = 1e-9 * (scale(ordered[-1]) - scale(ordered[0]))
    worst = 0.0
    for score, rank, standard_error in _checked(len(ordered)):
        value = curve.at(score, fitted)
        first = bisect_left(ordered, value - tie, key=scale)
        miss = max(first - rank, rank - bisect_right(ordered, value + tie, lo=first, key=scale))
        worst = max(worst, miss / (noise * standard_error))
    return min(max((_MISSES - worst) / (_MISSES - _FITS), 0.0), 1.0)


def _interpolate(ordered: Sequence[float], position: float, scale: _Scale = float) -> float:
    last = len(ordered) - 1
    position = min(max(position, 0.0), last)
    index = int(position)
    below, above = scale(ordered[index]), scale(ordered[min(index + 1, last)])
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
    return _Curve(columns, tuple(sumprod(column, column) for column in columns), square, cube)
