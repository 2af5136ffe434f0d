"""Accelerators, what they can do on paper, and what an hour of one costs."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Literal, NamedTuple

from calculators.facts import load
from calculators.ranges import Range, Source

Purchase = Literal["on-demand", "spot"]
Group = Literal["hyperscaler", "gpu-cloud", "managed"]

_MEMORY = re.compile(r"(?<![a-z\d.])([1-9]\d{0,3})\s*(?:GB|GiB|G)\b\+?", re.IGNORECASE)
_COUNT = re.compile(r"^\s*\d+\s*[x*]\s*")
_WITHOUT_MEANING = re.compile(
    r"\([^)]*\)|[/+].*|\b(GPUs?|cards?|graphics|accelerators?|chips?|tensor core|server|workstation|edition|generation|"
    r"blackwell|\d+-core|HBM\d?e?|GDDR\d\w?|unified memory)\b",
    re.IGNORECASE,
)
_FORM = re.compile(r"(?<![a-z])(SXM\d?|PCI-?e|OAM|NVL\d*|NVLink|HGX|DGX)\b", re.IGNORECASE)

RENTED_BARE: tuple[Group, ...] = ("hyperscaler", "gpu-cloud")
"""Where one rents a machine to train on; a managed endpoint only serves."""


class Gpu(NamedTuple):
    """One card or chip. Dense tensor-core rates, without sparsity; None: not supported, or no source found."""

    name: str
    memory_gb: float
    bf16_tflops: float | None
    fp16_tflops: float | None
    memory_bandwidth_gb_per_s: float | None
    is_linked: bool
    """Whether its machines join GPUs by a link faster than the bus of the computer."""
    source: Source


class PriceRange(NamedTuple):
    """What an hour of one GPU costs, in US dollars, over everybody in a catalogue who rents it out."""

    range: Range
    source: Source
    providers: int
    offers: int


class UnknownGpuError(LookupError):
    """No accelerator has that name; `close` lists names that look like it."""

    def __init__(self, message: str, close: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.close = list(close)


def names() -> list[str]:
    """Return the names of all accelerators in the table, in its order."""
    return [str(row["name"]) for row in load("gpus")["gpus"]]


def find(name: str) -> Gpu:
    """Look an accelerator up by any spelling: `A100-80GB`, `NVIDIA A100-SXM4-80GB`, `rtx 4090`.

    Words that change nothing may stand around it, and a memory of its own, as sold in another size or measured by
    software. A card that is not in the table but says its memory, as in `48GB GPU`, has that memory and no rates.

    Raises:
        UnknownGpuError: no accelerator is called that, and no memory is said.

    """
    stated = [float(size) for size in _MEMORY.findall(name)]
    for spelling in _readings(name):
        row = _by_spelling().get(_plain(spelling))
        if row is not None:
            gpu = _gpu(row)
            return gpu._replace(memory_gb=stated[0]) if stated and spelling != name else gpu
    if stated:
        return _unnamed_card(stated[0])
    raise UnknownGpuError("there is no such GPU in the table", similar(name))


def hourly_prices(
    gpu_name: str, purchase: Purchase = "on-demand", groups: Sequence[Group] = RENTED_BARE
) -> PriceRange | None:
    """Return what an hour of one such GPU costs; None where nobody in the catalogues offers it that way.

    The range spans providers, regions and machine shapes: the 10th percentile of the providers' lowest prices, the
    median of their medians, the 90th percentile of their highest.

    Raises:
        UnknownGpuError: no accelerator is called that.

    """
    name = _priced_as(find(gpu_name).name)
    rows = [row for row in live_offers(name, groups) if purchase in row]
    if not rows:
        return None
    lows, medians, highs = zip(*(row[purchase] for row in rows), strict=True)
    spread = Range(_percentile(lows, 0.1), _percentile(medians, 0.5), _percentile(highs, 0.9))
    catalogues = [_catalogues()[row["catalogue"]] for row in rows]
    dates = sorted(entry["date_seen"] for entry in catalogues)
    offers = sum(row["offers"] for row in rows)
    seen = f"seen {dates[0]} to {dates[-1]}" if dates[0] != dates[-1] else f"seen {dates[0]}"
    source = Source(
        f"gpu-price:{name}/{purchase}",
        "derived",
        "derived",
        _most_used(catalogues)["source"],
        dates[0],
        f"{name}, {purchase}: {spread.base:g} USD per GPU-hour in the middle of {len(rows)} providers, {seen}",
    )
    return PriceRange(spread, source, len(rows), offers)


def live_offers(gpu_name: str, groups: Sequence[Group] = RENTED_BARE) -> list[Mapping[str, Any]]:
    """Return the catalogue rows of a GPU, by its name in the table, that can still be had."""
    return [
        row for row in _offers_by_gpu().get(gpu_name, ()) if row["group"] in groups and row["status"] != "historical"
    ]


@cache
def _offers_by_gpu() -> Mapping[str, list[Mapping[str, Any]]]:
    offers: dict[str, list[Mapping[str, Any]]] = {}
    for row in load("gpu_prices")["offers"]:
        offers.setdefault(row["gpu"], []).append({**row, "status": _catalogues()[row["catalogue"]]["status"]})
    return offers


@cache
def _catalogues() -> Mapping[str, Mapping[str, Any]]:
    return {entry["id"]: entry for entry in load("gpu_prices")["catalogues"]}


def _most_used(catalogues: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    return max(catalogues, key=lambda entry: (sum(other is entry for other in catalogues), entry["id"]))


def _percentile(values: Sequence[float], share: float) -> float:
    """Interpolate between the two nearest of the sorted values."""
    ordered = sorted(values)
    position = share * (len(ordered) - 1)
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (position - below)


def _gpu(row: Mapping[str, Any]) -> Gpu:
    rates = f"{row.get('bf16_tflops') or row.get('fp16_tflops'):g} TFLOPS dense" if _has_rate(row) else "rate unknown"
    return Gpu(
        row["name"],
        row["memory_gb"],
        row.get("bf16_tflops"),
        row.get("fp16_tflops"),
        row.get("memory_bandwidth_gb_per_s"),
        row["linked"],
        Source(
            f"gpu:{row['name']}",
            "list price" if row["status"] != "derived" else "derived",
            row["status"],
            row["source"],
            row["date_seen"],
            f"{row['name']}: {row['memory_gb']:g} GB, {rates}",
        ),
    )


def _priced_as(name: str) -> str:
    """Return whose prices count for a GPU: catalogues do not tell the forms of an A100 apart."""
    return str(_by_spelling().get(_plain(name), {}).get("priced_as", name))


def _has_rate(row: Mapping[str, Any]) -> bool:
    return "bf16_tflops" in row or "fp16_tflops" in row


def _unnamed_card(memory_gb: float) -> Gpu:
    name = f"{memory_gb:g}GB GPU"
    return Gpu(
        name, memory_gb, None, None, None, False, Source(f"gpu:{name}", "yours", "", statement=f"a card of {name[:-4]}")
    )


@cache
def _by_spelling() -> Mapping[str, Mapping[str, Any]]:
    return {_plain(spelling): row for row in load("gpus")["gpus"] for spelling in _spellings(row)}


def _spellings(row: Mapping[str, Any]) -> Iterator[str]:
    yield row["name"]
    yield from row.get("aliases", ())


def _readings(name: str) -> Iterator[str]:
    """Yield a spelling as it stands, and without more and more of what tells no cards apart."""
    yield name
    bare = name
    for needless in (_COUNT, _WITHOUT_MEANING, _MEMORY, _FORM):
        yield (bare := needless.sub(" ", bare))


def _plain(name: str) -> str:
    """Reduce a spelling to what tells cards apart: no makers' names, no punctuation, `80G` for `80GB`."""
    words = re.sub(r"\b(nvidia|amd|intel|google|aws|apple|geforce|tesla|instinct|habana|radeon)\b", "", name.lower())
    return re.sub(r"[^a-z0-9+]", "", words).replace("gb", "g")


def similar(name: str) -> list[str]:
    """Return the names of up to three accelerators whose spellings look like that."""
    from difflib import get_close_matches  # noqa: PLC0415 - needed for mistakes only

    found = get_close_matches(_plain(name[:80]), sorted(_by_spelling()), n=6, cutoff=0.5)
    return list(dict.fromkeys(str(_by_spelling()[spelling]["name"]) for spelling in found))[:3]
