"""From the inputs of the lead-time calculator to what is planned: tasks, dates, what is uncertain, what is ignored."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from calculators.estimating import Latent
from calculators.forms import Entry, InputError, InputErrors
from calculators.forms.lead_time import FORM
from calculators.forms.parsing import quote
from calculators.lead_time import Question
from calculators.project_tasks import label_uncertainties, plan_for, task_uncertainties
from calculators.ranges import Range

LABEL_INPUTS = ("labelled_examples", "labels_needed", "minutes_per_label")


class Setting(NamedTuple):
    """Everything that one answer needs besides the inputs; `days` from the start to the deadline, None without one."""

    question: Question
    latent: dict[str, Latent]
    ignored: set[str]
    start: date
    days: int | None

    @property
    def counts_approval(self) -> bool:
        """Whether the reader said how long approvals take, and there is something to approve."""
        return bool(self.question.plan.steps) and "approval_weeks" not in self.ignored


def resolve_setting(inputs: Mapping[str, Entry], on_date: str) -> Setting:
    """Choose the plan and find out where each of its numbers comes from.

    Raises:
        InputErrors: the deadline is before the start.

    """
    plan = plan_for(inputs["arm"].text)
    mine = {task for task in plan.tasks if task != "approval" and inputs[f"{task}_hours"].value is not None}
    ranges = task_uncertainties()
    latent = {task: ranges[task] for task in plan.tasks if task in ranges and task not in mine}
    purposes: tuple[str, ...] = ()
    if plan.steps and "labels" not in mine:
        needs = label_uncertainties(plan.kind)
        if inputs["labels_needed"].value is None:
            latent |= needs
        purposes = tuple(needs) if inputs["labels_needed"].value is None else ("labels_needed",)
    names = tuple(
        (task, f"{task}_hours" if task in mine else task) for task in plan.tasks if task in mine | set(latent)
    )
    used = {f"{task}_hours" for task in mine}
    used |= {"team_size", "hours_per_week", "overrun_factor"} if plan.steps else set()
    used |= set(LABEL_INPUTS) - _without_effect(inputs) if purposes else set()
    if plan.steps and inputs["approval_weeks"].value is not None:
        used.add("approval_weeks")
    start, days = _dates(inputs, on_date)
    ignored = {field.name for field in FORM.fields if field.kind == "number"} - used
    return Setting(Question(plan, names, purposes), latent, ignored, start, days)


def _without_effect(inputs: Mapping[str, Entry]) -> set[str]:
    """Without missing labels, the time that one takes does not matter."""
    needed = inputs["labels_needed"].value
    enough = isinstance(needed, Range) and needed.high <= inputs["labelled_examples"].range.low
    return {"minutes_per_label"} if enough else set()


def _dates(inputs: Mapping[str, Entry], on_date: str) -> tuple[date, int | None]:
    start = date.fromisoformat(inputs["start_date"].text or on_date)
    if not inputs["deadline"].text:
        return start, None
    days = (date.fromisoformat(inputs["deadline"].text) - start).days
    if days < 0:
        raw = quote(inputs["deadline"].text)
        text = f"{raw} is before the start. Enter a date from {start.isoformat()} on, as YYYY-MM-DD."
        raise InputErrors([InputError("deadline", raw, text)])
    return start, days
