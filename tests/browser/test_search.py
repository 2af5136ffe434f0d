"""Search works, and costs only those who search."""

from collections.abc import Callable

from playwright.sync_api import Page, expect


def test_the_index_is_loaded_when_the_search_is_touched_and_not_before(visit: Callable[..., Page]) -> None:
    page = visit("guide/")
    loaded: list[str] = []
    page.context.on("request", lambda request: loaded.append(request.url))
    page.reload()
    page.wait_for_load_state("networkidle")
    assert not [address for address in loaded if "search_index" in address]
    page.keyboard.press("s")
    page.keyboard.type("token bill")
    expect(page.locator(".md-search-result__link").first).to_contain_text("token", ignore_case=True)
    assert len([address for address in loaded if "search_index" in address]) == 1


def test_a_link_to_a_search_still_searches(visit: Callable[..., Page]) -> None:
    page = visit("guide/?q=QLoRA")
    expect(page.locator(".md-search-result__link").first).to_be_attached()
