"""What does a month of requests cost? Tokens, turns, tool calls, caching, batch, price tiers, retries, hosting."""

from collections.abc import Mapping
from typing import NamedTuple

from calculators.conversations import Tokens, tokens_of_request
from calculators.facts.token_prices import PriceSet, Tiers, TokenPrices, UnknownModelError, find, rate
from calculators.forms import Entry, InputError, InputErrors
from calculators.forms.parsing import quote
from calculators.prompt_caching import CachingTerms, hit_rate, terms_of

_PAID_FOR = ("input", "cache_read", "cache_write", "output")
_OWN_PRICES = frozenset(f"{name}_usd_per_mtok" for name in PriceSet._fields)
FEWEST_REQUESTS = 1e-6
"""Requests per month below which there are none: one in 80,000 years, and a share of hosting beyond counting."""


class Offer(NamedTuple):
    """What the tokens of this calculation cost and how its cache behaves."""

    listed: TokenPrices | None
    standard: PriceSet
    batch: PriceSet | None
    terms: CachingTerms | None
    thresholds: tuple[int, ...]
    """Input lengths of one call, in tokens, above which some price changes."""
    derives_hit_rate: bool


def resolve_offer(inputs: Mapping[str, Entry], on_date: str) -> Offer:
    """Find the prices of the model asked for, as listed on that date.

    Raises:
        InputErrors: the model is unknown and the reader's own prices do not stand in for it.

    """
    derives_hit_rate = inputs["cache_hit_rate"].value is None
    priced_by_reader = all(inputs[f"{name}_usd_per_mtok"].value is not None for name in ("input", "output"))
    try:
        return offer_of(inputs["model"].text, inputs["provider"].text, on_date, derives_hit_rate=derives_hit_rate)
    except UnknownModelError as problem:
        if not priced_by_reader:
            wanted = "Enter a listed model, or your own input and output price (USD per million tokens)."
            raise InputErrors([unknown_model("model", inputs["model"].text, problem, wanted)]) from problem
        return Offer(None, PriceSet((), (), None, None), None, None, (), derives_hit_rate)


def offer_of(model: str, provider: str, on_date: str, *, derives_hit_rate: bool) -> Offer:
    """Find the prices and the caching terms of a model, as listed on that date.

    Raises:
        UnknownModelError: the price table has no such model.

    """
    listed = find(model, provider, on_date)
    thresholds = listed.standard.thresholds | (listed.batch.thresholds if listed.batch else set())
    terms = terms_of(listed.provider, listed.model)
    return Offer(listed, listed.standard, listed.batch, terms, tuple(sorted(thresholds)), derives_hit_rate)


def unknown_model(field: str, model: str, problem: UnknownModelError, wanted: str) -> InputError:
    """Say which names come close to that of a model that has no listed price."""
    hint = f"; close to it: {', '.join(problem.close)}" if problem.close else ""
    return InputError(field, quote(model), f"{quote(model)}: {problem}{hint}. {wanted}")


def bill(point: Mapping[str, float], offer: Offer) -> dict[str, float]:
    """Price one month at exact inputs. The reader's own prices replace the listed ones, tiers and batch included.

    Per request: sum over its calls of tokens x price at the call's input length, for input read from the cache,
    written to it, not cached, and output; x tuned-model premium x (1 + retry rate). Batch calls pay batch prices.
    Per month: x requests, + hosting USD/hour x hours. Own derivation; tiers as genai-prices counts them.

    Args:
        point: every number input of `inference`; prices and cache hit rate only where they are given;
            `cache_lifetime_minutes` where the hit rate is derived.
        offer: the prices and caching terms to apply.

    Returns:
        USD per month and per request, tokens per month, cache hit rate (share), calls per request.

    """
    standard = _with_own_prices(offer.standard, point)
    batch = _with_own_prices(offer.batch, point) if offer.batch else None
    parts = list(tokens_of_request(point, offer.thresholds))
    calls = sum(part.calls for part in parts)
    requests = point["requests_per_month"]
    sent = 1 + point["retry_rate"]
    hits = _hit_rate(point, offer, standard, calls * sent)
    history_hits = point["history_cache_hit_rate"] if any(part.history for part in parts) else 0.0
    batch_share = point["batch_share"] if batch else 0.0
    usd = dict.fromkeys(_PAID_FOR, 0.0)
    uncached_input_usd = 0.0
    for prices, share in ((standard, 1 - batch_share), (batch, batch_share)):
        if prices and share:
            scale = share * sent * point["tuned_price_multiplier"] / 1e6
            for part in parts:
                paid = price_of_calls(part, prices, hits, history_hits, offer.derives_hit_rate)
                for name, value in zip(_PAID_FOR, paid, strict=True):
                    usd[name] += scale * value
                uncached_input_usd += scale * part.input * rate(prices.input, part.context_tokens)
    per_request_usd = sum(usd.values())
    hosting = point["hosting_usd_per_hour"] * point["hours_per_month"]
    result = {f"{name}_cost_usd_per_month": requests * value for name, value in usd.items()}
    result |= {
        "hosting_cost_usd_per_month": hosting,
        "cost_usd_per_month": requests * per_request_usd + hosting,
        "cost_without_caching_usd_per_month": requests * (uncached_input_usd + usd["output"]) + hosting,
        "input_tokens_per_month": requests * sent * sum(part.input for part in parts),
        "output_tokens_per_month": requests * sent * sum(part.output for part in parts),
        "calls_per_request": calls * sent,
        "cache_hit_rate": hits,
    }
    if requests > FEWEST_REQUESTS:
        result["cost_usd_per_request"] = per_request_usd + hosting / requests
    elif not hosting:
        result["cost_usd_per_request"] = per_request_usd
    return result


def _with_own_prices(listed: PriceSet, point: Mapping[str, float]) -> PriceSet:
    if point.keys().isdisjoint(_OWN_PRICES):
        return listed

    def price(name: str) -> Tiers | None:
        own = point.get(f"{name}_usd_per_mtok")
        listed_price: Tiers | None = getattr(listed, name)
        return listed_price if own is None else ((0, own),)

    return PriceSet(price("input") or (), price("output") or (), price("cache_read"), price("cache_write"))


def _hit_rate(point: Mapping[str, float], offer: Offer, prices: PriceSet, calls_per_request: float) -> float:
    if not offer.derives_hit_rate:
        return point["cache_hit_rate"]
    calls_per_minute = point["requests_per_month"] * calls_per_request / (point["hours_per_month"] * 60)
    return derived_hit_rate(
        point["static_prompt_tokens"],
        offer,
        prices,
        calls_per_minute=calls_per_minute,
        lifetime_minutes=point.get("cache_lifetime_minutes", 0.0),
        realised_share=point["cache_realised_share"],
    )


def derived_hit_rate(
    prefix_tokens: float,
    offer: Offer,
    prices: PriceSet,
    *,
    calls_per_minute: float,
    lifetime_minutes: float,
    realised_share: float,
) -> float:
    """Return the cache hit rate of evenly spread traffic; 0 where the provider caches no prompt of that length."""
    if not prefix_tokens or prices.cache_read is None:
        return 0.0
    if offer.terms and prefix_tokens < offer.terms.minimum_prefix_tokens:
        return 0.0
    return hit_rate(calls_per_minute, lifetime_minutes, realised_share)


def price_of_calls(
    part: Tokens, prices: PriceSet, hits: float, history_hits: float, derived: bool
) -> tuple[float, float, float, float]:
    """Price some calls, in millionths of a USD: uncached input, cache reads, cache writes, output.

    Args:
        part: the tokens of the calls.
        prices: of the model.
        hits: share of the fixed prompt that is read from the cache.
        history_hits: share of the earlier turns that is read from the cache, where each turn has written what it adds.
        derived: the hit rate is ours; caching is then used only where it pays, and a rate of 0 means no cache.

    """
    context = part.context_tokens
    fresh = rate(prices.input, context)
    read = rate(prices.cache_read, context) if prices.cache_read else fresh
    write = rate(prices.cache_write, context) if prices.cache_write else fresh
    cached = not derived or (hits > 0 and hits * read + (1 - hits) * write <= fresh)
    read_tokens = (hits * part.static if cached else 0.0) + history_hits * part.older
    write_tokens = ((1 - hits) * part.static if cached else 0.0) + history_hits * (part.fresh + part.carried)
    # Added up, not left over from a subtraction: its rounding would show as a cost where there is none.
    uncached_tokens = (1 - history_hits) * (part.fresh + part.history) + (0.0 if cached else part.static)
    return (
        uncached_tokens * fresh,
        read_tokens * read,
        write_tokens * write,
        part.output * rate(prices.output, context),
    )
