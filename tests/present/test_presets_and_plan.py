"""Examples to choose from, the plan of a lead time, and what is said of numbers that are a share of samples."""

import json
import shlex
from xml.etree.ElementTree import Element

import pytest

from calculators.__main__ import main
from calculators.catalogue import answer
from calculators.forms import InputErrors
from calculators.present.contract import answer_as_object
from calculators.present.page import calculator_element
from calculators.present.results_html import results_element
from calculators.present.text_parts import command

TUNED = {"arm": "tuned-service", "start_date": "2026-11-23", "deadline": "2027-01-04"}


def find(root: Element, class_: str) -> list[Element]:
    return [made for made in root.iter() if class_ in made.attrib.get("class", "").split()]


def test_the_example_that_is_shown_is_pressed() -> None:
    choices = {"few": {"requests_per_month": "5k"}, "many": {"requests_per_month": "5M", "turns": "3"}}
    page = calculator_element("inference", "bill", choices["many"], choices)
    buttons = [made for made in page.iter("button") if "data-preset" in made.attrib]
    assert [made.text for made in buttons] == ["few", "many"]
    assert [made.attrib["aria-pressed"] for made in buttons] == ["false", "true"]
    assert [json.loads(made.attrib["data-preset"]) for made in buttons] == list(choices.values())


def test_a_wrong_example_fails_the_build() -> None:
    with pytest.raises(InputErrors, match="turns"):
        calculator_element("inference", "bill", {}, {"wrong": {"turns": "0"}})


def test_the_command_repeats_examples_and_what_was_left_blank(capsys: pytest.CaptureFixture[str]) -> None:
    examples = {"model": "Qwen3-8B", "gpu": "", "examples": "5k", "packing": "no"}
    shown = answer("training", examples, assumed=examples)
    arguments = shlex.split(command(shown))
    assert main([*arguments[3:], "--format", "json"]) == 0
    repeated = json.loads(capsys.readouterr().out)
    ours = answer_as_object(shown)
    assert repeated["inputs"] == ours["inputs"]
    assert {name: result["base"] for name, result in repeated["results"].items()} == {
        name: result["base"] for name, result in ours["results"].items()
    }


def test_the_plan_has_a_row_per_task() -> None:
    answered = answer("lead-time", TUNED)
    (plan,) = find(results_element(answered), "chart")
    tasks = answered.estimate.details["plan"]
    assert isinstance(tasks, list)
    rows = [made for made in plan.iter("tr") if made.find("td") is not None]
    assert [row[0].text for row in rows] == [task["name"] for task in tasks]
    assert "Not counted: approvals" in "".join(plan.itertext())


def test_doing_nothing_has_no_plan() -> None:
    assert find(results_element(answer("lead-time", {"arm": "do-nothing"})), "chart") == []


def test_a_share_of_samples_is_not_called_exact() -> None:
    page = results_element(answer("lead-time", TUNED))
    probability = next(made for made in page.iter() if made.attrib.get("data-result") == "live_by_deadline_probability")
    said = "".join(probability.itertext())
    assert "exact" not in said
    assert "a share of the samples; 100% of what spreads them is assumed" in said
