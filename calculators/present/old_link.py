"""What the link to an answer says that it showed, and what has changed since."""

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element

from calculators import __version__
from calculators.catalogue import Answer
from calculators.forms import is_date
from calculators.forms.parsing import NotANumberError, parse_range, typed
from calculators.present.markup import element, web_address, with_class
from calculators.present.numbers import result_in_words
from calculators.ranges import Range, Source, round_for_output

_LONGEST_SHOWN = 20  # an address made by hand may say anything


def stamp(answered: Answer) -> dict[str, str]:
    """Return what a link carries besides the inputs: versions, and each headline result."""
    results = answered.estimate.results
    return {
        "engine_version": __version__,
        "facts_date": answered.estimate.facts_date,
        **{
            _key(answered, name): _stamped(result.range)
            for name, result in results.items()
            if result.headline and result.range
        },
    }


def _key(answered: Answer, name: str) -> str:
    """Name a result in a link: not as an input, as which it would be read."""
    return f"answer_{name}" if name in answered.inputs else name


def then_element(answered: Answer, then: Mapping[str, Any]) -> Element | None:
    """Say what an old link showed where it differs from the answer of today, and which facts or formulas are newer."""
    changed = []
    for name, result in answered.estimate.results.items():
        said = then.get(_key(answered, name))
        if said is not None and result.range and said != _stamped(result.range):
            try:
                old = result_in_words(result._replace(range=parse_range(str(said))))
            except NotANumberError:
                continue
            changed.append(f"{result.label} was {old} and is {result_in_words(result)}")
    if not changed:
        return None
    version, date = (str(then.get(key))[:_LONGEST_SHOWN] for key in ("engine_version", "facts_date"))
    newer = _newer_facts(answered, date)
    engine = f"The engine was {version} and is {__version__}: its formulas may have changed."
    return with_class(
        "div",
        "then",
        element(
            "p",
            None,
            f"Since this link was copied (engine {version}, facts of {date}) the answer changed: {'; '.join(changed)}.",
        ),
        element("p", None, engine) if "engine_version" in then and version != __version__ else None,
        element("p", None, "Facts of this answer that are newer than the link:") if newer else None,
        element("ul", None, *map(_fact, newer)) if newer else None,
    )


def _newer_facts(answered: Answer, date: str) -> list[Source]:
    used = {source.id: source for result in answered.estimate.results.values() for source in result.sources}
    return [source for source in used.values() if is_date(date) and source.date_seen > date]


def _fact(source: Source) -> Element:
    seen = f"seen {source.date_seen}"
    return element(
        "li",
        None,
        f"{source.statement} (",
        element("a", {"href": web_address(source.url)}, seen) if source.url else seen,
        ")",
    )


def _stamped(value: Range) -> str:
    return typed(Range(*map(round_for_output, value))).replace(",", "")
