"""A button beside each section's permalink that copies a Markdown link to the section, by the page's script."""

import re
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from calculators.present.markup import element

TITLE = "Copy a Markdown link to this section"
PERMALINK = "a[@class='headerlink']"
AFTER_TOC = 4  # which sets ids and permalinks at 5
_SPECIAL = re.compile(r"[\\\[\]]")


class _Buttons(Treeprocessor):
    def run(self, root: Element) -> None:
        page = next(map(_title, root.iter("h1")), "")
        for heading in (part for tag in ("h2", "h3") for part in root.iter(tag)):
            if heading.find(PERMALINK) is not None:
                heading.append(_button(f"[{_title(heading)} ({page})]"))


def _title(heading: Element) -> str:
    """Return the text of a heading without its permalink, safe inside the brackets of a Markdown link."""
    permalink = heading.find(PERMALINK)
    text = "".join(heading.itertext())
    return _SPECIAL.sub(r"\\\g<0>", text.removesuffix((permalink.text or "") if permalink is not None else "").strip())


def _button(link_text: str) -> Element:
    attributes = {"type": "button", "class": "headerlink copy-heading", "title": TITLE, "aria-label": TITLE}
    return element("button", {**attributes, "data-copy": link_text})


class _CopyLinks(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's name
        md.treeprocessors.register(_Buttons(md), "copy_links", AFTER_TOC)


def makeExtension(**settings: Any) -> Extension:  # noqa: N802 - Markdown's name
    """Return the extension, as Markdown asks for it by the module's name."""
    return _CopyLinks(**settings)
