"""Let published runs that are nearly the one asked about move its answer, and cite them."""

from collections.abc import Mapping

from calculators.analogues import Position, adjusted, near, position, source_of
from calculators.estimating import Latent
from calculators.facts.gpus import Gpu
from calculators.forms import Entry
from calculators.ranges import Range, Source
from calculators.sampling import Uncertain
from calculators.training import Plan, choose_recipe, layout_of

_GIVEN = ("method", "seq_len", "micro_batch")
"""Without these nobody can say which run is meant."""
_FACTORS = {"memory": "memory_factor", "speed": "speed_factor"}


def centre(inputs: Mapping[str, Entry], latent: Mapping[str, Latent]) -> dict[str, float]:
    """Return every number at its middle."""
    point = {name: entry.value.base for name, entry in inputs.items() if isinstance(entry.value, Range)}
    return point | {name: item.uncertain.range.base for name, item in latent.items()}


def place(inputs: Mapping[str, Entry], plan: Plan, gpu: Gpu | None, latent: Mapping[str, Latent]) -> Position | None:
    """Say where a run stands among published ones; None where too little is known of it."""
    if plan.architecture is None or gpu is None or any(inputs[name].class_ != "yours" for name in _GIVEN):
        return None
    point = centre(inputs, latent)
    layout, _ = layout_of(point)
    recipe = choose_recipe(point, plan, plan.architecture).recipe
    return position(recipe, layout, plan.architecture.params, gpu.name, inputs["stack"].text)


def within(factor: Range, minimum: float, maximum: float) -> Uncertain:
    """Return a factor with its bounds; a range that fitting or near runs moved beyond them takes them with it."""
    return Uncertain(factor, min(minimum, factor.low), max(maximum, factor.high))


def follow_near_runs(
    inputs: Mapping[str, Entry], plan: Plan, gpu: Gpu | None, latent: Mapping[str, Latent]
) -> tuple[dict[str, Latent], dict[str, Source]]:
    """Return the factors that nearly equal runs change, and those runs as sources by `near_<quantity>`."""
    here = place(inputs, plan, gpu, latent)
    changed: dict[str, Latent] = {}
    sources: dict[str, Source] = {}
    if here is None:
        return changed, sources
    for quantity, name in _FACTORS.items():
        if name in latent and (found := near(here, quantity)):
            item = latent[name]
            factor = adjusted(item.uncertain.range, found)
            changed[name] = Latent(within(factor, item.uncertain.minimum, item.uncertain.maximum), item.source)
            sources[f"near_{quantity}"] = source_of(found, quantity)
    return changed, sources
