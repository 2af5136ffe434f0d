"""The fence ```facts: a table of facts with source, date and status on every row."""

from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown

from calculators.facts import facts_date, load
from calculators.facts.token_prices import PriceSet, Tiers, TokenPrices, find
from calculators.present.markup import Child, element
from overrides.extensions.strict_fence import allow_only, strict_fence

TOKEN_PRICE_HEADINGS = ("Model", "Input", "Cache read", "Cache write", "Output", "Batch in / out", "Status", "Seen")


def _render(settings: dict[str, Any], _md: Markdown) -> Element:
    allow_only(settings, {"table"})
    if settings["table"] != "token-prices":
        raise ValueError(f"there is no table {settings['table']!r}")
    return element("div", {"class": "facts-table"}, *_token_prices())


def _token_prices() -> list[Element]:
    """One folded table per provider: what it sells today; deprecated models stay in the data, not in the table."""
    table = load("token_prices")
    sections = []
    for provider in table["providers"]:
        offers = [
            find(row["id"], provider["id"], facts_date())
            for row in table["models"]
            if row["provider"] == provider["id"] and not row["deprecated"]
        ]
        if offers:
            sections.append(
                element(
                    "details",
                    {"class": "facts-provider"},
                    element("summary", None, f"{provider['name']} ({len(offers)} models)"),
                    element("p", None, "Source: ", element("a", {"href": provider["url"]}, provider["url"])),
                    _table(TOKEN_PRICE_HEADINGS, [_token_price_row(offer) for offer in offers], provider["name"]),
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


def _in_order(prices: PriceSet) -> list[Tiers | None]:
    return [prices.input, prices.cache_read, prices.cache_write, prices.output]


def _shown(tiers: Tiers | None) -> str:
    if tiers is None:
        return "not listed"
    first, *above = tiers
    return f"{first[1]:g}" + "".join(f" ({price:g} above {start / 1000:,.0f}k)" for start, price in above)


def _table(headings: Sequence[str], rows: Sequence[Sequence[Child]], name: str) -> Element:
    return element(
        "div",
        {"class": "reference-table", "tabindex": "0", "role": "region", "aria-label": f"Prices of {name}"},
        element(
            "table",
            None,
            element("thead", None, element("tr", None, *(element("th", {"scope": "col"}, h) for h in headings))),
            element("tbody", None, *(element("tr", None, *(element("td", None, c) for c in row)) for row in rows)),
        ),
    )


format_fence = strict_fence(_render)
