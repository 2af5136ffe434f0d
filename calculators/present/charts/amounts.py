"""Amounts with their ranges, one row each: the parts of a bill, the parts of a GPU's memory."""

from collections.abc import Mapping, Sequence

from calculators.catalogue import Answer
from calculators.present.charts.chart import COLOURS, Chart, Column
from calculators.present.charts.rows import Rows
from calculators.present.numbers import shown, unit_after
from calculators.ranges import Range, Result, round_for_output

_BILL = (
    *("input_cost_usd_per_month", "cache_read_cost_usd_per_month", "cache_write_cost_usd_per_month"),
    *("output_cost_usd_per_month", "hosting_cost_usd_per_month"),
)
_MEMORY = ("weights_gb", "gradients_gb", "optimizer_gb", "activations_gb", "logits_gb")


def bill_chart(answered: Answer) -> Chart | None:
    """Return what a month of requests is made of; None where it costs nothing."""
    results = answered.estimate.results
    whole = results["cost_usd_per_month"]
    parts = _parts(results, _BILL)
    if whole.range is None or not parts:
        return None
    largest = max(parts, key=lambda part: part.range.base if part.range else 0.0)
    return _amounts_chart(
        "bill",
        "What the month's cost is made of",
        f"The largest part is {largest.label.lower()}, {_in_words(largest)}; the whole is {_in_words(whole)}. "
        "A bar is the middle, the line runs from P10 to P90.",
        [whole, *parts],
    )


def memory_chart(answered: Answer) -> Chart | None:
    """Return what fills the memory of one GPU in a training run; None where the model's shape is unknown."""
    results = answered.estimate.results
    peak = results["peak_memory_gb_per_gpu"]
    parts = _parts(results, _MEMORY)
    if peak.range is None or not parts:
        return None
    has = answered.estimate.details.get("gpu_memory_gb")
    card = float(has) if isinstance(has, int | float) else None
    largest = max(parts, key=lambda part: part.range.base if part.range else 0.0)
    against = f" The dashed line is the GPU's {card:g} GB." if card else ""
    return _amounts_chart(
        "memory",
        "What fills the memory of each GPU",
        f"At the peak {_in_words(peak)} are in use; the largest part is {largest.label.lower()}, {_in_words(largest)}. "
        f"A bar is the middle, the line runs from P10 to P90.{against}",
        [peak, *parts],
        limit=card,
    )


def _parts(results: Mapping[str, Result], names: Sequence[str]) -> list[Result]:
    found = (results[name] for name in names)
    return [result for result in found if result.range is not None and result.range.high > 0]


def _amounts_chart(name: str, title: str, summary: str, amounts: Sequence[Result], limit: float | None = None) -> Chart:
    """Return rows of amounts in one unit, the first of which is the whole."""
    ranges = [(result, result.range) for result in amounts if result.range is not None]
    unit = amounts[0].unit
    high = max(*(found.high for _, found in ranges), (limit or 0.0) * 1.02)
    rows = Rows(len(ranges), 0.0, high, unit)
    rows.label([result.label for result, _ in ranges], [_in_words(result) for result, _ in ranges])
    for place, colour in ((slice(0, 1), COLOURS[5]), (slice(1, None), COLOURS[0])):
        bars = [{"row": row, "from": 0.0, "to": found.base} for row, (_, found) in enumerate(ranges)]
        rows.bars(bars[place], {"color": colour})
    spread = [
        {"row": row, "from": found.low, "to": found.high} for row, (_, found) in enumerate(ranges) if not found.is_exact
    ]
    if spread:
        rows.ranges(spread)
    if limit:
        rows.limit(limit)
    return Chart(
        name,
        title,
        summary,
        rows.spec(),
        (Column("Part"), *(Column(point, unit) for point in ("P10", "P50", "P90"))),
        [(result.label, *map(round_for_output, found)) for result, found in ranges],
    )


def _in_words(result: Result) -> str:
    """Write an amount with its range in one line."""
    low, base, high = (shown(value, result.unit) for value in result.range or Range.exact(0.0))
    unit = "" if result.unit.startswith("USD") else f" {unit_after(result.unit)}"
    return f"{base}{unit}" if low == high else f"{base} ({low} to {high}){unit}"
