"""An answer as terminal table, Markdown, CSV and decision record."""

import csv
import io
import shlex
from collections.abc import Sequence

from calculators import __version__
from calculators.catalogue import Answer
from calculators.estimating import entry_in_words
from calculators.forms.parsing import typed
from calculators.present.numbers import plain_decimal, result_in_words
from calculators.ranges import Result, Source

CSV_HEADER = ("index", "result", "low", "base", "high", "unit", "state")


def as_table(answers: Sequence[Answer]) -> str:
    """Return the results in aligned columns, for a terminal."""
    return "\n\n".join(_table(answered) for answered in answers)


def as_csv(answers: Sequence[Answer | None]) -> str:
    """Return one row per result, indexed by input object; an object with errors (None) has no rows."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CSV_HEADER)
    for index, answered in enumerate(answers):
        for name, result in answered.estimate.results.items() if answered else ():
            points = [plain_decimal(value) for value in result.range] if result.range else ["", "", ""]
            writer.writerow([index, name, *points, result.unit, result.state])
    return out.getvalue().rstrip("\n")


def as_markdown(answers: Sequence[Answer]) -> str:
    """Return a block to paste into a review: results as ranges, inputs, notes and sources."""
    return "\n\n".join(
        "\n".join(
            [
                f"### {answered.calculator.title}: {answered.calculator.summary}",
                "",
                *_markdown_results(answered),
                "",
                "Inputs: " + "; ".join(_inputs_in_words(answered)) + ".",
                "",
                *(f"- {note}" for note in answered.estimate.notes),
                "",
                _provenance(answered),
            ]
        )
        for answered in answers
    )


def as_decision_record(answers: Sequence[Answer]) -> str:
    """Return a record in MADR's sections (Markdown Any Decision Records 4.0): what was asked, found and assumed."""
    return "\n\n---\n\n".join(_record(answered) for answered in answers)


def command(answered: Answer) -> str:
    """Return the shell command that gives this answer again."""
    mine = [
        f"--{name.replace('_', '-')}={typed(entry.value)}"
        for name, entry in answered.inputs.items()
        if entry.class_ == "yours" and entry.value is not None
    ]
    options = [*mine, f"--facts-date={answered.estimate.facts_date}"]
    return shlex.join(["python", "-m", "calculators", answered.calculator.name, *options])


def _table(answered: Answer) -> str:
    rows = [
        (
            result.label,
            str(result_in_words(result)),
            f"{result.assumed_share:.0%} assumed, {result.validation.label}",
        )
        for result in answered.estimate.results.values()
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    lines = [f"{row[0]:<{widths[0]}}  {row[1]:<{widths[1]}}  {row[2]}" for row in rows]
    title = f"{answered.calculator.title}: {answered.calculator.summary}"
    notes = [f"* {note}" for note in answered.estimate.notes]
    return "\n".join([title, "", *lines, "", *notes, "", _provenance(answered)])


def _markdown_results(answered: Answer) -> list[str]:
    header = [
        "| result | P50 | P10 to P90 | of the spread assumed | validation |",
        "| --- | ---: | --- | ---: | --- |",
    ]
    return [*header, *(_markdown_row(result) for result in answered.estimate.results.values())]


def _markdown_row(result: Result) -> str:
    words = result_in_words(result)
    spread = words.spread or ("exact" if result.range else "")
    return (
        f"| {result.label}{f' ({words.unit})' if words.unit else ''} | {words.base} | {spread} "
        f"| {result.assumed_share:.0%} | {result.validation.label} |"
    )


def _record(answered: Answer) -> str:
    headlines = [result for result in answered.estimate.results.values() if result.headline]
    drivers = [f"- {line}" for line in _inputs_in_words(answered)]
    sources = {source.id: source for result in answered.estimate.results.values() for source in result.sources}
    return "\n".join(
        [
            f"# {answered.calculator.summary}",
            "",
            "## Context and problem statement",
            "",
            f"{answered.calculator.title} at the prices of {answered.estimate.facts_date}.",
            "",
            "## Decision drivers",
            "",
            *drivers,
            "",
            "## Considered numbers",
            "",
            *_markdown_results(answered),
            "",
            "## Consequences",
            "",
            *(f"- {result.label}: {result_in_words(result)}." for result in headlines),
            *(f"- {note}" for note in answered.estimate.notes),
            "",
            "## Confirmation",
            "",
            *(f"- {result.label} is {result.validation.label}: {result.validation.error}." for result in headlines),
            f"- Reproduce it: `{command(answered)}`",
            "",
            "## More information",
            "",
            *(f"- {_source_in_words(source)}" for source in sources.values() if source.class_ != "yours"),
            "",
            _provenance(answered),
        ]
    )


def _source_in_words(source: Source) -> str:
    where = ", ".join(filter(None, (source.url, f"seen {source.date_seen}" if source.date_seen else "")))
    return f"[{source.class_}, {source.status}] {source.statement}" + (f" ({where})" if where else "")


def _inputs_in_words(answered: Answer) -> list[str]:
    """List the inputs that have a part in the headline, each with its class."""
    headline = next(result for result in answered.estimate.results.values() if result.headline)
    counted = {source.id for source in headline.sources}
    return [
        f"{field.label}: {entry_in_words(field, answered.inputs[field.name])} ({answered.inputs[field.name].class_})"
        for field in answered.calculator.form.fields
        if f"input:{field.name}" in counted
    ]


def _provenance(answered: Answer) -> str:
    return f"Prompt or Tune {__version__}, facts of {answered.estimate.facts_date}."
