"""Worked bills that others published, reproduced by the engine from their own inputs.

Each test names its source. A bill that does not add up by its own figures is in here too, and says so.
Bills of tuning services stand in test_tuning_bills.py.
"""

from typing import Any

import pytest

from calculators import calculate

UNCACHED = {"static_prompt_tokens": 0, "cache_hit_rate": 0}


def bill(result: str = "cost_usd_per_month", /, **inputs: object) -> float:
    answer = calculate("inference", inputs)["results"][result]
    assert answer["low"] == answer["base"] == answer["high"], "exact inputs give an exact answer"
    return float(answer["base"])


def at(input_usd: float, output_usd: float) -> dict[str, Any]:
    return {"model": "as published", "input_usd_per_mtok": input_usd, "output_usd_per_mtok": output_usd}


def test_amazon_runs_a_tuned_nova_micro_for_80_cents_a_month() -> None:
    """AWS machine learning blog, 2026-04-16, as reported by 24-ai.news: 22,000 queries.

    https://24-ai.news/en/vijest/2026-04-17/aws-nova-micro-text-to-sql
    """
    month = {"requests_per_month": 22_000, "variable_input_tokens": 800, "output_tokens": 60, **UNCACHED}
    assert bill("input_cost_usd_per_month", **month, **at(0.035, 0.14)) == pytest.approx(0.616)
    assert bill("output_cost_usd_per_month", **month, **at(0.035, 0.14)) == pytest.approx(0.1848)
    assert round(bill(**month, **at(0.035, 0.14)), 2) == 0.80


def test_azure_runs_a_tuned_chatbot_for_1422_dollars_of_which_hosting_is_1224() -> None:
    """The same page (E066): 10,000 conversations, 20 M tokens in, 40 M out, hosting for 30 x 24 hours."""
    chatbot = {
        "requests_per_month": 10_000,
        "variable_input_tokens": 2_000,
        "output_tokens": 4_000,
        "hosting_usd_per_hour": 1.70,
        "hours_per_month": 720,
        **UNCACHED,
        **at(1.10, 4.40),
    }
    assert bill("input_cost_usd_per_month", **chatbot) == 22
    assert bill("output_cost_usd_per_month", **chatbot) == 176
    assert bill("hosting_cost_usd_per_month", **chatbot) == 1_224
    assert bill(**chatbot) == 1_422


def test_a_tuned_price_of_half_as_much_again_needs_a_third_fewer_tokens() -> None:
    """E137: at 1.5 times the price the tuned call breaks even at 66.7 % of the tokens, which is -33.3 %."""
    base = {"requests_per_month": 1e6, **UNCACHED, **at(0.30, 2.50)}
    untuned = bill(variable_input_tokens=3_000, output_tokens=300, **base)
    tuned = {**base, "tuned_price_multiplier": 1.5}
    assert bill(variable_input_tokens=2_000, output_tokens=200, **tuned) == pytest.approx(untuned)
    assert bill(variable_input_tokens=3_000, output_tokens=300, **tuned) == pytest.approx(1.5 * untuned)


def test_hosting_is_earned_back_by_556_thousand_calls_and_ten_times_as_many_with_a_cache() -> None:
    """E083: US$1,224 a month against 2,000 prompt tokens saved at US$1.10 per million; cached at a tenth, 5.6 M."""
    prompt = {"variable_input_tokens": 0, "output_tokens": 0, **at(1.10, 4.40), "cache_read_usd_per_mtok": 0.11}
    hosting = {"hosting_usd_per_hour": 1.70, "hours_per_month": 720}
    for hits, calls in ((0, 556e3), (1, 5.56e6)):
        saved = bill(requests_per_month=calls, static_prompt_tokens=2_000, cache_hit_rate=hits, **prompt)
        fee = bill(requests_per_month=calls, static_prompt_tokens=0, cache_hit_rate=0, **prompt, **hosting)
        assert saved == pytest.approx(fee, rel=2e-3)


SESSION = {"requests_per_month": 1, "output_tokens": 15_000, "hosting_usd_per_hour": 0.08, "hours_per_month": 1}


def test_anthropic_bills_a_session_of_an_hour_at_70_cents() -> None:
    """https://platform.claude.com/docs/en/about-claude/pricing, 2026: 50,000 in, 15,000 out, one hour at US$0.08."""
    session = {"variable_input_tokens": 50_000, **UNCACHED, **SESSION, **at(5, 25)}
    assert bill("input_cost_usd_per_month", **session) == pytest.approx(0.25)
    assert bill("output_cost_usd_per_month", **session) == pytest.approx(0.375)
    assert bill(**session) == pytest.approx(0.705)


def test_anthropic_bills_it_at_52_cents_with_a_cache() -> None:
    """The same page: 40,000 of the 50,000 tokens are read from the cache at a tenth of the price."""
    session = {"static_prompt_tokens": 40_000, "variable_input_tokens": 10_000, "cache_hit_rate": 1, **SESSION}
    prices = {**at(5, 25), "cache_read_usd_per_mtok": 0.5}
    assert bill("cache_read_cost_usd_per_month", **session, **prices) == pytest.approx(0.02)
    assert bill("input_cost_usd_per_month", **session, **prices) == pytest.approx(0.05)
    assert bill(**session, **prices) == pytest.approx(0.525)


def test_anthropic_bills_ten_thousand_tickets_as_if_all_tokens_were_input() -> None:
    """The same page: 3,700 tokens a conversation, Claude Haiku 4.5 at US$1 and US$5, "~$37.00 per 10,000 tickets".

    That holds only if no token is output. With 700 tokens of answer among the 3,700 it would be US$65.
    """
    tickets = {"model": "claude-haiku-4-5", "requests_per_month": 10_000, **UNCACHED}
    assert bill(variable_input_tokens=3_700, output_tokens=0, **tickets) == 37
    assert bill(variable_input_tokens=3_000, output_tokens=700, **tickets) == 65


@pytest.mark.parametrize(
    ("input_usd", "output_usd", "published_usd"), [(3, 15, 263.25), (5, 25, 438.75), (1, 5, 87.75), (0.25, 1.25, 21.96)]
)
def test_anthropic_summarises_a_thousand_leases(input_usd: float, output_usd: float, published_usd: float) -> None:
    """https://platform.claude.com/docs/en/about-claude/use-case-guides/legal-summarization: 86 M in, 0.35 M out.

    The last is published as 21.50 + 0.44 = 21.96, a sum of rounded parts that is itself two cents off.
    """
    leases = {"requests_per_month": 1_000, "variable_input_tokens": 86_000, "output_tokens": 350, **UNCACHED}
    assert bill(**leases, **at(input_usd, output_usd)) == pytest.approx(published_usd, abs=0.025)


def test_anthropic_moderates_a_billion_posts_at_the_millions_of_tokens_it_names() -> None:
    """https://platform.claude.com/docs/en/about-claude/use-case-guides/content-moderation, November 2025.

    2,860 million tokens at US$0.25 and 1,500 million at US$1.25 are US$2,590, as published.
    But a billion posts of 100 characters at 3.5 characters a token are 28,600 million tokens, as the same page says:
    its bill is too low by US$6,435.
    """
    posts = {"requests_per_month": 1e9, "output_tokens": 1.5, **UNCACHED, **at(0.25, 1.25)}
    assert bill(variable_input_tokens=2.86, **posts) == pytest.approx(2_590)
    assert bill(variable_input_tokens=28.6, **posts) == pytest.approx(2_590 + 6_435)


@pytest.mark.parametrize(
    ("answers", "input_tokens", "output_tokens", "usd_each"), [(200, 41, 2, 0.0000049), (200, 40, 141, 0.0000584)]
)
def test_a_cheaper_token_made_a_dearer_estimate(
    answers: int, input_tokens: int, output_tokens: int, usd_each: float
) -> None:
    """Yugjohri/Product-Price-Prediction-using-Frontier-LLMs, README (E139), with the list prices of both models.

    github.com/Yugjohri/Product-Price-Prediction-using-Frontier-LLMs/blob/1050f1ae88198b16c4fb2f37b133d080a8b9829f
    GPT-5 nano costs half as much per input token as GPT-4.1 nano and about 12 times as much per estimate.
    """
    model = "openai/gpt-4.1-nano" if output_tokens == 2 else "openai/gpt-5-nano"
    call = {"model": model, "variable_input_tokens": input_tokens, "output_tokens": output_tokens, **UNCACHED}
    assert bill("cost_usd_per_request", requests_per_month=answers, **call) == pytest.approx(usd_each, rel=0.02)


def test_caching_multipliers_are_those_of_the_price_list() -> None:
    """E072: Anthropic reads from the cache at 0.1 times the input price and writes to it at 1.25 times."""
    prompt = {"model": "claude-haiku-4-5", "requests_per_month": 1e3, "variable_input_tokens": 0, "output_tokens": 0}
    plain = bill(**{**prompt, "variable_input_tokens": 10_000}, **UNCACHED)
    assert bill(**prompt, static_prompt_tokens=10_000, cache_hit_rate=1) == pytest.approx(0.1 * plain)
    assert bill(**prompt, static_prompt_tokens=10_000, cache_hit_rate=0) == pytest.approx(1.25 * plain)
