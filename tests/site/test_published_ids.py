"""A link that was pasted into a review once keeps working: ids stay, or the map says where they went."""

import json
import re
from pathlib import Path

import pytest

from overrides.extensions.published_ids import MOVED, all_ids, linkable_ids, lost, published
from tests.site.pages import DOCS, SITE

HEADING = re.compile(r"^#{2,3} .*$", re.MULTILINE)
FENCE = re.compile(r"^(`{3,}).*?^\1", re.MULTILINE | re.DOTALL)
SOURCES = sorted([*DOCS.rglob("*.md"), *DOCS.rglob("*.ipynb")])


def moved() -> dict[str, str]:
    loaded: dict[str, str] = json.loads(MOVED.read_text(encoding="utf-8"))
    return loaded


def test_no_published_id_is_lost() -> None:
    assert lost(published(), all_ids(SITE), moved()) == []


def test_every_id_is_on_record() -> None:
    known = published()
    new = {page: ids - known.get(page, set()) for page, ids in linkable_ids(SITE).items()}
    new = {page: ids for page, ids in new.items() if ids}
    assert not new, f"run `python -m overrides.extensions.published_ids` and commit the list: {new}"


def test_every_move_ends_at_an_anchor_and_starts_where_none_is() -> None:
    there = all_ids(SITE)
    anchors = {f"{page}#{name}" for page, ids in there.items() for name in ids}
    for old, new in moved().items():
        assert old not in anchors, f"{old} is there and would never be followed"
        assert new in anchors or new in there, f"{old} leads to {new}, which is not there"


def test_a_vanished_id_needs_a_move() -> None:
    promised, there = {"guide/": {"kept", "gone"}, "old/": {"x"}}, {"guide/": {"kept", "new"}}
    assert lost(promised, there, {}) == ["guide/#gone", "old/#x"]
    assert lost(promised, there, {"guide/#gone": "guide/#new", "old/#x": "guide/"}) == []
    assert lost(promised, there, {"guide/#gone": "guide/#nowhere", "old/#x": "lost/"}) == ["guide/#gone", "old/#x"]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(DOCS).as_posix())
def test_headings_carry_ids_set_by_hand(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        text = "\n\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] != "code")
    for heading in HEADING.findall(FENCE.sub("", text)):
        assert re.search(r"\{[^}]*#[a-z][\w-]*[^}]*\}$", heading), f"{heading} would lose its links when it is reworded"
