"""The results of the training calculator: what each is called, computed by and rests on."""

from typing import Any, NamedTuple

from calculators.estimating import Outcome
from calculators.facts import load
from calculators.ranges import Validation

_SHAPE = frozenset({"model", "params_b", "layers", "hidden", "heads", "kv_heads", "ffn_hidden", "vocab"})
_TRAINED = _SHAPE | {"method", "lora_rank", "lora_targets"}
_SPLIT = frozenset({"gpu_count", "sharding", "tensor_parallel", "pipeline_parallel", "context_parallel", "cpu_offload"})
_STATES = _TRAINED | _SPLIT | {"precision", "base_quantization", "optimizer"}
_BATCH = frozenset({"seq_len", "micro_batch", "global_batch"})
_PASS = _BATCH | {"gradient_checkpointing", "loss_kernel", "attention", "activation_offload"}
_TOKENS = frozenset({"total_tokens", "examples", "tokens_per_example", "epochs"})
_SPEED = _STATES - {"optimizer"} | _BATCH | {"gradient_checkpointing", "packing", "gpu", "stack", "tokens_per_example"}
_OF_SERVICE = frozenset({"service", "service_hours", "validation_tokens"})
_PRICE = frozenset({"gpu_usd_per_hour", "purchase", "minimum_billed_hours", "runs"}) | _OF_SERVICE
_KEPT = _TRAINED | {"checkpoints_kept"}
_UPKEEP = _KEPT | {"storage_usd_per_gb_month", "hosting_hours_per_month", "gpu_usd_per_hour", "purchase", "service"}

OUTCOMES = {
    "peak_memory_gb_per_gpu": Outcome(
        "Peak memory per GPU",
        "GB",
        "weights + gradients + optimizer + the larger of activations with logits and the optimizer's working copy; "
        "measured over computed in published runs corrects it",
        headline=True,
        inputs=_STATES | _PASS,
    ),
    "training_hours": Outcome(
        "Training time",
        "hours",
        "tokens / tokens per second, x time for evaluations and checkpoints",
        headline=True,
        inputs=_SPEED | _TOKENS,
    ),
    "training_cost_usd": Outcome(
        "Cost of training",
        "USD",
        "runs x GPUs x the longer of hours and shortest time billed x price per GPU-hour; at a service runs x billed "
        "tokens or hours x price, at least its minimum charge",
        headline=True,
        inputs=_SPEED | _TOKENS | _PRICE,
    ),
    "fits": Outcome(
        "Fits on this GPU",
        "",
        "peak x 1.05 + 0.75 GB for driver and gaps, against the memory of the GPU",
        inputs=_STATES | _PASS | {"gpu"},
    ),
    "gpu_hours": Outcome("GPU hours", "GPU-hours", "hours x number of GPUs", inputs=_SPEED | _TOKENS),
    "tokens_per_second": Outcome(
        "Speed, all GPUs", "tokens/s", "tokens per second of one GPU x number of GPUs", inputs=_SPEED
    ),
    "tokens_per_second_per_gpu": Outcome(
        "Speed of one GPU",
        "tokens/s",
        "1 / (arithmetic per token / delivered arithmetic + bytes per token / memory bandwidth + waiting), no padding",
        inputs=_SPEED,
    ),
    "training_tokens": Outcome(
        "Training tokens", "tokens", "examples x tokens per example x epochs, or as given", inputs=_TOKENS
    ),
    "parameters_b": Outcome("Parameters", "billions", "counted from the shape, or as given", inputs=_SHAPE),
    "trainable_parameters_m": Outcome(
        "Trained parameters", "millions", "all, or rank x (inputs + outputs) of every adapted matrix", inputs=_TRAINED
    ),
    "weights_gb": Outcome("Weights", "GB", "parameters x bytes each / ways they are split", inputs=_STATES),
    "gradients_gb": Outcome("Gradients", "GB", "trained parameters x bytes each / ways they are split", inputs=_STATES),
    "optimizer_gb": Outcome(
        "Optimizer states", "GB", "trained parameters x bytes each, with the 32-bit copy / ways split", inputs=_STATES
    ),
    "activations_gb": Outcome(
        "Activations", "GB", "tokens x layers x bytes kept per token, and weights that exist for a pass", inputs=_PASS
    ),
    "logits_gb": Outcome("Logits", "GB", "tokens x vocabulary x bytes per logit", inputs=_PASS),
    "stored_gb": Outcome("Stored", "GB", "checkpoints kept x trained parameters x 2 bytes", inputs=_KEPT),
    "upkeep_usd_per_month": Outcome(
        "Storing and serving the result",
        "USD/month",
        "GB stored x price per GB and month + hours served x the service's price per hour, or that of one rented GPU",
        inputs=_UPKEEP,
    ),
}


class Grounds(NamedTuple):
    """What a result rests on besides inputs: facts by name, and uncertain quantities by the start of their name."""

    facts: tuple[str, ...]
    latent: tuple[str, ...]


_MEMORY_DRAWS = (
    "choice_of_method",
    "choice_of_precision",
    "choice_of_base",
    "choice_of_optimizer",
    "choice_of_lora",
    "choice_of_sharding",
    "choice_of_gradient",
    "bytes_per_logit",
    "longest_share",
)
_MEMORY = Grounds(("architecture", "near_memory"), ("memory_factor", "memory_overhead_gb", *_MEMORY_DRAWS))
_PART = Grounds(("architecture",), _MEMORY_DRAWS)
_SPEED_GROUNDS = Grounds(
    ("architecture", "gpu", "near_speed"),
    (
        "speed_factor",
        "padding_share",
        "choice_of_packing",
        "choice_of_method",
        "choice_of_precision",
        "choice_of_gradient",
        "choice_of_sharding",
    ),
)
_TIME = Grounds(_SPEED_GROUNDS.facts, ("time_outside_training", *_SPEED_GROUNDS.latent))
RESTS_ON = dict.fromkeys(OUTCOMES, _PART) | {
    "peak_memory_gb_per_gpu": _MEMORY,
    "fits": Grounds(("architecture", "gpu"), _MEMORY.latent),
    "tokens_per_second": _SPEED_GROUNDS,
    "tokens_per_second_per_gpu": _SPEED_GROUNDS,
    "training_hours": _TIME,
    "gpu_hours": _TIME,
    "training_cost_usd": Grounds(("service", *_TIME.facts), ("usd_per_gpu_hour", *_TIME.latent)),
    "training_tokens": Grounds((), ()),
    "stored_gb": Grounds(("architecture",), ("choice_of_method", "choice_of_lora")),
    "upkeep_usd_per_month": Grounds(
        ("architecture", "service"), ("usd_per_gpu_hour", "choice_of_method", "choice_of_lora")
    ),
    "parameters_b": Grounds(("architecture",), ()),
}


def _checked(group: str) -> Validation:
    """Say what scoring found: every published run was predicted without its own source."""
    row: dict[str, Any] = next(
        row for row in load("training_accuracy")["scores"] if (row["group"], row["family"]) == (group, "all")
    )
    return Validation(
        "validated",
        row["runs"],
        f"{row['runs']} published runs of {row['families']} sources, each predicted without its own source: the middle "
        f"off by {row['middle']:g}x at the median source, nine runs in ten within {row['most']:g}x, "
        f"{row['inside']:.0%} inside the range",
    )


_TIMES = ("tokens_per_second", "tokens_per_second_per_gpu", "training_hours", "gpu_hours")


def validation_of(name: str, stack: str) -> Validation | None:
    """Return how a result was tested; None where nothing published was compared with it."""
    if name == "peak_memory_gb_per_gpu":
        return _checked("memory")
    if name in _TIMES:
        return _checked("time, vendor-tuned" if stack == "vendor-tuned" else "time, open stacks")
    return None
