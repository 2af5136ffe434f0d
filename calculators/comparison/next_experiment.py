"""The cheapest test that could change the answer: what, for how much, in how many days, and when to stop."""

from math import ceil, isfinite
from typing import NamedTuple

from calculators.comparison.outcomes import CANNOT_WIN
from calculators.evaluation import items_needed
from calculators.ranges import Range

WORKDAYS = 5.0
_DIFFERENCE_WITHOUT_TARGET = 0.05
_LEAST_DIFFERENCE = 0.01
"""Gain that a test is sized for at the least: a tenth of a point would take a million labels."""
_ASSUMED_RATE = 0.8
"""Success rate for sizing a test set where none is known: near the widest spread that systems in use have."""
_FEWEST_FOR_OPTIMISER = 30
_LADDER = (50, 500, 5_000)
_ONE_STEP_DAYS = Range(1, 3, 10)
_LEAST_HOURS = 4.0
"""Half a day: to run and score a test whose items are all labelled."""
_HEADROOM_HOURS = Range(4, 8, 24)
"""Of people: assumed. Set up an optimiser, run it, score what it found; it runs for minutes (E016, E049)."""


_LABELLING = (
    f"labels that are missing x minutes each, at least {_LEAST_HOURS:g} hours, x hourly rate; days: those hours / "
    "hours that people have in a day"
)


class Experiment(NamedTuple):
    """One test. `rests_on` names the evidence behind it."""

    id: str
    what: str
    cost_usd: Range
    days: Range
    stop_rule: str
    could_change: str
    section: str
    rests_on: tuple[str, ...]
    formula: str
    """Of cost and days."""


class Known(NamedTuple):
    """What decides which test comes next; None is unknown. `to_win` holds the success rate needed per kind.

    `usd_per_request` is what the prompt that an optimiser would run costs.
    """

    success_now: float | None
    sample_size: float | None
    target: float | None
    labels: float
    to_win: dict[str, float]
    open_kinds: frozenset[str]
    measured_kinds: frozenset[str]
    leaders: tuple[float, float] | None
    """Success rates of the two options that lead, where both are known and the numbers do not separate them."""
    minutes_per_label: Range
    hourly_rate_usd: Range
    people_hours_per_week: Range
    training_usd: float
    optimiser_calls: Range
    usd_per_request: Range


def next_experiment(known: Known) -> Experiment:
    """Choose the cheapest test whose result could make another option win.

    First know how good today's way is, on enough items to see the gain that is wanted; then which of two measured
    options is better; then whether a better prompt has any headroom; then the first steps of a ladder of training
    examples.
    """
    rate = _ASSUMED_RATE if known.success_now is None else known.success_now
    gain = _DIFFERENCE_WITHOUT_TARGET
    if known.target is not None and known.target > rate:
        gain = max(known.target - rate, _LEAST_DIFFERENCE)
    items = _items_for(rate, gain)
    measured = 0.0 if known.success_now is None else known.sample_size or items
    if measured < items:
        return _measure(known, items, measured, gain, rate)
    if known.leaders is not None:
        return _compare_leaders(known, *known.leaders)
    can_optimise = (
        "optimised-prompt" in known.open_kinds - known.measured_kinds and known.labels >= _FEWEST_FOR_OPTIMISER
    )
    if can_optimise and known.to_win.get("optimised-prompt", 0.0) < 1:
        return _headroom(known, gain)
    if known.open_kinds & {"tuned-service", "tuned-own", "classifier"} - known.measured_kinds:
        return _ladder(known, gain, items)
    return _headroom(known, gain)


def _items_for(rate: float, gain: float) -> float:
    needed = items_needed(
        rate, min(gain, 1 - rate), paired=True, discordant_share=None, arms=2, power=0.8, significance=0.05
    )
    return needed if isfinite(needed) else 1_000.0


def _measure(known: Known, items: float, measured: float, gain: float, rate: float) -> Experiment:
    hours, cost = _labelling(known, max(items - max(measured, known.labels), 0.0))
    before = "It is not measured yet" if known.success_now is None else f"{measured:,.0f} items cannot show it"
    return Experiment(
        "measure-today",
        f"Measure today's way on {ceil(items):,} labelled items, the fewest that show a gain of {100 * gain:.2g} "
        f"points from {rate:.0%}{' (assumed)' if known.success_now is None else ''} in four of five tries, each option "
        f"on the same items. {before}.",
        cost,
        _days(hours, known),
        "Stop if today's way already reaches what you want, or if its errors cost less than the cheapest change.",
        "every ranking: without it no option can be shown to be better",
        "guide/performance/#do",
        ("E107", "E108"),
        _LABELLING,
    )


def _compare_leaders(known: Known, first: float, second: float) -> Experiment:
    difference = max(abs(first - second), _LEAST_DIFFERENCE)
    items = _items_for(min(first, second), difference)
    hours, cost = _labelling(known, max(items - known.labels, 0.0))
    return Experiment(
        "compare-leaders",
        f"Score the two options that lead on the same {ceil(items):,} items, the fewest that show a difference of "
        f"{100 * difference:.2g} points in four of five tries.",
        cost,
        _days(hours, known),
        "Stop as soon as a paired test separates them. If it does not by the end, take the one that is easier to undo.",
        "which of the two comes first",
        "guide/performance/#do",
        ("E105", "E108"),
        _LABELLING,
    )


def _labelling(known: Known, missing: float) -> tuple[Range, Range]:
    """Return hours and dollars of labelling that many items, and of the run."""
    hours = Range(*(max(missing * minutes / 60, _LEAST_HOURS) for minutes in known.minutes_per_label))
    return hours, hours.times(known.hourly_rate_usd)


def _headroom(known: Known, gain: float) -> Experiment:
    work, calls = _HEADROOM_HOURS.times(known.hourly_rate_usd), known.optimiser_calls
    needed = known.to_win.get("optimised-prompt", CANNOT_WIN)
    if known.success_now is not None and known.success_now < needed <= 1:
        gain = needed - known.success_now
    return Experiment(
        "headroom-test",
        "Run a headroom test of the prompt: a small optimiser run on some of your labels, scored on the others.",
        work.plus(calls.times(known.usd_per_request)),
        _days(_HEADROOM_HOURS, known),
        f"Stop optimising if the best candidate gains less than {50 * gain:.2g} points, half of what is needed.",
        "optimised-prompt against everything that needs training",
        "guide/choosing/#ladder",
        ("E049", "E016", "E048"),
        f"{_HEADROOM_HOURS.low:g} to {_HEADROOM_HOURS.high:g} hours of people (assumed) x hourly rate + "
        f"{calls.low:,.0f} to {calls.high:,.0f} model calls (E016) x cost per request; days: those hours / hours that "
        "people have in a day",
    )


def _ladder(known: Known, gain: float, items: float) -> Experiment:
    steps = [step for step in _LADDER if step > known.labels / 10][:2] or [_LADDER[-1]]
    missing = max(steps[-1] + items - known.labels, 0.0)
    hours = Range(*(missing * minutes / 60 for minutes in known.minutes_per_label))
    work = hours.times(known.hourly_rate_usd)
    training = known.training_usd * len(steps)
    cost = Range(*(usd + share * training for usd, share in zip(work, (0.5, 1, 3), strict=True)))
    days = _days(hours, known)
    rungs = ", then ".join(f"{step:,}" for step in steps)
    return Experiment(
        "training-ladder",
        f"Tune on {rungs} examples of your own and score each on the same {ceil(items):,} held-out items.",
        cost,
        days.plus(_ONE_STEP_DAYS),
        f"Stop if ten times the examples gain less than {50 * gain:.2g} points, or if the first step already loses to "
        "the prompt by more than the ladder can make up.",
        "the tuned options against the prompt",
        "guide/use-cases-tuning/#pilot",
        ("E128", "E054"),
        "labels that are missing, held-out items included, x minutes each x hourly rate + steps x (half, once, three "
        "times) the cost of one training run; days: those hours / hours that people have in a day + "
        f"{_ONE_STEP_DAYS.low:g} to {_ONE_STEP_DAYS.high:g}",
    )


def _days(hours: Range, known: Known) -> Range:
    per_day = Range(*(each / WORKDAYS for each in known.people_hours_per_week))
    low, base, high = hours.low / per_day.high, hours.base / per_day.base, hours.high / per_day.low
    return Range(max(low, 0.5), max(base, 0.5), max(high, 0.5))
