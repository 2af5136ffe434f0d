"""What a million training tokens cost on rented GPUs, from the training calculator, as a quick range."""

from collections.abc import Mapping
from functools import lru_cache, partial

from calculators.answers.training_setting import resolve_setting
from calculators.estimating import Latent
from calculators.forms import Entry
from calculators.forms.training import FORM
from calculators.ranges import Range, Source
from calculators.sampling import Uncertain, first_order_range
from calculators.training import run

_MOST_USD = 1e6
_FULL_BELOW_B = 1.0
"""Billions of parameters below which all weights are tuned: an encoder needs no adapters."""


@lru_cache(maxsize=32)
def training_price(model: str, gpu: str, on_date: str) -> Latent | None:
    """Return USD per million training tokens on one GPU, padding and evaluations included; None: not known.

    Encoders are tuned in full, larger models with adapters; everything else as the training calculator assumes it.

    Raises:
        calculators.forms.InputErrors: the model or the GPU is unknown.

    """
    entries: dict[str, object] = {"model": model, "gpu": gpu, "total_tokens": 1e6, "gpu_count": 1}
    setting = resolve_setting(FORM.read({**entries, "method": "lora"}), on_date)
    shape = setting.plan.architecture
    if shape is not None and shape.params < _FULL_BELOW_B * 1e9:
        setting = resolve_setting(FORM.read({**entries, "method": "full"}), on_date)
    inputs = FORM.read(entries)
    known, uncertain = _split(inputs, setting.ignored)
    uncertain |= {name: item.uncertain for name, item in setting.latent.items()}
    try:
        points = first_order_range(partial(run, plan=setting.plan), known, uncertain, "training_cost_usd")
    except KeyError:
        return None
    statement = f"One million training tokens of {model} on a rented {gpu}: see the training calculator"
    source = Source(f"training:{model}/{gpu}", "derived", "derived", "", "", statement)
    return Latent(Uncertain(points, 0.0, _MOST_USD), source)


def _split(inputs: Mapping[str, Entry], ignored: set[str]) -> tuple[dict[str, float], dict[str, Uncertain]]:
    known: dict[str, float] = {}
    uncertain: dict[str, Uncertain] = {}
    for field in FORM.fields:
        value = inputs[field.name].value
        if isinstance(value, Range):
            if value.is_exact or field.name in ignored:
                known[field.name] = value.base
            else:
                uncertain[field.name] = Uncertain(value, field.minimum, field.maximum)
    return known, uncertain
