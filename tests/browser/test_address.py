"""The page's address follows the form without haste, and a copied link says what the answer was."""

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.engines import ChromiumTab, eventually

PAGE = "calculators/inference/"
REQUESTS = "#inference [name=requests_per_month]"
COST = "[data-result=cost_usd_per_month]"
MOST_ADDRESSES = 3  # for eight keys: on a busy machine an answer may take longer than the pause
COUNT_ADDRESSES = """() => {
    window.addresses = 0;
    const replaceState = history.replaceState;
    history.replaceState = (...state) => { window.addresses += 1; replaceState.apply(history, state); };
}"""
REFUSE_ADDRESSES = """() => {
    history.replaceState = () => { throw new DOMException("too often", "SecurityError"); };
}"""


def wait_until_live(page: Page) -> None:
    expect(page.locator("[data-calculator-output=inference]")).to_have_attribute("data-state", "live")


def copied_link(page: Page) -> str:
    page.evaluate("navigator.clipboard.writeText('nothing')")
    page.get_by_role("button", name="Copy link", exact=True).click()
    eventually(ChromiumTab(page), "navigator.clipboard.readText().then((text) => text !== 'nothing')")
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_typing_writes_the_address_once_it_pauses(visit: Visit) -> None:
    page = visit(PAGE)
    page.locator(REQUESTS).fill("1")
    wait_until_live(page)
    expect(page).to_have_url(re.compile("requests_per_month=1&"))
    page.evaluate(COUNT_ADDRESSES)
    page.locator(REQUESTS).press("End")
    page.locator(REQUESTS).press_sequentially("0" * 8, delay=150)
    expect(page).to_have_url(re.compile("requests_per_month=100000000&"))
    assert 1 <= page.evaluate("window.addresses") <= MOST_ADDRESSES


def test_leaving_a_field_writes_the_address_at_once(visit: Visit) -> None:
    page = visit(PAGE)
    page.locator(REQUESTS).fill("1")
    wait_until_live(page)
    page.wait_for_timeout(1_000)
    page.evaluate(
        """([field, output]) => new Promise((resolve) => {
            const input = document.querySelector(field);
            new MutationObserver((_, observer) => {
                if (document.querySelector(output).dataset.state !== "live") return;
                observer.disconnect();
                input.blur();
                resolve();
            }).observe(document.querySelector(output), {attributes: true});
            input.value = "77";
            input.dispatchEvent(new Event("input", {bubbles: true}));
        })""",
        [REQUESTS, "[data-calculator-output=inference]"],
    )
    assert "requests_per_month=77" in page.evaluate("location.search")


def test_a_browser_that_takes_no_more_addresses_is_no_error(visit: Visit) -> None:
    page = visit(PAGE)
    page.evaluate(REFUSE_ADDRESSES)
    page.locator(REQUESTS).fill("5k")
    wait_until_live(page)
    page.wait_for_timeout(1_000)
    page.locator(REQUESTS).fill("6k")
    wait_until_live(page)
    assert "requests_per_month" not in page.url


def test_a_link_copied_before_python_ran_says_what_the_answer_was(visit: Visit) -> None:
    page = visit(PAGE, expect_errors=True)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.context.route("**/python-worker-*", lambda route: route.abort())
    said = parse_qs(urlsplit(copied_link(page)).query)
    root = page.locator(".calculator")
    assert said["inference.engine_version"] == [root.get_attribute("data-engine-version")]
    assert said["inference.facts_date"] == [root.get_attribute("data-facts-date")]
    [cost] = said["inference.cost_usd_per_month"]
    points = [page.locator(COST).get_attribute(f"data-{point}") for point in ("low", "base", "high")]
    assert [float(part) for part in cost.split("..")] == [float(point or "nan") for point in points]


def test_a_link_to_values_without_an_answer_claims_none(visit: Visit) -> None:
    page = visit(PAGE, expect_errors=True)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.context.route("**/python-worker-*", lambda route: route.abort())
    page.locator(REQUESTS).fill("5k")
    link = copied_link(page)
    assert "requests_per_month=5k" in link
    assert "cost_usd_per_month" not in link


def test_a_choice_that_the_list_does_not_offer_is_refused_or_understood(visit: Visit) -> None:
    """It would be lost without a word, and the answer be to another question than the address asks."""
    page = visit("calculators/training/?training.model=Llama-3.1-8B&training.lora_targets=%3Cb%3Eheads")
    expect(page.locator("#training-lora_targets-error")).to_contain_text("“<b>heads” does not fit. Enter one of")
    expect(page.locator("#training-lora_targets")).to_have_value("<b>heads")
    page.goto(page.url.partition("?")[0] + "?training.model=Llama-3.1-8B&training.gradient_checkpointing=yes")
    expect(page.locator("[data-calculator-output=training]")).to_have_attribute("data-state", "live")
    expect(page.locator("#training-gradient_checkpointing")).to_have_value("yes")
