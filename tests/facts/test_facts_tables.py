"""The tables of facts on the pages: complete, each row with its source, and no table by a wrong name."""

from xml.etree.ElementTree import Element, fromstring

import pytest
from markdown import Markdown
from pymdownx.superfences import SuperFencesException

from calculators.facts import load
from overrides.extensions.facts_fence import TABLES, format_fence
from overrides.extensions.facts_tables import source_link


def rendered(name: str) -> Element:
    html = format_fence(f"table: {name}", "facts", "facts", {}, Markdown())
    return fromstring(html)


def rows(name: str) -> list[Element]:
    return rendered(name).findall(".//tbody/tr")


def test_every_fact_has_its_row() -> None:
    prices, offers = load("tuning_services"), load("gpu_prices")["offers"]
    live = [offer for offer in offers if offer["catalogue"] != "tpu-2025"]
    assert len(rows("tuning-services")) == len(prices["services"])
    assert len(rows("tuning-prices")) == len(prices["prices"])
    assert len(rows("gpus")) == len(load("gpus")["gpus"])
    assert len(rows("gpu-prices")) == len(live) + len({offer["gpu"] for offer in live})
    assert len(rows("labour")) == len(load("labour")["items"])
    catalogue = load("architectures")
    assert len(rows("models")) == len(catalogue["models"]) + len(catalogue["sizes"])


@pytest.mark.parametrize("name", ["tuning-services", "tuning-prices", "models", "gpus", "labour"])
def test_every_row_links_its_source(name: str) -> None:
    for row in rows(name):
        link = row.find(".//a")
        assert link is not None
        assert link.get("href", "").startswith("https://")


@pytest.mark.parametrize("name", sorted(TABLES.keys() - {"market-summary", "tuning-timeline"}))
def test_scrolling_tables_of_a_page_have_names_of_their_own(name: str) -> None:
    labels = [region.get("aria-label") for region in rendered(name).iter("div") if region.get("role") == "region"]
    assert labels
    assert len(labels) == len(set(labels))


def test_a_past_price_says_so() -> None:
    captions = ["".join(summary.itertext()) for summary in rendered("tuning-prices").iter("summary")]
    assert [caption for caption in captions if "historical" in caption] == ["OpenAI (7 prices, historical)"]


def test_a_licence_is_linked_to_where_it_was_read_or_unknown() -> None:
    cells = [row.findall("td")[3] for row in rows("models")]
    known = [cell for cell in cells if "".join(cell.itertext()) != "unknown"]
    assert all(cell.find(".//a") is not None for cell in known)
    assert len(known) == sum(card["licence"] != "unknown" for card in load("model_cards")["models"])
    assert len(known) > len(cells) / 2


def test_a_repository_is_linked_at_the_commit_that_was_read() -> None:
    link = source_link(f"github:owner/name@{40 * 'a'}:folder/file.json")
    assert (link.text, link.get("href")) == (
        "owner/name",
        f"https://github.com/owner/name/blob/{40 * 'a'}/folder/file.json",
    )


def test_a_wrong_name_fails_the_build() -> None:
    with pytest.raises(SuperFencesException, match="there is no table 'gpu'"):
        rendered("gpu")
