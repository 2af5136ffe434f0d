"""The charts of the guide draw what facts, evidence and the engine say."""

from itertools import pairwise

import pytest

import calculators
from calculators.facts import load
from overrides.extensions.drawing import draw
from overrides.extensions.evidence import DOCS
from overrides.extensions.guide_charts import CHARTS
from overrides.extensions.thresholds import quoted


def numbers(name: str) -> dict[str, list[object]]:
    return {str(row[0]): list(row[1:]) for row in CHARTS[name]().rows}


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_whole_and_stands_on_a_page(name: str) -> None:
    chart = CHARTS[name]()
    assert chart.name == name
    assert len(chart.summary.split()) >= 15
    assert all(len(row) == len(chart.columns) for row in chart.rows)
    assert len(list(draw(chart.spec).iter("text"))) > 5
    pages = [path for path in DOCS.rglob("*.md") if f"```chart\nname: {name}\n" in path.read_text(encoding="utf-8")]
    assert pages, f"{name} is on no page"


def test_break_even_repeats_the_published_arithmetic() -> None:
    plain, cached, *_ = numbers("break-even")["2000.0"]
    assert isinstance(plain, float)
    assert isinstance(cached, float | int)
    assert round(plain / 1000) == quoted("E083", "556k")
    assert round(cached / 1e6, 1) == quoted("E083", "5.6M")


def test_test_sets_are_those_of_the_calculator() -> None:
    inputs = {"items": 500, "baseline_accuracy": 0.8, "discordant_share": 0.1, "detectable_difference": ""}
    shown = calculators.calculate("evaluation", inputs)["results"]["detectable_difference"]["base"]
    assert numbers("test-sets")["500.0"][0] == pytest.approx(100 * shown, rel=1e-6)


def test_more_items_show_smaller_gains() -> None:
    rows = [row for _, row in sorted(numbers("test-sets").items(), key=lambda row: float(row[0]))]
    for one, next_ in pairwise(rows):
        assert all(float(str(a)) > float(str(b)) for a, b in zip(one, next_, strict=True))


def test_every_service_has_its_bar_and_every_bill_its_source() -> None:
    assert list(numbers("who-still-tunes")) == [entry["name"] for entry in load("tuning_services")["services"]]
    bills = numbers("bills")
    assert [row[1] for row in bills.values()][:4] == [4, 198, 1000, 1224]
    assert all(row[-1] for row in bills.values())
    low, middle, high = list(bills.values())[-1][:3]
    assert float(str(low)) < float(str(middle)) < float(str(high))


def test_labels_keep_the_measure_of_each_study() -> None:
    rows = numbers("labels")
    gains = {name: row for name, row in rows.items() if row[-1] is not None}
    assert len(gains) >= 4
    assert all(str(row[0]).startswith("E") for row in gains.values())


def test_a_quotation_that_the_evidence_does_not_hold_is_refused() -> None:
    with pytest.raises(ValueError, match=r"E066 does not say 'US\$1,225'"):
        quoted("E066", "US$1,225")
