"""A real browser on the built site. It fails a test on any error in the page and on any foreign request."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, Protocol
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

from tests.browser.served_site import ServedSite

ROOT = Path(__file__).parents[2]
SITE = ROOT / "site"
# No sandbox, because tests also run as root in containers; the rest keeps Chromium from calling home.
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
Scheme = Literal["light", "dark"]

expect.set_options(timeout=60_000)  # Python starts in two seconds, but not on a machine that does much else


class Visit(Protocol):
    """Opens a page of the site in a fresh context; `expect_errors` is for tests that break it on purpose."""

    def __call__(
        self,
        path: str = "",
        *,
        width: int = 1280,
        height: int = 800,
        scheme: Scheme = "light",
        bypass_csp: bool = False,
        expect_errors: bool = False,
    ) -> Page: ...


@pytest.fixture(scope="session")
def site_address() -> Iterator[str]:
    if not (SITE / "index.html").is_file():
        pytest.fail(f"There is no built site in {SITE.name}/: run `make build` first.", pytrace=False)
    with ServedSite(SITE) as served:
        yield served.address


@pytest.fixture(scope="session")
def browser_path() -> str:
    recorded = ROOT / ".venv" / ".browser"
    path = recorded.read_text().splitlines()[0] if recorded.is_file() else shutil.which("chromium")
    if not path:
        pytest.fail("There is no Chromium: run `make test`, which finds or installs one.", pytrace=False)
    return path


@pytest.fixture(scope="session")
def browser(browser_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser_path, args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def start_browser(browser: Browser, browser_path: str, tmp_path: Path) -> Callable[[], BrowserContext]:
    """Starts a browser on one profile on disk, as a reader has it: the test's own folder."""
    return lambda: browser.browser_type.launch_persistent_context(
        tmp_path, executable_path=browser_path, args=CHROMIUM_ARGUMENTS
    )


def name_in_sitemap(pages: BrowserContext | Page, address: str) -> None:
    """Name a server's address: the theme navigates instantly only to pages that the sitemap names."""
    sitemap = (SITE / "sitemap.xml").read_text(encoding="utf-8")
    built_for = min(re.findall(r"<loc>(.*?)</loc>", sitemap), key=len)
    body = sitemap.replace(built_for, address)
    pages.route(f"{address}sitemap.xml", lambda route: route.fulfill(body=body, content_type="application/xml"))


@pytest.fixture
def visit(browser: Browser, site_address: str) -> Iterator[Visit]:
    """Opens pages; when the test ends, fails if one of them erred or asked another host for anything."""
    errors: list[str] = []
    foreign: list[str] = []
    close: list[Callable[[], None]] = []

    def note_request(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and parts.netloc != urlsplit(site_address).netloc:
            foreign.append(request.url)

    def note_message(message: ConsoleMessage) -> None:
        if message.type == "error":
            errors.append(f"{message.text} ({message.location['url']})")

    def open_page(
        path: str = "",
        *,
        width: int = 1280,
        height: int = 800,
        scheme: Scheme = "light",
        bypass_csp: bool = False,
        expect_errors: bool = False,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            bypass_csp=bypass_csp,
            service_workers="block",  # what it keeps would pass by the faults that tests put between page and server
        )
        close.append(context.close)
        context.on("request", note_request)
        name_in_sitemap(context, site_address)
        page = context.new_page()
        if not expect_errors:
            page.on("console", note_message)
            page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(site_address + path)
        return page

    yield open_page
    for close_context in close:
        close_context()
    assert not foreign, "requests left for another host:\n" + "\n".join(foreign)
    assert not errors, "errors in the page:\n" + "\n".join(errors)
