"""Sentences that follow from the numbers, and none that does not."""

import re
from typing import Any

import pytest

from calculators.comparison.ranking import BEFORE_FAILURES, TOTAL, Ranking
from calculators.comparison.verdict import Findings, verdict
from calculators.ranges import Range
from tests.comparison.worked import question

ASKED = question(task="extraction")
LOW, HIGH = Range(900, 1_000, 1_100), Range(1_900, 2_000, 2_100)
RANGES = {
    "requests": Range.exact(1_000),
    f"prompt.{BEFORE_FAILURES}": LOW,
    f"tuned-service.{BEFORE_FAILURES}": HIGH,
    "prompt.cost_usd_per_month": Range.exact(100),
    "prompt#usd_per_request": Range.exact(0.05),
}
USUAL: dict[str, Any] = {
    "arms": ASKED.arms,
    "ranking": Ranking(("prompt", "tuned-service"), BEFORE_FAILURES, {}),
    "winner": "prompt",
    "runner_up": "tuned-service",
    "share_winner_cheaper": 0.95,
    "ranges": RANGES,
    "in_time": {},
    "labels": 400,
    "success_now": None,
    "target": None,
    "value_of_point_usd": None,
    "latency_asked": False,
    "approval_known": True,
    "maker_refuses": "",
}


def said(**given_: Any) -> str:
    return " ".join(sentence.text for sentence in verdict(Findings(**{**USUAL, **given_})))


def with_ranges(**more: Range) -> dict[str, Range]:
    return RANGES | more


def test_every_sentence_has_its_section() -> None:
    sentences = verdict(Findings(**USUAL))
    assert len(sentences) >= 4
    for sentence in sentences:
        assert sentence.text.endswith(".")
        assert sentence.text[0] == sentence.text[0].upper()
        assert "/#" in sentence.section


def test_open_closed_and_unknown_options_are_counted_apart() -> None:
    states = [arm.eligibility.state for arm in ASKED.arms]
    text = said()
    assert text.startswith(f"{states.count('yes')} of 11 options are open to you; ruled out: ")
    assert states.count("unknown") > 0
    for arm in ASKED.arms:
        if arm.eligibility.state != "yes":
            assert re.search(rf"\b{arm.name}\b[^()]* \({re.escape(arm.eligibility.reason)}\)", text)
    assert text.count("no corpus named") == 1, "one reason is said once"


@pytest.mark.parametrize(("share", "separates"), [(0.5, False), (0.89, False), (0.9, True), (1.0, True)])
def test_what_the_samples_do_not_separate_is_said(share: float, separates: bool) -> None:
    text = said(share_winner_cheaper=share)
    assert ("do not separate" in text) is not separates
    assert ("and is dearer in" in text) is separates


def test_what_the_ranking_rests_on_is_said() -> None:
    assert "only if all get equally many requests right" in said()
    totals = {f"prompt.{TOTAL}": LOW, f"tuned-service.{TOTAL}": HIGH}
    priced = said(ranking=Ranking(("prompt", "tuned-service"), TOTAL, {}), ranges=with_ranges(**totals))
    assert "lowest total with mistakes" in priced
    assert "equally many" not in priced


def test_without_a_winner_nobody_wins() -> None:
    text = said(winner="", runner_up="", ranking=Ranking((), BEFORE_FAILURES, {"prompt": "it is too late"}))
    assert "No option can be ranked: prompt: it is too late." in text
    assert "lowest" not in text


@pytest.mark.parametrize(("point", "outweighs"), [(99, False), (100, False), (101, True)])
def test_a_point_of_success_outweighs_the_bill_only_if_it_is_worth_more(point: float, outweighs: bool) -> None:
    text = said(value_of_point_usd=Range.exact(point))
    assert "One point of success is worth" in text
    assert ("more than all that prompt costs to run" in text) is outweighs


@pytest.mark.parametrize(("usd", "small"), [(0.0, False), (0.019, True), (0.021, False)])
def test_a_token_bill_is_small_only_beside_the_rest(usd: float, small: bool) -> None:
    text = said(ranges=with_ranges(**{"prompt#usd_per_request": Range.exact(usd)}))
    assert ("The token bill is small" in text) is small


@pytest.mark.parametrize(("usd", "noise"), [(90, True), (100, False)])
def test_training_is_noise_only_below_a_twentieth_of_the_least_total(usd: float, noise: bool) -> None:
    text = said(ranges=with_ranges(**{"tuned-service#machines_usd": Range(1, 2, usd)}))
    assert ("Training cost is noise here: tuned-service pays" in text) is noise


def test_the_rates_to_reach_name_the_easiest_first_and_no_copy_of_the_prompt() -> None:
    rates = {
        "prompt.success_rate_to_win": Range(0.8, 0.85, 0.9),
        "tuned-service.success_rate_to_win": Range(0.9, 1.2, 2),
        "cascade.success_rate_to_win": Range.exact(0.7),
        "staged.success_rate_to_win": Range.exact(0.6),
        "do-nothing.success_rate_to_win": Range.exact(0.5),
    }
    ranking = USUAL["ranking"]._replace(left_out={"staged": "it is the prompt"})
    text = said(ranges=with_ranges(**rates), ranking=ranking)
    assert "right in: cascade 70 %, prompt 85 % (80 % to 90 %), tuned-service cannot win at any rate." in text


def test_dates_are_certain_uncertain_or_too_late() -> None:
    text = said(in_time={"prompt": 0.9, "cascade": 0.5, "tuned-own": 0.1, "tuned-service": 0.11}, approval_known=False)
    assert "in time: prompt; uncertain: cascade and tuned-service; too late: tuned-own." in text
    assert "Approvals are not counted" in text
    assert "Approvals" not in said(in_time={"prompt": 1.0})


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        ({"labels": 0}, "Without labelled examples no two options can be told apart"),
        ({"labels": 3}, "show no gain at all from 80%"),
        ({"labels": 40}, "too few to rank two options that lie closer"),
        ({"labels": 2_000, "success_now": 0.86, "target": 0.93}, "enough for the 7 points that you want"),
        ({"labels": 60, "success_now": 0.86, "target": 0.93}, "too few for the 7 points that you want"),
    ],
)
def test_what_the_labels_can_show(given_: dict[str, Any], says: str) -> None:
    assert says in said(**given_)


def test_latency_is_not_assessed_and_that_is_said() -> None:
    assert "Latency is not assessed" in said(latency_asked=True)
    assert "Latency" not in said()


def test_a_maker_that_refuses_is_named() -> None:
    assert "It is closed." in said(maker_refuses="It is closed.")
