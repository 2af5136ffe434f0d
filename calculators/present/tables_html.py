"""Small tables."""

from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element

from calculators.present.markup import Child, element, with_class


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


def _heading(heading: str | Element) -> Element:
    return element("th", {"scope": "col"}, heading) if isinstance(heading, str) else heading
