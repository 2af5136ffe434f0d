"""Numbers in prose that the engine works out when the site is built, so that no page can say what it would not.

A fence asks a calculator under a name of the page's own:

    ```answer
    id: half
    name: training
    values: {model: Llama-3-8B, method: full}
    ```

It shows the values, with a link to the calculator that holds them. The mark `[=half.weights_gb]` then writes that
result where it stands: most likely value, range and unit. `[=half.weights_gb base]` writes one number of it with its
unit, likewise `low`, `high` and `range`; `number` writes the most likely value without its unit. `facts_date` in a
fence asks at the prices of a past day. `[=today.calls-cached]` writes a threshold of `thresholds.py`, without a fence.
"""

from re import Match
from typing import Any
from urllib.parse import quote, urlencode
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

from calculators.catalogue import CALCULATORS, Answer, answer
from calculators.present.markup import element
from calculators.present.numbers import result_in_words, shown, unit_after
from calculators.ranges import Result
from overrides.extensions.calculator_fence import as_typed
from overrides.extensions.strict_fence import allow_only, strict_fence
from overrides.extensions.thresholds import in_words

MARK = r"\[=([a-z0-9-]+)\.([^\]\s]+)(?: (base|low|high|range|number))?\]"
BEFORE_LINKS = 176  # as citations, or Markdown would look for a reference of that name


def _render(settings: dict[str, Any], md: Markdown) -> Element:
    allow_only(settings, {"id", "name", "values", "facts_date"})
    answers: dict[str, Answer] = md.__dict__.setdefault("computed_answers", {})
    if settings["id"] in answers:
        raise ValueError(f"the answer {settings['id']} stands on this page already")
    name, values, on_date = settings["name"], as_typed(settings["values"]), settings.get("facts_date")
    answered = answers[settings["id"]] = answer(name, values, on_date=on_date and str(on_date))
    query = urlencode({f"{name}.{field}": value for field, value in values.items()}, quote_via=quote)
    address = f"{md.__dict__.get('site_root', '/')}{page_of(name)}?{query}"
    link = element("a", {"href": address}, CALCULATORS[name].title)
    labels = {field.name: field.label for field in answered.calculator.form.fields}
    said = "; ".join(f"{labels[field].lower()} {value or 'blank'}" for field, value in values.items())
    at = f", at the prices of {on_date}" if on_date else ""
    return element("p", {"class": "computed-from"}, "Computed when this page was built (", link, f"{at}): {said}.")


def page_of(name: str) -> str:
    """Return the address of a calculator's page below the site's root."""
    return "decide/compare/" if name == "compare" else f"calculators/{name}/"


format_fence = strict_fence(_render)


class _Numbers(InlineProcessor):
    def handleMatch(self, m: Match[str], _data: str) -> tuple[Element, int, int]:  # type: ignore[override] # noqa: N802 - Markdown's name
        answers: dict[str, Answer] = self.md.__dict__.get("computed_answers", {})
        if m[1] == "today":
            return _number(m, in_words()[m[2]])
        if m[1] not in answers or m[2] not in answers[m[1]].estimate.results:
            raise KeyError(f"{m[0]}: no answer fence of this page gives that result")
        return _number(m, in_prose(answers[m[1]].estimate.results[m[2]], m[3] or ""))


def _number(m: Match[str], text: str) -> tuple[Element, int, int]:
    number = element("span", {"class": "computed", "data-computed": f"{m[1]}.{m[2]}"}, AtomicString(text))
    return number, m.start(0), m.end(0)


def in_prose(result: Result, part: str) -> str:
    """Write a result, or one part of it, with its unit.

    Raises:
        ValueError: the result has no number.

    """
    if result.range is None:
        raise ValueError(f"{result.label} has no number: {result.state}")
    unit = unit_after(result.unit)
    if not part:
        words = result_in_words(result)._replace(unit="")
        return f"{words} {unit}".strip()
    values = result.range._asdict()
    if part == "number":
        return shown(values["base"], "")
    asked = (values["low"], values["high"]) if part == "range" else (values[part],)
    return f"{' to '.join(shown(value, result.unit) for value in asked)} {unit}".strip()


class ComputedNumbersExtension(Extension):
    """Registers the mark."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's name
        """Add the processor to a converter, and forget the answers of the page before."""
        md.registerExtension(self)
        self.md = md
        md.inlinePatterns.register(_Numbers(MARK, md), "computed-numbers", BEFORE_LINKS)

    def reset(self) -> None:
        """Forget the answers of the last page."""
        self.md.__dict__.pop("computed_answers", None)


def makeExtension(**settings: Any) -> ComputedNumbersExtension:  # noqa: N802 - Markdown's name
    """Return the extension, as Markdown asks for it by the module's name."""
    return ComputedNumbersExtension(**settings)
