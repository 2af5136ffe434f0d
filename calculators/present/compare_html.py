"""The answer of the comparison as HTML: verdict, next experiment, options side by side, and what would change it."""

from collections.abc import Iterable, Mapping, Sequence
from xml.etree.ElementTree import Element

from calculators import __version__
from calculators.catalogue import Answer
from calculators.present.charts.chart import Chart
from calculators.present.charts.figure import figure_element
from calculators.present.compare_findings_html import cases, flips, pairs
from calculators.present.compare_table_html import options_table
from calculators.present.comparison_view import View, classes_in_words, days, view_of
from calculators.present.markup import Child, element, with_class
from calculators.present.numbers import result_in_words
from calculators.present.result_parts import definition, number, result_block, result_data, sources_list, trust


def comparison_element(answered: Answer, charts: Sequence[Chart], root: str) -> Element:
    """Return the whole answer; `root` is the path of the site, with which the links to its pages start."""
    view = view_of(answered)
    results = answered.estimate.results
    return with_class(
        "div",
        "results comparison",
        with_class(
            "div",
            "beside-form",
            _headline(view),
            _verdict(view, root),
            _experiment(view, root),
            result_block(
                "value_of_one_point_usd_per_month",
                results["value_of_one_point_usd_per_month"]._replace(headline=False),
                root,
            ),
        ),
        _below_form(view, {chart.name: figure_element(chart) for chart in charts}, root),
    )


def _below_form(view: View, figures: Mapping[str, Element], root: str) -> Element:
    """Return what needs the width of the page."""
    estimate = view.answered.estimate
    return with_class(
        "div",
        "below-form",
        *section("What each option costs, and when it is live", [options_table(view, root)]),
        *section("How the costs run, and what they are made of", _side_by_side(figures, "course", "parts")),
        *section("What would flip it", [*flips(view), *_side_by_side(figures, "territory", "gap")]),
        *section("Nearest published cases", cases(view)),
        pairs(view),
        with_class("ul", "notes", *(element("li", None, note) for note in estimate.notes)),
        with_class(
            "p",
            "stamp",
            f"Ranges run from P10 to P90. {classes_in_words(view)} "
            f"Engine {__version__}, facts of {estimate.facts_date}.",
        ),
    )


def _side_by_side(figures: Mapping[str, Element], *names: str) -> list[Child]:
    found = [figures[name] for name in names if name in figures]
    return [with_class("div", "charts", *found)] if found else []


def section(title: str, content: Sequence[Child]) -> Iterable[Element]:
    """Yield a part of the answer below its title; nothing if it has no content.

    The title is no heading: a calculator stands anywhere in a page's outline.
    """
    if any(part is not None for part in content):
        yield element("p", {"class": "part-title"}, title)
        yield from (part for part in content if isinstance(part, Element))


def _headline(view: View) -> Element | None:
    """Return the deciding number, large. Its data stand at its cell of the table: a result has one place."""
    if view.winner is None:
        return None
    result = view.winner.results[view.ranked_by]
    name = f"{view.winner.name}.{view.ranked_by}"
    return with_class(
        "div",
        "result headline",
        with_class("p", "result-name", f"Lowest {result.label.partition(': ')[2]}: {view.winner.name}"),
        number(result_in_words(result)),
        with_class("p", "result-trust", trust(name, result)),
    )


def _verdict(view: View, root: str) -> Element:
    return with_class(
        "ol",
        "verdict",
        *(
            element(
                "li",
                None,
                f"{sentence['text']} ",
                element("a", {"href": root + sentence["section"], "class": "why"}, "why"),
            )
            for sentence in view.details["verdict"]
        ),
    )


def _experiment(view: View, root: str) -> Element:
    found = view.details["next_experiment"]
    result = view.answered.estimate.results["next_experiment"]
    return element(
        "div",
        {"class": "result experiment", **result_data("next_experiment", result)},
        with_class("p", "result-name", "Next experiment"),
        element("p", None, f"{found['what']} ", element("a", {"href": root + found["section"], "class": "why"}, "why")),
        definition("Costs", f"{result_in_words(result)}."),
        definition("Takes", f"{days(found['days'])}."),
        definition("Stop", str(found["stop_rule"]).removeprefix("Stop ")),
        definition("Could change", f"{found['could_change']}."),
        element(
            "details",
            {"class": "where-from"},
            element("summary", None, "Where from?", with_class("span", "for-screen-readers", " Next experiment")),
            definition("Formula", f"{result.formula}."),
            definition("Tested", f"{result.validation.label}: {result.validation.error}."),
            sources_list(result.sources, root),
        ),
    )
