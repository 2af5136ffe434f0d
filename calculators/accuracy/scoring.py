"""Predict every published run with constants that were chosen without its family, and say how far off that is."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from statistics import median, quantiles
from typing import NamedTuple

from calculators.accuracy.fitting import Table, constants, fit, log_ratio, spread
from calculators.accuracy.near_runs import analogues_table
from calculators.accuracy.runs import RESULT_OF, Measurement, Prediction, measurements
from calculators.catalogue import answer
from calculators.ranges import Result  # noqa: TC001 - as the other modules import it

FACTORS: Mapping[str, tuple[str, str, str]] = {
    **{f"memory_factor_{method}": ("memory", "", method) for method in ("full", "lora", "qlora")},
    "speed_factor_open": ("speed", "open", ""),
    "speed_factor_tuned": ("speed", "vendor-tuned", ""),
}
"""Which measurements a factor rests on: quantity, software stack and method, empty for any."""

GROUPS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "time, open stacks": (("speed", "hours"), "open"),
    "time, vendor-tuned": (("speed", "hours"), "vendor-tuned"),
    "memory": (("memory",), ""),
}


class Score(NamedTuple):
    """How far off a group of predictions is; errors are factors, 1 is exact."""

    runs: int
    families: int
    middle: float
    """Median over the medians of the families."""
    most: float
    """Ninetieth percentile over all runs."""
    inside: float
    """Share of runs inside low and high."""
    width: float
    """Median of high over low."""


def score(predictions: Sequence[Prediction]) -> Score:
    """Sum predictions up.

    Raises:
        ValueError: there are none.

    """
    families: dict[str, list[float]] = {}
    for item in predictions:
        families.setdefault(item.measurement.family, []).append(item.error)
    errors = [item.error for item in predictions]
    return Score(
        len(errors),
        len(families),
        median(median(found) for found in families.values()),
        quantiles(errors, n=10, method="inclusive")[-1] if len(errors) > 1 else errors[0],
        sum(item.is_inside for item in predictions) / len(errors),
        median(item.range.high / item.range.low for item in predictions),
    )


def in_group(predictions: Sequence[Prediction], group: str, grade: str = "y") -> list[Prediction]:
    """Return the predictions of one of the GROUPS."""
    quantities, stack = GROUPS[group]
    return [
        item
        for item in predictions
        if item.measurement.quantity in quantities
        and item.measurement.stack.startswith(stack)
        and item.measurement.grade == grade
    ]


@cache
def usable() -> tuple[Measurement, ...]:
    """Return the measurements that the calculator can be asked for."""
    return tuple(item for item in measurements() if _is_answered(item))


@cache
def without_family() -> Mapping[str, Table]:
    """Return, for each family, the constants that the runs of all others give."""
    found = {}
    families = dict.fromkeys(item.family for item in usable())
    tables = {family: fit([item for item in usable() if item.family != family]) for family in families}
    residuals = [(item, _residual(item, tables[item.family])) for item in usable()]
    for family in families:
        table = tables[family]
        _spread_all(table, [(item, value) for item, value in residuals if item.family != family])
        found[family] = table
    return found


@cache
def full_fit() -> Table:
    """Return the constants that all runs give, with the spread of runs that were left out: what is shipped."""
    table = fit(usable())
    tables = without_family()
    _spread_all(table, [(item, _residual(item, tables[item.family])) for item in usable()])
    return table


@cache
def predictions() -> tuple[Prediction, ...]:
    """Return what the calculator says to every measurement with the constants chosen without its family."""
    return tuple(_predicted())


def _predicted() -> Iterator[Prediction]:
    for family, table in without_family().items():
        others = [item for item in usable() if item.family != family]
        with constants(table), constants(analogues_table(others, table), "training_analogues"):
            yield from predict([item for item in usable() if item.family == family])


def predict(items: Sequence[Measurement]) -> Iterator[Prediction]:
    """Yield what the calculator says with the constants that it has now."""
    answers: dict[str, Mapping[str, Result]] = {}
    for item in items:
        if item.id not in answers:
            answers[item.id] = answer("training", item.inputs).estimate.results
        found = answers[item.id][RESULT_OF[item.quantity]].range
        if found is None:
            raise ValueError(f"{item.id}: no {item.quantity}")
        yield Prediction(item, found)


def _is_answered(item: Measurement) -> bool:
    if item.quantity == "memory":
        return True
    needs = {"speed": ("gpu",), "hours": ("gpu", "tokens")}[item.quantity]
    tokens = "total_tokens" in item.inputs or {"examples", "tokens_per_example"} <= item.inputs.keys()
    return all(tokens if need == "tokens" else need in item.inputs for need in needs)


def _residual(item: Measurement, table: Table) -> float:
    """Return the logarithm of measured over predicted."""
    with constants(table):
        return -log_ratio(item)


def _spread_all(table: Table, residuals: Sequence[tuple[Measurement, float]]) -> None:
    for name, (quantity, stack, method) in FACTORS.items():
        rests_on = [
            (item, value)
            for item, value in residuals
            if item.quantity == quantity
            and item.stack.startswith(stack)
            and method in ("", item.inputs["method"])
            and (item.grade == "y" or quantity == "speed")
        ]
        spread(table, name, [item for item, _ in rests_on], [value for _, value in rests_on])


def shipped_matches(table: Table, shipped: Table) -> bool:
    """Whether the shipped table holds what the full fit gives."""
    return table == shipped
