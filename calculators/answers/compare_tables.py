"""The tables of a comparison as plain data, for JSON, the page and the decision record."""

from collections.abc import Sequence
from math import inf

from calculators.answers.compare_setting import Question
from calculators.comparison.flips import Flip, Swing
from calculators.comparison.next_experiment import Experiment
from calculators.facts.published_cases import Case
from calculators.forms.compare import FORM
from calculators.present.numbers import shown, unit_after
from calculators.ranges import ProvenanceClass, round_for_output
from calculators.sampling import Samples, Spread

_LINES = ("work_usd", "machines_usd", "usd_per_request", "fixed_usd_per_month", "renewal_usd_per_month")
_MOST_SWINGS = 12
_OF_REQUEST = frozenset({"tokens_per_request", "static_prompt_tokens", "output_tokens"})


def arms_table(question: Question, samples: Samples) -> list[dict[str, object]]:
    """Return one row per option: what it is, whether it is open and why, and the lines that its cost adds up from."""
    rows = []
    for arm in question.arms:
        row: dict[str, object] = {
            "name": arm.name,
            "kind": arm.kind,
            "model": arm.model,
            "eligible": arm.eligibility.state,
            "reason": arm.eligibility.reason,
            "seen": arm.eligibility.source.date_seen if arm.eligibility.source else "",
        }
        for line in _LINES:
            spread = samples.spread(f"{arm.name}#{line}") if arm.is_open else None
            row[line] = (
                {key: round_for_output(value) for key, value in spread.range._asdict().items()} if spread else None
            )
        rows.append(row)
    return rows


def flips_table(flips: Sequence[Flip], question: Question, winner: str) -> list[dict[str, object]]:
    """Return the thresholds beyond which another option is the cheapest, nearest in proportion first."""
    fields = {field.name: field for field in FORM.fields}
    longest = {arm.name: arm.longest_request for arm in question.arms}
    rows: list[dict[str, object]] = []
    for flip in flips:
        field = fields[flip.name]
        side = "above" if flip.above else "below"
        threshold = round_for_output(_outward(flip.threshold, above=flip.above))
        unit = unit_after(field.unit)
        most = longest.get(flip.new_winner, inf)
        beyond = f", more than the {most:,.0f} that it takes" if flip.name in _OF_REQUEST and threshold > most else ""
        rows.append(
            {
                "input": flip.name,
                "label": field.label,
                "threshold": threshold,
                "unit": field.unit,
                "side": side,
                "winner": winner,
                "new_winner": flip.new_winner,
                "text": f"{flip.new_winner} instead of {winner} {side} {shown(threshold, field.unit)} {unit}".rstrip()
                + f" ({field.label.lower()}{beyond})",
                "now": round_for_output(question.centre[flip.name]),
            }
        )
    return sorted(rows, key=_distance)


def _outward(threshold: float, *, above: bool) -> float:
    """Round to two digits, away from the value in use: there the other option has been seen to win."""
    rounded = float(f"{threshold:.2g}")
    if threshold == 0 or (rounded >= threshold if above else rounded <= threshold):
        return rounded
    step = 10.0 ** (int(f"{threshold:.1e}".partition("e")[2]) - 1)
    return float(f"{rounded + (step if above else -step):.2g}")


def _distance(row: dict[str, object]) -> float:
    now, threshold = float(str(row["now"])), float(str(row["threshold"]))
    top, bottom = max(now, threshold), min(now, threshold)
    return top / bottom if bottom > 0 else float("inf")


def swings_table(swings: Sequence[Swing], question: Question) -> list[dict[str, object]]:
    """Return how far single inputs move the gap to the runner-up, widest first."""
    labels = {field.name: field.label for field in FORM.fields}
    labels |= {
        name: item.source.statement.partition(":")[0].partition(".")[0] for name, item in question.latents.items()
    }
    return [
        {
            "input": swing.name,
            "label": labels.get(swing.name, swing.name),
            "gap_at_low_usd": round_for_output(swing.at_low),
            "gap_at_high_usd": round_for_output(swing.at_high),
            "class": question.classes[swing.name],
        }
        for swing in swings[:_MOST_SWINGS]
        if swing.at_low != swing.at_high
    ]


def experiment_table(experiment: Experiment) -> dict[str, object]:
    """Return the next experiment: what, cost, days, stop rule, and what its result could change."""
    return {
        "id": experiment.id,
        "what": experiment.what,
        "cost_usd": {key: round_for_output(value) for key, value in experiment.cost_usd._asdict().items()},
        "days": {key: round_for_output(value) for key, value in experiment.days._asdict().items()},
        "stop_rule": experiment.stop_rule,
        "could_change": experiment.could_change,
        "section": experiment.section,
        "rests_on": list(experiment.rests_on),
    }


def cases_table(cases: Sequence[Case]) -> list[dict[str, object]]:
    """Return published comparisons; what their sources do not say stays null."""
    return [
        {
            "id": case.id,
            "evidence": case.evidence,
            "task": case.task,
            "labels": case.labels,
            "baseline": case.baseline.approach,
            "baseline_effort": case.baseline.effort,
            "other": case.other.approach,
            "metric": case.metric,
            "gain_points": case.gain_points,
            "test_items": case.test_items,
            "by": case.by,
            "year": case.year,
            "outcome": case.outcome,
            "url": case.source.url,
            "status": case.source.status,
        }
        for case in cases
    ]


def spread_by_class(spread: Spread | None, question: Question) -> dict[ProvenanceClass, float]:
    """Return which part of a spread comes from which class of input, largest first."""
    found: dict[ProvenanceClass, float] = {}
    for name, share in (spread.shares if spread else {}).items():
        class_ = question.classes[name]
        found[class_] = found.get(class_, 0.0) + share
    return {class_: round_for_output(share) for class_, share in sorted(found.items(), key=lambda item: -item[1])}
