"""HTML that escapes by construction: elements, never strings put together."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element, tostring

Child = Element | str | None


def element(tag: str, attributes: Mapping[str, str | None] | None = None, *children: Child) -> Element:
    """Return an element; an attribute that is None is left out, and so is a child that is None."""
    made = Element(tag, {name: value for name, value in (attributes or {}).items() if value is not None})
    for child in children:
        if isinstance(child, Element):
            made.append(child)
        elif child and len(made):
            made[-1].tail = (made[-1].tail or "") + child
        elif child:
            made.text = (made.text or "") + child
    return made


def with_class(tag: str, class_: str, *children: Child) -> Element:
    """Return an element that has a class and nothing else."""
    return element(tag, {"class": class_}, *children)


def html_of(root: Element) -> str:
    """Write an element as HTML."""
    return tostring(root, encoding="unicode", method="html")


def web_address(source: str) -> str:
    """Return where a browser finds a source: `github:owner/repository@commit:path` as a page, others as they are."""
    if not source.startswith("github:"):
        return source
    repository, _, rest = source.removeprefix("github:").partition("@")
    commit, _, path = rest.partition(":")
    return f"https://github.com/{repository}/blob/{commit}/{path}"
