"""What the page's worker calls: JSON text in, JSON text out, nothing else crosses."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from calculators import __version__, catalogue
from calculators.forms import InputError, InputErrors
from calculators.forms.parsing import NotANumberError, parse_range, quote, typed
from calculators.present.charts.of_answer import charts_of
from calculators.present.markup import html_of
from calculators.present.numbers import result_in_words
from calculators.present.results_html import results_element, spoken_summary
from calculators.ranges import Range, round_for_output


def answer(request_json: str) -> str:
    """Answer one form.

    Args:
        request_json: `{"calculator", "values": {input: text}, "presets": {input: text}, "then": {…}, "root": path}`,
            where `then` holds what the address of an old link says it showed, and `root` is the path of the site;
            with `"format": "markdown" | "decision-record"` and `"link"`, the page's address, for the answer as text.

    Returns:
        `{"state": "live", "html", "charts", "status", "address"}`, where `charts` are the specifications, as text, of
        the charts that have room in the HTML, by name, and `address` is what a link to this answer carries besides the
        inputs; `{"state": "live", "text"}` if a format is asked for; or
        `{"state": "invalid", "errors": [{"field", "message"}], "status"}`, one error per input.

    """
    try:
        request = _read(request_json)
        answered = catalogue.answer(request["calculator"], request["values"], assumed=request.get("presets"))
    except InputErrors as problem:
        errors = _by_input(problem.errors)
        return json.dumps({"state": "invalid", "errors": errors, "status": errors[0]["message"]})
    root = str(request.get("root") or "/")
    if "format" in request:
        return json.dumps({"state": "live", "text": _as_text(answered, request["format"], request.get("link"), root)})
    then = _then_and_now(answered, request.get("then") or {})
    charts = charts_of(answered)
    return json.dumps(
        {
            "state": "live",
            "html": html_of(results_element(answered, then, root, charts)),
            "charts": {chart.name: chart.spec_as_text for chart in charts},
            "status": spoken_summary(answered),
            "address": _stamp(answered),
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


def _by_input(errors: Sequence[InputError]) -> list[dict[str, str]]:
    """Join what is wrong with one input; a part of it, such as `arms[0].success_rate`, is named in the message."""
    messages: dict[str, list[str]] = {}
    for error in errors:
        field = re.split(r"[.\[]", error.field)[0]
        message = error.message if field == error.field else f"{error.field}: {error.message}"
        messages.setdefault(field, []).append(message)
    return [{"field": field, "message": " ".join(said)} for field, said in messages.items()]


def _as_text(answered: catalogue.Answer, form: object, link: object, root: str) -> str:
    """Write an answer as the command line does, with the address of the page."""
    from calculators.present import decision_record, text  # noqa: PLC0415 - only a click on a copy button needs them

    write = decision_record.as_decision_record if form == "decision-record" else text.as_markdown
    return write([answered], link=str(link or ""), root=root)


def _stamp(answered: catalogue.Answer) -> dict[str, str]:
    results = answered.estimate.results
    return {
        "engine_version": __version__,
        "facts_date": answered.estimate.facts_date,
        **{name: _as_stamped(result.range) for name, result in results.items() if result.headline and result.range},
    }


def _as_stamped(value: Range) -> str:
    return typed(Range(*map(round_for_output, value))).replace(",", "")


def _then_and_now(answered: catalogue.Answer, then: Mapping[str, Any]) -> str:
    """Say what an old link showed where it differs from the answer of today; nothing if it does not."""
    changed = []
    for name, result in answered.estimate.results.items():
        if name in then and result.range and then[name] != _as_stamped(result.range):
            try:
                old = result_in_words(result._replace(range=parse_range(str(then[name]))))
            except NotANumberError:
                continue
            changed.append(f"{result.label} was {old} and is {result_in_words(result)}")
    if not changed:
        return ""
    versions = f"engine {str(then.get('engine_version'))[:20]}, facts of {str(then.get('facts_date'))[:20]}"
    return f"Since this link was copied ({versions}) the answer changed: {'; '.join(changed)}."
