"""The shape of a model: from the catalogue, from the reader's numbers, or inferred from its size."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from calculators.facts import load
from calculators.model_names import active_params_b, find_name, is_encoder, plain, similar_names
from calculators.parameter_counts import complete, count_parameters, key_width, other_tables, query_width
from calculators.ranges import Source

SHAPE_INPUTS = ("layers", "hidden", "heads", "kv_heads", "ffn_hidden", "vocab")
"""Inputs that describe a shape; each replaces what the catalogue or the inference says."""

_USUAL_SIZE_B, _USUAL_HIDDEN, _USUAL_LAYERS = 7.0, 4096, 32
_SMALLER, _LARGER = (0.49, 0.16), (0.30, 0.37)
"""Exponents of width and layers on either side of the usual size: least squares on the catalogue's dense decoders."""
_TIED_BELOW_B = 4.0
"""Size in billions below which models usually share one matrix between input and output embedding."""
_USUAL_VOCAB, _USUAL_HEAD_DIM, _USUAL_QUERIES_PER_KEY = 128_256, 128, 4


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
    heads: float
    other_tables: float = 0.0
    """Parameters that are looked up like the vocabulary: learned positions, and vectors for every layer."""
    caps_scores: bool = False
    """Whether attention scores and logits are capped (Gemma 2), for which many kernels have to keep them."""

    @property
    def published_size(self) -> str:
        """A sentence for a model of which the size alone is published; empty for others."""
        if not (self.inferred and self.source):
            return ""
        sizes = _in_words(self.params / 1e9, self.active_params / 1e9)
        return f"Of {self.name} only the size counts here ({sizes}): its shape is not published, and was inferred."

    @property
    def embedding_params(self) -> float:
        """Parameters of input and output embeddings, which quantisation leaves alone."""
        tables = 1 if self.tied or not self.is_decoder else 2
        return self.vocab * tables * self.hidden + self.other_tables

    @property
    def linear_params(self) -> float:
        """Parameters of all layers, every expert included."""
        return max(self.params - self.embedding_params, 0.0)

    @property
    def computing_params(self) -> float:
        """Parameters that multiply each token: those it passes through, less the table that is only looked up."""
        looked_up = self.vocab * self.hidden if self.is_decoder and not self.tied else 0.0
        looked_up = looked_up + self.other_tables if self.is_decoder else self.embedding_params
        return max(self.active_params - looked_up, 0.0)


class UnknownModelError(LookupError):
    """The catalogue has no model of that name; `close` lists names that look like it."""

    def __init__(self, message: str, close: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.close = list(close)


def names() -> list[str]:
    """Return the names of the catalogue's models, those last of which only the size is known."""
    return [*rows(), *(row["id"] for row in load("architectures")["sizes"])]


@cache
def rows() -> Mapping[str, Mapping[str, Any]]:
    """Return the catalogue by name, each row with what it leaves out filled in."""
    table = load("architectures")
    by_name: dict[str, Mapping[str, Any]] = {}
    for entry in table["models"]:
        model = by_name[entry["like"]] | entry if "like" in entry else entry
        place = source_of(entry, table["sources"])
        by_name[entry["id"]] = complete({**model, "aliases": entry.get("aliases", ()), **place})
    return by_name


def source_of(
    row: Mapping[str, Any], sources: Mapping[str, Mapping[str, str]], field: str = "source"
) -> dict[str, str]:
    """Return address, date and status of a row's source, which is a key of `sources`, or an address of its own."""
    key, _, part = row[field].partition(" ")
    if key not in sources:
        return {"source": row[field], "date_seen": row["date_seen"], "status": row["status"]}
    return {**sources[key], "source": sources[key]["source"].format(part)}


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
    row = find_name(model, _by_spelling())
    if row is not None:
        return _from_row(_reshaped(row, shape), params_b)
    size = find_name(model, _sizes())
    if size is not None:
        return _of_size(size, params_b, shape)
    if params_b is not None:
        return _inferred(model or f"a model of {params_b:g}B parameters", params_b, shape)
    if {"layers", "hidden"} <= shape.keys():
        return _from_shape(model or "a model of that shape", shape)
    raise UnknownModelError("there is no such model in the catalogue", similar(model))


def _from_row(row: Mapping[str, Any], params_b: float | None) -> Architecture:
    total_b = params_b or count_parameters(row) / 1e9
    active_b = count_parameters(row, active_only=True) / 1e9
    shared = row["shared_width"] / row["ffn_hidden"]  # beside the experts, in widths of one of them
    stacks = 2 if row["family"] == "encoder-decoder" else 1
    return Architecture(
        row["id"],
        total_b * 1e9,
        (min(active_b, total_b) if row["experts"] else total_b) * 1e9,
        row["layers"] * stacks,
        row["hidden"],
        query_width(row),
        key_width(row),
        row["ffn_hidden"],
        (row["experts"] or 1) + shared,
        (row["active_experts"] or 1) + shared,
        row["vocab"],
        row["tied"],
        row["gated"],
        row["family"] != "encoder",
        "",
        Source(
            f"architecture:{row['id']}",
            "derived" if row["status"] != "verified" else "measured",
            row["status"],
            row["source"],
            row["date_seen"],
            f"{row['id']}: {row['layers'] * stacks} layers, width {row['hidden']:,}, {total_b:.4g}B parameters",
        ),
        row["heads"],
        other_tables(row),
        row["caps_scores"],
    )


def _of_size(size: Mapping[str, Any], params_b: float | None, shape: Mapping[str, float]) -> Architecture:
    """Give a mixture of experts whose size alone is published the proportions of a usual decoder."""
    name, total_b, active_b = size["id"], size["params_b"], size["active_b"]
    said = f"{name}: {_in_words(total_b, active_b)}; shape not published"
    return _inferred(name, params_b or total_b, shape, active_b)._replace(
        source=Source(f"architecture:{name}", "measured", size["status"], size["source"], size["date_seen"], said)
    )


def _in_words(total_b: float, active_b: float) -> str:
    return f"{total_b:g}B parameters, {active_b:g}B of them for each token"


def _inferred(name: str, params_b: float, shape: Mapping[str, float], active_b: float | None = None) -> Architecture:
    """Give a model of that size the proportions of a usual decoder; what the reader knows is kept."""
    scale = params_b / _USUAL_SIZE_B
    width_exponent, layers_exponent = _SMALLER if scale < 1 else _LARGER
    hidden = shape.get("hidden", _USUAL_HIDDEN * scale**width_exponent)
    filled = {"layers": max(_USUAL_LAYERS * scale**layers_exponent, 1.0), **shape, "hidden": hidden}
    made = _from_shape(name, filled)
    missing = [part for part in SHAPE_INPUTS if part not in shape]
    total = params_b * 1e9
    active = min((active_b or active_params_b(name) or params_b) * 1e9, total)
    return made._replace(
        params=total,
        active_params=active,
        tied=params_b < _TIED_BELOW_B,
        is_decoder=not is_encoder(name),
        inferred=", ".join(missing),
    )


def _from_shape(name: str, shape: Mapping[str, float]) -> Architecture:
    hidden = shape["hidden"]
    heads = shape.get("heads", max(hidden / _USUAL_HEAD_DIM, 1.0))
    kv_heads = shape.get("kv_heads", heads if "heads" in shape else max(heads / _USUAL_QUERIES_PER_KEY, 1.0))
    row = complete(
        {
            **shape,
            "heads": heads,
            "kv_heads": min(kv_heads, heads),
            "ffn_hidden": shape.get("ffn_hidden", 3.5 * hidden),
            "vocab": shape.get("vocab", _USUAL_VOCAB),
        }
    )
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
        heads=row["heads"],
    )


def _reshaped(row: Mapping[str, Any], shape: Mapping[str, float]) -> Mapping[str, Any]:
    """Put the reader's numbers into a row; heads keep their width unless the number of heads is given."""
    given = {**row, **shape}
    if "heads" in shape and "hidden" in shape:
        given["head_dim"] = given["hidden"] / given["heads"]
    return given


@cache
def _by_spelling() -> Mapping[str, Mapping[str, Any]]:
    return _spelled(rows().values())


@cache
def _sizes() -> Mapping[str, Mapping[str, Any]]:
    """Return by spelling the models of which only the size is known."""
    return _spelled(load("architectures")["sizes"])


def _spelled(models: Iterable[Mapping[str, Any]]) -> Mapping[str, Mapping[str, Any]]:
    return {plain(spelling): row for row in models for spelling in (*row["aliases"], row["id"])}


@lru_cache(maxsize=32)  # looking for what is close takes longer than most answers
def similar(name: str) -> list[str]:
    """Return up to three names of the catalogue that look like that."""
    known = {**_sizes(), **_by_spelling()}
    return list(dict.fromkeys(str(known[spelling]["id"]) for spelling in similar_names(name, known)))[:3]
