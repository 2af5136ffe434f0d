"""What the options of a comparison cost as the months go by, and what their totals are made of."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from calculators.columns import Column, Number
from calculators.comparison.model import Setting
from calculators.comparison.outcomes import cost_of_error, costs_in, costs_until, path_of
from calculators.comparison.ranking import TOTAL
from calculators.ranges import Range
from calculators.sampling import Samples, percentiles

_STEPS = 6


class Moment(NamedTuple):
    """What an option has cost until the end of a month."""

    name: str
    month: float
    usd: Range


class Parts(NamedTuple):
    """What the middle of an option's cost over the horizon adds up from, in USD."""

    name: str
    work_usd: float
    machines_usd: float
    requests_usd: float
    """Of the horizon, those before it is live at today's cost."""
    running_usd: float
    """Hosting and renewal, of the months in which it is live."""
    mistakes_usd: float | None
    """None where they are not counted."""


def costs_over_time(names: Sequence[str], samples: Samples, setting: Setting, by: str) -> list[Moment]:
    """Return the cost of each option until several months, 10th, 50th and 90th percentile of all samples.

    Args:
        names: of priced options.
        samples: of a comparison.
        setting: the options.
        by: the result that is followed over time, with mistakes or before them; its own range is the last moment.

    """
    outputs, requests = samples.outputs, samples.point["requests_per_month"]
    error_usd = cost_of_error(samples.point) if by == TOTAL else None
    today = costs_in(outputs, setting.arms[0].name)
    months = [setting.horizon_months * step / _STEPS for step in range(_STEPS)]
    found: list[Moment] = []
    for name in names:
        arm = costs_in(outputs, name)
        end = samples.spread(f"{name}.{by}")
        if end is None:
            continue
        largest_share = max(end.shares.values(), default=0.0)
        course = costs_until(months, arm, today, requests, setting.demand, error_usd=error_usd)
        # The end may be steadied, and the bands run into it.
        usual = _range_of(outputs[f"{name}.{by}"], largest_share)
        gains = [steady / plain - 1 if plain else 0.0 for steady, plain in zip(end.range, usual, strict=True)]
        for month, usd in zip(months, course, strict=True):
            part = month / setting.horizon_months
            usual = _range_of(usd, largest_share)
            steadied = sorted(now * (1 + part * gain) for now, gain in zip(usual, gains, strict=True))
            found.append(Moment(name, month, Range(*steadied)))
        found.append(Moment(name, setting.horizon_months, end.range))
    return found


def parts_of_costs(names: Sequence[str], samples: Samples, setting: Setting, by: str) -> list[Parts]:
    """Return what the middle of each option's cost adds up from: averages over the tenth of the samples around it.

    The middles of the parts would not add up to the middle of the whole. These do, as they are scaled to it.

    Args:
        names: of priced options.
        samples: of a comparison.
        setting: the options.
        by: the result that is taken apart, with mistakes or before them.

    """
    today = setting.arms[0].name
    found = []
    for name in names:
        whole = samples.outputs[f"{name}.{by}"]
        spread = samples.spread(f"{name}.{by}")
        middle = _middle_of(whole)
        outputs = {key: _picked(samples.outputs[key], middle) for key in _keys_of(samples.outputs, name, today)}
        arm, instead = costs_in(outputs, name), costs_in(outputs, today)
        path = path_of(arm, instead, outputs["requests"], setting.demand, setting.horizon_months)
        work, machines, running = arm.work_usd, arm.machines_usd, path.usd
        requests = path.before * instead.usd_per_request + path.first * arm.usd_per_request
        if arm.then is not None:
            work, machines = work + arm.then.work_usd, machines + arm.then.machines_usd
            requests = requests + path.second * arm.then.usd_per_request
        running = path.usd - work - machines - requests
        mistakes = _picked(whole, middle) - path.usd
        parts = [max(_mean(part), 0.0) for part in (work, machines, requests, running, mistakes)]
        total = sum(parts)
        scale = spread.range.base / total if spread and total else 0.0
        *before, of_mistakes = (part * scale for part in parts)
        found.append(Parts(name, before[0], before[1], before[2], before[3], of_mistakes if by == TOTAL else None))
    return found


def _keys_of(outputs: Mapping[str, Number], *names: str) -> list[str]:
    """Return the outputs that `costs_in` reads for these options, and the requests."""
    starts = tuple(f"{name}#" for name in names)
    leads = {f"{name}.lead_time_weeks" for name in names}
    return [key for key in outputs if key in leads or key == "requests" or key.startswith(starts)]


def _middle_of(whole: Number) -> list[int]:
    """Return which samples are the tenth around the middle."""
    if not isinstance(whole, Column):
        return [0]
    order = sorted(range(len(whole.values)), key=whole.values.__getitem__)
    count = len(order)
    return order[int(0.45 * count) : max(int(0.55 * count), 1)]


def _picked(number: Number, indices: Sequence[int]) -> Number:
    return Column([number.values[index] for index in indices]) if isinstance(number, Column) else number


def _mean(number: Number) -> float:
    return sum(number.values) / len(number.values) if isinstance(number, Column) else number


def _range_of(number: Number, largest_share: float) -> Range:
    return percentiles(number.values, largest_share) if isinstance(number, Column) else Range.exact(number)
