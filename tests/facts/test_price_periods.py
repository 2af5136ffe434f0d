"""Dated histories, batch prices and hours of the day, on models made up for the purpose."""

from datetime import UTC, date, time
from decimal import Decimal
from typing import Any

from genai_prices.types import (
    ClauseContains,
    ClauseEquals,
    ClauseOr,
    ClauseRegex,
    ClauseStartsWith,
    ConditionalPrice,
    ModelInfo,
    ModelPrice,
    PriceVariant,
    Provider,
    StartDateConstraint,
    Tier,
    TieredPrices,
    TimeOfDateConstraint,
)

from calculators.facts.refresh.model_rows import date_checked, model_row
from calculators.facts.refresh.price_periods import in_force, price_periods, time_of_day_price

SPRING, SUMMER = date(2026, 3, 1), date(2026, 6, 1)
BATCH = {"processing": "batch"}


def price(value: str | TieredPrices, output: str = "9", **others: str) -> ModelPrice:
    amount = Decimal(value) if isinstance(value, str) else value
    more = {f"{key}_mtok": Decimal(other) for key, other in others.items()}
    return ModelPrice(input_mtok=amount, output_mtok=Decimal(output), **more)


def starting(day: date, prices: ModelPrice) -> ConditionalPrice:
    return ConditionalPrice(constraint=StartDateConstraint(start_date=day), prices=prices)


def model(
    prices: ModelPrice | list[ConditionalPrice], variants: list[PriceVariant] | None = None, comments: str = ""
) -> ModelInfo:
    return ModelInfo(
        id="made-up",
        match=ClauseEquals(equals="made-up"),
        prices=prices,
        price_variants=variants,
        price_comments=comments,
    )


def inputs(periods: list[dict[str, Any]], kind: str) -> list[Any]:
    return [(period["from"], period[kind]["input"]) for period in periods if kind in period]


def test_one_price_is_one_period_without_a_beginning() -> None:
    assert price_periods(model(price("2", cache_read="0.2"))) == [
        {"from": None, "standard": {"input": 2, "output": 9, "cache_read": 0.2}}
    ]


def test_a_history_is_told_oldest_first() -> None:
    prices = [ConditionalPrice(prices=price("4")), starting(SPRING, price("3")), starting(SUMMER, price("2"))]
    periods = price_periods(model(prices))
    assert inputs(periods, "standard") == [(None, 4), ("2026-03-01", 3), ("2026-06-01", 2)]


def test_a_change_of_something_else_opens_no_period() -> None:
    searches = ModelPrice(input_mtok=Decimal(4), output_mtok=Decimal(9), web_searches_kcount=Decimal(10))
    assert len(price_periods(model([ConditionalPrice(prices=price("4")), starting(SPRING, searches)]))) == 1


def test_a_batch_price_starts_on_its_own_date_and_follows_the_standard_price() -> None:
    variants = [
        PriceVariant(when=BATCH, prices=ModelPrice(input_mtok=Decimal(1)), constraint=StartDateConstraint(SUMMER)),
        PriceVariant(when=BATCH, prices=ModelPrice(input_mtok=Decimal(2)), constraint=StartDateConstraint(SPRING)),
    ]
    later = date(2026, 9, 1)
    prices = [ConditionalPrice(prices=price("4", "8")), starting(later, price("4", "6"))]
    periods = price_periods(model(prices, variants))
    assert inputs(periods, "batch") == [("2026-03-01", 2), ("2026-06-01", 1), ("2026-09-01", 1)]
    assert [period["batch"]["output"] for period in periods[1:]] == [8, 8, 6]
    assert "batch" not in periods[0]


def test_a_batch_repeats_what_it_does_not_change() -> None:
    variant = PriceVariant(when=BATCH, prices=price("1", "4"))
    (period,) = price_periods(model(price("2", "8", cache_read="0.2"), [variant]))
    assert period["batch"] == {"input": 1, "output": 4, "cache_read": 0.2}


def test_other_variants_are_no_batch_prices() -> None:
    variants = [
        PriceVariant(when={"service_tier": "flex"}, prices=price("1")),
        PriceVariant(when=BATCH | {"speed": "fast"}, prices=price("1")),
        PriceVariant(when=BATCH, prices=ModelPrice(web_searches_kcount=Decimal(5))),
    ]
    assert inputs(price_periods(model(price("2"), variants)), "batch") == []


def test_tiers_keep_their_starts() -> None:
    tiered = TieredPrices(base=Decimal(1), tiers=[Tier(200_000, Decimal("2.5"))])
    (period,) = price_periods(model(price(tiered)))
    assert period["standard"]["input"] == [[0, 1], [200_000, 2.5]]


def test_the_dearest_hour_counts_whichever_way_round_the_package_puts_it() -> None:
    night = TimeOfDateConstraint(time(22, tzinfo=UTC), time(6, tzinfo=UTC))
    cheap_night = model([ConditionalPrice(prices=price("4")), ConditionalPrice(night, prices=price("1"))])
    dear_night = model([ConditionalPrice(prices=price("1")), ConditionalPrice(night, prices=price("4"))])
    for clocked in (cheap_night, dear_night):
        assert inputs(price_periods(clocked), "standard") == [(None, 4)]
        found = time_of_day_price(clocked, SPRING)
        assert found is not None
        assert (found.peak["input"], found.off_peak["input"], found.hours_utc) == (4, 1, ("22:00-06:00",))
    assert time_of_day_price(model(price("4")), SPRING) is None


def test_a_price_is_in_force_from_its_first_day_on() -> None:
    periods = price_periods(model([ConditionalPrice(prices=price("4")), starting(SPRING, price("3"))]))
    assert in_force(periods, date(2026, 2, 28))["standard"]["input"] == 4
    assert in_force(periods, SPRING)["standard"]["input"] == 3


def test_a_name_that_another_model_claims_first_is_no_name() -> None:
    first, second = model(price("1")), model(price("2"))
    first.match = ClauseOr(or_=[ClauseEquals(equals="made-up"), ClauseStartsWith(starts_with="gpt-x")])
    second.id = "other"
    second.match = ClauseOr(
        or_=[
            ClauseEquals(equals="Other"),
            ClauseEquals(equals="another"),
            ClauseEquals(equals="gpt-x-mini"),
            ClauseStartsWith(starts_with="gpt-x-mini-"),
            ClauseStartsWith(starts_with="other-"),
            ClauseContains(contains="thing"),
            ClauseRegex(r"^other\.5-\d{4}-\d{2}-\d{2}$"),
            ClauseRegex(r"^gpt-x-\d{8}$"),
            ClauseRegex(r"^some-.*$"),
        ]
    )
    provider = Provider(id="p", name="P", api_pattern="p", models=[first, second])
    row = model_row(provider, second, SPRING)
    assert (row["aliases"], row["prefixes"]) == (["another"], ["other-", "other.5-20"])


def test_the_newest_check_of_a_kept_price_dates_a_row() -> None:
    flex = "Flex/priority/fast rates verified on 2026-10-12 at https://example.org."
    assert date_checked(model(price("1"), comments=flex)) is None
    assert date_checked(model(price("1"), comments=f"{flex} Batch rates verified on 2026-10-14.")) == "2026-10-14"
    both = "Checked 2026-10-15. Re-verified on 2026-10-16: input. Released 2026-10-20."
    assert date_checked(model(price("1"), comments=both)) == "2026-10-16"
    assert date_checked(model(price("1"), comments="Verified against OpenAI on 2026-10-15: it")) == "2026-10-15"
