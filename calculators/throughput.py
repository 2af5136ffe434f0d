"""How many tokens a second does one GPU train on? Arithmetic of the model over what the hardware delivers."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from calculators.architectures import Architecture
from calculators.facts import load
from calculators.memory import Layout, Recipe

TERA = 1e12


class Hardware(NamedTuple):
    """What counts of a GPU: dense 16-bit TFLOPS, whether it computes in bfloat16, how fast its neighbours are."""

    tflops: float
    has_bf16: bool
    is_linked: bool
    """Whether the GPUs of a machine usually have a fast link among themselves."""


class Efficiency(NamedTuple):
    """Shares and tokens from the table of constants that turn peak into delivered arithmetic, for one run."""

    share: Mapping[str, float]
    half_tokens: Mapping[str, float]
    sharding_tokens: Mapping[str, float]
    sharding_by_method: Mapping[str, float]
    precision: Mapping[str, float]
    quantisation: Mapping[str, float]
    scale_out_exponent: float
    offload_share: Mapping[str, float]
    tensor_parallel_share: float
    is_tuned: bool


def efficiency_of(hardware: Hardware, stack: str) -> Efficiency:
    """Pick the constants for a GPU and a software stack (`open` or `vendor-tuned`)."""
    table: dict[str, Any] = load("training_constants")["throughput"]
    is_fast = hardware.tflops >= table["fast_gpu_from_tflops"]
    kind = "fast" if is_fast else "usual" if hardware.has_bf16 else "without_bf16"
    chosen = table["stacks"][stack]
    return Efficiency(
        {method: share * chosen["by_gpu"][kind] for method, share in chosen["share_of_peak"].items()},
        chosen["half_speed_tokens"],
        chosen["sharding_tokens"]["linked" if hardware.is_linked else "unlinked"],
        table["sharding_by_method"],
        chosen["precision"] if is_fast else {"fp32": chosen["precision"]["fp32"]},
        table["quantisation"],
        table["scale_out_exponent"],
        table["offload_share"],
        table["tensor_parallel_share"],
        stack == "vendor-tuned",
    )


def flops_per_token(architecture: Architecture, recipe: Recipe, context: float) -> float:
    """Return the arithmetic that one token costs, forward and backward, at a length of `context` tokens.

    Full tuning multiplies each weight three times (2 operations each), adapters twice because frozen weights get no
    gradient; full checkpointing adds a forward pass. Attention: 2 x context x width per layer and pass, causal.
    """
    again = 1.0 if recipe.gradient_checkpointing == "full" else 0.0
    passes = (3.0 if recipe.method == "full" else 2.0) + again
    seen = 1.0 if architecture.is_decoder else 2.0
    attention = seen * 2 * context * architecture.query_width * architecture.layers
    return 2 * passes * architecture.computing_params + (3 + again) * attention


def tokens_per_second_per_gpu(
    architecture: Architecture,
    recipe: Recipe,
    layout: Layout,
    hardware: Hardware,
    efficiency: Efficiency,
    *,
    context: float,
    micro_batches: float,
) -> float:
    """Return the tokens that one GPU trains on per second, at the middle of what published runs reached.

    Args:
        architecture: of the model.
        recipe: method, precision and the rest.
        layout: sequences per pass and the ways in which the work is split.
        hardware: of one GPU.
        efficiency: constants for this GPU and software.
        context: tokens of one sequence.
        micro_batches: passes per step, which fill the pipeline.

    """
    tokens = layout.micro_batch * context
    speed = hardware.tflops / 312.0  # a faster GPU needs more tokens to hide the same overheads
    moved = efficiency.sharding_tokens.get(recipe.sharding, 0.0) * efficiency.sharding_by_method[recipe.method]
    half = speed * (efficiency.half_tokens[recipe.method] + moved)
    delivered = efficiency.share[recipe.method] * tokens / (tokens + half)
    delivered *= efficiency.precision.get(recipe.precision, 1.0)
    delivered *= efficiency.quantisation.get(recipe.base_quantization, 1.0)
    if recipe.cpu_offload:
        delivered *= efficiency.offload_share[recipe.method]
    gpus = layout.data_parallel * layout.tensor_parallel * layout.pipeline_parallel * layout.context_parallel
    if gpus > _ONE_MACHINE:
        delivered *= (_ONE_MACHINE / gpus) ** efficiency.scale_out_exponent
    if not efficiency.is_tuned:
        delivered *= micro_batches / (micro_batches + layout.pipeline_parallel - 1)
        if layout.tensor_parallel > 1:
            delivered *= efficiency.tensor_parallel_share
    return hardware.tflops * TERA * delivered / flops_per_token(architecture, recipe, context)


_ONE_MACHINE = 8.0
