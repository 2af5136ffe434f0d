"""What a comparison does not know exactly: ranges from the facts and assumptions, beside the reader's own."""

from collections.abc import Iterable, Mapping, Sequence

from calculators.answers.inference import lifetime_of
from calculators.comparison.arms import WITH_RETRIEVAL, Arm
from calculators.comparison.own_training import training_price
from calculators.comparison.running import RETRIEVAL_INPUTS
from calculators.estimating import Latent
from calculators.facts.comparison_assumptions import Assumed, assumed, token_split
from calculators.facts.model_lifetimes import lifetime_months
from calculators.forms import Entry, Field, Form
from calculators.forms.inference import FORM as INFERENCE
from calculators.forms.retrieval import FORM as RETRIEVAL
from calculators.project_tasks import label_uncertainties, task_uncertainties
from calculators.ranges import Source
from calculators.sampling import Uncertain
from calculators.serving import uncertainties as serving_uncertainties

_ALWAYS = ("redone_share", "evaluation_calls")
_OF_KIND = {
    "optimised-prompt": ("optimiser_calls", "demonstration_tokens"),
    "cascade": ("escalation_share",),
    **dict.fromkeys(
        ("tuned-service", "tuned-own", "hybrid", "classifier"), ("tuning_runs", "tuning_epochs", "kept_prompt_share")
    ),
}


def latents_of(inputs: Mapping[str, Entry], arms: Sequence[Arm], on_date: str) -> dict[str, Latent]:
    """Return every uncertain quantity that is no input, by the name that it has in a point.

    One range serves all options that need it, so that they are compared in the same world.
    """
    names = dict.fromkeys(_ALWAYS) | dict.fromkeys(name for arm in arms for name in _OF_KIND.get(arm.kind, ()))
    found = {name: _latent(assumed(name)) for name in names}
    found |= _of_tokens(inputs, arms)
    found |= task_uncertainties()
    lifetime, source = lifetime_months()
    found["model_lifetime_months"] = Latent(Uncertain(lifetime, 0.1, 1e4), source)
    if inputs["labels_needed"].value is None:
        for kind in ("prompt", *(arm.kind for arm in arms)):  # today's prompt may have to move, whatever is open
            found |= label_uncertainties(kind)
    if any(arm.kind in WITH_RETRIEVAL for arm in arms):
        found |= {name: _of_form(RETRIEVAL, name) for name in RETRIEVAL_INPUTS if name != "corpus_tokens"}
    for arm in arms:
        if arm.host:
            found |= {f"{arm.name}.{name}": item for name, item in serving_uncertainties(arm.host).items()}
            if arm.host.price:
                found[f"{arm.name}.usd_per_gpu_hour"] = arm.host.price
            training = training_price(arm.model, arm.host.gpu.name, on_date)
            if training:
                found[f"{arm.name}.training_usd_per_mtok"] = training
    return found


def _of_tokens(inputs: Mapping[str, Entry], arms: Iterable[Arm]) -> dict[str, Latent]:
    split = token_split(inputs["task"].text)
    asked = {"fixed_prompt_share": "static_prompt_tokens", "answer_share": "output_tokens"}
    found = {name: _latent(split[name]) for name, field in asked.items() if inputs[field].value is None}
    offers = [offer for arm in arms for offer in (arm.offer, arm.passes_on_to) if offer]
    if offers and inputs["cache_hit_rate"].value is None:
        found["cache_lifetime_minutes"] = lifetime_of(offers[0])
        found["cache_realised_share"] = _of_form(INFERENCE, "cache_realised_share")
    return found


def _latent(item: Assumed) -> Latent:
    return Latent(Uncertain(item.range, 0.0, item.maximum), item.source)


def _of_form(form: Form, name: str) -> Latent:
    """Take the default of another calculator's input, which the comparison does not ask for."""
    field: Field = next(field for field in form.fields if field.name == name)
    statement = f"{field.label}: {field.reason or field.help}"
    source = Source(f"input:{name}", field.default_class, "default", "", "", statement)
    if not isinstance(field.default, tuple):
        raise TypeError(f"{name} has no default")
    return Latent(Uncertain(field.default, field.minimum, field.maximum), source)
