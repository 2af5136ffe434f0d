"""A whole calculator for a page: form, runtime notice, spoken status and the answer to what the form shows."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from calculators import __version__
from calculators.catalogue import CALCULATORS, answer
from calculators.present.form_html import form_element
from calculators.present.markup import element, with_class
from calculators.present.results_html import results_element


def calculator_element(name: str, form_id: str, presets: Mapping[str, str]) -> Element:
    """Return the calculator `name` with its answer to the presets, complete without any script.

    Raises:
        KeyError: there is no such calculator.
        calculators.forms.InputErrors: a preset is wrong.

    """
    answered = answer(name, presets, assumed=presets)
    return element(
        "div",
        {
            "class": "calculator",
            "data-engine-version": __version__,
            "data-facts-date": answered.estimate.facts_date,
        },
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
                results_element(answered),
            ),
            element(
                "noscript",
                None,
                element("p", None, "This answer is for the values shown; another one needs JavaScript."),
            ),
        ),
    )
