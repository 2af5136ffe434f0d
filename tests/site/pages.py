"""The built site, as its tests read it."""

from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib  # type: ignore[import-untyped]
import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SITE = ROOT / "site"


def built_pages() -> list[str]:
    """Return the address of every page below the root, such as `guide/cost/`; the front page's is empty."""
    if not (SITE / "index.html").is_file():
        pytest.fail(f"There is no built site in {SITE.name}/: run `make build` first.", pytrace=False)
    folders = sorted(path.parent.relative_to(SITE).as_posix() for path in SITE.rglob("index.html"))
    return ["" if folder == "." else f"{folder}/" for folder in folders]


def article_of(page: str) -> Element:
    """Return the article of a built page."""
    text = (SITE / page / "index.html").read_text(encoding="utf-8")
    article: Element | None = html5lib.parse(text, namespaceHTMLElements=False).find(".//article")
    assert article is not None, f"{page} has no article"
    return article


def text_of(root: Element) -> str:
    """Return the words of an element with single spaces."""
    return " ".join("".join(root.itertext()).split())
