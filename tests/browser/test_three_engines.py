"""What every reader needs, in three engines: live answers, shared links, faults, no network, a keyboard."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import ROOT, SITE
from tests.browser.engines import PYTHON_IS_KEPT, SITE_IS_KEPT, ChromiumTab, Tab, eventually, firefox, webkit
from tests.browser.served_site import Change, ServedSite, altered, missing, truncated

FOUND = ROOT / ".venv/.engines"
PAGE = "calculators/inference/"
STATE = "document.querySelector('[data-calculator-output=inference]').dataset.state"
COST = "document.querySelector('[data-result=cost_usd_per_month]').dataset.base"
NOTICE = "document.querySelector('[data-runtime]')"
FIELD = "document.querySelector('#inference [name=requests_per_month]')"
LIVE = f"{STATE} === 'live'"
OTHER_PAGE = "reference/method/"
WEBASSEMBLY_FORBIDDEN = {"Content-Security-Policy": "script-src 'self'"}


def program(*names: str) -> str:
    """Path of an engine's program; skips where there is none, which CI must not."""
    installed = FOUND.read_text(encoding="utf-8").split() if FOUND.is_file() else []
    if path := next((path for path in installed if Path(path).name in names), None):
        return path
    message = f"There is no {names[0]}: `make test` installs it where it may install Debian packages."
    if os.environ.get("CI"):
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


@pytest.fixture
def chromium_tab(browser: Browser) -> Iterator[Tab]:
    context = browser.new_context()
    yield ChromiumTab(context.new_page())
    context.close()


@pytest.fixture(scope="session")
def firefox_tab() -> Iterator[Tab]:
    with firefox(program("firefox-esr", "firefox")) as tab:
        yield tab


@pytest.fixture(scope="session")
def webkit_tab() -> Iterator[Tab]:
    with webkit(program("WebKitWebDriver"), program("Xvfb")) as tab:
        yield tab


@pytest.fixture(params=["chromium", "firefox", "webkit"])
def tab(request: pytest.FixtureRequest) -> Tab:
    tab: Tab = request.getfixturevalue(f"{request.param}_tab")
    return tab


@pytest.fixture
def site(site_address: str) -> Iterator[ServedSite]:
    assert site_address
    with ServedSite(SITE) as served:
        yield served


def type_requests(tab: Tab, entry: str) -> None:
    tab.value(f"{FIELD}.focus() ?? {FIELD}.select()")
    tab.press(*entry)


def test_typing_gives_a_live_answer(tab: Tab, site: ServedSite) -> None:
    tab.open(site.address + PAGE)
    assert tab.value(STATE) == "prerendered"
    before = float(tab.value(COST))
    type_requests(tab, "5k")
    eventually(tab, f"{LIVE} && {FIELD}.value === '5k' && Number({COST}) !== {before}")
    eventually(tab, "document.querySelector('.calculator [role=status]').textContent.includes('Cost per month')")
    eventually(tab, "location.search.includes('inference.requests_per_month=5k')")


def test_a_shared_link_brings_form_and_answer(tab: Tab, site: ServedSite) -> None:
    tab.open(f"{site.address}{PAGE}?inference.requests_per_month=1000&inference.output_tokens=123")
    eventually(tab, LIVE)
    assert tab.value(f"{FIELD}.value") == "1000"
    assert tab.value("document.querySelector('#inference [name=output_tokens]').value") == "123"


def test_the_keyboard_alone_is_enough(tab: Tab, site: ServedSite) -> None:
    tab.open(site.address + PAGE)
    tab.value("document.querySelector('#inference [name=model]').focus()")
    tab.press("Tab")
    assert tab.value(f"document.activeElement === {FIELD}")
    tab.value(f"{FIELD}.select()")
    tab.press("7")
    eventually(tab, LIVE)
    tab.press("ArrowUp")
    eventually(tab, f"{LIVE} && {FIELD}.value === '8'")
    tab.value("document.querySelector('#inference .more-inputs > summary').focus()")
    tab.press("Enter")
    assert tab.value("document.querySelector('#inference .more-inputs').open")


FAULTS: list[tuple[str, Change, str]] = [  # each file in each way is tried in test_calculator.py
    ("python-worker", missing, "could not be loaded"),
    ("python-worker", lambda data: data + b"\n;queueMicrotask(() => { throw new Error('broken'); });", "stopped"),
    ("pyodide.asm.wasm", truncated, "damaged"),
    ("pyodide.asm.js", altered, "damaged"),
]


@pytest.mark.parametrize(("file", "change", "words"), FAULTS)
def test_a_fault_leaves_the_answer_a_sentence_and_a_retry(
    tab: Tab, site: ServedSite, file: str, change: Change, words: str
) -> None:
    site.changes[file] = change
    tab.open(site.address + PAGE)
    before = tab.value(COST)
    type_requests(tab, "5k")
    assert_error(tab, words, before)
    site.changes.clear()
    retry(tab, before)


def assert_error(tab: Tab, words: str, cost: str) -> None:
    eventually(tab, f"{STATE} === 'error'")
    assert words in tab.value(f"{NOTICE}.textContent")
    assert tab.value(COST) == cost


def retry(tab: Tab, cost_before: str) -> None:
    tab.value(f"{NOTICE}.querySelector('[data-action=retry]').focus()")
    tab.press("Enter")
    eventually(tab, LIVE)
    assert tab.value(COST) != cost_before
    assert tab.value(f"{NOTICE}.hidden")


def test_where_a_policy_forbids_webassembly_the_page_says_so(tab: Tab, site: ServedSite) -> None:
    site.headers = WEBASSEMBLY_FORBIDDEN
    tab.open(site.address + PAGE)
    before = tab.value(COST)
    type_requests(tab, "5k")
    assert_error(tab, "WebAssembly", before)


def test_without_a_network_before_python_was_used(tab: Tab, site: ServedSite) -> None:
    tab.open(site.address + PAGE)
    before = tab.value(COST)
    site.stop()
    type_requests(tab, "5k")
    assert_error(tab, "could not be loaded", before)
    site.start()
    retry(tab, before)


def test_without_a_network_after_the_first_visit(tab: Tab, site: ServedSite) -> None:
    tab.open(site.address + PAGE)
    type_requests(tab, "5k")
    eventually(tab, LIVE)
    eventually(tab, SITE_IS_KEPT)
    eventually(tab, PYTHON_IS_KEPT)
    site.stop()
    tab.open(site.address + OTHER_PAGE)
    eventually(tab, "document.querySelector('h1')?.textContent.includes('how the numbers are made')")
    tab.open(f"{site.address}{PAGE}?inference.requests_per_month=1000")
    eventually(tab, LIVE)
    assert tab.value(f"{FIELD}.value") == "1000"
    tab.open(f"{site.address}no/such/page/")
    eventually(tab, "document.querySelector('[data-page-not-found]') !== null")


def test_junk_in_the_address_is_a_message(tab: Tab, site: ServedSite) -> None:
    tab.open(f"{site.address}{PAGE}?inference.requests_per_month={'9x' * 30_000}&inference.turns=2")
    eventually(tab, f"{STATE} === 'invalid'")
    assert "is not a number" in tab.value("document.querySelector('[data-error-for=requests_per_month]').textContent")


def test_a_script_in_the_address_is_text(tab: Tab, site: ServedSite) -> None:
    attack = "%3Cimg%20src=x%20onerror=window.hacked=1%3E"
    tab.open(f"{site.address}{PAGE}?inference.model={attack}&inference.requests_per_month={attack}")
    eventually(tab, f"{STATE} === 'invalid'")
    assert tab.value("window.hacked === undefined && !document.querySelector('.calculator img')")
