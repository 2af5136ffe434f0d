"""Which option is cheapest over two inputs at once, with all others at their middle."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from calculators.columns import Column, Number
from calculators.comparison.ranking import Ranking

Model = Callable[[Mapping[str, Number]], Mapping[str, Number]]
_ACROSS, _UP = 15, 9
"""Cells; odd numbers, so that the value in use is in the middle of one."""
_WIDEST = 100.0
"""Each input goes from a hundredth of the value in use to a hundred times as much, inside its bounds."""


class Cell(NamedTuple):
    """The cheapest option with the two inputs at these values."""

    across: float
    up: float
    winner: str


def winner_map(
    model: Model,
    centre: Mapping[str, float],
    bounds: Mapping[str, tuple[float, float]],
    ranking: Ranking,
    *,
    across: str,
    up: str,
) -> list[Cell]:
    """Solve a comparison on a grid of two inputs that are above zero, in one walk.

    Args:
        model: of a comparison.
        centre: inputs at the middle of their ranges.
        bounds: lowest and highest value of both inputs.
        ranking: which options count.
        across: name of the first input.
        up: name of the second.

    """
    places = [
        (x, y) for y in _steps(centre[up], bounds[up], _UP) for x in _steps(centre[across], bounds[across], _ACROSS)
    ]
    columns = {across: Column(x for x, _ in places), up: Column(y for _, y in places)}
    outputs = model({**centre, **columns})
    winners = ranking.best_of_each({**outputs, "#": Column([0.0] * len(places))})
    return [Cell(*place, winner) for place, winner in zip(places, winners, strict=True)]


def _steps(now: float, bounds: tuple[float, float], count: int) -> list[float]:
    low = max(now / _WIDEST, bounds[0]) if bounds[0] > 0 else now / _WIDEST
    high = min(now * _WIDEST, bounds[1])
    return [low * (high / low) ** ((index + 0.5) / count) for index in range(count)]
