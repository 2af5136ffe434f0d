"""What a browser keeps of Python for the next visit: its memory, unpacked, and the compiled code of what ran often."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import SITE
from tests.browser.engines import PYTHON_IS_KEPT, SITE_IS_KEPT, ChromiumTab, eventually
from tests.browser.served_site import ServedSite

PAGE = "calculators/inference/?inference.turns=2"
REHEARSALS_END_MS = 3_000  # and the browser has stored what it compiled, which nothing in the page can see
DAMAGE_KEPT_MEMORY = """
caches.open("python").then(async (cache) => {
    const [request] = (await cache.keys()).filter(({url}) => url.endsWith("snapshot.bin"));
    const bytes = new Uint8Array(await (await cache.match(request)).arrayBuffer());
    bytes[bytes.length >> 1] ^= 1;
    await cache.put(request, new Response(bytes));
})
"""


@pytest.fixture
def site(site_address: str) -> Iterator[ServedSite]:
    assert site_address
    with ServedSite(SITE) as served:
        yield served


def open_calculator(page: Page, site: ServedSite) -> None:
    page.goto(site.address + PAGE)
    expect(page.locator("[data-calculator-output=inference]")).to_have_attribute("data-state", "live")


def visit_until_kept(page: Page, site: ServedSite) -> set[str]:
    """The archives of Python that the visit loaded packed, from the site or out of the browser's own cache."""
    open_calculator(page, site)
    [python] = [worker for worker in page.workers if "python-worker" in worker.url]
    loaded: list[str] = python.evaluate("performance.getEntriesByType('resource').map(({name}) => name)")
    page.wait_for_timeout(REHEARSALS_END_MS)
    eventually(ChromiumTab(page), PYTHON_IS_KEPT)
    return {Path(address).name for address in loaded if address.endswith(".gz")}


def test_the_next_visit_takes_pythons_memory_as_it_was_kept_unless_it_is_damaged(
    start_browser: Callable[[], BrowserContext], site: ServedSite
) -> None:
    with start_browser() as reader:
        page = reader.new_page()
        assert visit_until_kept(page, site) == {"calculators.zip.gz", "snapshot.bin.gz"}
        eventually(ChromiumTab(page), SITE_IS_KEPT)
        assert visit_until_kept(page, site) == set()
        page.evaluate(DAMAGE_KEPT_MEMORY)
        assert visit_until_kept(page, site) == {"snapshot.bin.gz"}
        assert visit_until_kept(page, site) == set()


def test_what_the_browsers_own_cache_has_lost_comes_from_the_kept_copies(
    start_browser: Callable[[], BrowserContext], site: ServedSite
) -> None:
    with start_browser() as reader:
        page = reader.new_page()
        visit_until_kept(page, site)
        eventually(ChromiumTab(page), SITE_IS_KEPT)
        reader.new_cdp_session(page).send("Network.clearBrowserCache")
        site.asked.clear()
        open_calculator(page, site)
        assert not [address for address in site.asked if "/runtime/" in address]


def events_of_a_visit(start_browser: Callable[[], BrowserContext], site: ServedSite) -> list[str]:
    """What Chromium says that it does with WebAssembly while a browser starts and shows the calculator."""
    events: list[str] = []
    ended: list[bool] = []
    with start_browser() as reader:
        page = reader.new_page()
        session = reader.new_cdp_session(page)
        session.on("Tracing.dataCollected", lambda data: events.extend(event["name"] for event in data["value"]))
        session.on("Tracing.tracingComplete", lambda _: ended.append(True))
        traced = {"includedCategories": ["v8.wasm", "disabled-by-default-v8.wasm.detailed"]}
        session.send("Tracing.start", {"transferMode": "ReportEvents", "traceConfig": traced})
        visit_until_kept(page, site)
        session.send("Tracing.end")
        while not ended:
            page.wait_for_timeout(100)
    return events


def test_a_later_visit_need_not_compile_what_ran_often(
    start_browser: Callable[[], BrowserContext], site: ServedSite
) -> None:
    """It is the next one, but on a busy machine, where compiling in the background takes until the browser closes."""
    visits = (events_of_a_visit(start_browser, site) for _ in range(4))
    assert any("wasm.Deserialize" in events for events in visits)
