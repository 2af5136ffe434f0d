"""How many gigabytes does a training run need on each GPU? Allocator peak, in decimal GB."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from calculators.architectures import Architecture
from calculators.columns import maximum
from calculators.facts import load

GB = 1e9
TWO_BYTES, FOUR_BYTES = 2.0, 4.0
_MASTER_COPY = frozenset({"bf16-amp", "fp16-amp", "fp8", "fp4"})
"""Precisions that compute in few bits and keep a 32-bit copy of what is trained."""
_FOUR_BYTE_MOMENTS = frozenset({"adamw", "paged-adamw-32bit"})
_SHARDS_OPTIMIZER = frozenset({"zero1", "zero2", "zero3"})
_SHARDS_GRADIENTS = frozenset({"zero2", "zero3"})


class Recipe(NamedTuple):
    """The choices of a training run that are no numbers, by the names of the inputs."""

    method: str
    precision: str
    base_quantization: str
    optimizer: str
    gradient_checkpointing: str
    lora_targets: str
    sharding: str
    loss_kernel: str
    attention: str
    cpu_offload: bool
    activation_offload: bool


class Layout(NamedTuple):
    """The numbers of a training run: tokens per sequence, sequences per GPU and pass, rank, ways to split.

    `passes` is how many go into one optimizer step: from the second on, gradients of the first are still there.
    `bytes_per_logit` 0 means: as the recipe's loss has it.
    """

    seq_len: float
    micro_batch: float
    lora_rank: float
    data_parallel: float
    tensor_parallel: float
    pipeline_parallel: float
    context_parallel: float
    passes: float = 2.0
    bytes_per_logit: float = 0.0


class Memory(NamedTuple):
    """Parts of the peak on one GPU, in decimal GB. `peak` is less than their sum: not all are there at once."""

    weights: float
    gradients: float
    optimizer: float
    activations: float
    logits: float
    peak: float


class _Bytes(NamedTuple):
    """Bytes per parameter: weights, gradients, optimizer states, its working copy, weights cast for a pass."""

    weights: float
    gradients: float
    optimizer: float
    working: float
    cast: float


def trainable_parameters(architecture: Architecture, recipe: Recipe, lora_rank: float) -> float:
    """Return how many parameters are trained: all, or those of adapters of that rank on the chosen layers.

    Embeddings and output layer that are trained beside adapters count whole.
    """
    return _trained_in_place(architecture, recipe, lora_rank) + embeddings_trained(architecture, recipe)


def _trained_in_place(architecture: Architecture, recipe: Recipe, lora_rank: float) -> float:
    if recipe.method == "full":
        return architecture.params
    return lora_rank * _adapter_width(architecture, recipe.lora_targets)


def embeddings_trained(architecture: Architecture, recipe: Recipe) -> float:
    """Return how many parameters of embeddings and output layer are trained, in a copy (modules_to_save in PEFT)."""
    is_asked = recipe.method != "full" and recipe.lora_targets == "all-linear-and-embeddings"
    return architecture.embedding_params if is_asked else 0.0


def peak_memory(architecture: Architecture, recipe: Recipe, layout: Layout) -> Memory:
    """Add up what one GPU holds at the worst moment of a training step.

    Weights and optimizer states stay, gradients too where a step has several passes; on top of them come either the
    activations with the weights cast for the pass, and then the larger of the logits and one layer's recomputation,
    or all gradients and the optimizer's working copy.
    Activations that are offloaded wait in the computer's memory, but those of the layer at work.
    Formulas as vramcalc has them (activation elements per layer, 14 bytes per logit), checked by its 13 training
    measurements; sharding as DeepSpeed and Megatron-LM describe it.
    """
    trained = _trained_in_place(architecture, recipe, layout.lora_rank)
    copied = embeddings_trained(architecture, recipe)
    per_trained = _bytes_per_trained(recipe.method, recipe.precision, recipe.optimizer, recipe.sharding)
    per_copied = _bytes_per_trained("full", recipe.precision, recipe.optimizer, recipe.sharding)
    split = layout.tensor_parallel * layout.pipeline_parallel
    shards = layout.data_parallel * layout.context_parallel
    optimizer_split = split * (shards if recipe.sharding in _SHARDS_OPTIMIZER else 1)
    gradient_split = split * (shards if recipe.sharding in _SHARDS_GRADIENTS else 1)
    weight_split = split * (shards if recipe.sharding == "zero3" else 1)
    base = _frozen_bytes(architecture, recipe)
    weights = (trained * per_trained.weights + copied * per_copied.weights + base) / weight_split
    gradients = (trained * per_trained.gradients + copied * per_copied.gradients) / gradient_split
    optimizer = (trained * per_trained.optimizer + copied * per_copied.optimizer) / optimizer_split
    working = (trained * per_trained.working + copied * per_copied.working) / optimizer_split
    passing = _passing_weights(architecture, recipe, per_trained, layout, base) + copied * per_copied.cast / split
    activations, once = _activations(architecture, recipe, layout)
    logits = _logits(architecture, recipe, layout)
    if recipe.cpu_offload:
        weights = weights if recipe.sharding != "zero3" else 0.0
        optimizer, working = 0.0, 0.0
        if recipe.sharding in _SHARDS_GRADIENTS or recipe.method != "full":
            gradients = 0.0  # sent away as they are made; without these stages they are added up on the GPU
        if recipe.method != "full":
            passing += load("training_constants")["offload_buffers"] * (passing + activations + maximum(logits, once))
    kept = gradients if recipe.method != "full" or layout.passes > 1 else 0.0
    peak = weights + optimizer + maximum(kept + passing + activations + maximum(logits, once), gradients + working)
    return Memory(
        weights / GB, gradients / GB, optimizer / GB, (passing + activations + once) / GB, logits / GB, peak / GB
    )


def _adapter_width(architecture: Architecture, targets: str) -> float:
    hidden = architecture.hidden
    attention = 4 * hidden + 2 * architecture.query_width + 2 * architecture.key_width
    if targets == "attention":
        return architecture.layers * attention
    matrices = 3 if architecture.gated else 2
    return architecture.layers * (attention + matrices * architecture.experts * (hidden + architecture.ffn_hidden))


@cache
def _bytes_per_trained(method: str, precision: str, optimizer: str, sharding: str) -> _Bytes:
    """Return the bytes that each trained parameter costs.

    Adapters are kept in 32 bits, as PEFT does. With a 32-bit master copy, plain mixed precision trains the copy and
    casts it for each pass; the sharding libraries train 16-bit weights and keep the copy with the optimizer.
    """
    moments = _moment_bytes()[optimizer]
    if method != "full":
        working = FOUR_BYTES if optimizer in ("adamw", "sgd") else 0.0
        return _Bytes(FOUR_BYTES, FOUR_BYTES, moments, working, 0.0)
    if precision == "bf16-pure":
        halved = moments / 2 if optimizer in ("adamw", "sgd") else moments
        return _Bytes(TWO_BYTES, TWO_BYTES, halved, TWO_BYTES if optimizer in ("adamw", "sgd") else 0.0, 0.0)
    working = FOUR_BYTES if optimizer in ("adamw", "sgd") else 0.0
    if precision in _MASTER_COPY and sharding != "none":
        return _Bytes(TWO_BYTES, TWO_BYTES, FOUR_BYTES + moments, TWO_BYTES if working else 0.0, 0.0)
    cast = TWO_BYTES if precision in _MASTER_COPY else 0.0
    return _Bytes(FOUR_BYTES, FOUR_BYTES, moments, working, cast)


@cache
def _moment_bytes() -> Mapping[str, float]:
    table: dict[str, float] = load("training_constants")["optimizer_bytes_per_parameter"]
    return table


@cache
def quantised_bytes() -> Mapping[str, float]:
    """Return the bytes per weight of a base model, by how it is quantised."""
    table: dict[str, float] = load("training_constants")["base_bytes_per_parameter"]
    return table


def _frozen_bytes(architecture: Architecture, recipe: Recipe) -> float:
    """Return the bytes of the weights that are not trained; embeddings and norms are never quantised."""
    if recipe.method == "full":
        return 0.0
    unquantised = FOUR_BYTES if recipe.precision in ("bf16-amp", "fp32") else TWO_BYTES
    if recipe.base_quantization == "none":
        return architecture.params * unquantised
    quantised = quantised_bytes()[recipe.base_quantization]
    return architecture.linear_params * quantised + architecture.embedding_params * unquantised


def _passing_weights(
    architecture: Architecture, recipe: Recipe, per_trained: _Bytes, layout: Layout, base: float
) -> float:
    """Return the bytes of weights that exist only during a pass: cast, gathered from other GPUs, dequantised."""
    layers = max(architecture.layers, 1.0)
    gathered = 0.0
    if recipe.sharding == "zero3" or recipe.cpu_offload:
        # Two layers at a time, the next one being fetched; the root unit with the embeddings stays gathered.
        whole = architecture.params * TWO_BYTES if recipe.method == "full" else base
        gathered = (2 * whole / layers + architecture.embedding_params * TWO_BYTES) / layout.tensor_parallel
    dequantised = 0.0
    if recipe.base_quantization != "none":
        dequantised = architecture.hidden * architecture.ffn_hidden * TWO_BYTES / layout.tensor_parallel
    cast = architecture.params * per_trained.cast / (layout.tensor_parallel * layout.pipeline_parallel)
    if recipe.method != "full" and recipe.base_quantization == "none" and recipe.precision == "bf16-amp":
        whole = architecture.params * TWO_BYTES
        cast = (whole if recipe.gradient_checkpointing == "none" else whole / layers) / layout.tensor_parallel
    return gathered + dequantised + cast


def layer_bytes_per_token(architecture: Architecture, recipe: Recipe) -> float:
    """Return the bytes of activations that one layer makes of one token and keeps, if nothing is computed again."""
    bytes_each = FOUR_BYTES if recipe.precision == "fp32" else TWO_BYTES
    hidden, queries, keys = architecture.hidden, architecture.query_width, architecture.key_width
    # A frozen matrix needs its input for nothing, so the last one of a feed-forward block without adapters keeps none.
    not_kept = 1 if recipe.method != "full" and recipe.lora_targets == "attention" else 0
    matrices = (4 if architecture.gated else 2) - not_kept
    wide = matrices * architecture.ffn_hidden * architecture.active_experts
    repeated_keys = 2 * queries if keys < queries else 0.0
    elements = 5 * hidden + 2 * queries + 2 * keys + repeated_keys + wide
    # Models with gated blocks normalise in 32 bits and keep copies; the older layer norm is one kernel without any.
    return elements * bytes_each + (8 * hidden if architecture.gated else 0.0)


def _activations(architecture: Architecture, recipe: Recipe, layout: Layout) -> tuple[float, float]:
    """Return the bytes kept for the backward pass, and those of one layer while it is computed again."""
    bytes_each = FOUR_BYTES if recipe.precision == "fp32" else TWO_BYTES
    tokens = layout.seq_len * layout.micro_batch / (layout.context_parallel * layout.tensor_parallel)
    layer = tokens * layer_bytes_per_token(architecture, recipe)
    if recipe.base_quantization != "none":
        layer *= load("training_constants")["quantised_activations"]
    if recipe.attention == "eager":
        layer += tokens * layout.seq_len * _score_bytes(architecture, recipe)
    branches = 0.0
    if recipe.method != "full":
        matrices = 4 if recipe.lora_targets == "attention" else 4 + (3 if architecture.gated else 2)
        branches = matrices * tokens * layout.lora_rank * FOUR_BYTES
    inputs = tokens * architecture.hidden * bytes_each
    # A first pipeline stage holds as many micro-batches as there are stages, so stages save nothing here.
    if recipe.activation_offload:
        return 0.0, layer + branches
    if recipe.gradient_checkpointing == "none":
        return architecture.layers * (layer + branches), 0.0
    if recipe.gradient_checkpointing == "selective":
        kept = load("training_constants")["selective_share_kept"] * layer
        return architecture.layers * (kept + branches), layer - kept
    return architecture.layers * inputs, layer + branches


def _score_bytes(architecture: Architecture, recipe: Recipe) -> float:
    """Return the bytes that one layer keeps per token and token it looks at, where no fused kernel spares them.

    They are the softmax, its dropout mask and what is left after it: 2 + 1 + 2 bytes per head in 16 bits (Korthikanti
    et al. 2022, Reducing activation recomputation in large transformer models). A cap keeps the scores, too.
    """
    capped = (FOUR_BYTES if recipe.precision == "fp32" else TWO_BYTES) if architecture.caps_scores else 0.0
    return architecture.heads * ((9.0 if recipe.precision == "fp32" else 5.0) + capped)


def _logits(architecture: Architecture, recipe: Recipe, layout: Layout) -> float:
    """Return the bytes of the loss: logits, their 32-bit softmax and two gradients. A classifier has no vocabulary."""
    if not architecture.is_decoder:
        return 0.0
    bytes_each: dict[str, float] = load("training_constants")["bytes_per_logit"]
    tokens = layout.seq_len * layout.micro_batch / (layout.context_parallel * layout.tensor_parallel)
    capped = load("training_constants")["capped_logits"] if architecture.caps_scores else 1.0
    return tokens * architecture.vocab * capped * (layout.bytes_per_logit or bytes_each[recipe.loss_kernel])
