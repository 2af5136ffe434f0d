"""The reader's own options in a comparison: a list of objects, each read by a form of its own."""

import json
import re
from typing import NamedTuple

from calculators.forms import Entry, Field, Form, InputError, InputErrors
from calculators.forms.parsing import quote
from calculators.project_tasks import ARM_KINDS

MOST_ARMS = 20
_NAME = re.compile(r"[^\W_][\w .+-]{0,39}")
_AS_WORKED_OUT = "as worked out"
_MOST_TOKENS = 1e7


def _number(name: str, label: str, unit: str, text: str, maximum: float) -> Field:
    return Field(name, label, unit, text, maximum=maximum, blank=_AS_WORKED_OUT)


def _text(name: str, label: str, text: str) -> Field:
    return Field(name, label, "", text, kind="text", blank=_AS_WORKED_OUT)


ARM_FORM = Form(
    (
        Field("name", "Name", "", "What the results are called; the kind if left out.", kind="text", blank="the kind"),
        Field("kind", "Kind", "", "What is done.", kind="choice", suggestions=lambda: ARM_KINDS),
        _text("model", "Model", "Prompted, or tuned, or hosted, as the kind says."),
        _text("service", "Tuning service", "Who tunes it."),
        _text("gpu", "GPU", "Of own hosting and training."),
        _number("static_prompt_tokens", "Fixed prompt", "tokens", "Of this option.", _MOST_TOKENS),
        _number("variable_input_tokens", "Changing input", "tokens", "Of this option.", _MOST_TOKENS),
        _number("output_tokens", "Answer", "tokens", "Of this option.", _MOST_TOKENS),
        Field("success_rate", "Success rate", "share", "As you measured it.", maximum=1, blank="unknown"),
        Field(
            "success_sample_size",
            "Measured on",
            "items",
            "Items of that measurement.",
            minimum=1,
            maximum=1e9,
            blank="unknown: the rate is taken as exact",
        ),
        _number("effort_hours", "Work", "hours", "People's hours until it is live.", 1e7),
        _number("setup_cost_usd", "Set-up", "USD", "Machines and services until it is live, without work.", 1e9),
        _number("cost_usd_per_request", "Cost per request", "USD", "Once live.", 1e6),
        _number("fixed_usd_per_month", "Fixed cost", "USD/month", "Hosting and licences once live.", 1e9),
        _number("lead_time_weeks", "Lead time", "weeks", "Until it is live.", 1e4),
        Field(
            "escalation_share",
            "Passed on",
            "share",
            "Share of requests that a cascade passes on.",
            maximum=1,
            blank=_AS_WORKED_OUT,
        ),
    )
)


class OwnArm(NamedTuple):
    """One option of the reader's own; `entries` holds only what was said of it."""

    name: str
    kind: str
    entries: dict[str, Entry]


def read_arms(text: str) -> list[OwnArm]:
    """Read the JSON list of options.

    Raises:
        InputErrors: one error per problem, named `arms[2].field`.

    """
    listed = json.loads(text) if text else []
    if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
        raise InputErrors([_problem("arms", text, "this is no list of objects")])
    if len(listed) > MOST_ARMS:
        raise InputErrors([_problem("arms", text, f"at most {MOST_ARMS} options, and these are {len(listed)}")])
    errors: list[InputError] = []
    arms: list[OwnArm] = []
    for index, item in enumerate(listed):
        where = f"arms[{index}]"
        try:
            arm = _arm(item, where)
        except InputErrors as problem:
            errors += [error._replace(field=_path(where, error.field)) for error in problem.errors]
            continue
        if any(other.name == arm.name for other in arms):
            errors.append(_problem(f"{where}.name", arm.name, "two options have this name"))
        arms.append(arm)
    if errors:
        raise InputErrors(errors)
    return arms


def _arm(item: dict[str, object], where: str) -> OwnArm:
    if item.get("kind") is None:
        raise InputErrors([_problem(f"{where}.kind", "", f"say which: one of {', '.join(ARM_KINDS)}")])
    entries = ARM_FORM.read(item)
    kind = entries["kind"].text
    name = entries["name"].text or kind
    if not _NAME.fullmatch(name):
        wanted = "a name has up to 40 letters, digits, spaces and . _ + -, and begins with a letter or digit"
        raise InputErrors([_problem(f"{where}.name", name, wanted)])
    said = {field: entry for field, entry in entries.items() if entry.value is not None}
    return OwnArm(name, kind, said)


def _path(where: str, field: str) -> str:
    return field if field.startswith("arms") else f"{where}.{field}"


def _problem(field: str, value: str, message: str) -> InputError:
    return InputError(field, quote(value), f"{quote(value)}: {message}" if value else message)
