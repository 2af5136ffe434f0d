"""Charts are valid, show the numbers of the results, and fit their picture."""

import json
import re
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element

import pytest
import vl_convert
from hypothesis import given, settings
from hypothesis import strategies as st

from calculators.browser import answer as answer_json
from calculators.catalogue import Answer, answer
from calculators.present.charts.chart import COLOURS, WIDTH, Chart, even_ticks, log_ticks, tick_label
from calculators.present.charts.of_answer import charts_of
from calculators.present.markup import html_of
from calculators.present.numbers import plain_decimal, shown
from calculators.present.results_html import results_element
from calculators.ranges import round_for_output
from overrides.extensions.calculator_fence import CASES
from overrides.extensions.drawing import VEGA_LITE, draw

TRAINING = {"model": "Qwen3-8B", "gpu": "H100", "method": "lora"}
PRICED = {
    **json.loads(CASES.read_bytes())["contracts"]["values"],
    "target_success_rate": "",
    "arms": '[{"kind": "prompt", "success_rate": 0.9}, {"kind": "tuned-service", "success_rate": 0.95}]',
}
COMPARISONS = {**{name: case["values"] for name, case in json.loads(CASES.read_bytes()).items()}, "priced": PRICED}


def answers() -> dict[str, Answer]:
    made = {f"compare, {name}": answer("compare", values, assumed=values) for name, values in COMPARISONS.items()}
    made |= {
        "inference": answer("inference", {"hosting_usd_per_hour": "1.7"}),
        "training": answer("training", TRAINING),
    }
    made |= {"training without a GPU": answer("training", {"params_b": "7"})}
    made |= {f"lead-time, {arm}": answer("lead-time", {"arm": arm}) for arm in ("prompt", "tuned-own", "staged")}
    return made


ANSWERS = answers()
CHARTS = {f"{name}: {chart.name}": chart for name, made in ANSWERS.items() for chart in charts_of(made)}


def by_name(name: str) -> dict[str, Chart]:
    return {chart.name: chart for chart in charts_of(ANSWERS[name])}


def texts_of(chart: Chart) -> list[str]:
    return ["".join(text.itertext()) for text in draw(chart.spec).iter("text")]


@pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS.keys())
def test_a_specification_compiles_without_a_warning(chart: Chart, capfd: pytest.CaptureFixture[str]) -> None:
    compiled: dict[str, Any] = vl_convert.vegalite_to_vega(chart.spec, vl_version=VEGA_LITE)
    draw(chart.spec)
    assert compiled["marks"]
    said = capfd.readouterr()
    assert (said.out, said.err) == ("", "")
    width, padding = chart.spec["width"], chart.spec["padding"]
    assert width + padding["left"] + padding["right"] == WIDTH


@pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS.keys())
def test_pictures_are_the_same_bytes_again_and_small(chart: Chart) -> None:
    drawn = html_of(draw(chart.spec))
    again = json.loads(json.dumps(chart.spec))
    assert vl_convert.vegalite_to_svg(again, vl_version=VEGA_LITE) == vl_convert.vegalite_to_svg(
        chart.spec, vl_version=VEGA_LITE
    )
    assert len(drawn) < 14_000
    assert "NaN" not in drawn


@pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS.keys())
def test_every_number_is_rounded_as_what_leaves_the_engine(chart: Chart) -> None:
    numbers = [cell for row in chart.rows for cell in row if isinstance(cell, int | float)]
    assert numbers
    assert [round_for_output(number) for number in numbers] == numbers
    for layer in chart.spec["layer"]:
        for row in layer["data"]["values"]:
            values = [value for value in row.values() if isinstance(value, float)]
            assert [round_for_output(value) for value in values] == values


def test_the_bill_and_the_memory_show_their_results() -> None:
    for name, chart in (("inference", "bill"), ("training", "memory")):
        results = {result.label: result for result in ANSWERS[name].estimate.results.values()}
        rows = by_name(name)[chart].rows
        assert len(rows) > 4
        for label, *points in rows:
            found = results[str(label)].range
            assert found is not None
            assert points == [round_for_output(point) for point in found]


def test_the_last_month_is_the_result() -> None:
    for name in ("compare, contracts", "compare, priced", "compare, labels"):
        details: Any = ANSWERS[name].estimate.details
        results = ANSWERS[name].estimate.results
        rows = by_name(name)["course"].rows
        last = {row[0]: row[2:] for row in rows}
        assert next(iter(last)) == details["winner"]
        for option, points in last.items():
            found = results[f"{option}.{details['ranked_by']}"].range
            assert found is not None
            assert list(points) == [round_for_output(point) for point in found]


def test_costs_never_shrink_and_are_ordered() -> None:
    details: Any = ANSWERS["compare, labels"].estimate.details
    rows = details["cost_over_time"]
    for before, after in pairwise(rows):
        assert after["low_usd"] <= after["base_usd"] <= after["high_usd"]
        if before["option"] == after["option"]:
            assert after["base_usd"] >= before["base_usd"] * 0.98, (before, after)


@pytest.mark.parametrize("name", [f"compare, {name}" for name in COMPARISONS])
def test_parts_add_up_to_the_result_and_bars_end_there(name: str) -> None:
    chart = by_name(name)["parts"]
    for row in chart.rows:
        *parts, together = (cell for cell in row if isinstance(cell, int | float))
        assert sum(parts) == pytest.approx(together, rel=1e-6)
    written = texts_of(chart)
    assert [text for row in chart.rows[:6] if (text := shown(float(str(row[-1])), "USD")) not in written] == []


def test_mistakes_have_a_part_only_where_they_have_a_price() -> None:
    assert "mistakes" in texts_of(by_name("compare, priced")["parts"])
    assert "mistakes" not in texts_of(by_name("compare, contracts")["parts"])


def test_the_map_agrees_with_the_answer_where_it_has_the_same_inputs() -> None:
    details: Any = ANSWERS["compare, contracts"].estimate.details
    found = details["cheapest_map"]
    across, up = found["inputs"]
    assert across["input"] == "requests_per_month"
    near = [
        cell
        for cell in found["cells"]
        if all(cell[each["input"]] == pytest.approx(each["now"]) for each in (across, up))
    ]
    assert [cell["winner"] for cell in near] == [details["winner"]]
    cell = next(cell for cell in found["cells"] if cell["winner"] != details["winner"])
    moved = {each["input"]: str(cell[each["input"]]) for each in (across, up)}
    values = COMPARISONS["contracts"]
    asked = answer("compare", values | moved, assumed=values | moved).estimate
    told_apart = f"At the middle of every input {cell['winner']} would be the cheapest"
    assert asked.details["winner"] == cell["winner"] or any(note.startswith(told_apart) for note in asked.notes)


def test_the_gap_has_the_numbers_of_the_answer() -> None:
    details: Any = ANSWERS["compare, contracts"].estimate.details
    chart = by_name("compare, contracts")["gap"]
    assert [row[2:] for row in chart.rows] == [(r["gap_at_low_usd"], r["gap_at_high_usd"]) for r in details["tornado"]]


def test_the_schedule_has_the_weeks_of_the_plan() -> None:
    details: Any = ANSWERS["lead-time, tuned-own"].estimate.details
    rows = by_name("lead-time, tuned-own")["schedule"].rows
    assert [row[4] for row in rows] == [task["finish_weeks_p90"] for task in details["plan"]]


@pytest.mark.parametrize("name", ANSWERS)
def test_the_worker_sends_what_the_page_has_room_for(name: str) -> None:
    calculator = name.partition(",")[0]
    values = {
        "compare, contracts": COMPARISONS["contracts"],
        "inference": {"hosting_usd_per_hour": "1.7"},
        "training": TRAINING,
    }.get(name)
    if values is None:
        return
    live = json.loads(answer_json(json.dumps({"calculator": calculator, "values": values})))
    made = answer(calculator, values)
    figures = [each.get("data-chart") for each in results_element(made).iter("figure")]
    assert list(live["charts"]) == sorted(figures, key=list(live["charts"]).index)
    assert [json.loads(spec) for spec in live["charts"].values()] == [chart.spec for chart in charts_of(made)]


@given(st.floats(-1e9, 0), st.floats(0, 1e9), st.integers(2, 9))
@settings(max_examples=200)
def test_even_ticks_are_inside_and_few(low: float, high: float, most: int) -> None:
    ticks = even_ticks(low, high, most)
    slack = 1e-6 * (high - low)
    assert 1 <= len(ticks) <= most
    assert all(low - slack <= tick <= high + slack for tick in ticks)


@given(st.floats(1e-6, 1e12), st.floats(1.5, 1e9), st.integers(3, 8))
@settings(max_examples=200)
def test_log_ticks_are_inside_and_few(low: float, factor: float, most: int) -> None:
    ticks = log_ticks(low, low * factor, most)
    assert len(ticks) <= most
    assert all(low <= tick <= low * factor for tick in ticks)


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (12_000, "USD", "$12k"),
        (-2_500_000, "USD", "-$2.5M"),
        (0, "USD", "$0"),
        (0.4, "share", "40 %"),
        (3, "weeks", "3"),
        (1e12, "tokens", "1T"),
    ],
)
def test_labels_of_ticks_are_short(value: float, unit: str, said: str) -> None:
    assert tick_label(value, unit) == said


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_colours_stand_out_from_both_grounds() -> None:
    styles = CASES.parents[1] / "overrides/styles"
    text = "".join((styles / sheet).read_text() for sheet in ("book.css", "charts.css"))
    found = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", text)
    pairs = {name: (light, dark) for name, light, dark in found}
    for colour in COLOURS:
        for ours, ground in zip(pairs[colour[6:-1]], pairs["paper"], strict=True):
            brighter, darker = sorted((luminance(ours), luminance(ground)), reverse=True)
            # Text of a chart, which needs 4.5, stands in and on some of them.
            assert (brighter + 0.05) / (darker + 0.05) >= 4.5, colour


def elements(root: Element, class_: str) -> list[Element]:
    return [made for made in root.iter() if made.get("class") == class_]


def test_a_figure_says_in_words_what_it_shows() -> None:
    made = ANSWERS["inference"]
    (chart,) = charts_of(made)
    root = results_element(made)
    (room,) = elements(root, "chart-picture")
    assert room.get("role") == "img"
    assert room.get("aria-label") == f"{chart.title}. {chart.summary}"
    cells = [cell.get("data-value") for cell in root.iter("td") if cell.get("data-value")]
    assert cells == [plain_decimal(cell) for row in chart.rows for cell in row if isinstance(cell, int | float)]
