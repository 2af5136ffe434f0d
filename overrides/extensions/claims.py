"""The claims ledger: every fact that a page may cite, by section, with a filter that needs no script."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from xml.etree.ElementTree import Element

from calculators.present.markup import Child, element
from overrides.extensions.evidence import Check, Evidence, citing_pages, evidence, labels, references
from overrides.extensions.facts_tables import source_link


class Section(NamedTuple):
    """A section of the article that makes claims: the guide's page that answers it, its title, and its claims' page."""

    guide: str
    title: str
    ledger: str


SECTIONS: Mapping[int, Section] = {
    1: Section("introduction", "Introduction", "two-ways"),
    2: Section("key-differences", "Key differences", "two-ways"),
    3: Section("workflow", "Workflow", "two-ways"),
    4: Section("use-cases-prompting", "Use cases for prompting", "where-each-fits"),
    5: Section("use-cases-tuning", "Use cases for fine-tuning", "where-each-fits"),
    6: Section("cost", "Cost and resources", "what-each-takes"),
    7: Section("scalability", "Scalability and flexibility", "what-each-takes"),
    8: Section("performance", "Performance", "what-each-takes"),
    9: Section("challenges", "Challenges and limits", "what-to-choose"),
    10: Section("choosing", "Choosing the approach", "what-to-choose"),
}

ROWS = (
    "Definition",
    "Use case",
    "Cost",
    "Expertise",
    "Flexibility",
    "Performance",
    "Deployment time",
    "Scalability",
)
STANCES = ("supports", "refines", "contradicts")
ABOUT = {"class": "about"}
STATUSES = ("verified", "second-hand", "computed")


def row_id(row: str) -> str:
    """Return a row of the comparison table as its anchor has it."""
    return row.casefold().replace(" ", "-")


def address_of(name: str) -> str:
    """Return where the entry of a fact stands, as links in Markdown have it."""
    return f"/reference/claims/{SECTIONS[evidence()[name].section].ledger}.md#{name}"


def claims(section: int) -> Element:
    """Return the claims of one section of the article; a claim's id is the id of the fact."""
    pages = citing_pages()
    entries = (_claim(name, row, pages.get(name, [])) for name, row in _of_section(section))
    return element("ul", {"class": "claims"}, *entries)


def claims_index(section: int) -> Element:
    """Return a line for each claim of one section, for the filter, with a link to its entry."""
    return element("ul", {"class": "claims-index"}, *(_line(name, row) for name, row in _of_section(section)))


def _of_section(section: int) -> list[tuple[str, Evidence]]:
    return [(name, row) for name, row in evidence().items() if row.section == section]


def _line(name: str, row: Evidence) -> Element:
    kinds = [f"section-{row.section}", *map(row_id, row.rows), row.stance, row.status]
    return element(
        "li",
        {"class": "claim", "data-is": " ".join(kinds)},
        element("a", {"href": address_of(name), "class": "claim-id"}, name),
        f" {row.claim} ",
        element("em", {"class": f"stance {row.stance}"}, row.stance),
        None if row.status == "verified" else f" {row.status}",
    )


def claims_filter() -> Element:
    """Return one choice per property; citing.css hides what does not match, so no script is needed."""
    facts = evidence().values()
    sections = [(f"section-{number}", f"{number}. {section.title}") for number, section in SECTIONS.items()]
    stances = [(stance, f"{stance} ({sum(row.stance == stance for row in facts)})") for stance in STANCES]
    statuses = [(status, f"{status} ({sum(row.status == status for row in facts)})") for status in STATUSES]
    return element(
        "div",
        {"class": "claims-filter", "role": "group", "aria-label": "Show only some claims"},
        _choice("section", "Section", sections),
        _choice("row", "Row of the table", [(row_id(row), row) for row in ROWS]),
        _choice("stance", "Stance", stances),
        _choice("status", "Status", statuses),
    )


def _choice(name: str, label: str, options: Iterable[tuple[str, str]]) -> Element:
    return element(
        "div",
        None,
        element("label", {"for": f"claims-{name}"}, label),
        element(
            "select",
            {"id": f"claims-{name}"},
            element("option", {"value": ""}, "all"),
            *(element("option", {"value": value}, text) for value, text in options),
        ),
    )


def _claim(name: str, row: Evidence, pages: list[tuple[str, str]]) -> Element:
    rows = (element("a", {"href": f"/guide/comparison-table.md#row-{row_id(r)}"}, r.casefold()) for r in row.rows)
    cited = (element("a", {"href": f"/{source}#cite-{name}"}, title) for source, title in pages)
    return element(
        "li",
        {"id": name, "class": "claim"},
        element(
            "p",
            None,
            element("a", {"href": f"#{name}", "class": "claim-id"}, name),
            " ",
            element("strong", None, row.claim),
            " ",
            element("em", {"class": f"stance {row.stance}"}, row.stance),
        ),
        element("p", None, f"{row.figure}. ", element("span", {"class": "conditions"}, f"{row.conditions}.")),
        element("p", ABOUT, f"{row.status.capitalize()}, seen {row.date_seen}: {row.locator}. ", *_sources(row)),
        _check(name, row.checked) if row.checked else None,
        element(
            "p",
            ABOUT,
            "Row ",
            *separated(rows),
            ". Cited in ",
            *separated(cited),
            ".",
        ),
    )


def _sources(row: Evidence) -> list[Child]:
    parts: list[Child] = []
    for key in row.keys:
        entry = element("a", {"href": f"/reference/bibliography.md#ref-{key}"}, labels()[key])
        parts += [entry, " at ", source_link(references().entries[key].fields["url"]), "; "]
    return [*parts[:-1], "."]


def _check(name: str, check: Check) -> Element:
    about = element("a", {"href": f"/reference/corrections.md#check-{name}"}, check.outcome)
    return element("p", ABOUT, f"Re-checked {check.date}: ", about, ".")


def second_looks() -> Element:
    """Return what came of every re-check, also where nothing did; an entry's id is `check-` and the fact's id."""
    found = [(name, row.claim, row.checked) for name, row in evidence().items() if row.checked]
    return element("ul", {"class": "second-looks"}, *(_second_look(*look) for look in found))


def _second_look(name: str, claim: str, check: Check) -> Element:
    return element(
        "li",
        {"id": f"check-{name}"},
        element("a", {"href": address_of(name)}, name),
        f" {claim}: ",
        element("strong", None, check.outcome),
        f". {check.note} Looked at: {check.where}. {check.date}.",
    )


def separated(links: Iterable[Element]) -> list[Child]:
    """Return links with commas between them."""
    parts: list[Child] = []
    for link in links:
        parts += [", ", link]
    return parts[1:]
