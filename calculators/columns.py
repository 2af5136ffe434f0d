"""Numbers and columns of numbers under the same formulas: one walk through a model answers many samples at once.

A slow interpreter spends its time on the steps of a formula, not on the arithmetic. The standard library has no
arrays with arithmetic, and numpy would cost the page megabytes.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import repeat
from operator import add, mul, sub, truediv
from typing import overload


class Column:
    """Numbers that go through a formula together; operators work element by element and take plain numbers too."""

    __slots__ = ("values",)

    def __init__(self, values: Iterable[float]) -> None:
        self.values = list(values)

    def __add__(self, other: "Number") -> "Column":
        """Add."""
        return Column(map(add, self.values, _each(other)))

    __radd__ = __add__

    def __sub__(self, other: "Number") -> "Column":
        """Subtract."""
        return Column(map(sub, self.values, _each(other)))

    def __rsub__(self, other: float) -> "Column":
        """Subtract from a number."""
        return Column(map(sub, repeat(other), self.values))

    def __mul__(self, other: "Number") -> "Column":
        """Multiply."""
        return Column(map(mul, self.values, _each(other)))

    __rmul__ = __mul__

    def __truediv__(self, other: "Number") -> "Column":
        """Divide."""
        return Column(map(truediv, self.values, _each(other)))

    def __rtruediv__(self, other: float) -> "Column":
        """Divide a number."""
        return Column(map(truediv, repeat(other), self.values))


Number = float | Column


def _each(number: Number) -> Iterable[float]:
    return number.values if isinstance(number, Column) else repeat(number)


@overload
def maximum(first: float, second: float) -> float: ...
@overload
def maximum(first: Number, second: Number) -> Number: ...
def maximum(first: Number, second: Number) -> Number:
    """Return the larger of two, element by element."""
    if isinstance(first, Column) or isinstance(second, Column):
        return Column(map(max, _each(first), _each(second)))
    return max(first, second)


@overload
def minimum(first: float, second: float) -> float: ...
@overload
def minimum(first: Number, second: Number) -> Number: ...
def minimum(first: Number, second: Number) -> Number:
    """Return the smaller of two, element by element."""
    if isinstance(first, Column) or isinstance(second, Column):
        return Column(map(min, _each(first), _each(second)))
    return min(first, second)


def elementwise(function: Callable[..., float], *arguments: Number) -> Number:
    """Apply a function of plain numbers to every element."""
    if any(isinstance(argument, Column) for argument in arguments):
        return Column(map(function, *map(_each, arguments)))
    return function(*arguments)


def columns_of(function: Callable[..., Mapping[str, float]], *arguments: Number) -> dict[str, Number]:
    """Apply a function that returns several numbers by name to every element."""
    if not any(isinstance(argument, Column) for argument in arguments):
        return dict(function(*arguments))
    rows = list(map(function, *map(_each, arguments)))
    return {name: Column(row[name] for row in rows) for name in rows[0]}


def sum_of(numbers: Iterable[Number]) -> Number:
    """Add up."""
    total: Number = 0.0
    for number in numbers:
        total = total + number
    return total


def largest(number: Number) -> float:
    """Return the largest element."""
    return max(number.values) if isinstance(number, Column) else number


def smallest(number: Number) -> float:
    """Return the smallest element."""
    return min(number.values) if isinstance(number, Column) else number


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
