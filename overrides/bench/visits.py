"""One visit of a calculator's page in a real browser, timed until Python's first answer stands in the page."""

from pathlib import Path

from playwright.sync_api import BrowserType, Page

VISIT_TIMEOUT_MS = 60_000
BROWSER_SETTLES_MS = 2_000  # a browser that has just opened its window is busy with itself
CACHES_SETTLE_MS = 5_000  # until the service worker and Python's files are kept, as for a reader who reads the answer

BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

NOTE_FIRST_ANSWER = """
new MutationObserver((_, observer) => {
  if (!document.querySelector('[data-calculator-output][data-state="live"]')) return;
  window.firstAnswerMs = performance.now();
  observer.disconnect();
}).observe(document, {attributes: true, attributeFilter: ["data-state"], childList: true, subtree: true});
"""


def first_answer_ms(browser_type: BrowserType, executable: str, profile: Path, url: str) -> float:
    """Milliseconds from the start of the navigation to the live answer, in a browser started for this visit."""
    with browser_type.launch_persistent_context(profile, executable_path=executable, args=BROWSER_ARGUMENTS) as context:
        context.add_init_script(NOTE_FIRST_ANSWER)
        page: Page = context.pages[0] if context.pages else context.new_page()
        page.wait_for_timeout(BROWSER_SETTLES_MS)
        page.goto(url)
        page.locator('[data-calculator-output][data-state="live"]').first.wait_for(timeout=VISIT_TIMEOUT_MS)
        milliseconds = float(page.evaluate("window.firstAnswerMs"))
        page.wait_for_timeout(CACHES_SETTLE_MS)
        return milliseconds
