"""What the infographic says: each aspect of the comparison with one number per side, worked out from the facts."""

from typing import Any, NamedTuple

import calculators
from calculators.facts import facts_date, load
from calculators.facts.model_lifetimes import lifetime_months
from calculators.facts.published_cases import Case, cases
from calculators.present.numbers import shown
from calculators.ranges import Range
from overrides.extensions.evidence import evidence

PROMPTED = {"prompt", "optimised-prompt"}
TUNED = {"tuned"}  # not models trained from nothing
EXAMPLE_RUN = {"model": "Llama-3.1-8B", "method": "lora"}


class Side(NamedTuple):
    """One cell: the number to remember, what it is, and its range where it has one."""

    number: str
    words: str
    range: Range | None = None


class Row(NamedTuple):
    """One aspect; `anchor` names its row of the comparison table, `basis` says what the numbers rest on."""

    aspect: str
    anchor: str
    prompt: Side
    tune: Side
    basis: str


def rows() -> tuple[Row, ...]:
    """Return the eight aspects in the order of the comparison table."""
    run = _results("training", EXAMPLE_RUN)
    share = run["trainable_parameters_m"]["base"] / 1000 / run["parameters_b"]["base"]
    needs = {need["id"]: need for need in load("task_durations")["label_needs"]}
    port = next(task for task in load("task_durations")["tasks"] if task["id"] == "prompt_port")
    life, _ = lifetime_months()
    dates = {kind: _results("lead-time", {"arm": kind}) for kind in ("prompt", "tuned-own")}
    won, lost, compared = _score()
    return (
        Row(
            "Definition",
            "row-definition",
            Side("0 weights", "change: a prompt changes what the model reads"),
            Side(f"{100 * share:.1g} % more weights", "are trained with LoRA on an 8B model; a full run trains all"),
            "counted from the shape of Llama-3.1-8B, adapter rank 8 to 64",
        ),
        Row(
            "Use case",
            "row-use-case",
            Side(*_examples(needs["optimiser_examples"], "labelled examples feed a prompt optimiser")),
            Side(*_examples(needs["tuning_examples"], "labelled examples are what tuning starts to learn from")),
            "rules of thumb with their sources, on the page of all assumptions",
        ),
        Row(
            "Cost",
            "row-cost",
            _ranged(_results("inference")["cost_usd_per_month"], "a month for the tokens of a small hosted model"),
            _ranged(_results("serving")["cost_usd_per_month"], "a month to host a tuned 8B model on rented GPUs"),
            "the token bill and the hosting calculator, 50,000 to 200,000 requests a month, all at their defaults",
        ),
        Row(
            "Expertise",
            "row-expertise",
            _ranged(dates["prompt"]["effort_hours"], "of work until a prompt is live"),
            _ranged(dates["tuned-own"]["effort_hours"], "of work until an own tuned model is live"),
            "the date calculator at its defaults; most of the range is assumed",
        ),
        Row(
            "Flexibility",
            "row-flexibility",
            Side(f"{port['low_hours']} to {port['high_hours']} hours", "to carry a prompt over to another model"),
            Side(
                f"{life.low:.0f} to {life.high:.0f} months",
                "from a base model's release to its end, and the tuned one's",
            ),
            "the task list of the date calculator; dated lifetimes of models",
        ),
        Row(
            "Performance",
            "row-performance",
            Side(f"{lost} of {compared}", "published comparisons were won by the prompt"),
            Side(f"{won} of {compared}", "were won by the tuned model; vendors told many of them"),
            "the table of published cases, chosen by who published them: no success rate; the rest were even",
        ),
        Row(
            "Deployment time",
            "row-deployment-time",
            _ranged(dates["prompt"]["lead_time_weeks"], "until a prompt is live"),
            _ranged(dates["tuned-own"]["lead_time_weeks"], "until an own tuned model is live"),
            "the date calculator at its defaults, two people; most of the range is assumed",
        ),
        Row(
            "Scalability",
            "row-scalability",
            Side(f"{_quoted('E047', '68')} %", f"of {_quoted('E047', '500')} simple instructions followed at best"),
            Side(f"{_quoted('E088', '25')} models", "tuned on one base, served from one 80 GB card"),
            "E047 and E088 of the evidence",
        ),
    )


def missing_facts() -> str:
    """Return the sentence about what neither column covers."""
    case = next(case for case in cases() if case.id == "news-facts-retrieval")
    status = evidence()[str(case.evidence)].status
    return (
        f"Facts that are missing or change? Neither: look them up. Retrieval got {case.other.score:g} % right "
        f"on recent events, a model tuned on them {case.baseline.score:g} %{f' ({status})' * (status != 'verified')}."
    )


def day() -> str:
    """Return the day up to which the facts were gathered."""
    return facts_date()


def _results(calculator: str, inputs: dict[str, Any] | None = None) -> dict[str, Any]:
    results: dict[str, Any] = calculators.calculate(calculator, inputs or {})["results"]
    return results


def _ranged(result: dict[str, Any], words: str) -> Side:
    """Return a result with as many digits as its noise allows (docs/reference/method.md#steadiness)."""
    points = Range(result["low"], result["base"], result["high"])
    rounded = float(f"{points.base:.2g}")
    unit = "" if result["unit"].startswith("USD") else f" {result['unit'].removeprefix('working ')}"
    return Side(("US" if not unit else "") + shown(rounded, result["unit"]) + unit, words, points)


def _examples(need: dict[str, Any], words: str) -> tuple[str, str]:
    return f"{need['low']:,} to {need['high']:,}", words


def _score() -> tuple[int, int, int]:
    """Return how many comparisons of a prompt with a tuned model the tuned one won, the prompt won, and all."""
    duels = [case for case in cases() if _is_duel(case)]
    winners = [_winner(case) for case in duels]
    return sum(side in TUNED for side in winners), sum(side in PROMPTED for side in winners), len(duels)


def _is_duel(case: Case) -> bool:
    sides = {case.baseline.approach, case.other.approach}
    return bool(sides & PROMPTED and sides & TUNED)


def _winner(case: Case) -> str:
    side = {"other": case.other, "baseline": case.baseline}.get(case.outcome)
    return str(side.approach) if side else ""


def _quoted(name: str, number: str) -> str:
    """Return a number after checking that the evidence has it.

    Raises:
        ValueError: the evidence does not hold it (any more).

    """
    if number not in evidence()[name].figure:
        raise ValueError(f"{name} does not say {number}: {evidence()[name].figure}")
    return number
