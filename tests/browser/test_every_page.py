"""On every page, sections can be linked and an overdue review is said; a wrong address leads on."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.browser.conftest import SITE

IN_TEN_YEARS = "const now = Date.now; Date.now = () => now() + 10 * 365 * 86_400_000;"
Visit = Callable[..., Page]


def addresses() -> list[str]:
    folders = sorted(path.parent.relative_to(SITE).as_posix() for path in SITE.rglob("index.html"))
    return ["" if folder == "." else f"{folder}/" for folder in folders]


def test_sections_can_be_copied_and_an_overdue_review_is_said(visit: Visit) -> None:
    page = visit()
    root = page.url
    page.add_init_script(IN_TEN_YEARS)
    for address in addresses():
        page.goto(root + address)
        if not address.startswith("examples/"):  # notebooks are run at every build instead
            expect(page.locator(".overdue"), address).to_have_count(1)
        sections = page.locator("article :is(h2, h3):has(.headerlink)").count()
        expect(page.locator("article .copy-heading"), address).to_have_count(sections)


def not_found(page: Page, address: str) -> None:
    root = page.url
    html = page.request.get(f"{root}404.html").text()
    page.route(root + address, lambda route: route.fulfill(status=404, body=html, content_type="text/html"))
    page.goto(root + address)


def test_a_lost_reader_gets_suggestions_and_a_search(visit: Visit) -> None:
    page = visit(expect_errors=True)
    root = page.url
    not_found(page, "guide/costs-of-tuning.html")
    suggested = page.locator("[data-suggestions] a")
    expect(suggested.first).to_be_visible()
    found = suggested.evaluate_all("links => links.map((link) => link.pathname)")
    assert urlsplit(root).path + "guide/cost/" in found
    assert 1 <= len(found) <= 3
    page.locator("[data-search-instead]").click()
    page.wait_for_url(re.compile(r"\?q=guide\+costs\+tuning"))
    expect(page.locator(".md-search-result__item").first).to_be_attached()


def test_an_address_of_nothing_gets_no_suggestion(visit: Visit) -> None:
    page = visit(expect_errors=True)
    not_found(page, "%E0%A4%A/zzzz")
    expect(page.locator("h1")).to_have_text("This page is not here")
    expect(page.locator("[data-search-instead]")).to_have_attribute("href", re.compile(r"q=zzzz"))
    expect(page.locator("[data-suggestions]")).to_be_hidden()
