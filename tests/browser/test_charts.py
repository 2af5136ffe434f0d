"""Charts in a real browser: drawn anew after an edit, marked until then, saved as files, readable on a phone."""

import csv
import io
import re
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.axe import violations
from tests.browser.conftest import Scheme, Visit

PAGE = "calculators/inference/"
FIGURE = "figure[data-chart=bill]"
SVG = "{http://www.w3.org/2000/svg}"
READABLE_PX = 11


def edit(page: Page, requests: str, calculator: str = "inference") -> None:
    page.locator(f"#{calculator} [name=requests_per_month]").fill(requests)
    output = page.locator(f"[data-calculator-output={calculator}]")
    expect(output).to_have_attribute("data-state", "live")


def words_of(page: Page, figure: str = FIGURE) -> list[str]:
    return page.locator(f"{figure} svg text").all_text_contents()


def save(page: Page, kind: str, figure: str = FIGURE) -> str:
    with page.expect_download() as download:
        page.locator(figure).get_by_role("button", name=f"Save as {kind}").press("Enter")
    return Path(download.value.path()).read_text(encoding="utf-8")


def test_an_edit_changes_picture_sentence_and_numbers(visit: Visit) -> None:
    page = visit(PAGE)
    before = words_of(page)
    assert any(text.startswith("$") for text in before)
    edit(page, "5M")
    expect(page.locator(f"{FIGURE}:not([data-state])")).to_be_visible()
    after = words_of(page)
    assert after != before
    cost = page.locator("[data-result=cost_usd_per_month] .base").first.inner_text()
    assert any(text.startswith(cost.strip()) for text in after)
    label = page.locator(f"{FIGURE} [role=img]").get_attribute("aria-label") or ""
    assert page.locator(f"{FIGURE} .chart-summary").inner_text() in label
    assert cost.strip() in label


def test_a_picture_stays_with_its_chart_when_another_goes(visit: Visit) -> None:
    page = visit(PAGE)
    edit(page, "5M")
    expect(page.locator(f"{FIGURE}:not([data-state])")).to_be_visible()
    before = words_of(page)
    page.locator(FIGURE).evaluate(
        """figure => {
          const other = figure.cloneNode(true);
          Object.assign(other.dataset, {chart: "other", spec: "0", ...(figure.dataset.key && {key: "picture-other"})});
          other.querySelector(".chart-picture").textContent = "another picture";
          figure.before(other);
        }"""
    )
    edit(page, "5,000,000")  # the same number, so that the picture need not be drawn
    expect(page.locator("[data-chart=other]")).to_have_count(0)
    assert words_of(page) == before


def test_who_only_reads_loads_nothing_that_draws(visit: Visit) -> None:
    page = visit(PAGE)
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.mouse.wheel(0, 3_000)
    page.wait_for_load_state("networkidle")
    assert not any("chart-worker" in url for url in asked)


def test_the_same_answer_again_keeps_the_picture_and_loads_nothing(visit: Visit) -> None:
    page = visit(PAGE)
    started: list[str] = []
    page.on("worker", lambda worker: started.append(worker.url))
    page.locator("#inference [name=requests_per_month]").focus()
    expect(page.locator("[data-calculator-output=inference]")).to_have_attribute("data-state", "live")
    assert words_of(page)
    assert page.locator(FIGURE).get_attribute("data-state") is None
    ours = [url for url in started if "/assets/app/" in url]  # the theme starts one for its search, sooner or later
    assert ["python-worker" in url for url in ours] == [True]


def test_a_picture_that_could_not_be_drawn_is_never_shown_as_current(visit: Visit) -> None:
    page = visit(PAGE, expect_errors=True)

    def refuse(route: Route) -> None:
        route.abort()

    page.context.route(re.compile("chart-worker"), refuse)
    before = words_of(page)
    edit(page, "5M")
    expect(page.locator(f"{FIGURE}[data-state=failed]")).to_be_visible()
    assert words_of(page) == before
    page.context.unroute(re.compile("chart-worker"))
    edit(page, "6M")
    expect(page.locator(f"{FIGURE}:not([data-state])")).to_be_visible()
    assert words_of(page) != before


def test_a_drawing_that_hangs_is_given_up_and_said_to_be_missing(visit: Visit) -> None:
    page = visit(PAGE)

    def hang(route: Route) -> None:
        route.fulfill(body="addEventListener('message', () => { for (;;); });", content_type="text/javascript")

    page.context.route(re.compile("chart-worker"), hang)
    before = words_of(page)
    edit(page, "5M")
    expect(page.locator(f"{FIGURE}[data-state=earlier]")).to_be_visible()
    expect(page.locator(f"{FIGURE}[data-state=failed]")).to_be_visible()
    assert words_of(page) == before
    said = "getComputedStyle(document.querySelector('figure[data-chart=bill] .chart-picture'), '::before').content"
    assert "could not be drawn" in page.evaluate(said)
    page.context.unroute(re.compile("chart-worker"))
    edit(page, "6M")
    expect(page.locator(f"{FIGURE}:not([data-state])")).to_be_visible()
    assert words_of(page) != before


def test_numbers_and_picture_are_saved_by_keyboard(visit: Visit) -> None:
    page = visit(PAGE)
    edit(page, "1234567")
    expect(page.locator(f"{FIGURE}:not([data-state])")).to_be_visible()
    rows = list(csv.reader(io.StringIO(save(page, "CSV"))))
    shown = page.locator("[data-result=cost_usd_per_month]")
    points = [shown.get_attribute(f"data-{point}") for point in ("low", "base", "high")]
    assert rows[0] == ["Part", *(f"{point}, per month (USD/month)" for point in ("P10", "P50", "P90"))]
    assert rows[1][1:] == points
    picture = fromstring(save(page, "SVG"))
    text = " ".join(each.text or "" for each in picture.iter(f"{SVG}text"))
    assert shown.locator(".base").first.inner_text().strip() in text
    colours = {each.get("fill") for each in picture.iter()} - {None, "none"}
    assert colours
    assert not any("var(" in str(colour) for colour in colours)
    assert (picture[0].tag, bool(picture[0].text)) == (f"{SVG}title", True)


def test_all_charts_of_the_comparison_are_drawn_anew(visit: Visit) -> None:
    page = visit("decide/compare/")
    names = page.locator("[data-calculator-output] [data-chart]").evaluate_all("all => all.map(a => a.dataset.chart)")
    assert {"course", "parts", "gap"} <= set(names)
    edit(page, "77M", "compare")
    expect(page.locator("[data-chart][data-state]")).to_have_count(0)
    total = page.locator("[data-chart=parts] svg text").all_text_contents()
    cells = page.locator("[data-chart=parts] tbody tr td:last-child").all_text_contents()
    assert set(cells[:6]) <= set(total)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["decide/compare/", "calculators/lead-time/", "calculators/training/", PAGE])
def test_on_a_phone_text_can_be_read_and_axe_finds_nothing(visit: Visit, path: str, scheme: Scheme) -> None:
    page = visit(path, width=360, scheme=scheme, bypass_csp=True)
    page.locator(".chart details").evaluate_all("all => all.forEach((details) => { details.open = true; })")
    sizes = page.locator(".chart svg text").evaluate_all(
        "all => all.map(text => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a)"
    )
    assert min(sizes) >= READABLE_PX
    assert violations(page) == []
    cut = page.locator(".chart svg text").evaluate_all(
        """all => all.filter(text => {
            const box = text.getBoundingClientRect(), room = text.ownerSVGElement.getBoundingClientRect();
            return box.left < room.left - 1 || box.right > room.right + 1 || box.bottom > room.bottom + 1;
        }).map(text => text.textContent)"""
    )
    assert cut == []
