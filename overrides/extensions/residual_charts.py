"""The residual charts of the accuracy page: published runs against what the training calculator says to them."""

from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from calculators.facts import load
from calculators.present.charts.chart import COLOURS, Chart
from calculators.present.charts.residuals import Residual, residuals_chart

_OTHERS = "others"


def _chart(name: str, group: str, metric: str, unit: str) -> Chart:
    """Return the chart of one group; its smallest families are shown as one."""
    rows: list[Mapping[str, Any]] = [
        row for row in load("training_predictions")["predictions"] if row["group"] == group
    ]
    runs = Counter(row["family"] for row in rows)
    shown = len(COLOURS) if len(runs) <= len(COLOURS) else len(COLOURS) - 1
    named = [family for family, _ in runs.most_common(shown)]
    residuals = [
        Residual(
            metric,
            row["family"] if row["family"] in named else _OTHERS,
            row["measured"],
            row["base"],
            row["low"],
            row["high"],
        )
        for row in rows
    ]
    order = [*named, _OTHERS]
    return residuals_chart(name, metric, unit, sorted(residuals, key=lambda row: order.index(row.family)))


CHARTS: Mapping[str, Callable[[], Chart]] = {
    "residuals-memory": partial(_chart, "residuals-memory", "memory", "Memory per GPU", "GB"),
    "residuals-open": partial(_chart, "residuals-open", "time, open stacks", "Speed, open stacks", "tokens/s"),
    "residuals-tuned": partial(
        _chart, "residuals-tuned", "time, vendor-tuned", "Speed, vendor-tuned stacks", "tokens/s"
    ),
}
