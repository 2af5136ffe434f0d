"""The comparison at its limits: an answer, or a refusal that names field, bounds and unit."""

import json
from typing import Any

import pytest

from calculators import calculate
from calculators.forms import InputError, InputErrors
from overrides.extensions.evidence import DOCS
from tests.test_compare_contract import BUSINESS, ask, check

CASES: dict[str, Any] = json.loads((DOCS / "cases.json").read_text("utf-8"))


def refused(**inputs: object) -> list[InputError]:
    with pytest.raises(InputErrors) as caught:
        calculate("compare", inputs)
    return caught.value.errors


def state_of(answered: dict[str, Any], name: str) -> str:
    return str(answered["results"][name]["state"])


@pytest.mark.parametrize(
    "inputs",
    [
        {"requests_per_month": 0},
        {"requests_per_month": 1 / 12},
        {"requests_per_month": "0..1"},
        {"requests_per_month": 1e12},
        {"tokens_per_request": 0},
        {"static_prompt_tokens": 0, "variable_input_tokens": 0, "output_tokens": 0},
        {"tokens_per_request": 1e7},
        {"arms": [{"name": "free", "kind": "prompt", "cost_usd_per_request": 0, "effort_hours": 0}]},
        {"today_usd_per_request": 0},
        {"labelled_examples": 0},
        {"labelled_examples": 1e9},
        {"horizon_months": 120},
        {"horizon_months": 1},
        {"horizon_months": 24.5, "growth_per_month": 0.02},
        {"growth_per_month": -1},
        {"growth_per_month": 1, "horizon_months": 120},
        {"ramp_months": 120},
        {"share_of_errors_caught": 1},
        {"share_of_errors_caught": "0..1"},
        {"success_rate_now": 0},
        {"success_rate_now": 1},
        {"success_rate_now": 1, "success_sample_size": 1},
        {"target_success_rate": 1},
        {"target_success_rate": 0, "success_rate_now": 0},
        {"hourly_rate_usd": 0},
        {"deadline": "2026-11-23", "start_date": "2026-11-23"},
        {"deadline": "9999-12-31"},
        {"start_date": "9999-12-31", "approval_weeks": 1_000},
        {"region": "eu"},
        {"region": "us"},
        {"self_hosting": False},
        {"corpus_tokens": 0},
        {"corpus_tokens": 1e13},
        {"drift_months": 0.25},
        {"peak_factor": 1_000, "requests_per_month": 1e10},
        {"arms": []},
        {"arms": [{"kind": "prompt", "name": f"p{index}"} for index in range(20)]},
        {"arms": [{"kind": "prompt", "name": "Ängström + 1.5_b-c"}]},
        {"gpu": "GB200"},
        {"gpu": "RTX 6000 Ada"},
        {"tuning_service": "OpenAI", "tuned_model": "gpt-4.1"},
        {"tuning_service": "azure", "tuned_model": "gpt-4.1"},
    ],
)
def test_a_limit_has_an_answer(inputs: dict[str, Any]) -> None:
    for more in ({}, BUSINESS, {"task": "classification", "cost_of_wrong_answer_usd": 1}):
        check(ask(**{**more, **inputs}))


def test_a_deadline_before_the_end_of_the_next_experiment_is_told() -> None:
    told = "The deadline comes before the next experiment can end"
    for deadline, early in (("2026-11-24", True), ("2027-06-30", False)):
        notes = ask(start_date="2026-11-23", deadline=deadline)["notes"]
        assert any(note.startswith(told) for note in notes) is early


ARMS_MUST_BE = "a JSON list of objects"


@pytest.mark.parametrize(
    ("inputs", "field", "says"),
    [
        ({"requests_per_month": -1}, "requests_per_month", "0 to 1,000,000,000,000 requests/month"),
        ({"growth_per_month": -1.1}, "growth_per_month", "-1 to 1 share/month"),
        ({"horizon_months": 121}, "horizon_months", "1 to 120 months"),
        ({"horizon_months": "6..12"}, "horizon_months", "one number is needed"),
        ({"success_rate_now": 93}, "success_rate_now", "0 to 1 share"),
        ({"deadline": "2026-11-22", "start_date": "2026-11-23"}, "deadline", "before the start"),
        ({"deadline": "next week"}, "deadline", "YYYY-MM-DD"),
        ({"task": "magic"}, "task", "one of chat, extraction"),
        ({"region": "mars"}, "region", "one of any, eu, us"),
        ({"model": "gpt-6-lunaa"}, "model", "close to it: gpt-6-luna"),
        ({"other_model": "gpt-6-lunaa"}, "other_model", "close to it: gpt-6-luna"),
        ({"own_model": "Qwen9-8B"}, "own_model", "close to it: Qwen3-8B"),
        ({"encoder_model": "BERTT"}, "encoder_model", "close to it: BERT-base"),
        ({"gpu": "H1000"}, "gpu", "close to it: H100"),
        ({"gpu": "RTX A5000"}, "gpu", "no source gives"),
        ({"own_model": "Llama-3.1-405B"}, "gpu", "do not fit"),
        ({"tuning_service": "vertexx"}, "tuning_service", "it could be: vertex-ai"),
        ({"tuned_model": "Gemini 3.1 Flash"}, "tuning_service", "it could be: Gemini 2.5 Flash-Lite"),
        ({"arms": "[{"}, "arms", ARMS_MUST_BE),
        ({"arms": "{}"}, "arms", ARMS_MUST_BE),
        ({"arms": 7}, "arms", ARMS_MUST_BE),
        ({"arms": ["a"]}, "arms", "no list of objects"),
        ({"arms": [[[[]]]]}, "arms", "no list of objects"),
        ({"arms": "[" * 30_000 + "]" * 30_000}, "arms", ARMS_MUST_BE),
        ({"arms": [{"kind": "prompt", "name": "x" * 60_000}]}, "arms", "up to 8,000 characters"),
        ({"arms": [{"kind": "prompt", "name": f"p{index}"} for index in range(21)]}, "arms", "at most 20 options"),
        ({"arms": [{"name": "a"}]}, "arms[0].kind", "one of do-nothing, switch-model"),
        ({"arms": [{"kind": None}]}, "arms[0].kind", "one of do-nothing, switch-model"),
        ({"arms": [{"kind": "magic"}]}, "arms[0].kind", "one of do-nothing, switch-model"),
        ({"arms": [{"kind": ["prompt"]}]}, "arms[0].kind", "one of do-nothing, switch-model"),
        ({"arms": [{"kind": "prompt", "name": 5}]}, "arms[0].name", "120 characters"),
        ({"arms": [{"kind": "prompt", "name": "<script>alert(1)</script>"}]}, "arms[0].name", "letters, digits"),
        ({"arms": [{"kind": "prompt", "name": "a|b"}]}, "arms[0].name", "letters, digits"),
        ({"arms": [{"kind": "prompt", "name": "a#b"}]}, "arms[0].name", "letters, digits"),
        ({"arms": [{"kind": "prompt", "success_rate": 2}]}, "arms[0].success_rate", "0 to 1 share"),
        ({"arms": [{"kind": "prompt", "success_rate": float("nan")}]}, "arms[0].success_rate", "finite"),
        ({"arms": [{"kind": "prompt", "succes_rate": 0.9}]}, "arms[0].succes_rate", "did you mean success_rate"),
        ({"arms": [{"kind": "prompt", "name": "a"}] * 2}, "arms[1].name", "two options have this name"),
        ({"arms": [{"kind": "cascade", "name": "prompt"}]}, "arms", "another kind has this name"),
        ({"arms": [{"kind": "prompt", "name": "x", "model": "gpt-6-lunaa"}]}, "arms.x", "close to it: gpt-6-luna"),
        ({"arms": [{"kind": "tuned-own", "name": "x", "gpu": "H1000"}]}, "arms.x", "close to it: H100"),
        ({"arms": [{"kind": "tuned-service", "name": "x", "service": "vertexx"}]}, "arms.x", "it could be: vertex-ai"),
        ({"nonsense": 1}, "nonsense", "no such input"),
    ],
)
def test_a_refusal_names_field_and_bounds(inputs: dict[str, Any], field: str, says: str) -> None:
    errors = refused(**inputs)
    assert [error.field for error in errors] == [field]
    assert says in errors[0].message
    assert len(errors[0].message) < 900, "a message quotes what was entered, cut short"


def test_several_problems_are_named_at_once() -> None:
    arms = [{"kind": "prompt", "success_rate": 2}, {"kind": "magic"}, {"kind": "cascade", "effort_hours": -1}]
    assert {error.field for error in refused(arms=arms)} == {
        "arms[0].success_rate",
        "arms[1].kind",
        "arms[2].effort_hours",
    }


def test_without_traffic_nothing_is_won_and_hosting_is_still_paid() -> None:
    answered = ask(**{**BUSINESS, "requests_per_month": 0})
    results = answered["results"]
    assert results["value_of_one_point_usd_per_month"]["base"] == 0
    assert results["do-nothing.cost_usd_per_success"]["state"] == "unknown"
    assert results["tuned-own.cost_usd_per_month"]["low"] > 100
    assert state_of(answered, "prompt.success_rate_to_win") == "never", "there is no error to save"


def test_a_closed_service_rules_out_and_does_not_refuse_the_comparison() -> None:
    answered = ask(tuning_service="openai", tuned_model="gpt-4.1", corpus_tokens=1e6)
    for name in ("tuned-service", "hybrid"):
        assert state_of(answered, f"{name}.eligible") == "no"
    row = next(row for row in answered["details"]["arms"] if row["name"] == "tuned-service")
    assert "2026-05-07" in row["reason"]
    assert row["seen"]


def test_a_gpu_without_a_price_leaves_the_cost_unknown() -> None:
    answered = ask(gpu="RTX 6000 Ada")
    assert state_of(answered, "tuned-own.cost_before_failures_usd") == "unknown"
    assert answered["details"]["not_ranked"]["tuned-own"] == "no price is known for it"


@pytest.mark.parametrize(
    ("inputs", "name", "says"),
    [
        ({"corpus_tokens": 0}, "hybrid", "no corpus"),
        ({}, "retrieval", "no corpus"),
        ({"task": "chat"}, "classifier", "needs written text"),
        ({"self_hosting": False}, "tuned-own", "ruled out"),
        ({"self_hosting": False, "task": "classification"}, "classifier", "ruled out"),
        ({"other_model": "openai/gpt-6-luna"}, "switch-model", "the model that you have"),
        ({"other_model": "gpt-6-luna"}, "cascade", "the same"),
        ({"own_model": "ModernBERT-base"}, "tuned-own", "writes no text"),
    ],
)
def test_what_is_no_option_is_closed(inputs: dict[str, Any], name: str, says: str) -> None:
    answered = ask(**inputs)
    assert state_of(answered, f"{name}.eligible") == "no"
    assert says in next(row["reason"] for row in answered["details"]["arms"] if row["name"] == name)


def test_the_staged_option_is_always_there() -> None:
    closed = ask(self_hosting=False, tuning_service="openai", tuned_model="gpt-4.1")
    assert state_of(closed, "staged.eligible") == "yes"
    assert any("stays with its prompt" in note for note in closed["notes"])


def test_a_request_that_does_not_fit_into_a_model_rules_it_out() -> None:
    rows = {row["name"]: row for row in ask(static_prompt_tokens=5e6)["details"]["arms"]}
    assert rows["do-nothing"]["eligible"] == "yes", "it runs already"
    for name in ("prompt", "optimised-prompt", "staged"):
        assert rows[name]["eligible"] == "no"
        assert "takes at most" in rows[name]["reason"]
    longer = {row["name"]: row for row in ask(variable_input_tokens=3e5)["details"]["arms"]}
    assert "examples of at most" in longer["tuned-service"]["reason"]


@pytest.mark.parametrize("case", sorted(CASES))
@pytest.mark.parametrize("change", [{}, {"self_hosting": False}])
def test_the_winner_has_the_lowest_middle_and_thresholds_are_of_the_winner(case: str, change: dict[str, Any]) -> None:
    answered = calculate("compare", {**CASES[case]["values"], **change})
    details, results = answered["details"], answered["results"]
    is_total = details["ranked_by"] == "total_cost_usd"  # before mistakes, doing nothing is not compared
    rows = [row for row in details["arms"] if row["eligible"] != "no" and (is_total or row["kind"] != "do-nothing")]
    ranked = [row["name"] for row in rows if row["name"] not in details["not_ranked"]]
    middles = {name: results[f"{name}.{details['ranked_by']}"]["base"] for name in ranked}
    assert middles[details["winner"]] == min(middles.values())
    is_close = any(note.startswith("At the middle of every input") for note in answered["notes"])
    assert not (is_close and details["flips"])


def test_a_threshold_beyond_what_the_new_winner_takes_says_so() -> None:
    flips = calculate("compare", CASES["support-chatbot"]["values"])["details"]["flips"]
    beyond = [flip for flip in flips if flip["new_winner"] == "tuned-service" and flip["threshold"] > 131_072]
    assert beyond
    assert all("more than the 131,072 that it takes" in flip["text"] for flip in beyond)
