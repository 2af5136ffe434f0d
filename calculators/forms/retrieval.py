"""The declared inputs of the retrieval calculator."""

from calculators.facts.retrieval_prices import embeddings, rerankers, stores
from calculators.facts.token_prices import providers, suggested_models
from calculators.forms import Field, Form
from calculators.ranges import Range
from calculators.retrieval import DEFAULT_EMBEDDING, DEFAULT_STORE, OWN_DATABASE, OWN_MODEL, STANDARD

_TRAFFIC, _DOCUMENTS, _SEARCH, _PRICES = "Traffic", "Documents", "Search", "Your own prices"
_EXAMPLE = "An example to start from, not a finding: replace it with your own."
_MOST_TOKENS = 1e7


def _embedding_models() -> list[str]:
    return [*embeddings(), OWN_MODEL]


def _vector_stores() -> list[str]:
    return [*stores(), OWN_DATABASE]


def _around(name: str, low: float, high: float) -> Range:
    return Range(low, STANDARD[name], high)


FORM = Form(
    (
        Field(
            "requests_per_month",
            "Requests per month",
            "requests/month",
            "Each request searches once. A range is fine: 100k..1M.",
            default=Range(50_000, 100_000, 200_000),
            group=_TRAFFIC,
            reason=_EXAMPLE,
        ),
        Field(
            "model",
            "Model",
            "",
            "The model that reads the passages: a name, or provider/model when several sell it.",
            kind="text",
            default="openai/gpt-6-luna",
            group=_TRAFFIC,
            reason="One of the two cheapest small models of a first-party provider in the price table.",
            suggestions=suggested_models,
        ),
        Field(
            "corpus_tokens",
            "Corpus",
            "tokens",
            "All documents together, as the embedding model counts them.",
            maximum=1e13,
            default=Range(2e6, 1e7, 5e7),
            group=_DOCUMENTS,
            reason=_EXAMPLE,
        ),
        Field(
            "corpus_change_per_month",
            "Change per month",
            "share of the corpus",
            "What is embedded and stored again each month; 1 is the whole corpus once.",
            maximum=31,
            default=_around("corpus_change_per_month", 0.05, 1),
            group=_DOCUMENTS,
            reason="From a twentieth to everything; a new embedding model means everything.",
        ),
        Field(
            "chunk_tokens",
            "Chunk",
            "tokens",
            "Length of the pieces that are stored and passed to the model.",
            minimum=16,
            maximum=100_000,
            default=_around("chunk_tokens", 300, 800),
            group=_DOCUMENTS,
            reason="Between two vendors' defaults: about 300 in Bedrock knowledge bases, 800 in OpenAI file search.",
        ),
        Field(
            "chunks_per_request",
            "Chunks per request",
            "chunks/request",
            "How many pieces the model gets to read. They are billed as input at every request.",
            maximum=10_000,
            default=_around("chunks_per_request", 3, 20),
            group=_SEARCH,
            reason="Vendors' defaults: 3 at Voiceflow, 5 and 20 in OpenAI's and Azure's file search by model.",
        ),
        Field(
            "embedding_model",
            "Embedding model",
            "",
            "own-model: type your price and the number of dimensions.",
            kind="choice",
            default=DEFAULT_EMBEDDING,
            group=_SEARCH,
            reason="Read on its maker's own page; no better and no worse than others for your documents.",
            suggestions=_embedding_models,
        ),
        Field(
            "vector_store",
            "Vector store",
            "",
            "own-database: type what you pay for it per month.",
            kind="choice",
            default=DEFAULT_STORE,
            group=_SEARCH,
            reason="Its full price list was read on its maker's own page; no recommendation.",
            suggestions=_vector_stores,
        ),
        Field(
            "reranker",
            "Reranker",
            "",
            "A second model that sorts the chunks found before the best are passed on.",
            kind="choice",
            blank="no reranking",
            group=_SEARCH,
            suggestions=rerankers,
        ),
        Field(
            "provider",
            "Provider",
            "",
            "Only needed where several sell the model; blank means the model's own maker.",
            kind="choice",
            blank="the model's own maker",
            group=_TRAFFIC,
            folded=True,
            suggestions=providers,
        ),
        Field(
            "chunk_overlap_share",
            "Overlap",
            "share of a chunk",
            "Part of each chunk that the next one repeats; it is embedded and stored twice.",
            maximum=0.9,
            default=_around("chunk_overlap_share", 0, 0.5),
            group=_DOCUMENTS,
            folded=True,
            reason="From none to OpenAI's default, 400 of 800 tokens.",
        ),
        Field(
            "text_bytes_per_token",
            "Text stored per token",
            "bytes/token",
            "The text kept beside each vector; 0 if it stays in another system.",
            maximum=100,
            default=_around("text_bytes_per_token", 3, 6),
            group=_DOCUMENTS,
            folded=True,
            default_class="rule of thumb",
            reason="About four characters of English to a token; other scripts take more bytes.",
        ),
        Field(
            "vector_dimensions",
            "Dimensions",
            "dimensions",
            "Length of a vector, four bytes for each. Many models can return shorter ones.",
            minimum=1,
            maximum=100_000,
            blank="as the embedding model returns them",
            group=_DOCUMENTS,
            folded=True,
            default_class="list price",
        ),
        Field(
            "query_tokens",
            "Query",
            "tokens",
            "What is embedded to search with: the question, or what a model made of it.",
            maximum=_MOST_TOKENS,
            default=_around("query_tokens", 10, 100),
            group=_SEARCH,
            folded=True,
            reason=_EXAMPLE,
        ),
        Field(
            "rerank_candidates",
            "Chunks to rerank",
            "chunks/request",
            "How many chunks are found and sorted. Counts only with a reranker.",
            maximum=10_000,
            default=_around("rerank_candidates", 20, 100),
            group=_SEARCH,
            folded=True,
            reason="Up to what one search of most rerankers covers.",
        ),
        Field(
            "index_partitions",
            "Partitions",
            "partitions",
            "Equal, separate indexes of which a query reads one, for example one for each customer.",
            minimum=1,
            maximum=1e9,
            default=Range.exact(STANDARD["index_partitions"]),
            group=_SEARCH,
            folded=True,
            reason="Every query reads the whole index unless you say otherwise.",
        ),
        *(
            Field(
                name,
                label,
                unit,
                f"Your own price instead of {instead}.",
                maximum=most,
                blank=instead,
                group=_PRICES,
                folded=True,
                default_class="list price",
            )
            for name, label, unit, most, instead in (
                ("input_usd_per_mtok", "Input price", "USD per million tokens", 1e5, "the model's list price"),
                ("embedding_usd_per_mtok", "Embedding price", "USD per million tokens", 1e5, "the list price"),
                ("store_usd_per_month", "Store", "USD/month", 1e9, "what the store charges, reads and all"),
                ("rerank_usd_per_1000_searches", "Reranking", "USD per 1,000 searches", 1e6, "the reranker's price"),
            )
        ),
        Field(
            "hours_per_month",
            "Hours per month",
            "hours/month",
            "For stores that bill by the hour or the day. 730 is a twelfth of a year.",
            minimum=1,
            maximum=744,
            default=Range.exact(STANDARD["hours_per_month"]),
            group=_PRICES,
            folded=True,
            default_class="rule of thumb",
            reason="8,760 hours divided by 12.",
        ),
    )
)
