"""What can go wrong or be tried on a page: a hung or dead worker, blocked storage, attacks, long visits."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import Visit

PAGE = "calculators/inference/"
CALCULATORS = ["inference", "training", "retrieval", "serving", "lead-time", "evaluation"]
ATTACK = "\"'><img src=x onerror=window.hacked=1><script>window.hacked=1</script>"
LONGEST_SILENCE_MS = 40_000
HANGS = "addEventListener('message', ({data}) => { while (data.includes('\"5k\"')); });"
DIES = """
addEventListener('message', (event) => {
    if (!event.data.includes('"5k"')) return;
    event.stopImmediatePropagation();
    close();
});
"""


def expect_state(page: Page, state: str, name: str = "inference") -> None:
    output = page.locator(f"[data-calculator-output={name}]")
    expect(output).to_have_attribute("data-state", state)


def fill(page: Page, entry: str) -> None:
    page.locator("#inference [name=requests_per_month]").fill(entry)


@pytest.mark.parametrize("fault", [HANGS, DIES], ids=["hung", "dead"])
def test_a_worker_that_falls_silent_is_given_up_and_replaced(visit: Visit, fault: str) -> None:
    def break_worker(route: Route) -> None:
        route.fulfill(response=(response := route.fetch()), body=fault + response.text())

    page = visit("guide/", expect_errors=True)
    page.context.route("**/python-worker-*", break_worker)
    page.clock.install()
    page.goto(page.url.replace("guide/", PAGE))
    cost = page.locator("[data-result=cost_usd_per_month]")
    fill(page, "4k")
    expect_state(page, "live")
    before = cost.get_attribute("data-base")
    fill(page, "5k")
    page.wait_for_timeout(2_000)
    expect_state(page, "loading")
    page.clock.run_for(LONGEST_SILENCE_MS)
    expect_state(page, "error")
    expect(page.locator("[data-runtime]")).to_contain_text("did not answer in time")
    assert cost.get_attribute("data-base") == before
    page.clock.resume()
    page.context.unroute("**/python-worker-*")
    page.get_by_role("button", name="Try again").click()
    expect_state(page, "live")


@pytest.fixture
def page_without_storage(
    start_browser: Callable[[], BrowserContext], site_address: str, tmp_path: Path
) -> Iterator[Page]:
    """A page in a browser that lets no site keep anything, as its settings allow."""
    (tmp_path / "Default").mkdir()
    settings = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (tmp_path / "Default/Preferences").write_text(json.dumps(settings))
    context = start_browser()
    page = context.new_page()
    page.goto(site_address + PAGE)
    yield page
    context.close()


def test_without_storage_everything_works_but_nothing_is_kept(page_without_storage: Page) -> None:
    page = page_without_storage
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    assert "SecurityError" in page.evaluate("caches.keys().then(() => 'none', String)")
    fill(page, "5k")
    expect_state(page, "live")
    page.wait_for_timeout(3_000)  # until Python would be kept
    assert errors == []
    assert page.evaluate("navigator.serviceWorker?.getRegistration().then((found) => !found, () => true) ?? true")


@pytest.mark.parametrize("name", CALCULATORS)
def test_a_script_in_any_field_is_text(visit: Visit, name: str) -> None:
    page = visit(f"calculators/{name}/")
    page.locator(f"#{name}").evaluate(
        """(form, attack) => {
            for (const input of form.querySelectorAll("input[type=text]")) input.value = attack;
            form.querySelector("input").dispatchEvent(new Event("input", {bubbles: true}));
        }""",
        ATTACK,
    )
    expect_state(page, "invalid", name)
    assert page.locator(f"#{name} [aria-invalid=true]").count() > 3
    assert page.locator(".calculator :is(script, img)").count() == 0
    assert page.evaluate("window.hacked === undefined")


def test_python_starts_once_for_a_whole_visit(visit: Visit) -> None:
    page = visit(PAGE)
    workers: list[str] = []
    page.on("worker", lambda worker: workers.append(worker.url) if "python-worker" in worker.url else None)
    page.evaluate("window.stillTheSameVisit = true")
    fill(page, "5k")
    expect_state(page, "live")
    for name in ("training", "serving"):
        page.locator(f".md-sidebar--primary a[href$='/{name}/']").click()
        page.wait_for_url(f"**/calculators/{name}/")
        page.locator(f"#{name} [name=model]").fill("Llama-3.1-8B")
        expect_state(page, "live", name)
    assert page.evaluate("window.stillTheSameVisit")
    assert len(workers) == 1
