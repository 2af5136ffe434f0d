"""The retrieval calculator's answer: what looking things up adds, what it rests on, what the reader should know."""

from collections.abc import Mapping
from functools import partial

from calculators.estimating import STEPPED_COUNT, Outcome, guessed_share, result_of, run, sources_of_inputs
from calculators.facts.token_prices import TokenPrices, UnknownModelError, find
from calculators.forms import Entry, InputError, InputErrors, error_for
from calculators.forms.parsing import quote
from calculators.forms.retrieval import FORM
from calculators.ranges import Estimate, Range, Result, Source, Validation
from calculators.retrieval import OWN_DATABASE, OWN_MODEL, Terms, resolve_terms, retrieval_cost
from calculators.sampling import Spread

_MONTH = "USD/month"
_CUT = frozenset({"corpus_tokens", "chunk_tokens", "chunk_overlap_share"})
_EMBEDDED = _CUT | {"embedding_model", "embedding_usd_per_mtok"}
_STORED = _CUT | {"embedding_model", "vector_dimensions", "text_bytes_per_token"}
_PASSED = frozenset({"chunks_per_request", "chunk_tokens", "corpus_tokens"})
_READ = frozenset({"requests_per_month", "chunks_per_request", "rerank_candidates", "index_partitions"})
_PAID = frozenset({"vector_store", "store_usd_per_month", "hours_per_month"})
OUTCOMES = {
    "cost_usd_per_month": Outcome(
        "Added cost per month", _MONTH, "embedding + store + reranking + extra input", headline=True
    ),
    "cost_usd_per_request": Outcome(
        "Added cost per request", "USD/request", "cost per month / requests", headline=True
    ),
    "indexing_cost_usd": Outcome(
        "Indexing, once",
        "USD",
        "chunks x their tokens x embedding price + writing the index",
        headline=True,
        inputs=_EMBEDDED | _STORED | {"vector_store"},
    ),
    "extra_input_cost_usd_per_month": Outcome(
        "Passages that the model reads",
        _MONTH,
        "requests x chunks per request x chunk x input price",
        inputs=_PASSED | {"requests_per_month", "model", "provider", "input_usd_per_mtok"},
    ),
    "store_cost_usd_per_month": Outcome(
        "Store",
        _MONTH,
        "storage + reads + rewriting what changes, at least the minimum; + fees by the hour and month",
        inputs=_STORED | _READ | _PAID | {"corpus_change_per_month"},
    ),
    "embedding_cost_usd_per_month": Outcome(
        "Embedding queries and changes",
        _MONTH,
        "(change x tokens of all chunks + requests x query) x embedding price",
        inputs=_EMBEDDED | {"corpus_change_per_month", "requests_per_month", "query_tokens"},
    ),
    "rerank_cost_usd_per_month": Outcome(
        "Reranking",
        _MONTH,
        "requests x searches, or x chunks x (query + chunk) where tokens are billed, x price",
        inputs=_PASSED
        | {"requests_per_month", "rerank_candidates", "query_tokens", "reranker", "rerank_usd_per_1000_searches"},
    ),
    "extra_input_tokens_per_request": Outcome(
        "Extra input", "tokens/request", "chunks per request x chunk", inputs=_PASSED
    ),
    "chunks": Outcome("Chunks", "chunks", "1 + (corpus - chunk) / (chunk x (1 - overlap))", inputs=_CUT),
    "index_size_gb": Outcome(
        "Size of the index", "GB", "chunks x (4 bytes x dimensions + text), in GB of 10^9 bytes", inputs=_STORED
    ),
}
_OF_FACTS: Mapping[str, frozenset[str]] = {
    "cost_usd_per_month": frozenset({"embedding", "store", "reranker", "input"}),
    "cost_usd_per_request": frozenset({"embedding", "store", "reranker", "input"}),
    "indexing_cost_usd": frozenset({"embedding", "store"}),
    "extra_input_cost_usd_per_month": frozenset({"input"}),
    "store_cost_usd_per_month": frozenset({"store"}),
    "embedding_cost_usd_per_month": frozenset({"embedding"}),
    "rerank_cost_usd_per_month": frozenset({"reranker"}),
}

_UNTESTED = Validation("unvalidated", 0, "not compared with the bill of a whole retrieval system")
_COUNTED = Validation("checked", 0, "count x list price: exact for exact counts, as far as the price holds")
_CUTTING = Validation("unvalidated", 0, "splitters stop at sentences and documents: real chunks are shorter")
VALIDATION: Mapping[str, Validation] = {
    "store_cost_usd_per_month": Validation(
        "checked", 12, "equal to 12 worked examples of four vendors within their rounding: the arithmetic only"
    ),
    "index_size_gb": Validation("checked", 4, "Pinecone's four examples to 0.5 %; a store's own overhead is not in it"),
    "embedding_cost_usd_per_month": _COUNTED,
    "rerank_cost_usd_per_month": _COUNTED,
    "extra_input_cost_usd_per_month": _COUNTED,
    "extra_input_tokens_per_request": _CUTTING,
    "chunks": _CUTTING,
}


def estimate(inputs: Mapping[str, Entry], *, seed: int, on_date: str) -> Estimate:
    """Answer one set of validated inputs at the prices of a date (YYYY-MM-DD).

    Raises:
        calculators.forms.InputErrors: a price or the number of dimensions is missing.

    """
    terms, listed = _resolve(inputs, on_date)
    ignored = _without_effect(inputs, terms)
    spreads = run(partial(retrieval_cost, terms=terms), FORM, inputs, ignored=ignored, seed=seed, count=STEPPED_COUNT)
    facts = _facts(inputs, terms, listed)

    def result(name: str, outcome: Outcome) -> Result:
        spread = spreads.get(name)
        return result_of(
            outcome,
            spread,
            sources=[
                *(source for part, source in facts.items() if part in _OF_FACTS.get(name, ())),
                *sources_of_inputs(FORM, inputs, outcome, ignored),
            ],
            assumed_share=guessed_share(spread, inputs) if spread else 0.0,
            validation=VALIDATION.get(name, _UNTESTED),
        )

    return Estimate(
        "retrieval",
        on_date,
        {name: result(name, outcome) for name, outcome in OUTCOMES.items()},
        {
            "prices": "; ".join(source.statement for source in facts.values()) or "the reader's own prices",
            "spread_of_cost_usd_per_month": spreads["cost_usd_per_month"].shares,
        },
        _notes(inputs, terms, listed, spreads, on_date),
    )


def _typed(inputs: Mapping[str, Entry], name: str) -> bool:
    return inputs[name].value is not None


def _resolve(inputs: Mapping[str, Entry], on_date: str) -> tuple[Terms, TokenPrices | None]:
    """Find every price, and say all at once which the reader must type."""
    model, store = inputs["embedding_model"].text, inputs["vector_store"].text
    terms = resolve_terms(model, store, inputs["reranker"].text, on_date)
    errors = []
    if model == OWN_MODEL and not _typed(inputs, "embedding_usd_per_mtok"):
        errors.append(_missing("embedding_usd_per_mtok", "Your own embedding model has no list price"))
    if (terms.embedding is None or terms.embedding.dimensions is None) and not _typed(inputs, "vector_dimensions"):
        errors.append(_missing("vector_dimensions", f"How long the vectors of {model} are is not in the table"))
    if store == OWN_DATABASE and not _typed(inputs, "store_usd_per_month"):
        errors.append(_missing("store_usd_per_month", "Your own database has no list price"))
    listed = None
    if not _typed(inputs, "input_usd_per_mtok"):
        try:
            listed = find(inputs["model"].text, inputs["provider"].text, on_date)
        except UnknownModelError as problem:
            name = quote(inputs["model"].text)
            hint = f"; close to it: {', '.join(problem.close)}" if problem.close else ""
            wanted = "Enter a listed model, or your own input price (USD per million tokens)"
            errors.append(InputError("model", name, f"{name}: {problem}{hint}. {wanted}."))
    if errors:
        raise InputErrors(errors)
    return terms._replace(input=listed.standard.input if listed else None), listed


def _missing(name: str, why: str) -> InputError:
    field = next(field for field in FORM.fields if field.name == name)
    return error_for(field, "", why)


def _facts(inputs: Mapping[str, Entry], terms: Terms, listed: TokenPrices | None) -> dict[str, Source]:
    """Return the source of every listed price that counts."""
    facts = {}
    if terms.embedding and not _typed(inputs, "embedding_usd_per_mtok") and not _embeds(inputs, terms):
        facts["embedding"] = terms.embedding.source
    if terms.store and not _typed(inputs, "store_usd_per_month"):
        facts["store"] = terms.store.source
    if terms.reranker and not _typed(inputs, "rerank_usd_per_1000_searches"):
        facts["reranker"] = terms.reranker.source
    if listed:
        facts["input"] = listed.source
    return facts


def _embeds(inputs: Mapping[str, Entry], terms: Terms) -> bool:
    """Whether the store embeds at no charge of its own."""
    return bool(terms.store and terms.store.embeds) and not _typed(inputs, "embedding_usd_per_mtok")


def _without_effect(inputs: Mapping[str, Entry], terms: Terms) -> set[str]:
    """Name the inputs that cannot change this answer, so that they are neither sampled nor cited."""
    ignored = set()
    if not terms.reranker and not _typed(inputs, "rerank_usd_per_1000_searches"):
        ignored |= {"rerank_candidates"}
    store = None if _typed(inputs, "store_usd_per_month") else terms.store
    if store is None or not (store.usd_per_hour or store.usd_per_gb_day):
        ignored |= {"hours_per_month"}
    if store is None or not store.scan_tiers:
        ignored |= {"index_partitions"}
    if _typed(inputs, "store_usd_per_month"):
        ignored |= {"vector_store"}
    if terms.input is None:
        ignored |= {"model", "provider"}
    return ignored


def _notes(
    inputs: Mapping[str, Entry],
    terms: Terms,
    listed: TokenPrices | None,
    spreads: Mapping[str, Spread],
    on_date: str,
) -> list[str]:
    """Say what the reader would otherwise find out from the invoice."""
    notes = [
        "Indexing is paid once and is not in the month.",
        "Passages differ from request to request: they are counted at the full input price, not at that of a cache.",
    ]
    if terms.store and not _typed(inputs, "store_usd_per_month"):
        notes += _store_notes(terms, spreads)
    if _embeds(inputs, terms):
        notes.append("Embedding is counted as part of the store: its price list has no charge for it.")
    elif terms.embedding and terms.embedding.note:
        notes.append(f"{terms.embedding.name}: {terms.embedding.note}")
    if terms.reranker and terms.reranker.note:
        notes.append(f"{terms.reranker.name}: {terms.reranker.note}")
    if listed:
        notes += _model_notes(listed, spreads["extra_input_tokens_per_request"].range, on_date)
    if "cost_usd_per_request" not in spreads:
        notes.append("With no requests there is no cost per request: it is unknown.")
    return notes


def _store_notes(terms: Terms, spreads: Mapping[str, Spread]) -> list[str]:
    store = terms.store
    if store is None:
        return []
    notes = [f"{store.name}: {store.note}"] if store.note else []
    minimum = store.minimum_usd_per_month
    if minimum and spreads["store_cost_usd_per_month"].range.base <= minimum:
        notes.append(f"The store's minimum of US${minimum:g} a month is more than your usage would cost.")
    holds = store.holds_gb
    if holds and spreads["index_size_gb"].range.high * 1e9 > holds * store.gb_bytes:
        notes.append(f"The size that is priced holds about {holds:g} GB; a larger index needs more, and costs more.")
    return notes


def _model_notes(listed: TokenPrices, extra_tokens: Range, on_date: str) -> list[str]:
    notes = []
    if listed.next_change:
        notes.append(f"The listed price changes on {listed.next_change}; this answer uses that of {on_date}.")
    if listed.deprecated:
        notes.append(f"{listed.provider} has deprecated this model: check its end date before you build on it.")
    if listed.note:
        notes.append(listed.note)
    if listed.context_window_tokens and extra_tokens.high > listed.context_window_tokens:
        notes.append(f"The passages exceed the model's context window of {listed.context_window_tokens:,} tokens.")
    steps = listed.standard.thresholds
    if steps and extra_tokens.high > min(steps) / 4:
        notes.append("The input price rises with the prompt; it is taken at the length of the passages alone.")
    return notes
