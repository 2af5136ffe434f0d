"""Numbers and columns of numbers under the same formulas: one walk through a model answers many samples at once.

A slow interpreter spends its time on the steps of a formula, not on the arithmetic. The standard library has no
arrays with arithmetic, and numpy would cost the page megabytes.

A formula may branch on a column as on a number: where its elements disagree, `in_columns` walks through the formula
again for each part of them.
"""

import math
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import partial
from itertools import chain, repeat
from operator import add, eq, ge, gt, le, lt, mul, ne, sub, truediv
from typing import Any, overload


class DisagreementError(Exception):
    """A formula asked one question of a column, and its elements answer differently: `answers`, one each."""

    def __init__(self, answers: Sequence[Hashable]) -> None:
        super().__init__("the elements of a column disagree")
        self.answers = answers


class Column:
    """Numbers that go through a formula together; operators work element by element and take plain numbers too.

    Comparisons, truth and whole numbers are those that all elements share.

    Raises:
        DisagreementError: from these, where the elements share none.

    """

    __slots__ = ("values",)
    __hash__ = None  # type: ignore[assignment] # a column equals whatever its elements equal

    def __init__(self, values: Iterable[float]) -> None:
        self.values = values if isinstance(values, list) else list(values)

    def __lt__(self, other: "Number") -> bool:
        """Say whether all are smaller."""
        return _agreed(lt, self, other)

    def __le__(self, other: "Number") -> bool:
        """Say whether all are smaller or equal."""
        return _agreed(le, self, other)

    def __gt__(self, other: "Number") -> bool:
        """Say whether all are larger."""
        return _agreed(gt, self, other)

    def __ge__(self, other: "Number") -> bool:
        """Say whether all are larger or equal."""
        return _agreed(ge, self, other)

    def __eq__(self, other: object) -> bool:
        """Say whether all are equal to a number, or to the elements of another column."""
        return isinstance(other, float | int | Column) and _agreed(eq, self, other)

    def __ne__(self, other: object) -> bool:
        """Say whether all differ."""
        return not isinstance(other, float | int | Column) or _agreed(ne, self, other)

    def __bool__(self) -> bool:
        """Say whether all are other than zero."""
        return _shared(map(bool, self.values))

    def __int__(self) -> int:
        """Return the whole part that all have."""
        return _shared(map(int, self.values))

    def __divmod__(self, other: float) -> tuple["Column", "Column"]:
        """Divide with a rest."""
        pairs = [divmod(value, other) for value in self.values]
        return Column(whole for whole, _ in pairs), Column(rest for _, rest in pairs)

    def __pow__(self, exponent: "Number") -> "Column":
        """Raise to a power."""
        return Column(map(pow, self.values, _each(exponent)))

    def __rpow__(self, base: float) -> "Column":
        """Raise a number to these powers."""
        return Column(map(pow, repeat(base), self.values))

    def __neg__(self) -> "Column":
        """Change the sign."""
        return Column(-value for value in self.values)

    def __add__(self, other: "Number") -> "Column":
        """Add."""
        if isinstance(other, Column):
            return Column(map(add, self.values, other.values))
        return Column([value + other for value in self.values]) if other else self

    __radd__ = __add__

    def __sub__(self, other: "Number") -> "Column":
        """Subtract."""
        if isinstance(other, Column):
            return Column(map(sub, self.values, other.values))
        return Column([value - other for value in self.values]) if other else self

    def __rsub__(self, other: float) -> "Column":
        """Subtract from a number."""
        return Column([other - value for value in self.values])

    def __mul__(self, other: "Number") -> "Column":
        """Multiply."""
        if isinstance(other, Column):
            return Column(map(mul, self.values, other.values))
        return Column([value * other for value in self.values]) if other != 1 else self

    __rmul__ = __mul__

    def __truediv__(self, other: "Number") -> "Column":
        """Divide."""
        if isinstance(other, Column):
            return Column(map(truediv, self.values, other.values))
        return Column([value / other for value in self.values]) if other != 1 else self

    def __rtruediv__(self, other: float) -> "Column":
        """Divide a number."""
        return Column([other / value for value in self.values])


Number = float | Column


def _agreed(compare: Callable[[float, float], bool], column: Column, other: "Number") -> bool:
    answers: Iterable[bool] = map(compare, column.values, _each(other))
    return _shared(answers)


def _shared[Answer: Hashable](answers: Iterable[Answer]) -> Answer:
    found = list(answers)
    if found.count(found[0]) == len(found):
        return found[0]
    raise DisagreementError(found)


def in_columns(
    model: Callable[[Mapping[str, Number]], Mapping[str, Number]], point: Mapping[str, Number]
) -> dict[str, Number]:
    """Walk through a model once for all elements of a point, or once for each part of them that takes one way.

    Args:
        model: may branch on what it is given.
        point: numbers and columns of one length.

    Returns:
        Its outputs by name; those that it does not give for every element are left out.

    """
    try:
        return dict(model(point))
    except DisagreementError as problem:
        return in_groups(lambda _, part: model(part), point, problem.answers)


def in_groups[Key: Hashable](
    model: Callable[[Key, Mapping[str, Number]], Mapping[str, Number]], point: Mapping[str, Number], keys: Sequence[Key]
) -> dict[str, Number]:
    """Walk through a model once for all elements that share a key, or once for each part of them that takes one way.

    Args:
        model: is given a key and the elements that have it; may branch on what it is given.
        point: numbers and columns of one length.
        keys: one for each element.

    Returns:
        As `in_columns`.

    """
    groups: dict[Key, list[int]] = {}
    for place, key in enumerate(keys):
        groups.setdefault(key, []).append(place)
    if len(groups) == 1:
        return in_columns(partial(model, keys[0]), point)
    parts: list[tuple[dict[str, Number], int]] = []
    for key, places in groups.items():
        part: dict[str, Number] = {
            name: Column(map(number.values.__getitem__, places)) if isinstance(number, Column) else number
            for name, number in point.items()
        }
        parts.append((in_columns(partial(model, key), part), len(places)))
    order = sorted(range(len(keys)), key=list(chain.from_iterable(groups.values())).__getitem__)
    joined: dict[str, Number] = {}
    for name in parts[0][0]:
        if all(name in found for found, _ in parts):
            values = [value for found, size in parts for value in values_of(found[name], size)]
            joined[name] = Column(map(values.__getitem__, order))
    return joined


def _each(number: Number) -> Iterable[float]:
    return number.values if isinstance(number, Column) else repeat(number)


@overload
def maximum(first: float, second: float) -> float: ...
@overload
def maximum(first: Number, second: Number) -> Number: ...
def maximum(first: Number, second: Number) -> Number:
    """Return the larger of two, element by element."""
    if isinstance(first, Column):
        if isinstance(second, Column):
            return Column(map(max, second.values, first.values))
        return Column(map(max, repeat(second), first.values))
    return maximum(second, first) if isinstance(second, Column) else max(first, second)


@overload
def minimum(first: float, second: float) -> float: ...
@overload
def minimum(first: Number, second: Number) -> Number: ...
def minimum(first: Number, second: Number) -> Number:
    """Return the smaller of two, element by element."""
    if isinstance(first, Column):
        if isinstance(second, Column):
            return Column(map(min, second.values, first.values))
        return Column(map(min, repeat(second), first.values))
    return minimum(second, first) if isinstance(second, Column) else min(first, second)


@overload
def pick(number: float, threshold: float, above: float, below: float) -> float: ...
@overload
def pick(number: Number, threshold: float, above: Number, below: Number) -> Number: ...
def pick(number: Number, threshold: float, above: Number, below: Number) -> Number:
    """Return one of two, element by element: the first where a number is above a threshold."""
    return elementwise(lambda value, first, second: first if value > threshold else second, number, above, below)


def elementwise(function: Callable[..., float], *arguments: Number) -> Number:
    """Apply a function of plain numbers to every element."""
    if any(isinstance(argument, Column) for argument in arguments):
        return Column(map(function, *map(_each, arguments)))
    return function(*arguments)


@overload
def exp(number: float) -> float: ...
@overload
def exp(number: Number) -> Number: ...
def exp(number: Number) -> Number:
    """Return e to this power."""
    return elementwise(math.exp, number)


@overload
def round_up(number: float) -> float: ...
@overload
def round_up(number: Number) -> Number: ...
def round_up(number: Number) -> Number:
    """Return the next whole number that is no smaller."""
    return elementwise(_ceil, number)


def _ceil(value: float) -> float:
    return float(math.ceil(value))


def columns_of(function: Callable[..., Mapping[str, float]], *arguments: Number) -> dict[str, Number]:
    """Apply a function that returns several numbers by name to every element."""
    if not any(isinstance(argument, Column) for argument in arguments):
        return dict(function(*arguments))
    rows = list(map(function, *map(_each, arguments)))
    return {name: Column(row[name] for row in rows) for name in rows[0]}


def row_by_row(
    model: Callable[[dict[str, Any]], Mapping[str, float]],
) -> Callable[[Mapping[str, Any]], dict[str, Number]]:
    """Make a formula that knows only numbers take columns: it is called once per element."""

    def of_columns(point: Mapping[str, Any]) -> dict[str, Number]:
        return columns_of(lambda *values: model(dict(zip(point, values, strict=True))), *point.values())

    return of_columns


def sum_of(numbers: Iterable[Number]) -> Number:
    """Add up."""
    total: Number = 0.0
    for number in numbers:
        total = number + total if isinstance(number, Column) else total + number
    return total


def largest(number: Number) -> float:
    """Return the largest element."""
    return max(number.values) if isinstance(number, Column) else number


def smallest(number: Number) -> float:
    """Return the smallest element."""
    return min(number.values) if isinstance(number, Column) else number


def size_of(point: Mapping[str, Number]) -> int:
    """Return how many elements the columns of a point have; 1 where it has no column."""
    return next((len(number.values) for number in point.values() if isinstance(number, Column)), 1)


def values_of(number: Number, length: int) -> list[float]:
    """Return the elements; a plain number counts as often as asked."""
    return number.values if isinstance(number, Column) else [number] * length


def float_of(number: Number) -> float:
    """Return a plain number.

    Raises:
        TypeError: it is a column.

    """
    if isinstance(number, Column):
        raise TypeError("a column where one number is needed")
    return number
