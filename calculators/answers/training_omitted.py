"""What a reader left out of the recipe: what counts instead, alone or in a range, and what changed to make it fit."""

from collections.abc import Mapping

from calculators.answers.training_near import centre
from calculators.answers.training_setting import Setting
from calculators.forms import Entry
from calculators.forms.training import FORM
from calculators.ranges import Range
from calculators.recipes import NAMES, draw_name
from calculators.training import choose_recipe, layout_of, room_of

_NUMBERS_OF_RECIPE = ("seq_len", "micro_batch", "lora_rank")
_CHUNKED = 1.0
"""Bytes per logit of a loss computed in chunks."""
_LABELS = {field.name: field.label for field in FORM.fields}


def omitted_choices(inputs: Mapping[str, Entry], setting: Setting) -> list[str]:
    """Return the labels of the recipe inputs that were not given and whose alternatives widen the range."""
    names = ["packing"] if "choice_of_packing" in setting.latent else []
    names += [name for name in _NUMBERS_OF_RECIPE if inputs[name].class_ != "yours" and name not in setting.ignored]
    return [*_open(setting, spread=True), *(_LABELS[name] for name in names)]


def notes_on_omitted(inputs: Mapping[str, Entry], setting: Setting) -> list[str]:
    """Say what counts for what was not given."""
    point = centre(inputs, setting.latent)
    changed, at_the_end = _changed(point, setting), _changed(point | _high_end(inputs), setting)
    notes = []
    ranged = [label for label in omitted_choices(inputs, setting) if label not in changed]
    if ranged:
        can_change = setting.gpu is not None and not setting.plan.choices.is_tuned
        others = f"those others with which the run fits on {_card(setting)}" if can_change else "the others"
        notes.append(f"Not given, so the commonest choice counts and the range covers {others}: {', '.join(ranged)}.")
    alone = [label for label in _open(setting, spread=False) if label not in {**changed, **at_the_end}]
    if alone:
        notes.append(f"Not given, and the commonest choice alone counts: {', '.join(alone)}.")
    if changed:
        said = f"With the commonest choices the run does not fit on {_card(setting)}, so these count instead"
        notes.append(f"{said}: {', '.join(changed.values())}.")
    elif at_the_end:
        said = f"Where batches and lengths of the range are too much for {_card(setting)}, these count there"
        notes.append(f"{said}: {', '.join(at_the_end.values())}.")
    return notes


def _open(setting: Setting, *, spread: bool) -> list[str]:
    """Return the labels of open choices that matter, by whether their alternatives are in the range."""
    draws = {name: "bytes_per_logit" if name == "loss_kernel" else draw_name(name) for name in NAMES}
    is_encoder = setting.plan.architecture is not None and not setting.plan.architecture.is_decoder
    names = sorted(setting.plan.choices.open - ({"loss_kernel"} if is_encoder else set()))
    return [_LABELS[name] for name in names if (draws[name] in setting.latent) is spread]


def _card(setting: Setting) -> str:
    return setting.gpu.name if setting.gpu else f"a card of {room_of(setting.plan):g} GB"


def _high_end(inputs: Mapping[str, Entry]) -> dict[str, float]:
    values = {name: inputs[name].value for name in _NUMBERS_OF_RECIPE}
    return {name: value.high for name, value in values.items() if isinstance(value, Range)}


def _changed(point: Mapping[str, float], setting: Setting) -> dict[str, str]:
    """Return the choices that were changed at a point so that the run fits: what counts instead, by label."""
    shape = setting.plan.architecture
    if shape is None:
        return {}
    layout, drawn = layout_of(point)[0], setting.plan.choices.recipe(point)
    made = choose_recipe(point, setting.plan, shape, drawn)
    before, now = drawn._asdict(), made.recipe._asdict()
    changed = {_LABELS[name]: f"{_LABELS[name]} {now[name]}" for name in NAMES if now[name] != before[name]}
    if now["precision"] != before["precision"]:
        changed[_LABELS["precision"]] = "weights kept in 16 bits"
    if (per_logit := made.layout.bytes_per_logit) != layout.bytes_per_logit:
        leaner = "chunked" if per_logit == _CHUNKED else f"with {per_logit:g} bytes per logit"
        changed[_LABELS["loss_kernel"]] = f"{_LABELS['loss_kernel']} {leaner}"
    if made.layout.seq_len < layout.seq_len * point.get("longest_share", 1.0):
        changed["examples"] = f"no example longer than {made.layout.seq_len:,.0f} tokens"
    return changed
