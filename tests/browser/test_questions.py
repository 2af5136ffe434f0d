"""The short form of the eight questions opens the comparison filled in."""

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from calculators.catalogue import CALCULATORS
from calculators.forms.parsing import typed
from tests.browser.conftest import Visit


def test_the_form_opens_the_comparison_with_its_values_and_no_others(visit: Visit) -> None:
    page = visit("decide/")
    form = page.locator("form#compare-questions")
    entered = {"task": "classification", "requests_per_month": "3M", "labelled_examples": "800", "drift_months": "24"}
    for name, value in entered.items():
        box = form.locator(f"[name='compare.{name}']")
        if name == "task":
            box.select_option(value)
        else:
            box.fill(value)
    form.get_by_role("button", name="Compare the options").click()
    expect(page).to_have_url(re.compile(r"/decide/compare/\?.*compare\.requests_per_month=3M"))
    expect(page.locator("[data-calculator-output=compare]")).to_have_attribute("data-state", "live")
    for field in CALCULATORS["compare"].form.fields:
        expected = entered.get(field.name, typed(field.default))
        expect(page.locator(f"#compare [name={field.name}]")).to_have_value(expected)


def test_the_form_alone_sends_every_answer_without_a_script(visit: Visit) -> None:
    page = visit("decide/")
    form = page.locator("form#compare-questions")
    sent = form.evaluate("form => form.action + '?' + new URLSearchParams(new FormData(form))")
    assert urlsplit(sent).path == "/decide/compare/"
    names = set(parse_qs(urlsplit(sent).query, keep_blank_values=True))
    assert {"compare.task", "compare.requests_per_month", "compare.deadline"} <= names
    assert form.get_attribute("method") == "get"
