"""A built page as Markdown, for readers that are programs: its article, with each calculator as its written answer."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from markdownify import MarkdownConverter

NOT_FOR_PROGRAMS = (
    ".questions, .headerlink, [hidden], [role=tooltip], svg, script, style, hr, .for-screen-readers, .md-source-file"
)
MARK = "CALCULATOR-{}-STANDS-HERE"
BLANK_LINES = re.compile(r"\n{3,}")


class _Converter(MarkdownConverter):  # type: ignore[misc] # markdownify has no types
    """Markdownify, with links that work anywhere, bars in cells escaped and summaries in bold."""

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Make the address absolute."""
        if "href" in el.attrs:
            el["href"] = urljoin(self.options["address"], str(el["href"]))
        return str(super().convert_a(el, text, parent_tags))

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Keep a bar from ending the cell."""
        return str(super().convert_td(el, text.replace("|", r"\|"), parent_tags))

    def convert_summary(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Set what names a folded part in bold."""
        del el, parent_tags
        return f"\n\n**{' '.join(text.split())}**\n\n"


def description_of(html: BeautifulSoup) -> str:
    """Return what the page says about itself to search engines."""
    found = html.select_one("meta[name=description]")
    return str(found["content"]) if found else ""


def to_markdown(html: BeautifulSoup, address: str, answers: Sequence[str]) -> str:
    """Write the article of a page.

    Args:
        html: the page; its article is changed.
        address: of the page, with its host, from which links are resolved.
        answers: the Markdown that stands for each calculator, in their order on the page.

    Raises:
        ValueError: the number of answers is not that of the calculators.

    """
    article = html.select_one("article")
    if article is None:
        raise ValueError(f"{address} has no article")
    for part in article.select(NOT_FOR_PROGRAMS):
        part.decompose()
    for part in article.select(".term, .term > a"):
        part.unwrap()
    for index, (calculator, _) in enumerate(zip(article.select(".calculator"), answers, strict=True)):
        stand_in: Any = html.new_tag("p")
        stand_in.string = MARK.format(index)
        calculator.replace_with(stand_in)
    converter = _Converter(address=address, heading_style="ATX", bullets="-", escape_misc=False, wrap=False)
    text = str(converter.convert_soup(article))
    for index, answer in enumerate(answers):
        text = text.replace(MARK.format(index), answer)
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return f"{BLANK_LINES.sub('\n\n', lines).strip()}\n\nThis page: {address}\n"
