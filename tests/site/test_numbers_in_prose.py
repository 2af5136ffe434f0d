"""A number with a unit or a currency says where it comes from, in the same paragraph, list item or table row.

It cites evidence, links to its source or to a table of facts, or is computed when the site is built.
numbers-without-source.json lists the exceptions by the words with which the block begins, each with its reason.
"""

import json
import re
from pathlib import Path

import pytest

from tests.site.pages import DOCS
from tests.site.prose import blocks

UNITS = (
    r"%|percent(?:age points?)?|points?|tokens?|parameters|ms|(?:milli)?seconds?|minutes?|hours?|days?|weeks?|months?|"
    r"years?|[KMGT]i?B|bytes?|bits?|GPUs?|GPU-hours?|cards?|TFLOPS|calls?|requests?|conversations?|questions?|"
    r"examples?|items?|labels?|pairs?|documents?|tasks?|models?|runs?|epochs?|engineers?|people|times|-?fold|"
    r"thousand|million|billion|dollars?|USD|euros?"
)
NUMBER = r"\d[\d,.]*(?: ?(?:to|-|\u2013|and|or|of) \d[\d,.]*)?"
WITH_UNIT = re.compile(rf"(?:US\$|[$€£]) ?{NUMBER}|(?<![\w.#-]){NUMBER}[ \u00a0-]?(?:{UNITS})(?!\w)")
CITATION = re.compile(r"\[@E\d|\[=")  # evidence, or a number that the engine works out
OUTSIDE = re.compile(r"\]\(https?://")
LINK = re.compile(r"\]\(([^)\s#]+\.md)[^)]*\)")
EXCEPTIONS: dict[str, dict[str, str]] = json.loads(
    Path(__file__).with_name("numbers-without-source.json").read_text(encoding="utf-8")
)
SHORTEST_REASON = 15
PAGES = sorted(path for path in DOCS.rglob("*.md") if "_shared" not in path.parts)


def has_source(block: str, page: Path) -> bool:
    """Whether a block cites, links outside, or links to a page of facts other than itself."""
    targets = {(page.parent / target).resolve() for target in LINK.findall(block)} - {page.resolve()}
    facts = DOCS / "reference"
    return bool(CITATION.search(block) or OUTSIDE.search(block) or any(facts in target.parents for target in targets))


def unsourced(page: Path) -> list[str]:
    """Return the blocks of a page that hold a number with a unit, and no source."""
    return [block for block in blocks(page) if WITH_UNIT.search(block) and not has_source(block, page)]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(DOCS).as_posix())
def test_numbers_have_a_source(page: Path) -> None:
    excused = EXCEPTIONS.get(page.relative_to(DOCS).as_posix(), {})
    found = unsourced(page)
    bare = [block for block in found if not any(block.startswith(start) for start in excused)]
    assert not bare, "cite, link the source, or compute it (CONTRIBUTING.md):\n" + "\n".join(bare)
    idle = [start for start in excused if not any(block.startswith(start) for block in found)]
    assert not idle, f"no longer needed in numbers-without-source.json: {idle}"


def test_every_exception_names_a_page_and_a_reason() -> None:
    for page, excused in EXCEPTIONS.items():
        assert (DOCS / page).is_file(), page
        assert all(len(reason) >= SHORTEST_REASON for reason in excused.values()), page


@pytest.mark.parametrize(
    "sentence",
    [
        "It costs US$4.",
        "A gain of 3.5 points.",
        "Within 200 milliseconds.",
        "It saved 41 to 80 % of it.",
        "About €1,200 a month.",
        "A 24-hour job.",
        "One of 80 GB.",
    ],
)
def test_a_number_with_a_unit_is_seen(sentence: str, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# A title\n\n{sentence}\n", encoding="utf-8")
    assert unsourced(page) == [sentence]


@pytest.mark.parametrize(
    "text",
    [
        "It costs US$4 [@E011].",
        "It costs US$4.\nThe price is illustrative [@E011].",
        "It costs US$4 ([list](https://example.org/prices)).",
        "It costs US$4 to [=run.training_cost_usd].",
        "Write `US$4` here.",
        "```inputs\nname: 5 days\n```",
        "The models of 2025, GPT-4.1 and version 3.13.",
        "Row 12 of the table.",
    ],
)
def test_a_sourced_number_and_a_mere_number_are_left_alone(text: str, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(text + "\n", encoding="utf-8")
    assert unsourced(page) == []


def test_a_source_holds_for_its_block_only(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("- US$4 [@E011].\n- US$5.\n\n| a | US$6 |\n| b | US$7 [@E011] |\n", encoding="utf-8")
    assert unsourced(page) == ["- US$5.", "| a | US$6 |"]
