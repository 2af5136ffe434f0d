"""What a page may weigh, in bytes after gzip. Pyodide is apart: it is loaded on demand only."""

import gzip
from pathlib import Path

import pytest

from tests.site.built_site import SITE, Page, host_of

KB = 1000
HTML_BUDGET = 40 * KB
# Of everything that any page loads; fonts count in full although the browser takes only those in use.
BUDGETS = {".css": 32 * KB, ".js": 52 * KB, ".woff2": 160 * KB}


def gzipped(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), mtime=0))


def test_html_stays_within_its_budget(pages: list[Page]) -> None:
    heavy = {page.address: size for page in pages if (size := gzipped(page.path)) > HTML_BUDGET}
    assert not heavy


@pytest.mark.parametrize("kind", BUDGETS)
def test_files_of_a_page_stay_within_their_budget(pages: list[Page], kind: str) -> None:
    for page in pages:
        loaded = {(page.path.parent / load.partition("?")[0]).resolve() for load in page.loads if not host_of(load)}
        files = {path for path in loaded if path.suffix == kind and path.is_file()}
        if kind == ".woff2":
            files = set((SITE / "assets" / "fonts").glob("*.woff2"))
        assert files or page.path.name == "404.html", f"{page.address} loads no {kind}"
        sizes = {path.name: gzipped(path) for path in files}
        assert sum(sizes.values()) <= BUDGETS[kind], f"{page.address}: {sizes}"
