"""What a tuned model at a service costs: training, hosting by the hour, and tokens at the tuned price."""

from typing import NamedTuple

from calculators import architectures
from calculators.facts import tuning_services
from calculators.facts.token_prices import PriceSet, Tiers, UnknownModelError
from calculators.facts.tuning_services import ServicePrice, UnknownServiceError
from calculators.forms import InputError, InputErrors
from calculators.forms.parsing import quote
from calculators.inference import Offer, offer_of
from calculators.ranges import Source


class TunedOffer(NamedTuple):
    """A model tuned and served by a service; None is unknown. `offer` is None where a machine is paid by the hour."""

    service: ServicePrice
    model: str
    offer: Offer | None
    sources: tuple[Source, ...]


def tuned_offer(service: str, model: str, on_date: str, *, derives_hit_rate: bool) -> TunedOffer:
    """Find what a service charges for a tuned model.

    Raises:
        InputErrors: the service does not exist, takes no jobs, or does not tune that model.

    """
    try:
        params_b: float | None = architectures.resolve(model, None, {}).params / 1e9
    except architectures.UnknownModelError:
        params_b = None
    try:
        found = tuning_services.find(service, model=model, method="lora", params_b=params_b, on_date=on_date)
    except UnknownServiceError as problem:
        close = f"; it could be: {', '.join(problem.close[:4])}" if problem.close else ""
        message = f"{quote(service)} and {quote(model)}: {problem.message}{close}."
        raise InputErrors([InputError("tuning_service", quote(service), message)]) from problem
    base = _base_offer(found, model, on_date, derives_hit_rate=derives_hit_rate)
    listed = (base.listed.source,) if base and base.listed else ()
    return TunedOffer(found, model, base, (found.source, *listed))


def _base_offer(found: ServicePrice, model: str, on_date: str, *, derives_hit_rate: bool) -> Offer | None:
    """Return the token prices of the tuned model: as the service lists them, else the base model's times a premium."""
    if found.tuned_input_usd_per_mtok is not None and found.tuned_output_usd_per_mtok is not None:
        prices = PriceSet(((0, found.tuned_input_usd_per_mtok),), ((0, found.tuned_output_usd_per_mtok),), None, None)
        return Offer(None, prices, None, None, (), derives_hit_rate)
    if found.tuned_price_multiplier is None:
        return None
    try:
        base = offer_of(model.lower().replace(" ", "-"), "", on_date, derives_hit_rate=derives_hit_rate)
    except UnknownModelError:
        return None
    premium = found.tuned_price_multiplier
    listed = base.standard
    return base._replace(
        standard=PriceSet(
            _times(listed.input, premium) or (),
            _times(listed.output, premium) or (),
            _times(listed.cache_read, premium),
            _times(listed.cache_write, premium),
        )
    )


def _times(tiers: Tiers | None, premium: float) -> Tiers | None:
    return tuple((start, price * premium) for start, price in tiers) if tiers is not None else None
