"""Bills worked out from token_prices.json equal those of genai-prices' own calculation.

The models are every one with a history, tiers, batch prices or a clock, thinned out to some fifty, and some
plain ones; each is billed in every period, on both sides of every tier.
"""

import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from genai_prices import Usage
from genai_prices.types import ModelInfo, Provider

from calculators.facts.refresh.model_rows import chosen_providers
from calculators.facts.refresh.price_periods import in_force

PRICES = json.loads((Path(__file__).parents[2] / "calculators" / "facts" / "token_prices.json").read_text("utf-8"))
PROVIDERS = {provider.id: provider for provider in chosen_providers()}
DEAREST_HOUR = {"deepseek": time(7, tzinfo=UTC)}
"""DeepSeek is the one provider here whose prices depend on the hour."""


def is_tricky(row: dict[str, Any]) -> bool:
    periods = row["prices"]
    tiered = any(isinstance(price, list) for period in periods for price in period["standard"].values())
    return tiered or len(periods) > 2 or "Dearest hours" in row.get("note", "")


TRICKY = [row for row in PRICES["models"] if is_tricky(row)]
PLAIN = [row for row in PRICES["models"] if not is_tricky(row)]
SAMPLE = TRICKY[:: max(1, len(TRICKY) // 40)] + PLAIN[:: len(PLAIN) // 20]


def test_the_sample_covers_the_tricky_kinds() -> None:
    periods = [period for row in SAMPLE for period in row["prices"]]
    assert 50 <= len(SAMPLE) <= 110
    assert any(isinstance(period["standard"]["input"], list) for period in periods)
    assert any(isinstance(period["batch"]["input"], list) for period in periods if "batch" in period)
    assert any(period["from"] and period["from"] > PRICES["facts_date"] for period in periods)
    assert any("cache_write" in period["standard"] for period in periods)


def model_of(row: dict[str, Any]) -> tuple[Provider, ModelInfo]:
    provider = PROVIDERS[row["provider"]]
    return provider, next(model for model in provider.models if model.id == row["id"])


def price_at(price: Any, input_tokens: int) -> Decimal:
    tiers = price if isinstance(price, list) else [[0, price]]
    return next(Decimal(str(value)) for start, value in reversed(tiers) if input_tokens > start or start == 0)


def our_bill(prices: dict[str, Any], length: int, read: int, written: int, output: int) -> Decimal:
    """Return the bill in US dollars; tokens of a kind without a price are ordinary input."""
    counts = {"cache_read": read, "cache_write": written, "output": output}
    counts = {kind: count for kind, count in counts.items() if kind in prices}
    counts["input"] = length - counts.get("cache_read", 0) - counts.get("cache_write", 0)
    return sum((count * price_at(prices[kind], length) for kind, count in counts.items()), Decimal(0)) / Decimal(
        1_000_000
    )


def request_lengths(row: dict[str, Any]) -> list[int]:
    starts = {
        start
        for period in row["prices"]
        for price in period["standard"].values()
        for start, _ in (price if isinstance(price, list) else [])
    }
    return sorted({1, 12_345} | {start + step for start in starts for step in (0, 1) if start + step > 0})


def days(row: dict[str, Any]) -> list[date]:
    """Return the facts date, and the first and the last day of every period."""
    starts = [date.fromisoformat(period["from"]) for period in row["prices"] if period["from"]]
    day_before = [start - timedelta(days=1) for start in starts]
    return [date.fromisoformat(PRICES["facts_date"]), *starts, *day_before]


@pytest.mark.parametrize("row", SAMPLE, ids=lambda row: f"{row['provider']}/{row['id']}")
def test_bills_equal_the_package_s(row: dict[str, Any]) -> None:
    provider, model = model_of(row)
    hour = DEAREST_HOUR.get(row["provider"], time(12, tzinfo=UTC))
    for day in days(row):
        period = in_force(row["prices"], day)
        for length in request_lengths(row):
            read, written, output = length // 2, length // 5, 789
            usage = Usage(input_tokens=length, cache_read_tokens=read, cache_write_tokens=written, output_tokens=output)
            for kind, context in (("standard", None), ("batch", {"processing": "batch"})):
                theirs = model.calc_price(
                    usage,
                    provider,
                    genai_request_timestamp=datetime.combine(day, hour),
                    price_context=context,
                )
                # Where there is no batch price, the package answers with the standard one.
                ours = our_bill(period.get(kind, period["standard"]), length, read, written, output)
                assert ours == theirs.total_price, (day, length, kind)


@pytest.mark.parametrize("kind", ["aliases", "prefixes"])
def test_other_names_lead_to_the_model_that_the_package_finds(kind: str) -> None:
    rows: dict[tuple[str, str], list[str]] = {
        (row["provider"], row["id"]): row.get(kind, []) for row in PRICES["models"]
    }
    assert sum(map(len, rows.values())) > 100
    for (provider, model), names in rows.items():
        for spelling in names:
            # A prefix that ends in a century stands for dated names alone.
            dated = kind == "prefixes" and spelling.endswith("-20")
            endings = ("260101", "26-01-01") if dated else ("",)
            found = [PROVIDERS[provider].find_model(spelling + ending) for ending in endings]
            assert model in [match.id for match in found if match], spelling


def found_by_name(rows: list[dict[str, Any]], wanted: str) -> str | None:
    """Look a name up as the notes in token_prices.json say: exact names first, else the longest prefix."""
    for row in rows:
        if wanted in (spelling.lower() for spelling in [row["id"], *row.get("aliases", [])]):
            return str(row["id"])
    prefixes = [
        (len(prefix), row["id"])
        for row in rows
        for prefix in row.get("prefixes", [])
        if wanted.startswith(prefix.lower())
    ]
    return max(prefixes)[1] if prefixes else None


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_name_is_never_taken_for_another_model(provider: str) -> None:
    rows = [row for row in PRICES["models"] if row["provider"] == provider]
    spellings = [
        spelling.lower() + ending
        for row in rows
        for spelling in [row["id"], *row.get("aliases", []), *row.get("prefixes", [])]
        for ending in ("", "-2026-01-01", "-20260101", "-latest", "-mini", "-pro")
    ]
    pairs = [(PROVIDERS[provider].find_model(name), found_by_name(rows, name)) for name in spellings]
    both = [(theirs.id, ours) for theirs, ours in pairs if theirs and ours]
    assert len(both) >= 1
    assert [(theirs, ours) for theirs, ours in both if theirs != ours] == []
