"""Tables of GPUs, of what an hour of one costs, and of what an hour of people costs."""

from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from calculators.facts import load
from calculators.facts.gpus import Group, Purchase, hourly_prices, live_offers, names
from calculators.present.markup import Child, element
from overrides.extensions.facts_tables import checked, figure, folded, spread, table

GPU_HEADINGS = ("GPU", "Memory, GB", "BF16 TFLOPS", "FP16 TFLOPS", "Bandwidth, GB/s", "Source, status, seen")
RANGE_HEADINGS = ("GPU", "Hyperscalers", "GPU clouds", "Spot", "Managed", "Providers")
OFFER_HEADINGS = ("Provider", "Kind", "Region", "On demand", "Spot", "Offers", "Source, status, seen")
LABOUR_HEADINGS = ("What", "Low", "Typical", "High", "Unit", "Source, status, seen", "Note")
COLUMNS: tuple[tuple[Purchase, tuple[Group, ...]], ...] = (
    ("on-demand", ("hyperscaler",)),
    ("on-demand", ("gpu-cloud",)),
    ("spot", ("hyperscaler", "gpu-cloud")),
    ("on-demand", ("managed",)),
)
ALL: tuple[Group, ...] = ("hyperscaler", "gpu-cloud", "managed")


def gpus() -> list[Element]:
    """Return one row per GPU: dense rates, memory, bandwidth, and who says so."""
    rows: list[list[Child]] = [
        [
            element("code", None, row["name"]),
            figure(row["memory_gb"]),
            figure(row.get("bf16_tflops"), "none"),
            figure(row.get("fp16_tflops"), "none"),
            figure(row.get("memory_bandwidth_gb_per_s")),
            checked(row["source"], row["status"], row["date_seen"]),
        ]
        for row in load("gpus")["gpus"]
    ]
    remarks = [f"{row['name']}: {row['note']}" for row in load("gpus")["gpus"] if "note" in row]
    return [
        table(GPU_HEADINGS, rows, "GPUs"),
        folded(f"Remarks on {len(remarks)} of them", element("ul", None, *(element("li", None, r) for r in remarks))),
    ]


def gpu_prices() -> list[Element]:
    """Return the ranges of all GPUs that somebody rents out, and folded below them each provider's row."""
    offered = {name: live_offers(name, ALL) for name in names()}
    offered = {name: rows for name, rows in offered.items() if rows}
    ranges = [_range(name, rows) for name, rows in offered.items()]
    return [
        table(RANGE_HEADINGS, ranges, "USD per GPU-hour"),
        *(
            folded(f"{name} ({len(rows)} providers)", table(OFFER_HEADINGS, [_offer(row) for row in rows], name))
            for name, rows in offered.items()
        ),
    ]


def _range(name: str, rows: Sequence[Mapping[str, Any]]) -> list[Child]:
    columns = [hourly_prices(name, purchase, groups) for purchase, groups in COLUMNS]
    return [element("code", None, name), *(spread(column and column.range) for column in columns), str(len(rows))]


def _offer(row: Mapping[str, Any]) -> list[Child]:
    catalogue = next(entry for entry in load("gpu_prices")["catalogues"] if entry["id"] == row["catalogue"])
    return [
        row["provider"],
        row["group"],
        row.get("region", "not named"),
        spread(row.get("on-demand")),
        spread(row.get("spot")),
        str(row["offers"]),
        checked(catalogue["source"], catalogue["status"], catalogue["date_seen"]),
    ]


def labour() -> list[Element]:
    """Return one row per cost of work; a single figure has no low and no high."""
    rows: list[list[Child]] = [
        [
            row["item"],
            figure(row.get("low"), ""),
            figure(row["typical"]),
            figure(row.get("high"), ""),
            row["unit"].replace("usd", "USD").replace("_", " "),
            checked(row["source"], row["status"], row["date_seen"]),
            row.get("note", ""),
        ]
        for row in load("labour")["items"]
    ]
    return [table(LABOUR_HEADINGS, rows, "Costs of work")]
