"""Which charts belong to an answer."""

from collections.abc import Mapping
from importlib import import_module

from calculators.catalogue import Answer
from calculators.present.charts.chart import Chart

_CHARTS: Mapping[str, tuple[str, ...]] = {
    "inference": ("amounts.bill",),
    "training": ("amounts.memory",),
    "lead-time": ("schedule.schedule",),
    "compare": ("course.course", "parts.parts", "territory.territory", "gap.gap"),
}
"""Per calculator, module and chart; a module is loaded when it is first used."""


def charts_of(answered: Answer) -> list[Chart]:
    """Return the charts of an answer; one that would show nothing is left out."""
    charts = []
    for place in _CHARTS.get(answered.calculator.name, ()):
        module, _, name = place.partition(".")
        chart: Chart | None = getattr(import_module(f"calculators.present.charts.{module}"), f"{name}_chart")(answered)
        if chart is not None:
            charts.append(chart)
    return charts
