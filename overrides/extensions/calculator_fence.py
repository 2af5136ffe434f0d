"""The fence ```calculator: a calculator with preset values, answered at build time."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension

from calculators.catalogue import CALCULATORS
from calculators.present.page import calculator_element
from overrides.extensions.drawing import draw
from overrides.extensions.strict_fence import allow_only, strict_fence

CASES = Path(__file__).parents[2] / "docs/cases.json"


class SiteExtension(Extension):
    """Tells the fence at which path the site is published, from the option `site_url`."""

    def __init__(self, **settings: Any) -> None:
        self.config = {"site_url": ["/", "Address of the site's root"]}
        super().__init__(**settings)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's name
        """Note the path for the fences of a page."""
        md.__dict__["site_root"] = urlsplit(self.getConfig("site_url")).path.rstrip("/") + "/"


def makeExtension(**settings: Any) -> SiteExtension:  # noqa: N802 - Markdown's name
    """Return the extension, as Markdown asks for it by the module's name."""
    return SiteExtension(**settings)


def _render(settings: dict[str, Any], md: Markdown) -> Element:
    """Render `name`, an optional `id` that is unique on the page, `values` by input name, and `presets`.

    `case` names an entry of docs/cases.json that gives the values; `presets` lists such names, to be chosen by a click,
    or maps labels to values. What a case leaves out has its default.
    `show` lists the inputs in sight of a compact form.
    """
    allow_only(settings, {"name", "id", "values", "case", "presets", "show"})
    name = str(settings["name"])
    show = settings.get("show") or []
    if unknown := set(show) - {field.name for field in CALCULATORS[name].form.fields}:
        raise ValueError(f"{name} has no input {', '.join(sorted(unknown))} to show")
    form_id = str(settings.get("id", name))
    taken: set[str] = md.__dict__.setdefault("calculator_ids", set())
    if form_id in taken:
        raise ValueError(f"the id {form_id} stands on this page already")
    taken.add(form_id)
    choices = _choices(settings.get("presets") or [])
    root = md.__dict__.get("site_root", "/")
    return calculator_element(name, form_id, fence_values(settings), choices, root, draw=draw, show=show)


def _choices(presets: dict[str, dict[str, Any]] | list[str]) -> dict[str, dict[str, str]]:
    if isinstance(presets, dict):
        return {label: as_typed(values) for label, values in presets.items()}
    return {case["label"]: case["values"] for case in map(published_case, presets)}


def fence_values(settings: dict[str, Any]) -> dict[str, Any]:
    """Return the values that a fence gives, by name or one by one, as a reader would type them."""
    return published_case(settings["case"])["values"] if "case" in settings else as_typed(settings.get("values"))


def published_case(name: str) -> dict[str, Any]:
    """Return `label` and `values` of a case of docs/cases.json.

    Raises:
        KeyError: there is no such case.

    """
    case: dict[str, Any] = json.loads(CASES.read_bytes())[name]
    return case


def as_typed(values: dict[str, Any] | None) -> dict[str, str]:
    """Write YAML values as a reader would type them: yes, 2026-11-23, 0.5, a list as JSON."""
    return {field: _entry(value) for field, value in (values or {}).items()}


def _entry(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)


format_fence = strict_fence(_render)
