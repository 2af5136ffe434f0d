"""The cost of a request against the token bill, and hosting and lookups against their own calculators."""

from math import log
from random import Random

import pytest

from calculators.catalogue import answer
from calculators.columns import Column, float_of
from calculators.comparison.arms import Arm
from calculators.comparison.running import (
    RETRIEVAL_INPUTS,
    Request,
    lookup_of,
    request_of,
    running_cost,
    tokens_of_arm,
    usd_of_tokens,
)
from calculators.facts import facts_date
from calculators.facts.token_prices import rate, suggested_models
from calculators.forms.inference import FORM as INFERENCE
from calculators.inference import bill, offer_of
from calculators.present.contract import answer_as_object
from calculators.ranges import Range
from calculators.retrieval import DEFAULT_EMBEDDING, DEFAULT_STORE, resolve_terms
from tests.comparison.worked import QUIET, question

MODELS = [*suggested_models(), "google/gemini-2.5-pro", "anthropic/claude-haiku-4-5", "openai/gpt-4.1-mini"]
STANDARD = {
    field.name: field.default.base
    for field in INFERENCE.fields
    if field.kind == "number" and isinstance(field.default, Range)
}
COUNT = 300


def arm_of(kind: str, **inputs: object) -> tuple[Arm, dict[str, float]]:
    asked = question(**inputs)
    return next(arm for arm in asked.arms if arm.kind == kind), asked.centre | QUIET


def draw(random: Random, low: float, high: float) -> float:
    """Return a number that is as likely in every decade; now and then one of the ends."""
    return random.choice([low, high]) if random.random() < 0.1 else low * (high / low) ** random.random()


def test_a_request_costs_what_the_token_bill_says() -> None:
    """300 models, prompts and traffics: price tiers, caches, prompts below the shortest that is cached."""
    random = Random(1)
    tiered = cached = 0
    for _ in range(COUNT):
        model = random.choice(MODELS)
        given = random.random() if random.random() < 0.4 else None
        offer = offer_of(model, "", facts_date(), derives_hit_rate=given is None)
        point = {
            **STANDARD,
            "requests_per_month": draw(random, 0.1, 1e8),
            "static_prompt_tokens": float(round(draw(random, 1, 5e5))) - 1,
            "variable_input_tokens": float(round(draw(random, 1, 5e5))) - 1,
            "output_tokens": float(round(draw(random, 1, 1e5))),
            "cache_lifetime_minutes": draw(random, 1, 100),
            "cache_realised_share": random.random(),
        }
        if given is not None:
            point["cache_hit_rate"] = given
        request = request_of({**point, "tokens_per_request": 0.0}, point["requests_per_month"])
        expected = bill(point, offer)
        assert usd_of_tokens(offer, request) == pytest.approx(expected["cost_usd_per_request"], rel=1e-12)
        column = Column([1.0, point["static_prompt_tokens"]])
        both = usd_of_tokens(
            offer, request._replace(static_tokens=column, hit_rate=Column([float_of(request.hit_rate)] * 2))
        )
        assert isinstance(both, Column)
        assert both.values[1] == pytest.approx(expected["cost_usd_per_request"], rel=1e-12)
        tiered += rate(offer.standard.input, 1e7) != rate(
            offer.standard.input, point["static_prompt_tokens"] + point["variable_input_tokens"]
        )
        cached += expected["cache_hit_rate"] > 0
    assert tiered > COUNT / 20
    assert COUNT / 5 < cached < COUNT, "with a cache and without"


def test_a_cascade_asks_the_cheap_model_first_and_pays_both_for_what_it_passes_on() -> None:
    arm, point = arm_of("cascade", tokens_per_request=2_000, arms=[{"kind": "cascade", "escalation_share": 0.25}])
    assert arm.offer is not None
    assert arm.passes_on_to is not None
    request = tokens_of_arm(arm, request_of(point, 1e5), point, 0.0)
    found = running_cost(arm, request, point, None)
    first, second = (float_of(usd_of_tokens(offer, request)) for offer in (arm.offer, arm.passes_on_to))
    assert first < second
    assert found is not None
    assert found.usd_per_request == pytest.approx(first + 0.25 * second)


def test_lookups_cost_what_the_retrieval_calculator_says() -> None:
    inputs = {"requests_per_month": 70_000, "corpus_tokens": 3e6}
    arm, point = arm_of("retrieval", **inputs)
    found = lookup_of(point, 70_000.0, resolve_terms(DEFAULT_EMBEDDING, DEFAULT_STORE, "", facts_date()))
    exact = {name: point[name] for name in RETRIEVAL_INPUTS} | {"text_bytes_per_token": 4.0}
    own = answer_as_object(answer("retrieval", {**inputs, **exact}))["results"]
    assert found.indexing_usd == pytest.approx(own["indexing_cost_usd"]["base"], rel=1e-8)
    assert found.extra_tokens == pytest.approx(own["extra_input_tokens_per_request"]["base"], rel=1e-8)
    monthly = sum(own[f"{part}_cost_usd_per_month"]["base"] for part in ("embedding", "store"))
    assert found.usd_per_month == pytest.approx(monthly, rel=1e-8)
    plain = request_of(point, 70_000.0)
    longer = tokens_of_arm(arm, plain, point, found.extra_tokens)
    assert float_of(longer.variable_tokens) == pytest.approx(float_of(plain.variable_tokens) + found.extra_tokens)
    priced = running_cost(arm, longer, point, found)
    assert priced is not None
    assert (priced.fixed_usd_per_month, priced.indexing_usd) == (found.usd_per_month, found.indexing_usd)


@pytest.mark.parametrize(("kind", "requests"), [("tuned-own", 3e5), ("tuned-own", 3e8), ("classifier", 5e8)])
def test_hosting_costs_what_the_serving_calculator_says(kind: str, requests: float) -> None:
    arm, point = arm_of(kind, task="classification", requests_per_month=requests, tokens_per_request=900)
    request = tokens_of_arm(arm, request_of(point, requests), point, 0.0)
    found = running_cost(arm, request, point, None)
    assert found is not None
    point_of_serving = {
        "model": arm.model,
        "gpu": "L40S",
        "requests_per_month": requests,
        "peak_factor": point["peak_factor"],
        "target_utilisation": point["target_utilisation"],
        "input_tokens": float_of(request.static_tokens) + float_of(request.variable_tokens),
        "output_tokens": float_of(request.output_tokens),
        "gpu_usd_per_hour": point[f"{arm.name}.usd_per_gpu_hour"],
    }
    own = answer("serving", point_of_serving).estimate.results["cost_usd_per_month"].range
    assert own is not None
    assert found.fixed_usd_per_month == pytest.approx(own.base, rel=0.05), "whole replicas, and the middle of a sample"
    assert found.usd_per_request == 0


def test_a_classifier_reads_the_input_and_no_prompt() -> None:
    arm, point = arm_of("classifier", task="classification")
    today = Request(3_000.0, 200.0, 10.0, 1e5, 0.0)
    assert tokens_of_arm(arm, today, point, 0.0)[:3] == (0.0, 200.0, 0.0)


def test_tokens_split_as_said_and_else_by_task() -> None:
    _, point = arm_of("prompt", tokens_per_request=1_000)
    split = request_of(point, 1.0)
    assert sum(map(float_of, split[:3])) == pytest.approx(1_000)
    _, said = arm_of("prompt", static_prompt_tokens=300, variable_input_tokens=20, output_tokens=7)
    assert request_of(said, 1.0)[:3] == (300, 20, 7)
    _, long = arm_of("prompt", tokens_per_request=1_000, static_prompt_tokens=5_000)
    assert float_of(request_of(long, 1.0).variable_tokens) == 0, "never negative"
    assert log(float_of(request_of(long, 1.0).static_tokens)) > 0
