"""How many parameters has a model of that shape? Counted as its published configuration describes it."""

from collections.abc import Mapping
from typing import Any

DEFAULTS: Mapping[str, Any] = {
    "family": "decoder",
    "aliases": (),
    "tied": False,
    "gated": True,
    "biases": "none",
    "norms_per_layer": 2,
    "experts": 0,
    "active_experts": 0,
    "shared_width": 0,
    "dense_layers": 0,
    "dense_ffn": 0,
    "positions": 0,
    "per_layer_width": 0,
    "caps_scores": False,
}
"""What a row of the catalogue means where it says nothing."""

_CONVOLUTION_TAPS = 4
"""Taps of the short convolution before linear attention, as Qwen3-Next has it."""


def complete(row: Mapping[str, Any]) -> dict[str, Any]:
    """Fill in what a row of the catalogue leaves out: as many keys as queries, heads that divide the width."""
    heads = row["heads"]
    return {**DEFAULTS, "kv_heads": heads, "head_dim": row["hidden"] / heads, **row}


def query_width(row: Mapping[str, Any]) -> float:
    """Return the width of all queries; compressed attention (MLA) expands them for every head."""
    if "mla" in row:
        _, _, rotary, plain, _ = row["mla"]
        return float(row["heads"] * (rotary + plain))
    return float(row["heads"] * row["head_dim"])


def key_width(row: Mapping[str, Any]) -> float:
    """Return the width of the keys, which is that of the values; where they differ, their mean."""
    if "mla" in row:
        _, _, rotary, plain, value = row["mla"]
        return float(row["heads"] * (rotary + plain + value) / 2)
    return float(row["kv_heads"] * row["head_dim"])


def count_parameters(row: Mapping[str, Any], *, active_only: bool = False) -> float:
    """Count the parameters of a complete row: embeddings, attention, feed-forward, norms and biases.

    With `active_only`, only those experts count that one token passes through. Towers for images and sound, and the
    heads that predict further tokens, are not counted.
    """
    hidden, layers = row["hidden"], row["layers"]
    norms = row["norms_per_layer"] * hidden * (2 if row["biases"] == "all" else 1)
    total = _attention(row) + _feed_forward(row, active_only=active_only) + layers * norms + hidden
    if row["family"] == "encoder-decoder":
        total += _attention(row) + _feed_forward(row, active_only=active_only) + layers * norms + hidden
        total += layers * (_attention_of_layer(row) + hidden)  # each decoder layer also looks at the encoder
    total += 3 * hidden * row["per_layer_width"] * layers  # three matrices fetch and use what a layer looks up
    tables = 1 if row["tied"] or row["family"] == "encoder" else 2
    return float(total + row["vocab"] * tables * hidden + other_tables(row))


def other_tables(row: Mapping[str, Any]) -> float:
    """Count what is looked up besides the vocabulary: learned positions, and further vectors for every layer."""
    return float(row["positions"] * row["hidden"] + row["vocab"] * row["per_layer_width"] * row["layers"])


def _attention(row: Mapping[str, Any]) -> float:
    """Count all layers' attention; some layers may have linear attention, some wider heads than the others."""
    linear_layers, key, value, value_heads = row.get("linear_attention", (0, 0, 0, 0))
    wide_layers, wide_queries, wide_keys, key_matrices = row.get("wide_attention", (0, 0, 0, 0))
    hidden = row["hidden"]
    linear = hidden * (2 * key + 3 * value + 2 * value_heads) + _CONVOLUTION_TAPS * (2 * key + value)
    wide = hidden * (2 * wide_queries + key_matrices * wide_keys)
    usual_layers = row["layers"] - linear_layers - wide_layers
    return float(linear_layers * linear + wide_layers * wide + usual_layers * _attention_of_layer(row))


def _attention_of_layer(row: Mapping[str, Any]) -> float:
    hidden, heads = row["hidden"], row["heads"]
    if "mla" in row:
        query_rank, key_rank, rotary, plain, value = row["mla"]
        queries = heads * (rotary + plain)
        of_queries = (hidden + queries) * query_rank if query_rank else hidden * queries
        return float(
            of_queries + hidden * (key_rank + rotary) + key_rank * heads * (plain + value) + heads * value * hidden
        )
    queries, keys = query_width(row), key_width(row)
    biases = queries + 2 * keys if row["biases"] != "none" else 0
    biases += hidden if row["biases"] == "all" else 0
    matrices_of_queries = 3 if row.get("gated_attention") else 2
    return float(matrices_of_queries * hidden * queries + 2 * hidden * keys + biases)


def _feed_forward(row: Mapping[str, Any], *, active_only: bool) -> float:
    """Count all layers' feed-forward blocks: experts with what is shared beside them, and plain layers among them."""
    hidden, experts = row["hidden"], row["experts"]
    matrices = 3 if row["gated"] else 2
    copies = (row["active_experts"] if active_only else experts) if experts else 1
    has_biases = row["biases"] == "all"
    biases = (matrices - 1) * row["ffn_hidden"] * copies + hidden * copies if has_biases else 0
    with_experts = hidden * (matrices * (row["ffn_hidden"] * copies + row["shared_width"]) + experts) + biases
    plain = matrices * hidden * row["dense_ffn"]
    return float((row["layers"] - row["dense_layers"]) * with_experts + row["dense_layers"] * plain)
