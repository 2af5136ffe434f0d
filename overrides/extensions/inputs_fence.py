"""The fence ```inputs: the reference table of a calculator's inputs, from their declaration."""

from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown

from calculators.catalogue import CALCULATORS
from calculators.forms import Field
from calculators.forms.parsing import typed
from calculators.present.markup import element
from overrides.extensions.strict_fence import allow_only, strict_fence

HEADINGS = ("Input", "What it is", "Bounds", "If you leave it out", "Class of that")


def _render(settings: dict[str, Any], _md: Markdown) -> Element:
    allow_only(settings, {"name"})
    calculator = CALCULATORS[settings["name"]]
    return element(
        "div",
        {"class": "reference-table", "tabindex": "0", "role": "region", "aria-label": f"Inputs of {calculator.name}"},
        element(
            "table",
            None,
            element("thead", None, element("tr", None, *(element("th", {"scope": "col"}, h) for h in HEADINGS))),
            element("tbody", None, *(_row(field) for field in calculator.form.fields)),
        ),
    )


def _row(field: Field) -> Element:
    default = typed(field.default) or field.blank
    return element(
        "tr",
        None,
        element("th", {"scope": "row"}, element("code", None, field.name)),
        element("td", None, f"{field.label}. {field.help}"),
        element("td", None, field.bounds if len(field.bounds) < 80 else "a provider of the price table"),  # noqa: PLR2004
        element("td", None, f"{default}. {field.reason}".strip()),
        element("td", None, field.default_class),
    )


format_fence = strict_fence(_render)
