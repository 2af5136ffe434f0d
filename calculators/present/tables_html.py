"""Small tables, and bars that repeat the numbers of their row where there is room for them."""

from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element

from calculators.present.markup import Child, element, with_class

BARS = "bars"
"""Class of the column with bars: hidden where it is narrow, and never read out."""


def table(class_: str, caption: str, headings: Sequence[str | Element], rows: Iterable[Element]) -> Element:
    """Return a table; a heading is text, or an element that stands in its place."""
    return with_class(
        "table",
        class_,
        element("caption", None, caption) if caption else None,
        element("thead", None, element("tr", None, *map(_heading, headings))),
        element("tbody", None, *rows),
    )


def row(first: str, *cells: Child, class_: str | None = None) -> Element:
    """Return a row that begins with its heading; a cell is text, or an element that is a cell."""
    made = (cell if isinstance(cell, Element) and cell.tag == "td" else element("td", None, cell) for cell in cells)
    return element("tr", {"class": class_}, element("th", {"scope": "row"}, first), *made)


def labelled(heading: str, *content: Child) -> Element:
    """Return a cell that repeats the heading of its column, for where rows become cards."""
    return element("td", None, with_class("span", "cell-label", heading), with_class("span", "cell", *content))


def bars_heading(text: str) -> Element:
    """Return the heading of a column with bars."""
    return element("th", {"scope": "col", "class": BARS}, text)


def bars(*parts: Element) -> Element:
    """Return the cell with the bars of a row."""
    return element("td", {"class": BARS, "aria-hidden": "true"}, with_class("span", "track", *parts))


def bar(class_: str, start: float, end: float) -> Element:
    """Return a bar between two shares of the width, 0 to 1."""
    return element("span", {"class": class_, "style": f"left:{100 * start:.1f}%;width:{100 * (end - start):.1f}%"})


def mark(class_: str, at: float) -> Element:
    """Return a line at a share of the width, 0 to 1."""
    return element("span", {"class": class_, "style": f"left:{100 * at:.1f}%"})


def _heading(heading: str | Element) -> Element:
    return element("th", {"scope": "col"}, heading) if isinstance(heading, str) else heading
