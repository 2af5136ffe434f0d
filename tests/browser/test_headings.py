"""Links for reviews, in a real browser: copied from headings, found again after a move, warned about when overdue."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import SITE

PAGE = "guide/cost/"
BUTTON = "Copy a Markdown link to this section"
MOVES = {"guide/cost/#a-made-up-anchor": "guide/workflow/#do", "guide/a-made-up-page/": "guide/cost/"}

Visit = Callable[..., Page]


def copy_button(page: Page, heading: str) -> Locator:
    return page.locator(f"#{heading}").get_by_role("button", name=BUTTON)


def clipboard(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


@pytest.fixture
def visit_with_clipboard(visit: Visit) -> Iterator[Visit]:
    def open_page(path: str) -> Page:
        page = visit(path)
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        return page

    return open_page  # type: ignore[return-value]


def test_a_button_copies_a_markdown_link(visit_with_clipboard: Visit) -> None:
    page = visit_with_clipboard(f"{PAGE}?some.value=1")
    page.locator("#evidence").hover()
    copy_button(page, "evidence").click()
    expect(page.locator(".copied")).to_have_text("Link to this section copied as Markdown.")
    title = page.locator("article h1").evaluate("heading => heading.firstChild.textContent")
    origin = page.evaluate("location.origin")
    assert clipboard(page) == f"[What the evidence says ({title})]({origin}/{PAGE}#evidence)"


def test_every_section_has_one_and_the_keyboard_reaches_it(visit_with_clipboard: Visit) -> None:
    page = visit_with_clipboard(PAGE)
    sections = page.locator("article :is(h2, h3):has(.headerlink)")
    assert sections.count() >= 5
    assert page.get_by_role("button", name=BUTTON).count() == sections.count()
    page.locator("#evidence a.headerlink").focus()
    page.keyboard.press("Tab")
    expect(copy_button(page, "evidence")).to_be_focused()
    expect(copy_button(page, "evidence")).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="copied as Markdown")).to_be_visible()


def test_it_works_after_instant_navigation(visit_with_clipboard: Visit) -> None:
    page = visit_with_clipboard(PAGE)
    page.evaluate("window.sameDocument = true")
    page.locator(".md-sidebar--primary a[href$='/workflow/']").click()
    page.wait_for_url("**/guide/workflow/")
    expect(page.locator("article h1")).to_have_id("workflow")
    assert page.evaluate("window.sameDocument"), "the page was loaded anew, so this tested nothing"
    expect(page.locator("#do .copy-heading")).to_have_count(1)
    copy_button(page, "do").click()
    expect(page.locator(".copied")).not_to_be_empty()
    assert clipboard(page).endswith("/guide/workflow/#do)")


def with_moves(page: Page) -> Page:
    def fulfil(route: Route) -> None:
        route.fulfill(json=MOVES)

    page.route("**/moved-anchors.json", fulfil)
    return page


def test_an_anchor_that_moved_is_found(visit: Visit) -> None:
    page = with_moves(visit())
    page.goto(f"{page.url}{PAGE}#a-made-up-anchor")
    page.wait_for_url("**/guide/workflow/#do")
    expect(page.locator("#do")).to_be_in_viewport()


def test_a_page_that_moved_is_found(visit: Visit) -> None:
    page = with_moves(visit(expect_errors=True))
    home = page.url
    not_found = page.request.get(f"{home}404.html").text()
    page.route(
        "**/guide/a-made-up-page/", lambda route: route.fulfill(status=404, body=not_found, content_type="text/html")
    )
    page.goto(f"{home}guide/a-made-up-page/")
    page.wait_for_url("**/guide/cost/")


def test_an_unknown_anchor_leaves_the_reader_where_he_is(visit: Visit) -> None:
    page = with_moves(visit())
    with page.expect_response("**/moved-anchors.json"):
        page.goto(f"{page.url}{PAGE}#%E0%A4%A")
    expect(page.locator("article h1")).to_have_id("cost")


def test_a_known_anchor_asks_for_no_map(visit: Visit) -> None:
    page = visit()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{page.url}{PAGE}#evidence")
    expect(page.locator("#evidence .copy-heading")).to_have_count(1)
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if url.endswith("moved-anchors.json")]


@pytest.mark.parametrize(("years_later", "warnings"), [(0, 0), (70, 1)])
def test_a_page_warns_when_its_review_is_overdue(visit: Visit, years_later: int, warnings: int) -> None:
    page = visit()
    page.add_init_script(f"const now = Date.now; Date.now = () => now() + {years_later * 365 * 86_400_000};")
    page.route(f"**/{PAGE}", due_in_2090)
    page.goto(f"{page.url}{PAGE}")
    expect(page.locator("#evidence .copy-heading")).to_have_count(1)
    expect(page.locator(".overdue:visible")).to_have_count(warnings)


def due_in_2090(route: Route) -> None:
    html = (SITE / PAGE / "index.html").read_text(encoding="utf-8")
    assert "data-shown-from=" in html
    route.fulfill(body=re.sub(r'(data-shown-from=")[^"]*', r"\g<1>2090-01-01", html), content_type="text/html")
