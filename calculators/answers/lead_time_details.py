"""What stands behind a lead time: dates, the plan as bars, the critical path, what would shorten it, what to know."""

from collections.abc import Mapping
from datetime import date, timedelta

from calculators.answers.lead_time_setting import Setting
from calculators.facts.task_durations import tasks
from calculators.forms import Entry
from calculators.lead_time import days_until_live, weeks_saved
from calculators.ranges import Range, round_for_output
from calculators.sampling import Spread

_WORTH_NAMING_WEEKS = 0.05
_NAMED = 3
_OFTEN = 0.5
_NO_TASKS = {
    "team_size": "one more person",
    "test_items": "fewer test items",
    "optimiser_examples": "fewer examples for the optimiser",
    "tuning_examples": "fewer examples for tuning",
    "classifier_examples": "fewer examples for the classifier",
}
"""What shortens a project without being a task, in words."""


def details_of(
    middle: Mapping[str, float], setting: Setting, spreads: Mapping[str, Spread], critical: Mapping[str, float]
) -> dict[str, object]:
    """Return the tables of an answer, every number rounded.

    Args:
        middle: a point at the middle of every number.
        setting: what is planned.
        spreads: of the weeks, and of `start of TASK` and `finish of TASK`.
        critical: share of the samples in which each task lies on the critical path.

    """
    plan, known = setting.question.plan, tasks()
    weeks = spreads["lead_time_weeks"].range
    return {
        "live_dates": {
            name: _live_date(setting.start, value) for name, value in zip(("P10", "P50", "P90"), weeks, strict=True)
        },
        "plan": [
            {
                "task": task,
                "name": known[task].name,
                "start_weeks_p50": round_for_output(spreads[f"start of {task}"].range.base),
                **{
                    f"finish_weeks_{name}": round_for_output(value)
                    for name, value in zip(("p10", "p50", "p90"), spreads[f"finish of {task}"].range, strict=True)
                },
                "critical_share": round_for_output(critical[task]),
            }
            for task in plan.tasks
            if task != "approval" or setting.counts_approval
        ],
        "weeks_saved": {
            name: round_for_output(value)
            for name, value in weeks_saved(middle, setting.question, _shorter(middle, setting)).items()
        },
        "not_counted": [known["approval"].name] if plan.steps and not setting.counts_approval else [],
        "spread_of_lead_time_weeks": spreads["lead_time_weeks"].shares,
    }


def _shorter(middle: Mapping[str, float], setting: Setting) -> dict[str, float]:
    """Return the low end of every task that has one, and one more person."""
    if not setting.question.plan.steps:
        return {}
    lows = {name: item.uncertain.range.low for name, item in setting.latent.items()}
    return lows | {"team_size": middle["team_size"] + 1}


def _live_date(start: date, weeks: float) -> str:
    try:
        return (start + timedelta(days=days_until_live(weeks))).isoformat()
    except OverflowError:
        return "after the year 9999"


def notes_on(inputs: Mapping[str, Entry], setting: Setting, details: Mapping[str, object]) -> list[str]:
    """Return one sentence per thing to know about this answer."""
    plan = setting.question.plan
    if not plan.steps:
        return ["Doing nothing takes no time: what runs today is live."]
    notes = []
    dates = details["live_dates"]
    if isinstance(dates, dict):
        notes.append(f"Live on {dates['P50']} (P10 {dates['P10']}, P90 {dates['P90']}), from {setting.start}.")
    notes += _path_notes(details)
    if setting.counts_approval:
        notes.append("Approvals run beside the work; they delay the date where they take longer.")
    else:
        notes.append("Approvals are not counted: their length is unknown until you enter it.")
    if setting.days is None:
        notes.append("Without a deadline, the probability of being in time is unknown.")
    if plan.kind == "staged":
        notes.append("The date is that of the first stage, the prompt; tuning comes after it and is not counted here.")
    if plan.kind in ("tuned-service", "tuned-own", "classifier"):
        notes.append("A prompt to compare the tuned model with is not counted: that work belongs to the prompt.")
    notes += _label_notes(inputs, setting)
    return notes


def _path_notes(details: Mapping[str, object]) -> list[str]:
    rows, saved = details["plan"], details["weeks_saved"]
    if not isinstance(rows, list) or not isinstance(saved, dict):
        raise TypeError("details_of makes a list and a mapping")
    names = {task.id: f"{task.name} at its low end" for task in tasks().values()} | _NO_TASKS
    often = [row for row in sorted(rows, key=_by_share) if row["critical_share"] >= _OFTEN]
    best = sorted(saved.items(), key=lambda item: (-item[1], item[0]))[:_NAMED]
    best = [(name, weeks) for name, weeks in best if weeks >= _WORTH_NAMING_WEEKS]
    notes = []
    if often:
        path = ", ".join(f"{row['name']} {row['critical_share']:.0%}" for row in often)
        notes.append(f"On the critical path, in this share of the samples: {path}.")
    if best:
        shorter = "; ".join(f"{names[name]} ({weeks:.1f} weeks)" for name, weeks in best)
        notes.append(f"What shortens it most, one at a time: {shorter}.")
    return notes


def _by_share(row: Mapping[str, object]) -> tuple[float, str]:
    share, task = row["critical_share"], row["task"]
    return (-float(share) if isinstance(share, int | float) else 0.0, str(task))


def _label_notes(inputs: Mapping[str, Entry], setting: Setting) -> list[str]:
    if not setting.question.label_purposes:
        return []
    given = inputs["labels_needed"].value
    needed = [setting.latent[name].uncertain.range for name in setting.question.label_purposes if given is None]
    low = given.low if isinstance(given, Range) else sum(item.low for item in needed)
    high = given.high if isinstance(given, Range) else sum(item.high for item in needed)
    have = inputs["labelled_examples"].range
    if have.low >= high:
        return ["You have the labels that are needed."]
    span = f"{low:,.0f}" if low == high else f"{low:,.0f} to {high:,.0f}"
    return [f"Of {span} labels needed, {have.base:,.0f} are there."]
