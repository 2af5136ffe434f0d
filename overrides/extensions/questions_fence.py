"""The fence ```questions: some inputs of a calculator as a plain form, which opens the calculator's page filled in.

The form needs no script: its fields carry the names that the page of the calculator reads from its address.
"""

from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown

from calculators.catalogue import CALCULATORS
from calculators.forms.parsing import typed
from calculators.present.form_html import LINK_NOTICE, field_element
from calculators.present.markup import element, with_class
from overrides.extensions.calculator_fence import fence_values
from overrides.extensions.computed_numbers import page_of
from overrides.extensions.strict_fence import allow_only, strict_fence


def _render(settings: dict[str, Any], md: Markdown) -> Element:
    """Render the inputs `ask` of the calculator `name`, and a button with the words `send`.

    `case` is the case that the calculator's page shows: what it sets and nobody is asked goes back to its default.
    """
    allow_only(settings, {"name", "case", "ask", "send"})
    calculator = CALCULATORS[settings["name"]]
    fields = {field.name: field for field in calculator.form.fields}
    inputs, prefix, form_id = calculator.form.read({}), f"{calculator.name}.", f"{calculator.name}-questions"
    asked = [fields[name] for name in settings["ask"]]
    others = [fields[name] for name in fence_values({"case": settings["case"]}) if name not in settings["ask"]]
    return element(
        "div",
        {"class": "calculator questions"},
        element(
            "form",
            {
                "method": "get",
                "action": md.__dict__.get("site_root", "/") + page_of(calculator.name),
                "id": form_id,
                "class": "calculator-form",
                "aria-label": f"{calculator.title}: first inputs",
                "autocomplete": "off",
            },
            *(field_element(field, form_id, inputs[field.name], {}, prefix) for field in asked),
            *(_default(prefix + field.name, typed(field.default)) for field in others),
            with_class("div", "form-actions", element("button", None, settings["send"])),
            with_class("p", "form-notice", LINK_NOTICE),
        ),
    )


def _default(name: str, value: str) -> Element:
    return element("input", {"type": "hidden", "name": name, "value": value})


format_fence = strict_fence(_render)
