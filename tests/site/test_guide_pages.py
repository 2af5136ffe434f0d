"""Every section of the guide is built alike: claim, evidence, advice, doubt, something to try, and words to paste."""

import re

import pytest

from overrides.extensions.evidence import DOCS
from tests.site.pages import article_of, text_of

COMPARISON = "comparison-table"
SECTIONS = sorted(path.stem for path in (DOCS / "guide").glob("*.md") if path.stem not in ("index", COMPARISON))
FEWEST_WORDS, MOST_WORDS = 700, 1_500
TO_TRY = re.compile(r"^```(calculator|infographic)$", re.MULTILINE)


def source(page: str) -> str:
    return (DOCS / "guide" / f"{page}.md").read_text("utf-8")


def ids(page: str) -> set[str]:
    return set(re.findall(r"^##+ .*\{ #([\w-]+) \}$", source(page), re.MULTILINE))


def test_there_are_eleven_sections() -> None:
    assert len(SECTIONS) == 11


@pytest.mark.parametrize("page", SECTIONS)
def test_a_section_says_what_is_claimed_and_what_the_evidence_says(page: str) -> None:
    assert {"article", "evidence"} <= ids(page)


@pytest.mark.parametrize("page", [*SECTIONS, COMPARISON])
def test_a_page_advises_doubts_itself_and_gives_something_to_try_and_to_paste(page: str) -> None:
    assert {"do", "change-our-mind", "review"} <= ids(page)
    assert TO_TRY.search(source(page))
    review = source(page).split("{ #review }")[1]
    assert "[@E" in review or "](" in review, "a paragraph to paste carries its links"


@pytest.mark.parametrize("page", [*SECTIONS, COMPARISON])
def test_a_page_is_neither_thin_nor_long(page: str) -> None:
    prose = re.sub(r"^```.*?^```$|^---$.*?^---$", "", source(page), flags=re.MULTILINE | re.DOTALL)
    assert FEWEST_WORDS <= len(prose.split()) <= MOST_WORDS
    assert text_of(article_of(f"guide/{page}/"))
