"""The hosting calculator's speeds against published ones, each predicted without its own source."""

import copy
import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import pytest

from calculators.answers.serving_outcomes import ACCURACY
from calculators.architectures import names
from calculators.facts import gpus, load, serving
from calculators.facts.serving import Efficiency, Measurement
from calculators.serving import Host, requests_per_second, resolve_host
from tests.facts.test_schemas import problems


def page() -> str:
    """Return the calculator's page with its lines joined."""
    return " ".join((Path(__file__).parents[1] / "docs/calculators/serving.md").read_text("utf-8").split())


@cache
def host_of(row: Measurement) -> Host:
    return resolve_host(
        row.model,
        row.gpu,
        weight_bits=row.weight_bits,
        gpu_count=row.gpu_count,
        stack=row.stack,
        generates=row.output_tokens > 0,
        longest_tokens=1,
    )


def error(row: Measurement, constants: Efficiency) -> float:
    """Logarithm of predicted over measured."""
    host, old = host_of(row), host_of(row).efficiency
    doublings = math.log2(row.gpu_count)
    gpu = gpus.find(row.gpu)
    is_linked = (gpu.memory_bandwidth_gb_per_s or 0) >= 1_500
    linked = (
        constants.linked_share / old.linked_share if is_linked else constants.unlinked_share / old.unlinked_share
    ) ** doublings
    arithmetic = (
        constants.compute_share / old.compute_share
        if host.architecture.is_decoder
        else constants.encoder_share / old.encoder_share
    )
    if row.weight_bits == "fp8" and serving.computes_in_8_bits(gpu.name):
        arithmetic *= constants.fp8_gain / old.fp8_gain
    if row.weight_bits == "int4":
        arithmetic *= constants.int4_compute_share / old.int4_compute_share
    changed = host._replace(
        efficiency=constants,
        gb_per_second=host.gb_per_second * linked * constants.bandwidth_share / old.bandwidth_share,
        tflops=host.tflops * linked * arithmetic,
    )
    point = {"input_tokens": row.input_tokens, "output_tokens": row.output_tokens}
    point |= {"most_sequences": row.sequences} if row.sequences else {}
    return math.log(requests_per_second(point, changed)[0] / row.requests_per_second)


def loss(rows: Sequence[Measurement], constants: Efficiency) -> float:
    """Mean absolute error, every source counting by the square root of its size."""
    sizes = Counter(row.family for row in rows)
    weights = [1 / math.sqrt(sizes[row.family]) for row in rows]
    return sum(w * abs(error(row, constants)) for w, row in zip(weights, rows, strict=True)) / sum(weights)


NEUTRAL = Efficiency(0.7, 0.5, 0.4, 1.0, 0.03, 0.85, 0.85, 0.6, 1.3)
LOWEST = Efficiency(0.3, 0.1, 0.1, 0.05, 0.001, 0.6, 0.6, 0.1, 1.0)
HIGHEST = Efficiency(0.9, 0.9, 0.9, 10.0, 0.5, 1.0, 1.0, 1.0, 2.0)


def chosen_from(rows: Sequence[Measurement]) -> Efficiency:
    """Choose the constants by coordinate descent from a neutral start."""
    best, least = NEUTRAL, loss(rows, NEUTRAL)
    for step in (1.5, 1.25, 1.12, 1.06, 1.03):
        for _ in range(3):
            before = least
            for field, value in best._asdict().items():
                for factor in (step, 1 / step):
                    bounded = min(max(value * factor, getattr(LOWEST, field)), getattr(HIGHEST, field))
                    tried = best._replace(**{field: bounded})
                    if (found := loss(rows, tried)) < least - 1e-9:
                        best, least = tried, found
            if least > before - 1e-4:
                break
    return best


def kind_of(row: Measurement) -> str:
    return row.stack if row.output_tokens else "encoder"


@cache
def errors_without_own_source() -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for stack in ("open", "vendor-tuned"):
        rows = [row for row in serving.measurements() if row.stack == stack]
        for family in dict.fromkeys(row.family for row in rows):
            constants = chosen_from([row for row in rows if row.family != family])
            for row in rows:
                if row.family == family:
                    found.setdefault(kind_of(row), []).append(error(row, constants))
    return found


@pytest.mark.parametrize("kind", ACCURACY)
def test_the_stated_accuracy_is_what_leaving_one_source_out_gives(kind: str) -> None:
    rows, sources, middle, most, inside = ACCURACY[kind]
    of_kind = [row for row in serving.measurements() if kind_of(row) == kind]
    assert (rows, sources) == (len(of_kind), len({row.family for row in of_kind}))
    errors = errors_without_own_source()[kind]
    factors = [abs(value) for value in errors]
    speed = serving.factor(f"speed_factor_{kind}").uncertain.range
    within = sum(speed.low <= math.exp(-value) <= speed.high for value in errors)
    assert math.exp(median(factors)) == pytest.approx(middle, abs=0.02)
    assert math.exp(quantiles(factors, n=10, method="inclusive")[-1]) == pytest.approx(most, abs=0.06)
    assert 100 * within / len(errors) == pytest.approx(inside, abs=1.5)


@pytest.mark.parametrize("stack", ["open", "vendor-tuned"])
def test_the_constants_are_about_the_best_for_the_measurements(stack: str) -> None:
    rows = [row for row in serving.measurements() if row.stack == stack]
    assert loss(rows, serving.efficiency(stack)) <= loss(rows, chosen_from(rows)) + 0.01


def test_the_page_states_the_accuracy_and_the_number_of_measurements() -> None:
    table = load("serving_measurements")
    assert f"{len(table['measurements'])} published speeds from {len(table['families'])} sources" in page()
    for rows, _sources, middle, most, inside in ACCURACY.values():
        assert f"| {rows} | {middle:g} | {most:g} | {inside} % |" in page()


def test_the_page_states_what_fewer_bits_did_to_the_speed() -> None:
    rows = [row for row in load("serving_measurements")["measurements"] if row["gpu"] == "A100-80GB-SXM"]
    speeds = {
        row["weight_bits"]: round(row["output_tokens_per_second"], -1)
        for row in sorted(rows, key=lambda row: -row.get("output_tokens_per_second", 0))
        if row["family"] == "accelmark" and "-8B" in row["model"]
    }
    assert f"{speeds['bf16']:,.0f} tokens per second" in page()
    assert f"{speeds['int4']:,.0f} in 4 bits" in page()


def test_measurements_span_sizes_sources_and_precisions() -> None:
    rows = serving.measurements()
    assert len(rows) >= 25
    assert len({row.family for row in rows}) >= 5
    assert {row.family for row in rows} == set(serving.families())
    assert {row.weight_bits for row in rows} == {"bf16", "fp8", "int4"}
    sizes = [host_of(row).architecture.params for row in rows]
    assert min(sizes) < 1e9
    assert max(sizes) > 400e9


def test_rows_name_models_and_gpus_of_the_catalogues() -> None:
    table = load("serving_measurements")
    assert {row["model"] for row in table["measurements"]} <= set(names())
    assert {row["gpu"] for row in table["measurements"]} | set(table["fp8_gpus"]["names"]) <= set(gpus.names())
    for row in table["factors"].values():
        assert row["minimum"] <= row["low"] <= row["base"] <= row["high"] <= row["maximum"]


def damages() -> Iterator[tuple[str, Callable[[dict[str, Any]], object]]]:
    yield "no model", lambda table: table["measurements"][0].pop("model")
    yield "no speed", lambda table: table["measurements"][0].pop("output_tokens_per_second")
    yield "hearsay", lambda table: table["families"][0].update(source="a colleague")
    yield "more than all", lambda table: table["efficiency"]["open"].update(bandwidth_share=1.2)
    yield "no class", lambda table: table["factors"]["adapter_factor"].pop("class")


@pytest.mark.parametrize("damage", dict(damages()))
def test_the_schema_finds_a_damaged_table(damage: str) -> None:
    damaged = copy.deepcopy(load("serving_measurements"))
    dict(damages())[damage](damaged)
    assert problems("serving_measurements", damaged)
