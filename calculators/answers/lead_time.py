"""The lead-time calculator's answer: weeks, probability of being in time, work, critical path."""

from collections.abc import Mapping
from functools import partial

from calculators.answers.lead_time_details import details_of, notes_on
from calculators.answers.lead_time_outcomes import CHECKED, CLOCK_TASKS, NOTHING_TO_DO, OUTCOMES, UNCHECKED
from calculators.answers.lead_time_setting import Setting, resolve_setting
from calculators.columns import values_of
from calculators.estimating import ANSWER_COUNT, guessed_share, known_and_uncertain, result_of, sources_of_inputs
from calculators.forms import Entry
from calculators.forms.lead_time import FORM
from calculators.lead_time import Question, Timeline, critical_steps, durations_at, share_in_time, timeline_of
from calculators.ranges import Estimate, Range, Result
from calculators.sampling import Samples, Spread, sample

_PATHS = 256
"""Samples whose critical path is looked for, one by one."""
_SHOWN_PARTS = ("start", "finish")
_PARTS = (*_SHOWN_PARTS, "effort")
PROBABILITY = "live_by_deadline_probability"
_ON_CALENDAR = frozenset({"lead_time_weeks", PROBABILITY})


def estimate(inputs: Mapping[str, Entry], *, seed: int, on_date: str) -> Estimate:
    """Answer one set of validated inputs, starting on a date (YYYY-MM-DD) if no other is given.

    Raises:
        calculators.forms.InputErrors: the deadline is before the start.

    """
    setting = resolve_setting(inputs, on_date)
    question = setting.question
    known, uncertain = known_and_uncertain(FORM, inputs, ignored=setting.ignored, latent=setting.latent)
    samples = sample(partial(_plan_at, question=question), known, uncertain, seed, ANSWER_COUNT)
    wanted = [*OUTCOMES, *(f"{part} of {task}" for part in _SHOWN_PARTS for task in question.plan.tasks)]
    spreads = samples.spreads_of(wanted, steadied=OUTCOMES)
    if setting.days is not None:
        weeks = values_of(samples.outputs["lead_time_weeks"], samples.size)
        probability = share_in_time(weeks, setting.days)
        spreads[PROBABILITY] = Spread(Range.exact(probability), spreads["lead_time_weeks"].shares)
    middle = known | {name: item.range.base for name, item in uncertain.items()}
    details = details_of(middle, setting, spreads, _critical_shares(question, samples))
    return Estimate(
        "lead-time",
        on_date,
        {name: _result(name, spreads.get(name), inputs, setting) for name in OUTCOMES},
        details,
        notes_on(inputs, setting, details),
    )


def _plan_at(point: Mapping[str, float], question: Question) -> dict[str, float]:
    """Return weeks and work of a plan, and start, finish and work of each of its tasks."""
    each, plan = point["hours_per_week"], question.plan
    durations = durations_at(point, question)
    timeline = timeline_of(plan, durations, point["team_size"] * each, each, point["overrun_factor"])
    effort = sum(timeline.efforts)
    outputs = {"lead_time_weeks": timeline.live, "effort_hours": effort, "people_weeks": effort / each}
    for part, values in zip(_PARTS, timeline, strict=True):
        outputs |= {f"{part} of {task}": value for task, value in zip(plan.tasks, values, strict=True)}
    return outputs


def _critical_shares(question: Question, samples: Samples) -> dict[str, float]:
    """Return per task the share of samples, 0 to 1, in which it lies on the critical path; some stand for all."""
    step = max(samples.size // _PATHS, 1)
    parts = [
        [values_of(samples.outputs[f"{part} of {task}"], samples.size)[::step] for task in question.plan.tasks]
        for part in _PARTS
    ]
    timelines = [Timeline(*map(list, row)) for row in zip(*(zip(*part, strict=True) for part in parts), strict=True)]
    paths = [critical_steps(question.plan, timeline) for timeline in timelines]
    return {task: sum(index in path for path in paths) / len(paths) for index, task in enumerate(question.plan.tasks)}


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
