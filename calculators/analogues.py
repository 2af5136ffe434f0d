"""Published runs that are nearly the one asked about: what they measured moves the answer and is named in it."""

from collections.abc import Mapping, Sequence
from math import exp, log
from typing import Any, NamedTuple

from calculators.facts import load
from calculators.memory import Layout, Recipe
from calculators.ranges import Range, Source

_SAME = (
    *("method", "base_quantization", "gradient_checkpointing", "sharding", "cpu_offload", "stack", "gpu"),
    *("attention", "activation_offload"),
)
"""What a run must share to count as nearly the same."""
_NEAR = 0.25
"""Distance up to which a run counts: a sixth in size, or a third in tokens per pass, or twice the GPUs."""
_TRUST = 0.6
"""How far the middle goes to what such runs measured, and how much of the width is left. Correcting by runs that are
only similar did not make predictions of other sources better, so nothing else is taken over."""
_NAMED = 3


class Position(NamedTuple):
    """Where a run stands among others: what must be equal, and logarithms of what may differ a little."""

    equal: tuple[object, ...]
    params: float
    tokens: float
    gpus: float

    def distance(self, other: "Position") -> float:
        """Return how unlike two runs are: 0 is alike; infinite where something differs that must not."""
        if self.equal != other.equal:
            return float("inf")
        apart = (self.params - other.params) / 0.6, (self.tokens - other.tokens) / 1.2, (self.gpus - other.gpus) / 2.8
        return max(abs(part) for part in apart)


class Near(NamedTuple):
    """What nearly equal runs say about one quantity: measured over computed, and who they are."""

    ratio: float
    ids: tuple[str, ...]
    url: str
    date_seen: str


def position(recipe: Recipe, layout: Layout, params: float, gpu: str, stack: str) -> Position:
    """Place a run among others."""
    values: dict[str, object] = {**recipe._asdict(), "stack": stack, "gpu": gpu}
    gpus = layout.data_parallel * layout.tensor_parallel * layout.pipeline_parallel * layout.context_parallel
    return Position(
        tuple(values[name] for name in _SAME), log(params), log(layout.seq_len * layout.micro_batch), log(gpus)
    )


def near(place: Position, quantity: str) -> Near | None:
    """Return what runs nearly at that place measured of `memory` or `speed`; None where there are none."""
    found = [(place.distance(_position(row)), index, row) for index, row in enumerate(_rows(quantity))]
    close = sorted((apart, index) for apart, index, _ in found if apart <= _NEAR)
    if not close:
        return None
    rows = [found[index][2] for _, index in close]
    families: dict[str, list[float]] = {}
    for row in rows:
        families.setdefault(row["family"], []).append(log(row["ratio"][quantity]))
    means = [sum(values) / len(values) for values in families.values()]
    first = _family(rows[0]["family"])
    ids = tuple(row["id"] for row in rows[:_NAMED])
    return Near(exp(sum(means) / len(means)), ids, rows[0].get("source", first["source"]), first["date_seen"])


def adjusted(factor: Range, found: Near | None) -> Range:
    """Move a factor towards what nearly equal runs measured, and narrow it."""
    if found is None:
        return factor
    middle = factor.base ** (1 - _TRUST) * found.ratio**_TRUST
    return Range(middle * (factor.low / factor.base) ** _TRUST, middle, middle * (factor.high / factor.base) ** _TRUST)


def source_of(found: Near, quantity: str) -> Source:
    """Name the runs that moved an answer."""
    said = f"Nearly the same run was measured: {', '.join(found.ids)} ({found.ratio:.2f} of the {quantity} computed)."
    return Source(f"run:{found.ids[0]}", "measured", "verified", found.url, found.date_seen, said)


def row_of(place: Position, run: Mapping[str, Any]) -> dict[str, Any]:
    """Return a run as the table of analogues keeps it."""
    numbers = [round(value, 4) for value in place[1:]]
    return {"id": run["id"], "family": run["family"], "at": [list(place.equal), *numbers], "ratio": run["ratio"]}


def _rows(quantity: str) -> Sequence[Mapping[str, Any]]:
    return [row for row in load("training_analogues")["runs"] if quantity in row["ratio"]]


def _position(row: Mapping[str, Any]) -> Position:
    equal, *numbers = row["at"]
    return Position(tuple(equal), *numbers)


def _family(name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = next(row for row in load("training_analogues")["families"] if row["id"] == name)
    return found
