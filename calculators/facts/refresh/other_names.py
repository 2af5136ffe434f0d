r"""Under which other names a model is known, as far as a plain list can say it.

genai-prices matches by rules: equal to, begins with, contains, regular expressions, and combinations. Equal and
begins-with rules are carried over, of the regular expressions those for dated names
(``^gpt-6-luna-\d{4}-\d{2}-\d{2}$``), and only names that genai-prices itself resolves to the model. So
"exact name, else longest prefix" gives its answer.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from genai_prices.types import ClauseEquals, ClauseOr, ClauseRegex, ClauseStartsWith

if TYPE_CHECKING:
    from collections.abc import Iterator

    from genai_prices.types import MatchLogic, ModelInfo, Provider

_DATED_NAME = re.compile(r"\^(?P<name>[\w.\\:/-]+-)(?P<date>\\d\{8\}|\\d\{4\}-\\d\{2\}-\\d\{2\})\$")
_CENTURY = "20"  # part of the prefix, so that "gpt-6-luna-20" does not swallow gpt-6-luna-mini


def aliases(provider: Provider, model: ModelInfo) -> list[str]:
    """Return the exact names besides the id, sorted; case does not matter in any of them."""
    names = {clause.equals for clause in _sufficient(model.match) if isinstance(clause, ClauseEquals)}
    return sorted(name for name in names if name.lower() != model.id.lower() and provider.find_model(name) is model)


def prefixes(provider: Provider, model: ModelInfo) -> list[str]:
    """Return the beginnings that are enough to recognise the model, sorted."""
    found = set()
    for clause in _sufficient(model.match):
        if isinstance(clause, ClauseStartsWith) and provider.find_model(clause.starts_with) is model:
            found.add(clause.starts_with)
        if isinstance(clause, ClauseRegex) and (dated := _DATED_NAME.fullmatch(clause.regex)):
            name = dated["name"].replace("\\", "")
            example = "20260101" if "{8}" in dated["date"] else "2026-01-01"
            if provider.find_model(name + example) is model:
                found.add(name + _CENTURY)
    return sorted(found)


def _sufficient(match: MatchLogic) -> Iterator[MatchLogic]:
    """Yield the rules that are enough alone; a part of an "and" is not."""
    if isinstance(match, ClauseOr):
        for clause in match.or_:
            yield from _sufficient(clause)
    else:
        yield match
