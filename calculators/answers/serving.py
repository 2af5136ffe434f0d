"""The hosting calculator's answer: replicas, their cost, what they rest on, what to know."""

from collections.abc import Mapping
from functools import partial
from math import ceil

from calculators.answers.serving_outcomes import FACTS, LATENCY_REASON, LATENT, OUTCOMES, validation_of
from calculators.estimating import STEPPED_COUNT, Latent, guessed_share, result_of, run, sources_of_inputs
from calculators.forms import Entry, InputError, InputErrors
from calculators.forms.parsing import quote
from calculators.forms.serving import FORM
from calculators.ranges import Estimate, Range, Result
from calculators.sampling import Spread
from calculators.serving import Host, ServingError, hosting, resolve_host, uncertainties

_WHOLE = frozenset({"replicas", "gpus"})
_NOT_ASSESSED = frozenset({"latency_p95_ms", "sequences_at_once"})
"""Latency always; sequences where nothing is written and so nothing is kept between steps."""


def estimate(inputs: Mapping[str, Entry], *, seed: int, on_date: str) -> Estimate:
    """Answer one set of validated inputs at the facts of a date (YYYY-MM-DD).

    Raises:
        InputErrors: the model or the GPU cannot be resolved, or the model does not fit.

    """
    host = _host(inputs)
    with_adapters = inputs["adapters"].range.base > 0
    latent = uncertainties(host, adapters=with_adapters)
    if inputs["gpu_usd_per_hour"].value is not None:
        latent.pop("usd_per_gpu_hour", None)
    ignored = _without_effect(inputs, host)
    spreads = run(
        partial(hosting, host=host), FORM, inputs, ignored=ignored, latent=latent, seed=seed, count=STEPPED_COUNT
    )
    details: dict[str, object] = {"replica": _replica_in_words(host), "latency_p95_ms": LATENCY_REASON}
    if "cost_usd_per_month" in spreads:
        details["spread_of_cost_usd_per_month"] = spreads["cost_usd_per_month"].shares
    return Estimate(
        "serving",
        on_date,
        {
            name: _result(name, spreads.get(name), inputs, host=host, latent=latent, ignored=ignored)
            for name in OUTCOMES
        },
        details,
        _notes(inputs, host, spreads),
    )


def _result(
    name: str,
    spread: Spread | None,
    inputs: Mapping[str, Entry],
    *,
    host: Host,
    latent: Mapping[str, Latent],
    ignored: set[str],
) -> Result:
    outcome = OUTCOMES[name]
    if spread and name in _WHOLE:
        spread = Spread(Range(*(float(ceil(value - 1e-6)) for value in spread.range)), spread.shares)
    kind = host.stack if host.architecture.is_decoder else "encoder"
    return result_of(
        outcome,
        spread,
        sources=[
            *(host.sources[part] for part in FACTS[name] if part in host.sources and name != "latency_p95_ms"),
            *(latent[part].source for part in LATENT[name] if part in latent),
            *(sources_of_inputs(FORM, inputs, outcome, ignored) if outcome.inputs else []),
        ],
        assumed_share=guessed_share(spread, inputs, latent) if spread else 0.0,
        validation=validation_of(name, kind),
        state="not-assessed" if name in _NOT_ASSESSED else "unknown",
    )


def _host(inputs: Mapping[str, Entry]) -> Host:
    def number(name: str) -> float | None:
        return inputs[name].range.base if inputs[name].value is not None else None

    try:
        return resolve_host(
            inputs["model"].text,
            inputs["gpu"].text,
            params_b=number("params_b"),
            weight_bits=inputs["weight_bits"].text,
            gpu_count=number("gpu_count"),
            stack=inputs["stack"].text,
            generates=inputs["output_tokens"].range.high > 0,
            longest_tokens=inputs["input_tokens"].range.high + inputs["output_tokens"].range.high,
        )
    except ServingError as problem:
        raise InputErrors([_input_error(problem, inputs)]) from problem


def _input_error(problem: ServingError, inputs: Mapping[str, Entry]) -> InputError:
    """Phrase what cannot be served so that the reader knows what to enter instead."""
    fields = {field.name: field for field in FORM.fields}
    field = fields[problem.field]
    if problem.field == "gpu_count":
        value = f"{inputs['gpu_count'].range.base:g}"
        said = f"{problem}. Enter {field.bounds}, or leave it blank."
        return InputError("gpu_count", value, said, field.minimum, field.maximum, field.unit)
    text = inputs[problem.field].text
    close = f"; close to it: {', '.join(problem.close)}" if problem.close else ""
    wanted = {
        "model": "Enter a model of the catalogue, or its size in billions of parameters (params_b).",
        "gpu": "Enter a GPU of the table.",
    }[problem.field]
    return InputError(problem.field, quote(text), f"{quote(text)}: {problem}{close}. {wanted}")


def _without_effect(inputs: Mapping[str, Entry], host: Host) -> set[str]:
    """Name the inputs that cannot change this answer, so that they are neither sampled nor cited."""
    ignored = set()
    if not host.generates:
        ignored |= {"output_tokens", "adapter_rank"}
    if inputs["adapters"].range.base == 0:
        ignored |= {"adapter_rank"}
    if inputs["params_b"].value is None:
        ignored |= {"params_b"}
    return ignored


def _replica_in_words(host: Host) -> str:
    shape = host.architecture
    words = (
        f"{shape.name} in {host.weight_bits} on {host.gpu_count:g} x {host.gpu.name}: {host.weights_gb:.3g} GB of "
        f"weights, {max(host.free_gb, 0.0):.3g} GB left"
    )
    if host.generates:
        words += f", {host.cache_gb_per_token * 1e6:.3g} kB of cache per token"
    return f"{words}; architecture inferred: {shape.inferred}" if shape.inferred else words


def _notes(inputs: Mapping[str, Entry], host: Host, spreads: Mapping[str, Spread]) -> list[str]:
    """Say what the reader would otherwise find out from the invoice."""
    shape, notes = host.architecture, []
    if shape.inferred:
        unknown = f"{shape.name} is not in the catalogue: its architecture was inferred from its size."
        notes.append(shape.published_size or unknown)
    if not shape.is_decoder and inputs["output_tokens"].range.high > 0:
        notes.append("An encoder writes nothing: the answer's tokens are not counted, and speed is tokens read.")
    if shape.experts > 1:
        notes.append(
            "A mixture of experts: few published speeds back it, and experts spread over GPUs are not modelled."
        )
    if "cost_usd_per_month" not in spreads:
        notes.append("No catalogue lists an hourly price for this GPU: enter yours.")
    elif "cost_usd_per_request" not in spreads:
        notes.append("Without requests one replica is still paid, and a cost per request is unknown.")
    if spreads["replicas"].range.high <= 1:
        notes.append(
            "One replica is more than enough: the bill is that of an idle GPU, and more requests cost nothing until it "
            "is full. If it fails, nothing serves."
        )
    notes.append("The replicas for the peak run all month: switching some off at night saves money and is not counted.")
    if inputs["adapters"].range.base > 0 and host.generates:
        notes.append(
            "Adapters beyond those in use wait in the computer's memory; loading one delays its first request."
        )
    return notes
