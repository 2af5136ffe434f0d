"""What does a training run need, how long does it take, what does it cost? One sample of it, or many in columns."""

from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

from calculators.architectures import Architecture
from calculators.columns import Number, in_groups, maximum, minimum, pick, size_of
from calculators.facts.tuning_services import ServicePrice
from calculators.memory import Layout, Memory, Recipe, peak_memory, trainable_parameters
from calculators.recipes import DRAWS, Choices, draw_name
from calculators.throughput import Efficiency, Hardware, tokens_per_second_per_gpu
from calculators.training_cost import cost_of_runs, upkeep_of

SECONDS_PER_HOUR = 3_600
_PASSES_PER_STAGE = 8
"""Micro-batches per pipeline stage where the global batch is not given: enough to keep the stages busy."""
_USUAL_ROOM_GB = 84.0
"""Decimal GB of the largest card that most published runs used, which counts where none is named."""
_SHORTEST = 0.1
"""Share of the longest length to which the examples of an unpacked run may have to shrink so that it fits."""
_UNPACKED_BELOW = -0.5
"""Draw below which an unstated run is unpacked: three in ten."""


class Plan(NamedTuple):
    """What does not change from sample to sample."""

    architecture: Architecture | None
    """None: a service tunes a model whose shape its maker keeps to himself."""
    choices: Choices
    hardware: Hardware | None
    efficiency: Efficiency | None
    service: ServicePrice | None
    packing: bool | None
    room_gb: float | None = None
    """What one GPU can hold of a run; choices that were left open are made so that the run fits, if it can."""
    is_split_unstated: bool = False
    """Whether a tuned stack splits the model over the GPUs in ways that were not said."""


def run(point: Mapping[str, Any], plan: Plan) -> dict[str, Any]:
    """Work out one training run, or many samples of it at once.

    Args:
        point: the number inputs by name (those that are blank are absent), the draws of omitted choices, and
            where they count `memory_factor`, `memory_overhead_gb`, `longest_share`, `inferred_vocab`, `speed_factor`,
            `time_outside_training`, `padding_share` and `usd_per_gpu_hour`.
        plan: model, choices and hardware.

    Returns:
        GB per GPU in all and by part, tokens per second, hours, USD, USD a month; what cannot be said is absent.

    """
    tokens = _training_tokens(point)
    result: dict[str, Any] = {"training_tokens": tokens} if tokens is not None else {}
    if plan.architecture is not None:
        drawn = plan.choices.recipes(point, size_of(point))
        chosen = {name: number for name, number in point.items() if name not in DRAWS}
        made = in_groups(partial(_needs_and_speed, plan, plan.architecture), chosen, drawn)
        result |= made | _as_measured(made, point, tokens)
    cost = cost_of_runs(
        point,
        plan.service,
        packing=plan.packing,
        tokens=tokens,
        hours=result.get("training_hours"),
        gpus=_gpus_of(point),
    )
    if cost is not None:
        result["training_cost_usd"] = cost
    return result | upkeep_of(point, plan.service, result.get("trainable_parameters_m"))


class Made(NamedTuple):
    """The recipe and the layout of one sample, with what was changed so that it fits, and what they need."""

    recipe: Recipe
    layout: Layout
    memory: Memory


class Pass(NamedTuple):
    """How one sample of a run is made, all choices taken."""

    architecture: Architecture
    recipe: Recipe
    memory: Memory
    layout: Layout
    gpus: float
    context: float
    """Tokens of one sequence."""
    filled: float
    """Share of a batch that is no padding."""
    busy: float
    """Share of the GPUs that have a sequence to work on."""


def pass_of(point: Mapping[str, float], plan: Plan, architecture: Architecture, made: Made) -> Pass:
    """Take every choice of one sample, whose recipe is made already."""
    layout, gpus = layout_of(point)
    busy = 1.0
    if not plan.is_split_unstated:  # else several GPUs may share one sequence
        busy = minimum(layout.passes, 1.0)
        layout = layout._replace(passes=maximum(layout.passes, 1.0))
    architecture = _with_vocabulary(architecture, point)
    return Pass(architecture, made.recipe, made.memory, layout, gpus, *_context(point, plan, layout), busy)


def speed_of(made: Pass, hardware: Hardware, efficiency: Efficiency) -> float:
    """Return the tokens that all GPUs together train on per second, padding not counted."""
    speed = tokens_per_second_per_gpu(
        made.architecture, made.recipe, made.layout, hardware, efficiency, context=made.context
    )
    return speed * made.filled * made.busy * made.gpus


def _needs_and_speed(
    plan: Plan, architecture: Architecture, drawn: Recipe, point: Mapping[str, Any]
) -> dict[str, Number]:
    """Return what samples with one drawn recipe need, as the formulas have it, and their tokens per second."""
    made = pass_of(point, plan, architecture, choose_recipe(point, plan, architecture, drawn))
    architecture, recipe, memory, layout = made[:4]
    result: dict[str, Number] = {
        "peak_memory_gb_per_gpu": memory.peak,
        "parameters_b": architecture.params / 1e9,
        "trainable_parameters_m": trainable_parameters(architecture, recipe, layout.lora_rank) / 1e6,
        "weights_gb": memory.weights,
        "gradients_gb": memory.gradients,
        "optimizer_gb": memory.optimizer,
        "activations_gb": memory.activations,
        "logits_gb": memory.logits,
    }
    if plan.hardware is not None and plan.efficiency is not None:
        result["tokens_per_second"] = speed_of(made, plan.hardware, plan.efficiency)
    return result


def _as_measured(made: Mapping[str, Any], point: Mapping[str, Any], tokens: float | None) -> dict[str, float]:
    """Return memory and speed with the factors by which published runs differ from formulas, and the hours."""
    result = {"peak_memory_gb_per_gpu": measured_peak(made["peak_memory_gb_per_gpu"], point)}
    if "tokens_per_second" in made:
        gpus, speed = _gpus_of(point), made["tokens_per_second"] * point["speed_factor"]
        result |= {"tokens_per_second_per_gpu": speed / gpus, "tokens_per_second": speed}
        if tokens is not None:
            hours = tokens / speed / SECONDS_PER_HOUR * point["time_outside_training"]
            result |= {"training_hours": hours, "gpu_hours": hours * gpus}
    return result


def measured_peak(peak_gb: float, point: Mapping[str, float]) -> float:
    """Return the GB that published runs show where the formulas have so many."""
    return peak_gb * point["memory_factor"] + point["memory_overhead_gb"]


def choose_recipe(
    point: Mapping[str, float], plan: Plan, architecture: Architecture, drawn: Recipe | None = None
) -> Made:
    """Return the recipe of one sample and what it needs; its draws are read where they are not read already.

    What was left open of the drawn recipe is changed step by step to what needs less, as people do, until the run fits
    on its GPU; where nothing is enough, the last step stays. Without a GPU only the loss is changed, where that makes
    the run fit on a usual card.
    """
    architecture, room, in_loss_only = _with_vocabulary(architecture, point), room_of(plan), plan.room_gb is None
    drawn = drawn or plan.choices.recipe(point)
    layout, _ = layout_of(point)
    if "longest_share" in point:
        layout = layout._replace(seq_len=layout.seq_len * point["longest_share"])
    as_drawn = made = Made(drawn, layout, peak_memory(architecture, drawn, layout))
    if plan.choices.is_tuned or made.memory.peak <= room:
        return made
    for recipe, bytes_per_logit in plan.choices.frugal(drawn, layout.bytes_per_logit, in_loss_only=in_loss_only):
        layout = layout._replace(bytes_per_logit=bytes_per_logit)
        made = Made(recipe, layout, peak_memory(architecture, recipe, layout))
        if made.memory.peak <= room:
            return made
    if in_loss_only:
        return as_drawn
    return _shortened(architecture, made, room) if plan.packing is False else made


def _with_vocabulary(architecture: Architecture, point: Mapping[str, float]) -> Architecture:
    return architecture._replace(vocab=point["inferred_vocab"]) if "inferred_vocab" in point else architecture


def room_of(plan: Plan) -> float:
    """Return the decimal GB into which open choices try to fit a run."""
    return plan.room_gb or _USUAL_ROOM_GB


def _shortened(architecture: Architecture, made: Made, room: float) -> Made:
    """Return what is needed with examples as short as they must have been: memory is linear in their length."""
    recipe, layout, memory = made
    shortest = peak_memory(architecture, recipe, layout._replace(seq_len=layout.seq_len * _SHORTEST))
    if memory.peak <= shortest.peak:
        return made
    share = maximum((room - shortest.peak) / (memory.peak - shortest.peak), 0.0)
    layout = layout._replace(seq_len=layout.seq_len * (_SHORTEST + (1 - _SHORTEST) * share))
    return Made(recipe, layout, peak_memory(architecture, recipe, layout))


def gpus_needed(point: Mapping[str, float]) -> float:
    """Return how many GPUs the ways of splitting one model need at least."""
    return point["tensor_parallel"] * point["pipeline_parallel"] * point["context_parallel"]


def _gpus_of(point: Mapping[str, float]) -> float:
    return maximum(point["gpu_count"], gpus_needed(point))


def layout_of(point: Mapping[str, float]) -> tuple[Layout, float]:
    """Return the layout and the number of GPUs."""
    split = gpus_needed(point)
    gpus = _gpus_of(point)
    data_parallel = gpus / split
    micro_batch = point["micro_batch"]
    passes = _PASSES_PER_STAGE * point["pipeline_parallel"]
    if "global_batch" in point:
        share = point["global_batch"] / data_parallel
        micro_batch = minimum(micro_batch, maximum(share, 1.0))
        passes = share / micro_batch
    layout = Layout(
        point["seq_len"],
        micro_batch,
        point["lora_rank"],
        data_parallel,
        point["tensor_parallel"],
        point["pipeline_parallel"],
        point["context_parallel"],
        passes,
        point.get("bytes_per_logit", 0.0),
    )
    return layout, gpus


def _training_tokens(point: Mapping[str, float]) -> float | None:
    if "total_tokens" in point:
        return point["total_tokens"]
    if {"examples", "tokens_per_example"} <= point.keys():
        return point["examples"] * point["tokens_per_example"] * point["epochs"]
    return None


def _context(point: Mapping[str, float], plan: Plan, layout: Layout) -> tuple[float, float]:
    """Return the tokens of one sequence and the share of a batch that is no padding.

    Packed sequences are full. Unpacked ones are as long as the example, and a batch is padded to its longest.
    """
    if plan.packing is True:
        return layout.seq_len, 1.0
    padding = point.get("padding_share", 0.0)
    mean = point.get("tokens_per_example", layout.seq_len * (1 - padding))
    length, filled = minimum(mean, layout.seq_len), 1 - padding * (1 - 1 / maximum(layout.micro_batch, 1.0))
    if plan.packing is False:
        return length, filled
    draw = point.get(draw_name("packing"), 0.0)
    return pick(draw, _UNPACKED_BELOW, layout.seq_len, length), pick(draw, _UNPACKED_BELOW, 1.0, filled)
