"""The comparison's results by name, their states, and that no answer is ever negative or no number."""

import json
import math
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculators import calculate
from calculators.forms.compare import FORM, TASKS
from calculators.forms.compare_options import REGIONS
from calculators.project_tasks import ARM_KINDS

PER_ARM = (
    *("eligible", "total_cost_usd", "cost_usd_per_month", "cost_usd_per_success", "lead_time_weeks"),
    *("live_by_deadline_probability", "success_rate_to_win", "cost_before_failures_usd", "effort_hours"),
)
SHARES = ("success_rate_to_win", "live_by_deadline_probability")
POINTS = ("low", "base", "high")
BUSINESS = {"success_rate_now": 0.8, "success_sample_size": 200, "cost_of_wrong_answer_usd": "1..5"}


def ask(**inputs: object) -> dict[str, Any]:
    answered: dict[str, Any] = calculate("compare", inputs)
    return answered


def numbers(value: object, path: str = "") -> Iterator[tuple[str, float]]:
    """Walk through JSON and return every number with its path."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from numbers(item, f"{path}/{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from numbers(item, f"{path}/{index}")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path, value


def check(answered: dict[str, Any]) -> None:
    """Fail on a number that cannot be, and on a state that does not go with its numbers."""
    for path, value in numbers({key: answered[key] for key in ("results", "details")}):
        assert math.isfinite(value), path
        gap = "/gap_at_" in path or path.endswith(("gain_points", "/score"))
        assert value >= 0 or gap or path.endswith(("/threshold", "/now")), (path, value)
    for name, result in answered["results"].items():
        points = [result[point] for point in POINTS]
        plain = name.rpartition(".")[2]
        if result["state"] == "value":
            assert points == sorted(points), (name, points)
            assert plain not in SHARES or points[2] <= 1, (name, points)
        else:
            assert points == [None, None, None], (name, result)
            assert result["state"] in {"never", "unknown", "beyond-horizon", "not-assessed", "yes", "no"}
        assert 0 <= result["assumed_share"] <= 1 + 1e-9
        assert result["sources"] or result["state"] != "value", name


def test_every_option_has_every_result_and_every_pair_of_open_ones_a_month() -> None:
    results = ask(corpus_tokens=1e6, task="extraction")["results"]
    for kind in ARM_KINDS:
        for name in PER_ARM:
            assert f"{kind}.{name}" in results
    open_ = [kind for kind in ARM_KINDS if results[f"{kind}.eligible"]["state"] != "no"]
    assert open_ == list(ARM_KINDS), "with a corpus and labels to choose from, nothing is ruled out"
    pairs = {name for name in results if "|" in name}
    assert pairs == {f"{a}|{b}.break_even_month" for index, a in enumerate(open_) for b in open_[index + 1 :]}


def test_what_is_ruled_out_is_not_assessed() -> None:
    results = ask()["results"]
    assert results["retrieval.eligible"]["state"] == results["hybrid.eligible"]["state"] == "no"
    for name in PER_ARM[1:]:
        assert results[f"retrieval.{name}"]["state"] == "not-assessed"
    assert not any("retrieval" in name for name in results if "|" in name)


def test_own_options_stand_in_for_the_built_in_one_of_their_kind_and_keep_their_names() -> None:
    mine = [
        {"name": "short prompt", "kind": "prompt", "static_prompt_tokens": 200},
        {"name": "long prompt v1.5", "kind": "prompt", "static_prompt_tokens": 9_000},
        {"kind": "cascade", "escalation_share": 0.1},
    ]
    answered = ask(arms=mine)
    assert [row["name"] for row in answered["details"]["arms"] if row["kind"] in {"prompt", "cascade"}] == [
        "short prompt",
        "long prompt v1.5",
        "cascade",
    ]
    results = answered["results"]
    assert "prompt.total_cost_usd" not in results
    assert results["long prompt v1.5.cost_usd_per_month"]["base"] > results["short prompt.cost_usd_per_month"]["base"]
    assert "short prompt|long prompt v1.5.break_even_month" in results


def test_the_list_may_come_as_text() -> None:
    arms = [{"name": "mine", "kind": "prompt", "success_rate": 0.9}]
    assert ask(arms=json.dumps(arms))["results"] == ask(arms=arms)["results"]


def test_unknown_success_is_unknown_and_known_success_is_priced() -> None:
    """What cannot be known without a success rate is unknown; the rate to reach is a number or never."""
    answered = ask(**BUSINESS, arms=[{"name": "mine", "kind": "prompt", "success_rate": 0.9}])
    results = answered["results"]
    open_ = [row["name"] for row in answered["details"]["arms"] if row["eligible"] != "no"]
    for name in open_:
        known = name in {"do-nothing", "mine", "staged"}
        for result in ("total_cost_usd", "cost_usd_per_success"):
            assert (results[f"{name}.{result}"]["state"] == "value") is known, name
        assert results[f"{name}.success_rate_to_win"]["state"] in {"value", "never"}
    blank = ask(success_rate_now=0.8)["results"]
    assert blank["value_of_one_point_usd_per_month"]["state"] == "unknown"
    assert {blank[f"{name}.total_cost_usd"]["state"] for name in open_ if f"{name}.eligible" in blank} == {"unknown"}
    assert {blank[f"{kind}.success_rate_to_win"]["state"] for kind in ("prompt", "cascade")} == {"unknown"}


def test_no_option_has_a_success_rate_that_the_reader_did_not_type() -> None:
    results = ask(cost_of_wrong_answer_usd=10)["results"]
    assert {result["state"] for name, result in results.items() if name.endswith("total_cost_usd")} <= {
        "unknown",
        "not-assessed",
    }


@pytest.mark.parametrize("field", ["not_counted", "verdict", "flips", "next_experiment", "published_cases", "tornado"])
def test_details_carry_what_the_page_and_the_record_need(field: str) -> None:
    assert field in ask()["details"]


def test_a_flip_says_input_threshold_and_new_winner() -> None:
    flips = ask(task="classification", requests_per_month=4e8)["details"]["flips"]
    assert flips
    for flip in flips:
        assert {"input", "threshold", "side", "winner", "new_winner", "unit"} <= set(flip)
        assert (flip["threshold"] > flip["now"]) is (flip["side"] == "above"), flip
        assert flip["new_winner"] != flip["winner"]


def test_the_same_question_gets_the_same_bytes() -> None:
    first, again = (json.dumps(ask(**BUSINESS)) for _ in range(2))
    assert first == again
    assert json.dumps(calculate("compare", BUSINESS, seed=1)) != first


def entries(name: str) -> st.SearchStrategy[object]:
    field = next(field for field in FORM.fields if field.name == name)
    usual = (1e-3, 1e9) if field.maximum > 1e4 else (max(field.minimum, 1e-3), field.maximum)
    numbers_ = st.one_of(st.just(field.minimum), st.floats(max(usual[0], field.minimum), min(usual[1], field.maximum)))
    if not field.takes_range:
        return st.one_of(st.none(), numbers_)
    pairs = st.tuples(numbers_, numbers_).map(lambda pair: {"low": min(pair), "high": max(pair)})
    return st.one_of(st.none(), numbers_, pairs)


SHARE = st.floats(0, 1)
OWN = st.fixed_dictionaries(
    {"kind": st.sampled_from(ARM_KINDS)},
    optional={
        "success_rate": SHARE,
        "success_sample_size": st.floats(1, 1e6),
        "effort_hours": st.floats(0, 1e5),
        "setup_cost_usd": st.floats(0, 1e6),
        "cost_usd_per_request": st.floats(0, 10),
        "fixed_usd_per_month": st.floats(0, 1e6),
        "lead_time_weeks": st.floats(0, 500),
        "escalation_share": SHARE,
        "static_prompt_tokens": st.floats(0, 1e6),
    },
)
ANYTHING = st.fixed_dictionaries(
    {
        "task": st.sampled_from(TASKS),
        "region": st.sampled_from(REGIONS),
        "self_hosting": st.booleans(),
        "deadline": st.sampled_from(["", "2026-12-24", "2027-06-30", "9999-12-31"]),
        "arms": st.lists(OWN, max_size=3).map(
            lambda arms: [{**arm, "name": f"own {index}"} for index, arm in enumerate(arms)]
        ),
        **{field.name: entries(field.name) for field in FORM.fields if field.kind == "number"},
    }
)


@settings(max_examples=25)
@given(ANYTHING)
def test_no_answer_is_negative_or_no_number(inputs: dict[str, Any]) -> None:
    answered = ask(**inputs)
    check(answered)
    assert {arm["name"] for arm in inputs["arms"]} <= {row["name"] for row in answered["details"]["arms"]}
    json.dumps(answered, allow_nan=False)
