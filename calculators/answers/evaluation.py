"""The test-set calculator's answer: how many items or which gain, what it rests on, what to know."""

from collections.abc import Mapping
from functools import partial
from math import ceil

from calculators.columns import row_by_row
from calculators.estimating import Latent, Outcome, guessed_share, result_of, run, sources_of_inputs
from calculators.evaluation import Design, independent_discordant_share, size_test_set
from calculators.forms import Entry
from calculators.forms.evaluation import FORM, fitted
from calculators.ranges import Estimate, Range, Result, Source, State, Validation
from calculators.sampling import Spread, Uncertain

_COUNT = 2_048
"""Samples, a power of two: test items come in whole numbers, but each sample is worked out by itself, which is slow."""
_SIZING = frozenset({"baseline_accuracy", "paired", "discordant_share", "arms", "power", "significance"})
_SIZED = _SIZING | {"detectable_difference"}
OUTCOMES = {
    "items": Outcome(
        "Test items",
        "items",
        "((z(1 - significance / 2) x sqrt(V0) + z(power) x sqrt(V1)) / gain)^2, with V0 and V1 the variance of one "
        "item's difference without and with the gain; rounded up",
        headline=True,
        inputs=_SIZED,
    ),
    "detectable_difference": Outcome(
        "Smallest gain that shows",
        "share",
        "the gain at which the items needed are the items given",
        headline=True,
        inputs=_SIZING | {"items"},
    ),
    "confidence_half_width": Outcome(
        "Accuracy of one arm, plus or minus",
        "share",
        "half of the Wilson interval of the baseline accuracy on so many items, at confidence 1 - significance",
        inputs=_SIZED,
    ),
    "discordant_pairs": Outcome(
        "Items on which two arms differ", "items", "items x discordant share", inputs=_SIZED | {"items"}
    ),
    "items_to_label": Outcome(
        "Items to label", "items", "items, times the arms if they are not the same", inputs=_SIZED
    ),
    "answers_to_grade": Outcome("Answers to grade", "answers", "items x arms", inputs=_SIZED),
}
_INPUTS_IF_ITEMS_ARE_GIVEN = {
    "confidence_half_width": frozenset({"baseline_accuracy", "items", "significance"}),
    "items_to_label": frozenset({"items", "paired", "arms"}),
    "answers_to_grade": frozenset({"items", "arms"}),
}

_SLACK = 1e-9
"""What rounding may add to a sum of shares."""
FEWEST_DISCORDANT_PAIRS = 25
FEWEST_OF_A_KIND = 5
"""Below these the normal approximation is rough: rules of thumb for McNemar's and for the chi-squared test."""

CHECKED = Validation(
    "checked",
    26,
    "equal to 26 published sample sizes and intervals, 15 of them by others, in every printed digit: "
    "the formulas, not your items",
)

DISCORDANCE = Latent(
    Uncertain(Range(0.1, 0.5, 0.9), 0, 1),
    Source(
        "assumption:discordance",
        "assumption",
        "verified-2nd",
        "https://robincartier.com/wiki/wiki-concepts/paired-difference-model-evals/",
        "2026-11-24",
        "Items on which two arms differ: from the least possible share (0) to that of arms that err independently "
        "(1), 0.1 to 0.9 of the way. Anthropic reports correlations of 0.3 to 0.7 between models, question by "
        "question; for your task it is a guess until you count.",
    ),
)


def estimate(inputs: Mapping[str, Entry], *, seed: int, on_date: str) -> Estimate:
    """Answer one set of validated inputs; no date changes the answer.

    Raises:
        calculators.forms.InputErrors: inputs that are right one by one do not fit together.

    """
    typed_inputs, inputs = inputs, fitted(inputs)
    design = Design(inputs["paired"].value is True, inputs["detectable_difference"].value is None)
    unknown = design.paired and inputs["discordant_share"].value is None
    latent = {"discordance": DISCORDANCE} if unknown else {}
    ignored = set() if design.paired else {"discordant_share"}
    model = row_by_row(partial(size_test_set, design=design))
    spreads = run(model, FORM, inputs, ignored=ignored, latent=latent, seed=seed, count=_COUNT)
    shows = _state_of_gain(spreads, inputs)
    at_base = size_test_set(_base_of(inputs), design)

    def result(name: str) -> Result:
        outcome, spread, state = _outcome(name, design), spreads.get(name), shows
        if name == "detectable_difference" and shows != "value":
            spread = None
        elif spread is None:
            state = "not-assessed"
        elif outcome.inputs == {name}:
            spread = spread._replace(range=inputs[name].range)
        elif outcome.unit != "share" and name != "discordant_pairs" and not design.seeks_difference:
            spread = spread._replace(range=Range(*(ceil(count) for count in spread.range)))
        of_facts = [item.source for key, item in latent.items() if spread and spread.shares.get(key)]
        return result_of(
            outcome,
            spread,
            sources=[*of_facts, *sources_of_inputs(FORM, inputs, outcome, ignored)],
            assumed_share=guessed_share(spread, inputs, latent) if spread else 0.0,
            validation=CHECKED,
            state=state,
        )

    return Estimate(
        "evaluation",
        on_date,
        {name: result(name) for name in OUTCOMES},
        _details(inputs, design, spreads, at_base),
        [*_notes_on_inputs(typed_inputs, inputs, design), *_notes_on_size(design, inputs, shows, at_base)],
    )


def _state_of_gain(spreads: Mapping[str, Spread], inputs: Mapping[str, Entry]) -> State:
    """Return whether a gain shows: always, never, or at a part of the points only, which leaves it unknown."""
    largest_gain = 1 - inputs["baseline_accuracy"].range.low + _SLACK
    gain = spreads["detectable_difference"].range
    if gain.high <= largest_gain:
        return "value"
    return "never" if gain.low > largest_gain else "unknown"


def _base_of(inputs: Mapping[str, Entry]) -> dict[str, float]:
    return {name: entry.value.base for name, entry in inputs.items() if isinstance(entry.value, Range)}


def _outcome(name: str, design: Design) -> Outcome:
    """Return what a result is called and rests on, given what was asked."""
    outcome = OUTCOMES[name]
    if name == "items":
        outcome = outcome._replace(label="Test items for every arm" if design.paired else "Test items per arm")
    if name == ("items" if design.seeks_difference else "detectable_difference"):
        return outcome._replace(formula="as given", headline=False, inputs=frozenset({name}))
    if design.seeks_difference:
        return outcome._replace(inputs=_INPUTS_IF_ITEMS_ARE_GIVEN.get(name, outcome.inputs))
    return outcome


def _details(
    inputs: Mapping[str, Entry], design: Design, spreads: Mapping[str, Spread], at_base: Mapping[str, float]
) -> dict[str, object]:
    comparisons = inputs["arms"].range.base - 1
    details: dict[str, object] = {
        "test": "McNemar's test of paired answers" if design.paired else "z test of two proportions, pooled",
        "comparisons": comparisons,
        "significance_of_each": inputs["significance"].range.base / comparisons,
    }
    gain, baseline = at_base["detectable_difference"], inputs["baseline_accuracy"].range.base
    if design.paired and baseline + gain <= 1 + _SLACK:
        details["discordant_share_least"] = gain
        details["discordant_share_if_independent"] = independent_discordant_share(baseline, gain)
    sought = "detectable_difference" if design.seeks_difference else "items"
    return {**details, f"spread_of_{sought}": spreads[sought].shares}


def _notes_on_inputs(typed: Mapping[str, Entry], inputs: Mapping[str, Entry], design: Design) -> list[str]:
    """Say what was assumed about the inputs and where they were cut."""
    notes = []
    discordant = inputs["discordant_share"].value
    if typed["detectable_difference"].value is None and not design.seeks_difference:
        notes.append("Neither a gain nor a number of items was given: 5 points are taken.")
    if design.paired and discordant is None:
        notes.append(
            "On how many items two arms differ is not given and widens the range: let both answer a few dozen "
            "items, count, and enter the share."
        )
    if not design.paired and discordant is not None:
        notes.append("Arms with items of their own have no pairs: the share of items that differ is not used.")
    gain = inputs["detectable_difference"].value
    if isinstance(gain, Range):
        if inputs["baseline_accuracy"].range.high + gain.high > 1 + _SLACK:
            notes.append("Where the gain would lead above 100 %, the baseline counts as 100 % minus the gain.")
        if design.paired and isinstance(discordant, Range) and discordant.low < gain.high - _SLACK:
            notes.append("Where two arms would differ on fewer items than the gain, they differ on as many.")
    others = inputs["arms"].range.base - 1
    if others > 1:
        each = inputs["significance"].range.base / others
        notes.append(
            f"Each of the {others:.0f} other arms is tested against the baseline at a significance of {each:.3g}; "
            "ranking them among themselves needs more items."
        )
    return notes


def _notes_on_size(
    design: Design, inputs: Mapping[str, Entry], shows: State, at_base: Mapping[str, float]
) -> list[str]:
    """Say what the size means, and where the formula is rough."""
    if shows == "never":
        return [
            "With so few items even the largest possible gain would be missed too often: they cannot rank two arms."
        ]
    if shows == "unknown":
        return ["For a part of your ranges even the largest possible gain would be missed too often."]
    if design.paired:
        differing = at_base["discordant_pairs"]
        rough = differing < FEWEST_DISCORDANT_PAIRS
        few = f"Only about {differing:.0f} items will tell the arms apart"
        remedy = "use the exact form of McNemar's test and plan a tenth more items"
    else:
        better = min(inputs["baseline_accuracy"].range.base + at_base["detectable_difference"], 1.0)
        fewest = at_base["items"] * min(inputs["baseline_accuracy"].range.base, 1 - better)
        rough = fewest < FEWEST_OF_A_KIND
        few = f"One arm will have only about {fewest:.0f} right or wrong answers"
        remedy = "use Fisher's exact test and plan more items"
    return [f"{few}, and the normal approximation is rough: {remedy}."] if rough else []
