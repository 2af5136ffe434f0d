"""Which facts have not been looked at for a while. A report for the maintainer, never a test."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

STALE_AFTER_DAYS = 90
"""A quarter. Of the price changes that genai-prices 0.2.3 dates, several fall into every quarter of 2026, but
only two models changed twice within one: what was seen this quarter is at most about one change behind."""

IDENTIFIED_BY = ("provider", "service", "id", "package", "name", "covers", "method")


def stale_rows(content: dict[str, Any], today: date) -> list[tuple[str, str]]:
    """Return label and date of every row of a facts file that is older than ``STALE_AFTER_DAYS`` today."""
    limit = (today - timedelta(days=STALE_AFTER_DAYS)).isoformat()
    return [(label, seen) for label, seen in _dated_rows(content) if seen < limit]


def staleness_report(files: dict[str, dict[str, Any]], today: date) -> str:
    """Return a line per facts file and one per stale row, for the terminal."""
    lines = [f"Older than {STALE_AFTER_DAYS} days on {today}:"]
    for name, content in sorted(files.items()):
        stale = stale_rows(content, today)
        total = sum(1 for _ in _dated_rows(content))
        lines.append(f"  {name}: {len(stale)} of {total} rows")
        lines += [f"    {seen}  {label}" for label, seen in sorted(stale, key=lambda row: (row[1], row[0]))]
    return "\n".join(lines)


def _dated_rows(value: Any, label: str = "") -> Iterator[tuple[str, str]]:
    """Yield every object that carries a date, however deep, labelled by what identifies it. History does not age."""
    if isinstance(value, dict):
        name = " ".join(str(value[key]) for key in IDENTIFIED_BY if key in value) or label
        if "date_seen" in value and value.get("status") != "historical":
            yield name, value["date_seen"]
        for key, child in value.items():
            yield from _dated_rows(child, f"{name} {key}".strip())
    elif isinstance(value, list):
        for child in value:
            yield from _dated_rows(child, label)
