"""The HTML of the form and the results: the page's contract, escaping, accessible names."""

import json
from xml.etree.ElementTree import Element, fromstring

import pytest

from calculators import catalogue
from calculators.answers.inference import OUTCOMES
from calculators.browser import answer
from calculators.forms import InputErrors
from calculators.forms.inference import FORM
from calculators.present.markup import html_of
from calculators.present.old_link import stamp, then_element
from calculators.present.page import calculator_element

ATTACK = "<script>alert(1)</script>\"'&"


def ask(values: dict[str, str], **more: object) -> dict[str, str]:
    request = {"calculator": "inference", "values": values, **more}
    answered: dict[str, str] = json.loads(answer(json.dumps(request)))
    return answered


def by_attribute(root: Element, name: str) -> dict[str, Element]:
    return {made.attrib[name]: made for made in root.iter() if name in made.attrib}


@pytest.fixture(scope="module")
def page() -> Element:
    return calculator_element("inference", "bill", {"requests_per_month": "300k"})


def test_each_input_has_a_label_a_help_text_and_a_place_for_its_error(page: Element) -> None:
    ids, labels = by_attribute(page, "id"), by_attribute(page, "for")
    inputs = by_attribute(page, "name")
    places = by_attribute(page, "data-error-for")
    for field in FORM.fields:
        control = inputs[field.name]
        assert (labels[control.attrib["id"]].text or "").strip() == field.label
        assert all(id_ in ids for id_ in control.attrib["aria-describedby"].split())
        assert "hidden" in places[field.name].attrib
    assert inputs["requests_per_month"].attrib["value"] == "300k"


def test_each_result_carries_its_numbers_unit_state_and_validation(page: Element) -> None:
    results = by_attribute(page, "data-result")
    assert results.keys() == OUTCOMES.keys()
    for result in results.values():
        points = [
            float(result.attrib[f"data-{key}"]) for key in ("low", "base", "high") if f"data-{key}" in result.attrib
        ]
        assert len(points) == (3 if result.attrib["data-state"] == "value" else 0)
        assert points == sorted(points)
        assert result.attrib["data-unit"]
        assert result.attrib["data-validation"] in {"validated", "checked", "unvalidated"}
        assert any(made.attrib.get("class") == "where-from" for made in result.iter())


def test_the_page_says_where_prices_come_from_and_when_they_were_seen(page: Element) -> None:
    source = by_attribute(page, "data-source")["token-price:openai/gpt-6-luna"]
    (link,) = source.iter("a")
    assert link.attrib["href"].startswith("https://")
    assert "seen 20" in (link.text or "")


def test_build_and_worker_make_the_same_html(page: Element) -> None:
    built = next(made for made in page.iter() if made.attrib.get("class") == "results")
    presets = {
        name: made.attrib["value"] for name, made in by_attribute(page, "name").items() if "value" in made.attrib
    }
    live = ask(presets | {"provider": ""}, presets=presets | {"provider": ""})
    assert live["html"] == html_of(built)


def test_a_hostile_entry_is_text_everywhere() -> None:
    refused = ask({"model": ATTACK})
    assert refused["state"] == "invalid"
    own_prices = {"model": ATTACK, "input_usd_per_mtok": "1", "output_usd_per_mtok": "2"}
    answered = ask(own_prices, old_link={"cost_usd_per_month": "1..2", "engine_version": ATTACK, "facts_date": ATTACK})
    root = fromstring(answered["html"])
    assert not list(root.iter("script"))
    assert "Since this link was copied" in "".join(root.itertext())


def test_an_old_link_shows_then_beside_now_only_where_they_differ() -> None:
    now = ask({"requests_per_month": "5000"})
    address: dict[str, str] = now["address"]  # type: ignore[assignment]  # the one part that is no text
    assert "then" not in fromstring(ask({"requests_per_month": "5000"}, old_link=address)["html"])[0].attrib["class"]
    old = ask({"requests_per_month": "5000"}, old_link=address | {"cost_usd_per_month": "7"})
    assert "Cost per month was $7.00 and is $" in old["html"]
    hostile = ask({"requests_per_month": "5000"}, old_link=dict.fromkeys(address, "junk" * 1_000))
    assert "was" not in (fromstring(hostile["html"])[0].text or "")


@pytest.mark.parametrize("request_json", ["", "[]", "null", '{"calculator": "nope", "values": {}}', '{"values": {}}'])
def test_a_broken_request_is_answered_with_an_error(request_json: str) -> None:
    assert json.loads(answer(request_json))["state"] == "invalid"


def test_a_wrong_preset_fails_the_build() -> None:
    with pytest.raises(InputErrors, match="requests_per_month"):
        calculator_element("inference", "x", {"requests_per_month": "lots"})
    with pytest.raises(KeyError):
        calculator_element("no-such-calculator", "x", {})


def test_a_link_never_gives_a_result_for_an_input() -> None:
    asked = catalogue.answer("evaluation", {"detectable_difference": "0.05"})
    assert set(stamp(asked)) & set(asked.inputs) == set()
    old = {"answer_items": "1..2..3", "items": "7"}
    said = then_element(asked, old)
    assert said is not None
    assert "was 2" in "".join(said.itertext())
