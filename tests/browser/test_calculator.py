"""The token bill in a real browser: live answers, the address, intent, and everything that can go wrong."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

PAGE = "calculators/inference/"
OUTPUT = "[data-calculator-output=inference]"
COST = "[data-result=cost_usd_per_month]"
TYPING_PAUSE_MS = 300


def expect_state(page: Page, state: str) -> None:
    expect(page.locator(OUTPUT)).to_have_attribute("data-state", state)


def fill(page: Page, **entries: str) -> None:
    for name, entry in entries.items():
        page.locator(f"#inference [name={name}]").fill(entry)


def base(page: Page, result: str = COST) -> float:
    return float(page.locator(result).get_attribute("data-base") or "nan")


def runtime_requests(page: Page) -> list[str]:
    """Return a list that grows with every request for a part of Python."""
    seen: list[str] = []
    page.context.on("request", lambda request: seen.append(request.url) if "/assets/runtime/" in request.url else None)
    return seen


def test_a_reader_who_only_reads_loads_no_python(visit: Callable[..., Page]) -> None:
    page = visit("guide/")
    seen = runtime_requests(page)
    for path in (PAGE, "reference/token-prices/", ""):
        page.goto(site_of(page) + path)
        page.mouse.wheel(0, 2_000)
        page.mouse.move(400, 400)
        page.wait_for_load_state("networkidle")
    assert seen == []


def site_of(page: Page) -> str:
    return str(page.evaluate("location.origin")) + "/"


def test_the_answer_stands_there_before_any_script(visit: Callable[..., Page]) -> None:
    page = visit(PAGE)
    expect_state(page, "prerendered")
    assert base(page) > 0


def test_typing_gives_a_live_answer_that_is_announced_once(visit: Callable[..., Page]) -> None:
    page = visit(PAGE)
    fill(page, requests_per_month="1000", static_prompt_tokens="0", variable_input_tokens="800", output_tokens="60")
    expect_state(page, "live")
    expect(page.locator(COST)).to_have_attribute("data-base", "0.11")
    expect(page.locator(".calculator [role=status]")).to_contain_text("Cost per month: $0.110")
    assert page.locator(COST).get_attribute("data-low") == page.locator(COST).get_attribute("data-high") == "0.11"


def test_the_address_brings_the_form_and_the_answer_back(visit: Callable[..., Page]) -> None:
    page = visit(PAGE)
    fill(page, requests_per_month="100k..1M", model="anthropic/claude-haiku-5-5")
    expect_state(page, "live")
    expect(page).to_have_url(re.compile("inference.requests_per_month=100k"))
    answered = base(page)
    again = visit(page.url.removeprefix(site_of(page)))
    expect_state(again, "live")
    assert again.locator("[name=requests_per_month]").input_value() == "100k..1M"
    assert again.locator("[name=model]").input_value() == "anthropic/claude-haiku-5-5"
    assert base(again) == answered
    assert again.locator(".then").count() == 0


def test_an_old_link_shows_then_beside_now(visit: Callable[..., Page]) -> None:
    old = "?inference.requests_per_month=5000&inference.cost_usd_per_month=7&inference.facts_date=2026-01-01"
    page = visit(PAGE + old)
    expect(page.locator(".then")).to_contain_text("Cost per month was $7.00")


@pytest.mark.parametrize("entry", ["abc", "-1", "1e99", "", "1..2..3..4", "<img src=x onerror=alert(1)>"])
def test_nonsense_gets_a_message_at_the_field_and_the_rest_stays(visit: Callable[..., Page], entry: str) -> None:
    page = visit(PAGE)
    fill(page, output_tokens="123")
    expect_state(page, "live")
    kept = base(page)
    fill(page, requests_per_month=entry)
    expect_state(page, "invalid")
    expect(page.locator("[name=requests_per_month]")).to_have_attribute("aria-invalid", "true")
    message = page.locator("[data-error-for=requests_per_month]")
    expect(message).to_contain_text("Enter 0 to 1,000,000,000,000 requests/month.")
    assert page.locator("[name=output_tokens]").input_value() == "123"
    assert base(page) == kept
    fill(page, requests_per_month="5k")
    expect_state(page, "live")
    expect(message).to_be_hidden()


def test_sixty_kilobytes_of_junk_in_the_address_are_a_message(visit: Callable[..., Page]) -> None:
    page = visit(f"{PAGE}?inference.requests_per_month={'9x' * 30_000}&inference.nonsense=1&inference.turns=2")
    expect_state(page, "invalid")
    expect(page.locator("[data-error-for=requests_per_month]")).to_contain_text("is not a number")
    assert page.locator("[name=turns]").input_value() == "2"


def test_a_script_in_the_address_is_text(visit: Callable[..., Page]) -> None:
    attack = "%3Cscript%3Ewindow.hacked=1%3C/script%3E%3Cimg src=x onerror=window.hacked=1%3E"
    names = ("model", "requests_per_month", "provider", "facts_date", "engine_version")
    query = "&".join(f"inference.{name}={attack}" for name in names)
    own_prices = "inference.input_usd_per_mtok=1&inference.output_usd_per_mtok=1&inference.cost_usd_per_month=1"
    for address in (f"?{query}", f"?inference.model={attack}&inference.facts_date={attack}&{own_prices}"):
        page = visit(PAGE + address)
        expect(page.locator(OUTPUT)).to_have_attribute("data-state", re.compile("live|invalid"))
        assert page.evaluate("window.hacked") is None
        assert page.locator(".calculator script, .calculator img").count() == 0


def test_reset_brings_the_presets_back(visit: Callable[..., Page]) -> None:
    page = visit(PAGE)
    before = base(page)
    fill(page, requests_per_month="1")
    expect_state(page, "live")
    page.get_by_role("button", name="Reset", exact=True).click()
    expect(page.locator(COST)).to_have_attribute("data-base", re.compile(f"^{before}"))


def test_copy_link_without_my_prices_leaves_them_out(visit: Callable[..., Page]) -> None:
    page = visit(PAGE)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_text("More inputs").click()
    fill(page, requests_per_month="5k", input_usd_per_mtok="0.42")
    expect_state(page, "live")
    copied = {}
    for name in ("Copy link", "Copy link without my prices"):
        page.evaluate("navigator.clipboard.writeText('')")
        page.get_by_role("button", name=name, exact=True).click()
        page.wait_for_function("navigator.clipboard.readText()")
        copied[name] = str(page.evaluate("navigator.clipboard.readText()"))
    assert "input_usd_per_mtok=0.42" in copied["Copy link"]
    assert "cost_usd_per_month=" in copied["Copy link"]
    assert "0.42" not in copied["Copy link without my prices"]
    assert "cost_usd" not in copied["Copy link without my prices"]
    assert "requests_per_month=5k" in copied["Copy link without my prices"]


def test_python_survives_instant_navigation(visit: Callable[..., Page]) -> None:
    page = visit(PAGE)
    fill(page, requests_per_month="5k")
    expect_state(page, "live")
    seen = runtime_requests(page)
    page.evaluate("window.stillTheSameVisit = true")
    page.get_by_role("link", name="Facts").first.click()
    expect(page).to_have_url(re.compile("reference/$"))
    page.go_back()
    expect(page.locator("#inference [name=requests_per_month]")).to_have_value("5k")
    expect_state(page, "live")
    assert page.evaluate("window.stillTheSameVisit") is True
    assert seen == []


def test_an_edit_survives_leaving_by_a_link_and_coming_back_by_one(visit: Callable[..., Page]) -> None:
    page = visit(PAGE)
    fill(page, requests_per_month="5k")
    expect_state(page, "live")
    answered = base(page)
    page.get_by_role("link", name="Facts").first.click()
    expect(page).to_have_url(re.compile("reference/$"))
    page.get_by_role("link", name="Calculate").first.click()
    page.get_by_role("link", name="Token bill").first.click()
    expect(page.locator("#inference [name=requests_per_month]")).to_have_value("5k")
    expect_state(page, "live")
    expect(page).to_have_url(re.compile("inference.requests_per_month=5k"))
    assert base(page) == answered


def test_typing_is_answered_at_once_and_said_once(visit: Callable[..., Page]) -> None:
    page = visit(PAGE)
    fill(page, requests_per_month="1")
    expect_state(page, "live")
    status = page.locator(".calculator [role=status]")
    expect(status).not_to_be_empty()
    status.evaluate(
        """status => {
            window.said = [];
            new MutationObserver(() => window.said.push(status.textContent)).observe(status, {childList: true});
        }"""
    )
    page.clock.install()  # so that a slow machine does not make a pause out of two keystrokes
    page.clock.pause_at(page.evaluate("Date.now() + 1_000"))
    field = page.locator("#inference [name=requests_per_month]")
    field.press("End")
    for _ in "000000":
        field.press("0")
        expect_state(page, "live")
        page.clock.run_for(100)
    assert page.evaluate("window.said") == []
    page.clock.run_for(1_800)  # twice the pause after which a result is said
    expect(page).to_have_url(re.compile("requests_per_month=1000000"))
    said = page.evaluate("window.said")
    assert len(said) == 1
    assert "Cost per month" in said[0]


def fail_request(route: Route) -> None:
    route.abort()


def truncate(route: Route) -> None:
    response = route.fetch()
    route.fulfill(response=response, body=response.body()[:1_000])


def alter(route: Route) -> None:
    response = route.fetch()
    body = bytearray(response.body())
    body[len(body) // 2] ^= 1
    route.fulfill(response=response, body=bytes(body))


@pytest.mark.parametrize("file", ["pyodide.asm.wasm", "pyodide.asm.js", "snapshot*", "calculators*"])
@pytest.mark.parametrize(
    ("fault", "words"), [(fail_request, "could not be loaded"), (truncate, "damaged"), (alter, "damaged")]
)
def test_a_broken_download_leaves_the_answer_and_a_retry(
    visit: Callable[..., Page], file: str, fault: Callable[[Route], None], words: str
) -> None:
    page = visit(PAGE, expect_errors=True)
    before = base(page)
    page.context.route(f"**/assets/runtime/**/{file}", fault)
    fill(page, requests_per_month="5k")
    page.wait_for_timeout(TYPING_PAUSE_MS)  # focus asked once, the entry asks again
    expect_state(page, "error")
    expect(page.locator("[data-runtime]")).to_contain_text(words)
    assert base(page) == before
    page.context.unroute(f"**/assets/runtime/**/{file}")
    page.get_by_role("button", name="Try again").click()
    expect_state(page, "live")
    assert base(page) != before
    expect(page.locator("[data-runtime]")).to_be_hidden()


def test_without_webassembly_the_answer_stays(visit: Callable[..., Page]) -> None:
    page = visit("guide/", expect_errors=True)
    page.context.add_init_script("delete globalThis.WebAssembly")
    page.context.route("**/python-worker-*.js", without_webassembly)
    page.goto(site_of(page) + PAGE)
    fill(page, requests_per_month="5k")
    expect_state(page, "error")
    expect(page.locator("[data-runtime]")).to_contain_text("WebAssembly")
    assert base(page) > 0


def without_webassembly(route: Route) -> None:
    response = route.fetch()
    route.fulfill(response=response, body="delete globalThis.WebAssembly;" + response.text())


def test_progress_is_shown_while_python_starts(visit: Callable[..., Page]) -> None:
    page = visit(PAGE)
    page.evaluate(
        """() => {
            window.seen = [];
            const box = document.querySelector("[data-runtime]");
            new MutationObserver(() => window.seen.push(box.textContent.trim()))
                .observe(box, {subtree: true, childList: true, characterData: true, attributes: true});
        }"""
    )
    fill(page, requests_per_month="5k")
    expect_state(page, "live")
    seen = " ".join(page.evaluate("window.seen"))
    megabytes = [float(number) for number in re.findall(r"Loading Python: ([\d.]+) of", seen)]
    assert megabytes == sorted(megabytes)
    assert len(set(megabytes)) > 3
    assert "Starting Python" in seen


def test_stale_facts_are_said_to_be_stale(visit: Callable[..., Page]) -> None:
    page = visit("guide/")
    page.clock.install(time="2028-01-01T12:00:00Z")
    page.goto(site_of(page) + PAGE)
    expect(page.locator(".stale:visible")).to_contain_text("check them, or enter your own")


def test_steppers_and_arrow_keys_lead_to_the_next_rounder_number(visit: Callable[..., Page]) -> None:
    page = visit(PAGE)
    field = page.locator("#inference [name=requests_per_month]")
    page.get_by_role("button", name="increase Requests per month").click()
    expect_state(page, "live")
    expect(field).to_have_value("100,000..400,000")
    expect(page.locator("#inference .input-field:has([name=requests_per_month])")).to_contain_class("is-own")
    field.fill("250k")
    expect(page.locator("[data-step='increase requests_per_month']")).to_have_attribute(
        "value", re.compile(r"\|250k\|500,000\|")
    )
    field.press("ArrowUp")
    expect(field).to_have_value("500,000")
    expect(page.locator("[data-step='decrease requests_per_month']")).to_have_attribute(
        "value", re.compile(r"\|500,000\|200,000\|")
    )
    field.press("ArrowDown")
    expect(field).to_have_value("200,000")
    for _press in range(4):
        field.press("ArrowUp")
    expect(field, "each press counts, however soon").to_have_value("5,000,000")
    field.fill("nonsense")
    field.press("ArrowUp")
    expect(field).to_have_value("nonsense")
    field.fill("0")
    expect(page.locator("[data-step='decrease requests_per_month']")).to_have_attribute("aria-disabled", "true")
    expect(page.locator("[data-step='increase cache_hit_rate']"), "of an unknown number").to_be_hidden()
    page.locator("#inference [name=cache_hit_rate]").fill("0.5")
    page.locator("[data-step='increase cache_hit_rate']").click()
    expect(page.locator("#inference [name=cache_hit_rate]")).to_have_value("0.55")


def test_the_form_works_by_keyboard_alone(visit: Callable[..., Page]) -> None:
    page = visit(PAGE)
    page.locator("#inference [name=model]").focus()
    page.keyboard.press("Tab")
    expect(page.locator("#inference [name=requests_per_month]")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("5k")
    expect_state(page, "live")
    more = page.locator("#inference .more-inputs > summary")
    more.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#inference [name=turns]")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_wider_than_the_screen(visit: Callable[..., Page], width: int) -> None:
    page = visit(PAGE, width=width)
    fill(page, requests_per_month="100,000..1,000,000")
    expect_state(page, "live")
    page.locator(".other-results > summary").click()
    for summary in page.locator(".calculator details.where-from > summary").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
