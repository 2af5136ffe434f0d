"""How many tokens a second does one GPU train on? Arithmetic of the model over what the hardware delivers."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from calculators.architectures import Architecture
from calculators.columns import maximum
from calculators.facts import load
from calculators.memory import (
    TWO_BYTES,
    Layout,
    Recipe,
    embeddings_trained,
    layer_bytes_per_token,
    quantised_bytes,
    trainable_parameters,
)

TERA, GIGA = 1e12, 1e9
_BYTES_OF_A_STEP = 24.0
"""Per trained parameter, Adam: gradient, weight and two moments read, all but the gradient written, and clipping."""
_REFERENCE_TFLOPS = 312.0
"""An A100, in whose tokens the constants are given: a faster GPU needs more tokens to hide the same overheads."""
_ONE_MACHINE = 8.0


class Hardware(NamedTuple):
    """What counts of a GPU: dense 16-bit TFLOPS, whether it computes in bfloat16, how fast its neighbours are."""

    tflops: float
    has_bf16: bool
    is_linked: bool
    """Whether the GPUs of a machine usually have a fast link among themselves."""
    memory_gb_per_s: float


class Efficiency(NamedTuple):
    """Numbers from the table of constants that turn peak into delivered arithmetic, for one GPU and software stack."""

    share: Mapping[str, float]
    """Of the peak, by method, where passes are long."""
    half_tokens: Mapping[str, float]
    """Tokens per pass at which half of that is reached, by method."""
    layer_seconds: float
    """What starting the work of one layer takes, per forward pass or its like."""
    sharding_tokens: Mapping[str, float]
    sharding_by_method: Mapping[str, float]
    quantisation_tokens: Mapping[str, float]
    traffic: float
    """How often the activations of a layer pass the GPU's memory, forward and backward together."""
    weight_traffic: float
    """How often weights pass it, per time that they are needed."""
    expert_gb_per_s: float
    """At which tokens travel between GPUs to the experts of their layer and back."""
    step_tokens: Mapping[str, float]
    """Tokens per GPU and step at which several machines spend half of the step on exchanging gradients."""
    precision: Mapping[str, float]
    scale_out_exponent: float
    offload_share: Mapping[str, float]
    tensor_parallel_share: float
    unlinked_share: float
    """What remains on several GPUs without a fast link."""
    pipeline_waits: bool
    """Whether the stages of a pipeline stand still while it fills."""


def efficiency_of(hardware: Hardware, stack: str) -> Efficiency:
    """Pick the constants for a GPU and a software stack (`open` or `vendor-tuned`)."""
    table: dict[str, Any] = load("training_constants")["throughput"]
    is_fast = hardware.tflops >= table["fast_gpu_from_tflops"]
    kind = "fast" if is_fast else "usual" if hardware.has_bf16 else "without_bf16"
    chosen = table["stacks"][stack]
    gains = set(chosen["precision"]) if is_fast else {"fp32"}
    if hardware.tflops < table["fp4_gpu_from_tflops"]:
        gains -= {"fp4"}
    return Efficiency(
        {method: share * chosen["by_gpu"][kind] for method, share in chosen["share_of_peak"].items()},
        chosen["half_speed_tokens"],
        chosen["layer_milliseconds"] / 1e3,
        chosen["sharding_tokens"]["linked" if hardware.is_linked else "unlinked"],
        table["sharding_by_method"],
        table["quantisation_tokens"],
        chosen["traffic"],
        chosen["weight_traffic"],
        chosen["expert_gb_per_s"],
        chosen["step_tokens"],
        {name: gain for name, gain in chosen["precision"].items() if name in gains},
        table["scale_out_exponent"],
        table["offload_share"],
        chosen["tensor_parallel_share"],
        1.0 if hardware.is_linked else chosen["unlinked_share"],
        chosen["pipeline_waits"],
    )


def flops_per_token(architecture: Architecture, recipe: Recipe, context: float) -> float:
    """Return the arithmetic that one token costs, forward and backward, at a length of `context` tokens.

    Full tuning multiplies each weight three times (2 operations each), adapters twice because frozen weights get no
    gradient, but an output layer that is trained beside them; full checkpointing adds a forward pass.
    Attention: 2 x context x width per layer and pass, causal.
    """
    again = 1.0 if recipe.gradient_checkpointing == "full" else 0.0
    passes = (3.0 if recipe.method == "full" else 2.0) + again
    seen = 1.0 if architecture.is_decoder else 2.0
    attention = seen * 2 * context * architecture.query_width * architecture.layers
    has_output_layer = architecture.is_decoder and embeddings_trained(architecture, recipe)
    output_layer = architecture.vocab * architecture.hidden if has_output_layer else 0.0
    return 2 * passes * architecture.computing_params + 2 * output_layer + (3 + again) * attention


def tokens_per_second_per_gpu(
    architecture: Architecture,
    recipe: Recipe,
    layout: Layout,
    hardware: Hardware,
    efficiency: Efficiency,
    *,
    context: float,
) -> float:
    """Return the tokens that one GPU trains on per second, at the middle of what published runs reached.

    Args:
        architecture: of the model.
        recipe: method, precision and the rest.
        layout: sequences per pass, passes per step, and the ways in which the work is split.
        hardware: of one GPU.
        efficiency: constants for this GPU and software.
        context: tokens of one sequence.

    """
    share = _share_of_peak(recipe, layout, efficiency)
    gpus = layout.data_parallel * layout.tensor_parallel * layout.pipeline_parallel * layout.context_parallel
    if gpus > 1:
        share *= efficiency.unlinked_share
    tokens = layout.micro_batch * context / layout.context_parallel
    waiting = efficiency.half_tokens[recipe.method] * efficiency.quantisation_tokens.get(recipe.base_quantization, 1.0)
    # Weights are fetched for all experts, and only the active ones compute meanwhile.
    idle = architecture.params / max(architecture.active_params, 1.0) if recipe.sharding == "zero3" else 1.0
    fetching = efficiency.sharding_tokens.get(recipe.sharding, 0.0) * efficiency.sharding_by_method[recipe.method]
    waiting += fetching * idle
    speed = hardware.tflops / _REFERENCE_TFLOPS
    share *= tokens / (tokens + speed * waiting)
    if gpus > _ONE_MACHINE:
        share *= (_ONE_MACHINE / gpus) ** efficiency.scale_out_exponent
        # Each GPU exchanges the gradients of its part of the model only.
        exchanged = efficiency.step_tokens[recipe.method] * layout.data_parallel * layout.context_parallel / gpus
        per_step = tokens * layout.passes * layout.data_parallel * layout.context_parallel / gpus
        share *= per_step / (per_step + exchanged)
    again = 1.0 if recipe.gradient_checkpointing == "full" else 0.0
    starting = efficiency.layer_seconds * architecture.layers * (3 + again) / tokens
    computing = flops_per_token(architecture, recipe, context) / (hardware.tflops * TERA * share)
    moving = _moved_bytes(architecture, recipe, layout, efficiency, tokens) / (hardware.memory_gb_per_s * GIGA)
    sending = _sent_bytes(architecture, recipe, gpus) / (efficiency.expert_gb_per_s * GIGA)
    return 1 / (computing + moving + sending + starting)


def _moved_bytes(
    architecture: Architecture, recipe: Recipe, layout: Layout, efficiency: Efficiency, tokens: float
) -> float:
    """Return the bytes that pass a GPU's memory per token: activations, weights for a pass, the optimizer's step."""
    again = 1.0 if recipe.gradient_checkpointing == "full" else 0.0
    routed = 2 * TWO_BYTES * architecture.hidden * architecture.active_experts if architecture.experts > 1 else 0.0
    activations = architecture.layers * (layer_bytes_per_token(architecture, recipe) + routed)
    split = layout.tensor_parallel * layout.pipeline_parallel
    quantised = quantised_bytes().get(recipe.base_quantization, 0.0)
    # Four-bit weights are read, written in 16 bits and read again by the product that needs them.
    per_weight = quantised + 2 * TWO_BYTES if quantised and recipe.method != "full" else TWO_BYTES
    weights = architecture.params * per_weight * (3 + again) / split / tokens
    shards = layout.data_parallel * layout.context_parallel if recipe.sharding != "none" else 1.0
    trained = trainable_parameters(architecture, recipe, layout.lora_rank)
    step = trained * _BYTES_OF_A_STEP / (split * shards) / (tokens * maximum(layout.passes, 1.0))
    return efficiency.traffic * (1 + again / 3) * activations + efficiency.weight_traffic * weights + step


def _sent_bytes(architecture: Architecture, recipe: Recipe, gpus: float) -> float:
    """Return the bytes per token that GPUs send each other for experts: there and back, forward and backward."""
    if architecture.experts <= 1 or gpus <= 1 or recipe.method != "full":
        return 0.0
    return 4 * TWO_BYTES * architecture.hidden * architecture.active_experts * architecture.layers


def _share_of_peak(recipe: Recipe, layout: Layout, efficiency: Efficiency) -> float:
    sharded = f"{recipe.precision}_sharded" if recipe.sharding == "zero3" else ""
    gain = efficiency.precision.get(sharded, efficiency.precision.get(recipe.precision, 1.0))
    share = efficiency.share[recipe.method] * gain
    if recipe.cpu_offload:
        share *= efficiency.offload_share[recipe.method]
    if layout.tensor_parallel > 1:
        share *= efficiency.tensor_parallel_share
    if efficiency.pipeline_waits:
        share *= layout.passes / (layout.passes + layout.pipeline_parallel - 1)
    return share
