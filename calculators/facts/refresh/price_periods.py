"""The dated price history of one model, resolved by genai-prices itself.

genai-prices keeps a list of conditional prices (start dates, times of day) and a list of variants for
special processing (batch, flex, priority), each with its own start date. Every date on which anything
starts opens a period; what holds in it is asked of ``ModelInfo.get_prices``, so that its precedence
rules are not written down a second time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from genai_prices.types import (
    ConditionalPrice,
    ModelPrice,
    StartDateConstraint,
    TieredPrices,
    TimeOfDateConstraint,
)

if TYPE_CHECKING:
    from genai_prices.types import ModelInfo

BATCH = {"processing": "batch"}
"""How genai-prices keys the prices of a provider's batch interface."""

PRICE_KEYS = {
    "input": "input_mtok",
    "output": "output_mtok",
    "cache_read": "cache_read_mtok",
    "cache_write": "cache_write_mtok",  # the short-lived write; the one-hour write is not kept
}
"""Our price names and the fields of genai-prices that they come from."""

_BEFORE_ALL_DATES = date(1970, 1, 1)


@dataclass(frozen=True)
class TimeOfDayPrice:
    """A price that holds for a part of the day only, in US dollars per million tokens."""

    hours_utc: tuple[str, ...]
    peak: dict[str, Any]
    off_peak: dict[str, Any]


def price_periods(model: ModelInfo) -> list[dict[str, Any]]:
    """Return the model's history, oldest first.

    Each entry is ``{"from": ISO date or None, "standard": prices, "batch": prices}`` with prices in US
    dollars per million tokens, each a number or a list of ``[start_tokens, price]``. ``batch`` is there
    only where the package knows a batch price, and is complete: what the batch interface does not
    change is repeated from the standard prices. Where the price depends on the time of day, the dearest
    hour counts.
    """
    periods: list[dict[str, Any]] = []
    for start in _period_starts(model):
        moment = _dearest_moment(model, start or _BEFORE_ALL_DATES)
        period: dict[str, Any] = {"from": start.isoformat() if start else None}
        period["standard"] = _price_set(model.get_prices(moment))
        if _has_batch_price(model, moment):
            period["batch"] = _price_set(model.get_prices(moment, BATCH))
        if not periods or {**period, "from": None} != {**periods[-1], "from": None}:
            periods.append(period)
    return periods


def time_of_day_price(model: ModelInfo, day: date) -> TimeOfDayPrice | None:
    """Return the dearest and the cheapest hour's prices on a day, None where the clock does not matter."""
    windows = _time_windows(model)
    if not windows:
        return None
    moments = sorted(_moments(model, day), key=lambda moment: _input_price(model, moment))
    return TimeOfDayPrice(
        hours_utc=tuple(f"{window.start_time:%H:%M}-{window.end_time:%H:%M}" for window in windows),
        peak=_price_set(model.get_prices(moments[-1])),
        off_peak=_price_set(model.get_prices(moments[0])),
    )


def in_force(periods: list[dict[str, Any]], day: date) -> dict[str, Any]:
    """Return the last of the periods that has begun on the day."""
    begun = [period for period in periods if period["from"] is None or period["from"] <= day.isoformat()]
    return begun[-1] if begun else periods[0]


def first_tier(price: float | list[list[float]]) -> float:
    """Return the price of a short request."""
    return price[0][1] if isinstance(price, list) else price


def plain_number(value: Decimal) -> int | float:
    """Return a decimal as the JSON number that prints with the same digits."""
    return int(value) if value == value.to_integral_value() else float(value)


def _period_starts(model: ModelInfo) -> list[date | None]:
    constraints = [conditional.constraint for conditional in _conditional_prices(model)]
    constraints += [variant.constraint for variant in model.price_variants or () if variant.when == BATCH]
    dates = {constraint.start_date for constraint in constraints if isinstance(constraint, StartDateConstraint)}
    return [None, *sorted(dates)]


def _has_batch_price(model: ModelInfo, moment: datetime) -> bool:
    """Whether an active batch variant sets a price kept here; without one get_prices echoes the standard."""
    return any(
        variant.when == BATCH
        and (variant.constraint is None or variant.constraint.active(moment))
        and any(getattr(variant.prices, field) is not None for field in PRICE_KEYS.values())
        for variant in model.price_variants or ()
    )


def _dearest_moment(model: ModelInfo, day: date) -> datetime:
    return max(_moments(model, day), key=lambda moment: _input_price(model, moment))


def _moments(model: ModelInfo, day: date) -> list[datetime]:
    """Return a moment inside every part of the day in which the price may differ."""
    edges = {time(0, tzinfo=UTC)}
    for window in _time_windows(model):
        edges |= {window.start_time, window.end_time}
    return [datetime.combine(day, edge.replace(tzinfo=edge.tzinfo or UTC)) for edge in sorted(edges)]


def _input_price(model: ModelInfo, moment: datetime) -> Decimal:
    price = model.get_prices(moment).input_mtok
    return price.base if isinstance(price, TieredPrices) else price or Decimal(0)


def _time_windows(model: ModelInfo) -> list[TimeOfDateConstraint]:
    constraints = [conditional.constraint for conditional in _conditional_prices(model)]
    return [constraint for constraint in constraints if isinstance(constraint, TimeOfDateConstraint)]


def _conditional_prices(model: ModelInfo) -> list[ConditionalPrice]:
    if isinstance(model.prices, ModelPrice):
        return [ConditionalPrice(prices=model.prices)]
    return model.prices


def _price_set(prices: ModelPrice) -> dict[str, Any]:
    return {ours: _price(value) for ours, field in PRICE_KEYS.items() if (value := getattr(prices, field)) is not None}


def _price(value: Decimal | TieredPrices) -> int | float | list[list[int | float]]:
    if isinstance(value, TieredPrices):
        return [
            [0, plain_number(value.base)],
            *([tier.start, plain_number(tier.price)] for tier in value.tiers),
        ]
    return plain_number(value)
