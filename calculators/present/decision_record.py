"""An answer as decision record, in the sections of MADR (Markdown Any Decision Records 4.0)."""

from collections.abc import Sequence

from calculators.catalogue import Answer
from calculators.present.numbers import result_in_words
from calculators.present.text_parts import command, inputs_of_headline, markdown_results, provenance, source_in_words


def as_decision_record(answers: Sequence[Answer], link: str = "", root: str = "/") -> str:
    """Return a record per answer: what was asked, found and assumed. `link` and `root` as in `text.as_markdown`."""
    return "\n\n---\n\n".join(_record(answered, link, root) for answered in answers)


def _record(answered: Answer, link: str, root: str) -> str:
    if answered.calculator.name == "compare":
        from calculators.present.compare_record import comparison_record  # noqa: PLC0415 - only one calculator needs it

        return comparison_record(answered, link, root)
    headlines = [result for result in answered.estimate.results.values() if result.headline]
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
            *(f"- {line}" for line in inputs_of_headline(answered)),
            "",
            "## Considered numbers",
            "",
            *markdown_results(answered),
            "",
            "## Consequences",
            "",
            *(f"- {result.label}: {result_in_words(result)}." for result in headlines),
            *(f"- {note}" for note in answered.estimate.notes),
            "",
            "## Confirmation",
            "",
            *(f"- {result.label} is {result.validation.label}: {result.validation.error}." for result in headlines),
            *reproduction(answered, link),
            "",
            "## More information",
            "",
            *(f"- {source_in_words(source)}" for source in sources.values() if source.class_ != "yours"),
            "",
            provenance(answered),
        ]
    )


def reproduction(answered: Answer, link: str) -> list[str]:
    """Return how to get the answer again: the command, and the page's address if there is one."""
    page = [f"- The page with these values: <{link}>"] if link else []
    return [f"- Reproduce it: `{command(answered)}`", *page]
