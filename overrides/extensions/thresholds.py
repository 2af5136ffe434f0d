"""The volumes from which an hourly fee pays, at published prices and at a cheap model's prices of the day of the facts.

Prose writes them as `[=today.calls-cached]`, by the names of `in_words`; the chart draws them.
"""

from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from calculators.facts import facts_date
from calculators.facts.model_lifetimes import lifetimes
from calculators.facts.token_prices import find
from calculators.present.numbers import shown
from overrides.extensions.evidence import evidence

CHEAP = ("gpt-6-luna", "openai")
SAVED_TOKENS = 2000


class Prices(NamedTuple):
    """A hosting fee in US dollars a month, and prices of input in US dollars per million tokens."""

    fee_usd: float
    then_usd_per_mtok: float
    now_usd_per_mtok: float
    cached_usd_per_mtok: float

    def calls(self, usd_per_mtok: float, saved_tokens: float = SAVED_TOKENS) -> float:
        """Return the calls a month whose saved prompt tokens are worth the fee."""
        return self.fee_usd / (saved_tokens * usd_per_mtok / 1e6)


def quoted(name: str, text: str) -> float:
    """Return the number in a text after checking that the evidence holds that text.

    Raises:
        ValueError: the evidence does not hold it (any more).

    """
    if text not in evidence()[name].figure:
        raise ValueError(f"{name} does not say {text!r}: {evidence()[name].figure}")
    return float("".join(letter for letter in text if letter.isdigit() or letter == "."))


@cache
def prices() -> Prices:
    """Return the fee and the price of the published arithmetic, and the prices of a cheap model.

    Raises:
        ValueError: the model has no price for input or for cached input.

    """
    offer = find(CHEAP[0], CHEAP[1], facts_date()).standard
    if offer.input is None or offer.cache_read is None:
        raise ValueError(f"{CHEAP} has no price for input or for cached input")
    fee, then = quoted("E066", "US$1,224"), quoted("E083", "US$1.10")
    return Prices(fee, then, offer.input[0][1], offer.cache_read[0][1])


def last_tunable_base() -> str:
    """Return the last day, YYYY-MM-DD, that is published for a closed base which can be tuned.

    Raises:
        ValueError: that is a year away or more, so the prose that says otherwise needs another look.

    """
    last = max(life.retires for life in lifetimes() if life.tuned_model_ends_on)
    if date.fromisoformat(last) - date.fromisoformat(facts_date()) >= timedelta(days=365):
        raise ValueError(f"a base that can be tuned has a year left: {last}")
    return last


def in_words() -> dict[str, str]:
    """Return what prose may say of the thresholds, by name."""
    of = prices()
    return {
        "model": CHEAP[0],
        "date": facts_date(),
        "input-price": f"US${of.now_usd_per_mtok:.2f}",
        "cached-price": f"US${of.cached_usd_per_mtok:.2f}",
        "calls-uncached": shown(of.calls(of.now_usd_per_mtok), "calls"),
        "calls-cached": shown(of.calls(of.cached_usd_per_mtok), "calls"),
        "last-tunable-base": last_tunable_base(),
        "times": shown(of.then_usd_per_mtok / of.now_usd_per_mtok, ""),
    }
