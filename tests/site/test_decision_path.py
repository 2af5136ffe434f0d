"""The path of eight questions: drawing, words, form and thresholds say the same."""

import re
from typing import Any

import pytest
import yaml
from markdown import Markdown
from pymdownx.superfences import SuperFencesException

import calculators
from overrides.extensions import thresholds
from overrides.extensions.evidence import DOCS
from overrides.extensions.path_fence import Step, format_fence, in_words
from tests.site.pages import article_of, text_of

MOST_QUESTIONS = 8
OPTIONS = {"do nothing", "change the model", "small classifier", "retrieval first", "constrained decoding"}


def fence(page: str, name: str) -> dict[str, Any]:
    text = (DOCS / page).read_text(encoding="utf-8")
    found = re.search(rf"^```{name}\n(name: compare\n)?(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert found, name
    read: dict[str, Any] = yaml.safe_load(found[2])
    return read


def test_the_drawing_says_what_the_words_say() -> None:
    path = fence("decide/index.md", "decision-path")
    steps = [Step(**step) for step in path["steps"]]
    assert len(steps) <= MOST_QUESTIONS
    assert {option for step in steps for option in step.exits.values()} >= OPTIONS
    figure = article_of("decide/").find(".//figure[@class='chart decision-path']")
    assert figure is not None
    drawn = " ".join(text_of(line) for line in figure.iter() if line.tag.endswith("text"))
    for number, step in enumerate(steps, 1):
        for words in (f"{number}. {step.ask}", *step.exits, *step.exits.values(), step.next, path["end"]):
            assert " ".join(words.split()) in drawn
    items = [text_of(item) for item in figure.findall(".//li")]
    assert items == in_words(steps, path["end"])


def test_every_question_of_the_path_has_its_heading() -> None:
    headings = [text_of(heading) for heading in article_of("decide/").iter("h3")]
    numbers = [heading.partition(".")[0] for heading in headings]
    assert numbers == [str(number) for number in range(1, len(fence("decide/index.md", "decision-path")["steps"]) + 1)]


def test_the_form_clears_what_the_page_of_the_comparison_sets() -> None:
    asked, shown = fence("decide/index.md", "questions"), fence("decide/compare.md", "calculator")
    assert asked["case"] == shown["case"]
    assert len(asked["ask"]) <= MOST_QUESTIONS


def test_thresholds_follow_from_the_prices() -> None:
    of, words = thresholds.prices(), thresholds.in_words()
    asked = {"model": "openai/gpt-6-luna", "requests_per_month": 1e6, "output_tokens": 0, "static_prompt_tokens": 0}
    answer = calculators.calculate("inference", {**asked, "variable_input_tokens": 2000, "retry_rate": 0})
    worth = answer["results"]["cost_usd_per_month"]["base"]
    assert of.calls(of.now_usd_per_mtok) == pytest.approx(1e6 * of.fee_usd / worth)
    assert of.calls(of.then_usd_per_mtok) == pytest.approx(thresholds.quoted("E083", "556k") * 1000, rel=0.002)
    assert all(word in text_of(article_of("decide/")) for word in (words["calls-uncached"], words["calls-cached"]))


def test_a_step_without_a_way_on_fails_the_build() -> None:
    with pytest.raises(SuperFencesException):
        format_fence("title: A\nsteps: [{ask: B, exits: {c: d}}]\nend: E", "decision-path", "", {}, Markdown())
