"""Published speeds of serving models, and the constants that were chosen with them in sight."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from calculators.estimating import Latent
from calculators.facts import load
from calculators.ranges import Range, Source
from calculators.sampling import Uncertain


class Efficiency(NamedTuple):
    """What a serving stack makes of a GPU: shares of the paper rates, and what each step costs besides."""

    bandwidth_share: float
    """Share of the memory bandwidth that reading weights and keys reaches."""
    compute_share: float
    """Share of the arithmetic rate, prompts and answers alike."""
    encoder_share: float
    """The same for encoders, which read whole batches of texts at once."""
    ms_per_step: float
    """Milliseconds of scheduling per generated token, whatever the batch."""
    ms_per_sequence: float
    """Milliseconds of scheduling per generated token and sequence in the batch."""
    linked_share: float
    """Speed that remains with each doubling of data-centre GPUs, which are linked directly."""
    unlinked_share: float
    """The same for cards that talk over the computer's bus."""
    int4_compute_share: float
    """Share of the arithmetic rate that remains where weights are unpacked from 4 bits first."""
    fp8_gain: float
    """How much faster 8-bit arithmetic is than 16-bit where the GPU has it; at most 2 on paper."""


class Measurement(NamedTuple):
    """One published speed. Counts are per request; `sequences` is the number in flight, None: as many as fit."""

    family: str
    model: str
    gpu: str
    gpu_count: int
    weight_bits: str
    stack: str
    input_tokens: float
    output_tokens: float
    sequences: float | None
    requests_per_second: float
    """Of all GPUs together."""


def efficiency(stack: str) -> Efficiency:
    """Return the constants of a stack: `open` or `vendor-tuned`."""
    table: Mapping[str, float] = load("serving_measurements")["efficiency"][stack]
    return Efficiency(**{name: float(table[name]) for name in Efficiency._fields})


def computes_in_8_bits(gpu: str) -> bool:
    """Whether a GPU, by its name in the table, multiplies in 8 bits; others unpack such weights to 16."""
    return gpu in load("serving_measurements")["fp8_gpus"]["names"]


def cached_values_per_layer(model: str) -> float | None:
    """Return how many numbers a model keeps per token and layer, where it compresses them; None: keys and values."""
    value: float | None = load("serving_measurements")["compressed_cache"]["values_per_layer"].get(model)
    return value


def factor(name: str) -> Latent:
    """Return an uncertain factor of the table, with its source.

    Raises:
        KeyError: there is no such factor.

    """
    row: Mapping[str, Any] = load("serving_measurements")["factors"][name]
    source = Source(f"serving:{name}", row["class"], row["status"], row["source"], row["date_seen"], row["statement"])
    return Latent(Uncertain(Range(row["low"], row["base"], row["high"]), row["minimum"], row["maximum"]), source)


def measurements() -> list[Measurement]:
    """Return all published speeds, as requests per second."""
    return [_measurement(row) for row in load("serving_measurements")["measurements"]]


def families() -> list[str]:
    """Return the ids of the sources of the published speeds."""
    return [str(entry["id"]) for entry in load("serving_measurements")["families"]]


def _measurement(row: Mapping[str, Any]) -> Measurement:
    rate = row.get("requests_per_second") or row["output_tokens_per_second"] / row["output_tokens"]
    return Measurement(
        row["family"],
        row["model"],
        row["gpu"],
        row["gpu_count"],
        row["weight_bits"],
        row["stack"],
        row["input_tokens"],
        row["output_tokens"],
        row.get("sequences"),
        rate,
    )
