"""How long models stay: when a base model appeared on a platform, and when it and what is tuned from it end."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from calculators.facts import load
from calculators.ranges import ProvenanceClass, Range, Source

_DAYS_PER_MONTH = 365.25 / 12


class Lifetime(NamedTuple):
    """The life of one model on one platform; dates are YYYY-MM-DD.

    `kind` is retired, announced or earliest; with earliest, `retires` and `tuned_model_ends_on` may be put off.
    `tuned_model_ends_on` is the last day of a model tuned from it there; None: unknown.
    """

    platform: str
    model: str
    released: str
    retires: str
    kind: str
    tuned_model_ends_on: str | None
    source: Source

    @property
    def months(self) -> float:
        """Months from release to retirement, in months of 30.4375 days."""
        return (date.fromisoformat(self.retires) - date.fromisoformat(self.released)).days / _DAYS_PER_MONTH


class Maker(NamedTuple):
    """Whether the maker of closed models tunes them for others."""

    maker: str
    tunes: bool
    source: Source


def lifetimes() -> list[Lifetime]:
    """Return all models whose end is known or bounded, in the order of the table."""
    return [_lifetime(row) for row in load("model_lifetimes")["models"]]


def find(platform: str, model: str) -> Lifetime | None:
    """Return the life of a model on a platform; None if it is not in the table, which does not mean that it lasts.

    Args:
        platform: openai, azure, anthropic, gemini-api or vertex-ai; no alias.
        model: its name there, without regard to case and punctuation; `maker/model` works too.

    """
    wanted = _plain(model)
    for row in load("model_lifetimes")["models"]:
        if row["platform"] == platform and wanted in map(_plain, (row["model"], *row.get("aliases", ()))):
            return _lifetime(row)
    return None


def maker(name: str) -> Maker | None:
    """Return what is known of a maker of models, by its provider id in the token prices; None: nothing."""
    for row in load("model_lifetimes")["makers"]:
        if row["maker"] == name:
            return Maker(name, row["tunes"], _source(f"maker:{name}", "measured", row, row["statement"]))
    return None


def lifetime_months() -> tuple[Range, Source]:
    """Return the months that a model stays on a platform, from release to retirement, as P10, P50 and P90.

    Over the rows whose end is known; each counts once, so a model on two platforms counts twice. Models whose end
    is not announced yet are left out, and they are the long-lived ones: the true spread reaches further up.
    """
    known = [life for life in lifetimes() if life.kind != "earliest"]
    months = sorted(life.months for life in known)
    newest = max(life.source.date_seen for life in known)
    spread = Range(*(_quantile(months, share) for share in (0.1, 0.5, 0.9)))
    statement = (
        f"Months until a model is retired: of {len(months)} models on {len({life.platform for life in known})} "
        f"platforms, from release, {spread.low:.0f} to {spread.high:.0f}, median {spread.base:.0f}. "
        "Models without an announced end are left out, so lives may be longer."
    )
    return spread, Source("model-lifetimes", "derived", "derived", "", newest, statement)


def _quantile(ordered: Sequence[float], share: float) -> float:
    position = share * (len(ordered) - 1)
    index = int(position)
    above = ordered[min(index + 1, len(ordered) - 1)]
    return ordered[index] + (position - index) * (above - ordered[index])


def switched_off(provider: str, model: str, on_date: str) -> str:
    """Return the day, YYYY-MM-DD, on which a provider of the price table switched a model off; empty: it did not.

    Args:
        provider: as in the price table; what Google sells there is what its Gemini API serves.
        model: its name there.
        on_date: days after this one do not count.

    """
    life = find("gemini-api" if provider == "google" else provider, model)
    return life.retires if life and life.kind != "earliest" and life.retires <= on_date else ""


def _lifetime(row: Mapping[str, Any]) -> Lifetime:
    statement = f"{row['model']} on {row['platform']}: {row['released']} to {row['retires']} ({row['kind']})"
    named = f"model-lifetime:{row['platform']}/{row['model']}"
    return Lifetime(
        row["platform"],
        row["model"],
        row["released"],
        row["retires"],
        row["kind"],
        row.get("tuned_model_ends_on"),
        _source(named, "measured", row, statement),
    )


def _source(named: str, class_: ProvenanceClass, row: Mapping[str, Any], statement: str) -> Source:
    return Source(named, class_, row["status"], row["source"], row["date_seen"], statement)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9.]", "", name.rpartition("/")[2].lower())
