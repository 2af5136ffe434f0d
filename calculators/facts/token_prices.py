"""Token prices by provider, model and date, in USD per million tokens."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from calculators.facts import load
from calculators.ranges import Source

Tiers = tuple[tuple[int, float], ...]
"""Prices by the input length of one call, rising: (more input tokens than this, USD per million tokens)."""

FIRST_PARTY = ("anthropic", "openai", "google", "mistral", "deepseek", "x-ai", "cohere", "zai", "moonshotai")
"""Providers of their own models: a bare model name means their offer, not a reseller's."""


class PriceSet(NamedTuple):
    """The four token prices of one way to call a model. None: the provider lists no such price."""

    input: Tiers
    output: Tiers
    cache_read: Tiers | None
    cache_write: Tiers | None

    @property
    def thresholds(self) -> set[int]:
        """The input lengths of one call, in tokens, above which a price changes."""
        return {start for tiers in self if tiers for start, _ in tiers if start > 0}


class TokenPrices(NamedTuple):
    """One offer of one model, with the prices in force on the date asked for."""

    provider: str
    model: str
    standard: PriceSet
    batch: PriceSet | None
    deprecated: bool
    context_window_tokens: int | None
    next_change: str
    note: str
    source: Source


class UnknownModelError(LookupError):
    """No offer has that name; `close` lists names that look like it."""

    def __init__(self, message: str, close: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.close = list(close)


def providers() -> list[str]:
    """Return the ids of all providers, those of their own models first."""
    listed = [str(provider["id"]) for provider in load("token_prices")["providers"]]
    return [name for name in FIRST_PARTY if name in listed] + [name for name in listed if name not in FIRST_PARTY]


def suggested_models() -> list[str]:
    """Return `provider/model` of what providers offer of their own models and have not deprecated."""
    return [
        f"{row['provider']}/{row['id']}"
        for row in load("token_prices")["models"]
        if row["provider"] in FIRST_PARTY and not row["deprecated"]
    ]


def rate(tiers: Tiers, input_tokens: float) -> float:
    """Return the price per million tokens of a call with that many input tokens.

    The whole call is billed at the highest tier that it exceeds, as genai-prices counts it.
    """
    return tiers[bisect_left(tiers, input_tokens, 1, key=itemgetter(0)) - 1][1]


def find(model: str, provider: str, on_date: str) -> TokenPrices:
    """Look an offer up by name, alias or dated name, without regard to case.

    Args:
        model: `model` or `provider/model`.
        provider: id of the provider, or empty: the model's own maker is preferred to a reseller.
        on_date: YYYY-MM-DD; the prices in force on that day are returned.

    Raises:
        UnknownModelError: no such model, or not at that provider, or not yet sold on that date.

    """
    wanted = model.strip().lower()
    first, _, rest = wanted.partition("/")
    tried = [(name, wanted) for name in ([provider] if provider else providers())]
    if rest and first in ([provider] if provider else providers()):
        tried.insert(0, (first, rest))
    for candidate, name in tried:
        row = _match(name, _rows_of().get(candidate, ()))
        if row is not None:
            return _offer(row, on_date)
    place = f"{provider} sells no model of that name" if provider else "there is no such model in the price list"
    raise UnknownModelError(place, _similar(wanted))


@cache
def _rows_of() -> Mapping[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in providers()}
    for row in load("token_prices")["models"]:
        rows[row["provider"]].append(row)
    return rows


def _match(wanted: str, rows: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    exact = (row for row in rows if wanted == row["id"].lower())
    alias = (row for row in rows if wanted in (name.lower() for name in row.get("aliases", ())))
    dated = {prefix: row for row in rows for prefix in row.get("prefixes", ()) if _continues(wanted, prefix.lower())}
    return next(exact, None) or next(alias, None) or (dated[max(dated, key=len)] if dated else None)


def _continues(wanted: str, prefix: str) -> bool:
    """Whether a name is the prefix and a date or version, not another word: gpt-6-luna-2026-09-01, not gpt-6-lunar."""
    return wanted.startswith(prefix) and not wanted[len(prefix) : len(prefix) + 1].isalpha()


@lru_cache(maxsize=32)  # looking for what is close takes longer than most answers
def _similar(wanted: str) -> list[str]:
    from difflib import get_close_matches  # noqa: PLC0415 - needed for mistakes only

    names = {str(row["id"]) for row in load("token_prices")["models"]}
    return get_close_matches(wanted[:80], sorted(names), n=3, cutoff=0.5)


def _offer(row: Mapping[str, Any], on_date: str) -> TokenPrices:
    in_force = [period for period in row["prices"] if (period["from"] or "") <= on_date]
    if not in_force:
        raise UnknownModelError(f"{row['id']} has no price before {row['prices'][0]['from']}")
    later = [period["from"] for period in row["prices"] if (period["from"] or "") > on_date]
    period = in_force[-1]
    listed = {entry["id"]: entry["url"] for entry in load("token_prices")["providers"]}
    return TokenPrices(
        row["provider"],
        row["id"],
        _price_set(period["standard"]),
        _price_set(period["batch"]) if "batch" in period else None,
        row["deprecated"],
        row.get("context_window_tokens"),
        later[0] if later else "",
        row.get("note", ""),
        Source(
            f"token-price:{row['provider']}/{row['id']}",
            "list price",
            row["status"],
            listed[row["provider"]],
            row["date_seen"],
            f"{row['provider']}/{row['id']}: {_in_words(period['standard'])} USD per million tokens",
        ),
    )


def _price_set(prices: Mapping[str, Any]) -> PriceSet:
    return PriceSet(
        _tiers(prices["input"]),
        _tiers(prices["output"]),
        _tiers(prices["cache_read"]) if "cache_read" in prices else None,
        _tiers(prices["cache_write"]) if "cache_write" in prices else None,
    )


def _tiers(price: float | Sequence[Sequence[float]]) -> Tiers:
    if isinstance(price, int | float):
        return ((0, float(price)),)
    return tuple((int(start), float(tier_price)) for start, tier_price in price)


def _in_words(prices: Mapping[str, Any]) -> str:
    names = {"input": "input", "cache_read": "cache read", "cache_write": "cache write", "output": "output"}
    parts = []
    for key, name in names.items():
        if key in prices:
            first, *above = _tiers(prices[key])
            steps = "".join(f" ({price:g} above {start:,} input tokens)" for start, price in above)
            parts.append(f"{name} {first[1]:g}{steps}")
    return ", ".join(parts)
