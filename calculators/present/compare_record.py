"""A comparison as decision record: what was asked, which options there are, what follows, and when to look again."""

from calculators.catalogue import Answer
from calculators.present.compare_text import (
    experiment_in_words,
    flips_in_words,
    options_as_markdown,
    site_of,
    verdict_as_markdown,
)
from calculators.present.comparison_view import Row, View, classes_in_words, heading, view_of
from calculators.present.decision_record import reproduction
from calculators.present.numbers import result_in_words
from calculators.present.revisit import dates_to_revisit, rows_by_reason
from calculators.present.text_parts import inputs_in_words, provenance, source_in_words
from calculators.ranges import GUESSED, Source

MOST_LINES = 120
"""Of a record: sources are listed as far as they fit; the page and the JSON output have all of them."""


def comparison_record(answered: Answer, link: str, root: str) -> str:
    """Return the record; its date is that of the facts, because the engine has no clock."""
    view = view_of(answered)
    lines = [
        f"# {_title(view)}",
        "",
        "- Status: proposed",
        f"- Date: {answered.estimate.facts_date}, the day of the facts",
        "",
        *_part("Context and Problem Statement", [_context(view)]),
        *_part("Decision Drivers", [f"- {line}" for line in _drivers(view)]),
        *_part("Considered Options", [*options_as_markdown(view), "", *_remarks(view)]),
        *_part("Decision Outcome", [_outcome(view), "", *verdict_as_markdown(view, site_of(link, root))]),
        *_part("Consequences", _consequences(view), "###"),
        *_part("Confirmation", _confirmation(view), "###"),
        *_part("Revisit when", [f"- {line}" for line in _triggers(view)]),
    ]
    end = [*reproduction(answered, link), "", f"{classes_in_words(view)} {provenance(answered)}".lstrip()]
    room = MOST_LINES - len(lines) - len(end) - 2
    return "\n".join([*lines, *_part("More Information", _assumptions(view, room - 2)), *end])


def _part(title: str, lines: list[str], level: str = "##") -> list[str]:
    return [f"{level} {title}", "", *lines, ""] if lines else []


def _title(view: View) -> str:
    task = view.answered.inputs["task"].text
    if view.winner is None:
        return f"No ranked option yet for {task}"
    by = view.columns[view.ranked_by].lower()
    return (
        f"{view.winner.name} for {task}" if view.counts_mistakes else f"{task}: {view.winner.name} has the lowest {by}"
    )


def _context(view: View) -> str:
    horizon = view.answered.inputs["horizon_months"].range.base
    return (
        f"{view.answered.calculator.summary} Compared over {horizon:g} months at the facts of "
        f"{view.answered.estimate.facts_date}."
    )


def _drivers(view: View) -> list[str]:
    """Return what decides: the number that ranks, and what was said of this case; everything else is a default."""
    inputs = view.answered.inputs
    said = [
        field.name
        for field in view.answered.calculator.form.fields
        if inputs[field.name].value != field.default or inputs[field.name].class_ == "yours"
    ]
    return [f"Lowest {view.columns[view.ranked_by].lower()}", *inputs_in_words(view.answered, said)]


def _remarks(view: View) -> list[str]:
    opened = {row.reason: row.opened for row in view.rows}
    return [
        *(
            f"- {', '.join(names)}: open to you: {opened[reason]}; {reason}."
            for reason, names in rows_by_reason(view).items()
        ),
        *(
            f"- {row.name} is not ranked: {row.place}."
            for row in view.rows
            if row.is_open and row.place not in ("", "winner")
        ),
    ]


def _outcome(view: View) -> str:
    if view.winner is None:
        return "No option can be chosen on these numbers."
    by = view.columns[view.ranked_by].lower()
    deciding = result_in_words(view.winner.results[view.ranked_by])
    chosen = f"**{view.winner.name}** ({view.winner.model})"
    if view.counts_mistakes:
        unsure = f" if it is open to us ({view.winner.reason})," if view.winner.state == "unknown" else ","
        return f"Proposed: {chosen}{unsure} because its {by} is the lowest: {deciding}."
    return f"Nothing is proposed before mistakes have a price. The lowest {by} has {chosen}: {deciding}."


def _consequences(view: View) -> list[str]:
    missing = view.details["not_counted"]
    return [
        *(f"- {note}" for note in view.answered.estimate.notes),
        *([f"- Not counted: {', '.join(missing)}."] if missing else []),
    ]


def _confirmation(view: View) -> list[str]:
    experiment = [f"- {line}" for line in experiment_in_words(view.details["next_experiment"])]
    return ["Next experiment:", "", *experiment, "", *_tested(view)]


def _tested(view: View) -> list[str]:
    if view.winner is None:
        return []
    found: dict[str, list[str]] = {}
    for name, result in view.winner.results.items():
        if name in view.columns:
            found.setdefault(f"{result.validation.label}: {result.validation.error}", []).append(heading(result))
    return ["How the numbers were tested:", "", *(f"- {', '.join(names)}: {how}." for how, names in found.items())]


def _triggers(view: View) -> list[str]:
    return [*(f"{days}: {why}." for days, why in dates_to_revisit(view)), *flips_in_words(view)]


def _assumptions(view: View, room: int) -> list[str]:
    """List in `room` lines what the two cheapest options rest on: facts first, then guesses."""
    ranked = [row for row in view.rows if row.place in ("", "winner") and row.is_open][:2]
    sources = sorted(_sources_of(ranked).values(), key=lambda source: source.class_ in GUESSED)
    most = max(room - 3, 1)
    left = sources[most:]
    names = " and ".join(row.name for row in ranked)
    more = [f"- and {len(left)} more, named on the page and in the JSON output"] if left else []
    listed = [*(f"- {source_in_words(source)}" for source in sources[:most]), *more]
    return [f"What {names} rest on, besides what was said above:", "", *listed] if listed else []


def _sources_of(rows: list[Row]) -> dict[str, Source]:
    return {
        source.id: source
        for row in rows
        for result in row.results.values()
        for source in result.sources
        if source.class_ != "yours" and not source.id.startswith(("result:", "eligibility:"))
    }
