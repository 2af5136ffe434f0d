"""The calculators by name."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import NamedTuple

from calculators.facts import facts_date
from calculators.forms import Entry, Form, InputError, InputErrors, is_date
from calculators.forms.parsing import quote
from calculators.ranges import Estimate

DEFAULT_SEED = 0


class Calculator(NamedTuple):
    """One calculator: its question, its inputs and the function that answers them."""

    name: str
    title: str
    summary: str
    module: str
    """Name of its modules in `forms` and `answers`; they are loaded when the calculator is first used."""

    @property
    def form(self) -> Form:
        """The declared inputs."""
        form: Form = import_module(f"calculators.forms.{self.module}").FORM
        return form

    def estimate(self, inputs: Mapping[str, Entry], *, seed: int, on_date: str) -> Estimate:
        """Answer validated inputs at the prices of a date (YYYY-MM-DD).

        Raises:
            InputErrors: inputs that are right one by one do not fit together.

        """
        answer_inputs: Callable[..., Estimate] = import_module(f"calculators.answers.{self.module}").estimate
        return answer_inputs(inputs, seed=seed, on_date=on_date)


CALCULATORS: Mapping[str, Calculator] = {
    calculator.name: calculator
    for calculator in (
        Calculator("inference", "Token bill", "What does a month of requests cost?", "inference"),
        Calculator("training", "Training run", "What does a training run need and cost?", "training"),
        Calculator("retrieval", "Retrieval", "What does looking things up add to each request?", "retrieval"),
        Calculator("serving", "Hosting", "What does it cost to run a model on rented GPUs?", "serving"),
        Calculator("lead-time", "Date", "When is it live, and will it be in time?", "lead_time"),
        Calculator("evaluation", "Test-set size", "How many test items tell two options apart?", "evaluation"),
        Calculator("compare", "Compare", "Prompt, retrieve, tune or leave it: what does each cost?", "compare"),
    )
}


class Answer(NamedTuple):
    """An estimate together with the inputs that it answers."""

    calculator: Calculator
    inputs: dict[str, Entry]
    estimate: Estimate
    seed: int = DEFAULT_SEED


def answer(
    name: str,
    entries: Mapping[str, object],
    *,
    assumed: Mapping[str, object] | None = None,
    seed: int = DEFAULT_SEED,
    on_date: str | None = None,
) -> Answer:
    """Validate raw entries and answer them.

    Args:
        name: of the calculator.
        entries: raw values by input name; omitted inputs count as their default.
        assumed: presets of a page, whose untouched values keep the class of the default.
        seed: of the sampling.
        on_date: YYYY-MM-DD, the day whose prices count; the newest facts if omitted.

    Raises:
        KeyError: there is no such calculator.
        InputErrors: with one error per problem.

    """
    calculator = CALCULATORS[name]
    day = on_date or facts_date()
    if not is_date(day) or day > facts_date():
        wanted = f"the facts end on {facts_date()}. Enter a date up to then as YYYY-MM-DD."
        raise InputErrors([InputError("facts_date", quote(day), f"{quote(day)}: {wanted}")])
    inputs = calculator.form.read(entries, assumed)
    return Answer(calculator, inputs, calculator.estimate(inputs, seed=seed, on_date=day), seed)
