"""The first use of a term on a page carries its definition, where prose runs and nowhere else."""

from xml.etree.ElementTree import Element, fromstring

import pytest
from markdown import Markdown

from overrides.extensions.glossary_terms import terms
from tests.site.pages import article_of, built_pages, text_of

EXTENSIONS = ["overrides.extensions.glossary_terms", "overrides.extensions.citations", "tables", "attr_list"]


def rendered(text: str) -> Element:
    return fromstring(f"<div>{Markdown(extensions=EXTENSIONS).convert(text)}</div>")


def explained(root: Element) -> list[str]:
    return [text_of(span[0]) for span in root.iter("span") if span.get("class") == "term"]


def test_the_first_use_is_linked_and_described() -> None:
    paragraph = rendered("Adapters are small. An adapter of *LoRA* has a rank.")
    assert explained(paragraph) == ["Adapters", "LoRA"]
    link, tip = next(span for span in paragraph.iter("span") if span.get("class") == "term")
    assert link.attrib == {"href": "/glossary.md#term-adapter", "aria-describedby": "tip-term-adapter"}
    assert (tip.get("role"), tip.get("id")) == ("tooltip", "tip-term-adapter")
    assert text_of(tip).startswith("A small set of extra weights")


def test_words_stay_in_their_order() -> None:
    paragraph = rendered("First *a token*, then **an epoch** and overfitting [@E001], at the end.")
    for tip in [part for part in paragraph.iter() if part.get("role") == "tooltip"]:
        tip.text = ""
    assert text_of(paragraph).startswith("First a token, then an epoch and overfitting (Gekhman et al. 2024)")
    assert text_of(paragraph).endswith("at the end.")


@pytest.mark.parametrize(
    "text",
    [
        "## Tokens { #tokens }",
        "See [the token](https://example.org/).",
        "Type `token`.",
        "| token |\n| --- |\n| token |",
        "> The token is what you pay for.",
        "tokenise, subtoken-free, tokens_per_second",
        "sft and rag are no words",
    ],
)
def test_what_is_no_running_prose_is_left_alone(text: str) -> None:
    assert explained(rendered(text)) == []


def test_a_link_that_the_author_set_is_described_too() -> None:
    paragraph = rendered("With [low-rank adapters](../glossary.md#term-lora) and LoRA.")
    assert explained(paragraph) == ["low-rank adapters"]


def test_acronyms_count_as_written() -> None:
    assert explained(rendered("RAG and SFT.")) == ["RAG", "SFT"]


def test_the_longest_term_wins() -> None:
    assert explained(rendered("A prompt optimiser writes a prompt.")) == ["prompt optimiser", "prompt"]


def test_every_page_starts_anew() -> None:
    converter = Markdown(extensions=EXTENSIONS)
    for _page in range(2):
        assert converter.reset().convert("A token.").count("tooltip") == 1


def test_every_entry_of_the_glossary_is_a_term_with_a_definition() -> None:
    headings = [part.get("id") for part in article_of("glossary/").iter("h3")]
    assert [term.id for term in terms()] == headings
    assert all(len(term.definition.split()) >= 8 and "[@" not in term.definition for term in terms())
    words = [word.lower() for term in terms() for word in term.words]
    assert len(words) == len(set(words))


def test_the_glossary_does_not_explain_itself_and_the_guide_is_explained() -> None:
    assert explained(article_of("glossary/")) == []
    assert explained(article_of("reference/bibliography/")) == []
    for page in [page for page in built_pages() if page.startswith("guide/")]:
        assert len(explained(article_of(page))) >= 3, page
