"""Which model of the catalogue does a name mean? People write one model in many ways."""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

_WORD = re.compile(r"[a-z0-9.]+")
_MAKER = re.compile(r"^[^\s/]+/")
_IN_BRACKETS = re.compile(r"\(([^)]*)\)")
_SIZE = re.compile(r"(?:^|[a-z.-]|\d+x)(\d+(?:\.\d+)?)([bm])\d?$")
_ACTIVE_SIZE = re.compile(r"-a(\d+(?:\.\d+)?)([bm])\b")
_WHOLE_SIZE = re.compile(r"[a-z]*(\d+(?:\.\d+)?)([bm])")
_ENCODER = re.compile(r"bert|minilm|mpnet|electra|embed|rerank|\b(bge|gte|e5)\b")
_WITHOUT_MEANING = re.compile(
    r"instruct|chat|hf|it|pt|base|preview|thinking|bnb|[48]bit|awq|gptq|gguf|int[48]|fp8|fp16|bf16|nvfp4|\d{4}|\d+k"
)
"""Words that name a variant of the same shape, or how its weights are stored, a date, a longest context."""


def find_name[Model](name: str, known: Mapping[str, Model]) -> Model | None:
    """Return what `known` has for a name, by plain spellings as `plain` makes them; None: nothing that fits.

    Tried in turn: the name without its maker, as it stands and without words that do not change the shape; its
    beginning, if that names a size and the rest names no other; and what stands in brackets.
    """
    for spelling in _spellings(name):
        if spelling in known:
            return known[spelling]
    inside = _IN_BRACKETS.search(name)
    return find_name(inside[1], known) if inside else None


def similar_names(name: str, known: Mapping[str, object]) -> list[str]:
    """Return plain spellings of `known` that look like the name, the closest first."""
    return get_close_matches(plain(name)[:80], sorted(known), n=6, cutoff=0.5)


def plain(name: str) -> str:
    """Reduce a name to letters, digits and points, without the maker before a slash."""
    return "".join(_words(name))


def active_params_b(name: str) -> float | None:
    """Return the billions of active parameters that a name states, as in Qwen3-30B-A3B."""
    found = _ACTIVE_SIZE.search(name.lower())
    return _billions(found)


def is_encoder(name: str) -> bool:
    """Whether a name is that of a model without logits over its vocabulary, for classes or embeddings."""
    return _ENCODER.search(name.lower()) is not None


def stated_size_b(name: str) -> float | None:
    """Return the billions of parameters that a name states, all experts counted, as in Llama-3.1-9B."""
    words = re.split(r"[^a-z0-9.]+", _ACTIVE_SIZE.sub(" ", _MAKER.sub("", name.lower())))
    found = next((match for word in words if (match := _WHOLE_SIZE.fullmatch(word))), None)
    return _billions(found)


def _billions(size: re.Match[str] | None) -> float | None:
    return float(size[1]) / (1 if size[2] == "b" else 1_000) if size else None


def _words(name: str) -> list[str]:
    return _WORD.findall(_MAKER.sub("", name.lower()))


def _spellings(name: str) -> Iterator[str]:
    readings = [_words(name)]
    if re.search(r"\d_\d", name):
        readings.append(_words(re.sub(r"(\d)_(\d)", r"\1.\2", name)))
    for words in readings:
        told = [word for word in words if not _WITHOUT_MEANING.fullmatch(word)]
        yield "".join(words)
        while words and _WITHOUT_MEANING.fullmatch(words[-1]):  # one by one: the base of BERT-base means something
            yield "".join(words := words[:-1])
        yield "".join(told)
        for length in range(len(told) - 1, 0, -1):
            beginning, rest = told[:length], told[length:]
            if any(map(_SIZE.search, beginning)) and not any(map(_SIZE.search, rest)):
                yield "".join(beginning)
