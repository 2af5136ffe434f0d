"""The list of sources: every entry that carries a fact, the facts, and the pages that cite them."""

from typing import Any
from xml.etree.ElementTree import Element, fromstring

from pybtex.backends.html import Backend
from pybtex.database import Entry
from pybtex.style.formatting.unsrt import Style
from pybtex.style.template import field, href, sentence

from calculators.present.markup import element
from overrides.extensions.evidence import Evidence, citing_pages, evidence, labels, references


class _OneAddressStyle(Style):  # type: ignore[misc] # pybtex has no types
    """Pybtex's plain style with one address per entry, the one that was read."""

    def format_web_refs(self, _entry: Entry) -> Any:
        url = field("url", raw=True)
        return sentence[href(url)[url]]


STYLE = _OneAddressStyle()


def bibliography() -> Element:
    """Return the list, in the order of author and year; an entry's id is `ref-` and its key."""
    pages = citing_pages()
    entries = sorted(labels().items(), key=lambda entry: entry[1].casefold())
    return element("div", {"class": "bibliography"}, *(_entry(key, label, pages) for key, label in entries))


def _entry(key: str, label: str, pages: dict[str, list[tuple[str, str]]]) -> Element:
    facts = [_fact(name, row, pages.get(name, [])) for name, row in evidence().items() if key in row.keys]
    return element(
        "div",
        {"id": f"ref-{key}", "class": "source"},
        element("p", None, element("strong", None, label), " ", _formatted(key)),
        element("ul", None, *facts),
    )


def _formatted(key: str) -> Element:
    [formatted] = STYLE.format_entries([references().entries[key]])
    html = formatted.text.render(Backend("utf-8")).replace("&nbsp;", "\u00a0")
    return fromstring(f"<span>{html}</span>")  # noqa: S314 - pybtex made it from our own file


def _fact(name: str, row: Evidence, pages: list[tuple[str, str]]) -> Element:
    seen = f"{row.figure}. {row.conditions}. {name}, {row.status}, {row.date_seen}: {row.locator}."
    links = [element("a", {"href": f"/{source}#cite-{name}"}, title) for source, title in pages]
    cited = [child for link in links for child in (", ", link)][1:]
    return element(
        "li",
        None,
        seen + " ",
        element("em", {"class": f"stance {row.stance}"}, row.stance),
        element("p", None, "Cited in ", *cited) if cited else None,
    )
