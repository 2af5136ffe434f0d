"""The training calculator: common cases against measurements, what must always hold, and the contract."""

import json
import math
import subprocess
import sys
from typing import Any
from xml.etree.ElementTree import tostring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from calculators import calculate, catalogue
from calculators.answers.training_outcomes import OUTCOMES, RESTS_ON
from calculators.architectures import names
from calculators.facts import gpus, load
from calculators.forms import InputErrors
from calculators.forms.training import FORM
from calculators.present.result_parts import result_block
from calculators.present.schema import input_schema
from calculators.present.text import as_markdown, as_table

GIB = 1.073741824
CONTRACT = {
    "peak_memory_gb_per_gpu",
    "tokens_per_second",
    "tokens_per_second_per_gpu",
    "training_hours",
    "gpu_hours",
    "training_cost_usd",
}
EIGHT_B = {"model": "Llama-3.1-8B", "seq_len": 2_048, "micro_batch": 1}
RUN = {"model": "Llama-3.1-8B", "method": "qlora", "gpu": "A100-80GB", "total_tokens": 5e6}


def answer(**inputs: object) -> dict[str, Any]:
    results: dict[str, Any] = calculate("training", inputs)["results"]
    return results


def memory(**inputs: object) -> dict[str, float]:
    found: dict[str, float] = answer(**inputs)["peak_memory_gb_per_gpu"]
    return found


def notes(**inputs: object) -> str:
    return " ".join(calculate("training", inputs)["notes"])


# The five cases on which published calculators were compared. Where nothing was measured, the account of bytes per
# parameter that the training libraries give is the reference.


def test_case_1_full_tuning_of_8b_spans_the_precision_recipes() -> None:
    """8 bytes per parameter in pure 16 bits, 18 with a 32-bit copy (LLaMA-Factory's table: 59.8 and 134.6 GiB)."""
    found = memory(**EIGHT_B, method="full", gradient_checkpointing="none")
    pure = memory(**EIGHT_B, method="full", gradient_checkpointing="none", precision="bf16-pure")
    mixed = memory(**EIGHT_B, method="full", gradient_checkpointing="none", precision="bf16-amp")
    assert found["low"] < pure["base"] < mixed["base"] < found["high"]
    assert pure["base"] / GIB == pytest.approx(77.0, rel=0.05), "vramcalc 0.1.2, its maker's formula, pure"
    assert mixed["base"] / GIB == pytest.approx(150.8, rel=0.05), "vramcalc 0.1.2, mixed precision"


def test_case_1b_checkpointing_hardly_helps_full_tuning_at_batch_1() -> None:
    """vramcalc 0.1.2: 74.8 GiB pure and 149.6 GiB mixed with checkpointing; Megatron-LM's formula 143.6 GiB."""
    pure = memory(**EIGHT_B, method="full", gradient_checkpointing=True, precision="bf16-pure")
    mixed = memory(**EIGHT_B, method="full", gradient_checkpointing=True, precision="bf16-amp")
    assert pure["base"] / GIB == pytest.approx(74.8, rel=0.05)
    assert 143.6 * 0.95 < mixed["base"] / GIB < 149.6 * 1.05


def test_case_2_lora_on_8b() -> None:
    """Measured by vramcalc on an A6000: 20.55 GB (19.1 GiB), rank 16 on attention, pure 16 bits, checkpointing."""
    found = memory(
        **EIGHT_B, method="lora", lora_rank=16, lora_targets="attention", precision="bf16-pure",
        gradient_checkpointing=True, loss_kernel="full",
    )  # fmt: skip
    assert found["base"] == pytest.approx(20.55, rel=0.06)
    assert found["low"] < 20.55 < found["high"]


def test_case_3_qlora_on_8b() -> None:
    """Measured by torchtune on an RTX 4090: 7.4 GiB at batch 2 with a chunked loss; gpu_poor computes 14.1 GiB."""
    run = {**EIGHT_B, "method": "qlora", "micro_batch": 2, "lora_rank": 8, "gradient_checkpointing": True}
    chunked = memory(**run, loss_kernel="chunked", precision="bf16-pure")
    assert chunked["low"] < 7.4 * GIB < chunked["high"]
    assert chunked["base"] == pytest.approx(7.4 * GIB, rel=0.2)
    open_loss = memory(**run)
    assert open_loss["low"] / GIB < 14.1 < open_loss["high"] / GIB


def test_case_4_qlora_on_70b() -> None:
    """LLaMA-Factory's rule says 48 GB; other formulas 40.8 to 87.6 GiB."""
    found = memory(
        model="Llama-3-70B", method="qlora", lora_rank=16, seq_len=2_048, micro_batch=1, gradient_checkpointing=True
    )
    assert found["low"] < 48 < found["high"]
    assert 40.8 < found["base"] / GIB < 87.6


def test_case_5_ten_million_tokens_on_eight_a100() -> None:
    """LLM Foundry measured 37,130 tokens/s for MPT-7B (269 s); scaled to 8.03B parameters that is about 325 s."""
    found = answer(
        model="Llama-3-8B", method="full", gpu="A100-80GB", gpu_count=8, seq_len=2_048, packing=True,
        total_tokens=10e6, precision="bf16-amp", gradient_checkpointing=False, micro_batch=6,
    )  # fmt: skip
    seconds = 10e6 / found["tokens_per_second"]["base"]
    assert seconds == pytest.approx(325, rel=0.25)
    assert 10e6 / found["tokens_per_second"]["high"] < 325 < 10e6 / found["tokens_per_second"]["low"]


@pytest.mark.parametrize(
    ("gpu", "method", "seq_len", "micro_batch", "measured"),
    [
        ("RTX4090-24GB", "qlora", 2_048, 2, 2_413),
        ("A100-80GB", "full", 4_096, 2, None),
    ],
)
def test_speed_of_single_gpus(gpu: str, method: str, seq_len: int, micro_batch: int, measured: float | None) -> None:
    """The README of torchtune: Llama-3.1-8B QLoRA on an RTX 4090; Llama-3.2-3B full on an A100 at 8,998 tokens/s."""
    model = "Llama-3.1-8B" if measured else "Llama-3.2-3B"
    found = answer(model=model, method=method, gpu=gpu, seq_len=seq_len, micro_batch=micro_batch, packing=True)
    assert found["tokens_per_second"]["low"] < (measured or 8_998) < found["tokens_per_second"]["high"]


def test_mlperf_shows_the_gap_between_ordinary_and_tuned_software() -> None:
    """Llama-2-70B LoRA on 8 H100: 116 minutes with DeepSpeed, 28 with tuned FP8, of MLPerf Training 4.0."""
    task = {
        "model": "Llama-2-70B", "method": "lora", "lora_rank": 16, "seq_len": 8_192, "micro_batch": 1,
        "global_batch": 8, "packing": True, "gpu": "H100-80GB", "gpu_count": 8,
    }  # fmt: skip
    ordinary = answer(**task, total_tokens=31_768_576, sharding="zero3", gradient_checkpointing=True)
    tuned = answer(**task, total_tokens=25_796_608, stack="vendor-tuned", precision="fp8")
    assert ordinary["training_hours"]["low"] < 116.1 / 60 < ordinary["training_hours"]["high"]
    assert tuned["training_hours"]["low"] < 28.07 / 60 < tuned["training_hours"]["high"]


def test_unpacked_short_examples_leave_the_gpu_waiting() -> None:
    """Unpacked instruction tuning reaches 5 to 22 % of peak where packed runs reach 30 to 45 %."""
    run = {**RUN, "seq_len": 2_048, "tokens_per_example": 211}
    packed = answer(**run, packing=True)["tokens_per_second"]["base"]
    assert 2 < packed / answer(**run, packing=False)["tokens_per_second"]["base"] < 8


# What is left out


def test_a_model_is_enough_for_memory() -> None:
    found = answer(model="Qwen2.5-7B")
    assert found["peak_memory_gb_per_gpu"]["state"] == "value"
    for name in CONTRACT - {"peak_memory_gb_per_gpu"}:
        assert (found[name]["state"], found[name]["base"]) == ("unknown", None)
    assert "Not given" in notes(model="Qwen2.5-7B")


def test_a_gpu_adds_speed_and_tokens_add_time_and_cost() -> None:
    assert answer(model="Qwen2.5-7B", gpu="L4")["tokens_per_second"]["state"] == "value"
    assert answer(model="Qwen2.5-7B", gpu="L4")["training_hours"]["state"] == "unknown"
    full = answer(model="Qwen2.5-7B", gpu="L4", examples=1_000, tokens_per_example=300)
    assert {full[name]["state"] for name in CONTRACT} == {"value"}


def test_a_model_of_given_size_is_answered_with_a_note() -> None:
    assert answer(model="house-model", params_b=7)["parameters_b"]["base"] == 7
    assert "inferred" in notes(model="house-model", params_b=7)
    assert "inferred" not in notes(model="Llama-3.1-8B")


def test_an_omitted_choice_lies_inside_the_range_that_is_answered() -> None:
    run = {**EIGHT_B, "method": "full"}
    found = memory(**run)
    for choice in ({"optimizer": "adamw-8bit"}, {"precision": "bf16-pure"}, {"gradient_checkpointing": "none"}):
        assert found["low"] * 0.9 < memory(**run, **choice)["base"] < found["high"]


def test_giving_the_recipe_narrows_the_range() -> None:
    given_recipe = memory(
        **EIGHT_B, method="lora", lora_rank=16, lora_targets="all-linear", precision="bf16-pure", optimizer="adamw",
        gradient_checkpointing="full", loss_kernel="full",
    )  # fmt: skip
    open_recipe = memory(model="Llama-3.1-8B", method="lora")
    assert given_recipe["high"] / given_recipe["low"] < open_recipe["high"] / open_recipe["low"]
    assert memory(model="Llama-3.1-8B")["assumed_share"] > given_recipe["assumed_share"] == 0


def test_it_says_whether_the_run_fits() -> None:
    assert answer(**RUN)["fits"]["state"] in {"yes", "unknown"}
    assert answer(model="Llama-3-70B", method="full", gpu="RTX 4090")["fits"]["state"] == "no"
    assert answer(model="BERT-base", method="full", gpu="H100", seq_len=128)["fits"]["state"] == "yes"
    assert answer(model="BERT-base")["fits"]["state"] == "unknown"


ODD: list[dict[str, Any]] = [
    {"gpu": "T4", "precision": "fp16-amp", "base_quantization": "int8", "method": "lora"},
    {"gpu": "Gaudi2", "gpu_count": 8, "sharding": "zero3"},
    {"gpu": "MI300X", "precision": "fp8", "stack": "vendor-tuned", "method": "full"},
    {"gpu": "GB200", "precision": "fp4", "tensor_parallel": 4, "pipeline_parallel": 2, "context_parallel": 2},
    {"gpu": "RTX3090-24GB", "gpu_count": 2, "sharding": "zero3", "cpu_offload": True},
    {"gpu": "V100-16GB", "base_quantization": "gptq-int4", "method": "qlora", "optimizer": "paged-adamw-32bit"},
    {"gpu": "48GB GPU", "method": "full", "optimizer": "adamw-4bit", "gradient_checkpointing": "selective"},
]


@pytest.mark.parametrize("recipe", ODD, ids=lambda recipe: str(recipe["gpu"]))
def test_odd_hardware_and_recipes_are_answered(recipe: dict[str, Any]) -> None:
    found = answer(model="Llama-2-13B", total_tokens=1e6, **recipe)
    assert found["peak_memory_gb_per_gpu"]["base"] > 0
    known_speed = gpus.find(recipe["gpu"]).fp16_tflops or gpus.find(recipe["gpu"]).bf16_tflops
    assert (found["training_hours"]["state"] == "value") == bool(known_speed)


# Services


def test_a_service_charges_by_the_token_and_at_least_its_minimum() -> None:
    """Together AI's list: 0.48 USD per million tokens up to 16B parameters with LoRA, at least 4 USD (E067)."""
    run = {"model": "Llama-3.1-8B", "service": "together", "method": "lora"}
    assert answer(**run, total_tokens=1e6)["training_cost_usd"]["base"] == 4
    large = answer(**run, examples=50_000, tokens_per_example=800, epochs=3)
    assert large["training_cost_usd"]["base"] == pytest.approx(120 * 0.48)
    assert large["training_hours"]["state"] == "unknown"
    padded = answer(**run, examples=50_000, tokens_per_example=800, epochs=3, packing=False, seq_len=2_048)
    assert padded["training_cost_usd"]["base"] == pytest.approx(50_000 * 3 * 2_048 / 1e6 * 0.48)


def test_a_service_says_who_may_start() -> None:
    assert "jobs can be started by anyone" in notes(model="Llama-3.1-8B", service="together", total_tokens=1e6)


@pytest.mark.parametrize("closed", ["cohere", "openai"])
def test_a_closed_service_is_refused_with_its_end(closed: str) -> None:
    with pytest.raises(InputErrors, match=r"ended|closed") as caught:
        answer(model="Llama-3.1-8B", service=closed)
    assert caught.value.errors[0].field == "service"


# Wrong inputs


@pytest.mark.parametrize(
    ("inputs", "field", "says"),
    [
        ({}, "model", "params_b"),
        ({"model": "lama-3.1"}, "model", "Llama-3.1-8B"),
        ({"model": "Qwen3-8B", "gpu": "A10000"}, "gpu", "A100"),
        ({"model": "Qwen3-8B", "seq_len": 0}, "seq_len", "1 to 10,000,000 tokens"),
        ({"model": "Qwen3-8B", "gradient_checkpointing": "maybe"}, "gradient_checkpointing", "none, selective, full"),
        ({"model": "Qwen3-8B", "layers": "20..40"}, "layers", "one number"),
        ({"model": "Qwen3-8B", "tensor_parallel": 4, "gpu_count": 2}, "gpu_count", "4 GPUs"),
        ({"model": "Qwen3-8B", "service": "nobody"}, "service", "together"),
        ({"model": "Qwen3-8B", "batch_size": 4}, "batch_size", "no such input"),
    ],
)
def test_a_wrong_input_is_named_with_what_would_do(inputs: dict[str, Any], field: str, says: str) -> None:
    with pytest.raises(InputErrors) as caught:
        answer(**inputs)
    assert caught.value.errors[0].field == field
    assert says in caught.value.errors[0].message


@pytest.mark.parametrize(
    ("given_value", "counts_as"), [(True, "full"), (False, "none"), ("yes", "full"), ("full", "full")]
)
def test_checkpointing_takes_booleans(given_value: object, counts_as: str) -> None:
    echoed = calculate("training", {"model": "Qwen3-8B", "gradient_checkpointing": given_value})["inputs"]
    assert echoed["gradient_checkpointing"] == counts_as


# What must hold whatever the numbers are

SOME = settings(max_examples=25)


@SOME
@given(st.floats(1e5, 1e9), st.floats(1.5, 100), st.sampled_from(["full", "lora", "qlora"]))
def test_more_tokens_never_take_less_time(tokens: float, times: float, method: str) -> None:
    run = {"model": "Llama-3.2-1B", "method": method, "gpu": "A10G"}
    few, many = answer(**run, total_tokens=tokens), answer(**run, total_tokens=tokens * times)
    for name in ("training_hours", "training_cost_usd"):
        assert all(many[name][point] > few[name][point] for point in ("low", "base", "high"))


@SOME
@given(
    st.fixed_dictionaries(
        {"model": st.sampled_from(names())},
        optional={
            "gpu": st.sampled_from(gpus.names()),
            "gpu_count": st.sampled_from([1, 3, "2..64"]),
            "examples": st.sampled_from([0, 1, "100..1M"]),
            "tokens_per_example": st.sampled_from([1, "100..30k"]),
            "epochs": st.sampled_from([0.1, "1..10"]),
            "global_batch": st.sampled_from([1, "1..4096"]),
            "micro_batch": st.sampled_from([1, "1..512"]),
            "lora_rank": st.sampled_from([1, "4..256"]),
            "gpu_usd_per_hour": st.sampled_from([0, "0.1..9"]),
            "method": st.sampled_from(["full", "lora", "qlora"]),
            "packing": st.booleans(),
            "cpu_offload": st.booleans(),
            "stack": st.sampled_from(["open", "vendor-tuned"]),
        },
    )
)
def test_every_number_is_finite_in_order_and_not_negative(inputs: dict[str, Any]) -> None:
    for name, result in answer(**inputs).items():
        points = [result[point] for point in ("low", "base", "high")]
        if result["state"] == "value":
            assert all(math.isfinite(point) for point in points), name
            assert 0 <= points[0] <= points[1] <= points[2], name


def test_as_many_ranges_as_can_be_given_are_answered() -> None:
    ranges = {field.name: "2..3" for field in FORM.fields if field.kind == "number" and field.takes_range}
    del ranges["total_tokens"]
    assert answer(model="house-model", params_b=7, gpu="H100", **ranges)["training_cost_usd"]["state"] == "value"


# The contract


def test_results_have_the_shape_of_the_contract() -> None:
    answered = calculate("training", RUN)
    assert set(answered["results"]) == set(OUTCOMES) == set(RESTS_ON) >= CONTRACT
    for result in answered["results"].values():
        assert {"low", "base", "high", "unit", "state", "sources", "assumed_share", "validation"} <= result.keys()
    sources = {source["id"] for source in answered["results"]["training_cost_usd"]["sources"]}
    assert {"architecture:Llama-3.1-8B", "gpu:A100-80GB-SXM", "training:speed_factor_open"} <= sources
    assert any(source.startswith("gpu-price:") for source in sources)


def test_every_constant_is_used_and_named_by_a_result() -> None:
    rows = {row["id"] for row in load("training_constants")["factors"]}
    seen: set[str] = set()
    for inputs in (
        {**RUN, "packing": False},
        {**RUN, "method": "lora", "stack": "vendor-tuned"},
        {**RUN, "method": "full", "model": "house-model", "params_b": 3},
    ):
        for result in answer(**inputs).values():
            seen |= {source["id"].removeprefix("training:") for source in result["sources"]}
    assert rows <= seen | {"inferred_vocab"}


def test_the_command_line_answers_and_takes_booleans() -> None:
    options = ["--model", "SmolLM2-360M", "--gpu", "T4", "--no-packing", "--total-tokens", "1M", "--format", "json"]
    run = subprocess.run(
        [sys.executable, "-m", "calculators", "training", *options], capture_output=True, check=True, text=True
    )
    answered = json.loads(run.stdout)
    assert answered["calculator"] == "training"
    assert answered["inputs"]["packing"] is False
    assert answered["results"]["training_hours"]["base"] > 0


def test_the_schema_describes_what_the_calculator_takes() -> None:
    schema = input_schema(catalogue.CALCULATORS["training"])
    Draft202012Validator.check_schema(schema)
    accepts = Draft202012Validator(schema).is_valid
    assert accepts({**RUN, "gradient_checkpointing": True, "packing": False, "micro_batch": {"low": 1, "high": 4}})
    assert accepts({**RUN, "layers": 32, "method": None})
    assert not accepts({**RUN, "layers": {"low": 16, "high": 32}})
    assert not accepts({**RUN, "optimizer": True})


def test_a_result_without_a_number_is_not_called_exact() -> None:
    rows = as_markdown([catalogue.answer("training", {"model": "BERT-base"})]).splitlines()
    assert next(row for row in rows if "Training time" in row).split("|")[2:4] == [" unknown ", "  "]


def test_what_is_unknown_is_called_neither_validated_nor_assumed() -> None:
    answered = catalogue.answer("training", {"model": "BERT-base"})
    row = next(row for row in as_markdown([answered]).splitlines() if "Training time" in row)
    assert row.split("|")[4:6] == ["  ", "  "]
    assert next(line for line in as_table([answered]).splitlines() if "Training time" in line).endswith("unknown")
    shown = tostring(result_block("training_hours", answered.estimate.results["training_hours"]), "unicode")
    assert "unknown" in shown
    assert "result-trust" not in shown


def test_no_bound_cuts_a_factor_off_below_its_high_end() -> None:
    for row in load("training_constants")["factors"]:
        assert row["minimum"] <= row["low"] <= row["base"] <= row["high"] <= row["maximum"], row["id"]


@pytest.mark.parametrize("name", ["torchtune-004", "automodel-001", "automodel-003", "automodel-009"])
def test_runs_that_are_faster_than_computed_keep_a_range_above_the_middle(name: str) -> None:
    run = next(run for family in load("training_runs")["families"] for run in family["runs"] if run["id"] == name)
    speed = answer(**run["inputs"])["tokens_per_second"]
    assert speed["high"] > 1.1 * speed["base"]
