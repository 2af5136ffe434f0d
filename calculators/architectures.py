"""The shape of a model: from the catalogue, from the reader's numbers, or inferred from its size."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from calculators.facts import load
from calculators.ranges import Source

SHAPE_INPUTS = ("layers", "hidden", "heads", "kv_heads", "ffn_hidden", "vocab")
"""Inputs that describe a shape; each replaces what the catalogue or the inference says."""

_USUAL_SIZE_B, _USUAL_HIDDEN, _USUAL_LAYERS = 7.0, 4096, 32
_HIDDEN_EXPONENT, _LAYERS_EXPONENT = 0.34, 0.32
_TIED_BELOW_B = 4.0
"""Size in billions below which models usually share one matrix between input and output embedding."""
_USUAL_VOCAB, _USUAL_HEAD_DIM, _USUAL_QUERIES_PER_KEY = 128_256, 128, 4
_ENDINGS = re.compile(r"(instruct|chat|hf|it|base|bnb|4bit|gptq|awq|int4|int8|preview|\d{4})$")


class Architecture(NamedTuple):
    """What memory and time depend on. Counts are plain numbers, widths are vector lengths."""

    name: str
    params: float
    """All parameters, every expert included."""
    active_params: float
    """Parameters that one token passes through."""
    layers: float
    hidden: float
    query_width: float
    key_width: float
    """Width of the keys, and of the values."""
    ffn_hidden: float
    """Width of one expert in a mixture of experts."""
    experts: float
    active_experts: float
    vocab: float
    tied: bool
    """Whether input and output embedding are one matrix."""
    gated: bool
    """Whether the feed-forward block has three matrices instead of two."""
    is_decoder: bool
    inferred: str
    """Which part of this was inferred from the size; empty: none."""
    source: Source | None

    @property
    def embedding_params(self) -> float:
        """Parameters of input and output embeddings, which quantisation leaves alone."""
        return self.vocab * self.hidden * (1 if self.tied or not self.is_decoder else 2)

    @property
    def linear_params(self) -> float:
        """Parameters of all layers, every expert included."""
        return max(self.params - self.embedding_params, 0.0)

    @property
    def computing_params(self) -> float:
        """Parameters that multiply each token: those it passes through, less the table that is only looked up."""
        looked_up = self.vocab * self.hidden if self.is_decoder and not self.tied else 0.0
        looked_up = looked_up if self.is_decoder else self.embedding_params
        return max(self.active_params - looked_up, 0.0)


class UnknownModelError(LookupError):
    """The catalogue has no model of that name; `close` lists names that look like it."""

    def __init__(self, message: str, close: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.close = list(close)


def names() -> list[str]:
    """Return the names of the catalogue's models."""
    return [str(row["id"]) for row in load("architectures")["models"]]


def resolve(model: str, params_b: float | None, shape: Mapping[str, float]) -> Architecture:
    """Return the architecture asked for.

    Args:
        model: a name or alias of the catalogue, with or without maker and `-instruct`; empty or unknown is fine
            where the size or the shape is given.
        params_b: billions of parameters; replaces the catalogue's count.
        shape: given numbers by name, any of SHAPE_INPUTS.

    Raises:
        UnknownModelError: the name is not in the catalogue and neither size nor shape stands in for it.

    """
    row = _find(model)
    if row is not None:
        return _from_row({**row, **shape}, params_b, counted=bool(shape))
    if params_b is not None:
        return _inferred(model or f"a model of {params_b:g}B parameters", params_b, shape)
    if {"layers", "hidden"} <= shape.keys():
        return _from_shape(model or "a model of that shape", shape)
    raise UnknownModelError("there is no such model in the catalogue", _similar(model))


def count_parameters(row: Mapping[str, Any], *, active_only: bool = False) -> float:
    """Count the parameters of a catalogue row: embeddings, attention, feed-forward, norms and biases.

    With `active_only`, only those experts count that one token passes through.
    """
    hidden, ffn = row["hidden"], row["ffn_hidden"]
    queries, keys = row["heads"] * row["head_dim"], row["kv_heads"] * row["head_dim"]
    experts = row.get("experts", 0)
    copies = (row["active_experts"] if active_only else experts) if experts else 1
    attention = 2 * hidden * queries + 2 * hidden * keys
    feed_forward = (3 if row["gated"] else 2) * hidden * ffn * copies + hidden * experts
    has_all = row["biases"] == "all"
    biases = queries + 2 * keys if row["biases"] == "qkv" else 0
    if has_all:
        biases = queries + 2 * keys + 2 * hidden + (2 if row["gated"] else 1) * ffn * copies
    norms = row["norms_per_layer"] * hidden * (2 if has_all else 1)
    tables = 1 if row["tied"] else 2
    return float(row["vocab"] * hidden * tables + row["layers"] * (attention + feed_forward + norms + biases) + hidden)


def _from_row(row: Mapping[str, Any], params_b: float | None, *, counted: bool) -> Architecture:
    """Build from a row; `counted` ignores the maker's total because the reader changed the shape."""
    published = None if counted else row.get("params_b")
    total_b = params_b or published or count_parameters(row) / 1e9
    active = row.get("active_params_b") if not counted else None
    active_b = active or count_parameters(row, active_only=True) / 1e9
    has_experts = "experts" in row
    return Architecture(
        row["id"],
        total_b * 1e9,
        min(active_b, total_b) * 1e9 if has_experts else total_b * 1e9,
        row["layers"],
        row["hidden"],
        row["heads"] * row["head_dim"],
        row["kv_heads"] * row["head_dim"],
        row["ffn_hidden"],
        row.get("experts", 1),
        row.get("active_experts", 1),
        row["vocab"],
        row["tied"],
        row["gated"],
        row["family"] == "decoder",
        "",
        Source(
            f"architecture:{row['id']}",
            "derived" if row["status"] != "verified" else "measured",
            row["status"],
            row["source"],
            row["date_seen"],
            f"{row['id']}: {row['layers']} layers, width {row['hidden']:,}, {total_b:.4g}B parameters",
        ),
    )


def _inferred(name: str, params_b: float, shape: Mapping[str, float]) -> Architecture:
    """Give a model of that size the proportions of a usual decoder; what the reader knows is kept."""
    scale = params_b / _USUAL_SIZE_B
    hidden = shape.get("hidden", _USUAL_HIDDEN * scale**_HIDDEN_EXPONENT)
    filled = {"layers": max(_USUAL_LAYERS * scale**_LAYERS_EXPONENT, 1.0), **shape, "hidden": hidden}
    made = _from_shape(name, filled)
    missing = [part for part in SHAPE_INPUTS if part not in shape]
    total = params_b * 1e9
    tied = params_b < _TIED_BELOW_B
    return made._replace(params=total, active_params=total, tied=tied, inferred=", ".join(missing))


def _from_shape(name: str, shape: Mapping[str, float]) -> Architecture:
    hidden = shape["hidden"]
    heads = shape.get("heads", max(hidden / _USUAL_HEAD_DIM, 1.0))
    kv_heads = shape.get("kv_heads", heads if "heads" in shape else max(heads / _USUAL_QUERIES_PER_KEY, 1.0))
    row: dict[str, Any] = {
        **shape,
        "heads": heads,
        "kv_heads": min(kv_heads, heads),
        "head_dim": hidden / heads,
        "ffn_hidden": shape.get("ffn_hidden", 3.5 * hidden),
        "vocab": shape.get("vocab", _USUAL_VOCAB),
        "gated": True,
        "tied": False,
        "biases": "none",
        "norms_per_layer": 2,
    }
    total = count_parameters(row)
    return Architecture(
        name,
        total,
        total,
        shape["layers"],
        hidden,
        hidden,
        row["kv_heads"] * row["head_dim"],
        row["ffn_hidden"],
        1,
        1,
        row["vocab"],
        tied=False,
        gated=True,
        is_decoder=True,
        inferred=", ".join(part for part in SHAPE_INPUTS if part not in shape),
        source=None,
    )


def _find(model: str) -> Mapping[str, Any] | None:
    spelling = _plain(model)
    while spelling:
        if spelling in _by_spelling():
            return _by_spelling()[spelling]
        shorter = _ENDINGS.sub("", spelling)
        if shorter == spelling:
            return None
        spelling = shorter
    return None


@cache
def _by_spelling() -> Mapping[str, Mapping[str, Any]]:
    rows = load("architectures")["models"]
    return {_plain(spelling): row for row in rows for spelling in (*row["aliases"], row["id"])}


def _plain(name: str) -> str:
    """Reduce a spelling to letters, digits and points, without the maker before a slash."""
    return re.sub(r"[^a-z0-9.]", "", name.lower().rpartition("/")[2])


def _similar(name: str) -> list[str]:
    from difflib import get_close_matches  # noqa: PLC0415 - needed for mistakes only

    found = get_close_matches(_plain(name)[:80], sorted(_by_spelling()), n=6, cutoff=0.5)
    return list(dict.fromkeys(str(_by_spelling()[spelling]["id"]) for spelling in found))[:3]
