"""Choose the training calculator's constants from published runs: coordinate descent on the errors of the middle.

What is fitted: shares of peak arithmetic, tokens lost to waiting, traffic of the GPU's memory, bytes per logit, and
how the factors `memory_factor_*` and `speed_factor_*` lie and spread. Everything else in the table of constants is
counted, quoted or assumed.
"""

import copy
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from math import exp, log, sqrt
from typing import Any, NamedTuple

from calculators.accuracy.runs import RESULT_OF, Measurement
from calculators.analogues import Position
from calculators.answers.training_near import place
from calculators.answers.training_setting import Setting, resolve_setting
from calculators.estimating import known_and_uncertain
from calculators.facts import facts_date, load
from calculators.forms.training import FORM
from calculators.throughput import efficiency_of
from calculators.training import choose_recipe, measured_peak, pass_of, run, speed_of

Table = dict[str, Any]
_STEPS = (1.5, 1.25, 1.12, 1.05, 1.02)
_METHODS = ("full", "lora", "qlora")
_FITTED_LATENTS = ("bytes_per_logit", "memory_overhead_gb")
_SMALL = 0.15
_QUANTILES = {"speed_factor_open": (0.06, 0.94), "speed_factor_tuned": (0.08, 0.92), "memory_factor": (0.2, 0.75)}
"""Where the low and the high end of a factor lie among the runs left out. For memory the ends lie closer, because what
a source leaves open about its recipe is spread by itself, upwards most: the bytes per logit."""


class Parameter(NamedTuple):
    """One fitted constant: where it stands in the table, where the search starts, and its bounds."""

    paths: tuple[tuple[str, ...], ...]
    """More than one: the same number stands in several places."""
    start: float
    minimum: float
    maximum: float
    pull: float = 0.01
    """Cost of leaving the start by a factor e: little where runs decide, more where only a product can be seen."""


def memory_parameters(table: Table) -> list[Parameter]:
    """Return the constants that are fitted to memory; rows of factors are named by their place in the table."""

    def base(name: str, start: float, minimum: float, maximum: float, pull: float = 0.01) -> Parameter:
        return Parameter((("factors", str(_place_of(table, name)), "base"),), start, minimum, maximum, pull)

    return [
        *(base(f"memory_factor_{method}", 1.0, 0.7, 1.5, 3) for method in _METHODS),
        base("bytes_per_logit", 14, 6, 24, 0.05),
        base("memory_overhead_gb", 0.15, 0.1, 1.5),
        Parameter((("quantised_activations",),), 1.5, 1.0, 2.0),
        Parameter((("selective_share_kept",),), 0.4, 0.1, 0.7),
    ]


def parameters(stack: str) -> list[Parameter]:
    """Return the constants of a software stack that are fitted to speeds."""
    at = ("throughput", "stacks", stack)

    def of(start: float, minimum: float, maximum: float, *path: str) -> Parameter:
        return Parameter(((*at, *path),), start, minimum, maximum)

    if stack == "vendor-tuned":
        return [
            Parameter(tuple((*at, "share_of_peak", method) for method in _METHODS), 0.65, 0.2, 0.8, 0.3),
            of(0.8, 0.4, 1.0, "by_gpu", "fast"),
            of(1.4, 1.0, 2.0, "precision", "fp8"),
            of(1.2, 1.0, 2.5, "precision", "fp8_sharded"),
            of(1.5, 1.0, 2.5, "precision", "fp4"),
            of(1_000, 10, 8_000, "step_tokens", "full"),
            of(0.7, 0.3, 1.0, "unlinked_share"),
            of(4, 1, 15, "traffic"),
            of(300, 20, 2_000, "expert_gb_per_s"),
        ]
    return [
        *(of(0.55, 0.2, 0.8, "share_of_peak", method) for method in ("full", "lora", "qlora")),
        *(of(500, 20, 3_000, "half_speed_tokens", method) for method in ("full", "lora", "qlora")),
        of(0.75, 0.4, 1.0, "by_gpu", "fast"),
        of(0.8, 0.3, 1.0, "by_gpu", "without_bf16"),
        of(0.7, 0.1, 3.0, "layer_milliseconds"),
        of(5, 1, 15, "traffic"),
        of(1, 0.3, 3, "weight_traffic"),
        of(300, 10, 3_000, "sharding_tokens", "linked", "zero3"),
        of(3_000, 300, 20_000, "sharding_tokens", "unlinked", "zero3"),
        Parameter((("throughput", "quantisation_tokens", "gptq-int4"),), 1.5, 1.0, 4.0),
    ]


@contextmanager
def constants(table: Table, name: str = "training_constants") -> Iterator[None]:
    """Let the calculator use another table of facts meanwhile."""
    shipped = load(name)
    kept = dict(shipped)
    shipped.clear()
    shipped.update(table)
    try:
        yield
    finally:
        shipped.clear()
        shipped.update(kept)


def fit(runs: Sequence[Measurement]) -> Table:
    """Return the table of constants that these runs give; the factors keep the shipped spread."""
    with constants(copy.deepcopy(load("training_constants"))):
        table = load("training_constants")
        fit_memory(runs, table)
        for stack in ("open", "vendor-tuned"):
            fit_speed(runs, stack, table)
        return copy.deepcopy(table)


def fit_memory(runs: Sequence[Measurement], table: Table) -> None:
    """Choose the constants of memory in a table that is in use."""
    of_memory = [item for item in runs if item.quantity == "memory"]
    _fit(of_memory, [_memory_ratio(item) for item in of_memory], memory_parameters(table), table)


def fit_speed(runs: Sequence[Measurement], stack: str, table: Table) -> None:
    """Choose a stack's constants of speed in a table that is in use, with recipes as its memory has them."""
    of_stack = [item for item in runs if item.quantity == "speed" and item.stack == stack]
    _fit(of_stack, [_speed_ratio(item) for item in of_stack], parameters(stack), table)


def _memory_ratio(item: Measurement) -> Callable[[], float]:
    """Return what gives `log_ratio` of a measured peak again and again, with the recipe drawn once."""
    setting, centre = _prepared(item)
    plan, architecture = setting.plan, setting.plan.architecture
    if architecture is None:
        raise ValueError(f"{item.id}: no memory without a model")
    drawn, name = plan.choices.recipe(centre), _factor("memory", item)

    def ratio() -> float:
        point = _with_fitted(centre) | {"memory_factor": factor_row(load("training_constants"), name)["base"]}
        return log(measured_peak(choose_recipe(point, plan, architecture, drawn).memory.peak, point) / item.measured)

    return ratio


def _speed_ratio(item: Measurement) -> Callable[[], float]:
    """Return what gives `log_ratio` of a measured speed again and again, with all choices taken once."""
    setting, centre = _prepared(item)
    hardware, architecture = setting.plan.hardware, setting.plan.architecture
    if hardware is None or architecture is None:
        raise ValueError(f"{item.id}: no speed without a GPU and a model")
    point = _with_fitted(centre)
    made = pass_of(point, setting.plan, architecture, choose_recipe(point, setting.plan, architecture))
    return lambda: log(speed_of(made, hardware, efficiency_of(hardware, item.stack)) / item.measured)


def spread(table: Table, name: str, runs: Sequence[Measurement], residuals: Sequence[float]) -> None:
    """Set low and high of a factor to the quantiles of what runs left out were off by."""
    row = factor_row(table, name)
    low, high = (quantile(runs, residuals, share) for share in _shares(name))
    row["low"], row["high"] = (
        round(row["base"] * min(exp(low), 1.0), 3),
        round(row["base"] * max(exp(high), 1.0), 3),
    )


def _shares(name: str) -> tuple[float, float]:
    return next(shares for start, shares in _QUANTILES.items() if name.startswith(start))


def factor_row(table: Table, name: str) -> Table:
    """Return the row of a factor."""
    found: Table = table["factors"][_place_of(table, name)]
    return found


def _place_of(table: Mapping[str, Any], name: str) -> int:
    return next(place for place, row in enumerate(table["factors"]) if row["id"] == name)


def log_ratio(item: Measurement) -> float:
    """Return the logarithm of predicted over measured, with every input at its middle."""
    setting, centre = _prepared(item)
    plan, table = setting.plan, load("training_constants")
    if plan.hardware is not None and item.quantity != "memory":
        plan = plan._replace(efficiency=efficiency_of(plan.hardware, item.stack))
    else:
        plan = plan._replace(hardware=None)
    factors = {f"{name}_factor": factor_row(table, _factor(name, item))["base"] for name in ("memory", "speed")}
    return log(run(_with_fitted(centre) | factors, plan)[RESULT_OF[item.quantity]] / item.measured)


def _with_fitted(centre: Mapping[str, float]) -> dict[str, float]:
    """Put the constants of the table in use into a point that was made with another."""
    table = load("training_constants")
    return {**centre, **{name: factor_row(table, name)["base"] for name in _FITTED_LATENTS if name in centre}}


def quantile(runs: Sequence[Measurement], values: Sequence[float], share: float) -> float:
    """Return a quantile over runs, where each family counts by the square root of its size."""
    if not runs:
        return 0.0
    weights = _weights(runs)
    wanted, seen = share * sum(weights), 0.0
    for value, weight in sorted(zip(values, weights, strict=True)):
        seen += weight
        if seen >= wanted:
            return value
    return max(values)


def _factor(name: str, item: Measurement) -> str:
    if name == "memory":
        return f"memory_factor_{item.inputs['method']}"
    return "speed_factor_tuned" if item.stack == "vendor-tuned" else "speed_factor_open"


def place_of(item: Measurement) -> Position | None:
    """Say where a measured run stands among others."""
    setting, _ = _prepared(item)
    return place(FORM.read(dict(item.inputs)), setting.plan, setting.gpu, setting.latent)


@cache
def _setting(key: tuple[tuple[str, object], ...]) -> tuple[Setting, dict[str, float]]:
    inputs = FORM.read(dict(key))
    setting = resolve_setting(inputs, facts_date())
    known, uncertain = known_and_uncertain(FORM, inputs, ignored=setting.ignored, latent=setting.latent)
    return setting, known | {name: item.range.base for name, item in uncertain.items()}


def _prepared(item: Measurement) -> tuple[Setting, dict[str, float]]:
    return _setting(tuple(item.inputs.items()))


def _weights(runs: Sequence[Measurement]) -> list[float]:
    sizes = Counter(item.family for item in runs)
    trust = {"y": 1.0, "fair": 0.5}
    return [trust[item.grade] / sqrt(sizes[item.family]) for item in runs]


def _fit(
    runs: Sequence[Measurement], ratios: Sequence[Callable[[], float]], chosen: Sequence[Parameter], table: Table
) -> None:
    weights = _weights(runs)

    def loss() -> float:
        missed = sum(weight * _cost(ratio()) for weight, ratio in zip(weights, ratios, strict=True))
        pulled = sum(item.pull * log(_get(table, item) / item.start) ** 2 for item in chosen)
        return missed / sum(weights) + pulled

    for parameter in chosen:
        _set(table, parameter, parameter.start)
    _descend(chosen, table, loss)


def _cost(off: float) -> float:
    """Return what a miss costs: quadratic where it is small, hardly more from a factor 2.7 on."""
    return sqrt(min(abs(off), 1.0) ** 2 + _SMALL**2)


def _descend(chosen: Sequence[Parameter], table: Table, loss: Callable[[], float]) -> None:
    least = loss()
    for step in _STEPS:
        for _ in range(3):
            before = least
            for parameter in chosen:
                value = _get(table, parameter)
                for factor in (step, 1 / step):
                    tried = float(f"{min(max(value * factor, parameter.minimum), parameter.maximum):.3g}")
                    _set(table, parameter, tried)
                    if (found := loss()) < least - 1e-9:
                        least, value = found, tried
                    else:
                        _set(table, parameter, value)
            if least > before - 1e-4:
                break


def _get(table: Mapping[str, Any], parameter: Parameter) -> float:
    *parts, last = parameter.paths[0]
    return float(_inside(table, parts)[last])


def _set(table: Table, parameter: Parameter, value: float) -> None:
    for *parts, last in parameter.paths:
        _inside(table, parts)[last] = value


def _inside(table: Any, parts: Sequence[str]) -> Any:
    for part in parts:
        table = table[int(part)] if isinstance(table, list) else table[part]
    return table
