"""Published runs as inputs of the training calculator, with what was measured."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from calculators.facts import load
from calculators.ranges import Range

Quantity = Literal["memory", "speed", "hours"]
RESULT_OF: Mapping[Quantity, str] = {
    "memory": "peak_memory_gb_per_gpu",
    "speed": "tokens_per_second",
    "hours": "training_hours",
}


class Measurement(NamedTuple):
    """One measured number of one published run."""

    id: str
    family: str
    stack: str
    """`open` or `vendor-tuned`."""
    inputs: Mapping[str, object]
    quantity: Quantity
    measured: float
    """GB per GPU, tokens per second of all GPUs, or hours."""
    grade: str
    """`y`: all that matters is known; `fair`: one part is inferred, rounded or doubtful."""
    source: str
    note: str


class Prediction(NamedTuple):
    """What the calculator says about a measured number without having seen its family."""

    measurement: Measurement
    range: Range

    @property
    def error(self) -> float:
        """The factor by which the middle is off, 1 or more."""
        ratio = self.range.base / self.measurement.measured
        return max(ratio, 1 / ratio)

    @property
    def is_inside(self) -> bool:
        """Whether the measured number lies within low and high."""
        return self.range.low <= self.measurement.measured <= self.range.high


def measurements() -> Iterator[Measurement]:
    """Yield every measured number in the table of published runs."""
    for family in load("training_runs")["families"]:
        for run in family["runs"]:
            yield from _of(run, family)


def _of(run: Mapping[str, Any], family: Mapping[str, Any]) -> Iterator[Measurement]:
    quantities: tuple[Quantity, ...] = ("memory", "speed", "hours")
    for quantity in quantities:
        if quantity in run and not (quantity == "hours" and "speed" in run):
            grade, measured = run[quantity]
            source = run.get("source", family["source"])
            yield Measurement(
                run["id"], family["id"], run["tier"], run["inputs"], quantity, measured, grade, source, run["note"]
            )
