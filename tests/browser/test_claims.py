"""The filter of the claims works with CSS alone, and what was published as a claim's address leads to its entry."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit

PAGE = "reference/claims/"
MORE_THAN_THE_THEME_WAITS_MS = 700  # before it would rename the anchor, were navigation.tracking on


def shown(page: Page) -> int:
    return page.locator(".claim:visible").count()


def test_each_choice_narrows_the_list(visit: Visit) -> None:
    page = visit(PAGE)
    everything = shown(page)
    page.get_by_label("Stance").select_option("contradicts")
    contradicting = shown(page)
    assert contradicting == page.locator(".claim[data-is~=contradicts]").count()
    assert 0 < contradicting < everything
    page.get_by_label("Row of the table").select_option("Deployment time")
    both = page.locator(".claim[data-is~=contradicts][data-is~=deployment-time]").count()
    assert shown(page) == both < contradicting
    page.get_by_role("combobox", name="Section").select_option("6. Cost and resources")
    page.get_by_label("Status").select_option("second-hand")
    assert shown(page) < both
    for choice in page.get_by_role("group", name="Show only some claims").get_by_role("combobox").all():
        choice.select_option("all")
    assert shown(page) == everything


def test_the_keyboard_filters(visit: Visit) -> None:
    page = visit(PAGE)
    everything = shown(page)
    page.get_by_label("Status").focus()
    page.keyboard.type("comp")
    expect(page.get_by_label("Status")).to_have_value("computed")
    assert shown(page) < everything


@pytest.mark.parametrize("width", [360, 1280])
def test_an_entry_of_the_index_fits_and_leads_to_the_claim(visit: Visit, width: int) -> None:
    page = visit(PAGE, width=width)
    page.get_by_label("Stance").select_option("contradicts")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("link", name="E073", exact=True).click()
    expect(page).to_have_url(re.compile(r"/reference/claims/what-each-takes/#E073$"))
    expect(page.locator("#E073")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_address_that_a_claim_had_first_still_leads_to_it(visit: Visit) -> None:
    page = visit(f"{PAGE}#E072")
    expect(page).to_have_url(re.compile(r"/reference/claims/what-each-takes/#E072$"))
    expect(page.locator("#E072")).to_be_in_viewport()


def test_a_citation_leads_to_the_claim_and_the_claim_back(visit: Visit) -> None:
    page = visit("guide/cost/")
    page.locator("#cite-E073").click()
    expect(page.locator("#E073")).to_be_in_viewport()
    assert_the_address_stays(page, "/reference/claims/what-each-takes/#E073")
    page.locator('#E073 a[href$="guide/cost/#cite-E073"]').click()
    expect(page.locator("#cite-E073")).to_be_in_viewport()
    assert_the_address_stays(page, "/guide/cost/#cite-E073")


def assert_the_address_stays(page: Page, end: str) -> None:
    """The link that a reader copies from the address bar is the one that was followed, also after some scrolling."""
    expect(page).to_have_url(re.compile(f"{re.escape(end)}$"))
    page.mouse.move(400, 400)
    page.mouse.wheel(0, 40)
    page.wait_for_timeout(MORE_THAN_THE_THEME_WAITS_MS)
    assert page.url.endswith(end)


def test_the_filter_needs_no_script(visit: Visit) -> None:
    opened = visit(PAGE).context.browser
    assert opened is not None
    context = opened.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(visit(PAGE).url)
    everything = shown(page)
    page.get_by_label("Stance").select_option("refines")
    assert 0 < shown(page) < everything
    context.close()
