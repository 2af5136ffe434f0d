"""Tables of the services that tune models for you: who takes jobs, and what they charge."""

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element

from calculators.facts import load
from calculators.present.markup import Child, element
from overrides.extensions.facts_tables import checked, figure, folded, table

OFFER_HEADINGS = ("Service", "New jobs", "What holds", "Where jobs run", "Source, status, seen")
PRICE_HEADINGS = ("Model or size", "Method", "Training", "Minimum", "Hosting", "Tuned calls", "Source, status, seen")
NEW_JOBS = {"open": "yes", "closing": "existing customers only", "ended": "no"}


def tuning_services() -> list[Element]:
    """Return one row per service: who may start a job, until when, and what else holds."""
    rows: list[list[Child]] = [
        [
            element("strong", None, entry["name"]),
            NEW_JOBS[entry["offer"]] + (f", until {entry['ends_on']}" if entry["offer"] == "closing" else ""),
            entry["terms"],
            _places(entry),
            checked(entry["terms_source"], entry["status"], entry["date_seen"]),
        ]
        for entry in load("tuning_services")["services"]
    ]
    return [table(OFFER_HEADINGS, rows, "Who tunes models for you")]


def tuning_prices() -> list[Element]:
    """Return a folded table of prices per service; a past price says that it is one."""
    content = load("tuning_services")
    sections = []
    for entry in content["services"]:
        prices = [row for row in content["prices"] if row["service"] == entry["id"]]
        if prices:
            past = ", historical" if all(row["status"] == "historical" for row in prices) else ""
            caption = f"{entry['name']} ({len(prices)} prices{past})"
            sections.append(
                folded(
                    caption,
                    table(PRICE_HEADINGS, [_price(row) for row in prices], f"Prices of {entry['name']}"),
                    _remarks(entry, prices),
                )
            )
    return sections


def _places(entry: Mapping[str, Any]) -> Child:
    if "regions" not in entry:
        return "unknown" if entry["offer"] == "open" else ""
    places = entry["regions"]
    return element(
        "span", None, places["statement"], " ", checked(places["source"], places["status"], places["date_seen"])
    )


def _price(row: Mapping[str, Any]) -> list[Child]:
    per_hour = row.get("usd_per_training_hour")
    example = " (example)" if row["kind"] == "vendor's example" else ""
    until = f", until {row['ends_on']}" if "ends_on" in row else ""
    return [
        row["covers"],
        element("code", None, row["method"]),
        (f"{per_hour:g} per hour" if per_hour else figure(row.get("usd_per_mtok_training"))) + example,
        figure(row.get("minimum_charge_usd")),
        figure(row.get("hosting_usd_per_hour")),
        _tuned_calls(row),
        element("span", None, checked(row["source"], row["status"], row["date_seen"]), until),
    ]


def _tuned_calls(row: Mapping[str, Any]) -> str:
    prices = [row.get("tuned_input_usd_per_mtok"), row.get("tuned_output_usd_per_mtok")]
    if None not in prices:
        return " / ".join(figure(price) for price in prices)
    multiplier = row.get("tuned_price_multiplier")
    return (
        "unknown" if multiplier is None else "base price" if multiplier == 1 else f"{multiplier:g} times the base price"
    )


def _remarks(entry: Mapping[str, Any], prices: list[Mapping[str, Any]]) -> Element:
    """Return how the service bills, then each remark once, with the models that it is about."""
    about: dict[str, list[str]] = {}
    for row in prices:
        remarks = [row.get("note", "")]
        if "regions" in row:
            remarks.append(f"Trains in {' and '.join(row['regions'])} only.")
        if "longest_example_tokens" in row:
            remarks.append(f"Examples of at most {row['longest_example_tokens']:,} tokens.")
        text = " ".join(filter(None, remarks))
        if text and row["covers"] not in about.setdefault(text, []):
            about[text].append(row["covers"])
    billing = [entry["billing"]] if "billing" in entry else []
    particular = [f"{', '.join(covers)}: {text}" for text, covers in about.items()]
    return element("ul", None, *(element("li", None, remark) for remark in (*billing, *particular)))
