"""A citation leads to its claim, the claim to its source; what may not be cited stops the build."""

import re
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element, fromstring

import pytest
from markdown import Markdown
from mkdocs.exceptions import BuildError

from overrides.extensions.bibliography import bibliography
from overrides.extensions.evidence import DOCS, evidence, labels, references
from tests.site.pages import SITE, article_of, built_pages, text_of


def rendered(text: str) -> Element:
    html = Markdown(extensions=["overrides.extensions.citations", "tables", "attr_list"]).convert(text)
    return fromstring(f"<div>{html}</div>")


def test_a_mark_becomes_author_year_stance_and_link() -> None:
    claim = rendered("New facts are learned slowly [@E001].")
    assert text_of(claim) == "New facts are learned slowly (Gekhman et al. 2024) contradicts."
    [link] = claim.iter("a")
    assert link.attrib == {
        "href": "/reference/claims/two-ways.md#E001",
        "title": f"E001: {evidence()['E001'].locator}",
        "id": "cite-E001",
    }


@pytest.mark.parametrize(("name", "note"), [("E013", ", second-hand)"), ("E083", ", computed)"), ("E001", "2024)")])
def test_what_was_not_read_in_the_source_is_marked(name: str, note: str) -> None:
    assert note in text_of(rendered(f"A figure [@{name}]."))


def test_facts_of_one_stance_share_a_mark_and_others_do_not() -> None:
    together = text_of(rendered("x [@E009; @E010]"))
    assert together == "x (Dettmers et al. 2023; Liu et al. 2022) contradicts"
    apart = text_of(rendered("x [@E010; @E097]"))
    assert apart == "x (Liu et al. 2022) contradicts (Liu et al. 2022) supports"


def test_a_fact_from_two_sources_names_both() -> None:
    assert text_of(rendered("x [@E022]")) == "x (Cohere 2025, Mistral AI 2026) contradicts"


def test_only_the_first_citation_of_a_page_can_be_linked_to() -> None:
    converter = Markdown(extensions=["overrides.extensions.citations"])
    for _page in range(2):
        assert converter.reset().convert("x [@E001]\n\ny [@E001]").count('id="cite-E001"') == 1


HEADING = re.compile(r"^###? .*\{ #(?:evidence-(supports|refines|contradicts))?", re.MULTILINE)


@pytest.mark.parametrize("page", sorted(path.name for path in (DOCS / "guide").glob("*.md")))
def test_evidence_stands_under_the_heading_of_its_stance(page: str) -> None:
    _, *parts = HEADING.split((DOCS / "guide" / page).read_text("utf-8"))
    for stance, text in zip(parts[::2], parts[1::2], strict=True):
        cited = set(re.findall(r"E\d{3}", text)) if stance else set()
        assert {name: evidence()[name].stance for name in cited} == dict.fromkeys(cited, stance)


def test_code_is_left_alone() -> None:
    assert text_of(rendered("Write `[@E999]`.")) == "Write [@E999]."


@pytest.mark.parametrize("mark", ["[@E999]", "[@E1]", "[@gekhman2024new]", "[@E001, @E002]", "[@E001; E002]", "[@]"])
def test_an_unknown_name_stops_the_build(mark: str) -> None:
    with pytest.raises(BuildError, match=r"docs/evidence\.json"):
        rendered(f"A claim {mark}.")


def test_every_fact_has_sources_that_can_be_opened() -> None:
    for name, row in evidence().items():
        assert row.keys, name
        assert set(row.keys) <= set(references().entries), name
        assert not re.search(r"from memory|not recorded", f"{row.locator} {row.conditions} {row.figure}"), name


def test_every_entry_names_author_title_year_and_address() -> None:
    for key, entry in references().entries.items():
        assert entry.persons["author"], key
        assert {"title", "year", "url"} <= set(entry.fields), key
        assert re.fullmatch(r"20[0-3]\d", entry.fields["year"]), key
        assert re.match(r"https://[\w.-]+/?\S+$", entry.fields["url"]), key
        assert not re.fullmatch(r"https://[\w.-]+/?", entry.fields["url"]), f"{key}: a site is no source"


def test_every_entry_carries_a_fact() -> None:
    assert set(references().entries) == set(labels())


def test_labels_tell_entries_apart() -> None:
    assert len(set(labels().values())) == len(labels())


def test_quotations_are_short() -> None:
    for name, row in evidence().items():
        for quotation in re.findall(r"(?<!\w)'([^']+)'", f"{row.figure} {row.conditions}"):
            assert len(quotation.split()) <= 25, name


def test_the_list_leads_from_every_source_to_its_claims() -> None:
    sources = {source.get("id"): source for source in bibliography()}
    assert set(sources) == {f"ref-{key}" for key in labels()}
    claims = {(key, name) for name, row in evidence().items() for key in row.keys}
    links = {
        (str(source).removeprefix("ref-"), link.get("href", "").partition("#")[2])
        for source, entry in sources.items()
        for link in entry.iter("a")
        if link.get("href", "").startswith("/reference/claims/")
    }
    assert links == claims


def test_every_citation_of_the_built_site_arrives() -> None:
    ids = {page: {part.get("id") for part in article_of(page).iter()} for page in built_pages()}
    links = [
        urlsplit(urljoin(f"/{page}", link.get("href", "")))
        for page in built_pages()
        for link in article_of(page).findall(".//span[@class='citation']/a")
    ]
    assert len(links) > 100
    for link in links:
        assert re.fullmatch(r"/reference/claims/[\w-]+/", link.path), link
        assert re.fullmatch(r"E\d{3}", link.fragment), link
        assert link.fragment in ids[link.path.removeprefix("/")], link


def test_no_mark_is_left_over() -> None:
    for page in built_pages():
        article = article_of(page)
        for code in [part for part in article.iter() if part.tag in {"code", "pre"}]:
            code.clear()
        assert "[@" not in text_of(article), page


def test_every_section_of_the_guide_cites() -> None:
    for page in [page for page in built_pages() if page.startswith("guide/")]:
        if page in {"guide/", "guide/infographic/"}:
            continue
        text = (SITE / page / "index.html").read_text(encoding="utf-8")
        assert text.count('class="citation"') >= 4, page
