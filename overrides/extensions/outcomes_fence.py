"""The fence ```outcomes: the reference table of a calculator's results, each with its formula and how it was tested."""

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown

from calculators.catalogue import answer
from calculators.present.markup import Child, element
from calculators.ranges import Result
from overrides.extensions.facts_tables import table
from overrides.extensions.strict_fence import allow_only, strict_fence

HEADINGS = ("Result", "What it is", "Unit", "Formula", "Tested")


def _render(settings: dict[str, Any], _md: Markdown) -> Element:
    """Render the results of the calculator `name` as they answer `values`; `without` leaves some out."""
    allow_only(settings, {"name", "values", "without"})
    answered = answer(settings["name"], settings.get("values") or {})
    results = _once_per_option(answered.estimate.results)
    for unwanted in settings.get("without", ()):
        del results[unwanted]
    rows = [_row(name, result) for name, result in results.items()]
    return table(HEADINGS, rows, f"Results of {answered.calculator.name}")


def _once_per_option(results: Mapping[str, Result]) -> dict[str, Result]:
    """Return each kind of result once: the comparison has `<option>.total_cost_usd` for every option."""
    kinds: dict[str, Result] = {}
    for name, result in results.items():
        option, dot, kind = name.rpartition(".")
        prefix = "" if not dot else "<option>|<option>." if "|" in option else "<option>."
        label = result.label.rpartition(": ")[2].capitalize() if dot else result.label
        kinds.setdefault(prefix + kind, result._replace(label=label))
    return kinds


def _row(name: str, result: Result) -> list[Child]:
    return [
        element("code", None, name),
        result.label,
        result.unit or "none",
        result.formula,
        f"{result.validation.label}: {result.validation.error}".removesuffix(": "),
    ]


format_fence = strict_fence(_render)
