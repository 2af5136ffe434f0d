"""What litellm says about the same models, and what follows for their status.

Two transcriptions of the same price pages that agree are better than one; where they differ, a reader has
to know. Compared are the input and output price of a short request, as in force on the day of comparison.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calculators.facts.refresh.model_rows import chosen_providers, text_models
from calculators.facts.refresh.price_periods import first_tier, in_force, plain_number

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from calculators.facts.refresh.litellm_prices import LitellmPrice

CROSS_CHECKED = "cross-checked"
DISPUTED = "disputed"
SECOND_HAND = "second-hand"


def find_evidence(rows: Iterable[dict[str, Any]], prices: Iterable[LitellmPrice]) -> list[dict[str, Any]]:
    """Return litellm's prices for the models of the rows, one entry per model and distinct price.

    A model's own id counts before its aliases, and these before the names that genai-prices' matching rules
    assign to it; only the best kind found is kept.
    """
    providers = {provider.id: provider for provider in chosen_providers()}
    kept = {provider.id: {model.id for model in text_models(provider)} for provider in providers.values()}
    found: dict[tuple[str, str], list[LitellmPrice]] = {}
    for price in prices:
        model = providers[price.provider].find_model(price.model)
        if model is not None and model.id in kept[price.provider]:
            found.setdefault((price.provider, model.id), []).append(price)
    return [entry for row in rows for entry in _entries(row, found.get(_key(row), []))]


def judge(
    rows: Iterable[dict[str, Any]], evidence: Iterable[dict[str, Any]], day: date
) -> tuple[dict[tuple[str, str], str], list[dict[str, Any]]]:
    """Return the status of each row, keyed by provider and id, and the list of disagreements.

    A model is ``cross-checked`` if everything that litellm says about it agrees, ``disputed`` if anything
    differs, ``second-hand`` if litellm does not have it.
    """
    by_model: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for entry in evidence:
        by_model.setdefault(_key(entry), []).append(entry)
    statuses: dict[tuple[str, str], str] = {}
    disagreements: list[dict[str, Any]] = []
    for row in rows:
        standard = in_force(row["prices"], day)["standard"]
        ours = {side: first_tier(standard[side]) for side in ("input", "output")}
        entries = by_model.get(_key(row), [])
        differing = [entry for entry in entries if any(entry[side] != ours[side] for side in ours)]
        statuses[_key(row)] = DISPUTED if differing else CROSS_CHECKED if entries else SECOND_HAND
        disagreements += [
            {
                "provider": row["provider"],
                "id": row["id"],
                "genai_prices": ours,
                "litellm": _litellm_side(entry),
            }
            for entry in differing
        ]
    return statuses, disagreements


def dispute_note(disagreements: Iterable[dict[str, Any]]) -> str:
    """Return a sentence that names the other prices of one model, empty if there are none."""
    others = [f"${entry['litellm']['input']} in, ${entry['litellm']['output']} out" for entry in disagreements]
    return f"Sources disagree: litellm says {' and '.join(others)}." if others else ""


def _entries(row: dict[str, Any], prices: list[LitellmPrice]) -> Iterable[dict[str, Any]]:
    names = {alias.lower() for alias in row.get("aliases", ())}
    own_name = [price for price in prices if price.model.lower() == _own_name(row)]
    aliased = [price for price in prices if price.model.lower() in names]
    best, kind = (own_name, "id") if own_name else (aliased, "alias") if aliased else (prices, "rule")
    if row["id"].startswith("regional."):
        # AWS: "regional" is dearer than "global" in both packages; litellm spells it by country and lists
        # the plain name at the global price.
        best = [price for price in prices if price.model.startswith("us.")] or best
    distinct = {(price.input, price.output): price for price in sorted(best, key=lambda p: p.name, reverse=True)}
    for price in sorted(distinct.values(), key=lambda p: p.name):
        yield {
            "provider": row["provider"],
            "id": row["id"],
            "litellm": price.name,
            "by": kind,
            "input": plain_number(price.input),
            "output": plain_number(price.output),
        }


def _own_name(row: dict[str, Any]) -> str:
    """Return the model's name at the provider, in lower case; Fireworks puts a path before it."""
    path = "accounts/fireworks/models/" if row["provider"] == "fireworks" else ""
    return f"{path}{row['id']}".lower()


def _litellm_side(entry: dict[str, Any]) -> dict[str, Any]:
    return {"name": entry["litellm"], "input": entry["input"], "output": entry["output"]}


def _key(row: dict[str, Any]) -> tuple[str, str]:
    return row["provider"], row["id"]
