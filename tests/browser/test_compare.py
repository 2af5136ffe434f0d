"""The comparison in a real browser: its table, presets, copied records, links into the site, narrow screens."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit

PAGE = "decide/compare/"
OUTPUT = "[data-calculator-output=compare]"


def expect_state(page: Page, state: str) -> None:
    expect(page.locator(OUTPUT)).to_have_attribute("data-state", state)


def open_more_inputs(page: Page) -> None:
    page.locator("#compare .more-inputs > summary").click()


def test_the_table_stands_there_before_any_script_and_changes_with_the_form(visit: Visit) -> None:
    page = visit(PAGE)
    expect_state(page, "prerendered")
    cost = page.locator("[data-result='prompt.cost_before_failures_usd']")
    before = float(cost.get_attribute("data-base") or "nan")
    page.locator("#compare [name=requests_per_month]").fill("5M")
    expect_state(page, "live")
    assert float(cost.get_attribute("data-base") or "nan") > before
    expect(page.locator(".calculator [role=status]")).to_contain_text("next experiment")
    expect(page).to_have_url(re.compile("compare.requests_per_month=5M"))


def test_an_option_of_ones_own_gets_a_row_and_a_mistake_in_it_a_message(visit: Visit) -> None:
    page = visit(PAGE)
    open_more_inputs(page)
    arms = page.locator("#compare textarea[name=arms]")
    arms.fill('[{"kind": "prompt", "name": "two shots", "success_rate": 9}]')
    expect_state(page, "invalid")
    expect(page.locator("[data-error-for=arms]")).to_contain_text("arms[0].success_rate: “9” is out of bounds")
    expect(arms).to_have_attribute("aria-invalid", "true")
    arms.fill('[{"kind": "prompt", "name": "two shots", "success_rate": 0.9}]')
    expect_state(page, "live")
    expect(page.locator("[data-result='two shots.lead_time_weeks']")).to_have_attribute("data-state", "value")


def test_an_example_fills_the_form_and_stays_an_example_in_the_link(visit: Visit) -> None:
    page = visit(PAGE)
    second = page.locator("[data-presets-of=compare] button").nth(1)
    field = page.locator("#compare .input-field:has([name=labelled_examples])")
    second.click()
    expect_state(page, "live")
    values = json.loads(second.get_attribute("data-preset") or "{}")
    for name, value in values.items():
        assert page.locator(f"#compare [name={name}]").input_value() == value
    expect(second).to_have_attribute("aria-pressed", "true")
    expect(field).not_to_contain_class("is-own")
    page.locator("#compare [name=labelled_examples]").fill("77")
    expect(second).to_have_attribute("aria-pressed", "false")
    expect(field).to_contain_class("is-own")
    expect(page).to_have_url(re.compile("compare.labelled_examples=77"))
    again = visit(page.url.partition("://")[2].partition("/")[2])
    expect_state(again, "live")
    for form in (page, again):
        expect(form.locator("#compare .input-field:has([name=task])")).not_to_contain_class("is-own")
    assert table_of(again) == table_of(page)
    again.get_by_role("button", name="Reset", exact=True).click()
    expect(again.locator("[data-presets-of=compare] button").first).to_have_attribute("aria-pressed", "true")


def table_of(page: Page) -> list[str | None]:
    return [cell.get_attribute("data-base") for cell in page.locator(".options td[data-base]").all()]


def test_reasons_lead_into_the_site(visit: Visit) -> None:
    page = visit(PAGE)
    why = page.locator(".verdict .why").first
    address = str(why.evaluate("link => link.href"))
    why.click()
    expect(page).to_have_url(address)
    expect(page.locator(f"[id='{address.partition('#')[2]}']")).to_be_visible()


def copied(page: Page, button: str) -> str:
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator(".calculator [role=status]")).to_have_text("Copied.")
    return str(page.evaluate("navigator.clipboard.readText()"))


@pytest.mark.parametrize("path", [PAGE, "calculators/inference/"])
def test_a_record_is_copied_even_if_python_has_to_start_first(visit: Visit, path: str) -> None:
    page = visit(path)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    record = copied(page, "Copy as decision record")
    assert record.startswith("# ")
    assert "Reproduce it: `python -m calculators " in record
    assert f"<{page.evaluate('location.origin')}/{path}" in record


def test_markdown_is_of_the_values_in_the_form(visit: Visit) -> None:
    page = visit("calculators/inference/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#inference [name=requests_per_month]").fill("4321")
    assert "Requests per month: 4321" in copied(page, "Copy as Markdown")


def test_without_a_clipboard_the_text_is_shown_with_its_lines(visit: Visit) -> None:
    page = visit(PAGE)
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.get_by_role("button", name="Copy as Markdown", exact=True).click()
    area = page.get_by_role("textbox", name="Copy this text")
    expect(area).to_be_visible()
    expect(area).to_be_focused()
    assert len(area.input_value().splitlines()) > 10


def test_a_wrong_input_is_marked_instead_of_copied(visit: Visit) -> None:
    page = visit("calculators/inference/?inference.turns=0")
    expect(page.locator("[data-error-for=turns]")).to_be_visible()
    page.get_by_role("button", name="Copy as Markdown", exact=True).click()
    expect(page.locator("[data-calculator-output=inference]")).to_have_attribute("data-state", "invalid")
    assert page.locator(".copied-text").count() == 0


def test_unfolded_sources_stay_open(visit: Visit) -> None:
    page = visit(PAGE)
    sources = page.locator("details[data-key='prompt']")
    sources.locator("summary").click()
    page.locator("#compare [name=labelled_examples]").fill("700")
    expect_state(page, "live")
    expect(sources).to_have_attribute("open", "")


def test_an_answer_that_was_made_of_others_is_as_one_made_anew(visit: Visit) -> None:
    page = visit(PAGE)
    sources = page.locator("details[data-key='tuned-own']")
    sources.locator("summary").click()
    for example in page.locator("[data-presets-of=compare] button").all():
        example.click()
        expect_state(page, "live")
    page.locator("#compare [name=labelled_examples]").fill("77")
    expect(page).to_have_url(re.compile("compare.labelled_examples=77"))
    expect(sources).to_have_attribute("open", "")
    again = visit(page.url.partition("://")[2].partition("/")[2])
    for each in (page, again):
        expect_state(each, "live")
        expect(each.locator(f"{OUTPUT} [data-chart][data-state]")).to_have_count(0)
    assert html_of_answer(page) == html_of_answer(again)


def html_of_answer(page: Page) -> str:
    return str(page.locator(OUTPUT).inner_html()).replace(' open=""', "")


@pytest.mark.parametrize("width", [360, 700, 1280])
def test_nothing_is_wider_than_the_screen(visit: Callable[..., Page], width: int) -> None:
    page = visit(PAGE, width=width)
    for key in ("prompt", "break-even"):
        page.locator(f"details[data-key='{key}'] > summary").click()
    open_more_inputs(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
