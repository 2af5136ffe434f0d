"""The house keeps its shape: known places, small files, nothing that only works on one machine."""

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST = 400
CODE = {".py", ".ts", ".mjs", ".css", ".html", ".sh"}
OUTSIDE = re.compile("|".join(["\\.\\./" + "shared", "/" + "work/", "/" + "root/", "/" + "home/"]))


@cache
def repository_files() -> tuple[Path, ...]:
    """Return the files that are, or are about to be, in git."""
    git = shutil.which("git")
    assert git, "git is missing"
    listed = subprocess.run(
        [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return tuple(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


def described_places() -> set[str]:
    """Return the names in the first column of the architecture page's table of top-level places."""
    page = (ROOT / "docs/contributing/architecture.md").read_text()
    section = page.split("{ #top-level }")[1].split("\n## ")[0]
    first_cells = re.findall(r"^\| (`[^|]+) \|", section, re.MULTILINE)
    return {name.rstrip("/") for cell in first_cells for name in re.findall(r"`([^`]+)`", cell)}


def test_top_level_is_what_the_architecture_page_describes() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in repository_files()} == described_places()


def test_code_files_are_short() -> None:
    code = {path: len(path.read_text().splitlines()) for path in repository_files() if path.suffix in CODE}
    assert code
    assert {str(path.relative_to(ROOT)): lines for path, lines in code.items() if lines > LONGEST} == {}


def test_nothing_reaches_outside_the_repository() -> None:
    reaching = []
    for path in repository_files():
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue  # pictures and fonts
        if OUTSIDE.search(text):
            reaching.append(str(path.relative_to(ROOT)))
    assert reaching == []


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "THIRD_PARTY.md", "CHANGELOG.md"])
def test_links_between_papers_lead_somewhere(name: str) -> None:
    links = re.findall(r"\]\((?!https?://|#|mailto:)([^)#]+)", (ROOT / name).read_text())
    assert [link for link in links if not (ROOT / link).exists()] == []
