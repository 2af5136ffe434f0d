"""What a reader sees of the comparison: the page's contract, its words, its texts."""

import gzip
import json
import re
import shlex
from typing import Any
from xml.etree.ElementTree import Element

import pytest

from calculators.__main__ import main
from calculators.browser import answer
from calculators.catalogue import Answer
from calculators.catalogue import answer as answer_inputs
from calculators.present.compare_record import MOST_LINES
from calculators.present.comparison_view import view_of
from calculators.present.decision_record import as_decision_record
from calculators.present.markup import html_of
from calculators.present.results_html import results_element, spoken_summary
from calculators.present.revisit import dates_to_revisit
from calculators.present.text import as_markdown
from tests.present.golden_files import FOLDER, LINK, WRITERS, golden_answer

ROOT = "/tune/"
MOST_KILOBYTES, MOST_GZIPPED_KILOBYTES = 250, 60


@pytest.fixture(scope="module")
def answered() -> Answer:
    return golden_answer()


@pytest.fixture(scope="module")
def page(answered: Answer) -> Element:
    return results_element(answered, root=ROOT)


def with_attribute(root: Element, name: str) -> list[Element]:
    return [made for made in root.iter() if name in made.attrib]


def bodies_of(root: Element, class_: str) -> list[Element]:
    return [made for made in root.iter("tbody") if class_ in made.attrib.get("class", "").split()]


def text_of(made: Element) -> str:
    return " ".join("".join(made.itertext()).split())


def ask(**request: Any) -> dict[str, Any]:
    answered: dict[str, Any] = json.loads(answer(json.dumps({"calculator": "compare", "values": {}, **request})))
    return answered


def test_every_result_stands_there_once_with_its_numbers(answered: Answer, page: Element) -> None:
    shown = with_attribute(page, "data-result")
    assert sorted(made.attrib["data-result"] for made in shown) == sorted(answered.estimate.results)
    for made in shown:
        result = answered.estimate.results[made.attrib["data-result"]]
        assert made.attrib["data-state"] == result.state
        assert made.attrib["data-unit"] == result.unit
        points = [float(made.attrib[f"data-{key}"]) for key in ("low", "base", "high") if f"data-{key}" in made.attrib]
        assert points == pytest.approx(result.range or [])


def test_each_option_has_its_sources_below_its_row(answered: Answer, page: Element) -> None:
    bodies = bodies_of(page, "option")
    view = view_of(answered)
    assert [text_of(next(body.iter("th"))).split()[0] for body in bodies] == [row.name for row in view.rows]
    for row, body in zip(view.rows, bodies, strict=True):
        (details,) = body.iter("details")
        listed = {made.attrib["data-source"] for made in with_attribute(details, "data-source")}
        wanted = {source.id for result in row.results.values() for source in result.sources}
        assert listed == {name for name in wanted if not name.startswith("result:")}
        assert all(result.formula in text_of(details) for result in row.results.values())


def test_the_best_row_is_marked_in_words(page: Element) -> None:
    (winner,) = bodies_of(page, "winner")
    assert "lowest total with mistakes" in text_of(winner)


def test_a_closed_option_says_why_instead_of_numbers(answered: Answer, page: Element) -> None:
    closed = bodies_of(page, "closed")
    reasons = [row.reason for row in view_of(answered).rows if not row.is_open]
    assert closed
    for body, reason in zip(closed, reasons, strict=True):
        assert reason[1:] in text_of(body)


def test_each_sentence_leads_to_the_page_that_argues_it(answered: Answer, page: Element) -> None:
    verdict = next(made for made in page.iter("ol"))
    links = [link.attrib["href"] for link in verdict.iter("a")]
    sentences: Any = answered.estimate.details["verdict"]
    assert links == [ROOT + sentence["section"] for sentence in sentences]


def test_the_answer_is_light(page: Element) -> None:
    html = html_of(page).encode()
    assert len(html) < MOST_KILOBYTES * 1000
    assert len(gzip.compress(html)) < MOST_GZIPPED_KILOBYTES * 1000


def test_columns_that_nobody_can_fill_are_left_to_the_sources() -> None:
    plain = view_of(answer_inputs("compare", {}))
    assert not plain.columns.keys() & {"live_by_deadline_probability", "cost_usd_per_success", "success_rate_to_win"}
    asked = view_of(answer_inputs("compare", {"deadline": "2027-06-01"}))
    assert "live_by_deadline_probability" in asked.columns


def test_the_spoken_sentence_is_short(answered: Answer) -> None:
    said = spoken_summary(answered)
    assert re.fullmatch(r"\S+ has the lowest total with mistakes, \$.* next experiment: .*\.", said)
    assert len(said) < 200


def test_nothing_is_proposed_before_mistakes_have_a_price(answered: Answer) -> None:
    record = as_decision_record([answered])
    assert re.search(r"Proposed: \*\*[\w-]+\*\* .*, because its total with mistakes is the lowest", record)
    unmeasured = json.loads((FOLDER / "compare.json").read_bytes()) | {"arms": None}
    record = as_decision_record([answer_inputs("compare", unmeasured)])
    assert "Nothing is proposed before mistakes have a price." in record


@pytest.mark.parametrize("name", WRITERS)
def test_texts_are_those_that_were_read_and_found_good(answered: Answer, name: str) -> None:
    golden = (FOLDER / name).read_text(encoding="utf-8")
    assert WRITERS[name]([answered]) + "\n" == golden, "if the change is meant: python -m tests.present.golden_files"


def test_a_record_fits_a_review(answered: Answer) -> None:
    record = as_decision_record([answered], LINK, ROOT)
    titles = [line for line in record.splitlines() if line.startswith("## ")]
    assert titles == [
        "## Context and Problem Statement",
        "## Decision Drivers",
        "## Considered Options",
        "## Decision Outcome",
        "## Revisit when",
        "## More Information",
    ]
    assert len(record.splitlines()) <= MOST_LINES
    assert f"https://example.org{ROOT}decide/" in record
    rows = [line for line in record.splitlines() if line.startswith("|")]
    assert len({line.count("|") for line in rows}) == 1


def test_the_command_in_a_record_gives_the_record_again(capsys: pytest.CaptureFixture[str]) -> None:
    given = ["compare", "--deadline=2027-03-01", "--no-self-hosting", '--arms=[{"kind":"prompt","name":"two shots"}]']
    assert main([*given, "--format", "decision-record"]) == 0
    record = capsys.readouterr().out
    command = record.split("Reproduce it: `python -m calculators ")[1].split("`\n")[0]
    assert main([*shlex.split(command), "--format", "decision-record"]) == 0
    assert capsys.readouterr().out == record


def test_dates_to_revisit_lie_ahead_and_are_given_once(answered: Answer) -> None:
    found = dates_to_revisit(view_of(answered))
    assert found == sorted(found)
    assert len({why for _, why in found}) == len(found)
    days = [day for listed, _ in found for day in listed.split(", ")]
    assert "2027-05-07" in days
    assert all(day > answered.estimate.facts_date for day in days)


def test_the_page_gets_the_text_of_the_command_line() -> None:
    values = {"deadline": "2027-03-01"}
    same = answer_inputs("compare", values, assumed={})
    page = "https://example.org/tune/decide/compare/?compare.deadline=2027-03-01"
    for form, write in (("markdown", as_markdown), ("decision-record", as_decision_record)):
        text = ask(values=values, format=form, link=page, root=ROOT)["text"]
        assert text == write([same], page, ROOT)
        assert f"{page}" in text


def test_what_is_wrong_with_a_part_of_an_input_is_said_at_the_input() -> None:
    arms = json.dumps([{"kind": "prompt", "success_rate": 3}, {"kind": "nonsense"}])
    refused = ask(values={"arms": arms})
    ((field, message),) = refused["errors"].items()
    assert field == "arms"
    assert "arms[0].success_rate: “3” is out of bounds" in message
    assert "arms[1].kind: " in message


def test_an_old_link_is_compared_where_another_option_wins_now() -> None:
    old = ask(old_link={"do-nothing.lead_time_weeks": "5", "facts_date": "2026-01-01"})
    assert "live after was 5 weeks and is 0 weeks" in old["html"]
