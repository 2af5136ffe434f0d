"""The results of an answer as HTML: the same at build time and live."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from calculators import __version__
from calculators.catalogue import Answer
from calculators.present.charts.chart import Chart
from calculators.present.charts.figure import figure_element
from calculators.present.charts.of_answer import charts_of
from calculators.present.markup import element, with_class
from calculators.present.numbers import result_in_words
from calculators.present.result_parts import result_block


def results_element(
    answered: Answer, then: str = "", root: str = "/", charts: Sequence[Chart] | None = None
) -> Element:
    """Return all results with their provenance, and room for the pictures of their charts.

    Args:
        answered: what to show.
        then: what an old link showed, if that differs.
        root: path of the site, with a slash at its end; links to other pages start with it.
        charts: of the answer, as `charts_of` returns them, where they have been made already.

    """
    if charts is None:
        charts = charts_of(answered)
    if answered.calculator.name == "compare":
        from calculators.present.compare_html import comparison_element  # noqa: PLC0415 - only one calculator needs it

        return comparison_element(answered, charts, then, root)
    results = answered.estimate.results
    headlines = [result_block(name, result, root) for name, result in results.items() if result.headline]
    others = [result_block(name, result, root) for name, result in results.items() if not result.headline]
    return with_class(
        "div",
        "results",
        with_class("p", "then", then) if then else None,
        *headlines,
        *map(figure_element, charts),
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
