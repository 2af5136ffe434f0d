"""The comparison's answer: every option in the same units, the verdict, what flips it, what to try next."""

from collections.abc import Mapping
from functools import partial

from calculators.answers.compare_findings import findings_of, shares_in_time
from calculators.answers.compare_results import results_of
from calculators.answers.compare_setting import Question, resolve
from calculators.columns import Number, float_of
from calculators.comparison.break_even import break_even_months
from calculators.comparison.outcomes import compare_once, cost_of_error, costs_in
from calculators.comparison.ranking import BEFORE_FAILURES, TOTAL, rank
from calculators.facts import facts_date
from calculators.forms import Entry
from calculators.forms.compare import FORM
from calculators.ranges import Estimate, Range
from calculators.sampling import sample

_BREAK_EVEN_SAMPLES = 64


def estimate(inputs: Mapping[str, Entry], *, seed: int, on_date: str) -> Estimate:
    """Answer one set of validated inputs at the facts of a date (YYYY-MM-DD).

    Raises:
        calculators.forms.InputErrors: a model, GPU, service or date cannot be resolved.

    """
    question = _with_stages(resolve(inputs, on_date))
    model = partial(compare_once, setting=question.setting)
    samples = sample(model, question.known, question.uncertain, seed)
    in_time = shares_in_time(question, samples)
    centre = model(question.centre)
    ranking = rank(
        question.setting.arms,
        centre,
        in_time=in_time,
        target=_base(inputs["target_success_rate"]),
        second_stage=question.setting.second_stage,
    )
    point, outputs = samples.every(_BREAK_EVEN_SAMPLES)
    costs = {
        arm.name: costs_in(outputs, arm.name)
        for arm in question.setting.arms
        if f"{arm.name}.{BEFORE_FAILURES}" in outputs
    }
    pairs = break_even_months(costs, point["requests_per_month"], cost_of_error(point), question.setting)
    found = findings_of(question, samples, ranking, model, centre=centre, pairs=pairs, in_time=in_time, on_date=on_date)
    return Estimate(
        "compare",
        on_date,
        results_of(question, samples, pairs, found),
        found.details,
        found.notes,
    )


def point_estimate(entries: Mapping[str, object], on_date: str | None = None) -> dict[str, float]:
    """Compare at the middle of every range, without saying how uncertain that is.

    Args:
        entries: raw values by input name, as `calculators.calculate` takes them.
        on_date: of the facts, YYYY-MM-DD; the newest if left out.

    Returns:
        The results of `comparison.outcomes.compare_once` by name.

    Raises:
        calculators.forms.InputErrors: an input is wrong.

    """
    question = _with_stages(resolve(FORM.read(entries), on_date or facts_date()))
    return {name: float_of(number) for name, number in compare_once(question.centre, question.setting).items()}


def _with_stages(question: Question) -> Question:
    """Decide whether the staged option goes on to tuning: if that costs less at the middle of all ranges.

    Mistakes count where both stages have a known success rate.
    """
    tuning = (arm for arm in question.setting.arms if arm.kind in ("tuned-service", "tuned-own") and arm.is_sized)
    tuned = next(tuning, None)
    staged = next((arm for arm in question.setting.arms if arm.kind == "staged"), None)
    if staged is None:
        return question
    if tuned is None:
        return question._replace(stage_note="The staged option stays with its prompt: nothing that is tuned is open.")
    goes_on = question.setting._replace(second_stage=tuned.name)
    stays, moves = (compare_once(question.centre, setting) for setting in (question.setting, goes_on))
    by, counted = f"{staged.name}.{TOTAL}", "mistakes counted"
    if by not in stays or by not in moves:
        by, counted = f"{staged.name}.{BEFORE_FAILURES}", "before mistakes, whose price is not known for both stages"
    if _less(moves[by], stays[by]):
        said = f"The staged option goes on to {tuned.name}: at the middle of all ranges that pays, {counted}."
        return question._replace(setting=goes_on, stage_note=said)
    said = "The staged option stays with its prompt: at the middle of all ranges a second stage does not pay"
    return question._replace(stage_note=f"{said}, {counted}.")


def _less(first: Number, second: Number) -> bool:
    return isinstance(first, float) and isinstance(second, float) and first < second


def _base(entry: Entry) -> float | None:
    return entry.value.base if isinstance(entry.value, Range) else None
