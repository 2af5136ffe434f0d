"""What does it cost to host a model yourself? One sample of it, all numbers exact."""

from collections.abc import Mapping

from calculators.columns import maximum, minimum, round_up
from calculators.estimating import Latent
from calculators.facts import serving
from calculators.serving_hosts import STACKS, WEIGHT_BITS, Host, ServingError, resolve_host

__all__ = [
    "STACKS",
    "WEIGHT_BITS",
    "Host",
    "ServingError",
    "hosting",
    "requests_per_second",
    "resolve_host",
    "uncertainties",
]

SECONDS_PER_HOUR = 3_600.0
FEWEST_REQUESTS = 1e-6
"""Requests per month below which there are none, as in the token bill."""
_MIDDLE_RANK = 16.0
"""Rank of adapters where the caller does not say it: the middle of published recipes."""
_SHORTEST_SECONDS = 1e-9
"""So that a request without any token has a finite rate."""
_SPARE = 1e-9
"""Part of a replica by which demand may exceed whole replicas: rounding, not traffic."""


def uncertainties(host: Host, *, adapters: bool = False) -> dict[str, Latent]:
    """Return what stays uncertain about a host, by the names under which `hosting` reads it.

    Args:
        host: what serves.
        adapters: whether adapters are served beside the base model.

    """
    kind = "encoder" if not host.architecture.is_decoder else host.stack
    latent = {"speed_factor": serving.factor(f"speed_factor_{kind}")}
    if host.generates:
        latent["most_sequences"] = serving.factor("most_sequences")
    if adapters:
        latent["adapter_factor"] = serving.factor("adapter_factor")
    if host.price is not None:
        latent["usd_per_gpu_hour"] = host.price
    return {name: item for name, item in latent.items() if not item.uncertain.range.is_exact}


def hosting(point: Mapping[str, float], host: Host) -> dict[str, float]:
    """Count the replicas that a month's peak needs, and what they cost.

    replicas = peak requests per second / (requests per second of one replica x target utilisation), rounded up, at
    least one; all of them run all month.

    Args:
        point: `requests_per_month`, `peak_factor`, `input_tokens`, `output_tokens`, `adapters`, `adapter_rank`,
            `target_utilisation`, `hours_per_month`; `gpu_usd_per_hour` or `usd_per_gpu_hour`, and the other names
            of `uncertainties`.
        host: what serves.

    Returns:
        The results by name: speed, replicas, GPUs, USD per month and per request. Without a price the USD are absent,
        without requests those per request.

    """
    rate, sequences = requests_per_second(point, host)
    requests, hours = point["requests_per_month"], point["hours_per_month"]
    mean = requests / (hours * SECONDS_PER_HOUR)
    filled = rate * point["target_utilisation"]
    replicas = maximum(round_up(mean * point["peak_factor"] / filled - _SPARE), 1.0)
    tokens = point["output_tokens"] if host.generates else point["input_tokens"]
    result = {
        "tokens_per_second_per_gpu": rate * tokens / host.gpu_count,
        "requests_per_second_per_replica": rate,
        "replicas": replicas,
        "gpus": replicas * host.gpu_count,
        "busy_share": mean / (rate * replicas),
        "requests_per_month_per_replica": filled * hours * SECONDS_PER_HOUR / point["peak_factor"],
    }
    if host.generates:
        result["sequences_at_once"] = sequences
    price = point.get("gpu_usd_per_hour", point.get("usd_per_gpu_hour"))
    if price is not None:
        month = replicas * host.gpu_count * price * hours
        result["cost_usd_per_month"] = month
        if requests > FEWEST_REQUESTS:
            result["cost_usd_per_request"] = month / requests
    return result


def requests_per_second(point: Mapping[str, float], host: Host) -> tuple[float, float]:
    """Return what one full replica serves per second, and how many sequences it then works on at once.

    A roofline: each step reads the weights and the cache of every sequence, or computes one token of every sequence,
    whichever takes longer, plus scheduling; a prompt is computed once. The time of one request is
    prompt + answer x step / sequences. Own derivation; the constants come from published speeds (facts/serving.py).

    Args:
        point: `input_tokens`, `output_tokens` and, if known, `adapters`, `adapter_rank`, `speed_factor`,
            `adapter_factor` and `most_sequences` (no end if absent).
        host: what serves.

    """
    prompt = point["input_tokens"]
    seconds = prompt * (host.tflop_per_token + host.tflop_per_token_pair * prompt / 2) / host.tflops
    sequences = 1.0
    if host.generates:
        answer = point["output_tokens"]
        context = prompt + answer / 2
        sequences = _sequences(point, host, context)
        read = host.weights_gb + host.cache_gb_per_token * context * sequences
        if host.expert_gb:
            shape = host.architecture
            read -= host.expert_gb * (1 - shape.active_experts / shape.experts) ** sequences
        reading = read / host.gb_per_second
        computing = sequences * (host.tflop_per_token + host.tflop_per_token_pair * context) / host.tflops
        constants = host.efficiency
        scheduling = (constants.ms_per_step + constants.ms_per_sequence * sequences) / 1e3
        seconds += answer * (maximum(reading, computing) + scheduling) / sequences
    factor = point.get("speed_factor", 1.0)
    if point.get("adapters", 0.0) > 0:
        factor *= point.get("adapter_factor", 1.0)
    return factor / maximum(seconds, _SHORTEST_SECONDS), sequences


def _sequences(point: Mapping[str, float], host: Host, context: float) -> float:
    """Sequences that are worked on at once: what fits, or as many as the server allows; at least one."""
    most = point.get("most_sequences", 1e9)
    adapters = minimum(point.get("adapters", 0.0), most)
    free = host.free_gb - adapters * point.get("adapter_rank", _MIDDLE_RANK) * host.adapter_gb_per_rank
    return maximum(minimum(free / (host.cache_gb_per_token * context), most), 1.0)
