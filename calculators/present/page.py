"""A whole calculator for a page: form, runtime notice, spoken status and the answer to what the form shows."""

import json
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from xml.etree.ElementTree import Element

from calculators import __version__
from calculators.catalogue import CALCULATORS, answer
from calculators.present.charts.figure import Draw, fill_pictures
from calculators.present.charts.of_answer import charts_of
from calculators.present.form_html import form_element, preset_buttons
from calculators.present.markup import element, with_class
from calculators.present.old_link import stamp
from calculators.present.results_html import results_element
from calculators.present.revisit import PRICES_AGE_DAYS

_FAILURES = {
    reason: f"{what} The answer below is the last one that was computed."
    for reason, what in {
        "no-webassembly": "This browser does not run WebAssembly here, so Python cannot start.",
        "download": "A part of Python could not be loaded (FILE).",
        "damaged": "A part of Python arrived damaged (FILE) and was not run.",
        "timeout": "Python did not answer in time and was stopped.",
        "crashed": "Python stopped unexpectedly.",
    }.items()
}
"""What the page says when Python gave no answer, by the reasons of supervised-worker.ts."""


def calculator_element(
    name: str,
    form_id: str,
    presets: Mapping[str, str],
    choices: Mapping[str, Mapping[str, str]] | None = None,
    root: str = "/",
    *,
    draw: Draw | None = None,
    show: Collection[str] = (),
) -> Element:
    """Return the calculator `name` with its answer to the presets, complete without any script.

    Args:
        name: of the calculator.
        form_id: unique on the page.
        presets: values that the form shows, by input; the others have their default.
        choices: further examples to choose from, presets by label.
        root: path of the site, with a slash at its end.
        draw: makes pictures of the charts.
        show: names of the inputs in sight, for a compact form; empty: those that the calculator does not fold.

    Raises:
        KeyError: there is no such calculator.
        calculators.forms.InputErrors: a preset is wrong.

    """
    answered = answer(name, presets, assumed=presets)
    for values in (choices or {}).values():
        answer(name, values, assumed=values)  # a mistake in it fails the build, not the reader's click
    charts = charts_of(answered)
    results = results_element(answered, root=root, charts=charts)
    if draw:
        fill_pictures(results, charts, draw)
    return element(
        "div",
        {
            "class": f"calculator calculator-{name}",
            "data-engine-version": __version__,
            "data-facts-date": answered.estimate.facts_date,
            "data-root": root,
        },
        _warning_of_age(answered.estimate.facts_date),
        preset_buttons(CALCULATORS[name], form_id, choices, presets) if choices else None,
        form_element(CALCULATORS[name], form_id, answered.inputs, presets, show=show, root=root),
        with_class(
            "div",
            "calculator-answer",
            element(
                "div",
                {"class": "runtime", "data-runtime": "", "data-failures": json.dumps(_FAILURES), "hidden": ""},
                element("progress", {"max": "1", "value": "0", "aria-label": "Loading Python"}),
                with_class("p", "runtime-message"),
                element("button", {"type": "button", "data-action": "retry", "hidden": ""}, "Try again"),
            ),
            element("p", {"class": "status", "role": "status"}),
            element(
                "div",
                {
                    "class": "calculator-output",
                    "data-calculator-output": form_id,
                    "data-state": "prerendered",
                    "data-stamp": json.dumps(stamp(answered)),
                },
                results,
            ),
            element(
                "noscript",
                None,
                element("p", None, "This answer is for the values shown; another one needs JavaScript."),
            ),
        ),
    )


def _warning_of_age(facts_date: str) -> Element:
    """Return what the page's script shows when the facts are too old to be taken on trust."""
    day = date.fromisoformat(facts_date) + timedelta(days=PRICES_AGE_DAYS)
    return element(
        "p",
        {"class": "stale", "data-shown-from": day.isoformat(), "data-search-exclude": "", "hidden": ""},
        f"The prices were gathered on {facts_date}: check them, or enter your own.",
    )
