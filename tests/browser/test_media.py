"""The pages under other conditions than a wide screen: enlarged, in forced colours, without motion, on paper."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit

INFERENCE = "calculators/inference/"
PAGES = ["", INFERENCE, "decide/compare/", "guide/cost/", "reference/token-prices/"]
ON_ONE_SHEET = ["lead-time", "inference", "training", "evaluation", "retrieval", "serving"]
# A4 less the margins that browsers leave, at 96 pixels per inch.
SHEET_WIDTH, SHEET_HEIGHT = 718, 1047


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


@pytest.mark.parametrize("path", PAGES)
def test_at_200_percent_nothing_is_cut_off(visit: Visit, path: str) -> None:
    """1280 CSS pixels at 200 % are 640; 320 are WCAG's limit for reflow (1.4.10)."""
    for width in (640, 320):
        page = visit(path, width=width)
        assert overflow(page) <= 0, f"{width} px"
        heading = page.locator("article h1")
        expect(heading).to_be_visible()
        for control in page.locator("form[data-calculator] :is(input, select):visible").all():
            box = control.bounding_box()
            assert box
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width


def test_twice_as_large_letters_fit(visit: Visit) -> None:
    page = visit(INFERENCE, width=1280)
    page.add_style_tag(content="html { font-size: 250% !important; }")
    assert overflow(page) <= 0


def test_in_forced_colours_controls_keep_their_outlines(visit: Visit) -> None:
    page = visit(INFERENCE)
    page.emulate_media(forced_colors="active")
    field = page.locator("#inference [name=requests_per_month]")
    field.focus()
    expect(field).to_have_css("outline-style", "solid")
    expect(field).not_to_have_css("border-style", re.compile("none"))
    assert page.locator(".calculator [data-result] .base, .calculator [data-result]").first.is_visible()


def test_who_wants_no_motion_gets_none(visit: Visit) -> None:
    page = visit(INFERENCE)
    page.emulate_media(reduced_motion="reduce")
    moving = page.evaluate(
        """[...document.querySelectorAll("article *")].filter((element) => {
            const {animationDuration, transitionDuration} = getComputedStyle(element);
            return [animationDuration, transitionDuration].some((time) => parseFloat(time) > 0.01);
        }).map((element) => element.outerHTML.slice(0, 100))"""
    )
    assert moving == []


@pytest.mark.parametrize("name", ON_ONE_SHEET)
def test_inputs_and_results_are_one_sheet_of_paper(visit: Visit, name: str) -> None:
    page = visit(f"calculators/{name}/", width=SHEET_WIDTH, height=SHEET_HEIGHT)
    page.emulate_media(media="print")
    box = page.locator(".calculator").first.bounding_box()
    assert box
    assert box["height"] <= SHEET_HEIGHT
    assert overflow(page) <= 0
    for field in page.locator("form[data-calculator] [name]").all():
        assert field.is_visible()
    expect(page.locator("[data-result]").first).to_be_visible()
    expect(page.locator(".form-actions")).to_be_hidden()


def test_inputs_verdict_and_options_of_a_comparison_are_one_sheet_of_paper(visit: Visit) -> None:
    page = visit("decide/compare/", width=SHEET_WIDTH, height=SHEET_HEIGHT)
    page.emulate_media(media="print")
    form = page.locator(".calculator").first.bounding_box()
    options = page.locator(".calculator .options").bounding_box()
    assert form
    assert options
    assert options["y"] + options["height"] - form["y"] <= SHEET_HEIGHT
    assert overflow(page) <= 0
    expect(page.locator(".options thead")).to_be_visible()
    expect(page.locator("[data-result=next_experiment]")).to_be_visible()


def test_on_a_phone_the_answer_in_one_sentence_stays_in_sight_of_the_field(visit: Visit) -> None:
    page = visit("calculators/training/", width=360, height=740)
    field = page.locator("#training [name=examples]")
    field.scroll_into_view_if_needed()
    field.fill("5000")
    expect(page.locator(".status").first).to_contain_text("Training time")
    expect(page.locator(".status").first).to_be_in_viewport(ratio=1)
    expect(page.locator("[data-result]").first).not_to_be_in_viewport()
    page.locator("#training .more-inputs > summary").focus()
    assert page.evaluate(
        "document.activeElement.getBoundingClientRect().bottom"
        " <= document.querySelector('.status').getBoundingClientRect().top"
    )
