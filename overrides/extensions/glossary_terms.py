"""The first use of each term of the glossary on a page becomes a link to it that carries the definition.

The definition shows on hover and focus; a heading's `data-words` in docs/glossary.md names other words for its term.
"""

import functools
import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from calculators.present.markup import element
from overrides.extensions.evidence import DOCS, MARK

PAGE = "glossary.md"
ENTRY = re.compile(
    r"^### (?P<title>.+?) \{ #(?P<id>term-[\w-]+)(?: data-words=\"(?P<words>[^\"]*)\")? \}\n\n", re.MULTILINE
)
MARKUP = re.compile(r"\[([^\]]*)\]\([^)]*\)|[*`]")
BLOCKS = {"p", "li", "dd"}
LEFT_ALONE = {"a", "code", "pre", "table", "blockquote", "h1", "h2", "h3", "h4", "svg", "figure", "button", "summary"}
EVIDENCE = {"bibliography", "claims", "claims-index", "second-looks"}
AFTER_INLINE = 12  # after inline patterns (20), before attr_list (8) and MkDocs, which checks links (0)


class Term(NamedTuple):
    """One entry of the glossary; `words` are the spellings under which it is found in prose."""

    id: str
    words: tuple[str, ...]
    definition: str


@functools.cache
def terms() -> tuple[Term, ...]:
    """Return the entries of docs/glossary.md in their order."""
    text = (DOCS / PAGE).read_text(encoding="utf-8")
    return tuple(
        Term(entry["id"], _words(entry["title"], entry["words"]), _plain(text[entry.end() :].split("\n\n")[0]))
        for entry in ENTRY.finditer(text)
    )


def _words(title: str, others: str | None) -> tuple[str, ...]:
    listed = [title.lower()] if others is None else others.split(",")
    return tuple(word.strip() for word in listed if word.strip())


def _plain(paragraph: str) -> str:
    """Return a paragraph of Markdown as words, without citations."""
    return re.sub(r" +(?=[.,;])", "", " ".join(MARKUP.sub(r"\1", MARK.sub("", paragraph)).split()))


@functools.cache
def _pattern() -> tuple[re.Pattern[str], dict[str, Term]]:
    """Return what finds any word, singular or plural, and the term behind each in lower case."""
    found = {word.lower(): term for term in terms() for word in term.words}
    spelled = sorted((word for term in terms() for word in term.words), key=len, reverse=True)
    parts = [re.escape(word) if word != word.lower() else f"(?i:{re.escape(word)})" for word in spelled]
    return re.compile(rf"(?<![\w-])({'|'.join(parts)})s?(?![\w-])"), found


class _Terms(Treeprocessor):
    def run(self, root: Element) -> None:
        if any(f"#{terms()[0].id}" in (part.text or "") for part in root.iter("h3")):
            return  # the glossary itself
        used: set[str] = self.md.__dict__.setdefault("terms_used", set())
        for block in list(_blocks(root)):
            _mark(block, used)


def _blocks(root: Element) -> Iterator[Element]:
    """Yield the innermost blocks of running text, in order."""
    for child in root:
        if child.tag in BLOCKS and not any(part.tag in BLOCKS for part in child.iter() if part is not child):
            yield child
        elif child.tag not in LEFT_ALONE and child.get("class") not in EVIDENCE:
            yield from _blocks(child)


def _mark(parent: Element, used: set[str]) -> None:
    """Put explained links into the text of an element, in reading order."""
    children = list(parent)
    parent.text, parent[:] = _split(parent.text, used)
    for child in children:
        tail, child.tail = child.tail, None
        term = _linked_term(child)
        if term is None and child.tag not in LEFT_ALONE and child.get("class") is None:
            _mark(child, used)
        is_first = term is not None and term.id not in used
        shown = _explained(child, term, used) if term and is_first else child
        shown.tail, made = _split(tail, used)
        parent.extend([shown, *made])


def _linked_term(child: Element) -> Term | None:
    """Return the term to which the author of the page links already."""
    target, _, name = child.get("href", "").partition("#")
    return next((term for term in terms() if term.id == name), None) if target.endswith(PAGE) else None


def _split(text: str | None, used: set[str]) -> tuple[str | None, list[Element]]:
    """Return the text up to the first new term, then each new term as an element with the text behind it."""
    pattern, found = _pattern()
    made: list[Element] = []
    start, before = 0, text or ""
    for match in pattern.finditer(text or ""):
        term = found[match[1].lower()]
        if term.id in used:
            continue
        skipped = (text or "")[start : match.start()]
        if made:
            made[-1].tail = skipped
        else:
            before = skipped
        made.append(_explained(element("a", {"href": f"/{PAGE}#{term.id}"}, AtomicString(match[0])), term, used))
        start = match.end()
    if made:
        made[-1].tail = (text or "")[start:]
    return before or None, made


def _explained(link: Element, term: Term, used: set[str]) -> Element:
    """Return a link to a term together with the definition that describes it."""
    used.add(term.id)
    link.set("aria-describedby", f"tip-{term.id}")
    attributes = {"role": "tooltip", "id": f"tip-{term.id}", "data-search-exclude": ""}
    return element("span", {"class": "term"}, link, element("span", attributes, AtomicString(term.definition)))


class GlossaryExtension(Extension):
    """Registers the processor."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's name
        """Add the processor to a converter."""
        self.md = md
        md.registerExtension(self)
        md.treeprocessors.register(_Terms(md), "glossary_terms", AFTER_INLINE)
        self.reset()

    def reset(self) -> None:
        """Forget what the last page used."""
        self.md.__dict__["terms_used"] = set()


def makeExtension(**settings: Any) -> GlossaryExtension:  # noqa: N802 - Markdown's name
    """Return the extension, as Markdown asks for it by the module's name."""
    return GlossaryExtension(**settings)
