"""The fence ```chart: a chart by its name, drawn at build time."""

from collections.abc import Callable, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown

from calculators.present.charts.chart import Chart
from calculators.present.charts.figure import figure_element
from overrides.extensions import guide_charts, residual_charts
from overrides.extensions.drawing import draw
from overrides.extensions.strict_fence import allow_only, strict_fence

CHARTS: Mapping[str, Callable[[], Chart]] = {**guide_charts.CHARTS, **residual_charts.CHARTS}
"""Charts of facts, by the name that a fence gives; each is made anew from the facts of the build."""


def _render(settings: dict[str, Any], md: Markdown) -> Element:
    """Render the chart `name`, once on a page."""
    allow_only(settings, {"name"})
    name = settings["name"]
    if name not in CHARTS:
        raise ValueError(f"there is no chart {name!r}; there are {', '.join(CHARTS)}")
    shown: set[str] = md.__dict__.setdefault("chart_names", set())
    if name in shown:
        raise ValueError(f"the chart {name} stands on this page already")
    shown.add(name)
    return figure_element(CHARTS[name](), draw)


format_fence = strict_fence(_render)
