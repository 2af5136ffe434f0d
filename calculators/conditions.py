"""Bounds that a result must keep, for scripts that fail a build when an estimate grows."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from calculators.forms.parsing import NotANumberError, parse_range
from calculators.ranges import Estimate


class ConditionError(ValueError):
    """A condition that cannot be read."""


class Condition(NamedTuple):
    """`result <= bound` (or `>=`), in the unit of the result."""

    result: str
    relation: str
    bound: float

    def __str__(self) -> str:
        return f"{self.result} {self.relation} {self.bound:g}"


def parse_condition(entry: str) -> Condition:
    """Read `RESULT<=VALUE` or `RESULT>=VALUE`.

    Raises:
        ConditionError: it has another form.

    """
    matched = re.fullmatch(r"\s*([\w.|-]+)\s*(<=|>=)\s*(\S+)\s*", entry)
    try:
        bound = parse_range(matched[3]) if matched else None
    except NotANumberError:
        bound = None
    if not matched or not bound or not bound.is_exact:
        raise ConditionError(f"the condition {entry!r} is not of the form RESULT<=VALUE or RESULT>=VALUE")
    return Condition(matched[1], matched[2], bound.base)


def failed_conditions(estimate: Estimate, conditions: Sequence[Condition]) -> Iterator[str]:
    """Yield a sentence per condition that the whole range of its result, P10 to P90, does not keep."""
    for condition in conditions:
        result = estimate.results.get(condition.result)
        if result is None:
            yield f"{condition}: there is no such result"
        elif result.range is None:
            yield f"{condition}: it is {result.state}"
        elif condition.relation == "<=" and result.range.high > condition.bound:
            yield f"{condition}: its P90 is {result.range.high:.9g} {result.unit}"
        elif condition.relation == ">=" and result.range.low < condition.bound:
            yield f"{condition}: its P10 is {result.range.low:.9g} {result.unit}"
