"""The parts of which every result on a page is made: its data, its number in words, its trust and its sources."""

from collections.abc import Iterable
from functools import lru_cache
from xml.etree.ElementTree import Element

from calculators.present.markup import Child, element, web_address, with_class
from calculators.present.numbers import ResultInWords, plain_decimal, result_in_words
from calculators.ranges import Range, Result, Source


def result_data(name: str, result: Result) -> dict[str, str | None]:
    """Return the attributes of the page's contract for a result."""
    points = dict(zip(Range._fields, map(plain_decimal, result.range), strict=True)) if result.range else {}
    return {
        "data-result": name,
        **{f"data-{point}": value for point, value in points.items()},
        "data-unit": result.unit,
        "data-state": result.state,
        "data-validation": result.validation.label,
    }


def result_block(name: str, result: Result, root: str = "/") -> Element:
    """Return a result that stands alone: label, number, range, trust and where it comes from."""
    return element(
        "div",
        {"class": "result headline" if result.headline else "result", **result_data(name, result)},
        with_class("p", "result-name", result.label),
        number(result_in_words(result)),
        with_class("p", "result-trust", trust(name, result)) if result.headline and result.range else None,
        _where_from(name, result, root),
    )


def number(words: ResultInWords) -> Element:
    """Return a number with its unit, and its range below."""
    return with_class(
        "p",
        "result-value",
        with_class("span", "base", words.base, " " if words.unit else None, with_class("span", "unit", words.unit)),
        with_class("span", "range", f" {words.spread} {words.unit}".rstrip()) if words.spread else None,
    )


def trust(name: str, result: Result) -> str:
    """Say in a line how far a result can be trusted."""
    return f"{_spread_in_words(name, result, 'of the spread is assumed')}; {result.validation.label}"


def _spread_in_words(name: str, result: Result, assumed: str) -> str:
    """Say what is uncertain; a share of samples is one number however uncertain its inputs are."""
    share = f"{result.assumed_share:.0%}"
    if name.endswith("_probability") and result.range and result.assumed_share:
        return f"a share of the samples; {share} of what spreads them is assumed"
    if result.range and result.range.is_exact and not result.assumed_share:
        return "exact for exact inputs"
    return f"{share} {assumed}"


def _where_from(name: str, result: Result, root: str) -> Element:
    spread = _spread_in_words(name, result, "of the spread comes from assumptions and rules of thumb")
    ranged = result.range is not None and not result.range.is_exact
    return element(
        "details",
        {"class": "where-from"},
        element("summary", None, "Where from?", with_class("span", "for-screen-readers", f" {result.label}")),
        definition("Formula", result.formula),
        definition("Range", f"P10 to P90; {spread}" if ranged else spread) if result.range else None,
        definition("Tested", f"{result.validation.label}: {result.validation.error}."),
        sources_list(result.sources, root),
    )


def definition(term: str, text: str) -> Element:
    """Return a line that begins with what it is about."""
    return element("p", None, element("strong", None, term), f" {text}")


def sources_list(sources: Iterable[Source], root: str) -> Element:
    """Return where a number comes from: class, statement, status, date and address of each source."""
    return with_class("ul", "sources", *(_source(source, root) for source in sources))


@lru_cache(maxsize=1_024)
def _source(source: Source, root: str) -> Element:
    """Return one source. Most stand below several results, and below those of the next answer again."""
    status = [source.status] if source.status not in ("yours", "default") else []
    dated = [f"seen {source.date_seen}"] if source.date_seen else []
    return element(
        "li",
        {"data-source": source.id},
        with_class("span", f"class class-{source.class_.replace(' ', '-')}", source.class_),
        f": {source.statement}",
        " (" if status or dated else None,
        _link(source.url, ", ".join([*status, *dated])) if status or dated else None,
        ")" if status or dated else None,
        *_entry_of_bibliography(source, root),
    )


def _entry_of_bibliography(source: Source, root: str) -> list[Child]:
    if not source.id.startswith("evidence:"):
        return []
    return [" in the ", element("a", {"href": f"{root}reference/bibliography/"}, "bibliography")]


def _link(url: str, text: str) -> Element | str:
    return element("a", {"href": web_address(url)}, text) if url else text
