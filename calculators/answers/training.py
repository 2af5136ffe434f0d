"""The training calculator's answer: memory, time and cost of one run, what they rest on, what to know."""

from collections.abc import Mapping
from functools import partial

from calculators.answers.training_advice import advise, needed_gb, notes_of
from calculators.answers.training_notes import notes_on
from calculators.answers.training_omitted import omitted_choices
from calculators.answers.training_outcomes import OUTCOMES, RESTS_ON, validation_of
from calculators.answers.training_setting import Setting, resolve_setting
from calculators.architectures import Architecture
from calculators.estimating import Latent, guessed_share, result_of, run, sources_of_inputs
from calculators.forms import Entry
from calculators.forms.training import FORM
from calculators.ranges import Estimate, Range, Result, Source, State, Validation, round_for_output
from calculators.sampling import SAMPLE_COUNT, Spread
from calculators.training import run as run_once

UNCHECKED = Validation("unvalidated", 0, "not compared with published runs")
EXACT_COST = Validation("checked", 0, "tokens or hours x listed price: exact for exact ones, as far as the price holds")


def estimate(inputs: Mapping[str, Entry], *, seed: int, on_date: str) -> Estimate:
    """Answer one set of validated inputs at the facts of a date (YYYY-MM-DD).

    Raises:
        calculators.forms.InputErrors: the model, the GPU or the service cannot be resolved.

    """
    setting = resolve_setting(inputs, on_date)
    spreads = _sampled(inputs, setting, seed)
    results = {name: _result(name, spreads.get(name), inputs, setting) for name in OUTCOMES}
    fits, why = _fits(results["peak_memory_gb_per_gpu"], setting)
    results["fits"] = results["fits"]._replace(state=fits)
    peak = results["peak_memory_gb_per_gpu"].range
    advice = advise(
        inputs,
        setting,
        on_date,
        peak.base if peak else None,
        lambda changed, then, count: _sampled(changed, then, seed, count)["peak_memory_gb_per_gpu"].range.base,
    )
    details: dict[str, object] = {
        "architecture": _architecture_in_words(setting.plan.architecture),
        "fits": why,
        "dominates": advice.dominates,
        "gpus_that_fit": advice.gpus_that_fit,
        "smallest_change": advice.smallest_change,
        "changed_inputs": advice.changed_inputs,
        "omitted": omitted_choices(inputs, setting),
        "gpu_memory_gb": round_for_output(setting.gpu.memory_gb) if setting.gpu else None,
    }
    for name in ("peak_memory_gb_per_gpu", "training_hours", "training_cost_usd"):
        if name in spreads:
            details[f"spread_of_{name}"] = spreads[name].shares
    return Estimate(
        "training", on_date, results, details, [*notes_on(inputs, setting, spreads), *notes_of(advice, setting)]
    )


def _sampled(inputs: Mapping[str, Entry], setting: Setting, seed: int, count: int = SAMPLE_COUNT) -> dict[str, Spread]:
    return run(
        partial(run_once, plan=setting.plan),
        FORM,
        inputs,
        ignored=setting.ignored,
        latent=setting.latent,
        seed=seed,
        count=count,
    )


def _result(name: str, spread: Spread | None, inputs: Mapping[str, Entry], setting: Setting) -> Result:
    outcome = OUTCOMES[name]
    counts = RESTS_ON[name]
    return result_of(
        outcome,
        spread,
        sources=[
            *(setting.sources[part] for part in counts.facts if part in setting.sources),
            *_sources_of(setting.latent, counts.latent),
            *sources_of_inputs(FORM, inputs, outcome, setting.ignored),
        ],
        assumed_share=guessed_share(spread, inputs, setting.latent) if spread else 0.0,
        validation=EXACT_COST
        if name == "training_cost_usd" and setting.plan.service
        else validation_of(name, inputs["stack"].text) or UNCHECKED,
    )


def _sources_of(latent: Mapping[str, Latent], wanted: tuple[str, ...]) -> list[Source]:
    return [item.source for name, item in latent.items() if any(name.startswith(part) for part in wanted)]


def _fits(memory: Result, setting: Setting) -> tuple[State, str]:
    """Say whether the run fits on the card: certain only if the whole range lies on one side."""
    if setting.gpu is None or memory.range is None:
        return "unknown", "no GPU was named"
    if setting.plan.is_split_unstated:
        return "unknown", "it was not said how the tuned stack splits the model"
    has = setting.gpu.memory_gb
    needs = Range(*(needed_gb(value) for value in memory.range))
    text = f"{needs.low:.3g} to {needs.high:.3g} GB with what the driver and gaps take, of {has:g} GB"
    if needs.high <= has:
        return "yes", text
    return ("no" if needs.low > has else "unknown"), text


def _architecture_in_words(shape: Architecture | None) -> str:
    if shape is None:
        return "not published"
    words = (
        f"{shape.name}: {shape.params / 1e9:.4g}B parameters, {shape.layers:.4g} layers, width {shape.hidden:.5g}, "
        f"feed-forward {shape.ffn_hidden:.6g}, vocabulary {shape.vocab:.7g}"
    )
    return f"{words}; inferred: {shape.inferred}" if shape.inferred else words
