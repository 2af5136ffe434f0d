"""What one sample of a comparison comes to: totals with mistakes, cost per success, success rate needed to win."""

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from itertools import accumulate
from typing import NamedTuple

from calculators.columns import Column, Number, elementwise, largest, maximum, minimum, smallest
from calculators.comparison.demand import demand_until, mean_per_month
from calculators.comparison.model import WEEKS_PER_MONTH, Costs, Setting, costs_of_arms
from calculators.inference import FEWEST_REQUESTS

CANNOT_WIN = 2.0
"""Stands for a success rate above 1 that would be needed."""
OF_SECOND_STAGE = "then_"
"""Begins the names of what a second stage costs, in a sample."""
_LINES = ("work_usd", "machines_usd", "usd_per_request", "fixed_usd_per_month", "renewal_usd_per_month")


def cost_of_error(point: Mapping[str, Number]) -> Number | None:
    """Return what a wrong answer costs on average, in USD; None where an uncaught one has no price.

    share caught x rework minutes / 60 x hourly rate + (1 - share caught) x cost of a wrong answer.
    """
    caught = point["share_of_errors_caught"]
    rework = caught * point["rework_minutes"] / 60 * point["hourly_rate_usd"]
    wrong = point.get("cost_of_wrong_answer_usd")
    if wrong is None:
        return rework if not isinstance(caught, Column) and caught == 1 else None
    return rework + (1 - caught) * wrong


class Path(NamedTuple):
    """What an option costs over the horizon before mistakes, and how many requests each stage serves."""

    usd: Number
    before: Number
    first: Number
    second: Number

    @property
    def requests(self) -> Number:
        """All that is served, by whatever way."""
        return self.before + self.first + self.second


def path_of(arm: Costs, today: Costs, requests: Number, demand: Sequence[float], months: float) -> Path:
    """Add up one option until a month.

    work + machines + requests before x today's cost + requests after x own cost + (fixed + renewal) x months live;
    where a second stage follows, it takes over requests and months from its own day on.
    """
    if not months:
        return Path(arm.once_usd + arm.then.once_usd if arm.then else arm.once_usd, 0.0, 0.0, 0.0)
    all_served = requests * demand_until(demand, months)
    lead = minimum(arm.lead_months, months)
    before = requests * demand_until(demand, lead)
    after = all_served - before
    usd = arm.once_usd + before * today.usd_per_request + after * arm.usd_per_request
    usd += arm.usd_per_month * (months - lead)
    second: Number = 0.0
    if arm.then is not None:
        later = minimum(arm.then.lead_months, months)
        second = all_served - requests * demand_until(demand, later)
        usd += arm.then.once_usd + second * (arm.then.usd_per_request - arm.usd_per_request)
        usd += (arm.then.usd_per_month - arm.usd_per_month) * (months - later)
    return Path(usd, before, after - second, second)


def successes_of(arm: Costs, today: Costs) -> tuple[Number, Number, Number] | None:
    """Return the success rates of what serves before, first and last; None where one is unknown."""
    last = arm.then or arm
    if today.success is None or arm.success is None or last.success is None:
        return None
    return today.success, arm.success, last.success


def requests_got_right(path: Path, arm: Costs, today: Costs) -> Number | None:
    """Return how many requests are answered rightly; None where a success rate is unknown."""
    successes = successes_of(arm, today)
    if successes is None:
        return None
    before, first, last = successes
    return path.before * before + path.first * first + path.second * last


def costs_until(
    months: Sequence[float],
    arm: Costs,
    today: Costs,
    requests: Number,
    demand: Sequence[float],
    *,
    error_usd: Number | None = None,
) -> list[Number]:
    """Return what one option costs until each of some months, in rising order.

    Once it is live in every sample, a month adds its requests at their cost and the fixed costs to the one before.

    Args:
        months: ends of the times that are asked for.
        arm: the option.
        today: what serves until it is live.
        requests: per month.
        demand: as `path_of` takes it.
        error_usd: cost of an error; left out, or where a success rate is unknown, mistakes do not count.

    """
    last = arm.then or arm
    usd_per_request, usd_per_month = last.usd_per_request, last.usd_per_month
    successes = successes_of(arm, today)
    if error_usd is not None and successes is not None:
        usd_per_request = usd_per_request + error_usd * (1 - successes[-1])
    found: list[Number] = []
    all_live_at, before = largest(last.lead_months), 0.0
    for month in months:
        if found and before >= all_live_at:
            served = requests * (demand_until(demand, month) - demand_until(demand, before))
            usd = found[-1] + served * usd_per_request + usd_per_month * (month - before)
        else:
            path = path_of(arm, today, requests, demand, month)
            right = requests_got_right(path, arm, today)
            usd = path.usd
            if error_usd is not None and right is not None:
                usd = usd + error_usd * (path.requests - right)
        found.append(usd)
        before = month
    return found


def compare_once(point: Mapping[str, Number], setting: Setting) -> dict[str, Number]:
    """Return the results of one sample, `<option>.<result>`, and parts of them, `<option>#<part>`.

    Until an option is live, today's way serves, at its cost and with its mistakes:
    total = cost before mistakes (`path_of`) + cost of an error x errors of everything served.
    What rests on an unknown success rate or cost of an error is left out.
    """
    costs = costs_of_arms(point, setting)
    today = costs[setting.arms[0].name]
    requests, error_usd = point["requests_per_month"], cost_of_error(point)
    mean_requests = mean_per_month(requests, setting.demand, setting.horizon_months)
    out: dict[str, Number] = {"requests": requests, "today_usd": today.usd_per_request}
    paths = {name: path_of(arm, today, requests, setting.demand, setting.horizon_months) for name, arm in costs.items()}
    for name, arm in costs.items():
        out[f"{name}.cost_before_failures_usd"] = paths[name].usd
        last = arm.then or arm
        out[f"{name}.cost_usd_per_month"] = mean_requests * last.usd_per_request + last.usd_per_month
        out[f"{name}.lead_time_weeks"] = arm.lead_months * WEEKS_PER_MONTH
        out[f"{name}.effort_hours"] = arm.effort_hours
        for part in _LINES:
            out[f"{name}#{part}"] = getattr(arm, part)
            if arm.then is not None:
                out[f"{name}#{OF_SECOND_STAGE}{part}"] = getattr(arm.then, part)
        out[f"{name}#training_usd"] = arm.training_usd
        if arm.success is not None:
            out[f"{name}#success"] = arm.success
        if arm.then is not None:
            out[f"{name}#{OF_SECOND_STAGE}lead_months"] = arm.then.lead_months
            if arm.then.success is not None:
                out[f"{name}#{OF_SECOND_STAGE}success"] = arm.then.success
    if error_usd is not None:
        out["value_of_one_point_usd_per_month"] = 0.01 * requests * error_usd
        if today.success is not None:
            _add_failures(out, costs, paths, setting, error_usd)
    return out


def costs_in(outputs: Mapping[str, Number], name: str, stage: str = "") -> Costs:
    """Read back the costs of an option from what `compare_once` returned; its effort is not among them."""

    def part(field: str) -> Number:
        return outputs[f"{name}#{stage}{field}"]

    lead = outputs[f"{name}.lead_time_weeks"] / WEEKS_PER_MONTH if not stage else part("lead_months")
    then = (
        costs_in(outputs, name, OF_SECOND_STAGE)
        if not stage and f"{name}#{OF_SECOND_STAGE}work_usd" in outputs
        else None
    )
    return Costs(
        part("work_usd"),
        part("machines_usd"),
        part("usd_per_request"),
        part("fixed_usd_per_month"),
        part("renewal_usd_per_month"),
        lead,
        0.0,
        0.0,
        outputs.get(f"{name}#{stage}success"),
        then,
    )


def _add_failures(
    out: dict[str, Number], costs: Mapping[str, Costs], paths: Mapping[str, Path], setting: Setting, error_usd: Number
) -> None:
    """Add totals with mistakes, and the success rate from which on an option beats the others and is good enough."""
    totals: dict[str, Number] = {}
    today = costs[setting.arms[0].name]
    for name, arm in costs.items():
        path = paths[name]
        right = requests_got_right(path, arm, today)
        if right is not None:
            totals[name] = out[f"{name}.total_cost_usd"] = path.usd + error_usd * (path.requests - right)
            if smallest(right) > FEWEST_REQUESTS:
                out[f"{name}.cost_usd_per_success"] = totals[name] / right
    best_rival = _least_of_others({name: total for name, total in totals.items() if name not in setting.misses_target})
    for name, path in paths.items():
        rival = best_rival.get(name, best_rival[""])
        if rival is not None and today.success is not None:
            room = rival - path.usd - error_usd * path.before * (1 - today.success)
            all_wrong = error_usd * (path.first + path.second)
            if smallest(all_wrong) > 0:
                rate = minimum(maximum(1 - room / all_wrong, 0.0), CANNOT_WIN)
            else:
                rate = elementwise(_rate_to_win, room, all_wrong)
            out[f"{name}.success_rate_to_win"] = maximum(rate, setting.target or 0.0)
        elif setting.target is not None:
            out[f"{name}.success_rate_to_win"] = setting.target


def _least_of_others(totals: Mapping[str, Number]) -> dict[str, Number | None]:
    """Return per name the least total of all other names; by the empty name the least of all. None where none is."""
    names = list(totals)
    lesser: Callable[[Number, Number], Number] = minimum
    before = list(accumulate((totals[name] for name in names), lesser))
    after = list(accumulate((totals[name] for name in reversed(names)), lesser))[::-1]
    found: dict[str, Number | None] = {"": before[-1] if names else None}
    for place, name in enumerate(names):
        sides = [*before[place - 1 : place], *after[place + 1 : place + 2]]
        found[name] = reduce(minimum, sides) if sides else None
    return found


def _rate_to_win(room_usd: float, all_wrong_usd: float) -> float:
    """Return the success rate at which errors use up the room that the best rival leaves, 0 to CANNOT_WIN."""
    if all_wrong_usd <= 0:
        return 0.0 if room_usd >= 0 else CANNOT_WIN
    return min(max(1 - room_usd / all_wrong_usd, 0.0), CANNOT_WIN)
