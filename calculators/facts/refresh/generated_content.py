"""The two generated files, token prices and their cross-check, as JSON content.

Dates are part of the content, so they are chosen such that an unchanged source changes no line:

- ``source.date_seen`` is the day on which this version of the package was first read here;
- a row's ``date_seen`` is the date on which the package says that the price was checked; where it says
  nothing, the ``source.date_seen`` of the release in which the row first looked as it does now. It moves on
  with a newer release when it has grown older than ``STALE_AFTER_DAYS``, since the price is still listed;
- ``facts_date`` is the day on which anything in the file last changed.
"""

from __future__ import annotations

from datetime import date, timedelta
from importlib.metadata import version
from typing import Any

from calculators.facts.refresh.cross_check import dispute_note, judge
from calculators.facts.refresh.litellm_prices import TABLE, pinned
from calculators.facts.refresh.model_rows import chosen_providers, model_row, text_models
from calculators.facts.refresh.staleness import STALE_AFTER_DAYS

NOTES = """
A price is a number or a list of [start_tokens, price]. Of a list, one price holds for the whole request:
the last whose start is smaller than the request's input tokens, cached ones included. A request of
exactly start_tokens still pays the price before; a request without input pays the first.

prices: from is the first day (UTC) of a price, null where its beginning is unknown. The last that has
begun holds; later ones are announced.

batch: all prices of the batch interface; what has no batch price of its own, mostly cache reads, is
repeated from the standard prices. It begins on the day on which the package's authors read it, which is
mostly later than the provider introduced it.

A missing cache_read or cache_write means that none is listed, not that it is free. cache_write is the
price of the entry with the shortest lifetime.

aliases and prefixes are other names of a model, without regard to case; the longest matching prefix
counts.

status: cross-checked, litellm states the same input and output price; disputed, it states another;
second-hand, it does not have the model.
"""
"""What a reader of token_prices.json has to know, a paragraph each."""

_READING_ORDER = (
    "provider",
    "id",
    "aliases",
    "prefixes",
    "context_window_tokens",
    "deprecated",
    "date_seen",
    "status",
    "note",
    "prices",
)


def model_rows(today: date) -> list[dict[str, Any]]:
    """Return a row per model, without status, ordered by provider and id."""
    return [model_row(provider, model, today) for provider in chosen_providers() for model in text_models(provider)]


def litellm_source(previous: dict[str, Any], today: date) -> dict[str, str]:
    """Return the source entry of the cross-check for the pinned wheel, given the earlier cross-check."""
    release, sha256 = pinned()
    return {
        "package": "litellm",
        "version": release,
        "licence": "MIT",
        "wheel_sha256": sha256,
        "file": TABLE,
        "url": "https://github.com/BerriAI/litellm",
        "date_seen": _source_date(release, previous, today),
    }


def cross_check(
    rows: list[dict[str, Any]],
    evidence: list[dict[str, Any]],
    source: dict[str, str],
    previous: dict[str, Any],
    today: date,
) -> dict[str, Any]:
    """Return the content of token_prices_cross_check.json: disagreements, and what litellm says in full."""
    _, disagreements = judge(rows, evidence, date.fromisoformat(source["date_seen"]))
    content = {
        "facts_date": "",
        "unit": "usd_per_mtok",
        "source": source,
        "disagreements": disagreements,
        "evidence": evidence,
    }
    return _dated(content, previous, today)


def token_prices(
    rows: list[dict[str, Any]], check: dict[str, Any], previous: dict[str, Any], today: date
) -> dict[str, Any]:
    """Return the content of token_prices.json: the rows with the status that follows from the cross-check."""
    # A price that changed since litellm's release is no dispute: compare on the release's day.
    statuses, disagreements = judge(rows, check["evidence"], date.fromisoformat(check["source"]["date_seen"]))
    release = version("genai-prices")
    source_date = _source_date(release, previous, today)
    before = {(row["provider"], row["id"]): row for row in previous.get("models", ())}
    models = []
    for row in rows:
        key = row["provider"], row["id"]
        dispute = dispute_note(entry for entry in disagreements if (entry["provider"], entry["id"]) == key)
        facts = row | {"status": statuses[key]}
        if dispute:
            facts["note"] = f"{row.get('note', '')} {dispute}".strip()
        facts["date_seen"] = row.get("date_seen") or _row_date(facts, before.get(key), source_date)
        models.append({key: facts[key] for key in _READING_ORDER if key in facts})
    content = {
        "facts_date": "",
        "unit": "usd_per_mtok",
        "source": {
            "package": "genai-prices",
            "version": release,
            "licence": "MIT",
            "url": "https://github.com/pydantic/genai-prices",
            "date_seen": source_date,
        },
        "notes": [" ".join(paragraph.split()) for paragraph in NOTES.split("\n\n")],
        "providers": [
            {"id": provider.id, "name": provider.name, "url": (provider.pricing_urls or [""])[0]}
            for provider in chosen_providers()
        ],
        "models": models,
    }
    return _dated(content, previous, today)


def _source_date(release: str, previous: dict[str, Any], today: date) -> str:
    source = previous.get("source", {})
    return str(source["date_seen"]) if source.get("version") == release else today.isoformat()


def _row_date(row: dict[str, Any], previous: dict[str, Any] | None, source_date: str) -> str:
    if previous is None or {**row, "date_seen": ""} != {**previous, "date_seen": ""}:
        return source_date
    seen: str = previous["date_seen"]
    too_old = date.fromisoformat(source_date) - timedelta(days=STALE_AFTER_DAYS)
    return source_date if date.fromisoformat(seen) < too_old else seen


def _dated(content: dict[str, Any], previous: dict[str, Any], today: date) -> dict[str, Any]:
    unchanged = {**content, "facts_date": ""} == {**previous, "facts_date": ""}
    return {**content, "facts_date": previous["facts_date"] if unchanged else today.isoformat()}
