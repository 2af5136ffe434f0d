"""axe, whose default rules find nothing wrong with a page."""

from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
SWITCHED_TO_DARK = "document.body.dataset.mdColorScheme === 'slate' && document.getAnimations().length === 0"
COLOURS: Mapping[str, object] = {"runOnly": {"type": "tag", "values": ["cat.color"]}}


def violations(page: Page) -> list[str]:
    """Say what axe finds on a page that has none of the site's policy."""
    return _found(page, {})


def violations_in_light_and_dark(page: Page) -> list[str]:
    """Say what axe finds on a light page, and then, of what the colours can change, on the same page in the dark."""
    light = _found(page, {})
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(SWITCHED_TO_DARK)
    dark = _found(page, COLOURS)
    page.emulate_media(color_scheme="light")
    return light + [f"dark: {each}" for each in dark]


def _found(page: Page, options: Mapping[str, object]) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.add_script_tag(path=AXE)  # needs a context without the page's policy
    # Of the other results only the first is worked out: they only take time.
    result = page.evaluate("(options) => axe.run({ resultTypes: ['violations'], ...options })", options)
    return [
        f"{page.url} {rule['id']}: {node['html'][:160]} {node['failureSummary']}"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]
