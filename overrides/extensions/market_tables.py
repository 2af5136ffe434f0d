"""The market of tuning on one page: how many services are left, what ends when, and what becomes of tuned models."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from calculators.facts import load
from calculators.facts.model_lifetimes import Lifetime, lifetimes
from calculators.present.markup import Child, element
from overrides.extensions.case_tables import PLATFORMS
from overrides.extensions.facts_tables import checked, source_link, table

ENDS_HEADINGS = ("Base model", "At", "Closed to newcomers from", "Tuned models stop on", "Source, status, seen")


class Event(NamedTuple):
    """What changes for customers on a day, YYYY-MM-DD."""

    day: str
    place: str
    what: str
    source: str


def market_summary() -> list[Element]:
    """Return in one sentence who takes jobs, with the days on which that was read."""
    services = load("tuning_services")["services"]
    seen = sorted(entry["date_seen"] for entry in services)
    names = {offer: [e["name"] for e in services if e["offer"] == offer] for offer in ("open", "closing", "ended")}
    text = (
        f", {len(names['open'])} of {len(services)} services took new tuning jobs, "
        f"{_listed(names['closing'])} was closing, and {_listed(names['ended'])} had ended theirs."
    )
    return [element("p", {"class": "lead"}, "Read from ", _time(seen[0]), " to ", _time(seen[-1]), text)]


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def tuning_timeline() -> list[Element]:
    """Return what ends when, in two lists that the day of the facts parts."""
    today = load("tuning_services")["facts_date"]
    events = sorted(_events())
    return [
        element("p", None, "Past on ", _time(today), ":"),
        _list(event for event in events if event.day <= today),
        element("p", None, "Still to come on ", _time(today), ":"),
        _list((event for event in events if event.day > today), "timeline coming"),
    ]


def tuned_model_ends() -> list[Element]:
    """Return for each base model that could be tuned when it closes and when what was tuned from it stops.

    Services that take jobs and publish no such days come last, so that their silence shows.
    """
    rows: list[list[Child]] = [
        [
            element("code", None, life.model),
            PLATFORMS[life.platform],
            _bounded(life, life.retires),
            _bounded(life, str(life.tuned_model_ends_on)),
            checked(life.source.url, life.source.status, life.source.date_seen),
        ]
        for life in sorted(_tunable(), key=lambda life: (str(life.tuned_model_ends_on), life.platform, life.model))
    ]
    dated = {life.platform for life in _tunable()}
    rows += [
        [
            "what it tunes",
            entry["name"],
            "unknown",
            "unknown",
            checked(entry["terms_source"], entry["status"], entry["date_seen"]),
        ]
        for entry in load("tuning_services")["services"]
        if entry["offer"] == "open" and entry["id"] not in dated
    ]
    return [table(ENDS_HEADINGS, rows, "When tuned models stop")]


def _tunable() -> list[Lifetime]:
    return [life for life in lifetimes() if life.tuned_model_ends_on]


def _bounded(life: Lifetime, day: str) -> str:
    return f"not before {day}" if life.kind == "earliest" else day


def _events() -> Iterator[Event]:
    for entry in load("tuning_services")["services"]:
        for event in entry.get("events", ()):
            yield Event(event["date"], entry["name"], event["what"], event["source"])
        if "ends_on" in entry:
            yield Event(entry["ends_on"], entry["name"], "no new tuning job from this day on", entry["terms_source"])
    models: dict[Event, list[str]] = {}
    for life in _tunable():
        place, source, last = PLATFORMS[life.platform], life.source.url, str(life.tuned_model_ends_on)
        if life.kind == "earliest":
            happens = {last: "the earliest end of these and of what is tuned from them"}
        elif life.retires == last:
            happens = {last: "these stop, with all that was tuned from them"}
        else:
            happens = {life.retires: "closed to newcomers", last: "what was tuned from these stops"}
        for day, what in happens.items():
            models.setdefault(Event(day, place, what, source), []).append(life.model)
    for event, names in models.items():
        yield event._replace(what=f"{event.what}: {', '.join(names)}")


def _list(events: Iterable[Event], name: str = "timeline") -> Element:
    items = (
        element("li", None, _time(event.day), f" {event.place}: {event.what}. ", source_link(event.source))
        for event in events
    )
    return element("ol", {"class": name}, *items)


def _time(day: str) -> Element:
    return element("time", {"datetime": day}, day)
