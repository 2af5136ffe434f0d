"""The table of published runs that the calculator compares a reader's run with."""

from collections.abc import Sequence
from math import exp

from calculators.accuracy.fitting import Table, constants, log_ratio, place_of
from calculators.accuracy.runs import Measurement
from calculators.analogues import row_of
from calculators.facts import load

_NOTE = (
    "Published runs by what makes them comparable, with measured over computed. Made by `make accuracy` from "
    "training_runs.json; do not edit. at: what must be equal, then logarithms of size, tokens per pass, GPUs."
)


def analogues_table(items: Sequence[Measurement], table: Table) -> Table:
    """Return the runs as the calculator compares them with a reader's, with measured over computed."""
    runs: dict[str, Table] = {}
    with constants(table):
        for item in items:
            if item.quantity == "hours":
                continue
            place = place_of(item)
            if place is None:
                continue
            run = runs.setdefault(item.id, {"id": item.id, "family": item.family, "ratio": {}, "place": place})
            run["ratio"][item.quantity] = round(exp(-log_ratio(item)), 3)
    source = load("training_runs")
    wanted = dict.fromkeys(run["family"] for run in runs.values())
    return {
        "facts_date": source["facts_date"],
        "notes": [_NOTE],
        "families": [
            {key: family[key] for key in ("id", "source", "date_seen", "status")}
            for family in source["families"]
            if family["id"] in wanted
        ],
        "runs": [row_of(run["place"], run) for run in runs.values()],
    }
