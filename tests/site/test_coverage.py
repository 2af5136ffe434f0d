"""The site answers every part of the article: coverage.json says where, and there is something to read there."""

import json
from xml.etree.ElementTree import Element

import pytest

from tests.site.pages import DOCS, SITE, article_of, text_of

ROWS = ("Definition", "Use case", "Cost", "Expertise", "Flexibility", "Performance", "Deployment time", "Scalability")
SECTIONS = (
    "Introduction",
    "Key differences",
    "Workflow",
    "Use cases for prompt engineering",
    "Use cases for fine-tuning",
    "Cost and resources",
    "Scalability and flexibility",
    "Performance",
    "Challenges and limits",
    "Choosing the approach",
    "Infographic",
)
AROUND = ("About the author", "Disclaimer", "Comments")
PARTS = [
    *(f"Table: {row}" for row in ROWS),
    *(f"{number}. {title}" for number, title in enumerate(SECTIONS, 1)),
    *AROUND,
]
COVERAGE: dict[str, str] = json.loads((DOCS / "coverage.json").read_text(encoding="utf-8"))
LEAST_WORDS = {"Table": 20, "About the author": 100, "Disclaimer": 100, "Comments": 60}
LEAST_WORDS_OF_A_SECTION = 350


def below(article: Element, name: str) -> str:
    """Return what stands between a heading and the next one of its level or above."""
    for parent in article.iter():
        children = list(parent)
        for index, child in enumerate(children):
            if child.get("id") == name:
                part = []
                for sibling in children[index + 1 :]:
                    if sibling.tag[0] == "h" and sibling.tag[1:].isdigit() and sibling.tag <= child.tag:
                        break
                    part.append(text_of(sibling))
                return " ".join(part)
    raise AssertionError(f"there is no #{name}")


def test_every_part_of_the_article_has_its_place() -> None:
    assert list(COVERAGE) == PARTS
    assert len(set(COVERAGE.values())) == len(PARTS)


@pytest.mark.parametrize("part", PARTS)
def test_the_place_is_built_and_is_no_stub(part: str) -> None:
    page, _, name = COVERAGE[part].partition("#")
    words = below(article_of(page), name).split()
    least = LEAST_WORDS.get(part.partition(":")[0], LEAST_WORDS_OF_A_SECTION)
    assert len(words) >= least, f"{COVERAGE[part]} has {len(words)} words"


def test_readers_see_the_table_too() -> None:
    [table] = [part for part in article_of("about/").iter("div") if part.get("aria-label", "").startswith("Where each")]
    rows = [list(row) for row in table.iter("tr")][1:]
    assert [text_of(part) for part, _ in rows] == PARTS
    links = [str(next(place.iter("a")).get("href")) for _, place in rows]
    assert all(link.endswith(place) for link, place in zip(links, COVERAGE.values(), strict=True))


@pytest.mark.parametrize("name", ["coverage.json", "published-ids.json"])
def test_records_for_tests_are_not_published(name: str) -> None:
    assert not (SITE / name).exists()
