"""The catalogue of models that people tune: size, vocabulary and licence, each with where it was read."""

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element

from calculators.architectures import Architecture, resolve, rows, source_of
from calculators.facts import load
from calculators.present.markup import Child, element, web_address
from calculators.present.numbers import shown
from overrides.extensions.facts_tables import checked, folded, table

HEADINGS = ("Model", "Parameters", "Vocabulary", "Licence, seen", "Shape: source, status, seen")
GROUPS: Mapping[str, tuple[str, ...]] = {
    "Llama and what is built on it": ("llama", "codellama", "tinyllama"),
    "Qwen": ("qwen",),
    "Mistral": ("mistral", "ministral", "mixtral"),
    "Gemma": ("gemma",),
    "DeepSeek, GLM, Kimi and MiniMax": ("deepseek", "glm", "chatglm", "kimi", "moonlight", "minimax", "mimo"),
    "GPT and gpt-oss": ("gpt",),
    "Phi": ("phi",),
    "OLMo, SmolLM, Granite and Apertus": ("olmo", "smollm", "granite", "apertus"),
    "Pythia, BLOOM, OPT, MPT and Falcon": ("pythia", "bloom", "opt", "mpt", "falcon"),
}
BY_FAMILY = {"encoder": "Encoders", "encoder-decoder": "Encoders with a decoder"}


def models() -> list[Element]:
    """Return one folded table per group of models, small models first."""
    cards = load("model_cards")
    licences = {card["id"]: _licence(card, cards["sources"]) for card in cards["models"]}
    grouped: dict[str, list[str]] = {}
    for name, row in rows().items():
        grouped.setdefault(_group(name, row), []).append(name)
    sections = []
    for group in (*GROUPS, "Other decoders", *BY_FAMILY.values()):
        found = sorted(grouped[group], key=lambda name: resolve(name, None, {}).params)
        lines = [_line(name, licences[name]) for name in found]
        sections.append(folded(f"{group} ({len(found)} models)", table(HEADINGS, lines, f"Models: {group}")))
    sizes = load("architectures")["sizes"]
    told = f"Mixtures of experts of which only the size is published ({len(sizes)} models)"
    return [*sections, folded(told, table(HEADINGS, [_line_of_size(row) for row in sizes], told))]


def _group(name: str, row: Mapping[str, Any]) -> str:
    if row["family"] in BY_FAMILY:
        return BY_FAMILY[row["family"]]
    starts = name.lower()
    return next((group for group, words in GROUPS.items() if starts.startswith(words)), "Other decoders")


def _line(name: str, licence: Child) -> list[Child]:
    row, shape = rows()[name], resolve(name, None, {})
    return [
        element("code", None, name),
        _parameters(shape),
        f"{shape.vocab:,}",
        licence,
        checked(row["source"], row["status"], row["date_seen"]),
    ]


def _line_of_size(row: Mapping[str, Any]) -> list[Child]:
    return [
        element("code", None, row["id"]),
        _parameters(resolve(row["id"], None, {})),
        "unknown",
        "unknown",
        checked(row["source"], row["status"], row["date_seen"]),
    ]


def _parameters(shape: Architecture) -> str:
    active = f", {_billions(shape.active_params)} per token" if shape.active_params < shape.params else ""
    return _billions(shape.params) + active


def _billions(params: float) -> str:
    billions = params / 1e9
    return f"{shown(billions, '')} B" if billions >= 1 else f"{shown(1_000 * billions, '')} M"


def _licence(card: Mapping[str, Any], sources: Mapping[str, Mapping[str, str]]) -> Child:
    if "licence_source" not in card:
        return "unknown"
    place = source_of(card, sources, "licence_source")
    link = element("a", {"href": web_address(place["source"])}, card["licence"])
    return element("span", None, link, f", {place['date_seen']}")
