"""The token bill against published arithmetic, against genai-prices' own calculator, and at its limits."""

import math
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from genai_prices import Usage
from hypothesis import given
from hypothesis import strategies as st

from calculators import calculate
from calculators.facts import facts_date, load
from calculators.facts.refresh.model_rows import chosen_providers
from calculators.forms import InputErrors
from calculators.forms.inference import FORM

EXACT = {"cache_hit_rate": 0, "static_prompt_tokens": 0}


def cost(**inputs: object) -> float:
    return point("cost_usd_per_month", **inputs)


def point(result: str, **inputs: object) -> float:
    answer = calculate("inference", inputs)["results"][result]
    assert answer["low"] == answer["base"] == answer["high"], "exact inputs give an exact answer"
    return float(answer["base"])


@pytest.mark.parametrize(
    ("model", "expected_usd"),
    [
        ("openai/gpt-4o-mini", 405),
        ("openai/gpt-4.1-mini", 1_080),
        ("openai/gpt-5-mini", 975),
        ("claude-haiku-4-5", 3_000),
    ],
)
def test_a_million_requests_cost_what_genai_prices_says(model: str, expected_usd: float) -> None:
    """1M requests of 1,500 input and 300 output tokens, priced with genai-prices 0.2.3 on 2026-11-22."""
    assert (
        cost(model=model, requests_per_month=1e6, variable_input_tokens=1_500, output_tokens=300, **EXACT)
        == expected_usd
    )


def test_the_published_bill_of_a_tuned_nova_micro() -> None:
    """AWS machine learning blog, 2026-04-16: 22,000 queries a month cost $0.80 at the base model's price."""
    tokens = {"variable_input_tokens": 800, "output_tokens": 60, **EXACT}
    prices = {"model": "nova-micro", "input_usd_per_mtok": 0.035, "output_usd_per_mtok": 0.14}
    assert round(cost(requests_per_month=22_000, **tokens, **prices), 2) == 0.80


def random_bills(count: int) -> list[dict[str, Any]]:
    random = Random(20261123)
    models = [row for row in load("token_prices")["models"] if not row.get("note")]
    return [
        {
            "provider": row["provider"],
            "model": row["id"],
            "requests_per_month": random.choice([1, 30, 5_000, 250_000, 10_000_000]),
            "static_prompt_tokens": 4 * random.choice([0, 100, 1_024, 20_000, 90_000]),
            "variable_input_tokens": random.choice([0, 50, 800, 40_000, 300_000]),
            "output_tokens": random.choice([0, 1, 300, 8_000]),
            "cache_hit_rate": random.choice([0, 0.25, 0.5, 1]),
        }
        for row in random.choices(models, k=count)
    ]


def test_300_random_bills_agree_with_genai_prices_to_the_cent() -> None:
    """Arithmetic parity: the same prices must give the same bill, tiers and cache reads and writes included."""
    listed = {(provider.id, model.id): model for provider in chosen_providers() for model in provider.models}
    noon = datetime.fromisoformat(f"{facts_date()}T12:00:00").replace(tzinfo=UTC)
    for bill in random_bills(300):
        static, hits = bill["static_prompt_tokens"], bill["cache_hit_rate"]
        usage = Usage(
            input_tokens=static + bill["variable_input_tokens"],
            cache_read_tokens=int(static * hits),
            cache_write_tokens=int(static * (1 - hits)),
            output_tokens=bill["output_tokens"],
        )
        one_call = listed[bill["provider"], bill["model"]].get_prices(noon).calc_price(usage)["total_price"]
        expected = float(one_call * bill["requests_per_month"])
        assert cost(**bill) == pytest.approx(expected, rel=1e-8, abs=0.005), bill


def test_turns_send_the_conversation_again() -> None:
    """Three turns by hand: inputs 100+20, 100+20+50+20, 100+2x(20+50)+20; outputs 3x50."""
    prices = {"model": "any", "input_usd_per_mtok": 1, "output_usd_per_mtok": 2}
    tokens = {"static_prompt_tokens": 100, "variable_input_tokens": 20, "output_tokens": 50, "cache_hit_rate": 0}
    expected = 1e6 * ((120 + 190 + 260) * 1 + 150 * 2) / 1e6
    assert cost(requests_per_month=1e6, turns=3, **prices, **tokens) == expected


def test_what_is_read_from_the_cache_was_written_to_it_once() -> None:
    """Three turns by hand: of 0, 70 and 140 tokens sent again, 0, 20 and 90 were there before; the rest is written."""
    prices = {"input_usd_per_mtok": 1, "output_usd_per_mtok": 0, "cache_read_usd_per_mtok": 0.1}
    tokens = {"static_prompt_tokens": 100, "variable_input_tokens": 20, "output_tokens": 50, "cache_hit_rate": 1}
    asked = {"model": "any", "requests_per_month": 1e6, "turns": 3, "cache_write_usd_per_mtok": 1.25}
    read, written = 3 * 100 + 20 + 90, 3 * 20 + 2 * 50
    assert cost(**asked, **prices, **tokens, history_cache_hit_rate=1) == pytest.approx(0.1 * read + 1.25 * written)
    alone = {**asked, "turns": 1}
    assert cost(**alone, **prices, **tokens, history_cache_hit_rate=1) == pytest.approx(0.1 * 100 + 20)


def test_tool_calls_send_the_turn_again() -> None:
    """One turn, two tool calls: inputs 120, 120+40, 120+80; outputs 10+10+50, each with 5 reasoning tokens."""
    prices = {"model": "any", "input_usd_per_mtok": 1, "output_usd_per_mtok": 2}
    tokens = {"static_prompt_tokens": 100, "variable_input_tokens": 20, "output_tokens": 50, "cache_hit_rate": 0}
    tools = {"tool_calls_per_turn": 2, "tool_call_tokens": 10, "tool_result_tokens": 30, "reasoning_tokens": 5}
    expected = 1e6 * ((120 + 160 + 200) * 1 + (10 + 10 + 50 + 15) * 2) / 1e6
    assert cost(requests_per_month=1e6, **prices, **tokens, **tools) == expected


def test_a_price_tier_counts_for_the_calls_that_exceed_it() -> None:
    """gpt-6-luna lists $0.10, and $0.20 above 272,000 input tokens: of two turns only the second is above."""
    turn = {"model": "openai/gpt-6-luna", "requests_per_month": 1, "output_tokens": 0, **EXACT}
    expected = (200_000 * 0.1 + 400_000 * 0.2) / 1e6
    assert cost(turns=2, variable_input_tokens=200_000, **turn) == pytest.approx(expected, rel=1e-8)
    assert cost(turns=1, variable_input_tokens=272_000, **turn) == pytest.approx(0.0272, rel=1e-8)
    assert cost(turns=1, variable_input_tokens=272_001, **turn) == pytest.approx(0.0544002, rel=1e-8)


def test_batch_retries_premium_and_hosting_add_up() -> None:
    bill = {"model": "openai/gpt-6-luna", "requests_per_month": 1e6, "variable_input_tokens": 1_000, "output_tokens": 0}
    standard_usd = 100.0
    assert cost(**bill, **EXACT) == standard_usd
    assert cost(**bill, **EXACT, batch_share=0.5) == pytest.approx(0.75 * standard_usd)
    assert cost(**bill, **EXACT, retry_rate=0.1) == pytest.approx(1.1 * standard_usd)
    assert cost(**bill, **EXACT, tuned_price_multiplier=1.5) == pytest.approx(1.5 * standard_usd)
    assert cost(**bill, **EXACT, hosting_usd_per_hour=1.7, hours_per_month=720) == pytest.approx(standard_usd + 1_224)


def test_a_short_prompt_is_not_cached_unless_the_reader_says_so() -> None:
    bill = {"model": "openai/gpt-6-luna", "requests_per_month": 1e6, "variable_input_tokens": 0, "output_tokens": 0}
    short = calculate("inference", {**bill, "static_prompt_tokens": 1_023})
    assert short["results"]["cost_usd_per_month"]["base"] == pytest.approx(102.3)
    assert short["results"]["cache_hit_rate"]["state"] == "not-assessed"
    long = calculate("inference", {**bill, "static_prompt_tokens": 1_024})["results"]
    assert long["cost_usd_per_month"]["high"] < 102.3
    assert long["cost_usd_per_month"]["validation"]["label"] == "unvalidated"
    assert cost(**bill, static_prompt_tokens=1_023, cache_hit_rate=1) == pytest.approx(10.23)


def test_prices_are_those_of_the_date_asked_for() -> None:
    """Checked on the first model of the table whose input price changed before the facts end."""
    row, change, before, after = next(
        (row, later["from"], earlier["standard"]["input"], later["standard"]["input"])
        for row in load("token_prices")["models"]
        for earlier, later in pairwise(row["prices"])
        if earlier["standard"]["input"] != later["standard"]["input"] and later["from"] <= facts_date()
        if isinstance(earlier["standard"]["input"], float) and isinstance(later["standard"]["input"], float)
    )
    model = {"model": row["id"], "provider": row["provider"], "requests_per_month": 1, "output_tokens": 0, **EXACT}
    tokens = {"variable_input_tokens": 1_000}
    eve = (date.fromisoformat(change) - timedelta(days=1)).isoformat()
    for day, price in ((eve, before), (change, after)):
        answer = calculate("inference", {**model, **tokens}, facts_date=day)
        assert answer["results"]["cost_usd_per_month"]["base"] == pytest.approx(price / 1_000)


def test_without_requests_hosting_has_no_cost_per_request() -> None:
    nothing = calculate("inference", {"requests_per_month": 0, "hosting_usd_per_hour": 2})["results"]
    assert nothing["cost_usd_per_month"]["base"] == 1_460
    assert (
        nothing["cost_usd_per_request"] | {"low": None, "base": None, "high": None} == nothing["cost_usd_per_request"]
    )
    assert nothing["cost_usd_per_request"]["state"] == "unknown"
    assert calculate("inference", {"requests_per_month": 0})["results"]["cost_usd_per_request"]["state"] == "value"


def test_an_unknown_model_is_refused_with_its_neighbours() -> None:
    with pytest.raises(InputErrors, match="gpt-6-luna"):
        calculate("inference", {"model": "gpt-6-lunar"})


def test_an_assumption_is_named_and_the_readers_own_number_is_not() -> None:
    guessed = calculate("inference", {})["results"]["cost_usd_per_month"]
    assert guessed["assumed_share"] == 1
    mine = {
        "requests_per_month": "1k..2k",
        "static_prompt_tokens": 0,
        "variable_input_tokens": "5..6",
        "output_tokens": 7,
    }
    assert calculate("inference", mine)["results"]["cost_usd_per_month"]["assumed_share"] == 0
    assert {source["class"] for source in guessed["sources"]} >= {"list price", "assumption"}
    assert all(source["date_seen"] for source in guessed["sources"] if source["class"] == "list price")


NUMBERS = {
    "requests_per_month": st.floats(0, 1e9),
    "static_prompt_tokens": st.floats(0, 1e6),
    "variable_input_tokens": st.floats(0, 1e6),
    "output_tokens": st.floats(0, 1e5),
    "reasoning_tokens": st.floats(0, 1e5),
    "turns": st.floats(1, 30),
    "tool_calls_per_turn": st.floats(0, 5),
    "tool_call_tokens": st.floats(0, 1e3),
    "tool_result_tokens": st.floats(0, 1e4),
    "retry_rate": st.floats(0, 1 / 3),
    "hosting_usd_per_hour": st.floats(0, 100),
}
MODELS = st.sampled_from([f"{row['provider']}/{row['id']}" for row in load("token_prices")["models"]])
GIVEN = st.fixed_dictionaries(
    {"model": MODELS, "cache_hit_rate": st.floats(0, 1), "batch_share": st.floats(0, 1), **NUMBERS}
)


@given(GIVEN, st.sampled_from(sorted(NUMBERS)), st.floats(1, 3))
def test_more_of_anything_is_never_cheaper(inputs: dict[str, Any], name: str, factor: float) -> None:
    less = cost(**inputs)
    more = cost(**{**inputs, name: inputs[name] * factor})
    assert more >= less * (1 - 1e-8)


def test_every_number_may_be_a_range() -> None:
    inputs = {
        field.name: {"low": field.minimum, "high": min(field.maximum, 60.0)} for field in FORM.fields if field.unit
    }
    result = calculate("inference", inputs)["results"]["cost_usd_per_month"]
    assert 0 < result["low"] < result["base"] < result["high"]


@given(GIVEN, st.booleans())
def test_no_answer_is_negative_or_no_number(inputs: dict[str, Any], derive_hits: bool) -> None:
    if derive_hits:
        del inputs["cache_hit_rate"]
    for name, result in calculate("inference", inputs)["results"].items():
        points = [result[key] for key in ("low", "base", "high")]
        if result["state"] == "value":
            assert all(math.isfinite(value) and value >= 0 for value in points), (name, result)
            assert points == sorted(points), (name, result)
        else:
            assert points == [None, None, None]


@pytest.mark.parametrize("model", ["openai/gpt-4.1-nano", "anthropic/claude-3-opus-20240229", "gemini-2.0-flash"])
def test_a_model_that_was_switched_off_is_priced_as_history(model: str) -> None:
    assert any("its price is history" in note for note in calculate("inference", {"model": model})["notes"])
    arms = calculate("compare", {"arms": [{"name": "old", "kind": "prompt", "model": model}]})["details"]["arms"]
    old = next(row for row in arms if row["name"] == "old")
    assert (old["eligible"], "switched" in old["reason"]) == ("no", True)


def test_a_model_that_serves_is_not_history() -> None:
    for model in ("openai/gpt-6-luna", "gemini-2.5-pro"):
        assert not any("history" in note for note in calculate("inference", {"model": model})["notes"])


def test_a_conversation_that_outgrows_the_window_is_warned_of() -> None:
    asked = {"model": "anthropic/claude-sonnet-4-5", "variable_input_tokens": 25_000, "output_tokens": 300}
    warned = [
        any(
            "exceeds the model's context window" in note for note in calculate("inference", {**asked, **turns})["notes"]
        )
        for turns in ({"turns": 1}, {"turns": 10})
    ]
    assert warned == [False, True]


def test_a_hit_rate_without_a_cache_price_is_said_to_save_nothing() -> None:
    notes = calculate("inference", {"model": "openai/gpt-5.5-pro", "cache_hit_rate": 0.9})["notes"]
    assert any("billed like other input" in note for note in notes)
