"""The lead-time calculator's answer: weeks, probability of being in time, work, critical path."""

from collections.abc import Mapping
from typing import NamedTuple

from calculators.answers.lead_time_details import details_of, notes_on
from calculators.answers.lead_time_outcomes import CHECKED, CLOCK_TASKS, NOTHING_TO_DO, OUTCOMES, UNCHECKED
from calculators.answers.lead_time_setting import Setting, resolve_setting
from calculators.estimating import guessed_share, result_of, run, sources_of_inputs
from calculators.forms import Entry
from calculators.forms.lead_time import FORM
from calculators.lead_time import critical_steps, durations_at, share_in_time, timeline_of
from calculators.ranges import Estimate, Range, Result
from calculators.sampling import Spread

SAMPLES = 1_024
"""Half of what the other calculators take: a plan is many steps, and this is steady to a percent or two."""
PROBABILITY = "live_by_deadline_probability"
_ON_CALENDAR = frozenset({"lead_time_weeks", PROBABILITY})


class _Draw(NamedTuple):
    """One call of the model: how many uncertain numbers are away from their middle, and what came out."""

    moved: int
    weeks: float
    critical: set[int]


def estimate(inputs: Mapping[str, Entry], *, seed: int, on_date: str) -> Estimate:
    """Answer one set of validated inputs, starting on a date (YYYY-MM-DD) if no other is given.

    Raises:
        calculators.forms.InputErrors: the deadline is before the start.

    """
    setting = resolve_setting(inputs, on_date)
    plan = setting.question.plan
    draws: list[_Draw] = []
    centre = _centre(inputs, setting)

    def model(point: Mapping[str, float]) -> dict[str, float]:
        each = point["hours_per_week"]
        durations = durations_at(point, setting.question)
        timeline = timeline_of(plan, durations, point["team_size"] * each, each, point["overrun_factor"])
        weeks = timeline.finishes[-1] if plan.steps else 0.0
        effort = sum(timeline.efforts)
        moved = sum(point[name] != value for name, value in centre.items())
        draws.append(_Draw(moved, weeks, critical_steps(plan, timeline)))
        outputs = {"lead_time_weeks": weeks, "effort_hours": effort, "people_weeks": effort / each}
        for task, start, finish in zip(plan.tasks, timeline.starts, timeline.finishes, strict=True):
            outputs[f"start of {task}"] = start
            outputs[f"finish of {task}"] = finish
        return outputs

    spreads = run(model, FORM, inputs, ignored=setting.ignored, latent=setting.latent, seed=seed, count=SAMPLES)
    samples = _samples(draws, uncertain=len(centre))
    if setting.days is not None:
        probability = share_in_time([draw.weeks for draw in samples], setting.days)
        spreads[PROBABILITY] = Spread(Range.exact(probability), spreads["lead_time_weeks"].shares)
    critical = {
        task: sum(step in draw.critical for draw in samples) / len(samples) for step, task in enumerate(plan.tasks)
    }
    details = details_of(centre | _known(inputs, setting), setting, spreads, critical)
    return Estimate(
        "lead-time",
        on_date,
        {name: _result(name, spreads.get(name), inputs, setting) for name in OUTCOMES},
        details,
        notes_on(inputs, setting, details),
    )


def _samples(draws: list[_Draw], *, uncertain: int) -> list[_Draw]:
    """Return the calls that were samples: the others moved one number at a time, or none."""
    samples = [draw for draw in draws if draw.moved >= min(uncertain, 2)]
    return samples or draws


def _centre(inputs: Mapping[str, Entry], setting: Setting) -> dict[str, float]:
    """Return the middle of every uncertain number."""
    middle = {name: item.uncertain.range.base for name, item in setting.latent.items()}
    for field in FORM.fields:
        value = inputs[field.name].value
        if isinstance(value, Range) and not value.is_exact and field.name not in setting.ignored:
            middle[field.name] = value.base
    return middle


def _known(inputs: Mapping[str, Entry], setting: Setting) -> dict[str, float]:
    """Return the numbers that are exact or play no part."""
    values = {name: entry.value for name, entry in inputs.items()}
    return {
        name: value.base
        for name, value in values.items()
        if isinstance(value, Range) and (value.is_exact or name in setting.ignored)
    }


def _result(name: str, spread: Spread | None, inputs: Mapping[str, Entry], setting: Setting) -> Result:
    outcome = OUTCOMES[name]
    validation = CHECKED if name in _ON_CALENDAR else UNCHECKED
    return result_of(
        outcome,
        spread,
        sources=[
            *(item.source for task, item in setting.latent.items() if name in _ON_CALENDAR or task not in CLOCK_TASKS),
            *sources_of_inputs(FORM, inputs, outcome, setting.ignored),
        ],
        assumed_share=guessed_share(spread, inputs, setting.latent) if spread else 0.0,
        validation=validation if setting.question.plan.steps else NOTHING_TO_DO,
    )
