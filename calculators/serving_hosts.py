"""One replica that serves a model: what it must hold, and how fast its GPUs read and compute."""

from collections.abc import Mapping
from math import inf, log2
from typing import NamedTuple

from calculators import architectures
from calculators.architectures import Architecture
from calculators.estimating import Latent
from calculators.facts import gpus, serving
from calculators.facts.gpus import Gpu
from calculators.facts.serving import Efficiency
from calculators.ranges import Source
from calculators.sampling import Uncertain

WEIGHT_BITS = ("bf16", "fp8", "int4")
STACKS = ("open", "vendor-tuned")
MOST_GPUS = 16
USABLE_MEMORY = 0.9
"""Share of a GPU's memory that servers take by default (vLLM: gpu_memory_utilization 0.9)."""
_LINKED_FROM_GB_PER_S = 1_500.0
"""Memory bandwidth from which a GPU is a data-centre card, whose machines link their GPUs directly."""
_BYTES = {"bf16": 2.0, "fp8": 1.0, "int4": 0.52}
"""Bytes per weight; 4 bits with a scale per group, as in the training tables. Embeddings keep two bytes."""
_TWO_BYTES = 2.0
_ROOM_FOR_SEQUENCES = 8.0
"""Long requests for which there must be room when the number of GPUs is derived: fewer would leave them idle."""


class ServingError(LookupError):
    """A model cannot be served as asked. `field` is the input at fault, `close` lists names that look like it."""

    def __init__(self, field: str, message: str, close: list[str] | None = None) -> None:
        super().__init__(message)
        self.field = field
        self.close = close or []


class Host(NamedTuple):
    """One replica: what does not change from sample to sample. GB are decimal, rates are of all its GPUs together."""

    architecture: Architecture
    gpu: Gpu
    gpu_count: float
    weight_bits: str
    stack: str
    efficiency: Efficiency
    generates: bool
    """False: an encoder, or a model that is only asked to read."""
    weights_gb: float
    expert_gb: float
    """Part of the weights of which one token reads only the active experts."""
    cache_gb_per_token: float
    """Keys and values of one token."""
    free_gb: float
    """Left beside the weights for cache and adapters."""
    adapter_gb_per_rank: float
    tflop_per_token: float
    tflop_per_token_pair: float
    """Arithmetic of one token with one other token of its context."""
    gb_per_second: float
    tflops: float
    price: Latent | None
    """USD per GPU-hour in catalogues; None where nobody lists it."""
    sources: Mapping[str, Source]


def resolve_host(
    model: str,
    gpu: str,
    *,
    params_b: float | None = None,
    weight_bits: str = "bf16",
    gpu_count: float | None = None,
    stack: str = "open",
    generates: bool = True,
    longest_tokens: float = 4_096.0,
) -> Host:
    """Look model and GPU up and find how many GPUs one replica needs.

    Args:
        model: a name of the catalogue; any other needs `params_b`.
        gpu: any spelling.
        params_b: billions of parameters, all experts counted.
        weight_bits: one of WEIGHT_BITS.
        gpu_count: GPUs that share one copy of the model; None: the smallest power of two that holds it.
        stack: one of STACKS.
        generates: whether answers are written; encoders never write.
        longest_tokens: prompt and answer of a long request, for which there must be room.

    Raises:
        ServingError: an unknown model or GPU, a GPU without published rates, or a model that does not fit.

    """
    architecture = _architecture(model, params_b)
    card, rate, bandwidth = _card(gpu)
    writes = generates and architecture.is_decoder
    weights = _weights_gb(architecture, weight_bits)
    cache = _cache_gb_per_token(architecture, weight_bits, stack)
    needed_gb = weights + cache * longest_tokens
    roomy = _gpus_needed(weights + cache * longest_tokens * _ROOM_FOR_SEQUENCES, card)
    count = gpu_count or (roomy if roomy <= MOST_GPUS else _gpus_needed(needed_gb, card))
    if count > MOST_GPUS or card.memory_gb * USABLE_MEMORY * count <= needed_gb:
        enough = _gpus_needed(needed_gb, card)
        advice = f"{enough:g} would do" if enough <= MOST_GPUS else "name a larger GPU or fewer bits per weight"
        said = f"{needed_gb:.4g} GB for weights and one long request do not fit on {min(count, MOST_GPUS):g} x"
        raise ServingError("gpu_count" if gpu_count else "gpu", f"{said} {card.name}; {advice}")
    constants = serving.efficiency(stack)
    linked = constants.linked_share if bandwidth >= _LINKED_FROM_GB_PER_S else constants.unlinked_share
    together = count * linked ** log2(count)
    price = gpus.hourly_prices(card.name)
    return Host(
        architecture,
        card,
        float(count),
        weight_bits,
        stack,
        constants,
        writes,
        weights,
        _expert_gb(architecture, weights),
        cache,
        card.memory_gb * USABLE_MEMORY * count - weights,
        _adapter_gb_per_rank(architecture),
        2 * architecture.computing_params / 1e12,
        4 * architecture.layers * architecture.query_width / 1e12,
        bandwidth * constants.bandwidth_share * together,
        _delivered_tflops(constants, architecture, weight_bits, card, rate) * together,
        Latent(Uncertain(price.range, 0.0, 1e4), price.source) if price else None,
        {"gpu": card.source} | ({"architecture": architecture.source} if architecture.source else {}),
    )


def _architecture(model: str, params_b: float | None) -> Architecture:
    try:
        return architectures.resolve(model, params_b, {})
    except architectures.UnknownModelError as problem:
        raise ServingError("model", str(problem), problem.close) from problem


def _card(name: str) -> tuple[Gpu, float, float]:
    """Return a GPU with its arithmetic rate in 16 bits (TFLOPS) and its memory bandwidth (GB/s)."""
    try:
        card = gpus.find(name)
    except gpus.UnknownGpuError as problem:
        raise ServingError("gpu", str(problem), problem.close) from problem
    rate, bandwidth = card.bf16_tflops or card.fp16_tflops, card.memory_bandwidth_gb_per_s
    if rate is None or bandwidth is None:
        raise ServingError("gpu", f"no source gives the arithmetic rate and the memory bandwidth of {card.name}")
    return card, rate, bandwidth


def _gpus_needed(gigabytes: float, card: Gpu) -> float:
    """Return the smallest power of two of GPUs that holds so much; infinite where MOST_GPUS do not."""
    count = 1.0
    while card.memory_gb * USABLE_MEMORY * count <= gigabytes:
        count *= 2
        if count > MOST_GPUS:
            return inf
    return count


def _weights_gb(shape: Architecture, weight_bits: str) -> float:
    each = _BYTES[weight_bits]
    tables = min(shape.embedding_params, shape.params)
    return (shape.linear_params * each + tables * _TWO_BYTES) / 1e9


def _expert_gb(shape: Architecture, weights_gb: float) -> float:
    """Weights in experts, from the parameters that one token does not pass through."""
    if shape.experts <= shape.active_experts:
        return 0.0
    unused = max(shape.params - shape.active_params, 0.0) / (1 - shape.active_experts / shape.experts)
    return weights_gb * min(unused / shape.params, 1.0)


def _cache_gb_per_token(shape: Architecture, weight_bits: str, stack: str) -> float:
    """Keys and values of one token over all layers; vendor-tuned stacks keep them in 8 bits beside such weights."""
    if not shape.is_decoder:
        return 0.0
    each = 1.0 if stack == "vendor-tuned" and weight_bits == "fp8" else _TWO_BYTES
    values = serving.cached_values_per_layer(shape.name) or 2 * shape.key_width
    return shape.layers * values * each / 1e9


def _adapter_gb_per_rank(shape: Architecture) -> float:
    """LoRA on every matrix of the layers, in 16 bits: rank x (inputs + outputs); experts are left alone."""
    hidden, dense = shape.hidden, shape.experts <= 1
    widths = 2 * (hidden + shape.query_width) + 2 * (hidden + shape.key_width)
    widths += (3 if shape.gated else 2) * (hidden + shape.ffn_hidden) if dense else 0.0
    return shape.layers * widths * _TWO_BYTES / 1e9


def _delivered_tflops(constants: Efficiency, shape: Architecture, weight_bits: str, card: Gpu, rate: float) -> float:
    """Arithmetic that one GPU delivers: a share of its 16-bit rate, more where it computes in 8 bits."""
    share = constants.compute_share if shape.is_decoder else constants.encoder_share
    delivered = share * rate
    if weight_bits == "fp8" and serving.computes_in_8_bits(card.name):
        return delivered * constants.fp8_gain
    return delivered * constants.int4_compute_share if weight_bits == "int4" else delivered
