"""An answer as terminal table, Markdown and CSV."""

import csv
import io
from collections.abc import Sequence

from calculators.catalogue import Answer
from calculators.present.numbers import plain_decimal, result_in_words
from calculators.present.text_parts import inputs_of_headline, markdown_results, provenance, trust_in_words

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


def as_markdown(answers: Sequence[Answer], link: str = "", root: str = "/") -> str:
    """Return a block to paste into a review: results as ranges, inputs, notes and sources.

    Args:
        answers: what to write.
        link: address of the page that shows the answer; empty: there is none.
        root: path of the site in that address.

    """
    return "\n\n".join(_markdown(answered, link, root) for answered in answers)


def _table(answered: Answer) -> str:
    if answered.calculator.name == "compare":
        from calculators.present.compare_text import comparison_table  # noqa: PLC0415 - only one calculator needs it

        return comparison_table(answered)
    rows = [
        (
            result.label,
            str(result_in_words(result)),
            ", ".join(filter(None, (f"{share} assumed" if share else "", label))),
        )
        for result in answered.estimate.results.values()
        for share, label in [trust_in_words(result)]
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    lines = [f"{row[0]:<{widths[0]}}  {row[1]:<{widths[1]}}  {row[2]}".rstrip() for row in rows]
    title = f"{answered.calculator.title}: {answered.calculator.summary}"
    notes = [f"* {note}" for note in answered.estimate.notes]
    return "\n".join([title, "", *lines, "", *notes, "", provenance(answered)])


def _markdown(answered: Answer, link: str, root: str) -> str:
    if answered.calculator.name == "compare":
        from calculators.present.compare_text import comparison_markdown  # noqa: PLC0415 - as above

        return comparison_markdown(answered, link, root)
    return "\n".join(
        [
            f"### {answered.calculator.title}: {answered.calculator.summary}",
            "",
            *markdown_results(answered),
            "",
            "Inputs: " + "; ".join(inputs_of_headline(answered)) + ".",
            "",
            *(f"- {note}" for note in answered.estimate.notes),
            "",
            provenance(answered) + (f" [The page with these values]({link})" if link else ""),
        ]
    )
