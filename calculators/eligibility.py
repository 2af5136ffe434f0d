"""May this arm be built at all? Each kind of arm against the facts of services, models and data; first no wins."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from calculators import architectures
from calculators.facts import load, model_lifetimes, token_prices, tuning_services
from calculators.facts.tuning_services import ServicePrice, UnknownServiceError
from calculators.ranges import Source

KINDS = (
    *("do-nothing", "switch-model", "prompt", "optimised-prompt", "retrieval", "tuned-service", "tuned-own"),
    *("classifier", "hybrid", "cascade", "staged"),
)
REGIONS = ("eu", "us", "any")
FEW_EXAMPLES = 50
"""Below this many examples OpenAI's guide sees little gain (E028: gains from 50 to 100). A warning, no rule."""

_METHOD = "lora"
_REGION_NAMES = {"eu": re.compile(r"^(europe|eu-|sweden)"), "us": re.compile(r"^us-|\bus\d?\b")}
"""How clouds name places that lie there: europe-west4, eu-west-1, Sweden Central; us-east-1, North Central US."""
_CLASSIFIABLE = ("classification", "extraction")
_PROMPTED = frozenset({"switch-model", "prompt", "optimised-prompt", "retrieval", "cascade", "staged"})
"""Kinds that send requests to a hosted model, of which the tables say the price and not the place."""


class ArmQuestion(NamedTuple):
    """One arm and what bears on it.

    `kind` is one of KINDS, `region` one of REGIONS, `horizon_end` is YYYY-MM-DD. `service` is the id or name of a
    tuning service; empty: the best known one. None is unknown throughout; `corpus_tokens` None is no corpus.
    """

    kind: str
    model: str
    service: str
    task: str
    region: str
    self_hosting: bool | None
    labelled_examples: float | None
    labels_obtainable: bool
    longest_example_tokens: float | None
    horizon_end: str
    corpus_tokens: float | None


class Verdict(NamedTuple):
    """Whether an arm may be built, why in words, and the fact behind it. A yes may carry a warning as its reason."""

    state: Literal["yes", "no", "unknown"]
    reason: str
    source: Source | None = None


def eligible(arm: ArmQuestion, on_date: str) -> Verdict:
    """Judge one arm on a date (YYYY-MM-DD): the first no wins, else the first unknown, else the first warning.

    Whether a service is closed is judged by the table as it stands. Latency is not judged here.
    `staged` is judged by its first stage, a prompt: whether a second one follows is another question.

    Raises:
        ValueError: the kind or the region does not exist.

    """
    if arm.kind not in KINDS:
        raise ValueError(f"there is no kind of arm {arm.kind!r}; there are {', '.join(KINDS)}")
    if arm.region not in REGIONS:
        raise ValueError(f"there is no region {arm.region!r}; there are {', '.join(REGIONS)}")
    open_questions: list[Verdict] = []
    for verdict in _findings(arm, on_date):
        if verdict.state == "no":
            return verdict
        open_questions.append(verdict)
    unknown = [verdict for verdict in open_questions if verdict.state == "unknown"]
    return next(iter(unknown + open_questions), Verdict("yes", "no known fact stands against it"))


def default_service(model: str, region: str, on_date: str) -> ServicePrice | None:
    """Return the service that would tune a model with adapters for a newcomer on a date; None: none that we know.

    A service drops out if it is closed to newcomers, if its base model has ended there or may have, or if it does
    not train in the region. Of the rest, in this order: one that says where it trains (if a region is asked for),
    one with a list price before a vendor's example, the lowest price per million training tokens.
    """
    offers = []
    for name in tuning_services.services(on_date):
        price = _price(name, model, on_date)
        if price is None or price.usd_per_mtok is None or price.who_may_start != "anyone":
            continue
        fits, life = _trains_in(price, region), model_lifetimes.find(name, model)
        if fits is False or (life is not None and life.retires <= on_date):
            continue
        offers.append((fits is None, price.kind != "list price", price.usd_per_mtok, name, price))
    return min(offers, key=lambda offer: offer[:4])[4] if offers else None


def _findings(arm: ArmQuestion, on_date: str) -> Iterator[Verdict]:
    """Yield what stands against an arm or is open, hardest facts first."""
    if arm.kind in {"switch-model", "cascade"} and not arm.model:
        yield Verdict("no", "no other model named")
    if arm.kind in {"retrieval", "hybrid"} and not arm.corpus_tokens:
        yield Verdict("no", "no corpus named")
    if arm.kind == "classifier":
        yield from _about_classifier(arm)
    if arm.kind == "tuned-own" or (arm.kind == "classifier" and not arm.service):
        yield from _about_self_hosting(arm)
    if arm.kind == "tuned-service" or (arm.service and arm.kind in {"classifier", "hybrid", "cascade"}):
        yield from _about_service(arm, on_date)
    elif arm.kind == "hybrid":
        yield from _somehow_tuned(arm, on_date)
    if arm.kind in {"optimised-prompt", "tuned-service", "tuned-own", "classifier", "hybrid"}:
        yield from _about_labels(arm)
    if arm.kind in _PROMPTED and arm.region != "any":
        where = arm.region.upper()
        yield Verdict("unknown", f"where this model answers is in no table; ask whether data stays in the {where}")


def _about_classifier(arm: ArmQuestion) -> Iterator[Verdict]:
    if arm.task not in _CLASSIFIABLE:
        yield Verdict("no", f"a classifier chooses among labels: {arm.task or 'this task'} needs written text")


def _about_self_hosting(arm: ArmQuestion) -> Iterator[Verdict]:
    if arm.self_hosting is False:
        yield Verdict("no", "running models yourselves is ruled out")
    elif arm.self_hosting is None:
        yield Verdict("unknown", "not said whether you may run models yourselves")


def _somehow_tuned(arm: ArmQuestion, on_date: str) -> Iterator[Verdict]:
    """Without a service named, tuning on own machines will do as well."""
    if arm.self_hosting is not True:
        yield from _about_service(arm, on_date)


def _about_labels(arm: ArmQuestion) -> Iterator[Verdict]:
    """Few labels are a warning where no service has a rule; none at all and none to be had are a no."""
    count = arm.labelled_examples
    if arm.labels_obtainable:
        return
    if count is None:
        yield Verdict("unknown", "not said how many labelled examples there are")
    elif count < 1:
        yield Verdict("no", "no labelled examples, and none can be had")
    elif count < FEW_EXAMPLES and arm.kind != "optimised-prompt":
        yield Verdict("yes", f"warning: {count:g} labelled examples are few; gains are reported from {FEW_EXAMPLES} on")


def _about_service(arm: ArmQuestion, on_date: str) -> Iterator[Verdict]:
    if not arm.service:
        price = default_service(arm.model, arm.region, on_date) or _any_offer(arm.model, on_date)
        if price is None:
            yield _why_no_service(arm, on_date)
            return
        entry = _entry(price.source.id.removeprefix("tuning-service:").partition("/")[0])
    else:
        entry = _entry(arm.service)
        if not entry:
            yield Verdict("unknown", f"there is no service {arm.service!r} in the table of tuning services")
            return
        if "closed" in entry:
            yield _closed(entry)
            return
        price = _price(entry["id"], arm.model, on_date)
    if price is None:
        yield Verdict("unknown", f"no price found at {entry['name']} for tuning this model: ask whether it is offered")
    else:
        yield from _about_offer(arm, price)
    yield from _about_end(arm, entry, on_date)
    yield from _about_minimum(arm, entry)


def _about_offer(arm: ArmQuestion, price: ServicePrice) -> Iterator[Verdict]:
    longest, seen = price.longest_example_tokens, f"(seen {price.source.date_seen})"
    if price.who_may_start != "anyone":
        yield Verdict("no", f"{price.provider} tunes this model for {price.who_may_start} {seen}", price.source)
    fits = _trains_in(price, arm.region)
    if fits is False:
        where = " and ".join(price.regions or ())
        yield Verdict("no", f"{price.provider} trains this model in {where} only {seen}", price.source)
    if longest is not None and (arm.longest_example_tokens or 0) > longest:
        yield Verdict("no", f"{price.provider} takes examples of at most {longest:,} tokens {seen}", price.source)
    if fits is None:
        text = f"{price.provider}: no region of training found; ask whether your data stays in the {arm.region.upper()}"
        yield Verdict("unknown", text, price.source)


def _about_end(arm: ArmQuestion, entry: Mapping[str, Any], on_date: str) -> Iterator[Verdict]:
    """Yield a no where the model ends within the horizon, with all that was tuned from it; an unknown if it may."""
    life = model_lifetimes.find(entry["id"], arm.model)
    if life is None:
        return
    seen, sure = f"(seen {life.source.date_seen})", life.kind != "earliest"
    here = f"{life.model} at {entry['name']}"
    last = life.tuned_model_ends_on or life.retires
    if life.retires <= on_date:
        closed = "closed to new customers" if sure else "may have ended"
        yield Verdict("no" if sure else "unknown", f"{here} {closed} on {life.retires} {seen}", life.source)
    if last <= arm.horizon_end:
        ends = "stops" if sure else "may stop"
        text = f"what is tuned from {here} {ends} on {last}, before your horizon ends {seen}"
        yield Verdict("no" if sure else "unknown", text, life.source)


def _about_minimum(arm: ArmQuestion, entry: Mapping[str, Any]) -> Iterator[Verdict]:
    rule, count = entry.get("minimum_examples"), arm.labelled_examples
    if rule and count is not None and count < rule["examples"] and not arm.labels_obtainable:
        statement = f"{entry['name']} refuses fewer than {rule['examples']} training examples"
        source = Source(
            *(f"tuning-service:{entry['id']}/minimum", "measured", rule["status"], rule["source"], rule["date_seen"]),
            statement,
        )
        yield Verdict("no", f"{statement} (seen {rule['date_seen']})", source)


def _any_offer(model: str, on_date: str) -> ServicePrice | None:
    """Return an offer that the default passes over, so that its own facts say why; None: there is none."""
    offers = (_price(name, model, on_date) for name in tuning_services.services(on_date))
    return next((price for price in offers if price is not None), None)


def _why_no_service(arm: ArmQuestion, on_date: str) -> Verdict:
    """Say why no service has a price for it: it is sold without one, its maker tunes no more, or we know of none."""
    for name in tuning_services.services(on_date):
        life = model_lifetimes.find(name, arm.model)
        if life and life.tuned_model_ends_on and on_date < life.retires:
            text = f"{_entry(name)['name']} tunes this model until {life.retires}, but no price was found"
            return Verdict("unknown", f"{text} (seen {life.source.date_seen})", life.source)
    maker = _maker_of(arm.model, on_date)
    known = model_lifetimes.maker(maker)
    if known and not known.tunes:
        return Verdict("no", f"{known.source.statement} (seen {known.source.date_seen})", known.source)
    entry = _entry(maker)
    if "closed" in entry:
        return _closed(entry)
    return Verdict("unknown", f"no service in the table lists a price for tuning {arm.model or 'this model'}")


def _closed(entry: Mapping[str, Any]) -> Verdict:
    statement = f"{entry['name']}: {entry['closed']}"
    source = Source(
        *(f"tuning-service:{entry['id']}", "measured", entry["status"], entry["terms_source"], entry["date_seen"]),
        statement,
    )
    return Verdict("no", f"{statement} (seen {entry['date_seen']})", source)


def _maker_of(model: str, on_date: str) -> str:
    """Return the provider that lists a model as its own, empty if nobody does."""
    try:
        return token_prices.find(model, "", on_date).provider
    except token_prices.UnknownModelError:
        return ""


def _entry(service: str) -> Mapping[str, Any]:
    """Return the entry of a service by id, name or alias; empty if there is none."""
    wanted = service.casefold()
    for entry in load("tuning_services")["services"]:
        if wanted in map(str.casefold, (entry["id"], entry["name"], *entry["aliases"])):
            return dict(entry)
    return {}


def _price(service: str, model: str, on_date: str) -> ServicePrice | None:
    try:
        return tuning_services.find(service, model=model, method=_METHOD, params_b=_params_b(model), on_date=on_date)
    except UnknownServiceError:
        return None


@lru_cache(maxsize=64)
def _params_b(model: str) -> float | None:
    """Return the size of an open model, in billions of parameters; that of a closed one is unknown."""
    try:
        return architectures.resolve(model, None, {}).params / 1e9
    except architectures.UnknownModelError:
        return None


def _trains_in(price: ServicePrice, region: str) -> bool | None:
    """Whether a service trains in a region; None: it does not say where."""
    if region == "any":
        return True
    if price.regions is None:
        return None
    return any(_REGION_NAMES[region].search(name.casefold()) for name in price.regions)
