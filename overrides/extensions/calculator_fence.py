"""The fence ```calculator: a calculator with preset values, answered at build time."""

from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown

from calculators.present.page import calculator_element
from overrides.extensions.strict_fence import allow_only, strict_fence


def _render(settings: dict[str, Any], md: Markdown) -> Element:
    """Render `name`, an optional `id` that is unique on the page, and `values` by input name."""
    allow_only(settings, {"name", "id", "values"})
    name = str(settings["name"])
    form_id = str(settings.get("id", name))
    taken: set[str] = md.__dict__.setdefault("calculator_ids", set())
    if form_id in taken:
        raise ValueError(f"the id {form_id} stands on this page already")
    taken.add(form_id)
    presets = {field: str(value) for field, value in (settings.get("values") or {}).items()}
    return calculator_element(name, form_id, presets)


format_fence = strict_fence(_render)
