"""What does a month of requests cost? Tokens, turns, tool calls, caching, batch, price tiers, retries, hosting."""

from collections.abc import Mapping
from typing import NamedTuple

from calculators.conversations import Tokens, tokens_of_request
from calculators.facts.token_prices import PriceSet, Tiers, TokenPrices, UnknownModelError, find, rate
from calculators.forms import Entry, InputError, InputErrors
from calculators.forms.parsing import quote
from calculators.prompt_caching import CachingTerms, hit_rate, terms_of

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
        listed = find(inputs["model"].text, inputs["provider"].text, on_date)
    except UnknownModelError as problem:
        if not priced_by_reader:
            hint = f"; close to it: {', '.join(problem.close)}" if problem.close else ""
            raise InputErrors(
                [
                    InputError(
                        "model",
                        quote(inputs["model"].text),
                        f"{quote(inputs['model'].text)}: {problem}{hint}. "
                        "Enter a listed model, or your own input and output price (USD per million tokens).",
                    )
                ]
            ) from problem
        return Offer(None, PriceSet((), (), None, None), None, None, (), derives_hit_rate)
    thresholds = listed.standard.thresholds | (listed.batch.thresholds if listed.batch else set())
    terms = terms_of(listed.provider, listed.model)
    return Offer(listed, listed.standard, listed.batch, terms, tuple(sorted(thresholds)), derives_hit_rate)


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
    batch_share = point["batch_share"] if batch else 0.0
    usd = dict.fromkeys(("input", "cache_read", "cache_write", "output"), 0.0)
    uncached_input_usd = 0.0
    for prices, share in ((standard, 1 - batch_share), (batch, batch_share)):
        if prices and share:
            scale = share * sent * point["tuned_price_multiplier"] / 1e6
            for part in parts:
                for name, value in _price(part, prices, point, hits, offer.derives_hit_rate).items():
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
    prefix = point["static_prompt_tokens"]
    if not prefix or prices.cache_read is None or (offer.terms and prefix < offer.terms.minimum_prefix_tokens):
        return 0.0
    calls_per_minute = point["requests_per_month"] * calls_per_request / (point["hours_per_month"] * 60)
    return hit_rate(calls_per_minute, point["cache_lifetime_minutes"], point["cache_realised_share"])


def _price(part: Tokens, prices: PriceSet, point: Mapping[str, float], hits: float, derived: bool) -> dict[str, float]:
    """Price of some calls in millionths of a USD, by what is paid for."""
    context = part.context_tokens
    fresh = rate(prices.input, context)
    read = rate(prices.cache_read, context) if prices.cache_read else fresh
    write = rate(prices.cache_write, context) if prices.cache_write else fresh
    # Where the reader gives no hit rate, caching is used only where it pays; a hit rate of 0 then means no cache.
    cached = not derived or (hits > 0 and hits * read + (1 - hits) * write <= fresh)
    read_tokens = (hits * part.static if cached else 0.0) + point["history_cache_hit_rate"] * part.history
    write_tokens = (1 - hits) * part.static if cached else 0.0
    return {
        "cache_read": read_tokens * read,
        "cache_write": write_tokens * write,
        "input": max(part.input - read_tokens - write_tokens, 0.0) * fresh,
        "output": part.output * rate(prices.output, context),
    }
