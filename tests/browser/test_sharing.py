"""Pinning, files, one's own values and what survives leaving a page."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import Scheme, Visit

PAGE = "calculators/inference/"
OUTPUT = "[data-calculator-output=inference]"
COST = "[data-result=cost_usd_per_month]"
STATUS = ".calculator [role=status]"
REQUESTS = "#inference [name=requests_per_month]"


def fill(page: Page, entry: str) -> None:
    page.locator(REQUESTS).fill(entry)
    settle(page)


def settle(page: Page, state: str = "live") -> None:
    expect(page.locator(OUTPUT)).to_have_attribute("data-state", state)


def test_a_pinned_result_stays_beside_every_later_one(visit: Visit) -> None:
    page = visit(PAGE)
    fill(page, "100k")
    pin = page.get_by_role("button", name="Pin this result")
    pin.focus()
    page.keyboard.press("Enter")
    expect(pin).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".difference")).to_contain_text("no change")
    for entry, change in (("200k", "(+100 %)"), ("300k", "(+200 %)")):
        fill(page, entry)
        expect(page.locator(".difference")).to_contain_text(change)
    expect(page.locator(STATUS)).to_contain_text("Against the pinned result: Cost per month +US$")
    expect(page).to_have_url(re.compile("requests_per_month=300k"))
    again = visit(page.url.partition("/calculators/")[2].join(["calculators/", ""]))
    expect(again.locator(".difference")).to_contain_text("(+200 %)")
    pin.focus()
    page.keyboard.press("Space")
    expect(page.locator(".difference")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("pinned"))


def test_the_answer_is_saved_as_json_and_csv(visit: Visit, tmp_path: Path) -> None:
    page = visit(PAGE)
    fill(page, "5k")
    texts = {}
    for format_ in ("json", "csv"):
        with page.expect_download() as download:
            page.get_by_role("button", name=f"Download {format_.upper()}").click()
        assert download.value.suggested_filename == f"inference.{format_}"
        download.value.save_as(tmp_path / format_)
        texts[format_] = (tmp_path / format_).read_text(encoding="utf-8")
    shown = page.locator(COST).get_attribute("data-base")
    assert str(json.loads(texts["json"])["results"]["cost_usd_per_month"]["base"]) == shown
    assert f",{shown}," in texts["csv"]


def test_one_value_goes_back_and_the_others_stay(visit: Visit) -> None:
    page = visit(PAGE)
    built = page.locator(REQUESTS).input_value()
    page.locator("#inference [name=output_tokens]").fill("123")
    fill(page, "5k")
    page.get_by_role("button", name="reset Requests").click()
    expect(page.locator(REQUESTS)).to_have_value(built)
    expect(page.locator(REQUESTS)).to_be_focused()
    expect(page.locator("#inference [name=output_tokens]")).to_have_value("123")
    expect(page.locator("#inference .own:visible")).to_have_count(1)


@pytest.mark.parametrize("way_back", ["history", "link"])
def test_an_edit_survives_another_page(visit: Visit, way_back: str) -> None:
    page = visit("calculators/")
    page.evaluate("window.stillTheSameVisit = true")
    link = page.locator(f".md-nav a[href$='{PAGE.split('/')[1]}/']").first
    link.evaluate("link => link.click()")
    fill(page, "5k")
    expect(page).to_have_url(re.compile("requests_per_month=5k"))
    page.get_by_role("link", name="Facts").first.click()
    expect(page).to_have_url(re.compile("reference/$"))
    expect(page.locator("#inference")).to_have_count(0)
    if way_back == "history":
        page.go_back()
    else:
        page.locator("a[href$='calculators/inference/']").first.evaluate("link => link.click()")
    expect(page.locator(REQUESTS)).to_have_value("5k")
    settle(page)
    assert page.evaluate("window.stillTheSameVisit") is True


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_pinned_result_is_accessible_and_fits(visit: Visit, width: int, scheme: Scheme) -> None:
    page = visit(PAGE, width=width, scheme=scheme, bypass_csp=True)
    fill(page, "100k")
    page.get_by_role("button", name="Pin this result").click()
    fill(page, "200k")
    expect(page.locator(".difference")).to_contain_text("(+100 %)")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.locator("figure[data-chart][data-state]")).to_have_count(0)
    assert violations(page) == []
