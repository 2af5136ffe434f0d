"""Numbers in prose: worked out by the engine, said with their unit, and no page is built with one that is wrong."""

from xml.etree.ElementTree import fromstring

import pytest
from markdown import Markdown
from pymdownx.superfences import SuperFencesException

from calculators import calculate
from overrides.extensions.computed_numbers import format_fence

FENCE = """
```answer
id: half
name: training
values: {model: Llama-3-8B, method: full, optimizer: adamw}
```
"""


def html(text: str) -> str:
    fences = [{"name": "answer", "class": "answer", "format": format_fence}]
    return Markdown(
        extensions=["pymdownx.superfences", "tables", "overrides.extensions.computed_numbers"],
        extension_configs={"pymdownx.superfences": {"custom_fences": fences}},
    ).convert(text)


def test_a_mark_writes_what_the_engine_answers() -> None:
    memory = calculate("training", {"model": "Llama-3-8B", "method": "full", "optimizer": "adamw"})["results"][
        "weights_gb"
    ]
    page = html("| right |\n| --- |\n| [=half.weights_gb base] |\n" + FENCE)
    assert f">{memory['base']:.3g} GB</span>" in page


@pytest.mark.parametrize(
    ("mark", "says"),
    [
        ("[=half.parameters_b number]", "8.03"),
        ("[=half.parameters_b]", "8.03 billions"),
        ("[=half.weights_gb low]", " GB"),
        ("[=half.weights_gb range]", " to "),
        ("[=half.weights_gb]", " to "),
    ],
)
def test_a_mark_chooses_what_it_writes(mark: str, says: str) -> None:
    found = fromstring(f"<p>{html(mark + FENCE)}</p>").find(".//span[@class='computed']")
    assert found is not None
    assert says in (found.text or "")


def test_a_mark_may_stand_before_its_fence_and_in_running_text() -> None:
    assert html("It is [=half.parameters_b number] billion, *no less*." + FENCE).count("8.03</span> billion") == 1


def test_the_fence_says_what_was_computed_and_leads_to_the_calculator() -> None:
    link = fromstring(f"<div>{html(FENCE)}</div>").find(".//p[@class='computed-from']/a")
    assert link is not None
    assert (
        link.get("href")
        == "/calculators/training/?training.model=Llama-3-8B&training.method=full&training.optimizer=adamw"
    )
    assert "method full" in html(FENCE)


def test_a_fence_may_ask_at_the_prices_of_a_past_day_and_says_so() -> None:
    values = "{service: openai, model: gpt-4o-mini, method: full, total_tokens: 1000000}"
    page = html(
        "[=then.training_cost_usd base]\n\n"
        f"```answer\nid: then\nname: training\nvalues: {values}\nfacts_date: 2025-10-01\n```\n"
    )
    assert ">$3.00</span>" in page
    assert "at the prices of 2025-10-01" in page


@pytest.mark.parametrize("mark", ["[=other.weights_gb]", "[=half.weight]"])
def test_a_mark_without_an_answer_fails_the_build(mark: str) -> None:
    with pytest.raises(KeyError, match="no answer fence of this page"):
        html(mark + FENCE)


def test_a_result_without_a_number_fails_the_build() -> None:
    with pytest.raises(ValueError, match="has no number: unknown"):
        html("[=half.training_cost_usd]" + FENCE)


@pytest.mark.parametrize(
    "fence",
    [
        "id: half\nname: nothing\nvalues: {}",
        "id: half\nname: training\nvalues: {method: fully}",
        "id: half\nname: training\nvalues: {}\nvalue: 3",
        "id: half\nname: training",
    ],
)
def test_a_mistake_in_a_fence_fails_the_build(fence: str) -> None:
    with pytest.raises(SuperFencesException):
        html(f"```answer\n{fence}\n```\n")


def test_an_answer_stands_once_on_a_page() -> None:
    with pytest.raises(SuperFencesException, match="stands on this page already"):
        html(FENCE + FENCE)
