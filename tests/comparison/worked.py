"""Small worlds for the tests of a comparison: exact numbers, and random points inside the ranges."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from hypothesis import strategies as st

from calculators.answers.compare_setting import Question, resolve
from calculators.columns import Number, float_of
from calculators.comparison.model import WEEKS_PER_MONTH, Setting
from calculators.comparison.outcomes import compare_once
from calculators.facts import facts_date
from calculators.forms.compare import FORM

QUIET = {"redone_share": 0.0, "evaluation_calls": 0.0, "optimiser_calls": 0.0, "tuning_epochs": 0.0}
"""Nothing is tested, trained or done again by model calls of its own: what is left can be worked out by hand."""


def question(**inputs: object) -> Question:
    """Return a comparison, ready to be worked out."""
    return resolve(FORM.read(inputs), facts_date())


def weeks(months: float) -> float:
    """Return months in weeks."""
    return months * WEEKS_PER_MONTH


def exact(asked: Question, *, setting: Setting | None = None, **moved: float) -> dict[str, float]:
    """Work out a comparison at the middle of all ranges, without renewal, some numbers moved."""
    point: dict[str, Number] = {**asked.centre, **QUIET, **moved}
    return floats(compare_once(point, setting or asked.setting))


def floats(outputs: Mapping[str, Number]) -> dict[str, float]:
    """Return outputs that are no columns."""
    return {name: float_of(value) for name, value in outputs.items()}


TODAY: dict[str, Any] = {
    "requests_per_month": 1_000,
    "horizon_months": 10,
    "today_usd_per_request": 0.5,
    "success_rate_now": 0.8,
    "cost_of_wrong_answer_usd": 2,
    "hourly_rate_usd": 50,
}
BETTER: dict[str, Any] = {
    "name": "better",
    "kind": "prompt",
    "cost_usd_per_request": 0.3,
    "effort_hours": 20,
    "setup_cost_usd": 200,
    "fixed_usd_per_month": 10,
    "lead_time_weeks": weeks(3),
}


@cache
def large() -> Question:
    """Return a comparison in which every kind of option is open, on ranges, with a cache hit rate of the reader's."""
    return question(
        task="extraction",
        corpus_tokens="100k..10M",
        success_rate_now=0.8,
        success_sample_size=300,
        cost_of_wrong_answer_usd="0.5..5",
        share_of_errors_caught="0..0.5",
        labelled_examples=200,
        cache_hit_rate="0.2..0.8",
        arms=[
            {"name": "mine", "kind": "prompt", "success_rate": "0.7..0.9"},
            {"name": "tuned", "kind": "tuned-service", "success_rate": 0.9, "success_sample_size": 100},
            {"name": "blank", "kind": "tuned-service", "model": "Gemini 2.5 Flash"},
        ],
    )


def points(asked: Question) -> st.SearchStrategy[dict[str, float]]:
    """Return points between the low and the high end of every uncertain number."""
    uncertain = {name: st.floats(*item.range[::2]) for name, item in asked.uncertain.items()}
    return st.fixed_dictionaries(uncertain).map(lambda drawn: {**asked.known, **drawn})
