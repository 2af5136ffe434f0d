"""Values that know how far they can be trusted: low/base/high, unit, provenance, validation."""

from collections.abc import Sequence
from math import isfinite
from operator import add, mul
from typing import Literal, NamedTuple, Self

ProvenanceClass = Literal["measured", "list price", "derived", "rule of thumb", "assumption", "yours"]
ValidationLabel = Literal["validated", "checked", "unvalidated"]
State = Literal["value", "never", "unknown", "beyond-horizon", "not-assessed", "yes", "no"]

GUESSED: frozenset[ProvenanceClass] = frozenset({"assumption", "rule of thumb"})
"""The classes that count as guessed when the spread of a result is attributed."""


_EXACT_AS_INTEGER = 1e15


class Range(NamedTuple):
    """An uncertain number: the 10th, 50th and 90th percentile, all in the same unit."""

    low: float
    base: float
    high: float

    @classmethod
    def exact(cls, value: float) -> Self:
        """Return the range of a number that is known."""
        return cls(value, value, value)

    @property
    def is_exact(self) -> bool:
        """Whether the three points are one."""
        return self.low == self.high

    def times(self, other: "Range") -> "Range":
        """Multiply end by end, as if both were high together: of numbers that are not negative."""
        return Range(*map(mul, self, other))

    def plus(self, other: "Range") -> "Range":
        """Add end by end, as if both were high together."""
        return Range(*map(add, self, other))


class Source(NamedTuple):
    """Where a number comes from. `url` and `date_seen` are empty for the reader's own and for assumptions."""

    id: str
    class_: ProvenanceClass
    status: str
    url: str = ""
    date_seen: str = ""
    statement: str = ""


class Validation(NamedTuple):
    """How a result was tested: `runs` comparisons with the outside world gave `error`."""

    label: ValidationLabel
    runs: int
    error: str


class Result(NamedTuple):
    """One answer. `range` is None where there is no number, and `state` then says why."""

    label: str
    unit: str
    range: Range | None
    state: State
    formula: str
    sources: Sequence[Source]
    assumed_share: float
    validation: Validation
    headline: bool = False


class Estimate(NamedTuple):
    """Everything that one calculator answers to one set of inputs."""

    calculator: str
    facts_date: str
    results: dict[str, Result]
    details: dict[str, object]
    notes: list[str]


def round_for_output(value: float) -> float | int:
    """Round to 9 significant digits, whole numbers as int.

    Every number leaves the engine through here: the C libraries of CPython and Pyodide differ in the last
    digits of exp and pow, and the same input must give the same bytes in both.

    Raises:
        ValueError: the number is NaN or infinite, which is a fault of the engine.

    """
    if not isfinite(value):
        raise ValueError(f"{value} must not leave the engine")
    rounded = float(f"{value:.9g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < _EXACT_AS_INTEGER else rounded
