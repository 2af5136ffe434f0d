"""The prose of the pages, block by block: what the tests of numbers and words read."""

import re
from collections.abc import Iterator
from pathlib import Path

from mkdocs.utils.meta import get_data

FENCE = re.compile(r"^(`{3,}|~{3,}).*?^\1`*~*\s*$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")
HTML = re.compile(r"<svg.*?</svg>|<!--.*?-->|<[^>]+>", re.DOTALL)
INCLUDE = re.compile(r"^\{!.*?!\}$", re.MULTILINE)
ATTRIBUTES = re.compile(r"\{[:#. ][^}]*\}")
STARTS_A_BLOCK = re.compile(r"\s*(?:[-*+] |\d+\. |\||#|>\s*$|!!! |\?\?\? )")


def blocks(path: Path) -> Iterator[str]:
    """Yield each paragraph, list item, table row and heading of a page, without code and fences."""
    text, _ = get_data(path.read_text(encoding="utf-8"))
    for pattern in (FENCE, CODE, HTML, INCLUDE, ATTRIBUTES):
        text = pattern.sub("", text)
    block: list[str] = []
    for line in [*text.splitlines(), ""]:
        if block and (not line.strip(" >") or STARTS_A_BLOCK.match(line)):
            yield " ".join(block)
            block = []
        if line.strip(" >"):
            block.append(line.strip())
