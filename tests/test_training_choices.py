"""What the training calculator makes of what its reader leaves open: recipes, lengths, names."""

from typing import Any

import pytest

from calculators import calculate


def answer(**inputs: object) -> dict[str, Any]:
    results: dict[str, Any] = calculate("training", inputs)["results"]
    return results


def memory(**inputs: object) -> dict[str, float]:
    found: dict[str, float] = answer(**inputs)["peak_memory_gb_per_gpu"]
    return found


def notes(**inputs: object) -> str:
    return " ".join(calculate("training", inputs)["notes"])


def speed(**inputs: object) -> float:
    return float(answer(**inputs)["tokens_per_second"]["base"])


@pytest.mark.parametrize(
    ("name", "params_b", "meant"),
    [("llama-3.1-9b", 9, "Llama-3.1-8B"), ("somebody/New-1.5B-Instruct", 1.5, ""), ("llama-1B (nanotron)", 1, "")],
)
def test_the_size_of_an_unknown_model_is_read_from_its_name(name: str, params_b: float, meant: str) -> None:
    estimate = calculate("training", {"model": name, "gpu": "A100"})
    assert estimate["results"]["parameters_b"]["base"] == params_b
    assert any("by its name" in note and meant in note for note in estimate["notes"])


@pytest.mark.parametrize("calculator", ["training", "serving"])
def test_of_a_model_without_a_published_shape_the_size_is_said_to_count(calculator: str) -> None:
    said = " ".join(calculate(calculator, {"model": "databricks/dbrx-instruct"})["notes"])
    assert "Of DBRX only the size counts here (132B parameters, 36B of them for each token)" in said
    assert "not in the catalogue" not in said


def test_the_shape_of_a_model_without_a_name_is_not_said_to_be_read_from_its_name() -> None:
    said = notes(layers=32, hidden=4_096, method="full")
    assert "inferred from its layers and width (heads, kv_heads, ffn_hidden, vocab)." in said
    assert "by its name" not in said


def test_open_choices_are_made_so_that_the_run_fits_its_card() -> None:
    run = {"model": "Llama-2-7B", "method": "full", "seq_len": 512, "micro_batch": 1}
    on_card = memory(**run, gpu="RTX 4090")
    assert on_card["base"] < 0.6 * memory(**run)["base"]
    assert memory(**run, gpu="RTX 4090", precision="bf16-amp", optimizer="adamw")["base"] > 2 * on_card["base"]


def test_unpacked_examples_may_be_shorter_than_the_longest_that_is_stated() -> None:
    run = {"model": "Llama-3.1-8B", "method": "lora", "seq_len": 2_048, "micro_batch": 4, "loss_kernel": "full"}
    full, short = memory(**run, packing=True), memory(**run, packing=False)
    assert short["low"] < full["low"]
    batch = {"model": "Qwen3-Embedding-4B", "params_b": 4.02, "method": "lora", "seq_len": 512, "micro_batch": 256}
    assert memory(**batch, packing=False, gpu="T4")["base"] < 18
    assert memory(**batch, packing=True, gpu="T4")["base"] > 30


def test_a_model_for_embeddings_has_no_logits() -> None:
    for name, params_b in (("gte-modernbert-base", 0.149), ("Somebody-Embedding-4B", 4.0), ("bge-new-large", 0.4)):
        assert answer(model=name, params_b=params_b)["logits_gb"]["high"] == 0, name
    assert answer(model="Somebody-4B", params_b=4.0)["logits_gb"]["low"] > 0


def test_tuned_stacks_that_shard_all_weights_compute_in_16_bits_unless_they_say_so() -> None:
    run = {"model": "Llama-3-8B", "method": "full", "gpu": "H100", "gpu_count": 8, "stack": "vendor-tuned"}
    sharded = run | {"seq_len": 8_192, "micro_batch": 1, "sharding": "zero3", "gradient_checkpointing": "selective"}
    assert speed(**sharded) == pytest.approx(speed(**sharded, precision="bf16-amp"), rel=0.1)
    split = sharded | {"sharding": "zero1"}
    assert speed(**split) > 1.2 * speed(**split, precision="bf16-amp")


def test_experts_wait_for_each_other_and_for_memory() -> None:
    run = {"gpu": "H100", "gpu_count": 8, "method": "full", "seq_len": 4_096, "micro_batch": 4, "packing": True}
    experts, dense = speed(model="Qwen3-30B-A3B", **run), speed(model="Llama-3.2-3B", **run)
    assert experts < 0.8 * dense, "as many parameters compute, and more bytes travel"


def test_it_says_what_was_changed_so_that_the_run_fits() -> None:
    run = {"model": "Llama-3.1-8B", "method": "full", "seq_len": 2_048, "micro_batch": 1}
    said = notes(**run, gpu="A100-40GB")
    changed = "the run does not fit on A100-40GB-SXM, so these count instead: Optimizer paged-adamw-8bit, Loss chunked."
    assert changed in said
    assert said.count("Optimizer") == said.count("Loss") == 1, "not among what the range covers"
    assert "count instead" not in notes(**run, gpu="H200")
    assert "count instead" not in notes(**run, gpu="A100-40GB", optimizer="adamw", loss_kernel="chunked")
    given_amp = {**run, "method": "lora", "micro_batch": 16, "precision": "bf16-amp", "packing": False}
    assert "weights kept in 16 bits" in notes(**given_amp, gpu="RTX 4090")
    assert "no example longer than" in notes(**given_amp, gpu="RTX 4090")


def test_it_says_what_is_changed_only_where_the_range_is_too_much() -> None:
    run = {"model": "Llama-3.1-8B", "method": "lora", "gpu": "RTX 4090"}
    assert "count there: Optimizer paged-adamw-8bit" in notes(**run)
    assert "count there" not in notes(**run, seq_len=512, micro_batch=1, lora_rank=8)


@pytest.mark.parametrize(
    ("run", "in_range", "alone"),
    [
        ({"model": "Llama-3.1-8B", "method": "lora"}, ["Loss", "Precision"], ["Attention", "Optimizer"]),
        ({"model": "Llama-3.1-8B", "method": "full"}, ["Loss", "Optimizer"], ["Attention"]),
        ({"model": "BERT-base", "method": "full"}, ["Optimizer"], ["Attention"]),
    ],
)
def test_only_choices_with_alternatives_are_said_to_be_in_the_range(
    run: dict[str, Any], in_range: list[str], alone: list[str]
) -> None:
    answered = calculate("training", run)
    assert set(in_range) <= set(answered["details"]["omitted"])
    assert not set(alone) & set(answered["details"]["omitted"])
    assert f"the commonest choice alone counts: {', '.join(alone)}." in " ".join(answered["notes"])
    assert ("Loss" in answered["details"]["omitted"]) == (run["model"] != "BERT-base")


def test_examples_longer_than_the_sequence_are_warned_of() -> None:
    run = {"model": "Llama-3.1-8B", "method": "lora", "gpu": "H100", "examples": 1_000, "epochs": 1}
    assert "Examples of 20,000 tokens are longer than the sequence length of 2,048" in notes(
        **run, tokens_per_example=20_000
    )
    assert "longer than the sequence" not in notes(**run, tokens_per_example=20_000, seq_len=20_000)
    assert "longer than the sequence" not in notes(**run, tokens_per_example=2_000)


def test_only_as_many_gpus_work_as_a_step_has_sequences() -> None:
    run = {"model": "Llama-3.1-8B", "method": "lora", "gpu": "H100", "gpu_count": 8, "seq_len": 2_048}
    run |= {"micro_batch": 1, "packing": True}
    full = speed(**run, global_batch=8)
    assert speed(**run, global_batch=2) == pytest.approx(full / 4)
    shared = {**run, "tensor_parallel": 8}
    assert speed(**shared, global_batch=1) == pytest.approx(speed(**shared, global_batch=8), rel=0.01)
    assert "A step has fewer sequences (2) than there are copies of the model (8)" in notes(**run, global_batch=2)
    assert "A step has fewer" not in notes(**run, global_batch=8)


def test_a_tuned_stack_may_share_a_sequence_among_gpus_without_saying_so() -> None:
    """MLPerf Training: 8 sequences per step on 64 GPUs."""
    run = {"model": "Llama-2-70B", "method": "lora", "gpu": "H100", "gpu_count": 64, "seq_len": 8_192}
    run |= {"micro_batch": 1, "packing": True, "global_batch": 8, "stack": "vendor-tuned"}
    assert "A step has fewer" not in notes(**run)
    assert speed(**run) > 4 * speed(**run, sharding="zero3")


def test_gpus_that_share_a_sequence_wait_as_with_sequences_as_short_as_their_part() -> None:
    run = {"model": "Llama-3.1-8B", "method": "full", "gpu": "H100", "gpu_count": 8, "sharding": "zero3"}
    run |= {"precision": "bf16-amp", "gradient_checkpointing": "full", "packing": True, "micro_batch": 1}
    shared, short = speed(**run, seq_len=4_096, context_parallel=8), speed(**run, seq_len=512)
    assert 0.85 * short < shared < short, "the longer attention costs a little more"


@pytest.mark.parametrize(
    ("gpu", "precision", "gains"),
    [("H100", "fp4", False), ("A100", "fp8", False), ("H100", "fp8", True), ("B200", "fp4", True)],
)
def test_few_bits_gain_speed_only_on_gpus_that_compute_in_them(gpu: str, precision: str, gains: bool) -> None:
    run = {"model": "Llama-3.1-8B", "method": "full", "gpu": gpu, "gpu_count": 8, "seq_len": 4_096, "micro_batch": 2}
    run |= {"packing": True, "sharding": "zero3", "gradient_checkpointing": "full"}
    assert (speed(**run, precision=precision) > 1.05 * speed(**run, precision="bf16-amp")) is gains
    assert (f"No gain of {precision} is counted on" in notes(**run, precision=precision)) is not gains


def test_a_model_that_caps_its_scores_keeps_them_unless_a_fused_kernel_is_stated() -> None:
    run = {"method": "lora", "seq_len": 4_096, "micro_batch": 1, "gradient_checkpointing": False, "loss_kernel": "full"}
    capped, fused = memory(**run, model="Gemma-2-9B"), memory(**run, model="Gemma-2-9B", attention="fused")
    scores = 42 * 16 * 4_096**2 * 7 / 1e9
    assert capped["base"] - fused["base"] == pytest.approx(scores, rel=0.2)
    assert memory(**run, model="Gemma-7B")["high"] == memory(**run, model="Gemma-7B", attention="fused")["high"]
    assert "Attention" in notes(**run, model="Gemma-2-9B")


def test_a_fused_kernel_is_the_first_thing_to_change_where_kept_scores_do_not_fit() -> None:
    run = {"model": "Gemma-2-9B", "method": "lora", "seq_len": 4_096, "micro_batch": 1, "gpu": "A100-80GB"}
    assert "Attention fused" in notes(**run, gradient_checkpointing=False)
    assert "Attention fused" not in notes(**run, gradient_checkpointing=True)
