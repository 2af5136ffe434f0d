"""The declared inputs of the test-set calculator."""

from collections.abc import Mapping

from calculators.forms import Entry, Field, Form, InputError, InputErrors
from calculators.forms.parsing import typed
from calculators.ranges import Range

DEFAULT_GAIN = 0.05
_LEAST_SHARE = 1e-4
_SLACK = 1e-9
"""What rounding may add to a sum of shares."""
_QUESTION, _TEST = "What you compare", "How sure you want to be"

FORM = Form(
    (
        Field(
            "baseline_accuracy",
            "Baseline accuracy",
            "share",
            "Share of items that the arm to beat gets right, on the real task. 0.86 or 86%.",
            maximum=1,
            default=Range(0.7, 0.8, 0.9),
            group=_QUESTION,
            reason="An example to start from, not a finding: replace it with what you measured.",
        ),
        Field(
            "detectable_difference",
            "Gain to show",
            "share",
            "Smallest gain that would change the decision: 0.07 is from 86 % to 93 %. "
            "Leave it blank to ask what a number of items shows.",
            minimum=_LEAST_SHARE,
            maximum=1,
            blank="answered from the items, or 0.05 if those are blank too",
            group=_QUESTION,
            reason="An example to start from: enter the smallest gain that would change your decision.",
        ),
        Field(
            "items",
            "Items",
            "items",
            "Test items that you have: items that every arm answers if paired, items per arm if not. "
            "Leave it blank to ask how many you need.",
            minimum=2,
            maximum=1e9,
            blank="answered from the gain",
            group=_QUESTION,
        ),
        Field(
            "paired",
            "Same items for all arms",
            "",
            "Whether every arm answers the same items and the answers are compared item by item.",
            kind="boolean",
            default=True,
            group=_QUESTION,
            reason="The usual way to compare prompts and models, and the cheaper one.",
        ),
        Field(
            "discordant_share",
            "Items on which two arms differ",
            "share",
            "Share of items that exactly one of two arms gets right. A few dozen items give a first guess. "
            "Counts only with the same items for all arms.",
            minimum=_LEAST_SHARE,
            maximum=1,
            blank="anything between the least possible share and that of arms that err independently",
            group=_QUESTION,
        ),
        Field(
            "arms",
            "Arms",
            "arms",
            "Options in the comparison, the baseline included. Each of the others is compared with the baseline.",
            minimum=2,
            maximum=100,
            default=Range.exact(2),
            group=_TEST,
            folded=True,
            reason="One option against the baseline.",
            takes_range=False,
        ),
        Field(
            "power",
            "Power",
            "share",
            "Probability that the test finds the gain if it is there.",
            minimum=0.5,
            maximum=0.999,
            default=Range.exact(0.8),
            group=_TEST,
            folded=True,
            default_class="rule of thumb",
            reason="The usual convention: one real gain in five is missed.",
        ),
        Field(
            "significance",
            "Significance",
            "share",
            "Probability that the test finds a gain where there is none: two-sided, all comparisons together.",
            minimum=1e-6,
            maximum=0.5,
            default=Range.exact(0.05),
            group=_TEST,
            folded=True,
            default_class="rule of thumb",
            reason="The usual convention: a false alarm in one comparison of twenty.",
        ),
    )
)
_FIELDS = {field.name: field for field in FORM.fields}


def fitted(inputs: Mapping[str, Entry]) -> dict[str, Entry]:
    """Return inputs that fit together, with the default gain if neither a gain nor a number of items is given.

    The middles of ranges are compared; where an end would lead beyond what is possible, the engine stops there.

    Raises:
        InputErrors: gain and items are both given, or shares contradict each other.

    """
    given = dict(inputs)
    if given["detectable_difference"].value is not None and given["items"].value is not None:
        raise _error(
            "items",
            given,
            "The gain and the items are both given, but each answers the other",
            "Leave one of them blank",
        )
    if given["detectable_difference"].value is None and given["items"].value is None:
        given["detectable_difference"] = Entry(Range.exact(DEFAULT_GAIN), "assumption")
    if not given["arms"].range.base.is_integer():
        raise _error("arms", given, "An arm is tested or not", "Enter a whole number from 2 to 100")
    baseline = given["baseline_accuracy"].range.base
    room = 1 - baseline
    if room < _LEAST_SHARE:
        raise _error("baseline_accuracy", given, "Nothing beats an arm that is always right", "Enter less than 0.9999")
    gain = 0.0
    if given["detectable_difference"].value is not None:
        gain = given["detectable_difference"].range.base
        if gain > room + _SLACK:
            problem = f"{gain:.4g} more than a baseline accuracy of {baseline:.4g} is above 1"
            raise _error("detectable_difference", given, problem, f"Enter {_LEAST_SHARE:g} to {room:.4g} share")
    if given["paired"].value is True and given["discordant_share"].value is not None:
        _check_discordant_share(given, baseline, gain)
    return given


def _check_discordant_share(given: Mapping[str, Entry], baseline: float, gain: float) -> None:
    share = given["discordant_share"].range.base
    wrong = 2 * (1 - baseline) - gain
    right = 2 * baseline + gain if gain else 1.0
    most = min(wrong, right, 1.0)
    bounds = f"Enter {max(gain, _LEAST_SHARE):.4g} to {most:.4g} share"
    if share < gain - _SLACK:
        raise _error(
            "discordant_share", given, f"A gain of {gain:.4g} means that the arms differ on at least that share", bounds
        )
    if share > most + _SLACK:
        rates = " and ".join(f"{rate:.4g}" for rate in (baseline, baseline + gain))
        problem = f"With accuracies of {rates} two arms differ on {most:.4g} of the items at most"
        raise _error("discordant_share", given, problem, bounds)


def _error(name: str, given: Mapping[str, Entry], problem: str, remedy: str) -> InputErrors:
    field = _FIELDS[name]
    entered = typed(given[name].value)
    return InputErrors([InputError(name, entered, f"{problem}. {remedy}.", field.minimum, field.maximum, field.unit)])
