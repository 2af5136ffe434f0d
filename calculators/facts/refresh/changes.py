"""What a refresh changed, in the words of a price list."""

from __future__ import annotations

import json
from typing import Any


def change_report(before: dict[str, Any], after: dict[str, Any]) -> str:
    """Return the models added, removed, repriced or judged anew between two states of token_prices.json."""
    old, new = (_by_name(content) for content in (before, after))
    lines = [f"  + {name}: {_summary(new[name])}" for name in new if name not in old]
    lines += [f"  - {name}" for name in old if name not in new]
    for name in old.keys() & new.keys():
        if old[name]["prices"] != new[name]["prices"]:
            lines.append(f"  $ {name}: {_summary(old[name])} -> {_summary(new[name])}")
        if old[name]["status"] != new[name]["status"]:
            lines.append(f"  ? {name}: {old[name]['status']} -> {new[name]['status']}")
        lines += [
            f"  ~ {name}: {key}"
            for key in sorted(old[name].keys() | new[name].keys())
            if key not in {"prices", "status"} and old[name].get(key) != new[name].get(key)
        ]
    header = f"Token prices, {before.get('facts_date', 'none')} -> {after['facts_date']}: {len(lines)} changes"
    return "\n".join([header, *sorted(lines, key=lambda line: (line[2], line))])


def _by_name(content: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {f"{row['provider']}/{row['id']}": row for row in content.get("models", ())}


def _summary(row: dict[str, Any]) -> str:
    return "; ".join(
        f"{period['from'] or 'start'} {json.dumps(period['standard'])}"
        + (f" batch {json.dumps(period['batch'])}" if "batch" in period else "")
        for period in row["prices"]
    )
