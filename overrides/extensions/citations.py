"""Citations in Markdown: `[@E072]` becomes a link to the claim in the ledger.

`[@claims 6]` becomes the claims of section 6, `[@claims-index 6]` a line for each, `[@claims-filter]` the filter of
such lines, `[@second-looks]` what re-checks found, and `[@bibliography]` the list of sources.
All are elements, not text, so MkDocs checks their links and ids as it checks those that authors write.
"""

from collections.abc import Callable, Mapping
from functools import partial
from itertools import groupby
from re import Match
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from calculators.present.markup import Child, element
from overrides.extensions.bibliography import bibliography
from overrides.extensions.claims import SECTIONS, address_of, claims, claims_filter, claims_index, second_looks
from overrides.extensions.evidence import MARK, Evidence, cited_in, labels

BLOCKS: Mapping[str, Callable[[], Element]] = {
    "@bibliography": bibliography,
    "@claims-filter": claims_filter,
    "@second-looks": second_looks,
    **{f"@claims {section}": partial(claims, section) for section in SECTIONS},
    **{f"@claims-index {section}": partial(claims_index, section) for section in SECTIONS},
}
BEFORE_LINKS = 175  # or Markdown would look for a reference of that name
BEFORE_IDS_ARE_COLLECTED = 15  # after inline patterns (20), before attr_list (8) and MkDocs (5 and 0)


class _Citations(InlineProcessor):
    cited: set[str]

    def handleMatch(self, m: Match[str], _data: str) -> tuple[Element | None, int | None, int | None]:  # type: ignore[override] # noqa: N802 - Markdown's name
        if m[1] in BLOCKS:
            return None, None, None
        parts: list[Child] = []
        for (stance, status), facts in groupby(cited_in(m[1]).items(), lambda fact: (fact[1].stance, fact[1].status)):
            links = [self._link(name, row) for name, row in facts]
            separated = [child for link in links for child in ("; ", link)][1:]
            note = "" if status == "verified" else f", {status}"
            parts += [" (", *separated, f"{note}) ", element("em", {"class": f"stance {stance}"}, stance)]
        citation = element("span", {"class": "citation"}, str(parts[0]).lstrip(), *parts[1:])
        _keep_text(citation)
        return citation, m.start(0), m.end(0)

    def _link(self, name: str, row: Evidence) -> Element:
        """Link the claim by its sources; the first link of a page to a claim is where the ledger links back to."""
        first = name not in self.cited
        self.cited.add(name)
        attributes = {
            "href": address_of(name),
            "title": f"{name}: {row.locator}",
            "id": f"cite-{name}" if first else None,
        }
        return element("a", attributes, ", ".join(labels()[key] for key in row.keys))


def _keep_text(root: Element) -> None:
    """Mark the text as final: Markdown would look for patterns in it again."""
    for part in root.iter():
        part.text = AtomicString(part.text) if part.text else None
        part.tail = AtomicString(part.tail) if part.tail else None


class _Blocks(Treeprocessor):
    def run(self, root: Element) -> None:
        for index, block in enumerate(root):
            mark = MARK.fullmatch(block.text or "") if block.tag == "p" else None
            if mark and mark[1] in BLOCKS:
                root[index] = BLOCKS[mark[1]]()


class CitationExtension(Extension):
    """Registers the marks."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's name
        """Add the processors to a converter."""
        self.citations = _Citations(MARK.pattern, md)
        md.registerExtension(self)
        md.inlinePatterns.register(self.citations, "citations", BEFORE_LINKS)
        md.treeprocessors.register(_Blocks(md), "evidence_blocks", BEFORE_IDS_ARE_COLLECTED)
        self.reset()

    def reset(self) -> None:
        """Forget what the last page cited."""
        self.citations.cited = set()


def makeExtension(**settings: Any) -> CitationExtension:  # noqa: N802 - Markdown's name
    """Return the extension, as Markdown asks for it by the module's name."""
    return CitationExtension(**settings)
