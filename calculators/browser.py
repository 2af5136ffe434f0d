"""What the page's worker calls: JSON text in, JSON text out, nothing else crosses."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from calculators import catalogue
from calculators.forms import InputError, InputErrors
from calculators.forms.parsing import quote
from calculators.forms.stepping import steps_of
from calculators.present.charts.of_answer import charts_of
from calculators.present.markup import element, html_of
from calculators.present.old_link import stamp, then_element
from calculators.present.results_html import results_element, spoken_summary


def answer(request_json: str) -> str:
    """Answer one form.

    Args:
        request_json: `{"calculator", "values": {input: text}, "presets": {input: text}, "old_link": {…}, "root": path}`
            where `old_link` holds what the page's address says, which may be an old one, and `root` is the path of the
            site;
            `pinned` holds the input texts of an answer to compare with;
            with `"format"`, one of `csv`, `decision-record`, `json` and `markdown`, and `"link"`, the page's address,
            for the answer as text, too.

    Returns:
        `{"state": "live", "html", "charts", "status", "steps", "address", "text"}`, where `charts` are the
        specifications, as text, of the charts that have room in the HTML, by name, `steps` what
        the form's steppers lead to, and `address` is what a link to this answer carries besides the inputs;
        or `{"state": "invalid", "errors": {input: message}, "status"}`.

    """
    labels: dict[str, str] = {}
    try:
        request = _read(request_json)
        labels = {field.name: field.label for field in catalogue.CALCULATORS[request["calculator"]].form.fields}
        answered = catalogue.answer(request["calculator"], request["values"], assumed=request.get("presets"))
    except InputErrors as problem:
        errors = _by_input(problem.errors)
        return json.dumps({"state": "invalid", "errors": errors, "status": _spoken(errors, labels)})
    root = str(request.get("root") or "/")
    difference, spoken = _against_pinned(answered, request)
    then = then_element(answered, request.get("old_link") or {})
    charts = charts_of(answered)
    results = results_element(answered, root, charts)
    if then is not None or difference is not None:
        results = element("div", None, then, difference, results)
    return json.dumps(
        {
            "state": "live",
            "html": html_of(results),
            "charts": {chart.name: chart.spec_as_text for chart in charts},
            "status": spoken_summary(answered) + spoken,
            "steps": steps_of(answered.calculator.form, answered.inputs, request["values"]),
            "address": stamp(answered),
            "text": _as_text(answered, request["format"], request.get("link"), root) if "format" in request else "",
        }
    )


def _read(request_json: str) -> dict[str, Any]:
    try:
        request = json.loads(request_json)
    except ValueError:
        request = None
    match request:
        case {"calculator": str(name), "values": dict()} if name in catalogue.CALCULATORS:
            return dict(request)
    raise InputErrors([InputError("calculator", quote(request_json), "this is no request to a calculator")])


def _spoken(errors: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """Return the first message with the label of its input, which nobody who only listens can see beside it."""
    name, message = next(iter(errors.items()))
    return f"{labels[name]}: {message}" if name in labels else message


def _by_input(errors: Sequence[InputError]) -> dict[str, str]:
    """Join what is wrong with one input; a part of it, such as `arms[0].success_rate`, is named in the message."""
    messages: dict[str, list[str]] = {}
    for error in errors:
        field = re.split(r"[.\[]", error.field)[0]
        message = error.message if field == error.field else f"{error.field}: {error.message}"
        messages.setdefault(field, []).append(message)
    return {field: " ".join(said) for field, said in messages.items()}


def _as_text(answered: catalogue.Answer, form: object, link: object, root: str) -> str:
    """Write an answer as the command line does, with the address of the page."""
    from calculators.present import contract, decision_record, text  # noqa: PLC0415 - only a click on a button needs them

    if form == "json":
        return contract.to_json(contract.answer_as_object(answered)) + "\n"
    if form == "csv":
        return text.as_csv([answered]) + "\n"
    write = decision_record.as_decision_record if form == "decision-record" else text.as_markdown
    return write([answered], link=str(link or ""), root=root)


def _against_pinned(answered: catalogue.Answer, request: Mapping[str, Any]) -> tuple[Element | None, str]:
    """Compare with the answer to the pinned inputs: as a block, and in words; with nothing if they have no answer."""
    if not isinstance(request.get("pinned"), dict):
        return None, ""
    from calculators.present.difference import difference_element, spoken_difference  # noqa: PLC0415 - few readers pin

    values = {name: text for name, text in request["pinned"].items() if name != "preset"}  # the name of an example
    try:
        pinned = catalogue.answer(request["calculator"], values, assumed=request.get("presets"))
    except InputErrors as problem:
        return element("p", {"class": "difference"}, f"The pinned result is lost: {problem.errors[0].message}"), ""
    return difference_element(pinned, answered), spoken_difference(pinned, answered)
