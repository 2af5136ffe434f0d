"""What a reader of the training calculator would otherwise find out from a crash or an invoice."""

from collections.abc import Mapping

from calculators import architectures
from calculators.answers.training_near import centre
from calculators.answers.training_omitted import notes_on_omitted
from calculators.answers.training_setting import Setting
from calculators.architectures import Architecture
from calculators.facts import gpus
from calculators.facts.tuning_services import ServicePrice
from calculators.forms import Entry
from calculators.ranges import Range
from calculators.sampling import Spread
from calculators.training import layout_of
from calculators.training_cost import bills_padding, examples_shown

_FEW_BITS = ("fp8", "fp4")


def notes_on(inputs: Mapping[str, Entry], setting: Setting, spreads: Mapping[str, Spread]) -> list[str]:
    """Return one sentence per thing to know about this answer."""
    plan, notes = setting.plan, []
    shape = plan.architecture
    if shape is None:
        notes.append("The shape of this model is not published: what own GPUs would need is unknown.")
    elif shape.inferred:
        notes.append(shape.published_size or _on_inferred(inputs, shape))
    if shape:
        notes += notes_on_omitted(inputs, setting)
    if setting.gpu is None and plan.service is None:
        notes.append("No GPU was named: time and cost are unknown.")
    elif setting.gpu is not None and plan.hardware is None:
        meant = _if_meant(gpus.similar(inputs["gpu"].text))
        notes.append(f"No published speed is known for a {setting.gpu.name}: time and cost are unknown.{meant}")
    if "training_tokens" not in spreads:
        unknown = "time is" if "training_cost_usd" in spreads else "time and cost are"
        notes.append(f"Without examples and tokens per example (or all tokens) {unknown} unknown.")
    if "training_hours" in spreads:
        notes.append("The time is that of one run; loading the model, tokenising and queueing are not counted.")
    return (
        notes + _cost_notes(inputs, setting, spreads) + _recipe_notes(inputs, setting) + _service_notes(inputs, setting)
    )


def _cost_notes(inputs: Mapping[str, Entry], setting: Setting, spreads: Mapping[str, Spread]) -> list[str]:
    service, notes = setting.plan.service, []
    is_spot = inputs["purchase"].text == "spot" and "purchase" not in setting.ignored
    if "gpu_hours" in spreads and "training_cost_usd" not in spreads and service is None:
        notes.append(f"No catalogue lists {'a spot' if is_spot else 'an hourly'} price for this GPU: enter yours.")
    if is_spot:
        notes.append("A spot machine can be taken away: runs that are lost that way belong into the runs paid for.")
    if service and inputs["validation_tokens"].value is not None and not service.bills_validation:
        known = service.bills_validation is not None
        notes.append(
            f"{service.provider} {'bills no' if known else 'does not say whether it bills'} validation tokens: they "
            "are not counted."
        )
    if inputs["hosting_hours_per_month"].value is not None and "upkeep_usd_per_month" not in spreads:
        whose = f"{service.provider} lists" if service else "No catalogue lists"
        notes.append(f"{whose} {'no ' if service else 'a '}price for an hour of serving the result: it is unknown.")
    return notes


def _on_inferred(inputs: Mapping[str, Entry], shape: Architecture) -> str:
    return (
        f"{shape.name} is not in the catalogue: its architecture was inferred from {_inferred_from(inputs, shape)} "
        f"({shape.inferred}).{_if_meant(architectures.similar(inputs['model'].text))}"
    )


def _inferred_from(inputs: Mapping[str, Entry], shape: Architecture) -> str:
    """Say what stood in for a model of the catalogue: its size as given, its layers and width, or its name."""
    if inputs["params_b"].value is not None:
        return "its size"
    has_shape = all(inputs[name].value is not None for name in ("layers", "hidden"))
    return "its layers and width" if has_shape else f"its size, {shape.params / 1e9:g}B by its name"


def _if_meant(close: list[str]) -> str:
    return f" If you mean {' or '.join(close)}, say so." if close else ""


def _recipe_notes(inputs: Mapping[str, Entry], setting: Setting) -> list[str]:
    plan, notes = setting.plan, []
    if plan.architecture and plan.is_split_unstated:
        notes.append(
            "Tuned stacks split a model over the GPUs until it fits, and how was not said: the peak is that of the "
            "whole model on every GPU, and whether it fits is unknown. Say how it is split or sharded."
        )
    precision = plan.choices.given.get("precision")
    if precision in _FEW_BITS and setting.gpu and plan.efficiency and precision not in plan.efficiency.precision:
        notes.append(f"No gain of {precision} is counted on {setting.gpu.name}: its speed is that of 16 bits.")
    if inputs["cpu_offload"].value is True:
        notes.append("Offloading is counted as a flat loss of speed; it depends on the computer's memory and bus.")
    batch, copies = inputs["global_batch"].value, layout_of(centre(inputs, setting.latent))[0].data_parallel
    if plan.architecture and isinstance(batch, Range) and batch.base < copies and not plan.is_split_unstated:
        notes.append(
            f"A step has fewer sequences ({batch.base:g}) than there are copies of the model ({copies:g}): the GPUs of "
            "the other copies count as waiting."
        )
    mean, longest = inputs["tokens_per_example"].value, inputs["seq_len"].range.base
    if plan.architecture and isinstance(mean, Range) and mean.base > longest:
        notes.append(
            f"Examples of {mean.base:,.0f} tokens are longer than the sequence length of {longest:,.0f}: they would be "
            "cut to it. Memory counts the sequence length; time and cost count all tokens."
        )
    if plan.packing is False and mean is None:
        notes.append("Unpacked without a length per example: the mean is taken as a share of the sequence length.")
    if plan.architecture and not plan.architecture.is_decoder:
        notes.append("An encoder is counted with a classification head: it has no logits over the vocabulary.")
    return notes


def _service_notes(inputs: Mapping[str, Entry], setting: Setting) -> list[str]:
    service = setting.plan.service
    if service is None:
        return []
    notes = [_who_may_start(service)]
    if service.kind != "list price":
        notes.append(f"{service.provider}: the price is a {service.kind}, not a list price.")
    if service.minimum_charge_usd:
        notes.append(f"{service.provider} charges at least ${service.minimum_charge_usd:g} per job.")
    notes += _padding_notes(inputs, service, packing=setting.plan.packing)
    if service.longest_example_tokens:
        notes.append(f"The longest example may have {service.longest_example_tokens:,} tokens.")
    if service.usd_per_training_hour is not None:
        notes.append(
            f"{service.provider} bills reinforcement tuning by the hour; tokens of a model that grades come on top."
        )
    elif service.usd_per_mtok is None:
        notes.append(f"{service.provider} does not charge by the token: the cost of the run is unknown.")
    if setting.gpu is None and setting.plan.architecture:
        notes.append(
            "A service does not say how long a job takes: time is unknown. Memory is what own GPUs would need."
        )
    return notes


def _who_may_start(service: ServicePrice) -> str:
    if service.who_may_start == "nobody":
        since = f"since {service.ends_on} at the latest" if service.ends_on else "any more"
        return f"{service.provider}: this is a price of the past. Nobody can start such a job {since}."
    until = f", until {service.ends_on}" if service.ends_on else ""
    return f"{service.provider}: jobs can be started by {service.who_may_start}{until}."


def _padding_notes(inputs: Mapping[str, Entry], service: ServicePrice, *, packing: bool | None) -> list[str]:
    if packing is True or not bills_padding(service, packing=False):
        return []
    assumed = "" if packing is False else "; packed ones are assumed unless you say that they are not"
    notes = [f"{service.provider} bills unpacked examples at the longest sequence length{assumed}."]
    if packing is False and examples_shown(centre(inputs, {})) is None:
        notes.append("Without tokens per example the padding is unknown: none is in the bill.")
    return notes
