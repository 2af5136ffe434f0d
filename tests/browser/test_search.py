"""Search works, and costs only those who search."""

import json
import string
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

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


QUERIES: dict[str, list[str]] = json.loads(Path(__file__).with_name("search-queries.json").read_text(encoding="utf-8"))
CONSIDERED = 3  # who does not see it among the first three types something else


def test_what_people_type_finds_its_page(visit: Callable[..., Page]) -> None:
    assert len(QUERIES) >= 30
    page = visit("about/")
    root = urlsplit(page.url).path.removesuffix("about/")
    page.keyboard.press("s")
    field, results = page.get_by_role("textbox", name="Search"), page.locator(".md-search-result__item")
    missed = {}
    for query, wanted in QUERIES.items():
        field.fill("zzzz")  # so that the results of the query before are gone
        field.press("End")  # the theme listens to keys
        expect(results).to_have_count(0)
        field.fill(query)
        field.press("End")
        expect(results, query).not_to_have_count(0)
        links = results.locator(":scope > a").evaluate_all("links => links.map((link) => link.pathname)")
        found = [link.removeprefix(root) for link in links[:CONSIDERED]]
        if not set(wanted) & set(found):
            missed[query] = found
    assert not missed


def test_every_word_of_the_index_can_be_reached(visit: Callable[..., Page]) -> None:
    """A single character stands for all words that begin with it, and one that leads astray fails the query."""
    page = visit("about/", expect_errors=True)
    failed: list[str] = []
    page.on("console", lambda message: failed.append(message.text) if "Invalid query" in message.text else None)
    page.keyboard.press("s")
    field, results = page.get_by_role("textbox", name="Search"), page.locator(".md-search-result__item")
    for character in string.ascii_lowercase + string.digits:
        field.fill("zzzz")
        field.press("End")
        expect(results).to_have_count(0)
        field.fill(character)
        field.press("End")
        expect(results, character).not_to_have_count(0)
    assert not failed
