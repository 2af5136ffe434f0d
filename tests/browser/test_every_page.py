"""Every page, on a desk or in a hand: axe finds nothing, sections can be linked, an overdue review is said.

And a wrong address leads on.
"""

import re
import xml.etree.ElementTree as ET
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations_in_light_and_dark
from tests.browser.conftest import SITE, Visit

IN_TEN_YEARS = "const now = Date.now; Date.now = () => now() + 10 * 365 * 86_400_000;"
# Of the folded price tables only the first: they repeat one structure, and axe takes seconds for thousands of cells.
FOLDED_PARTS = "article details:not(.facts-provider ~ .facts-provider)"
PARTS = 4  # of the pages, so that no worker is left with a walk of minutes when the others are done


@pytest.fixture(scope="session")
def paths(site_address: str) -> list[str]:
    """The pages of the sitemap, relative to the root, and the page for addresses that lead nowhere."""
    assert site_address
    sitemap = ET.parse(SITE / "sitemap.xml")
    addresses = [loc.text or "" for loc in sitemap.findall(".//{*}loc")]
    root = urlsplit(min(addresses, key=len)).path
    return [urlsplit(address).path.removeprefix(root) for address in addresses] + ["404.html"]


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("width", [1280, 360])
def test_pages(visit: Visit, paths: list[str], width: int, part: int) -> None:
    found: list[str] = []
    page = visit(width=width, bypass_csp=True)
    home = page.url
    page.add_init_script(IN_TEN_YEARS)
    for path in paths[part::PARTS]:
        page.goto(home + path)
        sections = page.locator("article :is(h2, h3):has(.headerlink)").count()
        expect(page.locator("article .copy-heading"), path).to_have_count(sections)
        if not path.startswith(("examples/", "404")):  # notebooks are run at every build instead
            expect(page.locator(".overdue"), path).to_have_count(1)
        page.locator(FOLDED_PARTS).evaluate_all("all => all.forEach((details) => { details.open = true; })")
        found += violations_in_light_and_dark(page)
        overflow = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
        if overflow > 0:
            found.append(f"{page.url} is {overflow} px wider than a window of {width} px")
    assert not found, "\n".join(found)


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
