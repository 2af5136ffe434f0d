"""What a comparison found beside its numbers: verdict, flips, next experiment, cases, what was not counted."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from calculators.answers.compare_courses import courses_of
from calculators.answers.compare_setting import Question
from calculators.answers.compare_tables import (
    arms_table,
    cases_table,
    experiment_table,
    flips_table,
    spread_by_class,
    swings_table,
)
from calculators.columns import Number, float_of, values_of
from calculators.comparison.break_even import BreakEven
from calculators.comparison.flips import flips_of, swings_of
from calculators.comparison.next_experiment import WORKDAYS, Experiment, Known, next_experiment
from calculators.comparison.outcomes import cost_of_error
from calculators.comparison.ranking import Ranking, share_cheaper
from calculators.comparison.verdict import SEPARATES_FROM, Findings, verdict
from calculators.eligibility import ArmQuestion, eligible
from calculators.facts.comparison_assumptions import assumed
from calculators.facts.published_cases import nearest
from calculators.forms.compare import FORM
from calculators.lead_time import share_in_time
from calculators.ranges import Range, Source
from calculators.sampling import Samples, Spread

Model = Callable[[Mapping[str, Number]], Mapping[str, Number]]
_CASES = 3
_DECISIVE = (".cost_usd_per_success", ".lead_time_weeks")
"""Ends of the names of results that decide, beside the one that ranks; the others are not worth a control variate."""
_FLIP_INPUTS = (
    *("requests_per_month", "tokens_per_request", "static_prompt_tokens", "output_tokens", "cache_hit_rate"),
    *("cost_of_wrong_answer_usd", "success_rate_now", "share_of_errors_caught", "labelled_examples"),
    *("hourly_rate_usd", "drift_months", "peak_factor", "corpus_tokens", "today_usd_per_request"),
)


class Found(NamedTuple):
    """What `results_of` and the page need beside the samples."""

    in_time: Mapping[str, float]
    headlines: frozenset[str]
    experiment: Experiment
    experiment_sources: list[Source]
    details: dict[str, object]
    notes: list[str]


def findings_of(
    question: Question,
    samples: Samples,
    ranking: Ranking,
    model: Model,
    *,
    centre: Mapping[str, Number],
    pairs: Mapping[tuple[str, str], BreakEven],
    in_time: Mapping[str, float],
    on_date: str,
) -> Found:
    """Draw the conclusions from a sample of a comparison; `centre` is the model at the middle of all ranges."""
    decisive_ends = (f".{ranking.by}", *_DECISIVE)
    spreads = samples.spreads_of(samples.outputs, {name for name in samples.outputs if name.endswith(decisive_ends)})
    middles = {name: spread.range.base for name, spread in spreads.items()}
    winner = ranking.best(middles)
    runner_up = ranking._replace(names=tuple(name for name in ranking.names if name != winner)).best(middles)
    value = spreads.get("value_of_one_point_usd_per_month")
    inputs = question.inputs
    share = share_cheaper(winner, runner_up, ranking.by, samples.outputs) if runner_up else 1.0
    rates = [spreads[name].range.base for each in (winner, runner_up) if (name := f"{each}#success") in spreads]
    leaders = (rates[0], rates[1]) if len(rates) == len((winner, runner_up)) and share < SEPARATES_FROM else None
    experiment = next_experiment(_known(question, spreads, centre, leaders))
    bounds = {field.name: (field.minimum, field.maximum) for field in FORM.fields if field.name in _FLIP_INPUTS}
    if inputs["cost_of_wrong_answer_usd"].value is None:
        del bounds["share_of_errors_caught"]  # an error that nobody catches has no price, so no total could follow
    at_centre = ranking.best(centre)
    flips = flips_of(model, question.centre, bounds, ranking) if at_centre == winner else []
    swings = swings_of(samples, first=winner, second=runner_up, by=ranking.by) if runner_up else []
    approval_known = inputs["approval_weeks"].value is not None
    said = verdict(
        Findings(
            question.arms,
            ranking,
            winner,
            runner_up,
            share,
            {name: spread.range for name, spread in spreads.items()},
            in_time,
            _base(inputs["labelled_examples"].value) or 0.0,
            _base(inputs["success_rate_now"].value),
            _base(inputs["target_success_rate"].value),
            value.range if value else None,
            inputs["latency_p95_ms"].value is not None,
            approval_known,
            _maker_refuses(question, on_date),
        )
    )
    decisive = f"{winner}.{ranking.by}"
    flipping = flips_table(flips, question, winner)
    cases = nearest(inputs["task"].text, _base(inputs["labelled_examples"].value), count=_CASES)
    details: dict[str, object] = {
        "verdict": [{"text": sentence.text, "section": sentence.section} for sentence in said],
        "winner": winner,
        "runner_up": runner_up,
        "ranked_by": ranking.by,
        "not_ranked": dict(ranking.left_out),
        "arms": arms_table(question, samples),
        "flips": flipping,
        "tornado": swings_table(swings, question),
        "next_experiment": experiment_table(experiment),
        "published_cases": cases_table(cases),
        "spread_by_class": spread_by_class(spreads.get(decisive), question),
        "break_even_share_within_horizon": {f"{a}|{b}": pair.share_within_horizon for (a, b), pair in pairs.items()},
        "not_counted": [] if approval_known else ["approvals"],
        **courses_of(question, samples, ranking, model, middles=middles, flips=flipping),
    }
    notes = _notes(question, experiment)
    if at_centre != winner:
        notes.append(
            f"At the middle of every input {at_centre} would be the cheapest, in the middle of the range of results "
            f"{winner} is: they are too close for thresholds, so none are given."
        )
    headlines = frozenset({decisive, f"{runner_up}.{ranking.by}", f"{winner}.lead_time_weeks"})
    sources = [
        Source(f"evidence:{each}", "rule of thumb", "default", "", "", f"see {each}") for each in experiment.rests_on
    ]
    return Found(in_time, headlines, experiment, sources, details, notes)


def shares_in_time(question: Question, samples: Samples) -> dict[str, float]:
    """Return per open option the share of samples that are live by the deadline; empty without a deadline."""
    weeks_left = question.weeks_until_deadline
    if weeks_left is None:
        return {}
    days = round(weeks_left * 7)
    return {
        arm.name: share_in_time(values_of(samples.outputs[name], 1), days)
        for arm in question.setting.arms
        if (name := f"{arm.name}.lead_time_weeks") in samples.outputs
    }


def _known(
    question: Question,
    spreads: Mapping[str, Spread],
    centre: Mapping[str, Number],
    leaders: tuple[float, float] | None,
) -> Known:
    inputs = question.inputs
    arms = question.setting.arms
    to_win = {
        arm.kind: spreads[name].range.base
        for arm in arms
        if (name := f"{arm.name}.success_rate_to_win") in spreads and "success_rate" not in arm.own
    }
    training = min(
        (float_of(centre[f"{arm.name}#training_usd"]) for arm in arms if f"{arm.name}#training_usd" in centre),
        default=0.0,
    )
    return Known(
        _base(inputs["success_rate_now"].value),
        _base(inputs["success_sample_size"].value),
        _base(inputs["target_success_rate"].value),
        _base(inputs["labelled_examples"].value) or 0.0,
        to_win,
        frozenset(arm.kind for arm in arms),
        frozenset(arm.kind for arm in arms if "success_rate" in arm.own),
        leaders,
        inputs["minutes_per_label"].range,
        inputs["hourly_rate_usd"].range,
        inputs["hours_per_week"].range.times(inputs["team_size"].range),
        training,
        assumed("optimiser_calls").range,
        _usd_per_prompted_request(question, spreads),
    )


def _usd_per_prompted_request(question: Question, spreads: Mapping[str, Spread]) -> Range:
    """Return the cost of one request of the first option that an optimiser can work on, else of today's way."""
    by_kind = {arm.kind: arm.name for arm in reversed(question.setting.arms)}
    name = next((by_kind[kind] for kind in ("optimised-prompt", "prompt") if kind in by_kind), "")
    return spreads.get(f"{name}#usd_per_request", spreads["today_usd"]).range


def _maker_refuses(question: Question, on_date: str) -> str:
    """Say that the model which is prompted cannot be tuned, where the facts say so."""
    model = question.inputs["model"].text
    asked = ArmQuestion(
        "tuned-service",
        model,
        "",
        question.inputs["task"].text,
        question.inputs["region"].text,
        None,
        None,
        True,
        None,
        question.horizon_end,
        None,
    )
    answered = eligible(asked, on_date)
    return f"{model} itself is ruled out for tuning: {answered.reason}." if answered.state == "no" else ""


def _notes(question: Question, experiment: Experiment) -> list[str]:
    notes = [
        "Success rates are yours or unknown: none is assumed for any option.",
        "Until an option is live, today's way serves, and its cost and mistakes count as part of that option.",
    ]
    if question.inputs["approval_weeks"].value is None:
        notes.append("Approvals are not counted in any date: say how many weeks they take.")
    if cost_of_error(question.centre) is None:
        notes.append("What a wrong answer costs is unknown, so mistakes have no price here.")
    if question.inputs["latency_p95_ms"].value is not None:
        notes.append("Latency is not assessed for any option: no published measurement carries over to your traffic.")
    if question.stage_note:
        notes.append(question.stage_note)
    hourly = [arm.name for arm in question.setting.arms if not arm.is_sized]
    if hourly:
        notes.append(
            f"{', '.join(hourly)}: one rented machine is counted, whether it carries your traffic is not assessed, and "
            "the option is not ranked."
        )
    weeks_left = question.weeks_until_deadline
    if weeks_left is not None and experiment.days.base > weeks_left * WORKDAYS:
        notes.append(
            f"The deadline comes before the next experiment can end: of its {experiment.days.base:.2g} working days "
            f"{weeks_left * WORKDAYS:.2g} are left."
        )
    return notes


def _base(value: object) -> float | None:
    return value.base if isinstance(value, Range) else None
