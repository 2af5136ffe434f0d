"""The results of an answer as HTML: the same at build time and live."""

from xml.etree.ElementTree import Element

from calculators import __version__
from calculators.catalogue import Answer
from calculators.present.markup import element, with_class
from calculators.present.numbers import result_in_words
from calculators.present.result_parts import result_block


def results_element(answered: Answer, then: str = "", root: str = "/") -> Element:
    """Return all results with their provenance.

    Args:
        answered: what to show.
        then: what an old link showed, if that differs.
        root: path of the site, with a slash at its end; links to other pages start with it.

    """
    if answered.calculator.name == "compare":
        from calculators.present.compare_html import comparison_element  # noqa: PLC0415 - only one calculator needs it

        return comparison_element(answered, then, root)
    results = answered.estimate.results
    headlines = [result_block(name, result, root) for name, result in results.items() if result.headline]
    others = [result_block(name, result, root) for name, result in results.items() if not result.headline]
    return with_class(
        "div",
        "results",
        with_class("p", "then", then) if then else None,
        *headlines,
        _plan(answered),
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
    if answered.calculator.name == "compare":
        from calculators.present.comparison_view import spoken_comparison  # noqa: PLC0415 - as above

        return spoken_comparison(answered)
    headlines = [result for result in answered.estimate.results.values() if result.headline]
    return "; ".join(f"{result.label}: {result_in_words(result)}" for result in headlines) + "."


def _plan(answered: Answer) -> Element | None:
    if "plan" not in answered.estimate.details:
        return None
    from calculators.present.plan_html import plan_element  # noqa: PLC0415 - as above

    return plan_element(answered)
