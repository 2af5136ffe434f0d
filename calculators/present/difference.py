"""A result beside one that was pinned before: A, B and what lies between them."""

from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from calculators.catalogue import Answer
from calculators.present.markup import element, with_class
from calculators.present.numbers import result_in_words, shown, unit_after
from calculators.ranges import Range, Result, round_for_output

_DRAWS_MOVE = 0.03
"""Share of a result that other draws may move it by; docs/reference/method.md measures it."""
UNPIN = "A is pinned. Press the button again to let it go."


class Difference(NamedTuple):
    """One headline result in both answers; `change` and `certainty` are empty where there is nothing to say."""

    label: str
    before: str
    after: str
    change: str
    certainty: str


def differences(pinned: Answer, answered: Answer) -> Iterator[Difference]:
    """Compare the headline results that both answers have in the same unit."""
    for name, after in answered.estimate.results.items():
        before = pinned.estimate.results.get(name)
        if before and after.headline and before.unit == after.unit:
            change = certainty = ""
            if before.range and after.range:
                change = _change(before.range.base, after.range.base, after)
                certainty = _certainty(before.range, after.range)
            yield Difference(after.label, str(result_in_words(before)), str(result_in_words(after)), change, certainty)


def difference_element(pinned: Answer, answered: Answer) -> Element:
    """Return the differences as a list."""
    items = [
        element(
            "li",
            None,
            element("strong", None, f"{each.label}: "),
            f"A {each.before} → B {each.after}",
            ": " if each.change else None,
            element("strong", None, each.change) if each.change else None,
            f". {each.certainty}" if each.certainty else ".",
        )
        for each in differences(pinned, answered)
    ]
    return with_class("div", "difference", with_class("ul", "differences", *items), with_class("p", "help", UNPIN))


def spoken_difference(pinned: Answer, answered: Answer) -> str:
    """Return what a screen reader says of the results that differ."""
    differing = [each for each in differences(pinned, answered) if each.before != each.after]
    said = [f"{each.label} {each.change or each.after}" for each in differing]
    return f" Against the pinned result: {'; '.join(said) or 'no change'}."


def _change(before: float, after: float, result: Result) -> str:
    """Write the change of the middle value, and its share of the value before where that is not zero."""
    before, after = map(round_for_output, (before, after))
    delta = after - before
    if not delta:
        return "no change"
    sign = "+" if delta > 0 else "\N{MINUS SIGN}"
    if result.unit == "share":
        return f"{sign}{shown(abs(delta), 'share').removesuffix(' %')} percentage points"
    amount = shown(abs(delta), result.unit).replace("$", "US$")
    unit = unit_after(result.unit).replace("per month", "a month")
    relative = f" ({sign}{shown(abs(delta / before), 'share')})" if before else ""
    return f"{sign}{amount} {unit}".rstrip() + relative


def _certainty(before: Range, after: Range) -> str:
    if before == after or (before.is_exact and after.is_exact):
        return ""
    if abs(after.base - before.base) < _DRAWS_MOVE * before.base:
        return f"A difference below {_DRAWS_MOVE:.0%} may come from the draws alone."
    if max(before.low, after.low) <= min(before.high, after.high):
        return "The ranges overlap. What moves both answers alike may still leave the difference certain."
    return "The ranges do not overlap."
