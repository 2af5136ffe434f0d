"""A whole calculator for a page: form, runtime notice, spoken status and the answer to what the form shows."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from calculators import __version__
from calculators.catalogue import CALCULATORS, answer
from calculators.present.charts.figure import Draw, fill_pictures
from calculators.present.charts.of_answer import charts_of
from calculators.present.form_html import form_element, preset_buttons
from calculators.present.markup import element, with_class
from calculators.present.results_html import results_element


def calculator_element(
    name: str,
    form_id: str,
    presets: Mapping[str, str],
    choices: Mapping[str, Mapping[str, str]] | None = None,
    root: str = "/",
    *,
    draw: Draw | None = None,
) -> Element:
    """Return the calculator `name` with its answer to the presets, complete without any script.

    Args:
        name: of the calculator.
        form_id: unique on the page.
        presets: values that the form shows, by input; the others have their default.
        choices: further examples to choose from, presets by label.
        root: path of the site, with a slash at its end.
        draw: makes pictures of the charts.

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
        preset_buttons(CALCULATORS[name], form_id, choices, presets) if choices else None,
        form_element(CALCULATORS[name], form_id, answered.inputs, presets),
        with_class(
            "div",
            "calculator-answer",
            element(
                "div",
                {"class": "runtime", "data-runtime": "", "hidden": ""},
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
