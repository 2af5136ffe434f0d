"""The token bill's answer: which results there are, what they rest on, what the reader should know."""

from collections.abc import Mapping
from functools import partial

from calculators.conversations import tokens_of_request
from calculators.estimating import (
    Latent,
    Outcome,
    guessed_share,
    result_of,
    run,
    sources_of_inputs,
)
from calculators.facts.model_lifetimes import switched_off
from calculators.forms import Entry
from calculators.forms.inference import FORM
from calculators.inference import Offer, bill, resolve_offer
from calculators.ranges import Estimate, Range, Result, Source, State, Validation
from calculators.sampling import Spread, Uncertain

_MONTH = "USD/month"
_CALLS = frozenset({"requests_per_month", "turns", "tool_calls_per_turn", "retry_rate"})
_PROMPT = _CALLS | {"static_prompt_tokens"}
_HITS = _PROMPT | {"cache_hit_rate", "cache_realised_share", "hours_per_month"}
_PAID = frozenset({"model", "provider", "batch_share", "tuned_price_multiplier"})
_SENT = _PROMPT | {"variable_input_tokens", "output_tokens", "tool_call_tokens", "tool_result_tokens"}
_WRITTEN = _CALLS | {"output_tokens", "tool_call_tokens", "reasoning_tokens"}
_HOSTED = frozenset({"hosting_usd_per_hour", "hours_per_month"})
OUTCOMES = {
    "cost_usd_per_month": Outcome(
        "Cost per month", _MONTH, "requests x cost of the tokens of one request + hosting", headline=True
    ),
    "cost_usd_per_request": Outcome(
        "Cost per request", "USD/request", "cost of its tokens + hosting / requests", headline=True
    ),
    "input_cost_usd_per_month": Outcome(
        "Uncached input",
        _MONTH,
        "uncached input tokens x input price",
        inputs=_SENT | _HITS | _PAID | {"input_usd_per_mtok", "history_cache_hit_rate"},
    ),
    "cache_read_cost_usd_per_month": Outcome(
        "Input read from the cache",
        _MONTH,
        "(fixed prompt x hit rate + earlier turns x their hit rate) x cache read price",
        inputs=_HITS | _PAID | {"cache_read_usd_per_mtok", "history_cache_hit_rate"},
    ),
    "cache_write_cost_usd_per_month": Outcome(
        "Input written to the cache",
        _MONTH,
        "fixed prompt x (1 - hit rate) x cache write price",
        inputs=_HITS | _PAID | {"cache_write_usd_per_mtok"},
    ),
    "output_cost_usd_per_month": Outcome(
        "Output",
        _MONTH,
        "(answers + tool calls + reasoning tokens) x output price",
        inputs=_WRITTEN | _PAID | {"output_usd_per_mtok"},
    ),
    "hosting_cost_usd_per_month": Outcome("Hosting", _MONTH, "USD per hour x hours per month", inputs=_HOSTED),
    "cost_without_caching_usd_per_month": Outcome(
        "The same without a cache",
        _MONTH,
        "all input tokens x input price + output + hosting",
        inputs=_SENT | _WRITTEN | _PAID | _HOSTED | {"input_usd_per_mtok", "output_usd_per_mtok"},
    ),
    "cache_hit_rate": Outcome(
        "Cache hit rate",
        "share",
        "as given, else realised share x (1 - exp(-calls per minute x lifetime in minutes))",
        inputs=_HITS,
    ),
    "input_tokens_per_month": Outcome(
        "Input tokens",
        "tokens/month",
        "requests x (1 + retry rate) x input tokens of all calls",
        inputs=_SENT,
    ),
    "output_tokens_per_month": Outcome(
        "Output tokens", "tokens/month", "requests x (1 + retry rate) x output tokens", inputs=_WRITTEN
    ),
    "calls_per_request": Outcome(
        "Model calls", "calls/request", "turns x (1 + tool calls) x (1 + retry rate)", inputs=_CALLS
    ),
}
_HEADLINES = frozenset(name for name, outcome in OUTCOMES.items() if outcome.headline)
PRICED = frozenset(name for name in OUTCOMES if "cost" in name)
RESTS_ON_HITS = frozenset(OUTCOMES) - {
    "output_cost_usd_per_month",
    "hosting_cost_usd_per_month",
    "cost_without_caching_usd_per_month",
    "input_tokens_per_month",
    "output_tokens_per_month",
    "calls_per_request",
}

ARITHMETIC = Validation(
    "checked",
    300,
    "equal to genai-prices' own calculator to the cent on 300 random bills: the arithmetic, not your traffic",
)
UNTESTED = Validation("unvalidated", 0, "the derived cache hit rate has not been compared with published bills")

UNPUBLISHED_LIFETIME = Latent(
    Uncertain(Range(1, 5, 60), 0, 1e6),
    Source(
        "assumption:cache-lifetime",
        "assumption",
        "default",
        statement="Cache lifetime 1 to 60 minutes: this provider publishes none that we found.",
    ),
)


def estimate(inputs: Mapping[str, Entry], *, seed: int, on_date: str) -> Estimate:
    """Answer one set of validated inputs at the prices of a date (YYYY-MM-DD).

    Raises:
        calculators.forms.InputErrors: the model is not in the price list and no prices were given.

    """
    offer = resolve_offer(inputs, on_date)
    latent = {"cache_lifetime_minutes": lifetime_of(offer)} if _derives_hits(offer, inputs) else {}
    ignored = _without_effect(offer, inputs, derives_hits=bool(latent))
    model = partial(bill, offer=offer)
    spreads = run(model, FORM, inputs, ignored=ignored, latent=latent, seed=seed, steadied=_HEADLINES)
    of_facts = [offer.listed.source] if offer.listed else []

    def result(name: str, outcome: Outcome) -> Result:
        spread: Spread | None = spreads.get(name)
        state: State = "unknown"
        if name == "cache_hit_rate" and not latent and inputs["cache_hit_rate"].value is None:
            spread, state = None, "not-assessed"
        rests_on_hits = name in RESTS_ON_HITS and bool(latent)
        return result_of(
            outcome,
            spread,
            sources=[
                *(of_facts if name in PRICED else []),
                *(item.source for item in latent.values() if rests_on_hits),
                *sources_of_inputs(FORM, inputs, outcome, ignored),
            ],
            assumed_share=guessed_share(spread, inputs, latent) if spread else 0.0,
            validation=UNTESTED if rests_on_hits else ARITHMETIC,
            state=state,
        )

    return Estimate(
        "inference",
        on_date,
        {name: result(name, outcome) for name, outcome in OUTCOMES.items()},
        {
            "prices": offer.listed.source.statement if offer.listed else "the reader's own prices",
            "spread_of_cost_usd_per_month": spreads["cost_usd_per_month"].shares,
        },
        _notes(offer, inputs, spreads, on_date),
    )


def _derives_hits(offer: Offer, inputs: Mapping[str, Entry]) -> bool:
    """Whether the cache hit rate is blank and some of the fixed prompt may be read from a cache."""
    longest_prefix = inputs["static_prompt_tokens"].range.high
    shortest_cached = offer.terms.minimum_prefix_tokens if offer.terms else 0
    sold = offer.standard.cache_read is not None or inputs["cache_read_usd_per_mtok"].value is not None
    return offer.derives_hit_rate and sold and 0 < longest_prefix >= shortest_cached


def lifetime_of(offer: Offer) -> Latent:
    """Return how long an unused prefix stays in the cache of an offer, in minutes."""
    if offer.terms is None or offer.terms.lifetime_minutes is None:
        return UNPUBLISHED_LIFETIME
    return Latent(Uncertain(offer.terms.lifetime_minutes, 0, 1e6), offer.terms.source)


def _without_effect(offer: Offer, inputs: Mapping[str, Entry], *, derives_hits: bool) -> set[str]:
    """Name the inputs that cannot change this answer, so that they are neither sampled nor cited."""

    def is_exactly(name: str, value: float) -> bool:
        return inputs[name].range == Range.exact(value)

    ignored = set()
    if is_exactly("tool_calls_per_turn", 0):
        ignored |= {"tool_call_tokens", "tool_result_tokens"}
        if is_exactly("turns", 1):
            ignored |= {"history_cache_hit_rate"}
    if not derives_hits:
        ignored |= {"cache_realised_share"}
        if is_exactly("hosting_usd_per_hour", 0):
            ignored |= {"hours_per_month"}
    if offer.batch is None:
        ignored |= {"batch_share"}
    if offer.listed is None:
        ignored |= {"model", "provider"}
    return ignored


def _notes(offer: Offer, inputs: Mapping[str, Entry], spreads: Mapping[str, Spread], on_date: str) -> list[str]:
    """Say what the reader would otherwise find out from the invoice."""
    notes = []
    listed = offer.listed
    if listed is None:
        notes.append("The model is not in the price list: every price is your own.")
    else:
        if listed.next_change:
            notes.append(f"The listed price changes on {listed.next_change}; this answer uses that of {on_date}.")
        ended = switched_off(listed.provider, listed.model, on_date)
        if ended:
            notes.append(f"{listed.provider} switched this model off on {ended}: its price is history.")
        elif listed.deprecated:
            notes.append(f"{listed.provider} has deprecated this model: check its end date before you build on it.")
        if listed.note:
            notes.append(listed.note)
        longest = listed.context_window_tokens
        if longest and _longest_input(inputs) > longest:
            notes.append(f"The longest input exceeds the model's context window of {longest:,} tokens.")
    if offer.batch is None and inputs["batch_share"].range.high > 0:
        notes.append("No batch price is listed for this model: all calls are counted at the standard price.")
    if inputs["reasoning_tokens"].range.high == 0:
        notes.append("Reasoning tokens are counted as none: a reasoning model bills its hidden tokens as output.")
    notes += _caching_notes(offer, inputs)
    if "cost_usd_per_request" not in spreads:
        notes.append("With no requests, a hosting fee has no cost per request: it is unknown.")
    return notes


def _longest_input(inputs: Mapping[str, Entry]) -> float:
    """Return the tokens of the longest call, earlier turns included, with every input at its high end."""
    highest = {name: entry.range.high for name, entry in inputs.items() if isinstance(entry.value, Range)}
    return max(part.context_tokens for part in tokens_of_request(highest, ()))


def _caching_notes(offer: Offer, inputs: Mapping[str, Entry]) -> list[str]:
    prefix, given = inputs["static_prompt_tokens"].range, inputs["cache_hit_rate"].value
    minimum = offer.terms.minimum_prefix_tokens if offer.terms else 0
    notes = []
    if given is None and offer.standard.cache_read is None:
        notes.append("No cache price is listed for this model: the fixed prompt is paid in full at every call.")
    elif given is not None and offer.standard.cache_read is None and inputs["cache_read_usd_per_mtok"].value is None:
        notes.append("No cache price is listed for this model: what is read from the cache is billed like other input.")
    elif given is None and 0 < prefix.low < minimum:
        notes.append(f"A prompt shorter than {minimum:,} tokens is not cached here and is paid in full.")
    elif given is not None and 0 < prefix.low < minimum:
        notes.append(
            f"Your cache hit rate is taken as it is, although prompts below {minimum:,} tokens are not cached here."
        )
    if _derives_hits(offer, inputs):
        notes.append(
            "The cache hit rate is derived from evenly spread traffic; the cache counts only where it saves money."
        )
    if inputs["turns"].range.high > 1 and inputs["history_cache_hit_rate"].range.high == 0:
        notes.append("Earlier turns are counted at the full input price each time they are sent again.")
    return notes
