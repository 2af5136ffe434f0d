"""The reference pages tell all that the engine knows: every result with its formula, every assumption and its users."""

import subprocess
import sys
from xml.etree.ElementTree import Element

import pytest

from calculators.catalogue import CALCULATORS
from calculators.facts import load
from calculators.ranges import GUESSED
from overrides.extensions import assumptions_fence, outcomes_fence
from tests.site.pages import article_of, text_of

FORMULAS, ASSUMPTIONS = "reference/formulas/", "reference/assumptions/"
OPENED = """
import sys
opened = set()
sys.addaudithook(lambda event, args: opened.add(str(args[0])) if event == "open" else None)
import calculators
calculators.calculate("compare", {})
print("\\n".join(opened))
"""


def table_of(page: str, label: str) -> Element:
    [found] = [part for part in article_of(page).iter("div") if part.get("aria-label") == label]
    return found


def cells(table: Element) -> list[list[str]]:
    return [[text_of(cell) for cell in row] for row in table.iter("tr")][1:]


@pytest.mark.parametrize("name", CALCULATORS)
def test_every_result_has_a_formula_and_a_label(name: str) -> None:
    rows = cells(table_of(FORMULAS, f"Results of {name}"))
    assert len(rows) >= 4
    for result, label, unit, formula, tested in rows:
        assert result
        assert label
        assert unit
        assert len(formula) > 5, result
        assert tested.partition(":")[0] in {"validated", "checked", "unvalidated"}, result


@pytest.mark.parametrize("name", CALCULATORS)
def test_every_default_that_is_guessed_is_on_the_page(name: str) -> None:
    rows = cells(table_of(ASSUMPTIONS, f"Assumptions of {name}"))
    told = {row[0].split()[-1] for row in rows}
    guessed = {
        field.name
        for field in CALCULATORS[name].form.fields
        if field.default is not None and field.default_class in GUESSED
    }
    assert not guessed - told
    for what, value, unit, class_, why, _ in rows:
        assert value, what
        assert unit, what
        assert class_ in {"measured", "derived", "rule of thumb", "assumption"}, what
        assert why, what


def test_every_fact_behind_them_is_on_the_page() -> None:
    told = {text_of(name) for name in article_of(ASSUMPTIONS).iter("code")}
    durations = load("task_durations")
    rows = [
        *load("training_constants")["factors"],
        *load("comparison_assumptions")["rows"],
        *durations["label_needs"],
        *(task | {"id": f"{task['id']}_hours"} for task in durations["tasks"] if "base_hours" in task),
    ]
    assert not [row["id"] for row in rows if row["id"] not in told]
    assert not [name for name in load("serving_measurements")["factors"] if name not in told]


def test_the_comparison_reads_what_the_page_says_it_reads() -> None:
    run = subprocess.run([sys.executable, "-c", OPENED], capture_output=True, text=True, check=True)
    for table in ("training_constants", "serving_measurements", "task_durations", "prompt_caching"):
        assert f"{table}.json" in run.stdout, table


def test_a_misspelt_setting_stops_the_build() -> None:
    for fence in (outcomes_fence.format_fence, assumptions_fence.format_fence):
        with pytest.raises(Exception, match="the x fence is wrong"):
            fence("nmae: inference", "x", "", {}, None)  # type: ignore[arg-type]
