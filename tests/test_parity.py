"""The same input gives the same bytes in CPython and in the Pyodide files that the site ships."""

import json
import subprocess
from pathlib import Path
from random import Random
from typing import Any

import pytest

from calculators import calculate
from calculators.browser import answer
from calculators.facts import load
from calculators.forms.inference import FORM

ROOT = Path(__file__).parents[1]
BAD_ENTRIES = ["abc", "", "-1", "1e99", "nan", "9..1", "1..2..3..4", "<script>", "１２", "1" * 500]


def good_inputs(count: int) -> list[dict[str, Any]]:
    random = Random(42)
    models = [f"{row['provider']}/{row['id']}" for row in load("token_prices")["models"]]
    return [
        {
            "model": random.choice(models),
            "requests_per_month": {"low": low, "high": low * random.choice([1, 1.5, 40])},
            "static_prompt_tokens": random.choice([0, "200..90k", 3_000.5]),
            "variable_input_tokens": random.choice([0, 77, "10..30..500k"]),
            "output_tokens": random.choice([0, 1e-9, "1..900"]),
            "turns": random.choice([1, 2.5, "1..30"]),
            "tool_calls_per_turn": random.choice([0, "0..3"]),
            "cache_hit_rate": random.choice([None, 0.37, "10%..90%"]),
            "batch_share": random.choice([0, "0..1"]),
            "hosting_usd_per_hour": random.choice([0, 1.7]),
        }
        for low in (random.choice([0, 3, 1e4, 123_456.789, 1e9]) for _ in range(count))
    ]


def training_inputs(count: int) -> list[dict[str, Any]]:
    random = Random(43)
    models = [row["id"] for row in load("architectures")["models"]]
    gpus = [None, "A100-80GB", "H100", "RTX 4090", "A10G", "MI300X"]
    return [
        {
            **random.choice([{"model": random.choice(models)}, {"params_b": random.choice([0.3, 7, 123.4])}]),
            "method": random.choice([None, "full", "lora", "qlora"]),
            "gpu": random.choice(gpus),
            "gpu_count": random.choice([None, 1, 8]),
            "seq_len": random.choice([None, 512, 8192]),
            "gradient_checkpointing": random.choice([None, True, "none"]),
            "examples": random.choice([None, 2_000, "1k..5k"]),
            "tokens_per_example": random.choice([None, 800]),
            "epochs": random.choice([None, 3]),
        }
        for _ in range(count)
    ]


def other_inputs() -> list[tuple[str, dict[str, Any]]]:
    random = Random(44)
    cases = json.loads((ROOT / "docs/cases.json").read_bytes())
    asked: list[tuple[str, dict[str, Any]]] = [("compare", case["values"]) for case in cases.values()]
    asked += [
        (
            "compare",
            {
                "task": random.choice(["chat", "extraction", "classification", "generation", "code"]),
                "requests_per_month": random.choice([0, 1 / 12, 1e5, "10k..1M"]),
                "success_rate_now": random.choice([None, 0.8]),
                "success_sample_size": random.choice([None, 100]),
                "cost_of_wrong_answer_usd": random.choice([None, 0.5, "1..10"]),
                "corpus_tokens": random.choice([None, 1e6]),
                "growth_per_month": random.choice([0, -0.1, 0.05]),
                "deadline": random.choice([None, "2027-02-01"]),
                "arms": random.choice([None, [{"kind": "tuned-service", "success_rate": 0.9}]]),
            },
        )
        for _ in range(6)
    ]
    asked += [("lead-time", {"arm": arm, "deadline": "2027-02-01"}) for arm in ("prompt", "tuned-own", "hybrid")]
    asked += [("evaluation", inputs) for inputs in ({}, {"baseline_accuracy": 0.7, "items": 100}, {"paired": False})]
    asked += [("serving", inputs) for inputs in ({}, {"model": "BERT-base", "gpu": "T4"})]
    return [*asked, ("retrieval", {}), ("retrieval", {"corpus_tokens": "1M..1B"})]


def page_requests() -> list[str]:
    fields = [field.name for field in FORM.fields]
    bad = [{"calculator": "inference", "values": {field: entry}} for field in fields for entry in BAD_ENTRIES]
    presets = {"requests_per_month": "300k", "cache_hit_rate": ""}
    then = {"cost_usd_per_month": "1..2", "facts_date": "2026-01-01"}
    return [json.dumps(request) for request in [*bad, {"calculator": "inference", "values": presets, "old_link": then}]]


@pytest.mark.slow
def test_cpython_and_the_shipped_pyodide_answer_with_the_same_bytes() -> None:
    inputs = [
        *(("inference", given) for given in good_inputs(60)),
        *(("training", given) for given in training_inputs(60)),
        *other_inputs(),
    ]
    requests = page_requests()
    calls = [
        *({"function": "calculators.calculate", "arguments": [name, given]} for name, given in inputs),
        *({"function": "calculators.browser.answer", "arguments": [request]} for request in requests),
    ]
    run = subprocess.run(
        ["node", "overrides/runtime/run_in_node.mjs"],  # noqa: S607 - the Makefile puts the locked Node on the PATH
        input=json.dumps(calls),
        capture_output=True,
        cwd=ROOT,
        check=False,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    expected = [
        *(json.dumps(calculate(name, given), ensure_ascii=False) for name, given in inputs),
        *(answer(request) for request in requests),
    ]
    for call, ours, theirs in zip(calls, expected, json.loads(run.stdout), strict=True):
        assert theirs == ours, call
