"""The options that are compared: which model and service each would use, and whether it is open to the reader."""

from collections.abc import Mapping, Sequence
from math import inf
from typing import NamedTuple

from calculators.comparison.tuned_prices import TunedOffer, tuned_offer
from calculators.eligibility import ArmQuestion, Verdict, eligible
from calculators.facts.model_lifetimes import switched_off
from calculators.facts.token_prices import UnknownModelError
from calculators.forms import Entry, InputError, InputErrors
from calculators.forms.compare_arms import OwnArm, read_arms
from calculators.forms.parsing import quote
from calculators.inference import Offer, offer_of, unknown_model
from calculators.project_tasks import ARM_KINDS, Plan, label_uncertainties, plan_for
from calculators.ranges import Range, Source
from calculators.serving import Host, ServingError, resolve_host

TUNED = frozenset({"tuned-service", "tuned-own", "hybrid"})
SELF_HOSTED = frozenset({"tuned-own", "classifier"})
WITH_RETRIEVAL = frozenset({"retrieval", "hybrid"})
_SAID_BY_ARM = {
    "tuning_service": frozenset({"service", "model"}),
    "gpu": frozenset({"gpu", "model"}),
    "own_model": frozenset({"model"}),
    "encoder_model": frozenset({"model"}),
}
"""Per input that may be at fault: what an option can say in its place."""


class Arm(NamedTuple):
    """One option, with everything about it that is no uncertain number."""

    name: str
    kind: str
    model: str
    offer: Offer | None
    """Token prices of the model that it calls; None: hosted by the hour, or unknown."""
    passes_on_to: Offer | None
    tuned: TunedOffer | None
    host: Host | None
    plan: Plan
    label_needs: tuple[str, ...]
    """For which purposes labels are needed, as in `label_uncertainties`."""
    eligibility: Verdict
    own: Mapping[str, str]
    """Names of the numbers that the reader gave for this option, as they stand in a point."""
    entries: Mapping[str, Entry]
    sources: tuple[Source, ...]

    @property
    def is_open(self) -> bool:
        """Whether nothing known rules it out."""
        return self.eligibility.state != "no"

    @property
    def success_input(self) -> str:
        """Name of its success rate in a point; empty: none is known."""
        return self.own.get("success_rate", "success_rate_now" if self.kind == "do-nothing" else "")

    @property
    def longest_request(self) -> float:
        """Tokens that its model, or the service that tunes it, takes at most; infinite where none are said."""
        window = self.offer.listed.context_window_tokens if self.offer and self.offer.listed else None
        example = self.tuned.service.longest_example_tokens if self.tuned else None
        return min(window or inf, example or inf)

    @property
    def is_sized(self) -> bool:
        """Whether its hosting is priced for the traffic: a service's machine by the hour is one, however many come."""
        said = {"fixed_usd_per_month", "cost_usd_per_request"} & self.own.keys()
        return self.tuned is None or self.tuned.offer is not None or bool(said)


def resolve_arms(inputs: Mapping[str, Entry], on_date: str, horizon_end: str) -> list[Arm]:
    """Return the reader's own options and the built-in ones of the kinds that the reader did not name.

    Raises:
        InputErrors: a model, GPU or service has no listed price or shape.

    """
    wanted = _wanted(read_arms(inputs["arms"].text))
    problems: dict[str, InputError] = {}
    arms: list[Arm] = []
    for arm in wanted:
        try:
            arms.append(_resolve(arm, inputs, on_date, horizon_end))
        except InputErrors as problem:
            errors = (error._replace(field=_field_of(arm, error.field)) for error in problem.errors)
            problems |= {error.field: error for error in errors}
    if problems:
        raise InputErrors(list(problems.values()))
    # The staged option begins as the prompt, so what the reader says of that holds for it, too.
    of_prompt = next((arm.own for arm in arms if arm.kind == "prompt" and arm.is_open), {})
    return [arm._replace(own={**of_prompt, **arm.own}) if arm.kind == "staged" else arm for arm in arms]


def _wanted(mine: Sequence[OwnArm]) -> list[OwnArm]:
    wanted: list[OwnArm] = []
    for kind in ARM_KINDS:
        wanted += [arm for arm in mine if arm.kind == kind] or [OwnArm(kind, kind, {})]
    names = [arm.name for arm in wanted]
    twice = dict.fromkeys(name for name in names if names.count(name) > 1)
    if twice:
        problem = "a built-in option of another kind has this name. Enter another one."
        raise InputErrors([InputError("arms", quote(name), f"{quote(name)}: {problem}") for name in twice])
    return wanted


def _field_of(arm: OwnArm, field: str) -> str:
    """Name the input at fault: the reader's own option where it said what does not exist."""
    return f"arms.{arm.name}" if _SAID_BY_ARM.get(field, frozenset()) & arm.entries.keys() else field


def _resolve(wanted: OwnArm, inputs: Mapping[str, Entry], on_date: str, horizon_end: str) -> Arm:
    kind, said = wanted.kind, wanted.entries
    where = f"arms.{wanted.name}"
    sources: list[Source] = []
    field = {"switch-model": "other_model", "tuned-own": "own_model", "classifier": "encoder_model"}.get(kind, "model")
    model = said["model"].text if "model" in said else inputs[field].text
    offer = second = tuned = host = None
    service = ""
    if kind in ("tuned-service", "hybrid"):
        model = said["model"].text if "model" in said else inputs["tuned_model"].text
        service = said["service"].text if "service" in said else inputs["tuning_service"].text
        try:
            tuned = tuned_offer(service, model, on_date, derives_hit_rate=inputs["cache_hit_rate"].value is None)
        except InputErrors:
            if eligible(_question(wanted, model, service, inputs, horizon_end), on_date).state != "no":
                raise
        else:
            service, offer = tuned.service.provider, tuned.offer
            sources += tuned.sources
    elif kind in SELF_HOSTED:
        gpu = said["gpu"].text if "gpu" in said else inputs["gpu"].text
        host = _host(field, model, gpu)
        sources += host.sources.values()
    elif not _priced_by_reader(kind, said, inputs):
        offer = _offer(where if "model" in said else field, model, inputs, on_date)
        if kind == "cascade":
            offer, second = _cheap_first(offer, _offer("other_model", inputs["other_model"].text, inputs, on_date))
        sources += [item.listed.source for item in (offer, second) if item and item.listed]
    asked = _question(wanted, model, service, inputs, horizon_end)
    verdict = eligible(asked, on_date)
    today = _offer("model", inputs["model"].text, inputs, on_date) if kind == "switch-model" else second
    if verdict.state != "no" and (pointless := _why_pointless(kind, model, host, offer, today)):
        verdict = Verdict("no", pointless)
    if verdict.state != "no" and kind != "do-nothing":
        verdict = _unusable(model, offer, asked.longest_example_tokens or 0.0, on_date) or verdict
    own = {name: f"{wanted.name}.{name}" for name, entry in said.items() if isinstance(entry.value, Range)}
    needs = tuple(label_uncertainties(kind))
    return Arm(
        wanted.name, kind, model, offer, second, tuned, host, plan_for(kind), needs, verdict, own, said, tuple(sources)
    )


def _unusable(model: str, offer: Offer | None, tokens: float, on_date: str) -> Verdict | None:
    """Return a no where the model that requests are sent to is switched off, or takes no usual request."""
    if offer is None or offer.listed is None:
        return None
    listed = offer.listed
    if day := switched_off(listed.provider, listed.model, on_date):
        return Verdict("no", f"{listed.provider} switched {listed.model} off on {day}")
    window = listed.context_window_tokens
    if window is None or tokens <= window:
        return None
    seen = f"(seen {listed.source.date_seen})"
    return Verdict(
        "no", f"{model} takes at most {window:,} tokens {seen}, and a request has {tokens:,.0f}", listed.source
    )


def _tokens_per_request(inputs: Mapping[str, Entry], said: Mapping[str, Entry]) -> float:
    """Return the tokens of a usual request as far as they are known: prompt, input and answer."""
    parts = (
        {**inputs, **said}[name].value for name in ("static_prompt_tokens", "variable_input_tokens", "output_tokens")
    )
    known = [part.base for part in parts if isinstance(part, Range)]
    whole = inputs["tokens_per_request"]
    return max(sum(known), 0.0 if known and whole.class_ != "yours" else whole.range.base)


def _why_pointless(kind: str, model: str, host: Host | None, offer: Offer | None, other: Offer | None) -> str:
    """Say why an option is none; empty if it is one. `other`: today's model, or the second one of a cascade."""
    if offer and other and offer.listed == other.listed:
        return "both of its models are the same" if kind == "cascade" else f"{model} is the model that you have"
    if kind == "tuned-own" and host and not host.architecture.is_decoder:
        return f"{model} reads and writes no text: it could be a classifier"
    return ""


def _priced_by_reader(kind: str, said: Mapping[str, Entry], inputs: Mapping[str, Entry]) -> bool:
    today = kind == "do-nothing" and inputs["today_usd_per_request"].value is not None
    return today or "cost_usd_per_request" in said


def _offer(field: str, model: str, inputs: Mapping[str, Entry], on_date: str) -> Offer:
    try:
        return offer_of(model, "", on_date, derives_hit_rate=inputs["cache_hit_rate"].value is None)
    except UnknownModelError as problem:
        raise InputErrors([unknown_model(field, model, problem, "Enter a listed model.")]) from problem


def _host(field: str, model: str, gpu: str) -> Host:
    try:
        return resolve_host(model, gpu, generates=field != "encoder_model")
    except ServingError as problem:
        at_fault = "gpu" if problem.field != "model" else field
        close = f"; close to it: {', '.join(problem.close)}" if problem.close else ""
        message = f"{quote(model)} on {quote(gpu)}: {problem}{close}."
        raise InputErrors([InputError(at_fault, quote(gpu if at_fault == "gpu" else model), message)]) from problem


def _cheap_first(first: Offer, second: Offer) -> tuple[Offer, Offer]:
    """Order two models as a cascade asks them: the one with the cheaper output first."""
    return (first, second) if first.standard.output[0][1] <= second.standard.output[0][1] else (second, first)


def _question(wanted: OwnArm, model: str, service: str, inputs: Mapping[str, Entry], horizon_end: str) -> ArmQuestion:
    labels = inputs["labelled_examples"].value
    corpus = inputs["corpus_tokens"].value
    hosting = inputs["self_hosting"].value
    return ArmQuestion(
        wanted.kind,
        model,
        service,
        inputs["task"].text,
        inputs["region"].text,
        hosting if isinstance(hosting, bool) else None,
        labels.base if isinstance(labels, Range) else None,
        True,
        _tokens_per_request(inputs, wanted.entries),
        horizon_end,
        corpus.base if isinstance(corpus, Range) else None,
    )
