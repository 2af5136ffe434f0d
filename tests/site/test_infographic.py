"""The infographic is one picture in two sizes, says what its table says, fits its frame, and can be taken away."""

import xml.etree.ElementTree as ET
from xml.etree.ElementTree import Element

import pytest

import calculators
from overrides.extensions.infographic_fence import PIXELS_PER_UNIT, description, files
from overrides.extensions.infographic_rows import _quoted, rows
from overrides.extensions.infographic_svg import LETTER, NARROW, WIDE, Layout
from tests.site.pages import SITE, article_of, text_of

PAGE = "guide/infographic/"
ASPECTS = [
    "Definition",
    "Use case",
    "Cost",
    "Expertise",
    "Flexibility",
    "Performance",
    "Deployment time",
    "Scalability",
]


def pictures() -> dict[str, Element]:
    found = article_of(PAGE).findall(".//figure[@class='infographic']/{*}svg")
    return {svg.get("class", ""): svg for svg in found}


def size_of(text: Element) -> float:
    return float(text.get("style", "").partition("font-size:")[2].partition("px")[0])


def test_both_sizes_stand_on_the_page_with_words_for_those_who_cannot_see_them() -> None:
    assert sorted(pictures()) == ["narrow", "wide"]
    for svg in pictures().values():
        assert svg.get("role") == "img"
        named = {part.get("id"): text_of(part) for part in svg}
        assert named[svg.get("aria-labelledby")]
        assert named[svg.get("aria-describedby")] == description(rows())


def test_the_aspects_are_those_of_the_comparison_in_their_order() -> None:
    assert [row.aspect for row in rows()] == ASPECTS
    anchors = {part.get("id") for part in article_of("guide/comparison-table/").iter()}
    assert {row.anchor for row in rows()} <= anchors


def test_the_numbers_come_from_the_engine() -> None:
    weeks = calculators.calculate("lead-time", {"arm": "prompt"})["results"]["lead_time_weeks"]
    row = next(row for row in rows() if row.aspect == "Deployment time")
    assert row.prompt.range == (weeks["low"], weeks["base"], weeks["high"])
    assert row.prompt.number == f"{float(f'{weeks["base"]:.2g}'):g} weeks"


def test_a_number_that_the_evidence_no_longer_holds_stops_the_build() -> None:
    with pytest.raises(ValueError, match="E047 does not say 69"):
        _quoted("E047", "69")


@pytest.mark.parametrize("layout", [WIDE, NARROW], ids=["wide", "narrow"])
def test_words_fit_their_frame_and_can_be_read(layout: Layout) -> None:
    svg = pictures()[layout.name]
    texts = svg.findall(".//{*}text")
    assert len(texts) > 40
    for text in texts:
        words, size = text_of(text), size_of(text)
        assert size >= 13, words
        if size < 18 or "font-weight" not in text.get("style", ""):
            assert float(text.get("x", "0")) + LETTER * size * len(words) <= layout.width, words
        assert float(text.get("y", "0")) < float(svg.get("height", "0"))


def test_the_files_are_complete_pictures() -> None:
    assert b"https://example.org/page/" in files("https://example.org/page/")["prompt-or-tune.svg"]
    folder = SITE / "assets/infographic"
    assert sorted(path.name for path in folder.iterdir()) == sorted(files(""))
    for path in folder.glob("*.svg"):
        svg = ET.fromstring(path.read_text(encoding="utf-8"))
        assert svg.tag == "{http://www.w3.org/2000/svg}svg"
        assert svg.get("aria-label") == description(rows())
        assert "prefers-color-scheme:dark" in (svg.findtext("{*}style") or "")
        assert not [part for part in svg.iter() if part.get("href")]
    pixels = (folder / "prompt-or-tune.png").read_bytes()
    assert pixels.startswith(b"\x89PNG")
    assert int.from_bytes(pixels[16:20]) == int(WIDE.width * PIXELS_PER_UNIT)
