"""What the numbers say, in plain sentences, each with the section that argues it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from calculators.comparison.arms import Arm
from calculators.comparison.ranking import BEFORE_FAILURES, TOO_LATE, Ranking
from calculators.evaluation import detectable_difference
from calculators.present.numbers import shown
from calculators.ranges import Range

_TRAINED = frozenset({"tuned-service", "tuned-own", "classifier"})
_NOISE, _SMALL = 0.05, 0.2
"""Shares of a bill: below the first, at its largest, a part is called noise; below the second, in the middle, small."""
SEPARATES_FROM = 0.9
"""Share of samples in which one option must be cheaper before the numbers are said to separate two."""


class Sentence(NamedTuple):
    """One finding and the page that argues it, as an address below the site's root."""

    text: str
    section: str


class Findings(NamedTuple):
    """What a verdict is written from. Names are those of the options; shares are of the samples."""

    arms: Sequence[Arm]
    ranking: Ranking
    winner: str
    runner_up: str
    share_winner_cheaper: float
    ranges: Mapping[str, Range]
    """Results by name, `<option>.<result>`."""
    in_time: Mapping[str, float]
    labels: float
    success_now: float | None
    target: float | None
    value_of_point_usd: Range | None
    latency_asked: bool
    approval_known: bool
    maker_refuses: str
    """Says that the maker of the reader's model tunes it for nobody new; empty if that is not so."""


def verdict(found: Findings) -> list[Sentence]:
    """Return the sentences that follow from the numbers, what decides first."""
    said = [_who_is_open(found)]
    if found.maker_refuses:
        said.append(Sentence(found.maker_refuses, "decide/#may-you-tune"))
    said += _what_it_costs(found)
    said += _what_decides_nothing(found)
    said += _what_mistakes_cost(found)
    said += _when(found)
    said += _what_labels_show(found)
    if found.latency_asked:
        said.append(
            Sentence(
                "Latency is not assessed: measure it on your own traffic before you choose.",
                "calculators/serving/#trust",
            )
        )
    return said


def _who_is_open(found: Findings) -> Sentence:
    closed = [arm for arm in found.arms if not arm.is_open]
    unsure = [arm for arm in found.arms if arm.eligibility.state == "unknown"]
    text = f"{len(found.arms) - len(closed) - len(unsure)} of {len(found.arms)} options are open to you"
    if closed:
        text += f"; ruled out: {_by_reason(closed)}"
    if unsure:
        text += f"; not known: {_by_reason(unsure)}"
    return Sentence(f"{text}.", "decide/#eligible")


def _by_reason(arms: Sequence[Arm]) -> str:
    reasons = dict.fromkeys(arm.eligibility.reason for arm in arms)
    names = {reason: [arm.name for arm in arms if arm.eligibility.reason == reason] for reason in reasons}
    return "; ".join(f"{_listed(names[reason])} ({reason})" for reason in reasons)


def _what_it_costs(found: Findings) -> list[Sentence]:
    if not found.winner:
        why = "; ".join(f"{name}: {why}" for name, why in found.ranking.left_out.items())
        return [Sentence(f"No option can be ranked: {why or 'none is priced'}.", "guide/cost/#do")]
    by = "total with mistakes" if found.ranking.by != BEFORE_FAILURES else "cost before mistakes"
    mine = found.ranges[f"{found.winner}.{found.ranking.by}"]
    text = f"In the middle of its range, {found.winner} has the lowest {by} over the horizon: {_money(mine)}"
    if found.runner_up:
        other = found.ranges[f"{found.runner_up}.{found.ranking.by}"]
        text += f"; {found.runner_up} comes next with {_money(other)}"
        if found.share_winner_cheaper < SEPARATES_FROM:
            text += (
                f". The data do not separate the two: {found.winner} is the cheaper one in only "
                f"{found.share_winner_cheaper:.0%} of the samples"
            )
        else:
            text += f", and is dearer in {found.share_winner_cheaper:.0%} of the samples"
    said = [Sentence(f"{text}.", "guide/cost/#evidence")]
    if found.ranking.by == BEFORE_FAILURES:
        said.append(
            Sentence(
                "That ranks them only if all get equally many requests right: success rates of two options at least "
                "are needed to price mistakes.",
                "guide/performance/#do",
            )
        )
    return said


def _what_decides_nothing(found: Findings) -> list[Sentence]:
    """Name the parts of a bill that people argue about and that do not matter here: training runs and tokens."""
    said = []
    for arm in found.arms:
        runs, total = (found.ranges.get(f"{arm.name}{part}") for part in ("#machines_usd", f".{BEFORE_FAILURES}"))
        if arm.kind in _TRAINED and "setup_cost_usd" not in arm.own and runs and total:
            if runs.high < _NOISE * total.low:
                text = f"{arm.name} pays {_money(runs)} for training runs and tests, and comes to {_money(total)}"
                said.append(Sentence(f"Training cost is noise here: {text}.", "guide/cost/#evidence"))
            break
    month = found.ranges.get(f"{found.winner}.cost_usd_per_month")
    request, requests = found.ranges.get(f"{found.winner}#usd_per_request"), found.ranges["requests"]
    if month and request and 0 < (tokens := request.base * requests.base) < _SMALL * month.base:
        text = f"about {shown(tokens, 'USD')} of the {_money(month)} a month that {found.winner} costs once live"
        said.append(Sentence(f"The token bill is small: {text}.", "guide/cost/#evidence"))
    return said


def _what_mistakes_cost(found: Findings) -> list[Sentence]:
    said = []
    if found.value_of_point_usd is not None:
        worth = f"One point of success is worth {_money(found.value_of_point_usd)} a month"
        spent = found.ranges.get(f"{found.winner}.cost_usd_per_month") if found.winner else None
        if spent is not None and found.value_of_point_usd.base > spent.base:
            worth += f", more than all that {found.winner} costs to run"
        said.append(Sentence(f"{worth}.", "guide/cost/#do"))
    needed = {
        arm.name: found.ranges[f"{arm.name}.success_rate_to_win"]
        for arm in found.arms
        if f"{arm.name}.success_rate_to_win" in found.ranges
        and "success_rate" not in arm.own
        and arm.kind != "do-nothing"
        and not (arm.kind == "staged" and arm.name in found.ranking.left_out)
    }
    if needed:
        wanted = "" if found.target is None else f"reach the {shown(found.target, 'share')} that you want and "
        easiest = sorted(needed, key=lambda name: needed[name].base)[:3]
        words = ", ".join(f"{name} {_rate(needed[name])}" for name in easiest)
        said.append(
            Sentence(
                f"To {wanted}beat the best option whose success rate is known, it must be right in: {words}.",
                "guide/performance/#evidence",
            )
        )
    return said


def _when(found: Findings) -> list[Sentence]:
    if not found.in_time:
        return []
    sure = [name for name, share in found.in_time.items() if share >= SEPARATES_FROM]
    open_ = [name for name, share in found.in_time.items() if TOO_LATE < share < SEPARATES_FROM]
    late = [name for name, share in found.in_time.items() if share <= TOO_LATE]
    parts = [
        f"{label}: {_listed(names)}"
        for label, names in (("in time", sure), ("uncertain", open_), ("too late", late))
        if names
    ]
    text = f"By the deadline, {'; '.join(parts)}."
    if not found.approval_known:
        text += " Approvals are not counted: type how many weeks they take."
    return [Sentence(text, "calculators/lead-time/#calculator")]


def _what_labels_show(found: Findings) -> list[Sentence]:
    rate = 0.8 if found.success_now is None else found.success_now
    if found.labels < 1:
        return [
            Sentence(
                "Without labelled examples no two options can be told apart.", "calculators/evaluation/#calculator"
            )
        ]
    smallest = detectable_difference(
        rate, found.labels, paired=True, discordant_share=None, arms=2, power=0.8, significance=0.05
    )
    wanted = found.target - rate if found.target is not None and found.target > rate else None
    shows = (
        f"show no gain at all from {rate:.0%}"
        if smallest > 1 - rate
        else f"show a gain of {100 * smallest:.2g} points or more from {rate:.0%}"
    )
    if found.success_now is None:
        shows += " (assumed)"
    text = f"{found.labels:,.0f} labelled examples, used as test items, {shows}"
    if wanted is not None:
        enough = "enough" if smallest <= wanted else "too few"
        text += f": {enough} for the {100 * wanted:.2g} points that you want"
    elif smallest > 0.05:  # noqa: PLR2004 - five points: a difference that reviews argue about
        text += ": too few to rank two options that lie closer"
    return [Sentence(f"{text}.", "calculators/evaluation/#calculator")]


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _money(points: Range) -> str:
    low, base, high = (shown(value, "USD") for value in points)
    return base if low == high else f"{base} ({low} to {high})"


def _rate(points: Range) -> str:
    low, base, high = (shown(min(value, 1.0), "share") for value in points)
    if points.base > 1:
        return "cannot win at any rate"
    return base if low == high else f"{base} ({low} to {high})"
