"""What one request and one month of an option cost once it is live."""

from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

from calculators.columns import Number, elementwise, in_columns, largest, maximum, minimum, smallest, sum_of
from calculators.comparison.arms import WITH_RETRIEVAL, Arm
from calculators.facts.token_prices import PriceSet, Tiers, rate
from calculators.inference import Offer
from calculators.prompt_caching import hit_rate
from calculators.retrieval import Terms, retrieval_cost
from calculators.serving import Host, hosting

HOURS_PER_MONTH = 730.0
RETRIEVAL_INPUTS = (
    *("corpus_tokens", "chunk_tokens", "chunk_overlap_share", "chunks_per_request", "query_tokens"),
    "corpus_change_per_month",
)
_MINUTES_PER_MONTH = HOURS_PER_MONTH * 60
_FEWEST_TOKENS = 1.0
"""That a hosted model reads: a request without any would take no time and no memory."""


class Request(NamedTuple):
    """The tokens of one request as today's prompt sends them, and how many come in a month."""

    static_tokens: Number
    variable_tokens: Number
    output_tokens: Number
    per_month: Number
    hit_rate: Number
    """Share of the fixed prompt that a cache would serve, if the provider caches prompts of that length."""


def request_of(point: Mapping[str, Number], per_month: Number) -> Request:
    """Split the tokens of a request into fixed prompt, changing input and answer, where they are not given."""
    total = point["tokens_per_request"]
    static = point["static_prompt_tokens"] if "static_prompt_tokens" in point else total * point["fixed_prompt_share"]
    output = point["output_tokens"] if "output_tokens" in point else total * point["answer_share"]
    variable = point.get("variable_input_tokens")
    rest = maximum(total - static - output, 0.0) if variable is None else variable
    hits = point.get("cache_hit_rate")
    if hits is None:
        lifetime, realised = point.get("cache_lifetime_minutes", 0.0), point.get("cache_realised_share", 0.0)
        hits = elementwise(hit_rate, per_month / _MINUTES_PER_MONTH, lifetime, realised)
    return Request(static, rest, output, per_month, hits)


def usd_of_tokens(offer: Offer, request: Request) -> Number:
    """Price one request at list prices, its fixed prompt cached where that pays, as `inference.bill` does.

    fixed prompt x min(input price, hit rate x read price + (1 - hit rate) x write price) + changing input x input
    price + answer x output price, each at the price for the length of the input.
    """
    static, variable, output, _, hits = request
    context = static + variable
    fresh, write, read, written = (_price_at(tiers, context) for tiers in _with_cache_prices(offer.standard))
    if offer.derives_hit_rate:
        hits = _where_cached(offer, static, hits)
        fixed = minimum(fresh, hits * read + (1 - hits) * write)
    else:
        fixed = hits * read + (1 - hits) * write
    return (static * fixed + variable * fresh + output * written) / 1e6


def _where_cached(offer: Offer, static: Number, hits: Number) -> Number:
    """Return the hit rate, 0 where the provider sells no cached input or the prompt is too short for its cache."""
    if offer.standard.cache_read is None or largest(static) <= 0:
        return 0.0
    shortest = offer.terms.minimum_prefix_tokens if offer.terms else 0.0
    if smallest(static) >= max(shortest, 1e-9):
        return hits
    return elementwise(lambda tokens, rate: rate if tokens >= shortest and tokens > 0 else 0.0, static, hits)


def _with_cache_prices(prices: PriceSet) -> tuple[Tiers, Tiers, Tiers, Tiers]:
    """Return the prices of input, cache writes, cache reads and output; without a cache, input costs what it costs."""
    return prices.input, prices.cache_write or prices.input, prices.cache_read or prices.input, prices.output


def _price_at(tiers: Tiers, context_tokens: Number) -> Number:
    if len(tiers) == 1 or largest(context_tokens) <= tiers[1][0]:
        return tiers[0][1]
    return elementwise(partial(rate, tiers), context_tokens)


def tokens_of_arm(arm: Arm, today: Request, point: Mapping[str, Number], passage_tokens: Number) -> Request:
    """Return the tokens of one request in an option.

    Tuning shortens the prompt, examples and passages lengthen it; a classifier reads the input and nothing else.
    """
    static, variable, output, per_month, hits = today
    if arm.kind == "classifier":
        static = output = 0.0
    elif arm.kind == "optimised-prompt":
        static += point["demonstration_tokens"]
    elif arm.tuned or arm.kind == "tuned-own":
        static *= point["kept_prompt_share"]
    if arm.kind in WITH_RETRIEVAL:
        variable += passage_tokens
    own = arm.own
    return Request(
        point[own["static_prompt_tokens"]] if "static_prompt_tokens" in own else static,
        point[own["variable_input_tokens"]] if "variable_input_tokens" in own else variable,
        point[own["output_tokens"]] if "output_tokens" in own else output,
        per_month,
        hits,
    )


class Running(NamedTuple):
    """USD per request and USD per month beside it; `indexing_usd` once."""

    usd_per_request: Number
    fixed_usd_per_month: Number
    indexing_usd: Number


class Lookup(NamedTuple):
    """What looking things up costs beside the longer prompt: once, per month, and the passages in tokens."""

    indexing_usd: Number
    usd_per_month: Number
    extra_tokens: Number


def lookup_of(point: Mapping[str, Number], per_month: Number, terms: Terms) -> Lookup:
    """Price index, store and searches of a month, without the passages that the model reads."""
    asked = {name: point[name] for name in RETRIEVAL_INPUTS if name in point}
    found = in_columns(partial(retrieval_cost, terms=terms), {"requests_per_month": per_month, **asked})
    usd = sum_of(found[f"{part}_cost_usd_per_month"] for part in ("embedding", "store", "rerank"))
    return Lookup(found["indexing_cost_usd"], usd, found["extra_input_tokens_per_request"])


def running_cost(arm: Arm, request: Request, point: Mapping[str, Number], lookup: Lookup | None) -> Running | None:
    """Work out what an option costs once it is live; None where no price is known."""
    hosted: Number = 0.0
    indexing: Number = 0.0
    if arm.tuned and arm.tuned.service.hosting_usd_per_hour:
        hosted = arm.tuned.service.hosting_usd_per_hour * HOURS_PER_MONTH
    if arm.host and not {f"{arm.name}.usd_per_gpu_hour", f"{arm.name}.training_usd_per_mtok"} <= point.keys():
        return None
    if arm.host:
        hosted = _hosting_usd_per_month(arm, arm.host, request, point)
    per_request = _usd_per_request(arm, request, point, is_hosted=smallest(hosted) > 0)
    if per_request is None:
        return None
    if lookup and arm.kind in WITH_RETRIEVAL:
        hosted += lookup.usd_per_month
        indexing = lookup.indexing_usd
    if "fixed_usd_per_month" in arm.own:
        hosted = point[arm.own["fixed_usd_per_month"]]
    return Running(per_request, hosted, indexing)


def _usd_per_request(arm: Arm, request: Request, point: Mapping[str, Number], *, is_hosted: bool) -> Number | None:
    if "cost_usd_per_request" in arm.own:
        return point[arm.own["cost_usd_per_request"]]
    if arm.kind == "do-nothing" and "today_usd_per_request" in point:
        return point["today_usd_per_request"]
    offer = arm.tuned.offer if arm.tuned else arm.offer
    if offer is None:
        return 0.0 if is_hosted or "fixed_usd_per_month" in arm.own else None
    usd = usd_of_tokens(offer, request)
    if arm.passes_on_to:
        share = point[arm.own["escalation_share"]] if "escalation_share" in arm.own else point["escalation_share"]
        usd += share * usd_of_tokens(arm.passes_on_to, request)
    return usd


def _hosting_usd_per_month(arm: Arm, host: Host, request: Request, point: Mapping[str, Number]) -> Number:
    served: dict[str, Number] = {
        "requests_per_month": request.per_month,
        "peak_factor": point["peak_factor"],
        "input_tokens": maximum(request.static_tokens + request.variable_tokens, _FEWEST_TOKENS),
        "output_tokens": request.output_tokens,
        "target_utilisation": point["target_utilisation"],
    }
    for name in ("speed_factor", "most_sequences", "usd_per_gpu_hour"):
        if f"{arm.name}.{name}" in point:
            served[name] = point[f"{arm.name}.{name}"]

    served |= {"adapters": 0.0, "hours_per_month": HOURS_PER_MONTH}
    return in_columns(partial(hosting, host=host), served)["cost_usd_per_month"]
