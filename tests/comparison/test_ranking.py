"""Which options are ranked, by what, and which come first."""

import pytest

from calculators.columns import Column, Number
from calculators.comparison.ranking import BEFORE_FAILURES, TOTAL, Ranking, rank, share_cheaper
from tests.comparison.worked import question

ARMS = tuple(
    arm for arm in question().setting.arms if arm.kind in {"do-nothing", "prompt", "tuned-own", "cascade", "staged"}
)
COSTS: dict[str, Number] = {f"{arm.name}.{BEFORE_FAILURES}": 100.0 + index for index, arm in enumerate(ARMS)}


def ranked(
    outputs: dict[str, Number] | None = None,
    in_time: dict[str, float] | None = None,
    target: float | None = None,
    second: str = "",
) -> Ranking:
    return rank(ARMS, COSTS | (outputs or {}), in_time=in_time or {}, target=target, second_stage=second)


def test_without_success_rates_changes_are_ranked_by_cost() -> None:
    found = ranked()
    assert (found.names, found.by) == (("prompt", "tuned-own", "cascade"), BEFORE_FAILURES)
    assert "second stage" in found.left_out["staged"]
    assert found.best(COSTS) == "prompt"


def test_one_success_rate_is_not_enough_for_totals() -> None:
    assert ranked({f"do-nothing.{TOTAL}": 50.0}).by == BEFORE_FAILURES


def test_with_two_success_rates_totals_decide_and_doing_nothing_may_win() -> None:
    totals: dict[str, Number] = {f"do-nothing.{TOTAL}": 500.0, f"cascade.{TOTAL}": 900.0}
    found = ranked(totals)
    assert (set(found.names), found.by) == ({"do-nothing", "cascade"}, TOTAL)
    assert found.left_out["prompt"] == "its success rate is unknown"
    assert found.best(totals) == "do-nothing"


def test_a_second_stage_brings_the_staged_option_in() -> None:
    assert "staged" in ranked(second="tuned-own").names


@pytest.mark.parametrize(("share", "is_ranked"), [(0.0, False), (0.1, False), (0.11, True), (0.3, True), (1.0, True)])
def test_what_is_too_late_is_not_ranked(share: float, is_ranked: bool) -> None:
    found = ranked(in_time={"prompt": share})
    assert ("prompt" in found.names) is is_ranked
    assert ("too late" in found.left_out.get("prompt", "")) is not is_ranked


def test_what_misses_the_target_is_not_ranked_and_what_is_unknown_is() -> None:
    found = ranked({"prompt#success": 0.8, "cascade#success": 0.95}, target=0.9)
    assert "prompt" not in found.names
    assert {"cascade", "tuned-own"} <= set(found.names)
    assert found.left_out["prompt"] == "its success rate is below the one wanted"


def test_without_a_price_nothing_is_ranked() -> None:
    dear = {name: value for name, value in COSTS.items() if not name.startswith("prompt.")}
    found = rank(ARMS, dear, in_time={}, target=None, second_stage="")
    assert found.left_out["prompt"] == "no price is known for it"
    nothing = rank(ARMS, {}, in_time={}, target=None, second_stage="")
    assert (nothing.names, nothing.best({})) == ((), "")


def test_the_share_of_samples_in_which_one_is_cheaper() -> None:
    outputs: dict[str, Number] = {f"a.{TOTAL}": Column([1, 2, 3, 4]), f"b.{TOTAL}": 2.5}
    assert share_cheaper("a", "b", TOTAL, outputs) == 0.5
    assert share_cheaper("b", "a", TOTAL, outputs) == 0.5
    assert Ranking(("a", "b"), TOTAL, {}).best_of_each(outputs) == ["a", "a", "b", "b"]
