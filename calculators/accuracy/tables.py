"""The tables that scoring gives: how accurate the calculator is, and its predictions; one row a line."""

import json
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from calculators.accuracy.fitting import Table
from calculators.accuracy.runs import Prediction
from calculators.accuracy.scoring import GROUPS, Score, in_group, score
from calculators.facts import load

FACTS = Path(__file__).parents[1] / "facts"


_NOTES = (
    (
        "How far the training calculator is off on published runs of grade y, each predicted with constants that "
        "were chosen without its family. Made by `make accuracy` from training_runs.json; do not edit."
    ),
    (
        "middle: median over the medians of the families, as a factor; most: 90th percentile over all runs; "
        "inside: share of runs between low and high; width: median of high over low; bias: median of base over "
        "measured."
    ),
)

_PREDICTED = (
    "Published runs of grade y and what the calculator says to each with constants that were chosen without its "
    "family, to three digits. memory in decimal GB per GPU, speed in tokens per second of all GPUs, hours. Made by "
    "`make accuracy` from training_runs.json; do not edit."
)


def accuracy_table(predictions: Sequence[Prediction]) -> Table:
    """Return what the answers say about their own accuracy: one row per group and family."""
    rows = []
    for group in GROUPS:
        found = in_group(predictions, group)
        rows.append(_row(group, "all", score(found), found))
        for family in dict.fromkeys(item.measurement.family for item in found):
            of_family = [item for item in found if item.measurement.family == family]
            rows.append(_row(group, family, score(of_family), of_family))
    return {
        "facts_date": load("training_runs")["facts_date"],
        "date_seen": load("training_runs")["facts_date"],
        "notes": list(_NOTES),
        "scores": rows,
    }


def predictions_table(predictions: Sequence[Prediction]) -> Table:
    """Return what was predicted for every run of grade y, for the residual charts: scoring is too slow for a build."""
    rows = [
        {
            "group": group,
            "family": item.measurement.family,
            "quantity": item.measurement.quantity,
            "measured": item.measurement.measured,
            **{point: float(f"{getattr(item.range, point):.3g}") for point in ("low", "base", "high")},
        }
        for group in GROUPS
        for item in in_group(predictions, group)
    ]
    seen = load("training_runs")["facts_date"]
    return {"facts_date": seen, "date_seen": seen, "notes": [_PREDICTED], "predictions": rows}


def _row(group: str, family: str, found: Score, predictions: Sequence[Prediction]) -> dict[str, Any]:
    bias = median(item.range.base / item.measurement.measured for item in predictions)
    return {
        "group": group,
        "family": family,
        "runs": found.runs,
        "families": found.families,
        "middle": round(found.middle, 2),
        "most": round(found.most, 2),
        "inside": round(found.inside, 2),
        "width": round(found.width, 2),
        "bias": round(bias, 2),
    }


def as_text(table: Table) -> str:
    """Write a table with one row of a list a line, as the others in `facts` are."""
    parts = []
    for key, value in table.items():
        name = json.dumps(key)
        if isinstance(value, list) and value:
            rows = ",\n".join(f"    {json.dumps(row, ensure_ascii=False)}" for row in value)
            parts.append(f"  {name}: [\n{rows}\n  ]")
        elif key == "throughput":
            parts.append(f"  {name}: {json.dumps(value, indent=2).replace('\n', '\n  ')}")
        else:
            parts.append(f"  {name}: {json.dumps(value, ensure_ascii=False)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def write(name: str, table: Table) -> bool:
    """Write a table of facts; return whether that changed it."""
    path = FACTS / f"{name}.json"
    text = as_text(table)
    if path.exists() and path.read_text("utf-8") == text:
        return False
    path.write_text(text, "utf-8")
    return True
