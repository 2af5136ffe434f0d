"""Columns do element by element what plain numbers do."""

from collections.abc import Mapping
from operator import add, mul, sub, truediv
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators.columns import (
    Column,
    Number,
    columns_of,
    elementwise,
    float_of,
    in_columns,
    in_groups,
    largest,
    maximum,
    minimum,
    smallest,
    sum_of,
    values_of,
)

NUMBERS = st.floats(0.01, 1e6)
PAIRS = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=9)


@given(PAIRS, NUMBERS, st.sampled_from([add, sub, mul, truediv, maximum, minimum]))
def test_operators_work_element_by_element(pairs: list[tuple[float, float]], plain: float, do) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    first, second = (Column(values) for values in zip(*pairs, strict=True))
    assert do(first, second).values == [do(a, b) for a, b in pairs]
    assert do(first, plain).values == [do(a, plain) for a, _ in pairs]
    assert do(plain, first).values == [do(plain, a) for a, _ in pairs]


def test_plain_numbers_stay_plain() -> None:
    assert (maximum(1, 2), minimum(1, 2), elementwise(pow, 2, 3), sum_of([1, 2])) == (2, 1, 8, 3)
    assert columns_of(lambda a: {"twice": 2 * a}, 4) == {"twice": 8}


def test_functions_go_over_columns_and_numbers_together() -> None:
    column = Column([1, 2, 3])
    assert values_of(elementwise(pow, column, 2), 3) == [1, 4, 9]
    both = columns_of(lambda a, b: {"sum": a + b, "product": a * b}, column, 10)
    assert {name: values_of(value, 3) for name, value in both.items()} == {"sum": [11, 12, 13], "product": [10, 20, 30]}
    assert values_of(sum_of([column, 1, column]), 3) == [3, 5, 7]


def test_ends_and_lengths() -> None:
    column = Column([3, 1, 2])
    assert (largest(column), smallest(column), largest(5), smallest(5)) == (3, 1, 5, 5)
    assert (values_of(7, 3), values_of(column, 3)) == ([7, 7, 7], [3, 1, 2])


def test_a_column_keeps_its_own_values() -> None:
    """What goes on with a column must not change what others hold of it."""
    first = Column([1, 2])
    kept = first
    first += 1
    assert (kept.values, first.values) == ([1, 2], [2, 3])


def test_a_column_is_no_single_number() -> None:
    assert float_of(2.5) == 2.5
    with pytest.raises(TypeError, match="a column where one number is needed"):
        float_of(Column([1]))


@given(st.lists(st.tuples(NUMBERS, st.sampled_from("abc")), min_size=1, max_size=9))
def test_every_element_goes_the_way_of_its_key_and_of_its_own_answers(rows: list[tuple[float, str]]) -> None:
    def model(key: str, point: Mapping[str, Any]) -> dict[str, Any]:
        found = {"value": point["number"] * point["factor"] + len(key) * ord(key)}
        return found | ({"large": found["value"]} if int(point["number"]) % 3 else {})

    numbers, keys = zip(*rows, strict=True)
    alone = [model(key, {"number": number, "factor": 2.0}) for number, key in rows]
    point: dict[str, Number] = {"number": Column(numbers), "factor": 2.0}
    together = in_groups(model, point, keys)
    assert values_of(together["value"], len(rows)) == [each["value"] for each in alone]
    assert ("large" in together) == all("large" in each for each in alone)
    same = in_columns(lambda part: model("a", part), point)
    assert same == in_groups(model, point, "a" * len(rows))
