"""The list of sources: every entry that carries a claim, with links to its claims in the ledger."""

from typing import Any
from xml.etree.ElementTree import Element, fromstring

from pybtex.backends.html import Backend
from pybtex.database import Entry
from pybtex.style.formatting.unsrt import Style
from pybtex.style.template import field, href, sentence

from calculators.present.markup import element
from overrides.extensions.claims import address_of, separated
from overrides.extensions.evidence import evidence, labels, references


class _OneAddressStyle(Style):  # type: ignore[misc] # pybtex has no types
    """Pybtex's plain style with one address per entry, the one that was read."""

    def format_web_refs(self, _entry: Entry) -> Any:
        url = field("url", raw=True)
        return sentence[href(url)[url]]


STYLE = _OneAddressStyle()


def bibliography() -> Element:
    """Return the list, in the order of author and year; an entry's id is `ref-` and its key."""
    entries = sorted(labels().items(), key=lambda entry: entry[1].casefold())
    return element("div", {"class": "bibliography"}, *(_entry(key, label) for key, label in entries))


def _entry(key: str, label: str) -> Element:
    claims = [(name, row.claim) for name, row in evidence().items() if key in row.keys]
    links = (element("a", {"href": address_of(name), "title": claim}, name) for name, claim in claims)
    return element(
        "div",
        {"id": f"ref-{key}", "class": "source"},
        element("p", None, element("strong", None, label), " ", _formatted(key)),
        element("p", None, "Claims: " if len(claims) > 1 else "Claim: ", *separated(links)),
    )


def _formatted(key: str) -> Element:
    [formatted] = STYLE.format_entries([references().entries[key]])
    html = formatted.text.render(Backend("utf-8")).replace("&nbsp;", "\u00a0")
    return fromstring(f"<span>{html}</span>")  # noqa: S314 - pybtex made it from our own file
