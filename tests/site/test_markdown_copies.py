"""Every page has a copy in Markdown that says the same, its calculators answered; llms.txt lists the copies."""

import re

import pytest
from bs4 import BeautifulSoup

from overrides.copies.to_markdown import to_markdown
from tests.site.built_site import Page
from tests.site.pages import SITE, article_of, built_pages, text_of

HTML_TAG = re.compile(r"</?(?:div|span|table|tr|td|p|a|details|summary|form|input|button)\b")
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((<?[^)\s>]+)")


def copy_of(page: str) -> str:
    return (SITE / page / "index.md").read_text(encoding="utf-8")


def test_every_page_links_its_copy(pages: list[Page]) -> None:
    for page in [page for page in pages if page.path.name == "index.html"]:
        html = page.path.read_text(encoding="utf-8")
        assert '<link rel="alternate " type="text/markdown" title="This page as Markdown" href="index.md">' in html
        assert page.path.with_name("index.md").is_file(), page.address


def test_a_copy_holds_the_headings_of_its_page_and_links_that_work_anywhere() -> None:
    for page in built_pages():
        copy = copy_of(page)
        prose = CODE.sub("", copy)
        assert not HTML_TAG.search(prose), page
        assert "STANDS-HERE" not in copy, page
        assert not [link for link in LINK.findall(prose) if not re.match(r"<?(?:https?|mailto):", link)], page
        article, plain = article_of(page), re.sub(r"[*`\\]", "", copy)
        for calculator in [part for part in article.iter("div") if "calculator" in part.get("class", "").split()]:
            calculator.clear()
        for heading in [part for part in article.iter() if part.tag in {"h1", "h2"}]:
            assert text_of(heading).removesuffix("#").strip() in plain, page


def test_calculators_are_answered_as_the_page_shows_them() -> None:
    answered = 0
    for page in built_pages():
        copy = copy_of(page)
        for calculator in article_of(page).iter("div"):
            classes = calculator.get("class", "").split()
            if "calculator" not in classes or {"calculator-compare", "questions"} & {*classes}:
                continue
            headline = next(part for part in calculator.iter("div") if "headline" in part.get("class", "").split())
            base = next(part for part in headline.iter("span") if part.get("class") == "base")
            assert (base.text or "").strip() in copy, page
            answered += 1
    assert answered >= 10
    assert "**Next experiment**" in copy_of("decide/compare/")


def test_llms_txt_lists_every_copy_once() -> None:
    lines = (SITE / "llms.txt").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# ")
    assert lines[2].startswith("> ")
    linked = [match for line in lines for match in re.findall(r"^- \[[^\]]+\]\((\S+)\): \S", line)]
    root = min(linked, key=len).removesuffix("index.md")
    assert sorted(linked) == sorted(f"{root}{page}index.md" for page in built_pages())


def test_what_only_eyes_need_is_left_out_and_a_bar_does_not_end_a_cell() -> None:
    page = """<article><h1>Title<a class="headerlink" href="#t">#</a></h1><p>A <span class="term"><a href="g">token</a>
    <span role="tooltip">A unit.</span></span> and <a href="../x/#y">a link</a>.</p><svg><text>drawn</text></svg>
    <table><thead><tr><th>a</th></tr></thead><tbody><tr><td>x|y</td></tr></tbody></table></article>"""
    text = to_markdown(BeautifulSoup(page, "html5lib"), "https://example.org/a/b/", [])
    assert "# Title\n" in text
    assert "drawn" not in text
    assert "A unit" not in text
    assert "[a link](https://example.org/a/x/#y)" in text
    assert r"| x\|y |" in text


def test_a_calculator_without_an_answer_is_a_mistake() -> None:
    html = BeautifulSoup('<article><div class="calculator"></div></article>', "html5lib")
    with pytest.raises(ValueError, match="argument 2 is shorter"):
        to_markdown(html, "https://example.org/", [])
