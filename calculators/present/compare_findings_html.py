"""What would change a comparison, as HTML: thresholds, published cases, when options break even."""

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element

from calculators.present.comparison_view import View
from calculators.present.markup import Child, element, web_address, with_class
from calculators.present.numbers import result_in_words, shown
from calculators.present.result_parts import definition, result_data
from calculators.present.tables_html import labelled, row, table
from calculators.ranges import Result

NOT_STATED = "not stated"
_CASE_HEADINGS = ("Task", "Compared", "Gain", "Training examples", "Test items", "Published by")


def flips(view: View) -> list[Child]:
    """Return the thresholds beyond which another option is the cheapest."""
    if view.winner is None:
        return []
    found = view.details["flips"]
    if not found:
        return [element("p", None, "No single number within a factor of a thousand makes another option the cheapest.")]
    return [
        with_class(
            "ul",
            "flips",
            *(element("li", None, f"{flip['text']}; now {shown(flip['now'], flip['unit'])}.") for flip in found),
        )
    ]


def cases(view: View) -> list[Child]:
    """Return the published comparisons that are nearest to the task."""
    found = view.details["published_cases"]
    if not found:
        return []
    return [
        table(
            "cases",
            "Others' results on other data: they say what has happened, not what will.",
            _CASE_HEADINGS,
            [_case(each) for each in found],
        )
    ]


def _case(case: Mapping[str, Any]) -> Element:
    effort = f" ({case['baseline_effort']})" if case["baseline_effort"] else ""
    gain = NOT_STATED if case["gain_points"] is None else f"{case['gain_points']:+g} points ({case['metric']})"
    published = ", ".join(str(part) for part in (case["by"] or NOT_STATED, case["year"]) if part)
    cells: list[Child] = [
        f"{case['other']} against {case['baseline']}{effort}",
        gain,
        _count(case["labels"]),
        _count(case["test_items"]),
        element("a", {"href": web_address(case["url"])}, published) if case["url"] else published,
    ]
    return row(
        str(case["task"]),
        *(labelled(heading, cell) for heading, cell in zip(_CASE_HEADINGS[1:], cells, strict=True)),
    )


def _count(number: float | None) -> str:
    return NOT_STATED if number is None else f"{number:,.0f}"


def pairs(view: View) -> Element:
    """Return, folded, in which month each option has paid back against each other one."""
    within: Mapping[str, float] = view.details["break_even_share_within_horizon"]
    found = list(view.pairs)
    rows = []
    for name, first, second, result in found:
        words = result_in_words(result)
        month = f"{words.base} ({words.spread})" if words.spread else words.base
        share = f"{within[f'{first}|{second}']:.0%}"
        rows.append(row(result.label, element("td", result_data(name, result), month), share))
    formula = found[0][3].formula.partition("; ")[0] if found else ""
    return element(
        "details",
        {"class": "break-even", "data-key": "break-even"},
        element("summary", None, "When does one option pay back against another?"),
        definition("Formula", f"{formula}."),
        definition("Rests on", "the totals of the two options; their sources stand at each option, under Where from?"),
        table("pairs", "", ("Pair", "Month", "Share of the samples in which it does so within the horizon"), rows),
        *(definition("Tested", text) for text in dict.fromkeys(map(_tested, found))),
    )


def _tested(pair: tuple[str, str, str, Result]) -> str:
    validation = pair[-1].validation
    return f"{validation.label}: {validation.error}."
