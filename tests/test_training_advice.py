"""What the training calculator advises on memory: what dominates, what fits, what would make it fit."""

from typing import Any

import pytest

from calculators import calculate
from calculators.answers.training_advice import needed_gb
from calculators.facts import gpus

RUN = {"model": "Llama-3.1-8B", "method": "qlora", "gpu": "A100-80GB", "total_tokens": 5e6}


def memory(**inputs: object) -> dict[str, float]:
    found: dict[str, float] = calculate("training", inputs)["results"]["peak_memory_gb_per_gpu"]
    return found


def notes(**inputs: object) -> str:
    return " ".join(calculate("training", inputs)["notes"])


TOO_LARGE: list[dict[str, Any]] = [
    {"method": "full", "gpu": "A100-80GB"},
    {"method": "full", "gpu": "A100-80GB", "precision": "bf16-amp"},
    {"method": "full", "gpu": "RTX 4090"},
    {"method": "full", "gpu": "RTX 4090", "precision": "bf16-amp", "gpu_count": 8, "sharding": "zero1"},
    {
        "method": "lora",
        "gpu": "A100-40GB",
        "gradient_checkpointing": "none",
        "micro_batch": 4,
        "loss_kernel": "chunked",
    },
    {"method": "lora", "gpu": "A100-40GB", "seq_len": 16_384, "loss_kernel": "full"},
    {"method": "lora", "gpu": "H100", "model": "Llama-3-70B"},
    {"method": "lora", "gpu": "RTX 4090", "model": "Qwen3-8B", "gpu_count": 8, "micro_batch": 8, "sharding": "none"},
    {"gpu": "L40S", "model": "Llama-2-13b", "gpu_count": 2, "micro_batch": 2, "seq_len": 30_000},
]


@pytest.mark.parametrize("inputs", TOO_LARGE)
def test_the_named_change_makes_it_fit(inputs: dict[str, Any]) -> None:
    inputs = {"model": "Llama-3.1-8B"} | inputs
    has = calculate("training", inputs)["details"]["gpu_memory_gb"]
    assert needed_gb(memory(**inputs)["base"]) > has
    change = calculate("training", inputs)["details"]["changed_inputs"]
    assert change
    assert needed_gb(memory(**inputs | change)["base"]) <= has
    assert "Smallest single change" in notes(**inputs)


def test_nothing_is_suggested_where_it_fits_or_no_gpu_is_named() -> None:
    for inputs in (RUN, {"model": "Llama-3-70B", "method": "full"}):
        details = calculate("training", inputs)["details"]
        assert details["smallest_change"] == ""
        assert details["changed_inputs"] == {}
    assert calculate("training", {"model": "Llama-3-70B", "method": "full"})["results"]["fits"]["state"] == "unknown"


def test_it_names_the_gpus_that_have_enough_memory() -> None:
    details = calculate("training", {"model": "Llama-3.1-8B", "method": "lora"})["details"]
    needs = needed_gb(memory(model="Llama-3.1-8B", method="lora")["base"])
    fitting = {name.split(" (")[0] for name in details["gpus_that_fit"]}
    assert fitting == {name for name in gpus.names() if gpus.find(name).memory_gb >= needs}
    assert "US$" in " ".join(details["gpus_that_fit"])
    assert "With the choices that count here it fits" in notes(model="Llama-3.1-8B", method="lora")


def test_it_says_what_takes_most_of_the_memory() -> None:
    assert "Weights take most" in notes(model="Llama-3-70B", method="lora", seq_len=512, micro_batch=1)
    assert "Logits take most" in notes(model="Qwen2.5-0.5B", method="lora", loss_kernel="full", micro_batch=8)


@pytest.mark.parametrize(
    "inputs",
    [
        {"model": "Llama-3-70B", "method": "full", "gpu": "RTX 4090"},
        {"model": "Llama-2-13b", "method": "lora", "gpu": "L40S", "gpu_count": 2, "seq_len": 32_768, "micro_batch": 2},
    ],
)
def test_it_says_so_where_no_single_change_is_enough(inputs: dict[str, Any]) -> None:
    assert "none of the changes tried" in notes(**inputs)
    for change in ({"micro_batch": 1}, {"cpu_offload": True}, {"activation_offload": True}):
        assert needed_gb(memory(**inputs | change)["base"]) > gpus.find(inputs["gpu"]).memory_gb


def test_nothing_follows_from_memory_where_a_tuned_stack_does_not_say_how_it_splits() -> None:
    """MLPerf Training 4.0 ran this on 8 H100; its split is not in the results."""
    run = {
        "model": "Llama-2-70B", "method": "lora", "gpu": "H100", "gpu_count": 8, "stack": "vendor-tuned",
        "precision": "fp8", "seq_len": 8_192, "micro_batch": 1, "lora_rank": 16, "lora_targets": "attention",
    }  # fmt: skip
    unsaid = calculate("training", run)
    assert unsaid["results"]["fits"]["state"] == "unknown"
    assert (unsaid["details"]["smallest_change"], unsaid["details"]["gpus_that_fit"]) == ("", [])
    assert "Say how it is split" in notes(**run)
    for said in ({"sharding": "none"}, {"tensor_parallel": 1}, {"stack": "open"}):
        answered = calculate("training", run | said)
        assert answered["details"]["gpus_that_fit"], said
        assert "Say how it is split" not in notes(**run | said)
    alone = calculate("training", run | {"gpu_count": 1})
    assert alone["results"]["fits"]["state"] == "no"
