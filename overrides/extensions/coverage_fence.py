"""The fence ```coverage: where each part of the article is answered, from docs/coverage.json."""

import json
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown

from calculators.present.markup import Child, element
from overrides.extensions.evidence import DOCS, PAGE_TITLE
from overrides.extensions.facts_tables import table
from overrides.extensions.strict_fence import allow_only, strict_fence

HEADINGS = ("Part of the article", "Where it is answered")


def _render(settings: dict[str, Any], md: Markdown) -> Element:
    """Render the table; the links hold from any page because the path of the site stands before them."""
    allow_only(settings, {"of"})
    root = md.__dict__.get("site_root", "/")
    coverage: dict[str, str] = json.loads((DOCS / "coverage.json").read_text(encoding="utf-8"))
    rows: list[list[Child]] = [
        [part, element("a", {"href": root + place}, _title_of(place.partition("/#")[0]), _row_of(part))]
        for part, place in coverage.items()
    ]
    return table(HEADINGS, rows, "Where each part of the article is answered")


def _row_of(part: str) -> str:
    """Tell the rows of the comparison table apart, which stand on one page."""
    return f" ({part.removeprefix('Table: ').lower()})" if part.startswith("Table: ") else ""


def _title_of(page: str) -> str:
    heading = PAGE_TITLE.search((DOCS / f"{page}.md").read_text(encoding="utf-8"))
    if heading is None:
        raise ValueError(f"{page} has no title")
    return heading[1]


format_fence = strict_fence(_render)
