"""Requests month by month, worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators.columns import Column, values_of
from calculators.comparison.demand import cumulative_demand, demand_until


def test_level_traffic_adds_up_to_the_months() -> None:
    assert cumulative_demand(3, 0, 0) == [0, 1, 2, 3]
    assert demand_until([0, 1, 2, 3], 2.25) == 2.25


def test_growth_compounds_from_month_to_month() -> None:
    table = cumulative_demand(3, 0.1, 0)
    assert table == pytest.approx([0, 1, 2.1, 3.31])
    assert demand_until(table, 1.5) == pytest.approx(1.55)


def test_a_ramp_rises_evenly() -> None:
    """Two months of ramp bring a quarter and three quarters: together one month of full traffic."""
    assert cumulative_demand(3, 0, 2) == pytest.approx([0, 0.25, 1, 2])
    assert cumulative_demand(4, 0, 4)[-1] == pytest.approx(2)


def test_traffic_may_end_at_once() -> None:
    assert cumulative_demand(3, -1, 0) == [0, 1, 1, 1]


def test_a_broken_last_month_counts_in_part() -> None:
    table = cumulative_demand(2.5, 0.1, 0)
    assert len(table) == 4
    assert demand_until(table, 2.5) == pytest.approx(1 + 1.1 + 1.21 / 2)


def test_nothing_comes_after_the_table() -> None:
    table = cumulative_demand(3, 0.1, 0)
    assert demand_until(table, 99) == table[-1]


def test_columns_give_what_numbers_give() -> None:
    for growth in (0.0, 0.1):
        table = cumulative_demand(6, growth, 2)
        months = [0.0, 0.4, 1.0, 2.7, 6.0]
        assert values_of(demand_until(table, Column(months)), 5) == [demand_until(table, month) for month in months]


@given(st.floats(1, 120), st.floats(-1, 1), st.floats(0, 120), st.floats(0, 120), st.floats(0, 120))
def test_later_is_never_less(horizon: float, growth: float, ramp: float, first: float, more: float) -> None:
    table = cumulative_demand(horizon, growth, ramp)
    earlier, later = (demand_until(table, min(month, horizon)) for month in (first, first + more))
    assert isinstance(earlier, float | int)
    assert isinstance(later, float | int)
    assert 0 <= earlier <= later * (1 + 1e-9)
