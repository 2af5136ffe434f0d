"""What the page's worker calls: JSON text in, JSON text out, nothing else crosses."""

import json
from collections.abc import Mapping
from typing import Any

from calculators import __version__, catalogue
from calculators.forms import InputError, InputErrors
from calculators.forms.parsing import NotANumberError, parse_range, quote, typed
from calculators.present.markup import html_of
from calculators.present.numbers import result_in_words
from calculators.present.results_html import results_element, spoken_summary
from calculators.ranges import Range, round_for_output


def answer(request_json: str) -> str:
    """Answer one form.

    Args:
        request_json: `{"calculator", "values": {input: text}, "presets": {input: text}, "then": {…}}`, where `then`
            holds what the address of an old link says it showed.

    Returns:
        `{"state": "live", "html", "status", "address"}`, where `address` is what a link to this answer carries
        besides the inputs; or `{"state": "invalid", "errors": [{"field", "message"}], "status"}`.

    """
    try:
        request = _read(request_json)
        answered = catalogue.answer(request["calculator"], request["values"], assumed=request.get("presets"))
    except InputErrors as problem:
        errors = [{"field": error.field, "message": error.message} for error in problem.errors]
        return json.dumps({"state": "invalid", "errors": errors, "status": problem.errors[0].message})
    then = _then_and_now(answered, request.get("then") or {})
    return json.dumps(
        {
            "state": "live",
            "html": html_of(results_element(answered, then)),
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


def _stamp(answered: catalogue.Answer) -> dict[str, str]:
    return {
        "engine_version": __version__,
        "facts_date": answered.estimate.facts_date,
        **{
            name: typed(Range(*map(round_for_output, result.range))).replace(",", "")
            for name, result in answered.estimate.results.items()
            if result.headline and result.range
        },
    }


def _then_and_now(answered: catalogue.Answer, then: Mapping[str, Any]) -> str:
    """Say what an old link showed where it differs from the answer of today; nothing if it does not."""
    now = _stamp(answered)
    changed = []
    for name, result in answered.estimate.results.items():
        if name in now and then.get(name, now[name]) != now[name]:
            try:
                old = result_in_words(result._replace(range=parse_range(str(then[name]))))
            except NotANumberError:
                continue
            changed.append(f"{result.label} was {old} and is {result_in_words(result)}")
    if not changed:
        return ""
    versions = f"engine {str(then.get('engine_version'))[:20]}, facts of {str(then.get('facts_date'))[:20]}"
    return f"Since this link was copied ({versions}) the answer changed: {'; '.join(changed)}."
