"""A definition shows on hover and on focus, stays under the pointer, fits the screen, and goes with Escape."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

PAGE = "guide/introduction/"


@pytest.mark.parametrize("width", [360, 1280])
def test_it_shows_on_hover_and_fits(visit: Callable[..., Page], width: int) -> None:
    page = visit(PAGE, width=width)
    term = page.locator("article .term").first
    tip = term.get_by_role("tooltip", include_hidden=True)
    expect(tip).to_be_hidden()
    term.locator("a").hover()
    expect(tip).to_be_visible()
    box = tip.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    tip.hover()
    expect(tip).to_be_visible()
    page.locator("article h1").hover()
    expect(tip).to_be_hidden()


def test_the_keyboard_reaches_it_and_escape_dismisses_it(visit: Callable[..., Page]) -> None:
    page = visit(PAGE)
    expect(page.locator(".copy-heading").first).to_be_attached()  # the script has run
    term = page.locator("article .term").first
    link, tip = term.locator("a"), term.get_by_role("tooltip", include_hidden=True)
    link.focus()
    expect(tip).to_be_visible()
    expect(link).to_have_accessible_description(tip.text_content() or "")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    expect(link).to_be_focused()
    page.keyboard.press("Tab")
    link.focus()
    expect(tip).to_be_visible()


def test_it_leads_to_the_glossary(visit: Callable[..., Page]) -> None:
    page = visit(PAGE)
    link = page.locator("article .term a").first
    anchor = (link.get_attribute("href") or "").partition("#")[2]
    link.click()
    page.wait_for_url(f"**/glossary/#{anchor}")
    expect(page.locator(f"#{anchor}")).to_be_in_viewport()
