"""In which month an option has paid back what it cost more at the start: a distribution that can say never."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from calculators.columns import Column, Number, values_of
from calculators.comparison.model import Costs, Setting
from calculators.comparison.outcomes import costs_until, successes_of
from calculators.ranges import Range, State

_STEPS = 12
"""Parts of the horizon; inside each of them both costs are taken to run straight."""


class BreakEven(NamedTuple):
    """When two options have cost the same. `range` is None where that is more likely never, and `state` says so."""

    range: Range | None
    state: State
    share_within_horizon: float
    dearer_at_start: str
    """The one that has to pay back; where both cost the same at the start, the one that is dearer at the end."""


def break_even_months(
    costs: Mapping[str, Costs], requests: Number, error_usd: Number | None, setting: Setting
) -> dict[tuple[str, str], BreakEven]:
    """Compare every pair of options over time, mistakes included where both success rates are known.

    Args:
        costs: of `costs_of_arms`, over some samples.
        requests: per month, of those samples.
        error_usd: cost of an error, of those samples; None where it is unknown.
        setting: the options.

    Returns:
        Per pair the month from which on the option that costs more at the start has cost less, 10th, 50th and 90th
        percentile over the samples: 0 where it costs less from the start, the horizon where it has not caught up.

    """
    months = [setting.horizon_months * step / _STEPS for step in range(_STEPS + 1)]
    length = _length(costs, requests)
    today = costs[setting.arms[0].name]

    def curves(names: Iterable[str], error_usd: Number | None = None) -> dict[str, list[list[float]]]:
        return {
            name: [
                values_of(usd, length)
                for usd in costs_until(months, costs[name], today, requests, setting.demand, error_usd=error_usd)
            ]
            for name in names
        }

    known = [name for name, arm in costs.items() if error_usd is not None and successes_of(arm, today) is not None]
    priced = curves(known, error_usd)
    plain = curves(costs) if len(priced) < len(costs) else {}
    found = {}
    for first, second in combinations(costs, 2):
        both_priced = first in priced and second in priced
        found[first, second] = _pair(first, second, priced if both_priced else plain, months)
    return found


def _pair(
    first: str, second: str, curves: Mapping[str, Sequence[Sequence[float]]], months: Sequence[float]
) -> BreakEven:
    gaps = [
        [b - a for a, b in zip(one, other, strict=True)]
        for one, other in zip(zip(*curves[first], strict=True), zip(*curves[second], strict=True), strict=True)
    ]
    count = len(gaps)
    dearer = second if 2 * sum((gap[0] or gap[-1]) > 0 for gap in gaps) >= count else first
    if dearer == first:
        gaps = [[-each for each in gap] for gap in gaps]
    found = [_paid_back(gap, months) for gap in gaps if gap[-1] < 0]
    share = len(found) / count
    if 2 * len(found) < count:
        closing = sum(0 < gap[-1] < gap[-2] for gap in gaps)
        state: State = "beyond-horizon" if 2 * (len(found) + closing) >= count else "never"
        return BreakEven(None, state, share, dearer)
    ordered = sorted(found) + [months[-1]] * (count - len(found))
    low, base, high = (ordered[min(int(part * count), count - 1)] for part in (0.1, 0.5, 0.9))
    return BreakEven(Range(low, base, high), "value", share, dearer)


def _paid_back(gap: Sequence[float], months: Sequence[float]) -> float:
    """Return the month from which on an option has cost no more than the other: 0 if it never cost more."""
    step = max((index for index, each in enumerate(gap) if each > 0), default=None)
    if step is None:
        return 0.0
    before, after = gap[step], gap[step + 1]
    return months[step] + (months[step + 1] - months[step]) * before / (before - after)


def _length(costs: Mapping[str, Costs], requests: Number) -> int:
    numbers = [requests, *(value for arm in costs.values() for value in arm if isinstance(value, Column))]
    return max((len(number.values) for number in numbers if isinstance(number, Column)), default=1)
