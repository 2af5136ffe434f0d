"""The results of an answer as HTML: the same at build time and live."""

from xml.etree.ElementTree import Element

from calculators import __version__
from calculators.catalogue import Answer
from calculators.present.markup import element, web_address, with_class
from calculators.present.numbers import plain_decimal, result_in_words
from calculators.ranges import Range, Result, Source


def results_element(answered: Answer, then: str = "") -> Element:
    """Return all results with their provenance; `then` says what an old link showed, if that differs."""
    results = answered.estimate.results
    headlines = [_result(name, result) for name, result in results.items() if result.headline]
    others = [_result(name, result) for name, result in results.items() if not result.headline]
    return with_class(
        "div",
        "results",
        with_class("p", "then", then) if then else None,
        *headlines,
        element(
            "details",
            {"class": "other-results"},
            element("summary", None, "How it adds up"),
            *others,
        ),
        with_class("ul", "notes", *(element("li", None, note) for note in answered.estimate.notes)),
        with_class(
            "p", "stamp", f"Ranges run from P10 to P90. Engine {__version__}, facts of {answered.estimate.facts_date}."
        ),
    )


def spoken_summary(answered: Answer) -> str:
    """Return the one sentence that a screen reader says when a new answer stands there."""
    headlines = [result for result in answered.estimate.results.values() if result.headline]
    return "; ".join(f"{result.label}: {result_in_words(result)}" for result in headlines) + "."


def _result(name: str, result: Result) -> Element:
    words = result_in_words(result)
    points = dict(zip(Range._fields, map(plain_decimal, result.range), strict=True)) if result.range else {}
    return element(
        "div",
        {
            "class": "result headline" if result.headline else "result",
            "data-result": name,
            **{f"data-{point}": value for point, value in points.items()},
            "data-unit": result.unit,
            "data-state": result.state,
            "data-validation": result.validation.label,
        },
        with_class("p", "result-name", result.label),
        with_class(
            "p",
            "result-value",
            with_class("span", "base", words.base, " " if words.unit else None, with_class("span", "unit", words.unit)),
            with_class("span", "range", f" {words.spread} {words.unit}".rstrip()) if words.spread else None,
        ),
        with_class("p", "result-trust", _trust(result)) if result.headline else None,
        _where_from(result),
    )


def _trust(result: Result) -> str:
    """Say in a line how far the result can be trusted."""
    assumed = f"{result.assumed_share:.0%} of the spread is assumed"
    exact = result.range and result.range.is_exact
    return f"{'exact for exact inputs' if exact else assumed}; {result.validation.label}"


def _where_from(result: Result) -> Element:
    trust = f"{result.validation.label}: {result.validation.error}."
    spread = (
        "exact, from exact inputs"
        if result.range and result.range.is_exact
        else (f"P10 to P90; {result.assumed_share:.0%} of the spread comes from assumptions and rules of thumb")
    )
    return element(
        "details",
        {"class": "where-from"},
        element("summary", None, "Where from?", with_class("span", "for-screen-readers", f" {result.label}")),
        _definition("Formula", result.formula),
        _definition("Range", spread) if result.range else None,
        _definition("Tested", trust),
        with_class("ul", "sources", *(_source(source) for source in result.sources)),
    )


def _definition(term: str, text: str) -> Element:
    return element("p", None, element("strong", None, term), f" {text}")


def _source(source: Source) -> Element:
    status = [source.status] if source.status not in ("yours", "default") else []
    dated = [f"seen {source.date_seen}"] if source.date_seen else []
    return element(
        "li",
        {"data-source": source.id},
        with_class("span", f"class class-{source.class_.replace(' ', '-')}", source.class_),
        f" {source.statement}",
        " (" if status or dated else None,
        _link(source.url, ", ".join([*status, *dated])) if status or dated else None,
        ")" if status or dated else None,
    )


def _link(url: str, text: str) -> Element | str:
    return element("a", {"href": web_address(url)}, text) if url else text
