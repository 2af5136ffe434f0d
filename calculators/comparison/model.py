"""One sample of a comparison: what every option costs over the horizon, when it is live, what it must reach to win."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from calculators.columns import Number, maximum, sum_of
from calculators.comparison.arms import SELF_HOSTED, Arm
from calculators.comparison.demand import mean_per_month
from calculators.comparison.running import Request, Running, lookup_of, request_of, running_cost, tokens_of_arm
from calculators.lead_time import Schedule, Shared, schedule
from calculators.project_tasks import Plan, label_hours
from calculators.retrieval import Terms

WEEKS_PER_MONTH = 365.25 / 12 / 7
_DONE_ONCE = ("evaluation_set", "access", "approval", "prompt_work", "integration")
"""Tasks that a second stage finds done. It tests, reviews and rolls out again: another model answers."""


class Setting(NamedTuple):
    """What does not change from sample to sample."""

    arms: tuple[Arm, ...]
    """Those that are open; the first does nothing."""
    horizon_months: float
    demand: Sequence[float]
    retrieval_terms: Terms
    prompt_plan: Plan
    second_stage: str
    """The option to which the staged one goes on; empty where that does not pay."""
    today_is_priced: bool
    """The reader said what a request costs today, so no model of ours stands behind it."""
    target: float | None = None
    """Success rate wanted."""
    misses_target: frozenset[str] = frozenset()
    """Options whose success rate, in its middle, is known to be lower."""


class Costs(NamedTuple):
    """One option: once, per request, per month; `success` is None where it is unknown."""

    work_usd: Number
    machines_usd: Number
    usd_per_request: Number
    fixed_usd_per_month: Number
    renewal_usd_per_month: Number
    lead_months: Number
    effort_hours: Number
    training_usd: Number
    """One training run."""
    success: Number | None
    then: "Costs | None" = None
    """A second stage that takes over later."""

    @property
    def once_usd(self) -> Number:
        """Everything that is paid before it is live."""
        return self.work_usd + self.machines_usd

    @property
    def usd_per_month(self) -> Number:
        """What is paid every month once it is live, whatever the traffic."""
        return self.fixed_usd_per_month + self.renewal_usd_per_month


def costs_of_arms(point: Mapping[str, Number], setting: Setting) -> dict[str, Costs]:
    """Work out every open option at exact inputs; one whose price is unknown is left out.

    Args:
        point: the number inputs by name (blank ones are absent), what stands for them, and the task durations.
        setting: the options and what they rest on.

    """
    point = {**point, **_rates(point)}
    mean = mean_per_month(point["requests_per_month"], setting.demand, setting.horizon_months)
    today = request_of(point, mean)
    lookup = lookup_of(point, mean, setting.retrieval_terms) if "corpus_tokens" in point else None
    found: dict[str, Costs] = {}
    shared = Shared({}, {}, {}, {})
    labelled = {needs: _labelled(needs, point, shared) for needs in {arm.label_needs for arm in setting.arms}}
    for arm in setting.arms:
        request = tokens_of_arm(arm, today, point, lookup.extra_tokens if lookup else 0.0)
        running = running_cost(arm, request, point, lookup)
        if running is not None:
            found[arm.name] = _costs(arm, request, running, labelled[arm.label_needs], setting)
    second = found.get(setting.second_stage)
    for arm in setting.arms:
        if arm.kind == "staged" and second is not None:
            found[arm.name] = _with_second_stage(found[arm.name], second, setting, point)
    return found


def _rates(point: Mapping[str, Number]) -> dict[str, Number]:
    """Return what all options need of their point, worked out once."""
    drifts, successors = 1 / point["drift_months"], 1 / point["model_lifetime_months"]
    return {
        "team_hours_per_week": point["team_size"] * point["hours_per_week"],
        "drifts_per_month": drifts,
        "successors_per_month": successors,
        "drifts_and_successors_per_month": drifts + successors,
    }


def _with_second_stage(first: Costs, second: Costs, setting: Setting, durations: Mapping[str, Number]) -> Costs:
    """Let a second option follow the first: what both projects need is done once, labels for tests included."""
    arm = next(arm for arm in setting.arms if arm.name == setting.second_stage)
    more_labels = maximum(_labels(arm.label_needs, durations)[1] - _labels(("test_items",), durations)[1], 0.0)
    rest = _schedule(arm.plan, {**durations, **dict.fromkeys(_DONE_ONCE, 0.0), "labels": more_labels})
    effort, lead = rest.effort_hours, first.lead_months + rest.weeks / WEEKS_PER_MONTH
    if "effort_hours" in arm.own:
        effort = maximum(second.effort_hours - first.effort_hours, 0.0)
    if "lead_time_weeks" in arm.own:
        lead = maximum(second.lead_months, first.lead_months)
    work = effort * durations["hourly_rate_usd"]
    later = second._replace(work_usd=work, effort_hours=effort, lead_months=lead)
    return first._replace(effort_hours=first.effort_hours + effort, then=later)


class _Labelled(NamedTuple):
    """What options with the same need of labels share."""

    examples: Number
    point: Mapping[str, Number]
    """With the hours that the missing labels take."""
    shared: Shared


def _labelled(needs: Iterable[str], point: Mapping[str, Number], shared: Shared) -> _Labelled:
    examples, hours = _labels(needs, point)
    return _Labelled(examples, {**point, "labels": hours}, shared)


def _costs(arm: Arm, request: Request, running: Running, labelled: _Labelled, setting: Setting) -> Costs:
    own, point = arm.own, labelled.point
    planned = _schedule(arm.plan, point, labelled.shared)
    effort = point[own["effort_hours"]] if "effort_hours" in own else planned.effort_hours
    weeks = point[own["lead_time_weeks"]] if "lead_time_weeks" in own else planned.weeks
    work = effort * point["hourly_rate_usd"]
    training = _training_usd(arm, request, labelled.examples, point)
    tested = point["evaluation_calls"] * running.usd_per_request if arm.kind != "do-nothing" else 0.0
    if arm.kind == "optimised-prompt":
        tested += point["optimiser_calls"] * running.usd_per_request
    machines = tested + running.indexing_usd
    if arm.tuned or arm.host:
        machines += training * point["tuning_runs"]
    if "setup_cost_usd" in own:
        machines = point[own["setup_cost_usd"]]
    if arm.kind == "do-nothing":
        renewal = _moved_prompt_usd(point, setting) * point["successors_per_month"]
    else:
        causes = "drifts_per_month" if arm.kind in SELF_HOSTED else "drifts_and_successors_per_month"
        renewal = (point["redone_share"] * work + training + tested) * point[causes]
    return Costs(
        work,
        machines,
        running.usd_per_request,
        running.fixed_usd_per_month,
        renewal,
        weeks / WEEKS_PER_MONTH,
        effort,
        training,
        point.get(arm.success_input),
    )


def _labels(needs: Iterable[str], point: Mapping[str, Number]) -> tuple[Number, Number]:
    """Return the examples to train on and the working hours for the labels that are missing."""
    examples = point["labels_needed"] if "labels_needed" in point else sum_of(point[need] for need in needs)
    missing = label_hours(examples, point["labelled_examples"], point["minutes_per_label"])
    return maximum(examples, point["labelled_examples"]), missing


def _training_usd(arm: Arm, request: Request, examples: Number, point: Mapping[str, Number]) -> Number:
    """Price one training run: examples x tokens x epochs, at the service's price or on own GPUs."""
    if not arm.tuned and not arm.host:
        return 0.0
    tokens = examples * (request.static_tokens + request.variable_tokens + request.output_tokens)
    millions = tokens * point["tuning_epochs"] / 1e6
    if arm.tuned:
        service = arm.tuned.service
        return maximum(millions * (service.usd_per_mtok or 0.0), service.minimum_charge_usd or 0.0)
    return millions * point[f"{arm.name}.training_usd_per_mtok"]


def _moved_prompt_usd(point: Mapping[str, Number], setting: Setting) -> Number:
    """Price the work of moving today's prompt to the successor of a model that is switched off."""
    if setting.today_is_priced:
        return 0.0
    planned = _schedule(setting.prompt_plan, {**point, "labels": _labels(("test_items",), point)[1]})
    return point["redone_share"] * planned.effort_hours * point["hourly_rate_usd"]


def _schedule(plan: Plan, point: Mapping[str, Number], shared: Shared | None = None) -> Schedule:
    rates = point["team_hours_per_week"], point["hours_per_week"], point["overrun_factor"]
    return schedule(plan, point, *rates, shared=shared)
