"""The parts that tables of facts are made of: cells, links to sources, one table with its headings."""

from collections.abc import Sequence
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from calculators.present.markup import Child, element, web_address

STATUS = {"verified-2nd": "second-hand"}
"""What the tables call a status where the data are terse."""


def table(headings: Sequence[str], rows: Sequence[Sequence[Child]], label: str) -> Element:
    """Return a table that a keyboard can scroll, named by `label` for those who cannot see it."""
    return element(
        "div",
        {"class": "reference-table", "tabindex": "0", "role": "region", "aria-label": label},
        element(
            "table",
            None,
            element("thead", None, element("tr", None, *(element("th", {"scope": "col"}, h) for h in headings))),
            element("tbody", None, *(element("tr", None, *(element("td", None, c) for c in row)) for row in rows)),
        ),
    )


def folded(summary: str, *content: Element) -> Element:
    """Return content that opens in place."""
    return element("details", {"class": "facts-provider"}, element("summary", None, summary), *content)


def source_link(source: str) -> Element:
    """Link a source, `https://…` or `github:owner/repository@commit:path`, by the name of its place."""
    repository, _, _ = source.removeprefix("github:").partition("@")
    place = repository if source.startswith("github:") else urlsplit(source).netloc.removeprefix("www.")
    return element("a", {"href": web_address(source)}, place)


def checked(source: str, status: str, date_seen: str) -> Element:
    """Return the three things that every fact carries, as one cell's content."""
    return element("span", None, source_link(source), f" {STATUS.get(status, status)}, {date_seen}")


def figure(value: float | None, unknown: str = "unknown") -> str:
    """Write a number without its unit; what is unknown is said to be."""
    return unknown if value is None else f"{value:,.10g}"


def spread(prices: Sequence[float] | None) -> str:
    """Write low, middle and high, or the one price there is."""
    if prices is None:
        return "none listed"
    low, middle, high = prices
    return f"{middle:.2f}" if low == high else f"{low:.2f}\u00a0/\u00a0{middle:.2f}\u00a0/\u00a0{high:.2f}"
