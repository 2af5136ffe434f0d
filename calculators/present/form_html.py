"""A calculator's form as HTML, from the declaration of its inputs."""

import json
from collections.abc import Collection, Mapping
from itertools import groupby
from urllib.parse import quote
from xml.etree.ElementTree import Element

from calculators.catalogue import Calculator
from calculators.forms import Entry, Field
from calculators.forms.parsing import typed
from calculators.forms.stepping import WAYS, steps_of
from calculators.present.markup import Child, element, with_class
from calculators.ranges import Range

EXAMPLE_NOTICE = "Values in dashed boxes are examples to start from, not findings: put yours in their place."
LINK_NOTICE = (
    "The page address carries what you enter, so whoever you give it to can read it, "
    "and it reaches the logs of this site's host when they open it."
)
_ACTIONS = {
    "copy-link": "Copy link",
    "copy-link-without-prices": "Copy link without my prices",
    "copy-markdown": "Copy as Markdown",
    "copy-decision-record": "Copy as decision record",
    "download-json": "Download JSON",
    "download-csv": "Download CSV",
}


def form_element(
    calculator: Calculator,
    form_id: str,
    inputs: Mapping[str, Entry],
    presets: Mapping[str, str],
    *,
    show: Collection[str] = (),
    root: str = "/",
) -> Element:
    """Return the form filled with the presets, else the defaults; folded inputs stand under "More inputs".

    With `show`, names of inputs, the form is compact: all others are folded, and a link leads to the calculator's page.
    """
    is_folded = [field.name not in show if show else field.folded for field in calculator.form.fields]
    steps = steps_of(calculator.form, inputs, presets)
    fields = [
        (field, field_element(field, form_id, inputs[field.name], presets, steps=None if away else steps))
        for field, away in zip(calculator.form.fields, is_folded, strict=True)
    ]
    in_sight = [pair for pair, away in zip(fields, is_folded, strict=True) if not away]
    folded = [pair for pair, away in zip(fields, is_folded, strict=True) if away]
    return element(
        "form",
        {
            "class": "calculator-form",
            "data-calculator": calculator.name,
            "id": form_id,
            "aria-label": f"{calculator.title}: inputs",
            "novalidate": "",
            "autocomplete": "off",
        },
        *_groups(in_sight),
        element("details", {"class": "more-inputs"}, element("summary", None, "More inputs"), *_groups(folded))
        if folded
        else None,
        _link_to_page(calculator, presets, root) if show else None,
        _actions(compact=bool(show)),
    )


def _link_to_page(calculator: Calculator, presets: Mapping[str, str], root: str) -> Element:
    query = "&".join(f"{calculator.name}.{name}={quote(value, safe='')}" for name, value in presets.items())
    address = f"{root}calculators/{calculator.name}/?{query}"
    return element(
        "p",
        None,
        element("a", {"href": address, "data-full": calculator.name}, "Open the full calculator with these values"),
    )


def _groups(fields: list[tuple[Field, Element]]) -> list[Child]:
    in_order = sorted(fields, key=lambda pair: [field.group for field, _ in fields].index(pair[0].group))
    return [
        with_class("fieldset", "input-group", element("legend", None, name), *(made for _, made in group))
        for name, group in groupby(in_order, key=lambda pair: pair[0].group)
    ]


def field_element(
    field: Field,
    form_id: str,
    entry: Entry,
    presets: Mapping[str, str],
    prefix: str = "",
    *,
    steps: Mapping[str, str] | None = None,
) -> Element:
    """Return one input with label, help and room for its error; `prefix` stands before its name when it is sent.

    With `steps`, a number has buttons to its next smaller and larger value. They need the page's script.
    """
    input_id = f"{form_id}-{field.name}"
    default = typed(field.default)
    shown = presets.get(field.name, default)
    return element(
        "div",
        {"class": "input-field", "data-class": entry.class_},
        element(
            "label",
            {"for": input_id},
            field.label,
            " " if field.unit else None,
            with_class("span", "unit", field.unit) if field.unit else None,
        ),
        *_with_steppers(field, _control(field, input_id, shown, default, prefix), steps),
        element("p", {"class": "help", "id": f"{input_id}-help"}, field.help),
        _why_default(field),
        element(
            "p",
            {"class": "error", "id": f"{input_id}-error", "data-error-for": field.name, "hidden": ""},
        ),
        with_class(
            "p",
            "own",
            "Your value ",
            element(
                "button",
                {"type": "button", "data-action": "reset-field", "aria-label": f"reset {field.label}"},
                "reset",
            ),
        ),
    )


def _why_default(field: Field) -> Element | None:
    """Return where a default comes from, for a reader's eye: the help text alone is read out with each visit."""
    if not field.reason or field.default in (None, False, Range.exact(0)) or field.reason.startswith("An example"):
        return None  # a dashed box, or nothing, says that already
    return with_class("p", "help default-source", f"Default, {field.default_class}: {field.reason}")


def _with_steppers(field: Field, control: list[Element], steps: Mapping[str, str] | None) -> list[Element]:
    if field.kind != "number" or steps is None:
        return control
    less, more = (
        element(
            "button",
            {
                "type": "button",
                "data-action": "step",
                "data-step": f"{way} {field.name}",
                "value": steps.get(f"{way} {field.name}", ""),
                "aria-disabled": "false" if steps.get(f"{way} {field.name}") else "true",
                "tabindex": "-1",  # the arrow keys do the same in the input
                "aria-label": f"{way} {field.label}",
            },
            sign,
        )
        for way, sign in zip(WAYS, "\N{MINUS SIGN}+", strict=True)
    )
    return [with_class("div", "stepped", less, *control, more)]


def _control(field: Field, input_id: str, shown: str, default: str, prefix: str) -> list[Element]:
    common = {
        "id": input_id,
        "name": prefix + field.name,
        "aria-describedby": f"{input_id}-help {input_id}-error",
        "data-default": default,
        "data-private": "" if field.unit.startswith("USD") else None,
    }
    options = field.suggestions() if field.suggestions else ()
    if field.kind in ("choice", "boolean"):
        choices = [*([""] if field.blank else []), *(options or ("yes", "no"))]
        return [
            element(
                "select",
                {**common, "data-built": shown},
                *(
                    element(
                        "option",
                        {"value": choice, "selected": "" if choice == shown else None},
                        choice or field.blank,
                    )
                    for choice in choices
                ),
            )
        ]
    if field.kind == "json":
        return [element("textarea", {**common, "rows": "4", "spellcheck": "false", "placeholder": field.blank}, shown)]
    control = element(
        "input",
        {
            **common,
            "type": "date" if field.kind == "date" else "text",
            "value": shown,
            "placeholder": field.blank or None,
            "spellcheck": "false",
            "list": f"{input_id}-options" if options else None,
        },
    )
    if not options:
        return [control]
    listed = element("datalist", {"id": f"{input_id}-options"}, *(element("option", {"value": o}) for o in options))
    return [control, listed]


def preset_buttons(
    calculator: Calculator, form_id: str, choices: Mapping[str, Mapping[str, str]], shown: Mapping[str, str]
) -> Element:
    """Return a button per named example; the one that the form shows is pressed. They need the page's script."""
    return element(
        "div",
        {
            "class": "presets",
            "role": "group",
            "aria-label": f"{calculator.title}: examples",
            "data-presets-of": form_id,
        },
        *(
            element(
                "button",
                {
                    "type": "button",
                    "data-preset": json.dumps(dict(values), ensure_ascii=False),
                    "aria-pressed": "true" if values == shown else "false",
                },
                label,
            )
            for label, values in choices.items()
        ),
    )


def _actions(*, compact: bool) -> Element:
    buttons = [
        element("button", {"type": "button", "data-action": action}, label) for action, label in _ACTIONS.items()
    ]
    if compact:
        folded = element("details", {"class": "more-actions"}, element("summary", None, "More to copy"), *buttons[1:])
        buttons = [buttons[0], folded]
    return with_class(
        "div",
        "form-actions",
        element("button", {"type": "reset"}, "Reset"),
        element(
            "button",
            {"type": "button", "data-action": "pin", "aria-pressed": "false"},
            "Pin this result",
        ),
        *buttons,
        with_class("p", "form-notice", f"{EXAMPLE_NOTICE} {LINK_NOTICE}"),
    )
