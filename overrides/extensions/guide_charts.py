"""The charts of the guide, each from facts, evidence or the engine."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from calculators.evaluation import detectable_difference
from calculators.facts import facts_date, load
from calculators.facts.published_cases import Case, cases
from calculators.present.charts.chart import Cell, Chart, Column, log_ticks, tick_label
from calculators.present.numbers import shown
from calculators.ranges import round_for_output
from overrides.extensions import thresholds
from overrides.extensions.chart_lines import Line, lines_spec, lines_table
from overrides.extensions.chart_rows import ChartRow, rows_spec
from overrides.extensions.thresholds import CHEAP, quoted

HOURS_PER_MONTH = 2080 / 12
LONGEST_NAME = 42


def bills() -> Chart:
    """Return what training, tokens, hosting and people cost, each from the source that states it."""
    hosting, chatbot = quoted("E066", "US$1,224"), quoted("E066", "US$1,422")
    hour = next(item for item in load("labour")["items"] if item["id"] == "loaded-hour-software-developer")
    people = tuple(2 * HOURS_PER_MONTH * hour[point] for point in ("low", "typical", "high"))
    data = (
        ("Training run, once", (quoted("E011", "US$4"),) * 3, "E011, an example with an illustrative price"),
        ("Tokens of a chatbot, a month", (chatbot - hosting,) * 3, "E066, an example"),
        ("Computing of an own model, at most", (quoted("E031", "US$1,000"),) * 3, "E031, a vendor's story"),
        ("Hosting of a tuned model, a month", (hosting,) * 3, "E066, an example"),
        ("Two engineers, a month", people, "the table of labour costs, United States"),
    )
    rows = [ChartRow(name, low, base, high, shown(base, "USD"), int(low < high)) for name, (low, base, high), _ in data]
    limits, ticks = (1, 200_000), log_ticks(1, 100_000)
    return Chart(
        "bills",
        "Five bills of tuning, in US dollars on a logarithmic scale",
        f"The training run of a vendor's example costs {shown(data[0][1][1], 'USD')}, hosting "
        f"{shown(hosting, 'USD')} a month, two engineers about {shown(people[1], 'USD')} a month. "
        "The bills come from different jobs: read the orders of magnitude.",
        rows_spec(rows, limits, ticks, [tick_label(tick, "USD") for tick in ticks], "log"),
        (Column("Bill"), *(Column(point, "USD") for point in ("Low", "Middle", "High")), Column("Source")),
        [(name, *map(round_for_output, points), source) for name, points, source in data],
    )


def break_even() -> Chart:
    """Return the calls a month from which saved prompt tokens pay a hosting fee, then and at a cheap price of today."""
    of = thresholds.prices()
    then, now, cached = of.then_usd_per_mtok, of.now_usd_per_mtok, of.cached_usd_per_mtok
    prices = {
        f"US${then:.2f} a million tokens": then,
        f"US${then:.2f}, nine tenths off by the cache": then / 10,
        f"{CHEAP[0]}, US${now:.2f}": now,
        f"{CHEAP[0]}, cached, US${cached:.2f}": cached,
    }
    saved = (100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0, 10_000.0)
    lines: list[Line] = [(name, {tokens: of.calls(usd, tokens) for tokens in saved}) for name, usd in prices.items()]
    at = [shown(points[2000.0], "calls") for _, points in lines]
    return Chart(
        "break-even",
        "Calls a month at which a hosting fee pays, by prompt tokens saved per call",
        f"With 2,000 tokens saved per call, US${of.fee_usd:,.0f} a month pays from {at[0]} calls, "
        f"with caching from {at[1]}; at the prices of a cheap model on {facts_date()} from {at[2]} and {at[3]}.",
        lines_spec(lines, "prompt tokens saved per call; upwards: calls a month"),
        (Column("Tokens saved per call", "tokens"), *(Column(name, "calls") for name, _ in lines)),
        lines_table(lines),
    )


def labels() -> Chart:
    """Return where each way starts to learn from labels, and what published comparisons gained with how many."""
    needs = [need for need in load("task_durations")["label_needs"] if need["id"] != "test_items"]
    studies = sorted((case for case in cases() if _gained_by_tuning(case)), key=lambda case: case.labels or 0)
    rows = [ChartRow(n["name"], n["low"], n["base"], n["high"], f"{n['low']:,} to {n['high']:,}") for n in needs]
    rows += [_study(case) for case in studies]
    data: list[list[Cell]] = [
        [need["name"], "rule of thumb", float(need["low"]), float(need["base"]), float(need["high"]), None]
        for need in needs
    ]
    data += [
        [case.task, f"{case.evidence}, {case.metric}", *[float(case.labels or 0)] * 3, case.gain_points]
        for case in studies
    ]
    limits, ticks = (10, 1_500_000), log_ticks(10, 1_000_000)
    columns = (Column("Way or study"), Column("Source and measure"))
    return Chart(
        "labels",
        "Labelled examples: where each way starts to learn, and what studies gained",
        "Lines are rules of thumb. Dots are what a tuned model gained over a prompt in published studies, in the "
        "points of each study's own measure, so they make no curve.",
        rows_spec(rows, limits, ticks, [tick_label(tick, "labels") for tick in ticks], "log"),
        (*columns, *(Column(point, "labels") for point in ("Low", "Middle", "High")), Column("Gain", "points")),
        data,
    )


def test_sets() -> Chart:
    """Return the smallest gain that a test set shows, from 80 % right, at 80 % power and 5 % significance."""
    items = (100.0, 200.0, 300.0, 500.0, 1000.0, 2000.0)  # with fewer, separate items show no gain at all
    designs: dict[str, dict[str, Any]] = {
        "same items for both, differing on 10 %": {"paired": True, "discordant_share": 0.1},
        "same items for both, differing on 20 %": {"paired": True, "discordant_share": 0.2},
        "separate items": {"paired": False, "discordant_share": None},
    }
    plan: dict[str, Any] = {"arms": 2, "power": 0.8, "significance": 0.05}
    lines: list[Line] = [
        (name, {count: 100 * detectable_difference(0.8, count, **design, **plan) for count in items})
        for name, design in designs.items()
    ]
    at = [f"{points[100.0]:.0f}" for _, points in lines]
    return Chart(
        "test-sets",
        "Smallest gain that a test set can show, by its size",
        f"From 80 % right, 100 items show a gain of {at[0]} to {at[1]} points if both options answer the same items, "
        f"and of {at[2]} if each answers its own. Our calculation, at 80 % power and 5 % significance.",
        lines_spec(lines, "test items; upwards: points of gain"),
        (Column("Test items", "items"), *(Column(name, "points") for name, _ in lines)),
        lines_table(lines),
    )


def who_still_tunes() -> Chart:
    """Return until when each service takes tuning jobs."""
    services = load("tuning_services")["services"]
    limits = (2024.9, 2027.2)
    rows = [
        ChartRow(entry["name"], limits[0], None, _until(entry), _offer(entry), COLOUR[entry["offer"]])
        for entry in services
    ]
    count = {offer: sum(entry["offer"] == offer for entry in services) for offer in COLOUR}
    seen = sorted(entry["date_seen"] for entry in services)
    return Chart(
        "who-still-tunes",
        "Until when services take tuning jobs",
        f"Of {len(services)} services {count['open']} took new jobs when last seen, {count['closing']} is closing and "
        f"{count['ended']} had ended; read from {seen[0]} to {seen[-1]}. "
        "A bar of an open service stops on the day on which it was seen, and bars begin with the picture.",
        rows_spec(rows, limits, (2025, 2026, 2027), ("2025", "2026", "2027"), "linear"),
        (Column("Service"), Column("New jobs"), Column("Seen")),
        [(entry["name"], _offer(entry), entry["date_seen"]) for entry in services],
    )


COLOUR = {"open": 2, "closing": 1, "ended": 5}
CHARTS: Mapping[str, Callable[[], Chart]] = {
    "bills": bills,
    "break-even": break_even,
    "labels": labels,
    "test-sets": test_sets,
    "who-still-tunes": who_still_tunes,
}


def _gained_by_tuning(case: Case) -> bool:
    """Whether a case says how many points a tuned model gained over a prompt, on a scale of about a hundred."""
    duel = (case.baseline.approach, case.other.approach) == ("prompt", "tuned")
    return duel and bool(case.labels and case.gain_points) and "1 to 5" not in case.metric


def _study(case: Case) -> ChartRow:
    name = case.task if len(case.task) <= LONGEST_NAME else case.task[:LONGEST_NAME].rpartition(" ")[0] + " \u2026"
    count = float(case.labels or 0)
    return ChartRow(name, count, count, count, f"{count:,.0f}: {case.gain_points:+g}", 1)


def _until(entry: Mapping[str, Any]) -> float:
    """Return the end of new jobs in years; where none is known, the day on which the service was seen."""
    day = dt.date.fromisoformat(entry.get("ends_on", entry["date_seen"]))
    return day.year + (day.timetuple().tm_yday - 1) / 365


def _offer(entry: Mapping[str, Any]) -> str:
    if entry["offer"] == "open":
        return f"open on {entry['date_seen']}"
    verb = "until" if entry["offer"] == "closing" else "ended"
    return f"{verb} {entry['ends_on']}" if "ends_on" in entry else f"{verb} before {entry['date_seen']}"
