"""The results of a comparison: names, units, formulas, sources and how far each was tested."""

from collections.abc import Mapping, Sequence

from calculators.answers.compare_findings import Found
from calculators.answers.compare_setting import Question
from calculators.answers.lead_time_outcomes import CHECKED as DATES_CHECKED
from calculators.comparison.arms import Arm
from calculators.comparison.break_even import BreakEven
from calculators.estimating import Outcome, source_of
from calculators.forms.compare import FORM
from calculators.forms.compare_arms import ARM_FORM
from calculators.ranges import GUESSED, ProvenanceClass, Range, Result, Source, State, Validation
from calculators.sampling import Samples, Spread

UNTESTED = Validation(
    "unvalidated", 0, "nobody has published what several options cost side by side, with their mistakes and dates"
)
BY_FACT = Validation("unvalidated", 0, "as the named fact says; nobody was asked")
_RATE_TO_WIN = "success_rate_to_win"
OUTCOMES = {
    "total_cost_usd": Outcome(
        "Total with mistakes",
        "USD",
        "cost before mistakes + cost of an error x requests got wrong, before and after it is live",
    ),
    "cost_before_failures_usd": Outcome(
        "Cost before mistakes",
        "USD",
        "work x hourly rate + machines + requests before it is live x today's cost + requests after x own cost "
        "+ (hosting + renewal per month) x months live",
    ),
    "cost_usd_per_month": Outcome(
        "Per month once live", "USD/month", "mean requests of the horizon x cost per request + hosting + renewal"
    ),
    "cost_usd_per_success": Outcome(
        "Per request got right", "USD/success", "total with mistakes / requests got right over the horizon"
    ),
    "lead_time_weeks": Outcome("Live after", "weeks", "longest chain of its tasks, as in the lead-time calculator"),
    "live_by_deadline_probability": Outcome("In time", "share", "share of samples that are live by the deadline"),
    _RATE_TO_WIN: Outcome(
        "Must be right in",
        "share",
        "success rate at which its total equals that of the cheapest option whose success rate is known, at least the "
        "one wanted; an option that misses that sets no bar",
    ),
    "effort_hours": Outcome("Work until live", "working hours", "sum of its tasks x overrun, missing labels included"),
}
_NEEDS_SUCCESS = {"total_cost_usd", "cost_usd_per_success"}
_LEAST_SHARE = 0.01
"""Part of a spread below which an input is not listed as a source of a result."""


def results_of(
    question: Question,
    samples: Samples,
    pairs: Mapping[tuple[str, str], BreakEven],
    found: Found,
) -> dict[str, Result]:
    """Return all results of a comparison by name: general ones, then option by option, then pair by pair."""
    results = {
        "value_of_one_point_usd_per_month": _general(
            Outcome(
                "One point of success is worth",
                "USD/month",
                "1 % of requests x (share caught x rework x hourly rate + share not caught x cost of a wrong answer)",
                headline=True,
            ),
            samples.spread("value_of_one_point_usd_per_month"),
            question,
        ),
        "next_experiment": Result(
            "Next experiment",
            "USD",
            found.experiment.cost_usd,
            "value",
            found.experiment.formula,
            found.experiment_sources,
            1.0,
            UNTESTED,
            headline=True,
        ),
    }
    for arm in question.arms:
        results[f"{arm.name}.eligible"] = _eligible(arm)
        for name in OUTCOMES:
            results[f"{arm.name}.{name}"] = _of_arm(arm, name, samples=samples, question=question, found=found)
    for (first, second), pair in pairs.items():
        results[f"{first}|{second}.break_even_month"] = _of_pair(first, second, pair)
    return results


def _general(outcome: Outcome, spread: Spread | None, question: Question) -> Result:
    return _result(outcome, spread, "unknown", _sources(spread, question), question.classes, validation=UNTESTED)


def _eligible(arm: Arm) -> Result:
    source = arm.eligibility.source or Source(
        f"eligibility:{arm.kind}",
        "derived",
        "default",
        "",
        "",
        arm.eligibility.reason or "no known fact stands against it",
    )
    return Result(
        f"{arm.name}: open to you",
        "",
        None,
        arm.eligibility.state,
        "the first known fact that stands against it",
        [source],
        0.0,
        BY_FACT,
    )


def _of_arm(arm: Arm, name: str, *, samples: Samples, question: Question, found: Found) -> Result:
    outcome = OUTCOMES[name]
    full = f"{arm.name}.{name}"
    named = outcome._replace(label=f"{arm.name}: {outcome.label[0].lower()}{outcome.label[1:]}")
    if full in found.headlines:
        named = named._replace(headline=True)
    validation = DATES_CHECKED if name in ("lead_time_weeks", "live_by_deadline_probability") else UNTESTED
    if not arm.is_open:
        ruled_out = Source(f"result:{arm.name}.eligible", "derived", "default", "", "", arm.eligibility.reason)
        return _result(named, None, "not-assessed", [ruled_out], question.classes, validation=validation)
    spread = samples.spread(f"{arm.name}.lead_time_weeks" if name == "live_by_deadline_probability" else full)
    if name == "live_by_deadline_probability":
        in_time = found.in_time.get(arm.name)
        spread = Spread(Range.exact(in_time), spread.shares) if spread and in_time is not None else None
    state: State = "unknown"
    if name == _RATE_TO_WIN and spread is not None:
        if spread.range.base > 1:
            spread, state = None, "never"
        else:
            low, base, high = spread.range
            spread = Spread(Range(low, base, min(high, 1.0)), spread.shares)
    sources = [*(arm.sources if "cost" in name or name == _RATE_TO_WIN else ()), *_sources(spread, question, arm)]
    if spread and not sources:
        follows = "nothing is built, so nothing is waited for" if arm.kind == "do-nothing" else "all of it is exact"
        sources.append(Source(f"kind:{arm.kind}", "derived", "default", "", "", follows))
    return _result(named, spread, state, sources, question.classes, validation=validation)


def _of_pair(first: str, second: str, pair: BreakEven) -> Result:
    cheaper = second if pair.dearer_at_start == first else first
    rests_on = [
        Source(f"result:{name}.total_cost_usd", "derived", "default", "", "", f"the costs of {name} month by month")
        for name in (first, second)
    ]
    return Result(
        f"{pair.dearer_at_start} has paid back against {cheaper}",
        "months",
        pair.range,
        pair.state,
        "month in which both have cost the same, mistakes included where both success rates are known; "
        f"within the horizon in {pair.share_within_horizon:.0%} of the samples",
        rests_on,
        1.0 if pair.range and not pair.range.is_exact else 0.0,
        UNTESTED,
    )


def _result(
    outcome: Outcome,
    spread: Spread | None,
    state: State,
    sources: Sequence[Source],
    classes: Mapping[str, ProvenanceClass],
    *,
    validation: Validation,
) -> Result:
    shares = spread.shares if spread else {}
    assumed = sum(share for name, share in shares.items() if classes[name] in GUESSED)
    return Result(
        outcome.label,
        outcome.unit,
        spread.range if spread else None,
        "value" if spread else state,
        outcome.formula,
        sources,
        assumed,
        validation,
        outcome.headline,
    )


def _sources(spread: Spread | None, question: Question, arm: Arm | None = None) -> list[Source]:
    """Return what the reader said, and of the rest what moves the result."""
    shares = spread.shares if spread else {}
    moving = {name for name, share in shares.items() if share >= _LEAST_SHARE}
    found = [
        question.stated[field.name]
        for field in FORM.fields
        for entry in [question.inputs[field.name]]
        if field.name in moving
        or (entry.class_ == "yours" and entry.value not in (None, "") and field.kind == "number")
    ]
    if arm is not None:
        found += [
            source_of(field, arm.entries[field.name])._replace(id=f"input:arms.{arm.name}.{field.name}")
            for field in ARM_FORM.fields
            if field.name in arm.entries and field.kind == "number"
        ]
    found += [item.source for name, item in question.latents.items() if name in moving]
    return list({source.id: source for source in found}.values())
