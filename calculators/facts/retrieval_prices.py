"""What retrieval is charged for: embedding, the store of vectors, reranking."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from calculators.facts import load, token_prices
from calculators.ranges import Source

_GB_BYTES = {"decimal": 1e9, "binary": float(2**30)}


class Embedding(NamedTuple):
    """The price of an embedding model. `dimensions` is None where no source states it."""

    name: str
    usd_per_mtok: float
    dimensions: int | None
    note: str
    source: Source


class Store(NamedTuple):
    """What a store of vectors charges for; 0 where its source lists no such charge.

    A query reads the whole index: `scan_tiers` are (above this, USD per million GB), rising, counted in vectors if
    `scan_counts_vectors`, else in GB; each price holds within its step. GB are of `gb_bytes`.
    """

    name: str
    gb_bytes: float
    minimum_usd_per_month: float
    usd_per_month: float
    usd_per_hour: float
    credit_usd_per_month: float
    usd_per_gb_month: float
    usd_per_gb_day: float
    free_gb: float
    usd_per_mdim_month: float
    usd_per_mdim_queried: float
    usd_per_gb_written: float
    usd_per_million_vectors_written: float
    usd_per_million_queries: float
    scan_tiers: tuple[tuple[float, float], ...]
    scan_counts_vectors: bool
    scan_minimum_gb: float
    scans_text: bool
    usd_per_gb_returned: float
    embeds: bool
    """Whether embedding is part of the service."""
    holds_gb: float | None
    """About what the size that is priced can hold; None: not known."""
    note: str
    source: Source


class Reranker(NamedTuple):
    """The price of a reranker, by the search or by the token: exactly one of the two is not None.

    A search covers `documents_per_search` documents; one of more than `document_tokens` counts as several.
    """

    name: str
    usd_per_1000_searches: float | None
    documents_per_search: float
    document_tokens: float | None
    usd_per_mtok: float | None
    note: str
    source: Source


class UnknownRetrievalPriceError(LookupError):
    """The table has no such row; `close` lists those it has."""

    def __init__(self, message: str, close: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.close = list(close)


def embeddings() -> list[str]:
    """Return the ids of the embedding models in the table."""
    return [str(row["id"]) for row in load("retrieval_prices")["embeddings"]]


def stores() -> list[str]:
    """Return the ids of the stores in the table."""
    return [str(row["id"]) for row in load("retrieval_prices")["stores"]]


def rerankers() -> list[str]:
    """Return the ids of the rerankers in the table."""
    return [str(row["id"]) for row in load("retrieval_prices")["rerankers"]]


def find_embedding(name: str, on_date: str) -> Embedding:
    """Return the price of an embedding model by its id, without regard to case.

    Only prices from the table of token prices have a history; of those, the one of the date (YYYY-MM-DD) counts.

    Raises:
        UnknownRetrievalPriceError: no such id.

    """
    row = _row("embeddings", name)
    dimensions = row.get("dimensions")
    if "token_price" in row:
        offer = token_prices.find(row["token_price"], "", on_date)
        return Embedding(
            row["name"], token_prices.rate(offer.standard.input, 0), dimensions, row.get("note", ""), offer.source
        )
    words = f"{row['usd_per_mtok']:g} USD per million tokens"
    return Embedding(
        row["name"], float(row["usd_per_mtok"]), dimensions, row.get("note", ""), _source("embedding", row, words)
    )


def find_store(name: str) -> Store:
    """Return what a store charges for by its id, without regard to case.

    Raises:
        UnknownRetrievalPriceError: no such id.

    """
    row = _row("stores", name)
    amounts = {
        field: float(row.get(field, 0.0))
        for field in Store._fields
        if field.startswith(("usd_", "minimum_", "credit_", "free_", "scan_minimum"))
    }
    return Store(
        **amounts,
        name=row["name"],
        gb_bytes=_GB_BYTES[row["gb"]],
        scan_tiers=tuple((float(start), float(usd)) for start, usd in row.get("scan_tiers", ())),
        scan_counts_vectors=row.get("scan_counts") == "vectors",
        scans_text=row.get("scans_text", False),
        embeds=row.get("embeds", False),
        holds_gb=row.get("holds_gb"),
        note=row.get("note", ""),
        source=_source("store", row, store_in_words(row)),
    )


def find_reranker(name: str) -> Reranker:
    """Return the price of a reranker by its id, without regard to case.

    Raises:
        UnknownRetrievalPriceError: no such id.

    """
    row = _row("rerankers", name)
    return Reranker(
        row["name"],
        row.get("usd_per_1000_searches"),
        float(row.get("documents_per_search", 1)),
        row.get("document_tokens"),
        row.get("usd_per_mtok"),
        row.get("note", ""),
        _source("reranker", row, reranker_in_words(row)),
    )


_STORE_WORDS = {
    "minimum_usd_per_month": "at least {:g} a month",
    "usd_per_month": "{:g} a month",
    "usd_per_hour": "{:g} an hour",
    "credit_usd_per_month": "less a credit of up to {:g} a month for the hours",
    "usd_per_gb_month": "{:g} per GB and month",
    "usd_per_gb_day": "{:g} per GB and day",
    "free_gb": "the first {:g} GB free",
    "usd_per_mdim_month": "{:g} per million dimensions and month",
    "usd_per_gb_written": "{:g} per GB written",
    "usd_per_million_vectors_written": "{:g} per million vectors written",
    "usd_per_million_queries": "{:g} per million queries",
    "usd_per_mdim_queried": "{:g} per million dimensions queried",
    "usd_per_gb_returned": "{:g} per GB returned",
    "scan_minimum_gb": "at least {:g} GB a query",
}


def store_in_words(row: Mapping[str, Any]) -> str:
    """Write every charge of a row of the stores, in USD."""
    parts = [words.format(row[field]) for field, words in _STORE_WORDS.items() if field in row]
    unit = "vectors" if row.get("scan_counts") == "vectors" else "GB"
    for start, usd in row.get("scan_tiers", ()):
        above = f" above {start:,} {unit}" if start else ""
        parts.append(f"{usd:.6g} per million GB that queries read{above}")
    return ", ".join(parts) + " (USD)"


def reranker_in_words(row: Mapping[str, Any]) -> str:
    """Write the price of a row of the rerankers, in USD."""
    if "usd_per_mtok" in row:
        return f"{row['usd_per_mtok']:g} USD per million tokens"
    return f"{row['usd_per_1000_searches']:g} USD per 1,000 searches of up to {row['documents_per_search']} documents"


def _row(kind: str, name: str) -> Mapping[str, Any]:
    rows = load("retrieval_prices")[kind]
    wanted = name.strip().lower()
    for row in rows:
        if row["id"] == wanted:
            found: Mapping[str, Any] = row
            return found
    raise UnknownRetrievalPriceError("the table of retrieval prices has no such row", [row["id"] for row in rows])


def _source(kind: str, row: Mapping[str, Any], words: str) -> Source:
    return Source(
        f"retrieval-price:{kind}/{row['id']}",
        "derived" if row["status"] == "derived" else "list price",
        row["status"],
        row["source"],
        row["date_seen"],
        f"{row['name']}: {words}",
    )
