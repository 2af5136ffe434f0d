"""The facts make sense among themselves. What is odd in reality is listed by name."""

import json
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

FACTS = Path(__file__).parents[2] / "calculators" / "facts"
PRICES: dict[str, Any] = json.loads((FACTS / "token_prices.json").read_text("utf-8"))
CROSS_CHECK: dict[str, Any] = json.loads((FACTS / "token_prices_cross_check.json").read_text("utf-8"))
CACHING: dict[str, Any] = json.loads((FACTS / "prompt_caching.json").read_text("utf-8"))
MODELS: list[dict[str, Any]] = PRICES["models"]

BATCH_WITHOUT_TIERS = {"openai/gpt-5.5-pro"}
"""Long requests cost more at the standard price, but not in a batch."""


def name(row: dict[str, Any]) -> str:
    return f"{row['provider']}/{row['id']}"


def tiers(price: Any) -> list[list[float]]:
    return price if isinstance(price, list) else [[0, price]]


def at(price: Any, input_tokens: float) -> float:
    return next(value for start, value in reversed(tiers(price)) if input_tokens > start or start == 0)


def price_sets() -> Iterator[tuple[str, dict[str, Any]]]:
    for row in MODELS:
        for period in row["prices"]:
            yield name(row), period["standard"]
            if "batch" in period:
                yield name(row), period["batch"]


def lengths(*prices: Any) -> set[float]:
    """Return a request length inside every tier of the prices."""
    return {start + 1 for price in prices for start, _ in tiers(price)}


def test_a_model_is_listed_once_under_a_known_provider_in_order() -> None:
    names = [(row["provider"], row["id"]) for row in MODELS]
    assert names == sorted(set(names))
    assert {provider for provider, _ in names} == {provider["id"] for provider in PRICES["providers"]}


def test_a_name_means_one_model_of_a_provider() -> None:
    for kind in ("aliases", "prefixes"):
        names = Counter(
            (row["provider"], spelling.lower())
            for row in MODELS
            for spelling in {alias.lower() for alias in row.get(kind, [])}
        )
        assert [found for found, count in names.items() if count > 1] == []


def test_periods_follow_each_other_and_differ() -> None:
    for row in MODELS:
        starts = [period["from"] or "" for period in row["prices"]]
        assert starts[0] == "", name(row)
        assert starts == sorted(set(starts)), name(row)
        for before, after in pairwise(row["prices"]):
            assert {**before, "from": None} != {**after, "from": None}, name(row)


def test_tiers_start_at_zero_and_rise() -> None:
    for model, prices in price_sets():
        for price in prices.values():
            starts = [start for start, _ in tiers(price)]
            values = [value for _, value in tiers(price)]
            assert starts[0] == 0, model
            assert starts == sorted(set(starts)), model
            assert values == sorted(values), model


def test_reading_the_cache_is_never_dearer_than_the_input() -> None:
    for model, prices in price_sets():
        if "cache_read" in prices:
            for length in lengths(prices["cache_read"], prices["input"]):
                assert at(prices["cache_read"], length) <= at(prices["input"], length), model


def test_writing_the_cache_costs_up_to_a_quarter_more_than_the_input() -> None:
    for model, prices in price_sets():
        if "cache_write" in prices:
            for length in lengths(prices["cache_write"], prices["input"]):
                share = at(prices["cache_write"], length) / at(prices["input"], length)
                assert share == pytest.approx(1) or 1.19 < share < 1.26, model


def test_a_batch_is_never_dearer_and_prices_the_same_things() -> None:
    without_tiers = set()
    for row in MODELS:
        for period in row["prices"]:
            if "batch" not in period:
                continue
            standard, batch = period["standard"], period["batch"]
            assert batch.keys() == standard.keys(), name(row)
            assert at(batch["input"], 1) < at(standard["input"], 1), name(row)
            for key, price in batch.items():
                for length in lengths(price, standard[key]):
                    assert at(price, length) <= at(standard[key], length), name(row)
                if len(tiers(price)) != len(tiers(standard[key])):
                    without_tiers.add(name(row))
    assert without_tiers == BATCH_WITHOUT_TIERS


def test_prices_are_of_a_plausible_size() -> None:
    # The dearest model ever listed here cost $600 per million output tokens (o1-pro); a price per thousand
    # tokens or per token taken for one per million falls out below.
    for model, prices in price_sets():
        for price in prices.values():
            for _, value in tiers(price):
                assert 0.001 <= value <= 600, model


def test_the_status_is_what_the_cross_check_found() -> None:
    disputed = {name(entry) for entry in CROSS_CHECK["disagreements"]}
    compared = {name(entry) for entry in CROSS_CHECK["evidence"]}
    assert disputed <= compared <= {name(row) for row in MODELS}
    for row in MODELS:
        expected = "disputed" if name(row) in disputed else "cross-checked"
        assert row["status"] == (expected if name(row) in compared else "second-hand"), name(row)
        assert ("litellm says" in row.get("note", "")) == (name(row) in disputed), name(row)


def test_a_dispute_shows_two_different_prices() -> None:
    rows = {name(row): row for row in MODELS}
    for entry in CROSS_CHECK["disagreements"]:
        ours, theirs = entry["genai_prices"], entry["litellm"]
        assert (ours["input"], ours["output"]) != (theirs["input"], theirs["output"]), name(entry)
        assert f"${theirs['input']} in, ${theirs['output']} out" in rows[name(entry)]["note"], name(entry)


def test_cache_lifetimes_are_ranges_and_belong_to_priced_providers() -> None:
    listed = CACHING["providers"] + CACHING["providers_without_published_lifetime"]
    names = [row["provider"] for row in listed]
    assert len(names) == len(set(names))
    assert set(names) <= {provider["id"] for provider in PRICES["providers"]}
    for row in CACHING["providers"]:
        for terms in (row, *row.get("by_model", [])):
            if "lifetime_minutes" in terms:
                lifetime = terms["lifetime_minutes"]
                assert lifetime["low"] <= lifetime["base"] <= lifetime["high"], row["provider"]
    assert CACHING["realised_saving_share"]["low"] < CACHING["realised_saving_share"]["high"]


def test_every_caching_rule_meets_a_model_with_a_cache_price() -> None:
    for row in CACHING["providers"] + CACHING["providers_without_published_lifetime"]:
        cached = [
            model["id"]
            for model in MODELS
            if model["provider"] == row["provider"] and "cache_read" in model["prices"][-1]["standard"]
        ]
        assert cached, row["provider"]
        for rule in row.get("by_model", []):
            prefixes = tuple(rule["prefixes"])
            assert any(model.startswith(prefixes) for model in cached), rule
