"""What the text formats share: the inputs in words, sources as lines, the command that gives an answer again."""

import shlex
from collections.abc import Iterable

from calculators import __version__
from calculators.catalogue import DEFAULT_SEED, Answer
from calculators.estimating import entry_in_words
from calculators.forms.parsing import typed
from calculators.present.numbers import result_in_words
from calculators.ranges import Result, Source


def command(answered: Answer) -> str:
    """Return the shell command that gives this answer again: what was entered, and a page's examples."""
    options = []
    for field in answered.calculator.form.fields:
        entry = answered.inputs[field.name]
        is_mine = entry.class_ == "yours" and entry.value is not None
        if not is_mine and entry.value == field.default:
            continue
        name = field.name.replace("_", "-")
        if isinstance(entry.value, bool):
            options.append(f"--{name}" if entry.value else f"--no-{name}")
        else:
            options.append(f"--{name}={typed(entry.value)}")
    if answered.seed != DEFAULT_SEED:
        options.append(f"--seed={answered.seed}")
    options.append(f"--facts-date={answered.estimate.facts_date}")
    return shlex.join(["python", "-m", "calculators", answered.calculator.name, *options])


def inputs_in_words(answered: Answer, names: Iterable[str]) -> list[str]:
    """List inputs, each with its class, in the order of the form."""
    wanted = set(names)
    return [
        f"{field.label}: {entry_in_words(field, answered.inputs[field.name])} ({answered.inputs[field.name].class_})"
        for field in answered.calculator.form.fields
        if field.name in wanted
    ]


def inputs_of_headline(answered: Answer) -> list[str]:
    """List the inputs that have a part in the headline."""
    headline = next(result for result in answered.estimate.results.values() if result.headline)
    counted = (source.id for source in headline.sources)
    return inputs_in_words(answered, (name.removeprefix("input:") for name in counted if name.startswith("input:")))


def source_in_words(source: Source) -> str:
    """Write a source as one line: class, status, statement, address and the day on which it was seen."""
    where = ", ".join(filter(None, (source.url, f"seen {source.date_seen}" if source.date_seen else "")))
    return f"[{source.class_}, {source.status}] {source.statement}" + (f" ({where})" if where else "")


def markdown_results(answered: Answer) -> list[str]:
    """Return the lines of a Markdown table of all results."""
    header = [
        "| result | P50 | P10 to P90 | of the spread assumed | validation |",
        "| --- | ---: | --- | ---: | --- |",
    ]
    return [*header, *(_markdown_row(result) for result in answered.estimate.results.values())]


def _markdown_row(result: Result) -> str:
    words = result_in_words(result)
    spread = words.spread or ("exact" if result.range else "")
    share, label = trust_in_words(result)
    name = f"{result.label}{f' ({words.unit})' if words.unit else ''}"
    return f"| {name} | {words.base} | {spread} | {share} | {label} |"


def trust_in_words(result: Result) -> tuple[str, str]:
    """Return what part of the spread is assumed and how the result was tested; nothing of what is not there."""
    if result.range is not None:
        return f"{result.assumed_share:.0%}", result.validation.label
    return "", "" if result.state == "unknown" else result.validation.label


def markdown_row(cells: Iterable[str]) -> str:
    """Write one row of a Markdown table; a bar inside a cell would end it."""
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def provenance(answered: Answer) -> str:
    """Say which engine and which facts gave the answer."""
    return f"Prompt or Tune {__version__}, facts of {answered.estimate.facts_date}."
