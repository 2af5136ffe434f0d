"""How often a call finds the fixed prompt in the provider's cache."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from calculators.columns import exp
from calculators.facts import load
from calculators.ranges import Range, Source


class CachingTerms(NamedTuple):
    """A provider's published terms: shortest prefix it caches, and how long an unused prefix lives."""

    minimum_prefix_tokens: float
    lifetime_minutes: Range | None
    source: Source


def terms_of(provider: str, model: str) -> CachingTerms | None:
    """Return what the provider publishes about the cache of a model; None where no source was found."""
    table = load("prompt_caching")
    for row in (*table["providers"], *table["providers_without_published_lifetime"]):
        if row["provider"] == provider:
            return _terms({**row, **_of_model(row, model)})
    return None


def _of_model(row: Mapping[str, Any], model: str) -> Mapping[str, Any]:
    """Return what differs for this model: the entry with the longest prefix of its name."""
    fits = {
        prefix: special
        for special in row.get("by_model", ())
        for prefix in special["prefixes"]
        if model.startswith(prefix)
    }
    return fits[max(fits, key=len)] if fits else {}


def _terms(row: Mapping[str, Any]) -> CachingTerms:
    minimum, published = row.get("minimum_prefix_tokens", 0), row.get("lifetime_minutes")
    lifetime = Range(published["low"], published["base"], published["high"]) if published else None
    kept = "lifetime not published"
    if lifetime:
        until = "" if lifetime.is_exact else f" to {lifetime.high:g}"
        kept = f"kept {lifetime.low:g}{until} minutes without use"
    return CachingTerms(
        minimum,
        lifetime,
        Source(
            f"prompt-caching:{row['provider']}",
            "rule of thumb",
            row["status"],
            row["source"],
            row["date_seen"],
            f"{row['provider']} caches prompts from {minimum:,} tokens on, {kept}",
        ),
    )


def hit_rate(calls_per_minute: float, lifetime_minutes: float, realised_share: float) -> float:
    """Return the share of calls that find the prefix alive, if calls arrive at random.

    The time since the previous call is then exponentially distributed, and the call hits if that time is below
    the lifetime, which every use renews: 1 - exp(-rate x lifetime), times the share of the possible hits that
    the provider delivers. Bunched traffic hits more often than this.
    """
    return realised_share * (1 - exp(-calls_per_minute * lifetime_minutes))
