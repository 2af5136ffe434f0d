"""Reading and writing facts files so that `git diff` shows one line per changed row."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FACTS = Path(__file__).resolve().parents[1]
TOKEN_PRICES = FACTS / "token_prices.json"
CROSS_CHECK = FACTS / "token_prices_cross_check.json"


def read_facts(path: Path) -> dict[str, Any]:
    """Return a facts file's content, empty if it does not exist yet."""
    content: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return content


def facts_text(content: dict[str, Any]) -> str:
    """Return the JSON of a facts file: every entry of a top-level list on a line of its own."""
    parts = []
    for key, value in content.items():
        if isinstance(value, list) and value:
            lines = ",\n".join(f"  {_compact(item)}" for item in value)
            parts.append(f" {_compact(key)}: [\n{lines}\n ]")
        else:
            parts.append(f" {_compact(key)}: {_compact(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
