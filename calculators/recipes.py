"""What people leave out of a training recipe: the commonest choice counts, and the others widen the range."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from calculators.columns import Number, values_of
from calculators.estimating import Latent
from calculators.facts import load
from calculators.forms import Entry
from calculators.memory import Recipe
from calculators.ranges import Range, Source
from calculators.sampling import Uncertain

_P90 = 1.2815515655446004
STANDARD_NORMAL = Uncertain(Range(-_P90, 0.0, _P90), -6.0, 6.0)
"""A draw that picks among choices: below, between and above two thresholds."""

_SWITCHES = ("cpu_offload", "activation_offload")
NAMES = tuple(name for name in Recipe._fields if name not in _SWITCHES)
_IN_ORDER = ("method", "sharding", *(name for name in NAMES if name not in ("method", "sharding")))
"""Choices that others depend on come first."""
_FRUGAL: tuple[tuple[str, str | float], ...] = (
    ("attention", "fused"),
    ("loss_kernel", 14.0),
    ("precision", "bf16-pure"),
    ("sharding", "zero3"),
    ("gradient_checkpointing", "full"),
    ("loss_kernel", 6.0),
    ("loss_kernel", 1.0),
    ("optimizer", "adamw-8bit"),
    ("optimizer", "paged-adamw-8bit"),
)
"""What people change first when a run does not fit; numbers are bytes per logit.

A base model under adapters may be kept in 16 bits whatever the precision of the computing is.
"""


class Alternatives(NamedTuple):
    """An omitted choice: `base` unless a standard normal draw falls below or above a threshold."""

    base: str
    low: str
    low_below: float
    high: str
    high_above: float
    statement: str

    def pick(self, draw: float) -> str:
        """Return the choice for one draw."""
        if draw < self.low_below:
            return self.low
        return self.high if draw > self.high_above else self.base


class Choices(NamedTuple):
    """The recipe as far as it is given, and for each omitted choice what may stand in its place."""

    given: Mapping[str, str]
    open: frozenset[str]
    switches: tuple[bool, ...]
    """Whether states, and whether activations, go to the computer's memory."""
    sharding_case: str
    """`alone` on one GPU, `split` where the model is split otherwise, else `large` or `small` for one GPU."""
    is_tuned: bool
    in_8_bits: bool
    """Whether an unstated precision is that of tuned stacks, eight bits."""
    caps_scores: bool
    """Whether the model caps its attention scores, which tuned stacks do in a fused kernel."""

    def recipe(self, point: Mapping[str, Any]) -> Recipe:
        """Return the recipe of one sample, whose draws stand in `point` under `choice_of_<name>`."""
        made = dict(self.given)
        for name in _IN_ORDER:
            if name not in made:
                made[name] = alternatives(name, self._case(name, made)).pick(point.get(draw_name(name), 0.0))
        return self._recipe_of(made)

    def recipes(self, point: Mapping[str, Number], count: int) -> list[Recipe]:
        """Return the recipes of so many samples at once."""
        if count == 1:
            return [self.recipe(point)]
        groups: list[tuple[dict[str, str], Sequence[int]]] = [(dict(self.given), range(count))]
        for name in _IN_ORDER:
            if name not in self.given:
                draws = values_of(point.get(draw_name(name), 0.0), count)
                groups = [group for made, places in groups for group in self._chosen(name, made, draws, places)]
        recipes: dict[int, Recipe] = {}
        for made, places in groups:
            recipes |= dict.fromkeys(places, self._recipe_of(made))
        return [recipes[place] for place in range(count)]

    def _recipe_of(self, made: dict[str, str]) -> Recipe:
        if made["method"] != "qlora" and "base_quantization" not in self.given:
            made["base_quantization"] = "none"
        return _recipe(*(made[name] for name in NAMES), *self.switches)

    def _chosen(
        self, name: str, made: Mapping[str, str], draws: Sequence[float], places: Sequence[int]
    ) -> Iterator[tuple[dict[str, str], Sequence[int]]]:
        """Yield what samples that agree so far choose next, with the places of those that choose it."""
        options = alternatives(name, self._case(name, made))
        if options.low == options.base == options.high:
            yield {**made, name: options.base}, places
            return
        chosen: dict[str, list[int]] = {}
        for place in places:
            chosen.setdefault(options.pick(draws[place]), []).append(place)
        for choice, here in chosen.items():
            yield {**made, name: choice}, here

    def _case(self, name: str, made: Mapping[str, str]) -> str:
        method = made.get("method", "any")
        if name == "attention" and self.caps_scores:
            return "capped"
        if name == "gradient_checkpointing" and (self.is_tuned or self.sharding_case == "split"):
            return "tuned"
        if name == "sharding":
            usual = "large" if method == "full" and self.sharding_case == "small" else self.sharding_case
            return "split" if self.is_tuned and self.sharding_case != "alone" else usual
        if name == "precision" and self.in_8_bits:
            return "tuned-sharded" if self.given.get("sharding") == "zero3" else "tuned"
        if name == "precision" and method == "full" and (self.sharding_case == "split" or made["sharding"] != "none"):
            return "sharded"
        return method

    def frugal(
        self, recipe: Recipe, bytes_per_logit: float, *, in_loss_only: bool = False
    ) -> Iterator[tuple[Recipe, float]]:
        """Yield recipes and bytes per logit that need less and less, by what was left open."""
        for name, value in _FRUGAL:
            if in_loss_only and name != "loss_kernel":
                continue
            if name == "sharding" and self.sharding_case == "alone":
                continue
            if isinstance(value, float):
                if not value < bytes_per_logit:
                    continue
                bytes_per_logit = value
            elif getattr(recipe, name) == value or not self._may_change(name, recipe):
                continue
            else:
                change: dict[str, Any] = {name: value}
                recipe = recipe._replace(**change)
            yield recipe, bytes_per_logit

    def _may_change(self, name: str, recipe: Recipe) -> bool:
        return name in self.open or (name == "precision" and recipe.method != "full")


@cache
def _recipe(*values: Any) -> Recipe:
    return Recipe(*values)


def draw_name(choice: str) -> str:
    """Return the name under which the draw of an omitted choice is sampled."""
    return f"choice_of_{choice}"


DRAWS = frozenset(map(draw_name, NAMES))


@cache
def alternatives(choice: str, case: str) -> Alternatives:
    """Return what may stand for an omitted choice, for a method (or another case that the table knows)."""
    rows: list[dict[str, Any]] = [row for row in load("training_constants")["choices"] if row["input"] == choice]
    row = next((row for row in rows if case in row["cases"]), rows[-1])
    never = 1e9
    return Alternatives(
        row["base"],
        row.get("low", row["base"]),
        row.get("low_below", -never),
        row.get("high", row["base"]),
        row.get("high_above", never),
        row["statement"],
    )


def read_choices(
    inputs: Mapping[str, Entry], *, sharding_case: str, is_tuned: bool, caps_scores: bool = False
) -> Choices:
    """Take the recipe out of validated inputs; the last three are those of Choices."""
    given = {name: entry for name in NAMES if (entry := _spelled(name, inputs[name].value))}
    says_bf16 = given.get("precision") == "bf16"
    if says_bf16:
        del given["precision"]
    if given.get("method") == "qlora" and given.get("base_quantization") == "none":
        del given["base_quantization"]
    switches = tuple(inputs[name].value is True for name in _SWITCHES)
    omitted = {name for name in NAMES if name not in given}
    method = given.get("method")
    if method == "full":
        omitted -= {"lora_targets", "base_quantization"}
        given |= {"lora_targets": "all-linear", "base_quantization": "none"}
    if method == "lora":
        omitted -= {"base_quantization"}
    if sharding_case in ("alone", "split") or is_tuned:
        omitted -= {"sharding"}
    in_8_bits, is_capped = is_tuned and not says_bf16, caps_scores and not is_tuned
    return Choices(given, frozenset(omitted), switches, sharding_case, is_tuned, in_8_bits, is_capped)


def _spelled(name: str, value: object) -> str:
    if name == "gradient_checkpointing" and isinstance(value, bool):
        return "full" if value else "none"
    return value if isinstance(value, str) else ""


def open_draws(choices: Choices) -> dict[str, Latent]:
    """Return one uncertain draw per omitted choice that can make a difference, but the loss, which is no choice."""
    draws = {}
    for name in sorted(choices.open - {"loss_kernel"}):
        options = [alternatives(name, case) for case in _cases(name, choices)]
        if differing := [option for option in options if option.low != option.base or option.high != option.base]:
            source = Source(f"choice:{name}", "assumption", "default", statement=differing[0].statement)
            draws[draw_name(name)] = Latent(STANDARD_NORMAL, source)
    return draws


def _cases(name: str, choices: Choices) -> tuple[str, ...]:
    if name == "method":
        return ("any",)
    if name == "attention" and choices.caps_scores:
        return ("capped",)
    if name == "sharding":
        return ("large",) if choices.sharding_case == "large" else ("small", "large")
    is_split = choices.is_tuned or choices.sharding_case == "split"
    if (name == "gradient_checkpointing" and is_split) or (name == "precision" and choices.in_8_bits):
        return ("tuned", "tuned-sharded")
    methods = (choices.given["method"],) if "method" in choices.given else ("lora", "qlora", "full")
    return ("sharded", *methods) if name == "precision" and "full" in methods else methods
