"""The hosting calculator: what a month costs, what must always hold, bad input, and the contract."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from calculators import calculate, catalogue
from calculators.answers.serving_outcomes import ACCURACY, FACTS, LATENT, OUTCOMES
from calculators.architectures import names
from calculators.facts import gpus
from calculators.forms import InputErrors
from calculators.forms.serving import FORM
from calculators.present.schema import input_schema
from calculators.serving import Host, ServingError, hosting, requests_per_second, resolve_host, uncertainties

CONTRACT = {"tokens_per_second_per_gpu", "replicas", "cost_usd_per_month", "cost_usd_per_request", "latency_p95_ms"}
EIGHT_B = {
    "model": "Llama-3.1-8B", "gpu": "H100", "gpu_usd_per_hour": 3, "requests_per_month": 1e6, "peak_factor": 4,
    "input_tokens": 1_000, "output_tokens": 300, "target_utilisation": 0.6,
}  # fmt: skip
POINT = {
    "requests_per_month": 1e6, "peak_factor": 4.0, "input_tokens": 1_000.0, "output_tokens": 300.0, "adapters": 0.0,
    "target_utilisation": 0.6, "hours_per_month": 730.0, "gpu_usd_per_hour": 3.0,
}  # fmt: skip


def answer(**inputs: object) -> dict[str, Any]:
    results: dict[str, Any] = calculate("serving", inputs)["results"]
    return results


def notes(**inputs: object) -> str:
    return " ".join(calculate("serving", inputs)["notes"])


# What a month costs


def test_the_bill_is_replicas_times_price_times_hours() -> None:
    found = answer(**EIGHT_B)
    assert found["replicas"]["base"] == found["gpus"]["base"] == 1
    assert found["cost_usd_per_month"]["base"] == pytest.approx(3 * 730)
    assert found["cost_usd_per_request"]["base"] == pytest.approx(3 * 730 / 1e6)


def test_replicas_carry_the_peak_at_the_target_utilisation() -> None:
    host = resolve_host("Llama-3.1-8B", "H100")
    busy = hosting({**POINT, "requests_per_month": 1e8}, host)
    carried = busy["replicas"] * busy["requests_per_second_per_replica"] * 0.6
    peak = 1e8 * 4 / (730 * 3_600)
    assert carried - busy["requests_per_second_per_replica"] * 0.6 < peak <= carried * (1 + 1e-6)
    assert busy["busy_share"] == pytest.approx(peak / 4 / (carried / 0.6))
    exactly = hosting({**POINT, "requests_per_month": busy["requests_per_month_per_replica"] * 3}, host)
    assert exactly["replicas"] == 3


def test_without_requests_one_replica_is_still_paid() -> None:
    found = answer(**{**EIGHT_B, "requests_per_month": 0})
    assert (found["replicas"]["base"], found["cost_usd_per_month"]["base"]) == (1, 3 * 730)
    assert found["cost_usd_per_request"]["state"] == "unknown"
    assert "Without requests one replica is still paid" in notes(**{**EIGHT_B, "requests_per_month": 0})


def test_a_blank_price_is_that_of_the_catalogues() -> None:
    listed = gpus.hourly_prices("H100-SXM")
    found = answer(**{**EIGHT_B, "gpu_usd_per_hour": ""})["cost_usd_per_month"]
    assert listed is not None
    assert listed.range.low * 730 == pytest.approx(found["low"], rel=0.02)
    assert listed.range.high * 730 == pytest.approx(found["high"], rel=0.02)


def test_a_gpu_that_nobody_lists_has_replicas_and_no_cost() -> None:
    found = answer(**{**EIGHT_B, "gpu": "RTX A6000", "gpu_usd_per_hour": ""})
    unlisted = gpus.hourly_prices("RTX A6000") is None
    assert found["replicas"]["state"] == "value"
    assert (found["cost_usd_per_month"]["state"] == "unknown") == unlisted


def test_latency_is_not_assessed_and_says_why() -> None:
    answered = calculate("serving", EIGHT_B)
    assert answered["results"]["latency_p95_ms"]["state"] == "not-assessed"
    assert answered["details"]["latency_p95_ms"].startswith("Not assessed")


def test_an_encoder_is_served_and_writes_nothing() -> None:
    """A BERT-base classifier on a T4 reads tens of thousands of tokens per second."""
    inputs = {**EIGHT_B, "model": "BERT-base", "gpu": "T4", "input_tokens": 200}
    found = answer(**inputs)
    assert 2e4 < found["tokens_per_second_per_gpu"]["base"] < 5e5
    assert found["sequences_at_once"]["state"] == "not-assessed"
    assert found["tokens_per_second_per_gpu"] == answer(**{**inputs, "output_tokens": 0})["tokens_per_second_per_gpu"]
    assert "An encoder writes nothing" in notes(**inputs)


def test_a_decoder_that_only_reads_is_counted_in_tokens_read() -> None:
    reads = hosting({**POINT, "output_tokens": 0.0}, resolve_host("Llama-3.1-8B", "H100", generates=False))
    assert reads["tokens_per_second_per_gpu"] == pytest.approx(reads["requests_per_second_per_replica"] * 1_000)


def test_many_adapters_share_one_base() -> None:
    """25 tuned 7B models on one A100 (LoRA Land): far below 25 replicas, and somewhat slower than one model."""
    inputs = {**EIGHT_B, "model": "Mistral-7B-v0.1", "gpu": "A100-80GB"}
    shared = answer(**inputs, adapters=25)
    assert shared["replicas"]["base"] == 1
    slower = shared["tokens_per_second_per_gpu"]["base"] / answer(**inputs)["tokens_per_second_per_gpu"]["base"]
    assert 0.5 < slower < 0.95


def test_the_number_of_gpus_follows_from_the_weights() -> None:
    assert resolve_host("Llama-3.3-70B", "H100").gpu_count == 4
    assert resolve_host("Llama-3.3-70B", "H100", weight_bits="int4").gpu_count == 1
    assert resolve_host("Llama-3.1-8B", "L40S").gpu_count == 1


def test_a_mixture_reads_only_some_experts_for_few_sequences() -> None:
    host = resolve_host("Mixtral-8x7B", "H200")
    few, _ = requests_per_second({**POINT, "most_sequences": 1.0}, host)
    dense = host._replace(expert_gb=0.0)
    assert few > 1.5 * requests_per_second({**POINT, "most_sequences": 1.0}, dense)[0]


# What always holds


def shapes() -> st.SearchStrategy[dict[str, float]]:
    return st.fixed_dictionaries(
        {
            "requests_per_month": st.floats(0, 1e12),
            "peak_factor": st.floats(1, 1e4),
            "input_tokens": st.floats(1, 1e6),
            "output_tokens": st.floats(0, 1e6),
            "adapters": st.integers(0, 100_000).map(float),
            "adapter_rank": st.floats(1, 4_096),
            "target_utilisation": st.floats(0.01, 1),
            "hours_per_month": st.floats(1, 744),
            "gpu_usd_per_hour": st.floats(0, 1e4),
            "speed_factor": st.floats(0.2, 2.5),
            "adapter_factor": st.floats(0.3, 1),
            "most_sequences": st.floats(8, 4_096),
        }
    )


HOSTS = st.builds(
    resolve_host,
    st.sampled_from(["Llama-3.1-8B", "Qwen2.5-0.5B", "Mixtral-8x7B", "DeepSeek-V3", "BERT-large"]),
    st.sampled_from(["B200", "H200", "MI300X"]),
    weight_bits=st.sampled_from(["bf16", "fp8", "int4"]),
    stack=st.sampled_from(["open", "vendor-tuned"]),
    generates=st.booleans(),
)


@given(shapes(), HOSTS)
def test_every_number_is_finite_and_none_is_negative(point: dict[str, float], host: Host) -> None:
    for name, value in hosting(point, host).items():
        assert math.isfinite(value), name
        assert value >= 0, name
    assert hosting(point, host)["replicas"] >= 1


DEARER = ("requests_per_month", "peak_factor", "input_tokens", "output_tokens", "gpu_usd_per_hour", "adapters")
CHEAPER = ("target_utilisation", "speed_factor", "adapter_factor")


@given(shapes(), HOSTS, st.sampled_from(DEARER + CHEAPER), st.floats(1, 100))
def test_more_work_never_costs_less_and_more_speed_never_more(
    point: dict[str, float], host: Host, name: str, factor: float
) -> None:
    more = hosting({**point, name: point[name] * factor}, host)["cost_usd_per_month"]
    less = hosting(point, host)["cost_usd_per_month"]
    low, high = (less, more) if name in DEARER else (more, less)
    assert low <= high * (1 + 1e-9)


@given(shapes(), st.sampled_from(["Llama-3.1-8B", "Llama-3.3-70B"]))
def test_a_faster_gpu_of_equal_memory_serves_more(point: dict[str, float], model: str) -> None:
    slow = resolve_host(model, "A100-80GB", gpu_count=4)
    fast = resolve_host(model, "H100-SXM-80GB", gpu_count=4)
    assert requests_per_second(point, fast)[0] >= requests_per_second(point, slow)[0]


@pytest.mark.parametrize("model", names())
def test_every_model_of_the_catalogue_is_answered(model: str) -> None:
    found = answer(model=model, gpu="B200", weight_bits="fp8")
    assert found["cost_usd_per_month"]["low"] > 0
    assert found["tokens_per_second_per_gpu"]["low"] <= found["tokens_per_second_per_gpu"]["high"]


# Bad input


@pytest.mark.parametrize(
    ("inputs", "field", "message"),
    [
        ({"model": "Llama-3.1-8C"}, "model", "close to it: Llama-3.1-8B"),
        ({"model": ""}, "model", "params_b"),
        ({"gpu": "H100-SMX"}, "gpu", "close to it: H100"),
        ({"gpu": "48GB GPU"}, "gpu", "no source gives"),
        ({"gpu": "L40"}, "gpu", "no source gives"),
        ({"model": "Llama-3.1-405B", "gpu": "T4"}, "gpu", "do not fit on 16 x T4"),
        ({"model": "Llama-3.3-70B", "gpu": "H100", "gpu_count": 1}, "gpu_count", "2 would do. Enter 1 to 16 GPUs"),
        ({"gpu_count": 0.5}, "gpu_count", "1 to 16 GPUs"),
        ({"target_utilisation": 0}, "target_utilisation", "0.01 to 1 share"),
        ({"weight_bits": "int3"}, "weight_bits", "one of bf16, fp8, int4"),
        ({"adapters": "1..5"}, "adapters", "one number is needed"),
    ],
)
def test_bad_input_names_the_field_and_the_way_out(inputs: dict[str, object], field: str, message: str) -> None:
    with pytest.raises(InputErrors) as refused:
        answer(**{**EIGHT_B, **inputs})
    assert [problem.field for problem in refused.value.errors] == [field]
    assert message in refused.value.errors[0].message


def test_a_model_outside_the_catalogue_needs_its_size() -> None:
    with pytest.raises(ServingError) as refused:
        resolve_host("My-Model", "H100")
    assert refused.value.field == "model"
    found = calculate("serving", {**EIGHT_B, "model": "My-Model", "params_b": 8})
    assert "inferred" in " ".join(found["notes"])
    known = answer(**EIGHT_B)["tokens_per_second_per_gpu"]["base"]
    assert found["results"]["tokens_per_second_per_gpu"]["base"] == pytest.approx(known, rel=0.3)


# The contract


def test_the_results_of_the_contract_are_there_and_the_inputs_have_their_names() -> None:
    assert set(OUTCOMES) >= CONTRACT
    assert set(answer(**EIGHT_B)) == set(OUTCOMES) == set(FACTS) == set(LATENT)
    wanted = {"model", "gpu", "gpu_usd_per_hour", "requests_per_month", "peak_factor", "input_tokens"}
    wanted |= {"output_tokens", "adapters", "target_utilisation", "gpu_count", "weight_bits", "params_b"}
    assert {field.name for field in FORM.fields} >= wanted


def test_every_input_of_a_formula_exists_and_every_number_has_a_source() -> None:
    known = {field.name for field in FORM.fields}
    for outcome in OUTCOMES.values():
        assert outcome.inputs <= known
    for name, result in answer(**EIGHT_B, adapters=3).items():
        assert result["state"] != "value" or result["sources"], name


def test_speed_is_checked_and_the_bill_is_not() -> None:
    found = answer(**EIGHT_B)
    assert found["tokens_per_second_per_gpu"]["validation"]["label"] == "checked"
    assert found["tokens_per_second_per_gpu"]["validation"]["runs"] == ACCURACY["open"][0]
    assert found["cost_usd_per_month"]["validation"]["label"] == "unvalidated"


def test_exact_inputs_leave_the_uncertainty_of_the_facts() -> None:
    host = resolve_host("Llama-3.1-8B", "H100")
    assert set(uncertainties(host)) == {"speed_factor", "most_sequences", "usd_per_gpu_hour"}
    assert set(uncertainties(host, adapters=True)) - set(uncertainties(host)) == {"adapter_factor"}
    found = answer(**EIGHT_B)["tokens_per_second_per_gpu"]
    assert found["low"] < found["base"] < found["high"]


def test_the_defaults_answer_and_fit_the_schema() -> None:
    schema = input_schema(catalogue.CALCULATORS["serving"])
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(EIGHT_B)
    assert answer()["cost_usd_per_month"]["base"] > 0
