"""Published comparisons: what the rows say is consistent, cites the record, and is found by likeness, not by result."""

import copy
import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from calculators.facts import load
from calculators.facts.model_lifetimes import lifetimes
from calculators.facts.published_cases import Case, cases, nearest
from overrides.extensions.facts_fence import format_fence
from tests.facts.test_schemas import problems

KINDS = sorted({case.task_kind for case in cases()})
LABELS = st.one_of(st.none(), st.floats(0, 1e9))
FACTS = json.loads(Path(__file__).parents[2].joinpath("docs", "evidence.json").read_text("utf-8"))["facts"]


def test_every_kind_of_task_that_is_compared_has_cases() -> None:
    assert KINDS == ["chat", "classification", "code", "extraction", "generation", "other"]


def test_every_case_has_its_own_name() -> None:
    names = [case.id for case in cases()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)
def test_a_case_stands_in_the_record_with_the_same_stance(case: Case) -> None:
    assert case.evidence is not None
    assert case.stance == FACTS[case.evidence]["stance"]
    second_hand = FACTS[case.evidence]["status"] == "second-hand"
    assert (case.source.status == "verified-2nd") == second_hand


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)
def test_scores_gain_and_outcome_agree(case: Case) -> None:
    if case.baseline.score is not None and case.other.score is not None:
        rise = case.other.score - case.baseline.score
        assert case.gain_points == pytest.approx(-rise if case.lower_is_better else rise)
    if case.gain_points is not None and case.outcome != "neither":
        assert (case.gain_points > 0) == (case.outcome == "other")


def test_the_share_of_vendors_is_what_the_page_says() -> None:
    by = [case.by for case in cases()]
    page = Path(__file__).parents[2].joinpath("docs", "reference", "published-cases.md").read_text("utf-8")
    said = f"Of the {len(by)} comparisons, {by.count('vendor')} were published by a vendor"
    assert said in page
    assert f"{by.count('independent')} by somebody without such an interest" in page
    assert f"for {by.count(None)} it is not clear" in page


def test_both_sides_have_won() -> None:
    """A table in which tuning or prompting always wins would be a selection, not a record."""
    trained = {"tuned", "classifier", "own-model"}
    winners = [
        (case.other if case.outcome == "other" else case.baseline).approach in trained
        for case in cases()
        if case.outcome != "neither" and (case.baseline.approach in trained) != (case.other.approach in trained)
    ]
    assert min(winners.count(True), winners.count(False)) >= 8


def test_the_same_kind_of_task_comes_first_then_the_nearest_number_of_labels() -> None:
    assert next(case.id for case in nearest("generation", 150_000)) == "translation-all-segments"
    assert next(case.id for case in nearest("generation", 1_500)) == "translation-two-thousand-segments"
    assert [case.labels for case in nearest("classification", 50)][:2] == [50, 41]
    assert {case.task_kind for case in nearest("code", None)} == {"code"}
    assert [case.task_kind for case in nearest("chat", 300, count=4)][:3] == ["chat"] * 3


def test_an_approach_narrows_the_choice() -> None:
    found = nearest("classification", 400, approach="classifier", count=99)
    assert [case.id for case in found] == ["small-classifiers-politics"]
    assert all(
        "retrieval" in {case.baseline.approach, case.other.approach}
        for case in nearest("chat", 5, approach="retrieval")
    )


@given(st.sampled_from(KINDS), LABELS, st.integers(0, 50))
def test_nearest_is_sorted_complete_and_repeatable(task: str, labels: float | None, count: int) -> None:
    found = nearest(task, labels, count=count)
    assert found == nearest(task, labels, count=count)
    assert len(found) == min(count, len(cases()))
    other_kind = [case.task_kind != task for case in found]
    assert other_kind == sorted(other_kind)


@given(st.sampled_from(KINDS), st.floats(1, 1e6))
def test_nearer_in_labels_comes_first(task: str, labels: float) -> None:
    known = [case for case in nearest(task, labels, count=99) if case.labels and case.task_kind == task]
    ratios = [max(case.labels / labels, labels / case.labels) for case in known if case.labels]
    assert all(before <= after * (1 + 1e-9) for before, after in pairwise(ratios))


@pytest.mark.parametrize(("task", "approach"), [("poetry", None), ("chat", "magic")])
def test_what_is_not_in_the_table_is_named(task: str, approach: str | None) -> None:
    with pytest.raises(ValueError, match="is none of"):
        nearest(task, 10, approach=approach)


@pytest.mark.parametrize(("table", "rows"), [("published-cases", len(cases())), ("model-lifetimes", len(lifetimes()))])
def test_the_page_shows_every_row_with_its_source(table: str, rows: int) -> None:
    shown = fromstring(format_fence(f"table: {table}", "facts", "facts", {}, Markdown())).findall(".//tbody/tr")
    assert len(shown) == rows
    links = [row.find(".//a") for row in shown]
    assert all(link is not None and link.get("href", "").startswith("https://") for link in links)


DAMAGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "hearsay": lambda row: row.update(source="a colleague"),
    "a guess": lambda row: row.update(test_items=0),
    "a made-up approach": lambda row: row["other"].update(approach="magic"),
    "no labels column": lambda row: row.pop("labels"),
    "not looked at": lambda row: row.update(status="unverified"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_schema_finds_a_damaged_case(damage: str) -> None:
    damaged = copy.deepcopy(load("published_cases"))
    assert problems("published_cases", damaged) == []
    DAMAGES[damage](damaged["cases"][0])
    assert problems("published_cases", damaged)
