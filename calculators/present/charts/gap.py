"""How far single inputs move the gap between the two cheapest options: a tornado."""

from collections.abc import Mapping
from typing import Any

from calculators.catalogue import Answer
from calculators.present.charts.chart import COLOURS, Chart, Column
from calculators.present.charts.rows import Rows
from calculators.present.numbers import shown

_MOST = 8


def gap_chart(answered: Answer) -> Chart | None:
    """Return the inputs by how far they move the gap; None where nothing is uncertain or nothing is compared."""
    details: Mapping[str, Any] = answered.estimate.details
    found: list[Mapping[str, Any]] = details["tornado"]
    if not found:
        return None
    drawn = found[:_MOST]
    first, second = details["winner"], details["runner_up"]
    ends = [float(row[key]) for row in drawn for key in ("gap_at_low_usd", "gap_at_high_usd")]
    low, high = min(0.0, *ends), max(0.0, *ends)
    rows = Rows(len(drawn), low, high, "USD")
    rows.label(
        [str(row["label"]) for row in drawn],
        [f"{shown(row['gap_at_low_usd'], 'USD')} to {shown(row['gap_at_high_usd'], 'USD')}" for row in drawn],
    )
    rows.bars(
        [{"row": place, "from": min(_gaps(row)), "to": max(_gaps(row))} for place, row in enumerate(drawn)],
        {"color": COLOURS[0]},
    )
    rows.line(0.0)
    widest = drawn[0]
    turns = [str(row["label"]).lower() for row in drawn if min(_gaps(row)) < 0]
    said = f"It changes sign with {', '.join(turns)}." if turns else "None of them alone makes it cheaper."
    return Chart(
        "gap",
        f"How much dearer {second} is than {first}, input by input",
        f"{widest['label']} moves the gap most: from {shown(widest['gap_at_low_usd'], 'USD')} at its low end to "
        f"{shown(widest['gap_at_high_usd'], 'USD')} at its high end, all others at their middle. {said}",
        rows.spec(),
        (Column("Input"), Column("Class"), Column("Gap at its low end", "USD"), Column("Gap at its high end", "USD")),
        [(str(row["label"]), str(row["class"]), row["gap_at_low_usd"], row["gap_at_high_usd"]) for row in found],
    )


def _gaps(row: Mapping[str, Any]) -> tuple[float, float]:
    return float(row["gap_at_low_usd"]), float(row["gap_at_high_usd"])
