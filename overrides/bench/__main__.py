"""Measure the first live answer against stock Pyodide: ``python -m overrides.bench [--pairs N]``.

Both sides serve the same page, script, worker, engine and facts; only Pyodide's files differ. Visits alternate
between the sides, each cold (a new browser profile) and warm (the same profile, browser started again).
Exit 1 if ours takes more than 0.40 of stock's time cold or 0.35 warm.
Then, for information: the time from typing to the answer, the longest task of the page meanwhile, and the time of an
answer in Pyodide and in CPython.
"""

import argparse
import gzip
import json
import statistics
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from overrides.bench.edits import measure_typing
from overrides.bench.engine import engine_times
from overrides.bench.sites import RUNTIME, copy_on_stock_pyodide, served
from overrides.bench.visits import first_answer_ms
from overrides.runtime.__main__ import ROOT

PAGE = "/calculators/inference/?inference.requests_per_month=250000"
HIGHEST_RATIO = {"cold": 0.40, "warm": 0.35}
Times = dict[tuple[str, str], list[float]]


def measure(addresses: dict[str, str], page: str, browser: str, pairs: int) -> Times:
    """Milliseconds by (side, "cold" or "warm"), one per pair; the side that goes first alternates."""
    times: Times = {(side, visit): [] for side in addresses for visit in ("cold", "warm")}
    with sync_playwright() as playwright:
        for pair in range(pairs):
            sides = list(addresses)[:: -1 if pair % 2 else 1]
            with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
                for visit in ("cold", "warm"):
                    for side in sides:
                        url = addresses[side] + page
                        taken = first_answer_ms(playwright.chromium, browser, Path(folder, side), url)
                        times[side, visit].append(taken)
            shown = "  ".join(f"{side} {visit} {values[-1]:5.0f}" for (side, visit), values in times.items())
            print(f"{pair + 1:3}/{pairs}  {shown}", flush=True)
    return times


def report(times: Times) -> bool:
    """Print medians and ratios; return whether both ratios hold."""
    holds = True
    for visit in ("cold", "warm"):
        ours, stock = times["ours", visit], times["stock", visit]
        ratios = sorted(own / other for own, other in zip(ours, stock, strict=True))
        ratio = statistics.median(ours) / statistics.median(stock)
        holds &= ratio <= HIGHEST_RATIO[visit]
        print(
            f"{visit}: ours {_spread(ours)}, stock {_spread(stock)}, "
            f"ratio of medians {ratio:.2f} (by pair {ratios[0]:.2f} to {ratios[-1]:.2f})"
        )
    return holds


def transfer_sizes(site: Path) -> str:
    """Say what a first visit loads of the runtime, as it is and as a server with gzip sends it."""
    manifest = json.loads((site / RUNTIME / "manifest.json").read_bytes())
    files = [(site / RUNTIME / file["path"]).read_bytes() for file in manifest["files"].values()]
    compressed = sum(min(len(file), len(gzip.compress(file))) for file in files)
    return f"{sum(map(len, files)) / 1e6:.2f} MB, {compressed / 1e6:.2f} MB with gzip"


def _spread(values: list[float]) -> str:
    return f"{statistics.median(values):.0f} ms ({min(values):.0f} to {max(values):.0f})"


def main() -> int:
    """Measure, report, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m overrides.bench", description=__doc__)
    parser.add_argument("--pairs", type=int, default=10, help="visits of each kind (default 10)")
    parser.add_argument("--site", type=Path, default=ROOT / "site", help="built site (default site/)")
    parser.add_argument("--page", default=PAGE, help=f"page and values to open (default {PAGE})")
    options = parser.parse_args()
    browser = (ROOT / ".venv/.browser").read_text(encoding="utf-8").strip()
    with TemporaryDirectory() as folder:
        stock = Path(folder, "stock")
        copy_on_stock_pyodide(options.site, stock)
        print(f"runtime: ours {transfer_sizes(options.site)}; stock {transfer_sizes(stock)}")
        with served(options.site) as ours_address, served(stock) as stock_address:
            addresses = {"ours": ours_address, "stock": stock_address}
            times = measure(addresses, options.page, browser, options.pairs)
            with sync_playwright() as playwright:
                typing = measure_typing(playwright, browser, ours_address)
    holds = report(times)
    print(typing)
    print(engine_times())
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
