"""The ledger holds every claim with all that a sceptic asks for; its filter needs no script."""

import datetime as dt
import re
from pathlib import Path

import pytest

from overrides.extensions.claims import (
    ROWS,
    SECTIONS,
    STANCES,
    STATUSES,
    address_of,
    claims,
    claims_filter,
    claims_index,
    row_id,
)
from overrides.extensions.evidence import DOCS, citing_pages, evidence
from tests.site.pages import article_of, text_of

CSS = Path("overrides/styles/citing.css")
OUTCOMES = {
    "upgraded",
    "corrected",
    "corrected and upgraded",
    "confirmed in part",
    "still second-hand",
    "found",
    "corrected and found",
}


def test_there_are_at_least_a_hundred_facts() -> None:
    assert len(evidence()) >= 100


@pytest.mark.parametrize("name", evidence())
def test_a_fact_is_complete(name: str) -> None:
    row = evidence()[name]
    assert row.section in SECTIONS
    assert row.rows
    assert set(row.rows) <= set(ROWS)
    assert row.stance in STANCES
    assert row.status in STATUSES
    assert dt.date.fromisoformat(row.date_seen)
    assert min(map(len, (row.claim, row.figure, row.conditions, row.locator))) > 5


def test_every_fact_is_cited() -> None:
    assert not set(evidence()) - set(citing_pages())


def test_second_looks_say_what_came_of_them_and_where() -> None:
    looks = {name: row.checked for name, row in evidence().items() if row.checked}
    assert len(looks) >= 25
    for name, look in looks.items():
        assert look.outcome in OUTCOMES, name
        assert look.where, name
        assert look.date >= evidence()[name].date_seen, name
        still = evidence()[name].status == "second-hand"
        assert not (still and look.outcome.endswith("upgraded")), name


def test_the_ledger_holds_every_claim_once_with_source_and_readers() -> None:
    entries = {str(entry.get("id")): entry for section in SECTIONS for entry in claims(section)}
    assert entries.keys() == evidence().keys()
    for name, entry in entries.items():
        row, text = evidence()[name], text_of(entry)
        assert all(part in text for part in (row.claim, row.figure, row.conditions, row.locator, row.date_seen)), name
        links = [link.get("href", "") for link in entry.iter("a")]
        assert f"#{name}" in links
        assert any(link.startswith("https://") for link in links), name
        assert any(link.startswith("/reference/bibliography.md#ref-") for link in links), name
        assert {f"/{page}#cite-{name}" for page, _ in citing_pages()[name]} <= set(links), name


def test_the_index_leads_to_every_entry_and_knows_what_the_filter_asks() -> None:
    lines = {str(next(line.iter("a")).text): line for section in SECTIONS for line in claims_index(section)}
    assert lines.keys() == evidence().keys()
    for name, line in lines.items():
        row = evidence()[name]
        assert row.claim in text_of(line)
        assert next(line.iter("a")).get("href") == address_of(name)
        kinds = {f"section-{row.section}", *map(row_id, row.rows), row.stance, row.status}
        assert set(line.get("data-is", "").split()) == kinds


@pytest.mark.parametrize("ledger", sorted({section.ledger for section in SECTIONS.values()}))
def test_the_published_ledger_holds_the_claims_of_its_sections(ledger: str) -> None:
    there = {
        part.get("id") for part in article_of(f"reference/claims/{ledger}/").iter() if part.get("class") == "claim"
    }
    assert there == {name for name in evidence() if f"/{ledger}.md#" in address_of(name)}


def test_every_option_of_the_filter_has_its_rule() -> None:
    rule = r'\.md-content:has\(\[value="([\w-]+)"\]:checked\)\s+\.claim:not\(\[data-is~="\1"\]\)'
    rules = set(re.findall(rule, CSS.read_text(encoding="utf-8")))
    options = {option.get("value") for option in claims_filter().iter("option") if option.get("value")}
    assert len(options) == len(SECTIONS) + len(ROWS) + len(STANCES) + len(STATUSES)
    assert rules == options


def test_sections_link_pages_that_exist() -> None:
    for section in SECTIONS.values():
        assert (DOCS / "guide" / f"{section.guide}.md").is_file()
