"""From the inputs of a training run to what is known about it: model, hardware, prices, and what stays open."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

from calculators import architectures
from calculators.answers.training_near import follow_near_runs, within
from calculators.architectures import SHAPE_INPUTS, Architecture
from calculators.estimating import Latent
from calculators.facts import gpus, load, tuning_services
from calculators.facts.gpus import Gpu
from calculators.facts.tuning_services import ServicePrice
from calculators.forms import Entry, InputError, InputErrors
from calculators.forms.parsing import quote
from calculators.model_names import stated_size_b
from calculators.ranges import Range, Source
from calculators.recipes import STANDARD_NORMAL, draw_name, open_draws, read_choices
from calculators.sampling import Uncertain
from calculators.throughput import Hardware, efficiency_of
from calculators.training import Plan, gpus_needed
from calculators.training_cost import bills_padding

_USUAL_GB_PER_TERAFLOP = 5.0
"""Memory bandwidth per rate of arithmetic, where no source gives it: the middle of the table's cards."""
_LARGE_SHARE = 0.6
"""Share of a GPU's memory above which weights alone make people split them across GPUs."""
_LARGE_PARAMS = 30e9
_ROOM = 1.05
"""Decimal GB of a run per GB that a card is sold with: makers mean 2^30 bytes, and the driver keeps some."""
_WAYS = ("tensor_parallel", "pipeline_parallel", "context_parallel")


class Setting(NamedTuple):
    """Everything that one answer needs besides the inputs."""

    plan: Plan
    gpu: Gpu | None
    latent: dict[str, Latent]
    ignored: set[str]
    sources: dict[str, Source]


def resolve_setting(inputs: Mapping[str, Entry], on_date: str) -> Setting:
    """Look up model, GPU and service, and name what stays uncertain.

    Raises:
        InputErrors: one of them is unknown, or the run is split over more GPUs than it has.

    """
    problems: list[InputError] = []
    gpu = _attempt(problems, lambda: _gpu(inputs))
    architecture = _attempt(problems, lambda: _architecture(inputs))
    _attempt(problems, lambda: _ways(inputs))
    service = _attempt(problems, lambda: _service(inputs, architecture, on_date))
    if problems:
        raise InputErrors(problems)
    choices = read_choices(
        inputs,
        sharding_case=_sharding_case(architecture, inputs, gpu),
        is_tuned=inputs["stack"].text == "vendor-tuned",
        caps_scores=architecture is not None and architecture.caps_scores,
    )
    hardware = _hardware(gpu)
    efficiency = efficiency_of(hardware, inputs["stack"].text) if hardware else None
    packing = inputs["packing"].value
    # Tuned stacks split the model until it fits and recompute nothing, so nothing follows from the card's memory.
    room = gpu.memory_gb * _ROOM if gpu and not choices.is_tuned else None
    is_packed = packing if isinstance(packing, bool) else None
    is_split_unstated = choices.is_tuned and _is_split_unstated(inputs)
    plan = Plan(architecture, choices, hardware, efficiency, service, is_packed, room, is_split_unstated)
    latent: dict[str, Latent] = {}
    sources: dict[str, Source] = {}
    if architecture:
        latent = open_draws(choices) | {
            "memory_factor": _constant(f"memory_factor_{inputs['method'].text or 'lora'}"),
            "memory_overhead_gb": _constant("memory_overhead_gb"),
        }
        if is_packed is False:
            latent["longest_share"] = _constant("longest_share")
        if "loss_kernel" in choices.open and architecture.is_decoder:
            latent["bytes_per_logit"] = _constant("bytes_per_logit")
        if "vocab" in architecture.inferred:
            latent["inferred_vocab"] = _constant("inferred_vocab")
        if architecture.source:
            sources["architecture"] = architecture.source
    if hardware and gpu and architecture:
        sources["gpu"] = gpu.source
        latent |= _speed_latents(plan, inputs)
    if service:
        sources["service"] = service.source
    elif hardware and gpu and inputs["gpu_usd_per_hour"].value is None and (price := _catalogue_price(inputs, gpu)):
        latent["usd_per_gpu_hour"] = Latent(Uncertain(price.range, 0.0, 1e4), price.source)
    changed, near_runs = follow_near_runs(inputs, plan, gpu, latent)
    latent = {name: item for name, item in (latent | changed).items() if not item.uncertain.range.is_exact}
    sources |= near_runs
    return Setting(plan, gpu, latent, _without_effect(inputs, plan), sources)


def _attempt[Found](problems: list[InputError], find: Callable[[], Found]) -> Found | None:
    """Look something up; what is wrong joins the other problems, so that the reader sees all of them at once."""
    try:
        return find()
    except InputErrors as problem:
        problems += problem.errors
        return None


def _architecture(inputs: Mapping[str, Entry]) -> Architecture | None:
    """Find the model's shape; None where a service is asked for a model of its own, whose shape nobody knows."""
    shape = {name: inputs[name].range.base for name in SHAPE_INPUTS if inputs[name].value is not None}
    params_b = inputs["params_b"].range.base if inputs["params_b"].value is not None else None
    name = inputs["model"].text
    try:
        return architectures.resolve(name, params_b, shape)
    except architectures.UnknownModelError as problem:
        if inputs["service"].text and name:
            return None
        if size_b := stated_size_b(name):
            return architectures.resolve(name, size_b, shape)
        wanted = "Enter a model of the catalogue, or its size in billions of parameters (params_b)."
        said = f"{quote(name)}: {problem}{_or_close(problem.close)}. {wanted}" if name else f"No model. {wanted}"
        raise InputErrors([InputError("model", quote(name) if name else "", said)]) from problem


def _gpu(inputs: Mapping[str, Entry]) -> Gpu | None:
    name = inputs["gpu"].text
    if not name:
        return None
    try:
        return gpus.find(name)
    except gpus.UnknownGpuError as problem:
        said = f"{quote(name)}: {problem}{_or_close(problem.close)}. Leave it blank to have memory alone."
        raise InputErrors([InputError("gpu", quote(name), said)]) from problem


def _service(inputs: Mapping[str, Entry], architecture: Architecture | None, on_date: str) -> ServicePrice | None:
    name = inputs["service"].text
    if not name:
        return None
    by_the_hour = inputs["service_hours"].value is not None
    method = "rft" if by_the_hour else inputs["method"].text or "lora"
    params_b = architecture.params / 1e9 if architecture else None
    price_of = partial(tuning_services.find, name, model=inputs["model"].text, params_b=params_b, on_date=on_date)
    try:
        price = price_of(method=method)
    except tuning_services.UnknownServiceError as problem:
        said = f"{quote(name)}: {problem}{_or_close(problem.close)}."
        if not by_the_hour and _is_sold(lambda: price_of(method="rft")):
            said = f"{quote(name)} bills this model by the hour: enter the hours billed (service_hours)."
        raise InputErrors([InputError("service", quote(name), said)]) from problem
    is_mine = inputs["storage_usd_per_gb_month"].class_ == "yours"
    return price._replace(storage_usd_per_gb_month=None) if is_mine else price


def _is_sold(find: Callable[[], ServicePrice]) -> bool:
    try:
        find()
    except tuning_services.UnknownServiceError:
        return False
    return True


def _or_close(close: list[str]) -> str:
    return f"; close to it: {', '.join(close)}" if close else ""


def _ways(inputs: Mapping[str, Entry]) -> float:
    ways = gpus_needed({name: inputs[name].range.base for name in _WAYS})
    count = inputs["gpu_count"]
    if count.class_ == "yours" and ways > count.range.low:
        text = f"{ways:g} GPUs are needed to split the model this way, and there are {count.range.low:g}"
        raise InputErrors([InputError("gpu_count", f"{count.range.low:g}", f"{text}.", ways, 1e5, "GPUs")])
    return ways


def _is_split_unstated(inputs: Mapping[str, Entry]) -> bool:
    is_said = any(inputs[name].class_ == "yours" for name in (*_WAYS, "sharding"))
    return inputs["gpu_count"].range.high > 1 and not is_said


def _hardware(gpu: Gpu | None) -> Hardware | None:
    if gpu is None or not (gpu.bf16_tflops or gpu.fp16_tflops):
        return None
    tflops = gpu.bf16_tflops or gpu.fp16_tflops or 0.0
    bandwidth = gpu.memory_bandwidth_gb_per_s or _USUAL_GB_PER_TERAFLOP * tflops
    return Hardware(tflops, bool(gpu.bf16_tflops), gpu.is_linked, bandwidth)


def _sharding_case(architecture: Architecture | None, inputs: Mapping[str, Entry], gpu: Gpu | None) -> str:
    """Say how people would shard this run if they do not say it themselves."""
    if _ways(inputs) > 1:
        return "split"
    if inputs["gpu_count"].range.high <= 1:
        return "alone"
    return "large" if _is_large(architecture, inputs, gpu) or inputs["method"].text == "full" else "small"


def _is_large(architecture: Architecture | None, inputs: Mapping[str, Entry], gpu: Gpu | None) -> bool:
    if architecture is None:
        return False
    quantised = inputs["method"].text == "qlora" or inputs["base_quantization"].text not in ("", "none")
    bytes_each = 0.6 if quantised else 2.0
    if gpu is None:
        return architecture.params > _LARGE_PARAMS
    return architecture.params * bytes_each > _LARGE_SHARE * gpu.memory_gb * 1e9 * _ways(inputs)


def _constant(name: str) -> Latent:
    row: dict[str, Any] = next(row for row in load("training_constants")["factors"] if row["id"] == name)
    source = Source(f"training:{name}", row["class"], row["status"], row["source"], row["date_seen"], row["statement"])
    return Latent(within(Range(row["low"], row["base"], row["high"]), row["minimum"], row["maximum"]), source)


def _speed_latents(plan: Plan, inputs: Mapping[str, Entry]) -> dict[str, Latent]:
    is_tuned = inputs["stack"].text == "vendor-tuned"
    latent = {"speed_factor": _constant("speed_factor_tuned" if is_tuned else "speed_factor_open")}
    if plan.packing is not True:
        latent["padding_share"] = _constant("padding_share")
    if plan.packing is None:
        source = Source(
            "choice:packing",
            "assumption",
            "default",
            statement="Packing not given: sequences filled with examples count, padded ones widen the range.",
        )
        latent[draw_name("packing")] = Latent(STANDARD_NORMAL, source)
    if _knows_tokens(inputs):
        latent["time_outside_training"] = _constant("time_outside_training")
    return latent


def _knows_tokens(inputs: Mapping[str, Entry]) -> bool:
    parts = ("examples", "tokens_per_example")
    return inputs["total_tokens"].value is not None or all(inputs[name].value is not None for name in parts)


def _catalogue_price(inputs: Mapping[str, Entry], gpu: Gpu) -> gpus.PriceRange | None:
    return gpus.hourly_prices(gpu.name, "spot" if inputs["purchase"].text == "spot" else "on-demand")


def _without_effect(inputs: Mapping[str, Entry], plan: Plan) -> set[str]:
    """Name the inputs that cannot change this answer, so that they are neither sampled nor cited."""
    ignored = {name for name in (*_WAYS, "cpu_offload", "activation_offload") if inputs[name].class_ != "yours"}
    if inputs["method"].text == "full":
        ignored |= {"lora_rank", "lora_targets", "base_quantization"}
    if inputs["total_tokens"].value is not None:
        ignored |= {"examples", "epochs"}
    if not _knows_tokens(inputs):
        ignored |= {"examples", "epochs"}
    is_padded = bills_padding(plan.service, packing=plan.packing)
    if (plan.hardware is None or plan.packing is True) and not is_padded:
        ignored |= {"tokens_per_example"} if inputs["total_tokens"].value is not None else set()
    if plan.hardware is None:
        ignored |= {"stack"} if is_padded else {"stack", "packing"}
    return ignored | _prices_without_effect(inputs, plan)


def _prices_without_effect(inputs: Mapping[str, Entry], plan: Plan) -> set[str]:
    ignored: set[str] = set()
    has_gpu_bill = plan.hardware is not None and _knows_tokens(inputs)
    if not (has_gpu_bill or inputs["hosting_hours_per_month"].value is not None):
        ignored |= {"gpu_usd_per_hour"}
    if plan.service is not None:
        ignored |= {"gpu_usd_per_hour", "minimum_billed_hours"}
    if plan.service is None or not plan.service.bills_validation:
        ignored |= {"validation_tokens"}
    if plan.service is None:
        ignored |= {"service_hours"}
    if plan.service is not None or plan.hardware is None or inputs["gpu_usd_per_hour"].value is not None:
        ignored |= {"purchase"}
    is_listed = plan.service is not None and plan.service.storage_usd_per_gb_month is not None
    if inputs["checkpoints_kept"].value is None or is_listed:
        ignored |= {"storage_usd_per_gb_month"}
    return ignored
