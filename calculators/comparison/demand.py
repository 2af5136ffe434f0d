"""How many requests come, month by month: growth and ramp."""

from collections.abc import Sequence
from functools import partial
from math import ceil

from calculators.columns import Number, elementwise


def cumulative_demand(horizon_months: float, growth_per_month: float, ramp_months: float) -> list[float]:
    """Return the requests up to the end of month 0, 1, 2 …, in months of full demand.

    Month m (from 1) brings (1 + growth)^(m - 1) x min(1, (m - 1/2) / ramp): growth compounds, a ramp rises evenly.

    Args:
        horizon_months: at least 1; a broken last month is counted in part.
        growth_per_month: share, -1 or more.
        ramp_months: 0 or more.

    """
    total, table, scale = 0.0, [0.0], 1.0
    for month in range(ceil(horizon_months)):
        total += scale * (min(1.0, (month + 0.5) / ramp_months) if ramp_months else 1.0)
        table.append(total)
        scale *= 1 + growth_per_month
    return table


def demand_until(table: Sequence[float], months: Number) -> Number:
    """Interpolate a table of `cumulative_demand`, up to its end."""
    last = len(table) - 1
    if table[last] == table[1] * last:
        return months * table[1]
    return elementwise(partial(_interpolate, table), months)


def _interpolate(table: Sequence[float], months: float) -> float:
    month = int(months)
    if month >= len(table) - 1:
        return table[-1]
    return table[month] + (months - month) * (table[month + 1] - table[month])


def mean_per_month(requests: Number, demand: Sequence[float], months: float) -> Number:
    """Return the requests of a mean month of so many."""
    return requests * demand_until(demand, months) / months
