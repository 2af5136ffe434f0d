"""The promise that links keep working: every heading, source and claim that was ever published, page by page.

`python -m overrides.extensions.published_ids` adds to docs/published-ids.json what the built site has new.
"""

import json
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).parents[2]
SITE = ROOT / "site"
PUBLISHED = ROOT / "docs" / "published-ids.json"
MOVED = ROOT / "docs" / "moved-anchors.json"
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
SOURCE_OR_CLAIM = re.compile(r"ref-.+|E\d{3}")

Ids = Mapping[str, set[str]]


class _Ids(HTMLParser):
    """Collects the ids of a page: of all its elements, and those that people link to."""

    def __init__(self) -> None:
        super().__init__()
        self.all: set[str] = set()
        self.linkable: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the id of an element."""
        for name, value in attrs:
            if name == "id" and value:
                self.all.add(value)
                if tag in HEADINGS or SOURCE_OR_CLAIM.fullmatch(value):
                    self.linkable.add(value)


def pages_of(site: Path) -> Iterator[tuple[str, _Ids]]:
    """Yield each page of a built site: its address below the root, such as `guide/cost/`, and its ids."""
    for path in sorted(site.rglob("index.html")):
        ids = _Ids()
        ids.feed(path.read_text(encoding="utf-8"))
        folder = path.parent.relative_to(site).as_posix()
        yield ("" if folder == "." else f"{folder}/"), ids


def linkable_ids(site: Path) -> dict[str, set[str]]:
    """Return by page the ids that are worth keeping: headings, sources and claims."""
    return {page: ids.linkable for page, ids in pages_of(site)}


def all_ids(site: Path) -> dict[str, set[str]]:
    """Return by page every id."""
    return {page: ids.all for page, ids in pages_of(site)}


def published() -> dict[str, set[str]]:
    """Return by page the ids that were published so far."""
    return {page: set(ids) for page, ids in json.loads(PUBLISHED.read_text(encoding="utf-8")).items()}


def lost(promised: Ids, there: Ids, moved: Mapping[str, str]) -> list[str]:
    """Return the promised anchors that lead nowhere: neither there, nor moved to an anchor that is there."""
    anchors = {f"{page}#{name}" for page, ids in promised.items() for name in ids}
    present = {f"{page}#{name}" for page, ids in there.items() for name in ids} | there.keys()
    return sorted(anchor for anchor in anchors if anchor not in present and moved.get(anchor) not in present)


def main() -> None:
    """Add what is new in the built site; nothing is ever removed."""
    known, found = published(), linkable_ids(SITE)
    merged = {page: sorted(known.get(page, set()) | found.get(page, set())) for page in sorted(known.keys() | found)}
    PUBLISHED.write_text(json.dumps(merged, indent=1) + "\n", encoding="utf-8")
    added = sum(len(ids - known.get(page, set())) for page, ids in found.items())
    print(f"{added} new of {sum(map(len, merged.values()))} published ids")


if __name__ == "__main__":
    main()
