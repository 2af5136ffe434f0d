"""What does retrieval add? Indexing and re-indexing, the store, embedding the query, reranking, the longer prompt."""

from collections.abc import Mapping
from typing import NamedTuple

from calculators.columns import maximum, minimum, round_up
from calculators.facts.retrieval_prices import (
    Embedding,
    Reranker,
    Store,
    find_embedding,
    find_reranker,
    find_store,
)
from calculators.facts.token_prices import Tiers, rate

OWN_MODEL = "own-model"
OWN_DATABASE = "own-database"
DEFAULT_EMBEDDING = "text-embedding-3-small"
DEFAULT_STORE = "turbopuffer"
"""Both are rows that were read in the vendor's own text."""

STANDARD: Mapping[str, float] = {
    "corpus_change_per_month": 0.2,
    "chunk_tokens": 500.0,
    "chunk_overlap_share": 0.2,
    "chunks_per_request": 5.0,
    "query_tokens": 30.0,
    "rerank_candidates": 50.0,
    "text_bytes_per_token": 4.0,
    "index_partitions": 1.0,
    "hours_per_month": 730.0,
}
"""What an absent input counts as; the form gives each its range and its reason."""

FEWEST_REQUESTS = 1e-6
"""Requests per month below which there are none, and no cost per request."""
_BYTES_PER_DIMENSION = 4.0
"""Vectors are stored as 32-bit floats."""


class Terms(NamedTuple):
    """What is charged. None: the reader's own embedding model or database; no reranking; no price of the input."""

    embedding: Embedding | None
    store: Store | None
    reranker: Reranker | None
    input: Tiers | None = None
    """Input price of the model that reads the passages."""


class Index(NamedTuple):
    """The corpus as it stands in the store. `chunk_tokens` is the length of one chunk, `chunks` their number."""

    chunks: float
    chunk_tokens: float
    dimensions: float
    vector_bytes: float
    text_bytes: float

    @property
    def size_bytes(self) -> float:
        """Vectors and texts together, without the store's own overhead."""
        return self.chunks * (self.vector_bytes + self.text_bytes)


def resolve_terms(embedding_model: str, vector_store: str, reranker: str, on_date: str) -> Terms:
    """Find the prices of a retrieval system as they are on a date (YYYY-MM-DD).

    Args:
        embedding_model: id in the table of retrieval prices, or OWN_MODEL.
        vector_store: id in the table, or OWN_DATABASE.
        reranker: id in the table; empty: none.
        on_date: the day whose prices count.

    Raises:
        calculators.facts.retrieval_prices.UnknownRetrievalPriceError: an id is not in the table.

    """
    return Terms(
        None if embedding_model == OWN_MODEL else find_embedding(embedding_model, on_date),
        None if vector_store == OWN_DATABASE else find_store(vector_store),
        find_reranker(reranker) if reranker else None,
    )


def retrieval_cost(point: Mapping[str, float], terms: Terms) -> dict[str, float]:
    """Price what retrieval adds to a month of requests, at exact inputs. Own derivation.

    A search reads one index and passes `chunks_per_request` chunks to the model. Typed prices replace listed ones.

    Args:
        point: `requests_per_month`, `corpus_tokens`; what is in STANDARD where it differs; if typed
            `vector_dimensions`, `embedding_usd_per_mtok`, `store_usd_per_month`, `rerank_usd_per_1000_searches`,
            `input_usd_per_mtok`. The first two must be there if `terms.embedding` is None or states no dimensions,
            the third if `terms.store` is None.
        terms: the prices.

    Returns:
        USD once (`indexing_cost_usd`), USD per month and per request, tokens, chunks, GB of 10^9 bytes. Without a
        price of the input, the cost of the extra input and the totals are left out: they are not known.

    Raises:
        KeyError: an input is missing.

    """
    requests = point["requests_per_month"]
    index = _index(point, terms)
    embedded_tokens = index.chunks * index.chunk_tokens
    changed = _or_standard(point, "corpus_change_per_month")
    passed = minimum(_or_standard(point, "chunks_per_request"), index.chunks)
    reranks = terms.reranker is not None or "rerank_usd_per_1000_searches" in point
    found = minimum(maximum(_or_standard(point, "rerank_candidates"), passed), index.chunks) if reranks else passed
    extra_tokens = passed * index.chunk_tokens
    usd_per_token = _embedding_usd_per_mtok(point, terms) / 1e6
    store_usd, written_usd = _store_usd(point, terms.store, index, found, changed)
    embedding_usd = (changed * embedded_tokens + requests * _or_standard(point, "query_tokens")) * usd_per_token
    rerank_usd = requests * _rerank_usd(point, terms.reranker, index, found) if reranks else 0.0
    result = {
        "indexing_cost_usd": embedded_tokens * usd_per_token + written_usd,
        "embedding_cost_usd_per_month": embedding_usd,
        "store_cost_usd_per_month": store_usd,
        "rerank_cost_usd_per_month": rerank_usd,
        "extra_input_tokens_per_request": extra_tokens,
        "chunks": index.chunks,
        "index_size_gb": index.size_bytes / 1e9,
    }
    if "input_usd_per_mtok" in point or terms.input:
        typed = point.get("input_usd_per_mtok")
        usd_per_mtok = rate(terms.input or (), extra_tokens) if typed is None else typed
        input_usd = requests * extra_tokens * usd_per_mtok / 1e6
        total_usd = embedding_usd + store_usd + rerank_usd + input_usd
        result |= {"extra_input_cost_usd_per_month": input_usd, "cost_usd_per_month": total_usd}
        if requests > FEWEST_REQUESTS:
            result["cost_usd_per_request"] = total_usd / requests
    return result


def _or_standard(point: Mapping[str, float], name: str) -> float:
    return point[name] if name in point else STANDARD[name]


def _index(point: Mapping[str, float], terms: Terms) -> Index:
    """Cut the corpus: one chunk, then one more for each chunk length less the overlap."""
    corpus = point["corpus_tokens"]
    longest = _or_standard(point, "chunk_tokens")
    length = minimum(longest, corpus)
    step = longest * (1 - _or_standard(point, "chunk_overlap_share"))
    known = terms.embedding.dimensions if terms.embedding else None
    dimensions = point["vector_dimensions"] if known is None or "vector_dimensions" in point else known
    return Index(
        1 + (corpus - length) / step if corpus > 0 else 0.0,
        length,
        dimensions,
        _BYTES_PER_DIMENSION * dimensions,
        length * _or_standard(point, "text_bytes_per_token"),
    )


def _embedding_usd_per_mtok(point: Mapping[str, float], terms: Terms) -> float:
    if "embedding_usd_per_mtok" in point or terms.embedding is None:
        return point["embedding_usd_per_mtok"]
    return 0.0 if terms.store and terms.store.embeds else terms.embedding.usd_per_mtok


def _store_usd(
    point: Mapping[str, float], store: Store | None, index: Index, found: float, changed: float
) -> tuple[float, float]:
    """Return USD per month, and USD for writing the whole index once."""
    if "store_usd_per_month" in point or store is None:
        return point["store_usd_per_month"], 0.0
    requests, hours = point["requests_per_month"], _or_standard(point, "hours_per_month")
    size_gb = index.size_bytes / store.gb_bytes
    million_dimensions = index.chunks * index.dimensions / 1e6
    written = size_gb * store.usd_per_gb_written + index.chunks * store.usd_per_million_vectors_written / 1e6
    stored = maximum(size_gb - store.free_gb, 0.0) * (store.usd_per_gb_month + store.usd_per_gb_day * hours / 24)
    stored += million_dimensions * (store.usd_per_mdim_month + store.usd_per_mdim_queried)
    query = (store.usd_per_million_queries + index.dimensions * store.usd_per_mdim_queried) / 1e6
    query += found * index.text_bytes / store.gb_bytes * store.usd_per_gb_returned
    if store.scan_tiers:
        query += _scan_usd(store, index, _or_standard(point, "index_partitions"))
    fixed = store.usd_per_month + maximum(store.usd_per_hour * hours - store.credit_usd_per_month, 0.0)
    return fixed + maximum(stored + requests * query + changed * written, store.minimum_usd_per_month), written


def _scan_usd(store: Store, index: Index, partitions: float) -> float:
    """Price of one query's way through one partition of the index, each step at its own price."""
    vectors = index.chunks / partitions
    read_bytes = index.vector_bytes + (index.text_bytes if store.scans_text else 0.0)
    size_gb = vectors * read_bytes / store.gb_bytes
    amount = vectors if store.scan_counts_vectors else size_gb
    usd = below = 0.0
    for start, usd_per_million_gb in reversed(store.scan_tiers):
        above = maximum(amount - start, 0.0)
        usd += (above - below) * usd_per_million_gb
        below = above
    usd_of_index = usd / 1e6 * (size_gb / amount if amount else 0.0)
    return maximum(usd_of_index, store.scan_minimum_gb * store.scan_tiers[0][1] / 1e6)


def _rerank_usd(point: Mapping[str, float], reranker: Reranker | None, index: Index, found: float) -> float:
    """Price of reranking one search: by the search, whose documents are bounded, or by the token."""
    usd_per_1000 = point.get("rerank_usd_per_1000_searches", reranker.usd_per_1000_searches if reranker else None)
    if usd_per_1000 is None and reranker and reranker.usd_per_mtok is not None:
        return found * (_or_standard(point, "query_tokens") + index.chunk_tokens) * reranker.usd_per_mtok / 1e6
    per_search = reranker.documents_per_search if reranker else found
    pieces = round_up(index.chunk_tokens / reranker.document_tokens) if reranker and reranker.document_tokens else 1
    return (usd_per_1000 or 0.0) / 1000 * (round_up(found * pieces / per_search) if found else 0)
