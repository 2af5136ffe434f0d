"""Print where Playwright keeps its Chromium: `python -m overrides.setup.playwright_browser`."""

from playwright.sync_api import sync_playwright

if __name__ == "__main__":
    with sync_playwright() as playwright:
        print(playwright.chromium.executable_path)
