"""Notebooks run at build time: one that fails stops the build, and their pages stay light and our own."""

import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.site.pages import DOCS, ROOT, SITE, article_of, built_pages, text_of

MOST_GZIPPED_BYTES = 40_000
NOTEBOOKS = sorted((DOCS / "examples").glob("*.ipynb"))
PAGES = [f"examples/{path.stem}/" for path in NOTEBOOKS]
LOADED = re.compile(r"<(?:script|img|iframe|source)[^>]*\ssrc=\"?(?:https?:)?//|<link[^>]*stylesheet[^>]*//|@import")


def build(folder: Path, *code: str) -> subprocess.CompletedProcess[str]:
    """Build a scratch project with this site's settings for notebooks and one notebook of these code cells."""
    cells: list[dict[str, object]] = [{"cell_type": "markdown", "metadata": {}, "source": "# Example { #example }"}]
    cells += [
        {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": [], "source": line} for line in code
    ]
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    notebook = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 4}
    (folder / "docs" / "examples").mkdir(parents=True)
    (folder / "docs" / "examples" / "one.ipynb").write_text(json.dumps(notebook))
    (folder / "docs" / "index.md").write_text("# Home\n")
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    [plugin] = re.findall(r"^  - mkdocs-jupyter:\n(?:      .*\n)+", settings, re.MULTILINE)
    plugin = plugin.replace("overrides/", f"{ROOT}/overrides/")
    extensions = "markdown_extensions: [attr_list, md_in_html, pymdownx.superfences, tables]\n"
    (folder / "mkdocs.yml").write_text(f"site_name: Scratch\ntheme: mkdocs\n{extensions}plugins:\n{plugin}")
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_a_notebook_that_works_is_built_with_its_outputs(tmp_path: Path) -> None:
    done = build(tmp_path, "print(6 * 7)", "'<' + 'b>'")
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "site" / "examples" / "one" / "index.html").read_text(encoding="utf-8")
    assert '<h1 id="example">' in page
    assert re.search(r"<code[^>]*>42\s*</code>", page)
    assert re.search(r"<code[^>]*>'&lt;b&gt;'\s*</code>", page)


def test_a_notebook_that_fails_stops_the_build(tmp_path: Path) -> None:
    done = build(tmp_path, "1 / 0")
    assert done.returncode != 0
    assert "ZeroDivisionError" in done.stderr


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_output_is_stored(path: Path) -> None:
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


@pytest.mark.parametrize("page", PAGES)
def test_its_page_is_light_and_answers(page: str) -> None:
    html = (SITE / page / "index.html").read_bytes()
    assert len(gzip.compress(html)) <= MOST_GZIPPED_BYTES
    assert b"MathJax" not in html
    article = article_of(page)
    assert article.find(".//table") is not None, "the outputs are missing"
    assert not re.search(r"Traceback|&lt;|</?style", text_of(article))


def test_no_page_loads_anything_from_another_host() -> None:
    for page in built_pages():
        found = LOADED.findall((SITE / page / "index.html").read_text(encoding="utf-8"))
        assert not found, page
