"""Which options can be ranked, by what, and which comes first."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from calculators.columns import Column, Number, float_of, values_of
from calculators.comparison.arms import Arm

TOTAL, BEFORE_FAILURES = "total_cost_usd", "cost_before_failures_usd"
TOO_LATE = 0.1
"""Share of samples in time up to which an option is said to be too late, and is not ranked."""


class Ranking(NamedTuple):
    """The options that can be compared, and the result that they are compared by.

    With a success rate of an option that does something it is the total with mistakes. Else it is the cost before
    mistakes, of everything but doing nothing: that holds if all of them get equally many right.
    """

    names: tuple[str, ...]
    by: str
    left_out: dict[str, str]
    """Options that are open and still not ranked, and why."""

    def best(self, outputs: Mapping[str, Number]) -> str:
        """Return the cheapest option at exact outputs; empty if none is ranked."""
        return min(self.names, key=lambda name: float_of(outputs[f"{name}.{self.by}"]), default="")

    def best_of_each(self, outputs: Mapping[str, Number]) -> list[str]:
        """Return the cheapest option of every sample."""
        length = _length(outputs)
        costs = [values_of(outputs[f"{name}.{self.by}"], length) for name in self.names]
        return [self.names[row.index(min(row))] for row in zip(*costs, strict=True)]


def rank(
    arms: Sequence[Arm],
    outputs: Mapping[str, Number],
    *,
    in_time: Mapping[str, float],
    target: float | None,
    second_stage: str,
) -> Ranking:
    """Decide what can be ranked at the middle of all ranges: priced, not too late, and not known to miss the target.

    Args:
        arms: the open options, the one that does nothing first.
        outputs: of the model at the middle of all ranges.
        in_time: share of samples in which an option is live by the deadline; empty: there is no deadline.
        target: success rate wanted; None: none.
        second_stage: to which the staged option goes on; empty: it is the same as its prompt, and not ranked twice.

    """
    left_out: dict[str, str] = {}
    names: list[str] = []
    for arm in arms:
        if f"{arm.name}.{BEFORE_FAILURES}" not in outputs:
            left_out[arm.name] = "no price is known for it"
        elif not arm.is_sized:
            left_out[arm.name] = "how many of its service's machines the traffic needs is not assessed"
        elif arm.kind == "staged" and not second_stage:
            left_out[arm.name] = "a second stage does not pay, so it is the prompt"
        elif in_time.get(arm.name, 1.0) <= TOO_LATE:
            left_out[arm.name] = "it is too late in nine of ten samples or more"
        elif target is not None and float_of(outputs.get(f"{arm.name}#success", 1.0)) < target:
            left_out[arm.name] = "its success rate is below the one wanted"
        else:
            names.append(arm.name)
    priced = [name for name in names if f"{name}.{TOTAL}" in outputs]
    if any(name != arms[0].name for name in priced):
        left_out |= {name: "its success rate is unknown" for name in names if name not in priced}
        return Ranking(tuple(priced), TOTAL, left_out)
    doing_something = tuple(name for name in names if name != arms[0].name)
    return Ranking(doing_something, BEFORE_FAILURES, left_out)


def share_cheaper(first: str, second: str, by: str, outputs: Mapping[str, Number]) -> float:
    """Return the share of samples, 0 to 1, in which one option costs less than another."""
    mine, other = (values_of(outputs[f"{name}.{by}"], _length(outputs)) for name in (first, second))
    wins = [a < b for a, b in zip(mine, other, strict=True)]
    return sum(wins) / len(wins)


def _length(outputs: Mapping[str, Number]) -> int:
    return max((len(item.values) for item in outputs.values() if isinstance(item, Column)), default=1)
