"""axe's default rules find nothing in what opens over a page; test_every_page.py asks it of the pages."""

import pytest

from tests.browser.axe import violations
from tests.browser.conftest import Scheme, Visit

WIDTHS = (1280, 360)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


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
