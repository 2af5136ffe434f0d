"""From the inputs of a comparison to what is known about it: options, facts, and what stays uncertain."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from calculators.comparison.arms import Arm, resolve_arms
from calculators.comparison.demand import cumulative_demand
from calculators.comparison.model import Setting
from calculators.comparison.uncertainties import latents_of
from calculators.estimating import Latent, source_of
from calculators.evaluation import wilson_interval
from calculators.forms import Entry, InputErrors, error_for
from calculators.forms.compare import FORM
from calculators.forms.compare_arms import ARM_FORM
from calculators.project_tasks import plan_for
from calculators.ranges import ProvenanceClass, Range, Source
from calculators.retrieval import DEFAULT_EMBEDDING, DEFAULT_STORE, resolve_terms
from calculators.sampling import Uncertain

_DAYS_PER_MONTH = 365.25 / 12
_HOURS_PER_WEEK = 168.0
_NOT_NUMBERS_OF_THE_MODEL = ("success_sample_size", "target_success_rate", "latency_p95_ms", "approval_weeks")


class Question(NamedTuple):
    """A comparison, ready to be sampled."""

    inputs: Mapping[str, Entry]
    stated: Mapping[str, Source]
    """The inputs as sources."""
    arms: tuple[Arm, ...]
    """All options, those that are ruled out included."""
    setting: Setting
    known: dict[str, float]
    uncertain: dict[str, Uncertain]
    latents: dict[str, Latent]
    classes: dict[str, ProvenanceClass]
    weeks_until_deadline: float | None
    horizon_end: str
    stage_note: str = ""
    """Why the staged option goes on to a second stage, or does not."""

    @property
    def centre(self) -> dict[str, float]:
        """Everything at the middle of its range."""
        return centre_of(self.known, self.uncertain)


def centre_of(known: Mapping[str, float], uncertain: Mapping[str, Uncertain]) -> dict[str, float]:
    """Return a point with everything at the middle of its range."""
    return {**known, **{name: item.range.base for name, item in uncertain.items()}}


def resolve(inputs: Mapping[str, Entry], on_date: str) -> Question:
    """Look up what the options rest on and name what stays uncertain.

    Raises:
        InputErrors: a model, GPU or service is unknown, or the dates are in the wrong order.

    """
    start = date.fromisoformat(inputs["start_date"].text)
    horizon = inputs["horizon_months"].range.base
    horizon_end = _end_of(start, horizon)
    arms = resolve_arms(inputs, on_date, horizon_end)
    open_arms = tuple(arm for arm in arms if arm.is_open)
    latents = latents_of(inputs, open_arms, on_date)
    known, uncertain, classes = _numbers(inputs, open_arms)
    for name, item in latents.items():
        uncertain[name] = item.uncertain
        classes[name] = item.source.class_
    growth, ramp = (inputs[name].range.base for name in ("growth_per_month", "ramp_months"))
    setting = Setting(
        open_arms,
        horizon,
        cumulative_demand(horizon, growth, ramp),
        resolve_terms(DEFAULT_EMBEDDING, DEFAULT_STORE, "", on_date),
        plan_for("prompt"),
        "",
        inputs["today_usd_per_request"].value is not None,
        *_target(inputs, open_arms, centre_of(known, uncertain)),
    )
    left = _weeks_left(inputs, start)
    stated = {field.name: source_of(field, inputs[field.name]) for field in FORM.fields}
    return Question(inputs, stated, tuple(arms), setting, known, uncertain, latents, classes, left, horizon_end)


def _target(
    inputs: Mapping[str, Entry], arms: tuple[Arm, ...], rates: Mapping[str, float]
) -> tuple[float | None, frozenset[str]]:
    """Return the success rate wanted, and the options whose rate, one of `rates` by its name in a point, misses it."""
    target = inputs["target_success_rate"].value
    if not isinstance(target, Range):
        return None, frozenset()
    return target.base, frozenset(arm.name for arm in arms if rates.get(arm.success_input, 1.0) < target.base)


def _numbers(
    inputs: Mapping[str, Entry], arms: tuple[Arm, ...]
) -> tuple[dict[str, float], dict[str, Uncertain], dict[str, ProvenanceClass]]:
    """Split the reader's numbers into known and uncertain ones; measured rates get the width of their sample."""
    numbers = {field.name: (field, inputs[field.name]) for field in FORM.fields}
    for arm in arms:
        numbers |= {
            f"{arm.name}.{field.name}": (field, arm.entries[field.name])
            for field in ARM_FORM.fields
            if field.name in arm.entries
        }
    known: dict[str, float] = {}
    uncertain: dict[str, Uncertain] = {}
    classes: dict[str, ProvenanceClass] = {}
    for name, (field, entry) in numbers.items():
        owner, _, plain = name.rpartition(".")
        if not isinstance(entry.value, Range) or plain in _NOT_NUMBERS_OF_THE_MODEL:
            continue
        value = entry.value
        if plain in ("success_rate", "success_rate_now"):
            items = numbers.get(f"{owner}.success_sample_size" if owner else "success_sample_size")
            value = as_measured(value, items[1] if items else None)
        classes[name] = entry.class_
        if value.is_exact:
            known[name] = value.base
        else:
            uncertain[name] = Uncertain(value, field.minimum, field.maximum)
    approval = inputs["approval_weeks"].value
    if isinstance(approval, Range):
        hours = Range(*(weeks * _HOURS_PER_WEEK for weeks in approval))
        classes["approval"] = inputs["approval_weeks"].class_
        if hours.is_exact:
            known["approval"] = hours.base
        else:
            uncertain["approval"] = Uncertain(hours, 0.0, 1e6)
    return known, uncertain, classes


def as_measured(rate: Range, items: Entry | None) -> Range:
    """Widen an exact rate by the number of items that it was measured on: Wilson's interval at 80 %."""
    if not rate.is_exact or items is None or not isinstance(items.value, Range):
        return rate
    low, high = wilson_interval(rate.base, items.value.base, 0.8)
    return Range(min(low, rate.base), rate.base, max(high, rate.base))


def _end_of(start: date, months: float) -> str:
    return (start + min(timedelta(days=months * _DAYS_PER_MONTH), date.max - start)).isoformat()


def _weeks_left(inputs: Mapping[str, Entry], start: date) -> float | None:
    if not inputs["deadline"].text:
        return None
    left = (date.fromisoformat(inputs["deadline"].text) - start).days
    if left < 0:
        field = next(field for field in FORM.fields if field.name == "deadline")
        raise InputErrors([error_for(field, inputs["deadline"].text, "the deadline lies before the start")])
    return left / 7
