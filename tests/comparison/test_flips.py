"""Thresholds of a model whose crossings are known."""

from collections.abc import Mapping

import pytest

from calculators.answers.compare_tables import flips_table
from calculators.columns import Number
from calculators.comparison.flips import Flip, flips_of, swings_of
from calculators.comparison.ranking import BEFORE_FAILURES, Ranking
from calculators.ranges import Range
from calculators.sampling import Uncertain, sample
from tests.comparison.worked import question

RANKING = Ranking(("per request", "flat", "dear"), BEFORE_FAILURES, {})
CENTRE = {"requests_per_month": 100.0, "growth": 0.0}
BOUNDS = {"requests_per_month": (0.0, 1e9), "growth": (-1.0, 1.0)}


def model(point: Mapping[str, Number]) -> dict[str, Number]:
    """Cost 1 USD per request; 1,000 USD; always more than either."""
    requests, growth = point["requests_per_month"], point["growth"]
    return {
        f"per request.{BEFORE_FAILURES}": requests * (1 + 20 * growth),
        f"flat.{BEFORE_FAILURES}": 1_000.0,
        f"dear.{BEFORE_FAILURES}": requests * 2 + 2_000 + growth * 5_000,
    }


def test_thresholds_are_found_on_the_side_on_which_they_lie() -> None:
    found = {(flip.name, flip.above): flip for flip in flips_of(model, CENTRE, BOUNDS, RANKING)}
    assert set(found) == {("requests_per_month", True), ("growth", True), ("growth", False)}
    requests, growth = found["requests_per_month", True], found["growth", True]
    assert requests.threshold == pytest.approx(1_000, rel=0.1)
    assert growth.threshold == pytest.approx(0.45, rel=0.1), "100 x (1 + 20 x 0.45) = 1,000"
    assert requests.new_winner == growth.new_winner == "flat"


def test_at_the_threshold_the_new_one_wins() -> None:
    for flip in flips_of(model, CENTRE, BOUNDS, RANKING):
        assert RANKING.best(model({**CENTRE, flip.name: flip.threshold})) == flip.new_winner
        assert flip.new_winner != "per request"


def test_from_the_other_side_the_threshold_is_the_same() -> None:
    (flip,) = flips_of(model, {**CENTRE, "requests_per_month": 9_000.0}, {"requests_per_month": (0.0, 1e9)}, RANKING)
    assert (flip.above, flip.new_winner) == (False, "per request")
    assert flip.threshold == pytest.approx(1_000, rel=0.1)


@pytest.mark.parametrize("price", [0.004, 3.0, 250_000.0])
def test_from_zero_the_threshold_is_found_on_any_scale(price: float) -> None:
    """An option that costs as much as the price of an error against one that makes none."""

    def priced(point: Mapping[str, Number]) -> dict[str, Number]:
        return {f"flat.{BEFORE_FAILURES}": price, f"per request.{BEFORE_FAILURES}": point["cost_of_wrong_answer_usd"]}

    ranking = RANKING._replace(names=("per request", "flat"))
    (flip,) = flips_of(priced, {"cost_of_wrong_answer_usd": 0.0}, {"cost_of_wrong_answer_usd": (0.0, 1e9)}, ranking)
    assert (flip.above, flip.new_winner) == (True, "flat")
    assert price <= flip.threshold <= 1.05 * price


def test_one_option_or_no_input_cannot_flip() -> None:
    assert flips_of(model, CENTRE, BOUNDS, RANKING._replace(names=("flat",))) == []
    assert flips_of(model, CENTRE, {}, RANKING) == []
    assert flips_of(model, CENTRE, {"blank": (0.0, 1.0)}, RANKING) == []


def test_the_widest_swing_comes_first() -> None:
    uncertain = {
        "requests_per_month": Uncertain(Range(90, 100, 110), 0, 1e9),
        "growth": Uncertain(Range(0, 0.1, 0.2), 0, 1),
    }
    found = swings_of(sample(model, {}, uncertain, 0), first="per request", second="flat", by=BEFORE_FAILURES)
    assert [swing.name for swing in found] == ["growth", "requests_per_month"]
    assert (found[0].at_low, found[0].at_high) == pytest.approx((900, 500))
    assert (found[1].at_low, found[1].at_high) == pytest.approx((730, 670))


@pytest.mark.parametrize(
    ("threshold", "above", "shown"),
    [
        (102_400.0, True, 110_000),
        (102_400.0, False, 100_000),
        (0.934, True, 0.94),
        (0.934, False, 0.93),
        (0.0, False, 0),
    ],
)
def test_a_threshold_is_rounded_to_where_the_other_option_wins(threshold: float, above: bool, shown: float) -> None:
    asked = question()
    flip = Flip("requests_per_month", threshold, above, "prompt")
    (row,) = flips_table([flip], asked, "tuned-own")
    assert row["threshold"] == pytest.approx(shown)
    side = "above" if above else "below"
    assert str(row["text"]).startswith(f"prompt instead of tuned-own {side} ")


def test_the_nearest_threshold_stands_first() -> None:
    flips = [Flip("requests_per_month", 1e9, True, "a"), Flip("requests_per_month", 50_000.0, False, "b")]
    rows = flips_table(flips, question(requests_per_month=1e5), "c")
    assert [row["new_winner"] for row in rows] == ["b", "a"]
