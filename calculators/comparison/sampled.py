"""Samples of a model that works on columns: all points at once, and where the spread of each result comes from."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from calculators import sampling
from calculators.columns import Column, Number, values_of
from calculators.ranges import Range
from calculators.sampling import Spread, Uncertain

Model = Callable[[Mapping[str, Number]], Mapping[str, Number]]


class Samples(NamedTuple):
    """The points of a sample, what a model makes of them, and of one input at a time at its low and its high end."""

    point: Mapping[str, Number]
    outputs: Mapping[str, Number]
    names: tuple[str, ...]
    moved: Mapping[str, Number]
    size: int
    spreads: dict[str, Spread | None]
    """Those that were asked for already."""

    def spread(self, output: str) -> Spread | None:
        """Return percentiles and shares of an output; None where the model does not give it."""
        if output not in self.spreads:
            self.spreads[output] = self._spread(output)
        return self.spreads[output]

    def _spread(self, output: str) -> Spread | None:
        if output not in self.outputs:
            return None
        number = self.outputs[output]
        if not isinstance(number, Column):
            return Spread(Range.exact(number), {})
        moved = values_of(self.moved[output], 2 * len(self.names))
        squares = [(high - low) ** 2 for low, high in zip(moved[::2], moved[1::2], strict=True)]
        total = sum(squares)
        shares = {name: square / total for name, square in zip(self.names, squares, strict=True)} if total else {}
        return Spread(sampling.percentiles(number.values), shares)

    def every(self, count: int) -> dict[str, Number]:
        """Return an evenly chosen part of the points."""
        step = max(self.size // count, 1)
        return {
            name: Column(number.values[::step]) if isinstance(number, Column) else number
            for name, number in self.point.items()
        }


def sample(model: Model, known: Mapping[str, float], uncertain: Mapping[str, Uncertain], seed: int) -> Samples:
    """Run a model over its uncertain inputs in two walks: one for the sample, one for the attribution.

    Args and meaning as in `sampling.propagate`.
    """
    columns = {name: Column(values) for name, values in sampling.columns(uncertain, seed).items()}
    point: dict[str, Number] = {**known, **columns}
    ends: dict[str, Number] = dict(known)
    for index, (name, item) in enumerate(uncertain.items()):
        values = [item.range.base] * (2 * len(uncertain))
        values[2 * index : 2 * index + 2] = [item.range.low, item.range.high]
        ends[name] = Column(values)
    return Samples(point, model(point), tuple(uncertain), model(ends) if uncertain else {}, sampling.SAMPLE_COUNT, {})
