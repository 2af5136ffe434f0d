"""Tuning services: who takes jobs on which day, which price holds for which model, and what is refused."""

import copy
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from calculators.facts import load
from calculators.facts.refresh.staleness import stale_rows
from calculators.facts.tuning_services import ServicePrice, UnknownServiceError, find, services
from tests.facts.test_schemas import problems

TODAY = "2026-11-23"


def price(service: str, model: str = "", method: str = "lora", params_b: float | None = None) -> ServicePrice:
    return find(service, model=model, method=method, params_b=params_b, on_date=TODAY)


def refusal(service: str, model: str = "", method: str = "lora", params_b: float | None = None) -> UnknownServiceError:
    with pytest.raises(UnknownServiceError) as refused:
        price(service, model, method, params_b)
    return refused.value


@pytest.mark.parametrize(
    ("service", "model", "method", "params_b", "usd_per_mtok"),
    [
        ("together", "Llama-3.1-8B", "lora", 8.03, 0.48),
        ("Together AI", "Llama-3.1-8B", "full", 8.03, 0.54),
        ("together", "a model of 16", "qlora", 16, 0.48),
        ("together", "Llama-3.1-70B", "lora", 70.6, 2.9),
        ("together", "openai/gpt-oss-120b", "lora", 117, 5),
        ("fireworks", "Qwen3-32B", "lora", 32.8, 3),
        ("fireworks", "Kimi-K2", "lora-sft", 1000, 10),
        ("fireworks", "Llama-3.1-8B", "lora-dpo", 8.03, 1),
        ("tinker", "Qwen/Qwen3-8B", "lora", None, 0.44),
        ("prime-intellect", "Qwen3.5-4B", "lora", None, 0.3),
        ("ori", "Llama-3.1-8B", "qlora", 8.03, 0.46),
        ("google", "gemini-2.5-flash", "sft", None, 5),
        ("vertex-ai", "Gemini 3.5 Flash", "lora-sft", None, 10),
        ("bedrock", "Nova Micro", "lora", None, 1),
        ("azure openai", "gpt-4.1", "lora", None, 2),
    ],
)
def test_a_price_is_found(service: str, model: str, method: str, params_b: float | None, usd_per_mtok: float) -> None:
    assert price(service, model, method, params_b).usd_per_mtok == usd_per_mtok


def test_small_jobs_at_together_cost_the_minimum_and_padding_counts() -> None:
    found = price("together", "Llama-3.1-8B", "lora", 8.03)
    assert (found.minimum_charge_usd, found.packing_rule) == (4, "padded-unless-packed")


def test_tuned_calls_cost_half_as_much_again_from_gemini_3_on() -> None:
    old, new = price("google", "gemini-2.5-flash"), price("google", "gemini-3.5-flash")
    assert (old.tuned_price_multiplier, new.tuned_price_multiplier) == (1, 1.5)
    assert (old.regions, new.regions) == (None, ("us-central1", "europe-west4"))
    assert new.longest_example_tokens == 131072


def test_an_example_of_a_vendor_is_no_list_price() -> None:
    found = price("azure", "gpt-4.1")
    assert (found.kind, found.source.class_) == ("vendor's example", "rule of thumb")
    assert found.hosting_usd_per_hour == 1.7


def test_training_by_the_hour_has_no_price_per_token() -> None:
    found = price("azure", "o4-mini", "rft")
    assert (found.usd_per_mtok, found.usd_per_training_hour) == (None, 100)


def test_what_is_not_published_is_unknown() -> None:
    found = price("fireworks", "Llama-3.1-8B", "lora", 8.03)
    assert (found.minimum_charge_usd, found.longest_example_tokens, found.regions) == (None, None, None)


def test_the_services_on_offer_are_those_that_take_jobs() -> None:
    assert services(TODAY) == services()
    assert not {"openai", "cohere", "mistral"} & set(services())
    assert {"together", "fireworks", "vertex-ai", "azure"} <= set(services())


@pytest.mark.parametrize("model", ["gpt-4.1", "gpt-4o-mini", "gpt-3.5-turbo", "o4-mini"])
def test_tuning_at_openai_is_history(model: str) -> None:
    refused = refusal("OpenAI", model, "sft")
    assert "2027-01-06" in refused.message
    assert refused.close == services(TODAY)


@pytest.mark.parametrize(("service", "says"), [("cohere", "2025-09-15"), ("mistral", "deprecated")])
def test_services_that_ended_say_so(service: str, says: str) -> None:
    assert says in refusal(service, params_b=7).message


def test_mistakes_are_answered_with_what_would_do() -> None:
    assert refusal("together_a").close[0] == "together"
    assert set(refusal("fireworks", "Llama-3.1-8B", "rft", 8).close) == {"full-dpo", "full-sft", "lora-dpo", "lora-sft"}
    assert "how many parameters" in refusal("fireworks", "Llama-3.1-8B").message
    assert "up to 16B" in refusal("together", "DeepSeek-V3", "lora", 671).close
    assert "Qwen3-8B" in refusal("tinker", "Llama-3.1-8B", "lora", 8).close


def test_every_price_belongs_to_a_service_and_live_ones_are_seen_lately() -> None:
    table = load("tuning_services")
    assert {row["service"] for row in table["prices"]} <= {entry["id"] for entry in table["services"]}
    for row in table["prices"]:
        assert row["status"] == "historical" or row["date_seen"] >= "2026-02", row["covers"]


def test_a_past_price_has_an_end_and_an_open_service_has_none() -> None:
    table = load("tuning_services")
    ended = {entry["id"] for entry in table["services"] if entry["offer"] != "open"}
    assert {entry["id"] for entry in table["services"] if "closed" in entry} == ended
    for row in table["prices"]:
        assert (row["status"] == "historical") == ("ends_on" in row) == (row["service"] in ended), row["covers"]
        is_restricted = row["status"] == "historical" or "closed to new customers" in row.get("note", "")
        assert (row["who_may_start"] == "anyone") == (not is_restricted), row["covers"]


def test_no_model_has_two_prices_for_one_method() -> None:
    table = load("tuning_services")
    keys = [(row["service"], row["method"], name) for row in table["prices"] for name in row.get("models", ())]
    assert len(keys) == len(set(keys))


def test_size_bands_of_a_method_meet_without_overlap() -> None:
    bands: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for row in load("tuning_services")["prices"]:
        if "models" not in row:
            ends = (row.get("min_params_b", 0), row.get("max_params_b", float("inf")))
            bands.setdefault((row["service"], row["method"]), []).append(ends)
    for of_method in bands.values():
        ordered = sorted(of_method)
        for (_, end), (start, _) in pairwise(ordered):
            assert end <= start


def test_what_was_worked_out_says_how() -> None:
    rows = load("tuning_services")["prices"]
    assert [row["covers"] for row in rows if row["status"] == "derived" and "note" not in row] == []


def test_only_prices_on_offer_grow_stale() -> None:
    stale = [label for label, _ in stale_rows(load("tuning_services"), date(2030, 1, 1))]
    assert "together up to 16B lora-sft" in stale
    assert [label for label in stale if label.startswith("openai gpt")] == []


DAMAGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "free training": lambda row: row.update(usd_per_mtok_training=0),
    "no price at all": lambda row: row.pop("usd_per_mtok_training"),
    "two ways to pay": lambda row: row.update(usd_per_training_hour=100),
    "hearsay": lambda row: row.update(source="a public copy"),
    "a commit cut short": lambda row: row.update(source="github:a/b@1c5ae01:prices.yml"),
    "not looked at": lambda row: row.update(status="unverified"),
    "for no model": lambda row: row.pop("max_params_b"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_schema_finds_a_damaged_price(damage: str) -> None:
    damaged = copy.deepcopy(load("tuning_services"))
    assert problems("tuning_services", damaged) == []
    DAMAGES[damage](damaged["prices"][0])
    assert problems("tuning_services", damaged)
