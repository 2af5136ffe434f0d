"""What pages may cite: facts from docs/evidence.json and the entries of docs/references.bib that they rest on."""

import functools
import json
import re
import string
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mkdocs.exceptions import BuildError
from mkdocs.utils.meta import get_data
from pybtex.database import BibliographyData, Entry, parse_file
from pybtex.richtext import Text

DOCS = Path(__file__).parents[2] / "docs"
MARK = re.compile(r"\[(@[^\]]*)\]")
CODE = re.compile(r"^(`{3,}|~{3,}).*?^\1|`[^`\n]*`", re.MULTILINE | re.DOTALL)
PAGE_TITLE = re.compile(r"^# +(.+?)(?: *\{.*\})?$", re.MULTILINE)


@dataclass(frozen=True)
class Check:
    """One look at a source after the first: what came of it, and where."""

    date: str
    outcome: str
    where: str
    note: str = ""


@dataclass(frozen=True)
class Evidence:
    """One fact: what was found, where, and how it bears on the usual comparison."""

    claim: str
    figure: str
    conditions: str
    section: int  # of the article
    rows: tuple[str, ...]  # of its comparison table
    keys: tuple[str, ...]
    locator: str
    status: str  # verified, second-hand or computed
    stance: str  # supports, refines or contradicts
    date_seen: str
    checked: Check | None = None


@functools.cache
def evidence() -> dict[str, Evidence]:
    """Return every fact that may be cited, by id."""
    facts = json.loads((DOCS / "evidence.json").read_text(encoding="utf-8"))["facts"]
    return {name: _evidence(row) for name, row in facts.items()}


def _evidence(row: dict[str, Any]) -> Evidence:
    check = Check(**row["checked"]) if "checked" in row else None
    return Evidence(**row | {"keys": tuple(row["keys"]), "rows": tuple(row["rows"]), "checked": check})


@functools.cache
def references() -> BibliographyData:
    """Return the entries of references.bib, by key."""
    return parse_file(str(DOCS / "references.bib"), bib_format="bibtex")


def cited_in(mark: str) -> dict[str, Evidence]:
    """Return the facts that the inside of a mark such as `@E072; @E073` names, by id.

    Raises:
        BuildError: for a name that is malformed or belongs to no fact that may be cited.

    """
    names = [part.strip() for part in mark.split(";")]
    if wrong := [name for name in names if not name.startswith("@") or name[1:] not in evidence()]:
        raise BuildError(f"[{mark}] cites what docs/evidence.json does not hold: {', '.join(wrong)}")
    return {name[1:]: evidence()[name[1:]] for name in names}


@functools.cache
def labels() -> dict[str, str]:
    """Return author and year of every entry that carries a fact, by key; a letter tells twins apart."""
    keys_by_label: dict[str, list[str]] = {}
    for key in sorted({key for row in evidence().values() for key in row.keys}):
        keys_by_label.setdefault(_author_and_year(references().entries[key]), []).append(key)
    return {
        key: label + (letter if len(keys) > 1 else "")
        for label, keys in keys_by_label.items()
        for key, letter in zip(keys, string.ascii_lowercase, strict=False)
    }


def _author_and_year(entry: Entry) -> str:
    names = [str(Text.from_latex(" ".join(p.prelast_names + p.last_names))) for p in entry.persons["author"]]
    match names:
        case [name]:
            authors = name
        case [first, second] if second != "others":
            authors = f"{first} and {second}"
        case _:
            authors = f"{names[0]} et al."
    return f"{authors} {entry.fields['year']}"


def citing_pages() -> dict[str, list[tuple[str, str]]]:
    """Return, by the id of a fact, path below docs/ and title of the pages and notebooks that cite it."""
    pages: dict[str, list[tuple[str, str]]] = {}
    for path in sorted([*DOCS.rglob("*.md"), *DOCS.rglob("*.ipynb")]):
        text, settings = get_data(_markdown_of(path))
        heading = PAGE_TITLE.search(text)
        title = heading[1] if heading else str(settings.get("title", path.stem))
        marks = MARK.findall(CODE.sub("", text))
        for name in dict.fromkeys(name for mark in marks for name in re.findall(r"E\d+", mark)):
            pages.setdefault(name, []).append((path.relative_to(DOCS).as_posix(), title))
    return pages


def _markdown_of(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        return text
    cells = json.loads(text)["cells"]
    return "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
