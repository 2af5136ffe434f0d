"""Lifetimes of models: dates in order, names found, and percentiles of what is known to end."""

from datetime import date

import pytest

from calculators.facts import load
from calculators.facts.model_lifetimes import Lifetime, find, lifetime_months, lifetimes, maker


@pytest.mark.parametrize("life", lifetimes(), ids=lambda life: f"{life.platform} {life.model}")
def test_dates_are_in_order(life: Lifetime) -> None:
    assert life.released < life.retires <= (life.tuned_model_ends_on or "9999")
    if life.kind == "retired":
        assert life.retires <= load("model_lifetimes")["facts_date"]


@pytest.mark.parametrize("row", load("model_lifetimes")["models"], ids=lambda row: f"{row['platform']} {row['model']}")
def test_a_date_taken_from_a_name_stands_in_it(row: dict[str, str]) -> None:
    stated = row["released"] in row["model"] or row["released"].replace("-", "") in row["model"]
    assert stated == (row["released_from"] == "name")


def test_no_model_is_listed_twice_on_a_platform() -> None:
    keys = [(life.platform, life.model) for life in lifetimes()]
    assert len(keys) == len(set(keys))


def test_months_are_counted_from_the_dates() -> None:
    """E136 counts 21 months for gpt-4.1 at OpenAI, from its snapshot to its end."""
    life = find("openai", "gpt-4.1")
    assert life is not None
    assert round(life.months) == 21
    assert life.months == pytest.approx((date(2027, 1, 14) - date(2025, 4, 14)).days / 30.4375)


def test_a_model_is_found_by_its_other_names() -> None:
    assert find("azure", "openai/GPT-4.1") == find("azure", "gpt-4.1-2025-04-14")
    assert find("vertex-ai", "Gemini 2.5 Flash") == find("vertex-ai", "gemini-2.5-flash")
    assert find("azure", "gpt-4.1") != find("openai", "gpt-4.1")
    assert find("azure", "gpt-9") is None


def test_a_tuned_model_outlives_its_base_at_azure_only() -> None:
    outliving = {
        life.platform for life in lifetimes() if life.tuned_model_ends_on and life.tuned_model_ends_on > life.retires
    }
    assert outliving == {"azure"}


def test_the_spread_covers_what_ends_and_leaves_out_what_may_last() -> None:
    spread, source = lifetime_months()
    known = sorted(life.months for life in lifetimes() if life.kind != "earliest")
    assert len(known) >= 12
    assert known[0] < spread.low < spread.base < spread.high < known[-1]
    assert spread.base == pytest.approx((known[len(known) // 2 - 1] + known[len(known) // 2]) / 2)
    assert (source.class_, str(len(known)) in source.statement) == ("derived", True)


def test_who_never_tunes_is_known_by_name() -> None:
    known = maker("anthropic")
    assert known is not None
    assert not known.tunes
    assert maker("mistral") is None
