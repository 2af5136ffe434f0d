"""A comparison for a terminal and as a short Markdown block."""

from collections.abc import Mapping
from typing import Any

from calculators.catalogue import Answer
from calculators.present.comparison_view import (
    NAME_AND_STATE,
    Row,
    View,
    classes_in_words,
    days,
    money,
    result_of_row,
    view_of,
)
from calculators.present.numbers import shown
from calculators.present.text_parts import markdown_row, provenance


def comparison_table(answered: Answer) -> str:
    """Return the options as aligned rows, for a terminal, then what the numbers say."""
    view = view_of(answered)
    rows = [[*NAME_AND_STATE, *view.columns.values()], *(_cells(view, row) for row in view.rows)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join(
        [
            f"{answered.calculator.title}: {answered.calculator.summary}",
            "",
            *lines,
            "",
            *(f"* {sentence['text']}" for sentence in view.details["verdict"]),
            "",
            *_listed("What would flip it", flips_in_words(view), "* "),
            *_listed("Next experiment", experiment_in_words(view.details["next_experiment"]), "* "),
            *_listed("To know", answered.estimate.notes, "* "),
            f"{classes_in_words(view)} {provenance(answered)}".lstrip(),
        ]
    )


def comparison_markdown(answered: Answer, link: str, root: str) -> str:
    """Return verdict, options, thresholds and the next experiment, short enough for a comment in a review."""
    view = view_of(answered)
    return "\n".join(
        [
            f"### {answered.calculator.title}: {answered.calculator.summary}",
            "",
            *verdict_as_markdown(view, site_of(link, root)),
            "",
            *options_as_markdown(view),
            "",
            *_listed("**What would flip it**", flips_in_words(view), "- "),
            *_listed("**Next experiment**", experiment_in_words(view.details["next_experiment"]), "- "),
            *_listed("**To know**", answered.estimate.notes, "- "),
            f"{classes_in_words(view)} {provenance(answered)}".lstrip()
            + (f" [The page with these values]({link})" if link else ""),
        ]
    )


def site_of(link: str, root: str) -> str:
    """Return the address of the site's root from the address of one of its pages; empty if there is none."""
    scheme, _, rest = link.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}{root}" if rest else ""


def verdict_as_markdown(view: View, site: str) -> list[str]:
    """Return the sentences of the verdict as a list, each with a link to what argues it if the site is known."""
    return [
        f"- {sentence['text']}" + (f" [Why]({site}{sentence['section']})" if site else "")
        for sentence in view.details["verdict"]
    ]


def options_as_markdown(view: View) -> list[str]:
    """Return the options as a Markdown table."""
    return [
        markdown_row([*NAME_AND_STATE, *view.columns.values()]),
        markdown_row(["---"] * (len(view.columns) + 2)),
        *(markdown_row(_cells(view, row)) for row in view.rows),
    ]


def flips_in_words(view: View) -> list[str]:
    """Return the thresholds beyond which another option is the cheapest, each with the value in use."""
    found: list[Mapping[str, Any]] = view.details["flips"] if view.winner else []
    return [f"{flip['text']}; now {shown(flip['now'], flip['unit'])}." for flip in found]


def experiment_in_words(found: Mapping[str, Any]) -> list[str]:
    """Return the next experiment in lines: what, cost and days, when to stop, what it could change."""
    return [
        f"{found['what']}",
        f"Cost: {money(found['cost_usd'])}. Time: {days(found['days'])}.",
        f"{found['stop_rule']}",
        f"Could change: {found['could_change']}.",
    ]


def _cells(view: View, row: Row) -> list[str]:
    return [row.name, row.opened, *(result_of_row(row, name) if row.is_open else "" for name in view.columns)]


def _listed(title: str, lines: list[str], mark: str) -> list[str]:
    return [title, "", *(f"{mark}{line}" for line in lines), ""] if lines else []
