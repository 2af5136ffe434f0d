"""When a decision should be looked at again: dates on which something ends, and thresholds that turn it round."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from calculators.facts import model_lifetimes, token_prices
from calculators.present.comparison_view import Row, View

PRICES_AGE_DAYS = 90
"""After this many days prices are not to be taken on trust: every provider in the table changed one within them."""

_DATE = re.compile(r"(?<!seen )(?<!since )\d{4}-\d{2}-\d{2}")


def dates_to_revisit(view: View) -> list[tuple[str, str]]:
    """Return (dates, reason) in order of the first date, all after the day of the facts."""
    today = view.answered.estimate.facts_date
    found: dict[str, set[str]] = {}
    for why, days in _all_dates(view, today):
        later = {day for day in days if day > today}
        if later:
            found.setdefault(why, set()).update(later)
    return sorted((", ".join(sorted(days)), why) for why, days in found.items())


def _all_dates(view: View, today: str) -> Iterator[tuple[str, list[str]]]:
    aged = date.fromisoformat(today) + timedelta(days=PRICES_AGE_DAYS)
    yield f"the facts are {PRICES_AGE_DAYS} days old: run the command again with newer ones", [aged.isoformat()]
    reasons = rows_by_reason(view)
    for reason, names in reasons.items():
        yield f"{', '.join(names)}: {reason}", _DATE.findall(reason)
    for sentence in view.details["verdict"]:
        text = str(sentence["text"])
        if not any(reason in text for reason in reasons):
            yield text.rstrip("."), _DATE.findall(text)
    for row in view.rows:
        if row.is_open:
            yield from _of_model(row, view, today)


def rows_by_reason(view: View) -> dict[str, list[str]]:
    """Return which options each reason of eligibility is given for."""
    return {
        reason: [row.name for row in view.rows if row.reason == reason]
        for reason in dict.fromkeys(row.reason for row in view.rows if row.reason)
    }


def _of_model(row: Row, view: View, today: str) -> Iterator[tuple[str, list[str]]]:
    """Yield when the model of an option is switched off, and when its announced next price begins."""
    maker, _, name = row.model.rpartition("/")
    service = view.answered.inputs["tuning_service"].text if row.kind in ("tuned-service", "hybrid") else ""
    life = model_lifetimes.find(service or maker, name)
    if life and life.retires not in row.reason:
        when = "is switched off" if life.kind != "earliest" else "may be switched off from this day on"
        yield f"{life.model} at {life.platform} {when} (seen {life.source.date_seen})", [life.retires]
    try:
        change = token_prices.find(row.model, "", today).next_change if maker else ""
    except token_prices.UnknownModelError:
        change = ""
    if change:
        yield f"the price of {row.model} changes", [change]
