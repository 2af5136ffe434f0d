"""From validated inputs to an estimate: split what is known from what is not, propagate, attach sources."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from calculators.forms import Entry, Field, Form
from calculators.forms.parsing import typed
from calculators.ranges import GUESSED, ProvenanceClass, Range, Result, Source, State, Validation
from calculators.sampling import Model, Spread, Uncertain, propagate, shares_by_class

ANSWER_COUNT = 1_024
"""Samples of an answer whose model is quick, a power of two.

How far percentiles move with it from seed to seed stands in docs/reference/method.md.
"""
STEPPED_COUNT = 4_096
"""Samples where machines or chunks come in whole numbers: results in steps need more for the same steadiness."""


class Outcome(NamedTuple):
    """What one result of a calculator is called, counted in, computed by and rests on.

    `inputs` names the inputs in its formula; empty means all of them.
    """

    label: str
    unit: str
    formula: str
    headline: bool = False
    inputs: frozenset[str] = frozenset()


class Latent(NamedTuple):
    """An uncertain quantity that is no input: it comes from the facts."""

    uncertain: Uncertain
    source: Source


def run(
    model: Model,
    form: Form,
    inputs: Mapping[str, Entry],
    *,
    ignored: Collection[str] = (),
    latent: Mapping[str, Latent] | None = None,
    seed: int,
    count: int = ANSWER_COUNT,
    steadied: Collection[str] = (),
) -> dict[str, Spread]:
    """Propagate the number inputs through a model.

    Args:
        model: maps point values to outputs.
        form: declares the bounds of each input.
        inputs: as `Form.read` returns them; blank ones are not passed to the model.
        ignored: inputs that cannot change this answer; passed at their base, not sampled.
        latent: uncertain quantities from the facts.
        seed: of the quasi-random sequence.
        count: samples, a power of two; fewer for a model that is slow.
        steadied: outputs that are worth the time of a control variate.

    """
    known, uncertain = known_and_uncertain(form, inputs, ignored=ignored, latent=latent)
    return propagate(model, known, uncertain, seed, count, steadied=steadied)


def known_and_uncertain(
    form: Form,
    inputs: Mapping[str, Entry],
    *,
    ignored: Collection[str] = (),
    latent: Mapping[str, Latent] | None = None,
) -> tuple[dict[str, float], dict[str, Uncertain]]:
    """Split the number inputs that are not blank, and the latent quantities, by whether they are exact.

    Args as in `run`.
    """
    known: dict[str, float] = {}
    uncertain = {name: item.uncertain for name, item in (latent or {}).items()}
    for field in form.fields:
        value = inputs[field.name].value
        if isinstance(value, Range):
            if value.is_exact or field.name in ignored:
                known[field.name] = value.base
            else:
                uncertain[field.name] = Uncertain(value, field.minimum, field.maximum)
    return known, uncertain


def guessed_share(spread: Spread, inputs: Mapping[str, Entry], latent: Mapping[str, Latent] | None = None) -> float:
    """Return the part of a spread that comes from assumptions and rules of thumb, 0 to 1."""
    by_class = shares_by_class(spread, classes_of(inputs, latent))
    return sum(share for class_, share in by_class.items() if class_ in GUESSED)


def classes_of(inputs: Mapping[str, Entry], latent: Mapping[str, Latent] | None = None) -> dict[str, ProvenanceClass]:
    """Return the provenance class of every input and latent quantity by name."""
    classes = {name: entry.class_ for name, entry in inputs.items()}
    return classes | {name: item.source.class_ for name, item in (latent or {}).items()}


def result_of(
    outcome: Outcome,
    spread: Spread | None,
    *,
    sources: Sequence[Source],
    assumed_share: float,
    validation: Validation,
    state: State = "unknown",
) -> Result:
    """Attach unit, formula, sources and validation to a spread; without one, `state` says why there is no number."""
    return Result(
        outcome.label,
        outcome.unit,
        spread.range if spread else None,
        "value" if spread else state,
        outcome.formula,
        sources,
        assumed_share if spread else 0.0,
        validation,
        outcome.headline,
    )


def sources_of_inputs(
    form: Form, inputs: Mapping[str, Entry], outcome: Outcome, ignored: Collection[str]
) -> list[Source]:
    """Return one source per input that has a part in a result: the reader's word, or the default's reason."""
    return [
        source_of(field, inputs[field.name])
        for field in form.fields
        if field.name not in ignored
        and (not outcome.inputs or field.name in outcome.inputs)
        and _has_a_part(inputs[field.name])
    ]


def _has_a_part(entry: Entry) -> bool:
    counts_nothing = entry.value in (None, "", Range.exact(0))
    return not counts_nothing or (entry.class_ == "yours" and entry.value is not None)


def source_of(field: Field, entry: Entry) -> Source:
    """Return an input as a source: the reader's word, or the default's reason."""
    mine = entry.class_ == "yours"
    statement = f"{field.label}: {entry_in_words(field, entry)}"
    return Source(
        f"input:{field.name}",
        entry.class_,
        "yours" if mine else "default",
        statement=statement if mine or not field.reason else f"{statement}. {field.reason}",
    )


def entry_in_words(field: Field, entry: Entry) -> str:
    """Write an input as it could be typed, with its unit; blank says what blank means."""
    if entry.value is None:
        return field.blank
    return " ".join(filter(None, (typed(entry.value), field.unit)))
