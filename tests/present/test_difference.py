"""What the page says of a pinned result, of an old link, and what it hands out as a file."""

import csv
import io
import json
from typing import Any
from xml.etree.ElementTree import Element

import pytest

from calculators import __version__
from calculators.browser import answer
from calculators.catalogue import CALCULATORS
from calculators.catalogue import answer as estimate
from calculators.forms.parsing import typed
from calculators.present.difference import Difference, difference_element, differences
from calculators.present.form_html import form_element
from calculators.present.old_link import then_element

EXACT = {"static_prompt_tokens": "0", "variable_input_tokens": "1000", "output_tokens": "1000", "retry_rate": "0"}
OWN_PRICES = {**EXACT, "input_usd_per_mtok": "1", "output_usd_per_mtok": "1"}


def bill(**values: str) -> Any:
    return estimate("inference", {**OWN_PRICES, **values})


def cost(before: Any, after: Any) -> Difference:
    return next(each for each in differences(before, after) if each.label == "Cost per month")


def ask(**request: Any) -> dict[str, Any]:
    return dict(json.loads(answer(json.dumps({"calculator": "inference", "values": {}, **request}))))


def test_a_difference_has_sign_unit_and_share() -> None:
    assert cost(bill(requests_per_month="100k"), bill(requests_per_month="120k")).change == "+US$40 a month (+20 %)"
    assert "US$40 a month" in cost(bill(requests_per_month="120k"), bill(requests_per_month="100k")).change
    assert cost(bill(requests_per_month="1k"), bill(requests_per_month="1k")).change == "no change"


def test_nothing_is_divided_by_a_bill_of_zero() -> None:
    assert cost(bill(requests_per_month="0"), bill(requests_per_month="1000")).change == "+US$2.00 a month"


def test_ranges_that_overlap_leave_the_difference_uncertain() -> None:
    narrow, near, far = (bill(requests_per_month=entry) for entry in ("100..200", "150..300", "5k..6k"))
    assert "ranges overlap. What moves both" in cost(narrow, near).certainty
    assert cost(narrow, far).certainty == "The ranges do not overlap."


def test_a_difference_that_other_draws_could_make_is_said_to_be_none() -> None:
    before, little, more = (bill(requests_per_month=entry) for entry in ("100k..200k", "100k..204k", "100k..220k"))
    assert cost(before, little).certainty == "A difference below 3% may come from the draws alone."
    assert "draws" not in cost(before, more).certainty
    exact = [bill(requests_per_month=entry) for entry in ("100k", "101k")]
    assert cost(*exact).certainty == ""


@pytest.mark.parametrize("name", [name for name in CALCULATORS if name != "training"])
def test_every_calculator_can_be_pinned(name: str) -> None:
    answered = estimate(name, {})
    shown = list(differences(answered, answered))
    assert len(list(difference_element(answered, answered).iter("li"))) == len(shown) > 0
    assert {each.change for each in shown} <= {"no change", ""}


def test_the_worker_compares_and_says_so() -> None:
    made = ask(values={**OWN_PRICES, "requests_per_month": "2k"}, pinned={**OWN_PRICES, "requests_per_month": "1k"})
    assert 'class="difference"' in made["html"]
    assert made["status"].endswith("Against the pinned result: Cost per month +US$2.00 a month (+100 %).")
    assert 'class="difference"' not in ask()["html"]


def test_a_pinned_result_without_answer_is_said_to_be_lost() -> None:
    made = ask(pinned={"requests_per_month": "<b>"})
    assert made["state"] == "live"
    assert "The pinned result is lost" in made["html"]
    assert "<b>" not in made["html"]


def test_an_old_link_names_the_facts_that_are_newer() -> None:
    answered = estimate("inference", {})
    used = {source.id: source for result in answered.estimate.results.values() for source in result.sources}
    dates = sorted(source.date_seen for source in used.values() if source.date_seen)
    for date in ("2020-01-01", *dates):
        block = then_element(answered, {"cost_usd_per_month": "7", "facts_date": date, "engine_version": "0.0.0"})
        assert block is not None
        named = ["".join(item.itertext()) for item in block.iter("li")]
        assert len(named) == sum(seen > date for seen in dates)
        assert f"The engine was 0.0.0 and is {__version__}" in "".join(block.itertext())


def test_an_old_link_of_this_engine_blames_no_formula() -> None:
    then = {"cost_usd_per_month": "7", "facts_date": "nonsense", "engine_version": __version__}
    block = then_element(estimate("inference", {}), then)
    assert block is not None
    assert "formulas may have changed" not in "".join(block.itertext())
    assert list(block.iter("li")) == []


def test_files_hold_what_the_command_line_prints() -> None:
    as_json = json.loads(ask(format="json")["text"])
    rows = list(csv.DictReader(io.StringIO(ask(format="csv")["text"])))
    assert [row["result"] for row in rows] == list(as_json["results"])
    for row in rows:
        point = as_json["results"][row["result"]]["base"]
        assert row["base"] == "" if point is None else float(row["base"]) == point


def names(parent: Element) -> list[str]:
    return [control.get("name", "") for control in parent.iter() if control.tag in ("input", "select", "textarea")]


def test_a_compact_form_shows_what_is_asked_for_and_links_to_the_whole() -> None:
    calculator = CALCULATORS["inference"]
    inputs = estimate("inference", {"requests_per_month": "1..2"}).inputs
    form = form_element(calculator, "x", inputs, {"requests_per_month": "1..2"}, show=["turns"], root="/base/")
    (folded,) = (part for part in form if part.get("class") == "more-inputs")
    assert set(names(form)) - set(names(folded)) == {"turns"}
    assert len(names(form)) == len(calculator.form.fields)
    (link,) = form.iter("a")
    assert link.get("href") == "/base/calculators/inference/?inference.requests_per_month=1..2"


def test_a_choice_says_what_the_page_was_built_with() -> None:
    calculator = CALCULATORS["evaluation"]
    form = form_element(calculator, "x", estimate("evaluation", {}).inputs, {})
    for select in form.iter("select"):
        field = next(field for field in calculator.form.fields if field.name == select.get("name"))
        assert select.get("data-built") == typed(field.default)
        assert [option.get("value") for option in select if option.get("selected") is not None] == [
            typed(field.default)
        ]
