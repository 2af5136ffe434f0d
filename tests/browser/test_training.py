"""The training calculator in a real browser, and a page with two calculators of different kinds."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect


def expect_live(page: Page, form_id: str) -> None:
    output = page.locator(f"[data-calculator-output={form_id}]")
    expect(output).to_have_attribute("data-state", "live")


def test_a_smaller_gpu_and_another_method_change_the_answer(visit: Callable[..., Page]) -> None:
    page = visit("calculators/training/")
    memory = page.locator("[data-result=peak_memory_gb_per_gpu]")
    prerendered = float(memory.get_attribute("data-base") or "nan")
    page.locator("#training [name=method]").select_option("full")
    expect_live(page, "training")
    assert float(memory.get_attribute("data-base") or "nan") > 2 * prerendered
    expect(page).to_have_url(re.compile("training.method=full"))
    page.locator("#training [name=gpu]").fill("no such card")
    expect(page.locator("[data-error-for=gpu]")).to_be_visible()
    assert page.locator("#training [name=method]").input_value() == "full"


def test_without_a_gpu_memory_is_answered_and_time_is_unknown(visit: Callable[..., Page]) -> None:
    page = visit("calculators/training/?training.gpu=")
    expect_live(page, "training")
    assert page.locator("[data-result=peak_memory_gb_per_gpu]").get_attribute("data-state") == "value"
    hours = page.locator("[data-result=training_hours]")
    assert (hours.get_attribute("data-state"), hours.get_attribute("data-base")) == ("unknown", None)


def test_two_calculators_of_a_page_answer_apart(visit: Callable[..., Page]) -> None:
    page = visit("guide/cost/")
    forms = page.locator("form[data-calculator]")
    ids = [str(form.get_attribute("id")) for form in forms.all()]
    assert len(set(ids)) == len(ids) == 2
    first, second = ids
    before = page.locator(f"[data-calculator-output={second}]").inner_html()
    page.locator(f"#{first} [name=output_tokens]").fill("4321")
    expect_live(page, first)
    assert page.locator(f"[data-calculator-output={second}]").inner_html() == before
    expect(page).to_have_url(re.compile(f"{first}.output_tokens=4321"))
    assert f"{second}." not in page.url
