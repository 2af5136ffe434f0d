"""The fence ```facts: a table of facts with source, date and status on every row."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown

from calculators.facts import facts_date, load, retrieval_prices
from calculators.facts.token_prices import PriceSet, Tiers, TokenPrices, find
from calculators.present.markup import Child, element
from overrides.extensions import case_tables, hardware_tables, market_tables, model_tables, tuning_tables
from overrides.extensions.facts_tables import checked, folded, table
from overrides.extensions.strict_fence import allow_only, strict_fence

TOKEN_PRICE_HEADINGS = ("Model", "Input", "Cache read", "Cache write", "Output", "Batch in / out", "Status", "Seen")


def _render(settings: dict[str, Any], _md: Markdown) -> Element:
    allow_only(settings, {"table"})
    if settings["table"] not in TABLES:
        raise ValueError(f"there is no table {settings['table']!r}; there are {', '.join(TABLES)}")
    return element("div", {"class": "facts-table"}, *TABLES[settings["table"]]())


def _token_prices() -> list[Element]:
    """One folded table per provider: what it sells today; deprecated models stay in the data, not in the table."""
    content = load("token_prices")
    sections = []
    for provider in content["providers"]:
        offers = [
            find(row["id"], provider["id"], facts_date())
            for row in content["models"]
            if row["provider"] == provider["id"] and not row["deprecated"]
        ]
        if offers:
            sections.append(
                folded(
                    f"{provider['name']} ({len(offers)} models)",
                    element("p", None, "Source: ", element("a", {"href": provider["url"]}, provider["url"])),
                    table(
                        TOKEN_PRICE_HEADINGS,
                        [_token_price_row(offer) for offer in offers],
                        f"Prices of {provider['name']}",
                    ),
                )
            )
    return sections


def _token_price_row(offer: TokenPrices) -> list[Child]:
    prices = offer.standard
    batch = f"{_shown(offer.batch.input)} / {_shown(offer.batch.output)}" if offer.batch else "not listed"
    return [
        element("code", None, offer.model),
        *(_shown(price) for price in _in_order(prices)),
        batch,
        offer.source.status,
        offer.source.date_seen,
    ]


def _retrieval(kind: str) -> list[Element]:
    """One row per price of a kind: embeddings, stores or rerankers; below, what should be known about each."""
    rows: list[list[Child]] = []
    remarks = []
    for entry in load("retrieval_prices")[kind]:
        rows.append(
            [
                entry["name"],
                element("code", None, entry["id"]),
                _retrieval_price(kind, entry),
                checked(entry["source"], entry["status"], entry["date_seen"]),
            ]
        )
        if "note" in entry:
            remarks.append(element("li", None, f"{entry['name']}: {entry['note']}"))
    headings = ("Name", "In the calculator", "US dollars", "Source, status, seen")
    return [table(headings, rows, f"Prices of {kind}"), folded("Remarks", element("ul", None, *remarks))]


def _retrieval_price(kind: str, entry: Mapping[str, Any]) -> str:
    if kind == "stores":
        return retrieval_prices.store_in_words(entry).removesuffix(" (USD)")
    if kind == "rerankers":
        return retrieval_prices.reranker_in_words(entry).replace(" USD", "")
    price = retrieval_prices.find_embedding(entry["id"], facts_date()).usd_per_mtok
    length = f"{entry['dimensions']:,} dimensions" if "dimensions" in entry else "dimensions unknown"
    return f"{price:g} per million tokens; {length}"


def _in_order(prices: PriceSet) -> list[Tiers | None]:
    return [prices.input, prices.cache_read, prices.cache_write, prices.output]


def _shown(tiers: Tiers | None) -> str:
    if tiers is None:
        return "not listed"
    first, *above = tiers
    return f"{first[1]:g}" + "".join(f" ({price:g} above {start / 1000:,.0f}k)" for start, price in above)


TABLES: Mapping[str, Callable[[], list[Element]]] = {
    "token-prices": _token_prices,
    "market-summary": market_tables.market_summary,
    "tuning-timeline": market_tables.tuning_timeline,
    "tuned-model-ends": market_tables.tuned_model_ends,
    "tuning-services": tuning_tables.tuning_services,
    "tuning-prices": tuning_tables.tuning_prices,
    "models": model_tables.models,
    "gpus": hardware_tables.gpus,
    "gpu-prices": hardware_tables.gpu_prices,
    "labour": hardware_tables.labour,
    "published-cases": case_tables.published_cases,
    "model-lifetimes": case_tables.model_lifetimes,
    "embedding-prices": partial(_retrieval, "embeddings"),
    "vector-stores": partial(_retrieval, "stores"),
    "rerankers": partial(_retrieval, "rerankers"),
}

format_fence = strict_fence(_render)
