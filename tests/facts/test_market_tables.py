"""The page on the market says what ended and what will end, in order, and how old that is."""

from calculators.facts import load
from calculators.facts.model_lifetimes import lifetimes
from overrides.extensions.market_tables import market_summary, tuned_model_ends, tuning_timeline

DAY = load("tuning_services")["facts_date"]


def test_the_summary_counts_the_table_and_names_its_days() -> None:
    services = load("tuning_services")["services"]
    offers, seen = [entry["offer"] for entry in services], sorted(entry["date_seen"] for entry in services)
    text = "".join(market_summary()[0].itertext())
    assert text.startswith(
        f"Read from {seen[0]} to {seen[-1]}, {offers.count('open')} of {len(offers)} services took new tuning jobs"
    )
    assert all(entry["name"] in text for entry in services if entry["offer"] != "open")


def test_the_timeline_is_in_order_and_parted_by_the_day_of_the_facts() -> None:
    _, past, _, coming = tuning_timeline()
    days = [[time.get("datetime", "") for time in events.iter("time")] for events in (past, coming)]
    assert days[0] == sorted(days[0])
    assert days[1] == sorted(days[1])
    assert days[0][-1] <= DAY < days[1][0]
    for entry in load("tuning_services")["services"]:
        assert {event["date"] for event in entry.get("events", ())} <= set(days[0] + days[1])


def test_every_end_of_a_tuned_model_stands_on_the_timeline_and_in_the_table() -> None:
    tunable = [life for life in lifetimes() if life.tuned_model_ends_on]
    events = ["".join(event.itertext()) for part in tuning_timeline() for event in part.iter("li")]
    for life in tunable:
        assert any(event.startswith(str(life.tuned_model_ends_on)) and life.model in event for event in events)
    silent = {"Together AI", "Amazon Bedrock"}
    rows = [["".join(cell.itertext()) for cell in row] for row in tuned_model_ends()[0].iter("tr")]
    dated, unknown = rows[1 : len(tunable) + 1], rows[len(tunable) + 1 :]
    assert not any("unknown" in row for row in dated)
    assert all(row[2:4] == ["unknown", "unknown"] for row in unknown)
    assert silent < {row[1] for row in unknown}


def test_a_promise_is_not_shown_as_an_end() -> None:
    for event in ("".join(item.itertext()) for part in tuning_timeline() for item in part.iter("li")):
        assert ("gemini" in event) <= ("earliest end" in event or "last tunable model" in event)


def test_every_event_links_its_source() -> None:
    for item in (item for part in tuning_timeline() for item in part.iter("li")):
        link = item.find("a")
        assert link is not None
        assert link.get("href", "").startswith("https://")
