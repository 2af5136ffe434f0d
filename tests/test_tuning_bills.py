"""Bills of tuning services that others published, reproduced to half a per cent by the engine from their own inputs.

Each test quotes its source. Prices of the past answer for a day on which they were sold, and for no later one.
"""

from typing import Any

import pytest

from calculators import calculate
from calculators.facts.tuning_services import find, services
from calculators.forms import InputErrors

TO_HALF_A_PERCENT = 0.005


def bill(facts_date: str | None = None, /, **job: object) -> float:
    """Return what a job costs, in USD; exact inputs give an exact answer."""
    cost: dict[str, Any] = calculate("training", job, facts_date=facts_date)["results"]["training_cost_usd"]
    assert cost["low"] == cost["base"] == cost["high"]
    return float(cost["base"])


def test_amazon_tunes_nova_micro_for_8_dollars() -> None:
    """AWS machine learning blog, 2026-04-16, as reported by 24-ai.news: 2,000 examples, 5 epochs, US$8.00 in all.

    https://24-ai.news/en/vijest/2026-04-17/aws-nova-micro-text-to-sql
    The 800 tokens of an example are those that the monthly bill implies (test_published_arithmetic), so the two agree.
    """
    assert bill(service="bedrock", model="Nova Micro", examples=2_000, tokens_per_example=800, epochs=5) == 8


def test_azure_tunes_gpt_4_1_on_a_million_tokens_for_4_dollars() -> None:
    """MicrosoftDocs/azure-ai-docs, fine-tuning-cost-management.md, 2026-02-11 (E011): US$2 per million, 2 epochs.

    github.com/MicrosoftDocs/azure-ai-docs/blob/3e1d6f3cbe54d271b78c64e4662ac24ffb5f7c27
    """
    assert bill(service="azure", model="gpt-4.1", total_tokens=2e6) == 4
    assert bill(service="azure", model="gpt-4.1", examples=500, tokens_per_example=2_000, epochs=2) == 4


def test_azure_bills_400_dollars_for_four_hours_of_reinforcement_tuning() -> None:
    """The same page (E071): 4 h x US$100 per training hour of o4-mini; the grader's tokens are another line."""
    job = {"service": "azure", "model": "o4-mini", "service_hours": 4}
    assert bill(**job) == 400
    assert bill(**job, runs=2, examples=500, tokens_per_example=2_000) == 800


def test_who_does_not_bill_by_the_hour_says_so() -> None:
    with pytest.raises(InputErrors, match="lists no price for reinforcement tuning by the hour"):
        calculate("training", {"service": "together", "model": "Llama-3.1-8B", "service_hours": 4})


def test_together_bills_the_minimum_for_a_small_job() -> None:
    """HashanEranga/prompt-tune-rag-bench, docs/cost-analysis.md, 2026-07 (E067): 25,853 tokens x 3 epochs.

    github.com/HashanEranga/prompt-tune-rag-bench/blob/7aecba4a9d7f05bb30ba38a19e4ad180e29d96d9/docs/cost-analysis.md
    Their own rate would have made it US$0.04; the bill was US$4.00.
    """
    job = {"service": "together", "model": "Llama-3.1-8B", "total_tokens": 25_853 * 3, "packing": True}
    assert bill(**job) == 4
    price = find("together", model="Llama-3.1-8B", method="lora", params_b=8, on_date="2026-11-23")
    assert price.usd_per_mtok is not None
    assert round(price.usd_per_mtok * 77_559 / 1e6, 2) == 0.04


def test_together_bills_48_dollars_for_a_hundred_million_tokens() -> None:
    """https://deploybase.ai/articles/fine-tuning-cost: "100M tokens at $0.48/M through Together AI costs $48"."""
    job = {"service": "together", "model": "Llama-3.1-8B", "total_tokens": 100e6, "packing": True}
    assert bill(**job) == pytest.approx(48, rel=TO_HALF_A_PERCENT)


def test_ori_bills_validation_tokens_like_training_tokens() -> None:
    """https://docs.ori.co/fine-tuning/billing: 5 M tokens x 3 epochs and 1 M for validation at US$0.46 are US$7.36."""
    job = {"service": "ori", "params_b": 8, "total_tokens": 5e6 * 3, "validation_tokens": 1e6}
    assert bill(**job) == pytest.approx(7.36, rel=TO_HALF_A_PERCENT)


def test_openai_billed_2_dollars_40_for_a_hundred_thousand_tokens_and_three_epochs() -> None:
    """https://openai.com/blog/gpt-3-5-turbo-fine-tuning-and-api-updates, 2023-08-22; its guide says "~$2.40" too."""
    job = {"service": "openai", "model": "gpt-3.5-turbo", "method": "full", "total_tokens": 100_000 * 3}
    assert bill("2023-09-01", **job) == pytest.approx(2.40, rel=TO_HALF_A_PERCENT)


def test_fifty_thousand_examples_of_gpt_3_5_were_to_cost_120_dollars() -> None:
    """PrekshaM12/Botterfly, kb/fine_tuning_cost.md: 50,000 examples x 300 tokens at US$0.008 per thousand.

    github.com/PrekshaM12/Botterfly/blob/f1da9907c5f653ee6143888bd82934cf1786a2c4/kb/fine_tuning_cost.md
    """
    job = {"service": "openai", "model": "gpt-3.5-turbo", "examples": 50_000, "tokens_per_example": 300, "epochs": 1}
    assert bill("2024-06-01", **job) == pytest.approx(120, rel=TO_HALF_A_PERCENT)


@pytest.mark.parametrize(
    ("model", "tokens", "usd"),
    [
        ("gpt-4o", 200_000, 5.00),
        ("gpt-4o", 180_000, 4.50),
        ("gpt-4o", 44 * 3_000 * 3, 9.90),
        ("gpt-4o-mini", 200_000, 0.60),
        ("gpt-4o-mini", 180_000, 0.54),
    ],
)
def test_a_project_was_billed_12_times_what_its_estimate_had_said(model: str, tokens: float, usd: float) -> None:
    """MingShun226/AvatarLab, docs/COST_WARNING.md: two jobs on gpt-4o for about US$9, estimated at US$0.74.

    github.com/MingShun226/AvatarLab, docs/COST_WARNING.md
    Its estimate took 200 tokens for an example; there were about 3,000. Its rates and its bill agree with ours.
    """
    job = {"service": "openai", "model": model, "total_tokens": tokens}
    assert bill("2025-10-01", **job) == pytest.approx(usd, rel=TO_HALF_A_PERCENT)


@pytest.mark.parametrize("day", ["2026-05-07", "2026-11-23", None])
def test_a_past_price_is_never_offered_for_a_later_day(day: str | None) -> None:
    with pytest.raises(InputErrors, match="closed to organisations that never tuned"):
        bill(day, service="openai", model="gpt-4o", total_tokens=200_000)
    assert "openai" not in services(day or "")


def test_a_past_price_does_not_answer_for_a_day_before_it_was_known() -> None:
    with pytest.raises(InputErrors):
        bill("2024-06-01", service="openai", model="gpt-4o", total_tokens=200_000)
    assert "openai" in services("2025-10-01")
