"""Services that tune a model for you: what they charge, who may still start a job, and until when."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from calculators.facts import load
from calculators.ranges import Source

METHODS = {"lora": "lora-sft", "qlora": "lora-sft", "full": "full-sft", "sft": "lora-sft", "dpo": "lora-dpo"}
"""Shorter names of methods; supervised tuning is meant where nothing else is said."""


class ServicePrice(NamedTuple):
    """What one service charges for tuning one model. None is unknown, never free."""

    usd_per_mtok: float | None
    minimum_charge_usd: float | None
    packing_rule: str | None
    who_may_start: str
    ends_on: str | None
    status: str
    kind: str
    regions: tuple[str, ...] | None
    longest_example_tokens: int | None
    hosting_usd_per_hour: float | None
    tuned_price_multiplier: float | None
    source: Source
    usd_per_training_hour: float | None
    tuned_input_usd_per_mtok: float | None
    tuned_output_usd_per_mtok: float | None
    provider: str
    covers: str
    method: str
    note: str
    bills_validation: bool | None
    """None: not known."""
    storage_usd_per_gb_month: float | None


class UnknownServiceError(LookupError):
    """The service does not exist, has closed, or does not tune that model; `close` lists what would do."""

    def __init__(self, message: str, close: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.close = list(close)


def services(on_date: str = "") -> list[str]:
    """Return the ids of the services that take jobs and whose price is known, on a date (YYYY-MM-DD) or at all."""
    return [str(entry["id"]) for entry in load("tuning_services")["services"] if _open_rows(entry["id"], on_date)]


def find(service: str, *, model: str, method: str, params_b: float | None, on_date: str) -> ServicePrice:
    """Return the price of tuning a model at a service.

    Args:
        service: id or name of the service, without regard to case.
        model: the model's name; a service that sells by size ignores it.
        method: `lora-sft`, `full-sft`, `lora-dpo`, `full-dpo`, `rft`, or `lora`, `qlora`, `full`, `sft`, `dpo`.
        params_b: size of the model in billions of parameters, all experts counted; None: unknown.
        on_date: YYYY-MM-DD; a service that takes no new jobs on that day is refused.

    Raises:
        UnknownServiceError: no such service, or closed by then, or that model is not tuned there that way.

    """
    entry = _service(service)
    rows = _open_rows(entry["id"], on_date)
    if not rows:
        raise UnknownServiceError(f"{entry['name']}: {entry['closed']}", services(on_date))
    wanted = METHODS.get(method.lower(), method.lower())
    of_method = [row for row in rows if row["method"] in {wanted, wanted.removeprefix("lora-").removeprefix("full-")}]
    if not of_method:
        offered = sorted({str(row["method"]) for row in rows})
        said = "reinforcement tuning by the hour" if wanted == "rft" else wanted
        raise UnknownServiceError(f"{entry['name']} lists no price for {said}", offered)
    row = _of_model(model, of_method) or _of_size(params_b, of_method)
    if row is None:
        raise UnknownServiceError(_why_not(entry, params_b, of_method), [str(row["covers"]) for row in of_method])
    return _price(entry, row)


def _service(name: str) -> Mapping[str, Any]:
    found = _by_spelling().get(_plain(name))
    if found is None:
        from difflib import get_close_matches  # noqa: PLC0415 - needed for mistakes only

        close = get_close_matches(name.lower()[:80], services(), n=3, cutoff=0.4) or services()
        raise UnknownServiceError("there is no such tuning service in the table", close)
    return found


def _open_rows(service: str, on_date: str) -> list[Mapping[str, Any]]:
    """Return the rows of a service that hold on a date; a price of the past only for a day on which it was sold."""
    return [row for row in load("tuning_services")["prices"] if row["service"] == service and _holds(row, on_date)]


def _holds(row: Mapping[str, Any], on_date: str) -> bool:
    if row["status"] == "historical":
        return bool(row.get("held_from", "9999") <= on_date < row.get("held_until", ""))
    return row["who_may_start"] != "nobody" and on_date < (row.get("ends_on") or "9999")


def _of_model(model: str, rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    wanted = _plain(model.rpartition("/")[2])
    return next((row for row in rows if wanted in map(_plain, row.get("models", ()))), None)


def _of_size(params_b: float | None, rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    if params_b is None:
        return None
    bands = (row for row in rows if "max_params_b" in row or "min_params_b" in row)
    return next(
        (row for row in bands if row.get("min_params_b", 0) < params_b <= row.get("max_params_b", float("inf"))), None
    )


def _why_not(entry: Mapping[str, Any], params_b: float | None, rows: Sequence[Mapping[str, Any]]) -> str:
    by_size = any("models" not in row for row in rows)
    if by_size and params_b is None:
        return f"{entry['name']} charges by size; say how many parameters the model has"
    return f"{entry['name']} lists no price for this model"


def _price(entry: Mapping[str, Any], row: Mapping[str, Any]) -> ServicePrice:
    rate, per_hour = row.get("usd_per_mtok_training"), row.get("usd_per_training_hour")
    in_words = (
        f"{rate:g} USD per million training tokens" if rate is not None else f"{per_hour:g} USD per training hour"
    )
    if "storage_usd_per_gb_month" in row:
        in_words += f", {row['storage_usd_per_gb_month']:g} USD per GB and month for checkpoints"
    listed = row["kind"] == "list price"
    source = Source(
        f"tuning-service:{entry['id']}/{row['covers']}/{row['method']}",
        "derived" if row["status"] == "derived" else "list price" if listed else "rule of thumb",
        row["status"],
        row["source"],
        row["date_seen"],
        f"{entry['name']}, {row['covers']}, {row['method']}: {in_words} ({row['kind']})",
    )
    regions = row.get("regions")
    return ServicePrice(
        rate,
        row.get("minimum_charge_usd"),
        row.get("packing_rule"),
        row["who_may_start"],
        row.get("ends_on"),
        row["status"],
        row["kind"],
        tuple(regions) if regions else None,
        row.get("longest_example_tokens"),
        row.get("hosting_usd_per_hour"),
        row.get("tuned_price_multiplier"),
        source,
        per_hour,
        row.get("tuned_input_usd_per_mtok"),
        row.get("tuned_output_usd_per_mtok"),
        entry["name"],
        row["covers"],
        row["method"],
        " ".join(filter(None, (entry.get("billing"), row.get("note")))),
        entry.get("bills_validation"),
        row.get("storage_usd_per_gb_month"),
    )


@cache
def _by_spelling() -> Mapping[str, Mapping[str, Any]]:
    return {_plain(spelling): entry for entry in load("tuning_services")["services"] for spelling in _spellings(entry)}


def _spellings(entry: Mapping[str, Any]) -> Iterator[str]:
    yield entry["id"]
    yield entry["name"]
    yield from entry.get("aliases", ())


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9.]", "", name.lower())
