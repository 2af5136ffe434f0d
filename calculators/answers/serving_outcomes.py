"""The results of the hosting calculator: what each is called, computed by and rests on."""

from calculators.estimating import Outcome
from calculators.ranges import Validation

_HOST = frozenset({"model", "params_b", "gpu", "gpu_count", "weight_bits", "stack"})
_SPEED = _HOST | {"input_tokens", "output_tokens", "adapters", "adapter_rank"}
_DEMAND = frozenset({"requests_per_month", "peak_factor", "target_utilisation", "hours_per_month"})
_FLEET = _SPEED | _DEMAND
_COST = _FLEET | {"gpu_usd_per_hour"}

OUTCOMES = {
    "cost_usd_per_month": Outcome(
        "Cost per month",
        "USD/month",
        "replicas x GPUs per replica x price per GPU-hour x hours",
        headline=True,
        inputs=_COST,
    ),
    "cost_usd_per_request": Outcome(
        "Cost per request", "USD/request", "cost per month / requests", headline=True, inputs=_COST
    ),
    "replicas": Outcome(
        "Replicas",
        "replicas",
        "requests per second at the peak / (requests per second of one replica x target utilisation), at least one",
        headline=True,
        inputs=_FLEET,
    ),
    "gpus": Outcome("GPUs", "GPUs", "replicas x GPUs per replica", inputs=_FLEET),
    "busy_share": Outcome(
        "Busy on average", "share", "mean requests per second / what all replicas could serve", inputs=_FLEET
    ),
    "requests_per_month_per_replica": Outcome(
        "One replica is enough for",
        "requests/month",
        "requests per second of one replica x target utilisation x seconds / peak factor",
        inputs=_SPEED | (_DEMAND - {"requests_per_month"}),
    ),
    "tokens_per_second_per_gpu": Outcome(
        "Speed of one GPU",
        "tokens/s",
        "requests per second of a full replica x tokens written (read, where none are written) / GPUs",
        inputs=_SPEED,
    ),
    "requests_per_second_per_replica": Outcome(
        "Speed of one replica",
        "requests/s",
        "1 / (time of the prompt + answer x time of a step / sequences at once)",
        inputs=_SPEED,
    ),
    "sequences_at_once": Outcome(
        "Sequences at once",
        "sequences",
        "memory beside weights and adapters / cache of one sequence, at most what the server allows",
        inputs=_SPEED,
    ),
    "latency_p95_ms": Outcome(
        "Latency, 95th percentile", "ms", "not assessed: it depends on the queue, which this model does not have"
    ),
}

LATENCY_REASON = (
    "Not assessed: published measurements give the speed of full GPUs, not the waiting at a given load. "
    "Measure it with your traffic before you promise it."
)
_PRICED = frozenset({"cost_usd_per_month", "cost_usd_per_request"})
_CAPACITY = frozenset({"tokens_per_second_per_gpu", "requests_per_second_per_replica"})
FACTS = dict.fromkeys(OUTCOMES, ("architecture", "gpu"))
LATENT = dict.fromkeys(OUTCOMES, ("speed_factor", "most_sequences", "adapter_factor")) | {
    "sequences_at_once": ("most_sequences",),
    "cost_usd_per_month": ("speed_factor", "most_sequences", "adapter_factor", "usd_per_gpu_hour"),
    "cost_usd_per_request": ("speed_factor", "most_sequences", "adapter_factor", "usd_per_gpu_hour"),
    "latency_p95_ms": (),
}

ACCURACY = {
    "open": (78, 8, 1.25, 1.96, 78),
    "vendor-tuned": (54, 3, 1.13, 1.5, 81),
    "encoder": (10, 3, 1.32, 1.36, 90),
}
"""By kind: published speeds, their sources, median and nine-in-ten error factor with the own source left out of the
choice of constants, and percent inside the range."""


def speed_check(kind: str) -> Validation:
    """Return how a speed was tested."""
    rows, sources, middle, most, inside = ACCURACY[kind]
    return Validation(
        "checked",
        rows,
        f"{rows} published speeds of {sources} sources, each predicted by constants chosen without its source: half "
        f"within a factor {middle:g}, nine in ten within {most:g}, {inside} % inside the range; full GPUs, with the "
        "number of sequences known",
    )


def validation_of(name: str, kind: str) -> Validation:
    """Return how a result was tested."""
    if name in _CAPACITY:
        return speed_check(kind)
    return Validation("unvalidated", 0, "only the speed in it was compared with published measurements, not the bill")
