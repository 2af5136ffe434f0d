"""Eligibility: each kind of arm, the first fact that stands against it, and that doing nothing is always allowed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators.eligibility import KINDS, REGIONS, ArmQuestion, Verdict, default_service, eligible
from calculators.facts import load

TODAY = "2026-11-24"
NEXT_SPRING, NEXT_WINTER = "2027-03-31", "2027-11-24"


def arm(kind: str, **given_: Any) -> ArmQuestion:
    usual: dict[str, Any] = {
        "model": "Qwen3-8B",
        "service": "",
        "task": "classification",
        "region": "any",
        "self_hosting": True,
        "labelled_examples": 1_000,
        "labels_obtainable": False,
        "longest_example_tokens": 2_000,
        "horizon_end": NEXT_WINTER,
        "corpus_tokens": 1e6,
    }
    return ArmQuestion(kind=kind, **{**usual, **given_})


def judged(kind: str, **given_: Any) -> Verdict:
    return eligible(arm(kind, **given_), TODAY)


@pytest.mark.parametrize("kind", KINDS)
def test_with_data_an_open_model_and_own_machines_everything_is_allowed(kind: str) -> None:
    assert judged(kind) == Verdict("yes", "no known fact stands against it")


@pytest.mark.parametrize(
    ("kind", "given_", "says"),
    [
        ("switch-model", {"model": ""}, "no other model named"),
        ("cascade", {"model": ""}, "no other model named"),
        ("retrieval", {"corpus_tokens": None}, "no corpus named"),
        ("retrieval", {"corpus_tokens": 0}, "no corpus named"),
        ("hybrid", {"corpus_tokens": None}, "no corpus named"),
        ("hybrid", {"corpus_tokens": 0}, "no corpus named"),
        ("classifier", {"task": "generation"}, "needs written text"),
        ("classifier", {"self_hosting": False}, "ruled out"),
        ("tuned-own", {"self_hosting": False}, "ruled out"),
        ("tuned-own", {"labelled_examples": 0}, "none can be had"),
        ("optimised-prompt", {"labelled_examples": 0}, "none can be had"),
    ],
)
def test_what_the_reader_says_may_rule_an_arm_out(kind: str, given_: dict[str, Any], says: str) -> None:
    verdict = judged(kind, **given_)
    assert (verdict.state, verdict.source) == ("no", None)
    assert says in verdict.reason


@pytest.mark.parametrize(
    ("given_", "says", "source_id"),
    [
        ({"service": "OpenAI", "model": "gpt-4.1"}, "2026-05-07", "tuning-service:openai"),
        ({"service": "cohere"}, "2025-09-15", "tuning-service:cohere"),
        ({"service": "mistral"}, "no longer supported", "tuning-service:mistral"),
        ({"model": "gpt-6-luna"}, "2026-05-07", "tuning-service:openai"),
        ({"model": "claude-haiku-5-5"}, "Anthropic offers no tuning", "maker:anthropic"),
        (
            {"service": "vertex-ai", "model": "gemini-3.5-flash", "longest_example_tokens": 131_073},
            "131,072 tokens",
            "tuning-service:vertex-ai/Gemini 3.5 Flash/lora-sft",
        ),
        (
            {"service": "azure", "model": "gpt-4.1", "labelled_examples": 9, "horizon_end": NEXT_SPRING},
            "fewer than 10",
            "tuning-service:azure/minimum",
        ),
        (
            {"service": "fireworks", "model": "Llama-3.1-8B", "labelled_examples": 2},
            "fewer than 3",
            "tuning-service:fireworks/minimum",
        ),
        ({"model": "gpt-4.1"}, "2027-10-14", "model-lifetime:azure/gpt-4.1-2025-04-14"),
        ({"service": "azure", "model": "o4-mini"}, "2026-11-19", "model-lifetime:azure/o4-mini-2025-04-16"),
    ],
)
def test_a_fact_with_its_date_may_rule_a_tuned_service_out(given_: dict[str, Any], says: str, source_id: str) -> None:
    verdict = judged("tuned-service", **given_)
    assert verdict.state == "no"
    assert says in verdict.reason
    assert verdict.source is not None
    assert verdict.source.id == source_id
    assert f"(seen {verdict.source.date_seen})" in verdict.reason
    assert verdict.source.url


@pytest.mark.parametrize(
    ("kind", "given_", "says"),
    [
        ("tuned-own", {"self_hosting": None}, "not said whether"),
        ("classifier", {"self_hosting": None}, "not said whether"),
        ("tuned-own", {"labelled_examples": None}, "not said how many"),
        ("tuned-service", {"service": "nobody"}, "no service 'nobody'"),
        ("tuned-service", {"model": "a model of mine"}, "no service in the table lists a price"),
        ("tuned-service", {"service": "tinker", "model": "Llama-3.1-8B"}, "no price found at Tinker"),
        ("tuned-service", {"model": "gpt-4.1-mini", "horizon_end": NEXT_SPRING}, "tunes this model until 2027-04-14"),
        ("tuned-service", {"region": "eu"}, "no region of training found"),
        ("tuned-service", {"model": "gemini-2.5-flash"}, "may have ended on 2026-10-16"),
        ("tuned-service", {"model": "gemini-3.5-flash"}, "may stop on 2027-05-19"),
    ],
)
def test_what_is_not_known_is_unknown(kind: str, given_: dict[str, Any], says: str) -> None:
    verdict = judged(kind, **given_)
    assert verdict.state == "unknown"
    assert says in verdict.reason


def test_few_labels_are_a_warning_and_obtainable_ones_are_none() -> None:
    few = judged("tuned-own", labelled_examples=20)
    assert (few.state, few.reason.startswith("warning: 20 ")) == ("yes", True)
    assert judged("tuned-own", labelled_examples=20, labels_obtainable=True).reason == judged("tuned-own").reason
    refused = {"service": "fireworks", "model": "Llama-3.1-8B", "labelled_examples": 2}
    assert judged("tuned-service", **refused, labels_obtainable=True).state == "yes"


def test_the_region_of_a_service_decides() -> None:
    tuned = {"model": "gemini-3.5-flash", "service": "vertex-ai", "horizon_end": NEXT_SPRING}
    assert judged("tuned-service", **tuned, region="eu").state == "yes"
    assert judged("tuned-service", **tuned, region="us").state == "yes"


def test_a_hosted_classifier_needs_no_own_machines() -> None:
    hosted = {"service": "together", "model": "Llama-3.1-8B", "self_hosting": False}
    assert judged("classifier", **hosted).state == "yes"


def test_without_own_machines_a_hybrid_needs_a_service() -> None:
    closed = {"model": "gpt-6-luna", "self_hosting": False}
    assert judged("hybrid", **closed).state == "no"
    assert judged("hybrid", **{**closed, "self_hosting": True}).state == "yes"


@pytest.mark.parametrize("given_", [{"service": "openai"}, {"self_hosting": False}, {"labelled_examples": 0}])
def test_a_staged_option_can_always_begin_with_its_prompt(given_: dict[str, Any]) -> None:
    assert judged("staged", **{"model": "gpt-6-luna", **given_}).state == "yes"


@pytest.mark.parametrize("kind", ["switch-model", "prompt", "optimised-prompt", "retrieval", "cascade", "staged"])
def test_where_a_prompted_model_answers_is_a_question_to_its_provider(kind: str) -> None:
    asked = judged(kind, region="eu")
    assert (asked.state, asked.source) == ("unknown", None)
    assert "stays in the EU" in asked.reason
    assert judged(kind, region="any").state == "yes"


def test_the_end_of_a_model_counts_only_within_the_horizon() -> None:
    assert judged("tuned-service", model="gpt-4.1", horizon_end="2027-10-13").state == "yes"
    assert judged("tuned-service", model="gpt-4.1", horizon_end="2027-10-14").state == "no"


@pytest.mark.parametrize(
    ("model", "region", "provider"),
    [
        ("Qwen3-8B", "any", "Tinker (Thinking Machines)"),
        ("Llama-3.1-8B", "any", "ORI"),
        ("gemini-3.5-flash", "eu", "Google Vertex AI (Agent Platform)"),
        ("gpt-4.1", "any", "Azure OpenAI (Foundry)"),
    ],
)
def test_the_default_service_is_the_cheapest_that_newcomers_may_use(model: str, region: str, provider: str) -> None:
    found = default_service(model, region, TODAY)
    assert found is not None
    assert found.provider == provider
    assert found.who_may_start == "anyone"


@pytest.mark.parametrize("model", ["gpt-6-luna", "gpt-4.1-mini", "gemini-2.5-flash", "", "o4-mini"])
def test_where_nobody_is_known_to_tune_there_is_no_default(model: str) -> None:
    assert default_service(model, "any", TODAY) is None


def test_a_service_is_no_default_after_its_model_has_ended() -> None:
    assert default_service("gpt-4.1", "any", "2027-04-13") is not None
    assert default_service("gpt-4.1", "any", "2027-04-14") is None


@pytest.mark.parametrize("wrong", [{"kind": "magic"}, {"region": "mars"}])
def test_unknown_kinds_and_regions_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="there is no"):
        eligible(arm("prompt")._replace(**wrong), TODAY)


MODELS = sorted({name for row in load("tuning_services")["prices"] for name in row.get("models", ())})
ARMS = st.builds(
    ArmQuestion,
    kind=st.sampled_from(KINDS),
    model=st.sampled_from(["", "gpt-6-luna", "claude-haiku-5-5", "a model of mine", *MODELS]),
    service=st.sampled_from(["", "nowhere", *(entry["id"] for entry in load("tuning_services")["services"])]),
    task=st.sampled_from(["", "chat", "extraction", "classification", "generation", "code"]),
    region=st.sampled_from(REGIONS),
    self_hosting=st.sampled_from([True, False, None]),
    labelled_examples=st.one_of(st.none(), st.floats(0, 1e7)),
    labels_obtainable=st.booleans(),
    longest_example_tokens=st.one_of(st.none(), st.floats(1, 1e6)),
    horizon_end=st.dates().map(str),
    corpus_tokens=st.one_of(st.none(), st.floats(0, 1e9)),
)


@given(ARMS)
def test_every_arm_gets_a_verdict_with_a_reason(question: ArmQuestion) -> None:
    verdict = eligible(question, TODAY)
    assert verdict.state in {"yes", "no", "unknown"}
    assert verdict.reason
    if question.kind in {"do-nothing", "prompt", "staged"}:
        assert verdict.state == ("yes" if question.region == "any" or question.kind == "do-nothing" else "unknown")


@given(ARMS, st.floats(0, 1e7))
def test_more_labels_never_rule_an_arm_out(question: ArmQuestion, more: float) -> None:
    before = eligible(question, TODAY)
    richer = question._replace(labelled_examples=(question.labelled_examples or 0) + more)
    if before.state == "yes":
        assert eligible(richer, TODAY).state == "yes"
