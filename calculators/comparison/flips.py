"""What would change the answer: thresholds of single inputs, and how far each one moves the gap."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from calculators.columns import Column, Number, values_of
from calculators.comparison.ranking import Ranking
from calculators.sampling import Samples

Model = Callable[[Mapping[str, Number]], Mapping[str, Number]]
_COARSE, _FINE = 10, 20
"""Steps of the two grids: which step changes the winner, and where inside it."""
_WIDEST = 1_000.0
"""Thresholds are looked for within this factor of the value in use."""
_NEAREST_ZERO, _FROM_ZERO = 1e-12, 30
"""First step away from zero, as a part of the bound, and steps from there."""


class Flip(NamedTuple):
    """Beyond `threshold` (above it if `above`) another option is the cheapest."""

    name: str
    threshold: float
    above: bool
    new_winner: str


class Swing(NamedTuple):
    """The gap to the next best option, in USD over the horizon, with one input at its low and its high end."""

    name: str
    at_low: float
    at_high: float


class _Change(NamedTuple):
    """A step on a grid, and which option is the cheapest at its end but not at its start."""

    start: float
    to: float
    winner: str


def flips_of(
    model: Model, centre: Mapping[str, float], bounds: Mapping[str, tuple[float, float]], ranking: Ranking
) -> list[Flip]:
    """Solve for the values of single inputs at which another option becomes the cheapest.

    All other inputs stay at the middle of their ranges. Two passes over a grid: where the winner changes first on
    each side, then where inside that step. A change further off than a factor of 1,000 is not looked for.

    Args:
        model: of a comparison.
        centre: inputs at the middle of their ranges.
        bounds: lowest and highest value of the inputs to vary.
        ranking: which options count.

    """
    names = [name for name in bounds if name in centre]
    if len(ranking.names) < 2 or not names:  # noqa: PLR2004 - two options can change places
        return []
    sides = {
        (name, above): _grid(centre[name], bounds[name][1 if above else 0], above=above)
        for name in names
        for above in (True, False)
        if bounds[name][1 if above else 0] != centre[name]
    }
    first = _first_changes(model, centre, sides, ranking)
    steps = {key: _steps(change.start, change.to, _FINE) for key, change in first.items()}
    finer = _first_changes(model, centre, steps, ranking)
    return [Flip(name, change.to, above, change.winner) for (name, above), change in finer.items()]


def swings_of(samples: Samples, *, first: str, second: str, by: str) -> list[Swing]:
    """Return how far each uncertain input moves the gap between two options, widest swing first."""
    if not samples.names:
        return []
    gap = values_of(samples.moved[f"{second}.{by}"] - samples.moved[f"{first}.{by}"], 2 * len(samples.names) + 1)
    swings = [Swing(name, gap[2 * index], gap[2 * index + 1]) for index, name in enumerate(samples.names)]
    return sorted(swings, key=lambda swing: -abs(swing.at_high - swing.at_low))


def _grid(start: float, end: float, *, above: bool) -> list[float]:
    """Return values from the one in use to the bound, but not beyond a thousand times as much or as little.

    From zero on, where the scale is unknown, shares go by equal steps and all else by equal factors.
    """
    if start > 0:
        end = min(end, start * _WIDEST) if above else max(end, start / _WIDEST)
    if start == 0 and end > 1:
        return [start, *_steps(end * _NEAREST_ZERO, end, _FROM_ZERO)]
    return _steps(start, end, _COARSE)


def _steps(start: float, end: float, count: int) -> list[float]:
    """Return values from one to another: by equal factors where that makes sense, else by equal steps."""
    if start > 0 and end > 0:
        return [start * (end / start) ** (step / count) for step in range(count + 1)]
    return [start + (end - start) * step / count for step in range(count + 1)]


def _first_changes(
    model: Model, centre: Mapping[str, float], grids: Mapping[tuple[str, bool], list[float]], ranking: Ranking
) -> dict[tuple[str, bool], _Change]:
    """Return per grid the first step in which the winner changes; grids without one are left out."""
    if not grids:
        return {}
    outputs, length = _evaluate(model, centre, grids)
    winners = ranking.best_of_each({**outputs, "#": Column([0.0] * length)})
    found, at = {}, 0
    for key, grid in grids.items():
        mine = winners[at : at + len(grid)]
        at += len(grid)
        change = next((step for step in range(1, len(grid)) if mine[step] != mine[0]), None)
        if change is not None:
            found[key] = _Change(grid[change - 1], grid[change], mine[change])
    return found


def _evaluate(
    model: Model, centre: Mapping[str, float], grids: Mapping[tuple[str, bool], list[float]]
) -> tuple[Mapping[str, Number], int]:
    """Walk through the model once for all grids: each element has one input moved and the others at the middle."""
    length = sum(map(len, grids.values()))
    columns: dict[str, list[float]] = {}
    at = 0
    for (name, _), grid in grids.items():
        column = columns.setdefault(name, [centre[name]] * length)
        column[at : at + len(grid)] = grid
        at += len(grid)
    return model({**centre, **{name: Column(values) for name, values in columns.items()}}), length
