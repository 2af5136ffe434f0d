"""A new release replaces the copy that a browser keeps of the site, and no page ever mixes the two."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from overrides.app.service_worker import write_service_worker
from tests.browser.conftest import SITE, name_in_sitemap
from tests.browser.engines import PYTHON_IS_KEPT, SITE_IS_KEPT, ChromiumTab, eventually
from tests.browser.served_site import ServedSite

PAGE = "calculators/inference/"
OUTPUT = "[data-calculator-output=inference]"
FIELD = "#inference [name=requests_per_month]"
REGISTRATION = "navigator.serviceWorker.getRegistration()"
KEPT_FOLDERS = "caches.open('python').then(async (cache) => (await cache.keys()).map(({url}) => url).join())"
NEW = "Second release"
HASHED = re.compile(r"(app|python-worker)-[0-9A-Z]{8}\.js")


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two builds: in the second, each page has another heading, each script and part of Python another address."""
    first, second = (tmp_path_factory.mktemp("releases") / name for name in ("first", "second"))
    shutil.copytree(SITE, first)
    shutil.copytree(SITE, second)
    runtime = {folder.name: folder.name[::-1] for folder in (second / "assets/runtime").iterdir() if folder.is_dir()}
    scripts = {file.name: new_name(file.name) for file in (second / "assets/app").iterdir()}
    for text in [*second.rglob("*.html"), *(second / "assets/app").glob("*.js")]:
        content = text.read_text(encoding="utf-8")
        for old, new in (scripts | runtime).items():
            content = content.replace(old, new)
        text.write_text(re.sub(r"(<h1[^>]*>)", rf"\1{NEW}: ", content), encoding="utf-8")
    for folder, names in (("assets/app", scripts), ("assets/runtime", runtime)):
        for old, new in names.items():
            (second / folder / old).rename(second / folder / new)
    write_service_worker(second)
    return first, second


def new_name(name: str) -> str:
    return re.sub(r"-[0-9A-Z]{8}\.js$", lambda found: f"-{found[0][1:-3][::-1]}.js", name)


@pytest.fixture
def site(site_address: str, releases: tuple[Path, Path]) -> Iterator[ServedSite]:
    assert site_address
    with ServedSite(releases[0]) as served:
        served.max_age = 0
        yield served


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    context.set_default_timeout(120_000)  # a visit waits while the browser puts hundreds of files in place
    yield context.new_page()
    context.close()


def visit_until_kept(page: Page, site: ServedSite, *, with_python: bool) -> None:
    page.goto(site.address + PAGE + ("?inference.turns=2" if with_python else ""))
    if with_python:
        expect_live(page)
        eventually(ChromiumTab(page), PYTHON_IS_KEPT)
    eventually(ChromiumTab(page), SITE_IS_KEPT)


def visit_until_replaced(page: Page, site: ServedSite) -> None:
    """Come back until the waiting copy has taken over; a visit right after the last page closed may still be early."""
    for _ in range(20):
        page.goto(site.address + PAGE)
        if page.evaluate(f"{REGISTRATION}.then((found) => !found.waiting && found.active.state === 'activated')"):
            return
        page.goto("about:blank")
    raise AssertionError("the new release never took over")


def expect_live(page: Page) -> None:
    expect(page.locator(OUTPUT)).to_have_attribute("data-state", "live")


def expect_release(page: Page, release: Path) -> None:
    heading = expect(page.locator("article h1"))
    if release.name == "second":
        heading.to_contain_text(NEW)
    else:
        heading.not_to_contain_text(NEW)
    [script] = (release / "assets/app").glob("app-*.js")
    expect(page.locator("script[data-app]")).to_have_attribute("src", re.compile(script.name))


def names_in(release: Path) -> set[str]:
    return {path.name for path in (release / "assets/app").iterdir()}


def test_a_new_release_shows_at_once_and_is_what_is_kept(
    page: Page, site: ServedSite, releases: tuple[Path, Path]
) -> None:
    first, second = releases
    visit_until_kept(page, site, with_python=True)
    expect_release(page, first)
    site.folder = second
    site.asked.clear()
    page.goto(site.address + PAGE + "?inference.turns=3")
    expect_release(page, second)
    expect_live(page)
    assert not names_in(first) & {Path(asked).name for asked in site.asked}
    eventually(ChromiumTab(page), f"{REGISTRATION}.then((found) => found.waiting !== null)")
    [engine] = second.glob("assets/runtime/*/calculators.zip.gz")
    eventually(ChromiumTab(page), f"{KEPT_FOLDERS}.then((urls) => urls.includes('{engine.parent.name}'))")
    context = page.context
    page.close()  # the last page under the old copy
    page = context.new_page()
    visit_until_replaced(page, site)
    site.stop()
    page.goto(site.address + PAGE + "?inference.turns=4")
    expect_release(page, second)
    expect_live(page)


def test_the_browser_takes_what_never_changes_from_the_copy_by_itself(page: Page, site: ServedSite) -> None:
    """A visit does not wait until the service worker has started; the page itself comes from the network, once."""
    visit_until_kept(page, site, with_python=True)
    site.asked.clear()
    page.goto(site.address + PAGE + "?inference.turns=3")
    expect_live(page)
    entries = "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
    came_from = page.evaluate(f"{entries}.map(({{name, workerFinalSourceType}}) => [name, workerFinalSourceType])")
    never_change = [source for name, source in came_from if re.search(r"/assets/app/|\.min\.(css|js)$", name)]
    assert len(never_change) > 4
    assert set(never_change) == {"cache"}
    assert came_from[0] == [page.url, "network"]
    assert site.asked.count(f"/{PAGE}") == 1
    assert not [address for address in site.asked if "/runtime/" in address or "/app/" in address]


def test_before_the_new_release_is_kept_whole_the_old_one_is_shown_whole(
    page: Page, site: ServedSite, releases: tuple[Path, Path]
) -> None:
    first, second = releases
    visit_until_kept(page, site, with_python=True)
    site.folder = second
    site.changes["search_index.json"] = lambda data: data[:100]  # one file that is not the one that was built
    page.goto(site.address)
    expect_release(page, second)
    eventually(ChromiumTab(page), f"{REGISTRATION}.then((found) => !found.installing && !found.waiting)")
    site.stop()
    page.goto(site.address + PAGE + "?inference.turns=3")
    expect_release(page, first)
    expect_live(page)


def test_an_open_page_whose_worker_is_gone_loads_the_new_release(
    page: Page, site: ServedSite, releases: tuple[Path, Path]
) -> None:
    page.goto(site.address + PAGE)
    site.folder = releases[1]
    page.locator(FIELD).fill("5k")
    expect(page.locator(OUTPUT)).to_have_attribute("data-state", "error")
    page.get_by_role("button", name="Try again").click()
    expect_release(page, releases[1])


def test_instant_navigation_into_a_new_release_is_a_fresh_start(
    page: Page, site: ServedSite, releases: tuple[Path, Path]
) -> None:
    name_in_sitemap(page, site.address)
    page.goto(site.address + PAGE)
    page.wait_for_load_state("networkidle")
    site.folder = releases[1]
    page.get_by_role("link", name="Facts").first.click()
    expect(page).to_have_url(re.compile("reference/$"))
    expect_release(page, releases[1])
    page.wait_for_load_state("networkidle")  # the theme listens to the back button once it has the sitemap
    page.go_back()
    page.locator(FIELD).fill("5k")
    expect_live(page)
    expect_release(page, releases[1])
