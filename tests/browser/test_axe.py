"""axe's default rules find nothing on any page, light or dark, on a desk or in a hand."""

import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import SITE, Scheme, Visit

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (1280, 360)
# Of the folded price tables only the first: they repeat one structure, and axe takes seconds for thousands of cells.
FOLDED_PARTS = "article details:not(.facts-provider ~ .facts-provider)"
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
PARTS = 3  # of the pages, so that no worker is left with a walk of minutes when the others are done


def violations(page: Page) -> list[str]:
    page.add_script_tag(path=AXE)  # needs a context without the page's policy
    result = page.evaluate("() => axe.run({ resultTypes: ['violations'] })")  # the rest only takes time
    return [
        f"{page.url} {rule['id']}: {node['html'][:160]} {node['failureSummary']}"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]


@pytest.fixture(scope="session")
def paths(site_address: str) -> list[str]:
    """The pages of the sitemap, relative to the root, and the page for addresses that lead nowhere."""
    assert site_address
    sitemap = ET.parse(SITE / "sitemap.xml")
    addresses = [loc.text or "" for loc in sitemap.findall(".//{*}loc")]
    root = urlsplit(min(addresses, key=len)).path
    return [urlsplit(address).path.removeprefix(root) for address in addresses] + ["404.html"]


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_pages(visit: Visit, paths: list[str], scheme: Scheme, width: int, part: int) -> None:
    found: list[str] = []
    page = visit(width=width, scheme=scheme, bypass_csp=True)
    home = page.url
    for path in paths[part::PARTS]:
        page.goto(home + path)
        page.locator(FOLDED_PARTS).evaluate_all("all => all.forEach((details) => { details.open = true; })")
        found += violations(page)
        overflow = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
        if overflow > 0:
            found.append(f"{page.url} is {overflow} px wider than a window of {width} px")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_open_search(visit: Visit, scheme: Scheme, width: int) -> None:
    page = visit(width=width, scheme=scheme, bypass_csp=True)
    if width < 960:  # below this the theme hides the field behind a button
        page.locator(".md-header label[for=__search]").first.click()
    page.get_by_role("textbox", name="Search").click()
    page.keyboard.type("cost", delay=20)
    page.locator(".md-search-result__item").first.wait_for()
    page.wait_for_timeout(500)  # the field and the results fade in; axe would measure half-faded colours
    found = violations(page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_open_drawer(visit: Visit, scheme: Scheme) -> None:
    page = visit("reference/", width=360, scheme=scheme, bypass_csp=True)
    page.locator(".md-header label[for=__drawer]").click()
    page.wait_for_timeout(500)
    found = violations(page)
    assert not found, "\n".join(found)
