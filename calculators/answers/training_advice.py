"""What dominates a run's memory, which GPUs it fits on, what change would make it fit."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from calculators.answers.training_near import centre
from calculators.answers.training_setting import Setting, resolve_setting
from calculators.facts import gpus
from calculators.forms import Entry, InputErrors
from calculators.memory import Memory
from calculators.ranges import Range
from calculators.sampling import SAMPLE_COUNT
from calculators.training import choose_recipe, layout_of

_RESERVED_GB, _RESERVED_SHARE = 0.75, 1.05
"""What the driver and the allocator's gaps take beyond the peak: vramcalc's overhead, and a twentieth for gaps."""

_ABOUT, _FEW_SAMPLES = 1.1, 64
"""A quick look, at the middle of all inputs or by few samples, may be off by a tenth before it rules a change out."""
_SHOWN = 4
_PARTS = {
    "weights": "Weights",
    "gradients": "Gradients",
    "optimizer": "Optimizer states",
    "activations": "Activations",
    "logits": "Logits",
}


PeakOf = Callable[[Mapping[str, Entry], Setting, int], float]
"""The middle of the answered peak in GB per GPU, from so many samples."""


class Advice(NamedTuple):
    """Sentences for a reader. Empty: nothing to say, such as no change where the run fits."""

    dominates: str
    gpus_that_fit: list[str]
    smallest_change: str
    changed_inputs: Mapping[str, str | float]
    """The inputs of the smallest change as a caller would give them."""


class _Change(NamedTuple):
    words: str
    inputs: Mapping[str, str | float]


def needed_gb(peak: float) -> float:
    """Return the GB that a card must have for a peak: the driver and the allocator's gaps come on top."""
    return peak * _RESERVED_SHARE + _RESERVED_GB


def advise(inputs: Mapping[str, Entry], setting: Setting, on_date: str, peak: float | None, peak_of: PeakOf) -> Advice:
    """Say what dominates, what fits and what would make it fit.

    Args:
        inputs: validated inputs.
        setting: what is known about them.
        on_date: date of the facts, YYYY-MM-DD.
        peak: the middle of the answered peak in GB per GPU, which is what must fit; None where it is unknown.
        peak_of: answers other inputs as these were answered; only asked where the run does not fit.

    """
    if peak is None or (memory := _at_the_middle(inputs, setting)) is None:
        return Advice("", [], "", {})
    if setting.plan.is_split_unstated:
        return Advice(_dominates(memory), [], "", {})
    dominates, fitting = _dominates(memory), [said for has, said in _cards() if needed_gb(peak) <= has]
    if setting.gpu is None or needed_gb(peak) <= setting.gpu.memory_gb:
        return Advice(dominates, fitting, "", {})
    change = _smallest_change(inputs, setting, on_date, peak_of)
    if change is None:
        return Advice(dominates, fitting, f"none of the changes tried is enough alone on {setting.gpu.name}", {})
    return Advice(dominates, fitting, change.words, change.inputs)


def notes_of(advice: Advice, setting: Setting) -> list[str]:
    """Return the advice as sentences of the page; of the GPUs that fit, the smallest few.

    Whoever names another GPU may get another recipe, because open choices follow its memory.
    """
    notes = [advice.dominates] if advice.dominates else []
    if advice.gpus_that_fit:
        shown = advice.gpus_that_fit[:_SHOWN]
        more = len(advice.gpus_that_fit) - len(shown)
        cards = f"{'; '.join(shown)}{f'; and {more} more' * bool(more)}"
        notes.append(f"With the choices that count here it fits, at the middle of all ranges, on {cards}.")
    if advice.changed_inputs and setting.gpu:
        notes.append(f"Smallest single change that would make it fit on {setting.gpu.name}: {advice.smallest_change}.")
    elif advice.smallest_change:
        notes.append(f"It does not fit, and {advice.smallest_change}.")
    return notes


def _at_the_middle(inputs: Mapping[str, Entry], setting: Setting) -> Memory | None:
    point, shape = centre(inputs, setting.latent), setting.plan.architecture
    if shape is None:
        return None
    return choose_recipe(point, setting.plan, shape).memory


def _dominates(memory: Memory) -> str:
    parts = {name: getattr(memory, name) for name in _PARTS}
    largest = max(parts, key=lambda name: parts[name])
    return f"{_PARTS[largest]} take most of the memory, about {100 * parts[largest] / memory.peak:.0f} % of the peak."


@cache
def _cards() -> tuple[tuple[float, str], ...]:
    """Return the memory of every GPU of the table and what an hour of it costs, smallest first."""
    cards = []
    for gpu in map(gpus.find, gpus.names()):
        price = gpus.hourly_prices(gpu.name)
        said = f"US${price.range.low:.2f} to {price.range.high:.2f} per hour" if price else "hourly price unknown"
        cards.append((gpu.memory_gb, f"{gpu.name} ({gpu.memory_gb:g} GB, {said})"))
    return tuple(sorted(cards, key=lambda card: card[0]))


def _smallest_change(inputs: Mapping[str, Entry], setting: Setting, on_date: str, peak_of: PeakOf) -> _Change | None:
    for change in _changes(inputs, setting):
        changed = dict(inputs) | {name: Entry(_as_value(value), "yours") for name, value in change.inputs.items()}
        try:
            then = resolve_setting(changed, on_date)
        except InputErrors:  # a service, for instance, may not tune that way
            continue
        memory = _at_the_middle(changed, then)
        if memory is None or then.gpu is None:
            continue
        has = then.gpu.memory_gb
        if (
            needed_gb(memory.peak) <= has * _ABOUT
            and needed_gb(peak_of(changed, then, _FEW_SAMPLES)) <= has * _ABOUT
            and needed_gb(peak_of(changed, then, SAMPLE_COUNT)) <= has
        ):
            return change
    return None


def _as_value(value: str | float) -> str | bool | Range:
    return value if isinstance(value, str | bool) else Range.exact(value)


def _changes(inputs: Mapping[str, Entry], setting: Setting) -> Iterator[_Change]:
    """Yield single changes, cheapest first.

    The order: what changes neither result nor cost; what costs speed; what costs hardware; what trains something
    else, the adapters before the shorter examples, because a cut example loses what the task may be about.
    """
    point = centre(inputs, setting.latent)
    method = inputs["method"].text or "lora"
    count = layout_of(point)[1]
    yield _Change("a loss computed in chunks", {"loss_kernel": "chunked"})
    if inputs["attention"].text == "eager":
        yield _Change("fused attention", {"attention": "fused"})
    yield _Change("an 8-bit optimizer", {"optimizer": "adamw-8bit"})
    if point["micro_batch"] > 1:
        yield _Change("one sequence per GPU and pass", {"micro_batch": 1})
    yield _Change("full gradient checkpointing", {"gradient_checkpointing": "full"})
    yield _Change("activations offloaded to the computer's memory", {"activation_offload": True})
    if count > 1:
        yield _Change(f"sharding everything over the {count:g} GPUs (ZeRO-3)", {"sharding": "zero3"})
    yield _Change("offloading to the computer's memory", {"cpu_offload": True})
    yield _Change(f"{2 * count:g} GPUs with ZeRO-3", {"gpu_count": 2 * count, "sharding": "zero3"})
    if method == "full":
        yield _Change("LoRA instead of full tuning", {"method": "lora"})
    if method != "qlora":
        yield _Change("QLoRA, adapters beside a 4-bit model", {"method": "qlora"})
    yield _Change("half the sequence length", {"seq_len": max(point["seq_len"] / 2, 1)})
