"""What training costs beyond one run: runs that fail, short runs, spot machines, validation, storing and serving."""

from typing import Any

import pytest

from calculators import calculate
from calculators.facts import gpus
from calculators.forms import InputErrors

RUN = {"model": "Llama-3.1-8B", "method": "lora", "total_tokens": 5e6, "gpu": "A100-80GB", "packing": True}
JOB = {"service": "together", "model": "Llama-3.1-8B", "total_tokens": 20e6, "packing": True}


def answer(**inputs: object) -> dict[str, Any]:
    answered: dict[str, Any] = calculate("training", inputs)
    return answered


def base(name: str, **inputs: object) -> float:
    return float(answer(**inputs)["results"][name]["base"])


@pytest.mark.parametrize("job", [{**RUN, "gpu_usd_per_hour": 2}, JOB])
def test_every_run_that_is_paid_for_costs_the_same(job: dict[str, object]) -> None:
    assert base("training_cost_usd", **job, runs=3) == pytest.approx(3 * base("training_cost_usd", **job), rel=1e-6)


def test_a_short_run_costs_the_shortest_time_billed() -> None:
    run = {**RUN, "gpu_usd_per_hour": 2, "gpu_count": 4}
    assert base("training_hours", **run) < 24
    billed = answer(**run, minimum_billed_hours=24)["results"]["training_cost_usd"]
    assert billed["low"] == billed["base"] == billed["high"] == 24 * 4 * 2
    assert base("training_cost_usd", **run, minimum_billed_hours=0) == base("training_cost_usd", **run)


def test_spot_machines_have_prices_of_their_own() -> None:
    spot = answer(**RUN, purchase="spot")
    prices = gpus.hourly_prices("A100-80GB", "spot"), gpus.hourly_prices("A100-80GB")
    assert prices[0] is not None
    assert prices[1] is not None
    assert prices[0].range.base < prices[1].range.base
    assert spot["results"]["training_cost_usd"]["base"] < base("training_cost_usd", **RUN)
    ids = {source["id"] for source in spot["results"]["training_cost_usd"]["sources"]}
    assert "gpu-price:A100-80GB-SXM/spot" in ids
    assert any("taken away" in note for note in spot["notes"])
    assert base("training_cost_usd", **RUN, purchase="spot", gpu_usd_per_hour=2) == base(
        "training_cost_usd", **RUN, gpu_usd_per_hour=2
    )


def test_validation_is_billed_only_where_the_service_says_so() -> None:
    billed = base("training_cost_usd", **JOB, validation_tokens=10e6)
    assert billed == pytest.approx(1.5 * base("training_cost_usd", **JOB), rel=1e-6)
    other = {"service": "vertex-ai", "model": "Gemini 2.5 Flash", "total_tokens": 1e6}
    answered = answer(**other, validation_tokens=10e6)
    assert answered["results"]["training_cost_usd"]["base"] == base("training_cost_usd", **other)
    assert any("validation" in note for note in answered["notes"])


def test_what_is_kept_is_stored_for_a_price() -> None:
    full = {"model": "Llama-3.1-8B", "method": "full", "checkpoints_kept": 3, "storage_usd_per_gb_month": 0.02}
    stored = answer(**full)["results"]
    assert stored["stored_gb"]["base"] == pytest.approx(3 * 8.03 * 2, rel=1e-3)
    assert stored["upkeep_usd_per_month"]["base"] == pytest.approx(stored["stored_gb"]["base"] * 0.02, rel=1e-6)
    priced = answer(**{**full, "storage_usd_per_gb_month": None})["results"]["upkeep_usd_per_month"]
    assert priced["low"] < priced["base"] < priced["high"]
    assert any("finout" in source["statement"] for source in priced["sources"])
    assert base("stored_gb", **{**full, "method": "lora"}) < 2


def test_what_is_not_said_to_be_kept_stays_unknown() -> None:
    results = answer(**RUN)["results"]
    assert results["upkeep_usd_per_month"]["state"] == results["stored_gb"]["state"] == "unknown"


def test_hours_served_cost_what_the_service_lists_or_a_rented_gpu() -> None:
    served = answer(**JOB, hosting_hours_per_month=100)["results"]["upkeep_usd_per_month"]
    assert served["base"] == pytest.approx(549)
    own = base("upkeep_usd_per_month", **RUN, gpu_usd_per_hour=2, hosting_hours_per_month=100)
    assert own == pytest.approx(200)
    priced = answer(model="Llama-3.1-8B", gpu_usd_per_hour="1..3", hosting_hours_per_month=100)["results"]
    upkeep = priced["upkeep_usd_per_month"]
    assert upkeep["low"] < upkeep["base"] < upkeep["high"], "a price without a run still counts for serving"
    assert "input:gpu_usd_per_hour" in {source["id"] for source in upkeep["sources"]}
    none = answer(service="vertex-ai", model="Gemini 2.5 Flash", total_tokens=1e6, hosting_hours_per_month=100)
    assert none["results"]["upkeep_usd_per_month"]["state"] == "unknown"
    assert any("serving" in note for note in none["notes"])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("runs", 0),
        ("runs", "nonsense"),
        ("minimum_billed_hours", -1),
        ("hosting_hours_per_month", 1e9),
        ("purchase", "stolen"),
    ],
)
def test_nonsense_is_refused_with_the_field(field: str, value: object) -> None:
    with pytest.raises(InputErrors) as refused:
        answer(**RUN, **{field: value})
    assert [error.field for error in refused.value.errors] == [field]


def test_padding_is_billed_however_the_number_of_examples_is_said() -> None:
    job = {"service": "together", "model": "Llama-3.1-8B", "packing": False, "seq_len": 2_048}
    by_total = {**job, "total_tokens": 150e6, "tokens_per_example": 500}
    by_count = {**job, "examples": 100_000, "epochs": 3, "tokens_per_example": 500}
    assert base("training_cost_usd", **by_total) == pytest.approx(base("training_cost_usd", **by_count), rel=1e-9)
    assert base("training_cost_usd", **by_total) == pytest.approx(300_000 * 2_048 / 1e6 * 0.48)
    assert "input:tokens_per_example" in {
        source["id"] for source in answer(**by_total)["results"]["training_cost_usd"]["sources"]
    }
    unsaid = answer(**{**job, "total_tokens": 150e6})
    assert any("none is in the bill" in note for note in unsaid["notes"])
    assert not any("packed ones are assumed" in note for note in unsaid["notes"])
    assert any("packed ones are assumed" in note for note in answer(**{**JOB, "packing": None})["notes"])
    assert not any("unpacked examples" in note for note in answer(**JOB)["notes"])


def test_a_service_that_lists_a_storage_price_stores_for_it() -> None:
    """Tinker: US$0.10 per GB and month for checkpoints."""
    job = {"service": "tinker", "model": "Qwen3-8B", "method": "lora", "lora_rank": 16, "lora_targets": "all-linear"}
    job |= {"total_tokens": 1.5e6, "checkpoints_kept": 10}
    found = answer(**job)["results"]
    assert found["upkeep_usd_per_month"]["base"] == pytest.approx(0.1 * found["stored_gb"]["base"], rel=1e-6)
    assert found["upkeep_usd_per_month"]["low"] == found["upkeep_usd_per_month"]["high"]
    ids = {source["id"] for source in found["upkeep_usd_per_month"]["sources"]}
    assert "tuning-service:tinker/Qwen3-8B/lora-sft" in ids
    assert "input:storage_usd_per_gb_month" not in ids
    mine = answer(**job, storage_usd_per_gb_month=0.02)["results"]
    assert mine["upkeep_usd_per_month"]["base"] == pytest.approx(0.02 * mine["stored_gb"]["base"], rel=1e-6)


def test_a_model_that_is_billed_by_the_hour_asks_for_the_hours() -> None:
    with pytest.raises(InputErrors, match="bills this model by the hour: enter the hours billed"):
        answer(service="azure", model="o4-mini", examples=1_000, tokens_per_example=500)
    with pytest.raises(InputErrors, match="lists no price for this model"):
        answer(service="azure", model="gpt-3.5-turbo", examples=1_000, tokens_per_example=500)


def test_a_price_of_the_past_is_called_one() -> None:
    job = {"service": "openai", "model": "gpt-3.5-turbo", "total_tokens": 1e6}
    said = " ".join(calculate("training", job, facts_date="2026-01-01")["notes"])
    assert "Nobody can start such a job since 2026-10-23 at the latest" in said
    assert "by nobody" not in said
