"""Prices of retrieval: complete, as in the token table and in genai-prices, and nothing charged that is not named."""

import copy
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from genai_prices import data

from calculators.facts import facts_date, load, token_prices
from calculators.facts.retrieval_prices import (
    UnknownRetrievalPriceError,
    embeddings,
    find_embedding,
    find_reranker,
    find_store,
    rerankers,
    stores,
)
from calculators.retrieval import DEFAULT_EMBEDDING, DEFAULT_STORE
from overrides.extensions.facts_fence import TABLES
from tests.facts.test_schemas import problems

TABLE = load("retrieval_prices")
ROWS = [row for kind in ("embeddings", "stores", "rerankers") for row in TABLE[kind]]

CHARGES = {
    "minimum": {"minimum_usd_per_month"},
    "plan": {"usd_per_month"},
    "hour": {"usd_per_hour"},
    "credit": {"credit_usd_per_month"},
    "storage": {"usd_per_gb_month", "usd_per_gb_day"},
    "disk": {"usd_per_gb_month"},
    "dimensions stored": {"usd_per_mdim_month"},
    "dimensions queried": {"usd_per_mdim_queried"},
    "write": {"usd_per_gb_written"},
    "upload": {"usd_per_gb_written"},
    "vector written": {"usd_per_million_vectors_written"},
    "queries": {"usd_per_million_queries"},
    "requests": {"usd_per_million_queries"},
    "calls": {"usd_per_million_queries"},
    "read unit": {"scan_tiers"},
    "data queried": {"scan_tiers"},
    "data processed": {"scan_tiers"},
    "data returned": {"usd_per_gb_returned"},
    "above": {"free_gb"},
}
"""The words with which `bills` names a charge, and the fields that hold its price."""


def test_the_defaults_were_read_in_the_vendors_own_text() -> None:
    assert find_embedding(DEFAULT_EMBEDDING, facts_date()).source.status == "verified"
    assert find_store(DEFAULT_STORE).source.status == "verified"


def test_no_id_stands_twice() -> None:
    for ids in (embeddings(), stores(), rerankers()):
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize("row", [row for row in TABLE["embeddings"] if "package_id" in row], ids=lambda row: row["id"])
def test_embedding_prices_equal_genai_prices(row: dict[str, Any]) -> None:
    provider, _, model = row["package_id"].partition("/")
    listed = next(
        each for offers in data.providers if offers.id == provider for each in offers.models if each.id == model
    )
    assert not isinstance(listed.prices, list)
    assert float(str(listed.prices.input_mtok)) == row["usd_per_mtok"]


def test_what_the_token_table_has_is_not_repeated() -> None:
    listed = {row["id"] for row in load("token_prices")["models"]}
    own = {row["id"] for row in TABLE["embeddings"] if "usd_per_mtok" in row}
    assert not listed & own
    found = find_embedding("mistral-embed", facts_date())
    assert found.source == token_prices.find("mistral/mistral-embed", "", facts_date()).source
    assert (found.usd_per_mtok, found.dimensions) == (0.1, None)


@pytest.mark.parametrize("row", TABLE["stores"], ids=lambda row: row["id"])
def test_a_store_charges_for_what_it_names_and_nothing_else(row: dict[str, Any]) -> None:
    named = [fields for word, fields in CHARGES.items() if word in row["bills"]]
    priced = {name for name in row if name.startswith(("usd_", "minimum_", "credit_", "free_"))}
    priced |= {"scan_tiers"} & row.keys()
    assert all(fields & priced for fields in named)
    assert priced <= set().union(*named)


def test_steps_of_a_price_rise_and_the_price_falls() -> None:
    for row in TABLE["stores"]:
        steps = row.get("scan_tiers", [[0, 1]])
        assert steps[0][0] == 0
        assert all(low[0] < high[0] and low[1] > high[1] for low, high in pairwise(steps)), row["id"]


def test_every_row_is_found_and_says_its_price() -> None:
    for name in embeddings():
        assert "USD" in find_embedding(name.upper(), facts_date()).source.statement
    for name in stores():
        store = find_store(name)
        assert "(USD)" in store.source.statement
        assert store.gb_bytes in {1e9, 2**30}
    for name in rerankers():
        found = find_reranker(name)
        assert (found.usd_per_1000_searches is None) != (found.usd_per_mtok is None)


def test_an_unknown_name_is_answered_with_those_there_are() -> None:
    for find, ids in ((find_store, stores()), (find_reranker, rerankers())):
        with pytest.raises(UnknownRetrievalPriceError) as refused:
            find("a drawer")
        assert refused.value.close == ids


@pytest.mark.parametrize(
    ("table", "kind"), [("embedding-prices", "embeddings"), ("vector-stores", "stores"), ("rerankers", "rerankers")]
)
def test_the_page_has_a_row_with_a_link_for_every_price(table: str, kind: str) -> None:
    rows = [row for part in TABLES[table]() for row in part.findall(".//tbody/tr")]
    assert len(rows) == len(TABLE[kind])
    for row in rows:
        link = row.find(".//a")
        assert link is not None
        assert link.get("href", "").startswith("https://")


def test_history_is_no_reason_to_look_back_a_year() -> None:
    assert [row["id"] for row in ROWS if row["date_seen"] < "2026-03"] == []


DAMAGES: dict[str, tuple[str, Callable[[dict[str, Any]], object]]] = {
    "free embedding": ("embeddings", lambda row: row.update(usd_per_mtok=0)),
    "two prices": ("embeddings", lambda row: row.update({"token_price": "a/b"})),
    "hearsay": ("stores", lambda row: row.update(source="a public copy")),
    "no price for keeping": ("stores", lambda row: row.pop("usd_per_gb_month")),
    "steps of what": ("stores", lambda row: row.pop("scan_counts")),
    "half a step": ("stores", lambda row: row.update(scan_tiers=[[0]])),
    "no status": ("rerankers", lambda row: row.pop("status")),
    "searches of what": ("rerankers", lambda row: row.pop("documents_per_search")),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_schema_finds_a_damaged_row(damage: str) -> None:
    kind, change = DAMAGES[damage]
    damaged = copy.deepcopy(TABLE)
    assert problems("retrieval_prices", damaged) == []
    change(damaged[kind][0])
    assert problems("retrieval_prices", damaged)
