"""The fence ```record: a decision record to copy, made at build time."""

from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown

from calculators.catalogue import answer
from calculators.present.decision_record import as_decision_record
from calculators.present.markup import element
from overrides.extensions.calculator_fence import published_case
from overrides.extensions.strict_fence import allow_only, strict_fence


def _render(settings: dict[str, Any], md: Markdown) -> Element:
    """Render the record of the calculator `name` for a `case` of docs/cases.json."""
    allow_only(settings, {"name", "case"})
    case = published_case(settings["case"])
    answered = answer(settings["name"], case["values"], assumed=case["values"])
    text = as_decision_record([answered], root=md.__dict__.get("site_root", "/"))
    attributes = {
        "class": "record",
        "tabindex": "0",
        "role": "region",
        "aria-label": f"Decision record: {case['label']}",
    }
    return element("pre", attributes, element("code", None, text))


format_fence = strict_fence(_render)
