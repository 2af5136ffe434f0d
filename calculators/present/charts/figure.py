"""A chart as HTML: title, sentence, room for the picture, buttons, and the numbers as a table."""

from collections.abc import Callable, Iterable
from xml.etree.ElementTree import Element

from calculators.present.charts.chart import Cell, Chart, Column, Spec
from calculators.present.markup import element, with_class
from calculators.present.numbers import plain_decimal, shown, unit_after

Draw = Callable[[Spec], Element]


def figure_element(chart: Chart, draw: Draw | None = None) -> Element:
    """Return a chart; without `draw` its picture is empty, to be filled where there is something that draws."""
    # By its key the page knows it again in the next answer, where another chart may come before it.
    key = f"picture-{chart.name}"
    return element(
        "figure",
        {"class": "chart", "data-key": key, "data-chart": chart.name, "data-spec": chart.fingerprint},
        element(
            "figcaption",
            None,
            with_class("span", "chart-title", chart.title),
            " ",
            with_class("span", "chart-summary", chart.summary),
        ),
        element(
            "div",
            {"class": "chart-picture", "role": "img", "aria-label": f"{chart.title}. {chart.summary}"},
            draw(chart.spec) if draw else None,
        ),
        element(
            "details",
            {"class": "chart-data", "data-key": f"chart-{chart.name}"},
            element("summary", None, "Numbers", with_class("span", "for-screen-readers", f" of “{chart.title}”")),
            _table(chart),
        ),
        with_class("p", "chart-actions", *(_button(chart, kind) for kind in ("SVG", "CSV"))),
    )


def fill_pictures(root: Element, charts: Iterable[Chart], draw: Draw) -> None:
    """Draw the charts into their figures below an element."""
    by_name = {chart.name: chart for chart in charts}
    for figure in root.iter("figure"):
        chart = by_name.get(figure.get("data-chart", ""))
        room = figure.find("div[@class='chart-picture']")
        if chart and room is not None:
            room.append(draw(chart.spec))


def _button(chart: Chart, kind: str) -> Element:
    name = f"Save as {kind}"
    attributes = {"type": "button", "data-save": kind.lower(), "aria-label": f"{name}: {chart.title}"}
    return element("button", attributes, name)


def _table(chart: Chart) -> Element:
    # A wide table scrolls by itself, so it can be reached by keyboard.
    attributes = {"class": "chart-table", "tabindex": "0", "role": "group", "aria-label": f"Numbers: {chart.title}"}
    return element(
        "div",
        attributes,
        element(
            "table",
            {"class": "chart-numbers"},
            element("thead", None, element("tr", None, *map(_heading, chart.columns))),
            element(
                "tbody",
                None,
                *(
                    element("tr", None, *(_cell(*pair) for pair in zip(row, chart.columns, strict=True)))
                    for row in chart.rows
                ),
            ),
        ),
    )


def _heading(column: Column) -> Element:
    unit = unit_after(column.unit)
    attributes = {"scope": "col", "data-unit": column.unit or None}  # for the CSV
    return element("th", attributes, f"{column.heading}, {unit}" if unit else column.heading)


def _cell(value: Cell, column: Column) -> Element:
    if value is None:
        return element("td", None, "unknown")
    if isinstance(value, str):
        return element("td", None, value)
    return element("td", {"data-value": plain_decimal(value)}, shown(value, column.unit))
