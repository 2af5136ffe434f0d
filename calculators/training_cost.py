"""What training costs: rented GPUs or a service's bill, runs that fail, and keeping the result. One sample of it."""

from collections.abc import Mapping

from calculators.columns import maximum
from calculators.facts.tuning_services import ServicePrice

_BYTES_KEPT = 2.0
"""Bytes of a checkpoint per trained parameter: 16-bit weights, as published adapters and models are stored."""


def cost_of_runs(
    point: Mapping[str, float],
    service: ServicePrice | None,
    *,
    packing: bool | None,
    tokens: float | None,
    hours: float | None,
    gpus: float,
) -> float | None:
    """Return USD for all runs that are paid for; None: not known.

    Own GPUs: runs x GPUs x max(hours, shortest time billed) x price per GPU-hour. At a service: runs x max(billed
    tokens or hours x price, minimum charge).

    Args:
        point: the number inputs by name, and `usd_per_gpu_hour` where a catalogue's price counts.
        service: who tunes; None: own or rented GPUs.
        packing: whether short examples are joined; None: not said.
        tokens: trained on in one run.
        hours: of one run on own GPUs.
        gpus: that work on one run.

    """
    if service is not None:
        bill = _bill_of(point, service, packing=packing, tokens=tokens)
        return None if bill is None else point["runs"] * maximum(bill, service.minimum_charge_usd or 0.0)
    price = gpu_price(point)
    if price is None or hours is None:
        return None
    return point["runs"] * gpus * maximum(hours, point.get("minimum_billed_hours", 0.0)) * price


def _bill_of(
    point: Mapping[str, float], service: ServicePrice, *, packing: bool | None, tokens: float | None
) -> float | None:
    """Return USD that a service bills for one run by itself; None: not known."""
    if service.usd_per_training_hour is not None:
        return point["service_hours"] * service.usd_per_training_hour if "service_hours" in point else None
    if service.usd_per_mtok is None or tokens is None:
        return None
    return billed_tokens(point, service, packing=packing, tokens=tokens) / 1e6 * service.usd_per_mtok


def billed_tokens(point: Mapping[str, float], service: ServicePrice, *, packing: bool | None, tokens: float) -> float:
    """Return the tokens of one run that a service bills.

    Some count unpacked examples at the longest length, padding included; some bill validation like training.
    """
    shown = examples_shown(point) if bills_padding(service, packing=packing) else None
    if shown is not None:
        tokens = maximum(tokens, shown * point["seq_len"])
    return tokens + (point.get("validation_tokens", 0.0) if service.bills_validation else 0.0)


def bills_padding(service: ServicePrice | None, *, packing: bool | None) -> bool:
    """Say whether a service bills this run as if every example were as long as the longest."""
    return packing is False and service is not None and service.packing_rule == "padded-unless-packed"


def examples_shown(point: Mapping[str, float]) -> float | None:
    """Return how many examples one run shows, each as often as it is shown; None: the inputs do not say."""
    if "total_tokens" not in point:
        return point["examples"] * point["epochs"] if "examples" in point else None
    return point["total_tokens"] / point["tokens_per_example"] if "tokens_per_example" in point else None


def gpu_price(point: Mapping[str, float]) -> float | None:
    """Return USD per GPU-hour: the reader's, else the catalogues'."""
    return point.get("gpu_usd_per_hour", point.get("usd_per_gpu_hour"))


def _storage_price(point: Mapping[str, float], service: ServicePrice | None) -> float:
    """Return USD per GB and month: the service's, else the reader's or that of object storage."""
    listed = service.storage_usd_per_gb_month if service else None
    return point["storage_usd_per_gb_month"] if listed is None else listed


def upkeep_of(point: Mapping[str, float], service: ServicePrice | None, trained_m: float | None) -> dict[str, float]:
    """Return the GB that are kept and the USD a month for storing and serving the result, as far as inputs say.

    Args:
        point: the number inputs by name.
        service: who serves the result by the hour; None: one rented GPU does.
        trained_m: millions of parameters that were trained; None: not known.

    """
    kept: dict[str, float] = {}
    bills: list[float | None] = []
    if "checkpoints_kept" in point:
        stored = None if trained_m is None else point["checkpoints_kept"] * trained_m * _BYTES_KEPT / 1e3
        if stored is not None:
            kept["stored_gb"] = stored
        bills.append(None if stored is None else stored * _storage_price(point, service))
    if "hosting_hours_per_month" in point:
        price = service.hosting_usd_per_hour if service else gpu_price(point)
        bills.append(None if price is None else point["hosting_hours_per_month"] * price)
    known = [bill for bill in bills if bill is not None]
    if known and len(known) == len(bills):
        kept["upkeep_usd_per_month"] = sum(known)
    return kept
