"""The walk-throughs that the comparison is judged by, from what a reader types to what the answer finds.

Facts change and these findings with them: a test that fails after a change of the facts says what readers would see.
"""

from functools import cache
from typing import Any

import pytest

from tests.test_compare_contract import ask, check

A_CHATBOT: dict[str, Any] = {
    "task": "chat",
    "requests_per_month": 300_000,
    "static_prompt_tokens": 3_000,
    "variable_input_tokens": "200..800",
    "output_tokens": "100..400",
    "labelled_examples": 40,
    "start_date": "2026-11-24",
    "deadline": "2027-01-05",
    "region": "eu",
}
B_CONTRACTS: dict[str, Any] = {
    "task": "extraction",
    "requests_per_month": 20_000,
    "tokens_per_request": "4000..12000",
    "labelled_examples": 2_000,
    "success_rate_now": 0.86,
    "success_sample_size": 500,
    "target_success_rate": 0.93,
    "share_of_errors_caught": 1,
    "rework_minutes": 10,
}
C_CLASSIFICATION: dict[str, Any] = {
    "task": "classification",
    "requests_per_month": 16e6 * 365 / 12,
    "tokens_per_request": "300..1000",
    "labelled_examples": 5_000,
    "latency_p95_ms": 200,
}


@cache
def case(name: str) -> dict[str, Any]:
    return ask(**{"A": A_CHATBOT, "B": B_CONTRACTS, "C": C_CLASSIFICATION}[name])


def verdict(name: str) -> str:
    return " ".join(sentence["text"] for sentence in case(name)["details"]["verdict"])


def row(name: str, arm: str) -> dict[str, Any]:
    return next(row for row in case(name)["details"]["arms"] if row["name"] == arm)


def result(name: str, full: str) -> dict[str, Any]:
    found: dict[str, Any] = case(name)["results"][full]
    return found


@pytest.mark.parametrize("name", ["A", "B", "C"])
def test_a_case_has_an_answer_with_verdict_flips_cases_and_next_experiment(name: str) -> None:
    check(case(name))
    details = case(name)["details"]
    assert details["winner"]
    assert details["flips"]
    assert len(details["published_cases"]) == 3
    experiment = details["next_experiment"]
    assert experiment["stop_rule"].startswith("Stop ")
    assert experiment["cost_usd"]["high"] > 0
    assert experiment["days"]["high"] > 0


def test_a_training_cost_is_noise() -> None:
    for arm in ("tuned-service", "tuned-own"):
        machines, total = row("A", arm)["machines_usd"], result("A", f"{arm}.cost_before_failures_usd")
        assert machines["high"] < 0.05 * total["low"]
        assert machines["high"] < 0.1 * row("A", arm)["work_usd"]["low"]
    assert "Training cost is noise here: tuned-service pays" in verdict("A")


def test_a_the_model_that_is_prompted_cannot_be_tuned_by_newcomers() -> None:
    text = verdict("A")
    assert "openai/gpt-6-luna itself is ruled out for tuning" in text
    assert "2026-05-07" in text
    assert "(seen 2026-11-2" in text


def test_a_forty_labels_cannot_rank_two_options() -> None:
    assert "40 labelled examples, used as test items, show a gain of" in verdict("A")
    assert "too few to rank two options" in verdict("A")
    assert case("A")["details"]["next_experiment"]["id"] == "measure-today"


def test_a_six_weeks_are_a_probability_and_not_a_promise() -> None:
    prompt, tuned = (result("A", f"{arm}.live_by_deadline_probability")["base"] for arm in ("prompt", "tuned-service"))
    assert 0 < tuned < prompt < 1
    assert "By the deadline, in time: do-nothing; uncertain: " in verdict("A")
    assert "Approvals are not counted" in verdict("A")
    assert case("A")["details"]["not_counted"] == ["approvals"]


def test_a_eu_data_is_asked_about_everywhere() -> None:
    for arm in ("prompt", "optimised-prompt", "switch-model", "cascade", "staged"):
        assert "stays in the EU" in row("A", arm)["reason"]
    assert verdict("A").count("ask whether data stays in the EU") == 1
    silent = ask(**{**A_CHATBOT, "tuning_service": "together", "tuned_model": "Qwen3-8B"})
    reason = next(row["reason"] for row in silent["details"]["arms"] if row["name"] == "tuned-service")
    assert "no region of training found" in reason
    assert silent["results"]["tuned-service.eligible"]["state"] == "unknown"


def test_b_the_token_bill_is_small_against_the_work() -> None:
    prompt = row("B", "prompt")
    tokens_of_two_years = 24 * 20_000 * prompt["usd_per_request"]["base"]
    assert tokens_of_two_years < 0.1 * prompt["work_usd"]["base"]
    assert "The token bill is small" in verdict("B")


def test_b_one_point_of_success_is_rework_saved() -> None:
    """1 % of 20,000 documents x 10 minutes at the hourly rate, more than the whole bill of a month."""
    value = result("B", "value_of_one_point_usd_per_month")
    rate = next(source["statement"] for source in value["sources"] if source["id"] == "input:hourly_rate_usd")
    assert "Hour of work" in rate
    assert 20_000 * 0.01 * 10 / 60 * 50 < value["base"] < 20_000 * 0.01 * 10 / 60 * 150
    assert value["base"] > result("B", "prompt.cost_usd_per_month")["base"]
    assert "One point of success is worth" in verdict("B")


def test_b_an_optimised_prompt_is_named_with_its_evidence() -> None:
    details = case("B")["details"]
    assert "E048" in {published["evidence"] for published in details["published_cases"]}
    assert details["next_experiment"]["id"] == "headroom-test"
    assert "E048" in details["next_experiment"]["rests_on"]
    assert "optimised-prompt" in verdict("B")


def test_b_what_an_option_must_reach_is_above_today_and_no_less_than_what_is_wanted() -> None:
    blank = ask(**{**B_CONTRACTS, "target_success_rate": ""})
    for arm in ("prompt", "optimised-prompt", "tuned-service", "tuned-own"):
        name = f"{arm}.success_rate_to_win"
        assert 0.86 < blank["results"][name]["base"] < 0.93
        assert result("B", name)["base"] == 0.93


def test_b_what_an_option_must_reach_makes_it_win() -> None:
    arms = [{"name": "prompt", "kind": "prompt", "success_rate": 0.93}]
    assert ask(**B_CONTRACTS, arms=arms)["details"]["winner"] == "prompt"


def test_b_what_misses_the_target_is_not_ranked() -> None:
    assert result("B", "prompt.total_cost_usd")["state"] == "unknown", "nobody measured it"
    assert case("B")["details"]["not_ranked"]["do-nothing"] == "its success rate is below the one wanted"
    assert "enough for the 7 points that you want" in verdict("B")


def test_b_a_measured_prompt_is_priced_and_ranked() -> None:
    measured = [
        {"name": "prompt v2", "kind": "optimised-prompt", "success_rate": 0.935, "success_sample_size": 500},
        {"name": "tuned", "kind": "tuned-service", "success_rate": 0.94, "success_sample_size": 500},
    ]
    answered = ask(**B_CONTRACTS, arms=measured)
    assert answered["details"]["ranked_by"] == "total_cost_usd"
    assert {answered["details"]["winner"], answered["details"]["runner_up"]} == {"prompt v2", "tuned"}
    text = " ".join(sentence["text"] for sentence in answered["details"]["verdict"])
    assert "do not separate the two" in text, "half a point on 500 items shows nothing"


def test_c_a_small_classifier_is_ten_times_cheaper_than_any_model_that_writes() -> None:
    classifier = result("C", "classifier.cost_usd_per_month")["base"]
    for arm in ("prompt", "optimised-prompt", "switch-model", "tuned-service", "tuned-own", "cascade", "do-nothing"):
        assert result("C", f"{arm}.cost_usd_per_month")["base"] > 10 * classifier, arm
    assert case("C")["details"]["winner"] == "classifier"
    assert "E054" in {published["evidence"] for published in case("C")["details"]["published_cases"]}


def test_c_latency_is_said_to_be_not_assessed() -> None:
    assert "Latency is not assessed" in verdict("C")
    assert any("Latency is not assessed" in note for note in case("C")["notes"])


def test_c_there_is_a_traffic_below_which_the_prompt_is_cheaper() -> None:
    flips = {flip["input"]: flip for flip in case("C")["details"]["flips"] if flip["side"] == "below"}
    assert flips["requests_per_month"]["new_winner"] == "prompt"
    assert 1e6 < flips["requests_per_month"]["threshold"] < 1e8


def test_c_a_machine_by_the_hour_does_not_win_because_only_one_is_counted() -> None:
    answered = ask(**C_CLASSIFICATION, tuning_service="together", tuned_model="Qwen3-8B")
    assert "not assessed" in answered["details"]["not_ranked"]["tuned-service"]
    assert answered["details"]["winner"] == "classifier"
    assert any("one rented machine is counted" in note for note in answered["notes"])
