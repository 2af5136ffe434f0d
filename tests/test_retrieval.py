"""What retrieval adds, against vendors' worked examples, by hand, and at its limits."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators.catalogue import answer
from calculators.facts import facts_date
from calculators.facts.retrieval_prices import UnknownRetrievalPriceError, embeddings, rerankers, stores
from calculators.forms import InputErrors
from calculators.forms.retrieval import FORM
from calculators.ranges import Range
from calculators.retrieval import (
    DEFAULT_EMBEDDING,
    DEFAULT_STORE,
    OWN_DATABASE,
    OWN_MODEL,
    STANDARD,
    Terms,
    resolve_terms,
    retrieval_cost,
)

NO_TEXT = {"text_bytes_per_token": 0, "chunk_overlap_share": 0, "corpus_change_per_month": 0, "query_tokens": 0}
EXACT = {"requests_per_month": 1e5, "corpus_tokens": 1e7, **STANDARD}


def terms(store: str = DEFAULT_STORE, reranker: str = "", embedding: str = DEFAULT_EMBEDDING) -> Terms:
    return resolve_terms(embedding, store, reranker, facts_date())


def cost(store: str = DEFAULT_STORE, reranker: str = "", /, **point: float) -> dict[str, float]:
    return retrieval_cost({**NO_TEXT, **point}, terms(store, reranker))


def results(**inputs: object) -> dict[str, Any]:
    return dict(answer("retrieval", inputs).estimate.results)


def base(result: str, **inputs: object) -> float:
    found = results(**inputs)[result].range
    assert found is not None
    assert found.is_exact, "exact inputs give an exact answer"
    return float(found.base)


def s3_example(queries: float, vectors_per_index: float) -> float:
    """Amazon's example: 40 indexes of vectors of 5.17 KB that queries read and 1 KB that they do not, in binary KB."""
    return cost(
        "s3-vectors",
        requests_per_month=queries,
        chunk_tokens=1024,
        corpus_tokens=40 * vectors_per_index * 1024,
        text_bytes_per_token=1,
        vector_dimensions=5.17 * 1024 / 4,
        index_partitions=40,
        corpus_change_per_month=1 / 6,
    )["store_cost_usd_per_month"]


def test_amazons_first_example_of_s3_vectors() -> None:
    """Amazon S3 pricing: 10 million vectors, 1 million queries: $11.38, with 58.84 GB rounded to 59 on the way."""
    assert s3_example(1e6, 250_000) == pytest.approx(11.38, abs=0.02)


def test_amazons_second_example_of_s3_vectors() -> None:
    """Amazon S3 pricing: 400 million vectors, 10 million queries: $1,217.29."""
    assert s3_example(1e7, 1e7) == pytest.approx(1_217.29, abs=0.005)


@pytest.mark.parametrize(
    ("dimensions", "vectors", "queries", "usd"),
    [
        (384, 5_000, 10_000, 0.06),
        (768, 25_000, 50_000, 0.59),
        (768, 50_000, 200_000, 1.94),
        (768, 250_000, 500_000, 5.86),
        (1_536, 500_000, 1_000_000, 23.42),
        (768, 10_000, 30_000, 0.31),
    ],
)
def test_cloudflares_examples(dimensions: float, vectors: float, queries: float, usd: float) -> None:
    """Cloudflare Vectorize, pricing: five workloads in a table and one in the text, without what a plan includes."""
    store = cost(
        "cloudflare-vectorize",
        requests_per_month=queries,
        chunk_tokens=100,
        corpus_tokens=100 * vectors,
        vector_dimensions=dimensions,
    )["store_cost_usd_per_month"]
    assert round(store, 2) == usd


@pytest.mark.parametrize(
    ("vectors", "dimensions", "metadata_bytes", "size_gb"),
    [(5e5, 768, 500, 1.78), (1e6, 1_536, 1_000, 7.14), (5e6, 1_024, 15_000, 95.5), (1e7, 1_536, 1_000, 71.4)],
)
def test_pinecones_sizes_and_read_units(
    vectors: float, dimensions: float, metadata_bytes: float, size_gb: float
) -> None:
    """Pinecone, Understanding cost: a query takes as many read units as the namespace has GB."""
    point = {
        "chunk_tokens": 1_000,
        "corpus_tokens": 1_000 * vectors,
        "vector_dimensions": dimensions,
        "text_bytes_per_token": metadata_bytes / 1_000,
    }
    some = cost("pinecone-standard", requests_per_month=1e7, **point)
    more = cost("pinecone-standard", requests_per_month=2e7, **point)
    read_units = (more["store_cost_usd_per_month"] - some["store_cost_usd_per_month"]) / 16 * 1e6 / 1e7
    assert some["index_size_gb"] == pytest.approx(size_gb, rel=0.005)
    assert read_units == pytest.approx(size_gb, rel=0.005)


@pytest.mark.parametrize(("usage_usd", "invoice_usd"), [(20, 50), (100, 100)])
def test_pinecones_minimum(usage_usd: float, invoice_usd: float) -> None:
    """Pinecone, Understanding cost: usage of $20 in August is invoiced as $50, usage of $100 as $100."""
    stored_gb = usage_usd / 0.33
    point = {"chunk_tokens": 1_000, "corpus_tokens": stored_gb * 1e9 / 4_000 * 1_000, "vector_dimensions": 1_000}
    store = cost("pinecone-standard", requests_per_month=0, **point)["store_cost_usd_per_month"]
    assert store == pytest.approx(invoice_usd)


def test_supabases_examples() -> None:
    """Supabase, Manage Compute usage: one Micro project for 744 hours, $25; Manage Disk size: 50 GB add $5.24."""
    one_project = cost("supabase-micro", requests_per_month=0, corpus_tokens=1_000, hours_per_month=744)
    assert one_project["store_cost_usd_per_month"] == pytest.approx(25, abs=0.005)
    full = {"chunk_tokens": 1_000, "corpus_tokens": 50e9 / 4_000 * 1_000, "vector_dimensions": 1_000}
    disk = cost("supabase-medium", requests_per_month=0, **full)["store_cost_usd_per_month"]
    without = cost("supabase-medium", requests_per_month=0, corpus_tokens=1_000)["store_cost_usd_per_month"]
    assert disk - without == pytest.approx(5.24, abs=0.011)


def test_turbopuffers_query_minimum() -> None:
    """turbopuffer's calculator: a million queries of 10 namespaces of 100,000 documents cost $1.31, return included."""
    point = {"chunk_tokens": 100, "corpus_tokens": 1e8, "vector_dimensions": 768, "index_partitions": 10}
    usd = [
        cost("turbopuffer", requests_per_month=queries, **point)["store_cost_usd_per_month"]
        for queries in (1e9, 1e9 + 1e6)
    ]
    assert usd[1] - usd[0] == pytest.approx(1.28, abs=0.001)


def test_the_smallest_opensearch_with_a_standby() -> None:
    """c3x, OpenSearch Serverless: four units cost $700.80 a month, so two cost half."""
    store = cost("opensearch-serverless", requests_per_month=1e6, corpus_tokens=1_000)["store_cost_usd_per_month"]
    assert store == pytest.approx(700.80 / 2, abs=0.001)


def test_file_search_is_paid_by_the_day_and_the_call() -> None:
    """OpenAI: $0.10 per GiB and day above the first, $2.50 per 1,000 calls, no charge for embedding."""
    point = {"chunk_tokens": 1_024, "corpus_tokens": 3 * 2**30 / 4, "vector_dimensions": 1_024.0}
    added = cost("openai-file-search", requests_per_month=1_000, hours_per_month=720, **point)
    assert added["store_cost_usd_per_month"] == pytest.approx(2 * 0.1 * 30 + 2.5)
    assert (added["indexing_cost_usd"], added["embedding_cost_usd_per_month"]) == (0, 0)


def test_chunks_overlap() -> None:
    """1,000 tokens in chunks of 400 that share 100: 0 to 400, 300 to 700, 600 to 1,000."""
    added = cost(requests_per_month=0, corpus_tokens=1_000, chunk_tokens=400, chunk_overlap_share=0.25)
    assert added["chunks"] == 3
    assert added["indexing_cost_usd"] == pytest.approx(1_200 * 0.02e-6 + 3 * 1_536 * 4e-9 * 2)


def test_a_small_corpus_is_one_short_chunk() -> None:
    added = cost(requests_per_month=1, corpus_tokens=100, chunk_tokens=400, chunks_per_request=5)
    assert (added["chunks"], added["extra_input_tokens_per_request"]) == (1, 100)


def test_without_a_corpus_nothing_is_found() -> None:
    added = cost(DEFAULT_STORE, "voyage-rerank-2.5", requests_per_month=1e6, corpus_tokens=0, input_usd_per_mtok=1)
    assert added["chunks"] == added["extra_input_tokens_per_request"] == added["rerank_cost_usd_per_month"] == 0


def test_the_parts_add_up_by_hand() -> None:
    """1M requests of 5 chunks of 500 tokens at $0.10, a corpus of 10M tokens of which a tenth changes."""
    by_hand = {"input": 1e6 * 2_500 * 0.1e-6, "embedding": (0.1 * 1e7 + 1e6 * 30) * 0.02e-6}
    inputs = {**EXACT, "requests_per_month": 1e6, "corpus_change_per_month": 0.1, "chunk_overlap_share": 0}
    typed = {"store_usd_per_month": 80, "rerank_usd_per_1000_searches": 2, "input_usd_per_mtok": 0.1}
    found = {name: result.range.base for name, result in results(**inputs, **typed).items()}
    assert found["extra_input_cost_usd_per_month"] == pytest.approx(by_hand["input"])
    assert found["embedding_cost_usd_per_month"] == pytest.approx(by_hand["embedding"])
    assert (found["store_cost_usd_per_month"], found["rerank_cost_usd_per_month"]) == (80, 2_000)
    assert found["cost_usd_per_month"] == pytest.approx(sum(by_hand.values()) + 80 + 2_000)
    assert found["cost_usd_per_request"] == pytest.approx(found["cost_usd_per_month"] / 1e6)


@pytest.mark.parametrize(
    ("candidates", "chunk_tokens", "searches"),
    [(100, 400, 1), (101, 400, 2), (150, 400, 2), (60, 600, 2), (20, 400, 1)],
)
def test_a_search_covers_a_hundred_documents_of_500_tokens(
    candidates: float, chunk_tokens: float, searches: float
) -> None:
    """Pinecone on Cohere Rerank 4: a unit is a query and up to 100 documents, split where longer than 500 tokens."""
    point = {"requests_per_month": 1_000, "corpus_tokens": 1e8, "chunk_tokens": chunk_tokens}
    added = cost(DEFAULT_STORE, "cohere-rerank-4-fast", rerank_candidates=candidates, **point)
    assert added["rerank_cost_usd_per_month"] == pytest.approx(2 * searches)


def test_reranking_by_the_token_repeats_the_query() -> None:
    """Voyage: query tokens x documents + tokens of the documents; 50 x (30 + 400) at $0.05 per million."""
    point = {"requests_per_month": 1e6, "corpus_tokens": 1e8, "chunk_tokens": 400, "query_tokens": 30}
    added = cost(DEFAULT_STORE, "voyage-rerank-2.5", rerank_candidates=50, **point)
    assert added["rerank_cost_usd_per_month"] == pytest.approx(50 * 430 * 0.05)


def test_partitions_spare_queries_the_rest_of_the_index() -> None:
    point = {"requests_per_month": 1e6, "corpus_tokens": 1e9, "chunk_tokens": 500}
    whole = cost("s3-vectors", **point)["store_cost_usd_per_month"]
    parted = cost("s3-vectors", index_partitions=10, **point)["store_cost_usd_per_month"]
    assert parted < whole


def test_an_unknown_input_price_leaves_the_totals_out() -> None:
    added = cost(requests_per_month=1e6, corpus_tokens=1e7)
    assert not {"extra_input_cost_usd_per_month", "cost_usd_per_month", "cost_usd_per_request"} & added.keys()
    assert {"indexing_cost_usd", "store_cost_usd_per_month", "embedding_cost_usd_per_month"} <= added.keys()


def test_no_requests_have_no_cost_per_request() -> None:
    found = answer("retrieval", {"requests_per_month": 0}).estimate
    assert (found.results["cost_usd_per_request"].state, found.results["cost_usd_per_request"].range) == (
        "unknown",
        None,
    )
    assert any("no cost per request" in note for note in found.notes)


def test_what_is_absent_counts_as_the_standard() -> None:
    few = {"requests_per_month": 1e5, "corpus_tokens": 1e7, "input_usd_per_mtok": 0.1}
    assert retrieval_cost(few, terms()) == retrieval_cost({**few, **STANDARD}, terms())
    of_form = {field.name: field.default for field in FORM.fields if field.name in STANDARD}
    assert {name: value.base for name, value in of_form.items() if isinstance(value, Range)} == STANDARD


def problem(**inputs: object) -> dict[str, str]:
    with pytest.raises(InputErrors) as refused:
        results(**inputs)
    return {error.field: error.message for error in refused.value.errors}


def test_what_has_no_list_price_must_be_typed() -> None:
    missing = problem(embedding_model=OWN_MODEL, vector_store=OWN_DATABASE, model="nobody/knows")
    assert set(missing) == {"embedding_usd_per_mtok", "vector_dimensions", "store_usd_per_month", "model"}
    assert "0 to 100,000 USD per million tokens" in missing["embedding_usd_per_mtok"]
    assert "USD/month" in missing["store_usd_per_month"]
    typed = {"embedding_usd_per_mtok": 0.01, "vector_dimensions": 384, "store_usd_per_month": 60}
    own = {"embedding_model": OWN_MODEL, "vector_store": OWN_DATABASE, "model": "nobody/knows"}
    assert base("store_cost_usd_per_month", **own, **typed, input_usd_per_mtok=1) == 60


def test_dimensions_that_no_source_states_must_be_typed() -> None:
    assert set(problem(embedding_model="mistral-embed")) == {"vector_dimensions"}
    point = {**EXACT, "embedding_model": "mistral-embed", "vector_dimensions": 1_024, "query_tokens": 0}
    assert base("embedding_cost_usd_per_month", **point) == pytest.approx(0.2 * 24_999.75 * 500 * 0.1e-6)


def test_wrong_inputs_are_named_with_their_bounds() -> None:
    wrong = problem(chunk_overlap_share=0.95, vector_store="a drawer", corpus_change_per_month=-1)
    assert "0 to 0.9 share of a chunk" in wrong["chunk_overlap_share"]
    assert "turbopuffer" in wrong["vector_store"]
    assert "0 to 31" in wrong["corpus_change_per_month"]


@pytest.mark.parametrize(("store", "embedding"), [("a drawer", DEFAULT_EMBEDDING), (DEFAULT_STORE, "word2vec")])
def test_terms_that_do_not_exist(store: str, embedding: str) -> None:
    with pytest.raises(UnknownRetrievalPriceError):
        terms(store, embedding=embedding)


def test_the_reader_is_told_what_the_invoice_would_tell() -> None:
    quiet = answer("retrieval", {}).estimate.notes
    assert any("minimum of US$16" in note for note in quiet)
    large = answer("retrieval", {"vector_store": "opensearch-serverless", "corpus_tokens": 1e9}).estimate.notes
    assert any("holds about 3 GB" in note for note in large)
    bundled = answer("retrieval", {"vector_store": "openai-file-search"}).estimate.notes
    assert any("Embedding is counted as part of the store" in note for note in bundled)


def test_every_listed_price_that_counts_is_a_source() -> None:
    found = results(reranker="voyage-rerank-2.5")["cost_usd_per_month"].sources
    kinds = [source.id.partition("/")[0] for source in found if source.url]
    assert kinds == [
        "retrieval-price:embedding",
        "retrieval-price:store",
        "retrieval-price:reranker",
        "token-price:openai",
    ]
    typed = results(store_usd_per_month=10)["store_cost_usd_per_month"].sources
    assert [source.id for source in typed if source.url] == []


POINTS = st.fixed_dictionaries(
    {
        "requests_per_month": st.floats(0, 1e12),
        "corpus_tokens": st.floats(0, 1e13),
        "corpus_change_per_month": st.floats(0, 31),
        "chunk_tokens": st.floats(16, 1e5),
        "chunk_overlap_share": st.floats(0, 0.9),
        "chunks_per_request": st.floats(0, 1e4),
        "query_tokens": st.floats(0, 1e7),
        "rerank_candidates": st.floats(0, 1e4),
        "text_bytes_per_token": st.floats(0, 100),
        "index_partitions": st.floats(1, 1e9),
        "hours_per_month": st.floats(1, 744),
        "vector_dimensions": st.floats(1, 1e5),
        "input_usd_per_mtok": st.floats(0, 1e5),
    }
)
TERMS = st.builds(terms, st.sampled_from(stores()), st.sampled_from(["", *rerankers()]), st.sampled_from(embeddings()))
GROWS_WITH = ("requests_per_month", "corpus_tokens", "corpus_change_per_month", "chunks_per_request", "query_tokens")


@given(POINTS, TERMS)
def test_every_result_is_a_finite_amount(point: dict[str, float], chosen: Terms) -> None:
    for name, value in retrieval_cost(point, chosen).items():
        assert math.isfinite(value), name
        assert value >= 0, name


@given(POINTS, TERMS, st.sampled_from(GROWS_WITH), st.floats(1, 10))
def test_more_of_anything_never_costs_less(point: dict[str, float], chosen: Terms, name: str, times: float) -> None:
    more = {**point, name: point[name] * times}
    before, after = (retrieval_cost(each, chosen)["cost_usd_per_month"] for each in (point, more))
    assert after >= before * (1 - 1e-9)


def test_what_the_page_says_about_its_example() -> None:
    """Each sentence of the page's `what moves` section, at the traffic and corpus of its calculator."""
    example = {"requests_per_month": 1e5, "corpus_tokens": 1e7}
    passages = [
        base("extra_input_cost_usd_per_month", **example, chunks_per_request=count, chunk_tokens=length)
        for count, length in ((20, 800), (5, 300))
    ]
    assert passages[0] > 10 * passages[1]
    monthly = {}
    for store in stores():
        found = results(**example, vector_store=store)["store_cost_usd_per_month"].range
        assert found is not None
        monthly[store] = found.base
    by_size = ("s3-vectors", "upstash-vector", "chroma-cloud", "cloudflare-vectorize")
    assert all(0.1 < monthly[name] < 5 for name in by_size)
    assert monthly["openai-file-search"] == pytest.approx(250, abs=1)
    assert [round(monthly[name]) for name in ("turbopuffer", "weaviate-flex", "pinecone-standard")] == [16, 45, 50]
    assert monthly["opensearch-serverless"] == pytest.approx(350, abs=1)
    reranked = base("rerank_cost_usd_per_month", **EXACT, reranker="bedrock-cohere-rerank-3.5")
    assert (reranked, base("extra_input_cost_usd_per_month", **EXACT) < reranked) == (200, True)
    for model in embeddings():
        once = cost_of_embedding(model)
        assert 0.1 < once < 4, model


def cost_of_embedding(model: str) -> float:
    chosen = terms(OWN_DATABASE, embedding=model)
    point = {**EXACT, "store_usd_per_month": 0, "vector_dimensions": 1_024}
    return retrieval_cost(point, chosen)["indexing_cost_usd"]
