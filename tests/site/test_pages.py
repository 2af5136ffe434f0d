"""Each page is complete: a title and a description of its own, a strict policy, no leftover syntax."""

import re
from collections import Counter
from pathlib import Path
from urllib.parse import urljoin

import pytest

from tests.site.built_site import Page

DOCS = Path(__file__).parents[2] / "docs"
LEFTOVERS = ("{!", "!}", "{{", "}}", "{%", "%}", "```", "~~~", "{ #", "{: ")
NEXT = re.compile(r'<a rel="?next"? href="([^"]+)">Next: ')
HEADING = re.compile(r"^#{2,3} .*", re.MULTILINE)
HAND_SET_ID = re.compile(r"\{[^}]*#[a-z][a-z0-9-]*[^}]*\}\s*$")
FENCED = re.compile(r"^(`{3,}|~{3,}).*?^\1`*~*\s*$", re.MULTILINE | re.DOTALL)


def test_no_leftover_syntax(pages: list[Page]) -> None:
    found = [f"{page.address}: {mark}" for page in pages for mark in LEFTOVERS if mark in page.text]
    assert not found, "\n".join(found)


def test_titles_and_descriptions_are_unique(pages: list[Page]) -> None:
    published = [page for page in pages if page.path.name != "404.html"]
    for values in (
        Counter(page.title for page in published),
        Counter(page.meta.get("description", "") for page in published),
    ):
        assert "" not in values
        assert [value for value, count in values.items() if count > 1] == []


def test_every_page_states_the_policy_before_it_loads_anything(pages: list[Page]) -> None:
    for page in pages:
        html = page.path.read_text(encoding="utf-8")
        policy = html.index('http-equiv="Content-Security-Policy"')
        assert policy < min(html.index("<link"), html.index("<script")), page.address
        assert "'unsafe-eval'" not in html, page.address
        assert page.meta["referrer"] == "no-referrer", page.address


def test_every_heading_has_a_hand_set_id() -> None:
    missing = [
        f"{source.relative_to(DOCS)}: {heading}"
        for source in DOCS.rglob("*.md")
        for heading in HEADING.findall(FENCED.sub("", source.read_text(encoding="utf-8")))
        if not HAND_SET_ID.search(heading)
    ]
    assert not missing, "\n".join(missing)


WRITTEN = [path for path in (DOCS / "_shared").glob("*.md") if not path.name.startswith("accuracy-")]
"""Blocks by hand; `make accuracy` writes the others, whoever includes them."""


@pytest.mark.parametrize("block", sorted(WRITTEN), ids=lambda path: path.name)
def test_shared_blocks_are_shared(block: Path) -> None:
    users = [
        source
        for source in DOCS.rglob("*.md")
        if f"{{!{block.name}!}}" in source.read_text(encoding="utf-8").splitlines()
    ]
    assert len(users) > 1, f"{block.name} is included by {len(users)} page(s): move it there"


def test_the_guide_can_be_read_from_page_to_page(pages: list[Page]) -> None:
    guide = {page.address: page.path.read_text(encoding="utf-8") for page in pages if "/guide/" in page.address}
    address, seen = "/guide/", ["/guide/"]
    while link := NEXT.search(guide[address]):
        address = urljoin(address, link[1])
        seen.append(address)
    assert sorted(seen) == sorted(guide)
