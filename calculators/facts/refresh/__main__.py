"""Command line of the facts refresh: ``python -m calculators.facts.refresh [--check] [--offline]``."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from calculators.facts.refresh.changes import change_report
from calculators.facts.refresh.cross_check import find_evidence
from calculators.facts.refresh.facts_files import CROSS_CHECK, FACTS, TOKEN_PRICES, facts_text, read_facts
from calculators.facts.refresh.generated_content import cross_check, litellm_source, model_rows, token_prices
from calculators.facts.refresh.litellm_prices import download_table, litellm_prices
from calculators.facts.refresh.staleness import staleness_report

DOWNLOADS = Path(".cache") / "litellm"


def main(arguments: list[str] | None = None) -> int:
    """Refresh or check the generated facts files and print the reports; 1 if a checked file differs."""
    options = _parser().parse_args(arguments)
    before = {path: read_facts(path) for path in (TOKEN_PRICES, CROSS_CHECK)}
    # A check asks whether the files are what their sources make of them on their own date.
    today = date.fromisoformat(before[TOKEN_PRICES]["facts_date"]) if options.check else options.today
    rows = model_rows(today)
    evidence, source = _litellm(rows, before[CROSS_CHECK], today, offline=options.offline)
    check = cross_check(rows, evidence, source, before[CROSS_CHECK], today)
    after = {TOKEN_PRICES: token_prices(rows, check, before[TOKEN_PRICES], today), CROSS_CHECK: check}
    differing = [path for path in after if not path.exists() or path.read_text("utf-8") != facts_text(after[path])]
    if not options.check:
        for path in differing:
            path.write_text(facts_text(after[path]), "utf-8", newline="\n")
    print(change_report(before[TOKEN_PRICES], after[TOKEN_PRICES]))
    print(_disagreement_report(after[TOKEN_PRICES], after[CROSS_CHECK]))
    others = {path.name: read_facts(path) for path in FACTS.glob("*.json") if path not in after}
    print(staleness_report(others | {path.name: content for path, content in after.items()}, options.today))
    if options.check and differing:
        names = ", ".join(path.name for path in differing)
        print(f"Not what the sources give: {names}. Run `make facts` and read the diff.", file=sys.stderr)
        return 1
    return 0


def _litellm(
    rows: list[dict[str, Any]], previous: dict[str, Any], today: date, *, offline: bool
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Return litellm's prices for the rows and where they are from; offline, as they were last time."""
    if offline:
        return previous["evidence"], previous["source"]
    prices = litellm_prices(download_table(DOWNLOADS))
    return find_evidence(rows, prices), litellm_source(previous, today)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m calculators.facts.refresh",
        description="Refresh the dated facts and report what changed, is stale or disputed.",
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file would change")
    parser.add_argument("--offline", action="store_true", help="reuse the last cross-check instead of downloading")
    parser.add_argument(
        "--today",
        type=date.fromisoformat,
        default=datetime.now(tz=UTC).date(),
        metavar="YYYY-MM-DD",
        help="the date to enter for what changed (default: today, UTC)",
    )
    return parser


def _disagreement_report(prices: dict[str, Any], check: dict[str, Any]) -> str:
    counts = Counter(row["status"] for row in prices["models"])
    lines = [f"Cross-check with litellm {check['source']['version']}, {len(prices['models'])} models:"]
    lines += [f"  {status}: {count}" for status, count in sorted(counts.items())]
    lines += [
        f"    {entry['provider']}/{entry['id']}: genai-prices {_pair(entry['genai_prices'])}, "
        f"litellm {_pair(entry['litellm'])} ({entry['litellm']['name']})"
        for entry in check["disagreements"]
    ]
    return "\n".join(lines)


def _pair(prices: dict[str, Any]) -> str:
    return f"{prices['input']}/{prices['output']}"


if __name__ == "__main__":
    sys.exit(main())
