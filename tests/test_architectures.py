"""Parameter counts against published totals, names as people write them, and shapes inferred from a size."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators.architectures import SHAPE_INPUTS, Architecture, UnknownModelError, names, resolve, rows, similar
from calculators.facts import load
from calculators.model_names import plain

CARDS = {row["id"]: row for row in load("model_cards")["models"]}
PUBLISHED = {name: row["published_params_b"] for name, row in CARDS.items() if "published_params_b" in row}
ACTIVE = {name: row["published_active_params_b"] for name, row in CARDS.items() if "published_active_params_b" in row}


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_shape_gives_the_published_number_of_parameters(name: str) -> None:
    assert resolve(name, None, {}).params / 1e9 == pytest.approx(PUBLISHED[name], rel=0.01)


def test_most_of_the_catalogue_has_a_published_number_to_be_checked_by() -> None:
    assert set(CARDS) == set(rows())
    assert len(PUBLISHED) > 2 / 3 * len(CARDS)
    experts = [name for name, row in rows().items() if row["experts"] and "like" not in row]
    assert len([name for name in experts if name in PUBLISHED]) > 0.6 * len(experts)


@pytest.mark.parametrize("name", ACTIVE)
def test_a_mixture_of_experts_passes_through_the_published_number(name: str) -> None:
    """Makers round to two digits, and count the tables of the vocabulary both, one of them or not at all."""
    model = resolve(name, None, {})
    table = model.vocab * model.hidden
    counts = [(model.active_params - tables * table) / 1e9 for tables in (0, 1, 2)]
    half_a_digit = 0.05 if ACTIVE[name] % 1 else 0.5
    closest = min(counts, key=lambda count: abs(count - ACTIVE[name]))
    assert abs(closest - ACTIVE[name]) <= max(0.01 * ACTIVE[name], half_a_digit)
    assert model.computing_params < model.active_params < model.params


def test_llama_3_8b_is_counted_to_the_parameter() -> None:
    """8,030,261,248 with the output head that two of the surveyed calculators drop (7.50B)."""
    assert resolve("Llama-3-8B", None, {}).params == 8_030_261_248


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("meta-llama/Meta-Llama-3.1-8B-Instruct", "Llama-3.1-8B"),
        ("Llama-3.1-8b", "Llama-3.1-8B"),
        ("llama3.1-405b", "Llama-3.1-405B"),
        ("Llama 2 13B", "Llama-2-13B"),
        ("llama-2-70b-chat-hf", "Llama-2-70B"),
        ("Llama-2-70B airoboros 1.4", "Llama-2-70B"),
        ("OpenOrca-Preview1 (LLaMA-13B [memory])", "LLaMA-13B"),
        ("LLaMA-7B alpaca-lora", "LLaMA-7B"),
        ("unsloth/Llama-3.2-3B-Instruct-bnb-4bit", "Llama-3.2-3B"),
        ("Llama-4-Scout-109B-A17B", "Llama-4-Scout-17B-16E"),
        ("mistral-7b-v0.2", "Mistral-7B-v0.1"),
        ("Mistral-7B dolphin-2.6", "Mistral-7B-v0.1"),
        ("mistralai/Mistral-7B-Instruct-v0.3", "Mistral-7B-v0.3"),
        ("Magistral-24B", "Mistral-Small-24B"),
        ("Devstral-24B", "Mistral-Small-24B"),
        ("qwen-1_8b-chat", "Qwen-1.8B"),
        ("Qwen-7B -> LLaMA-format SFT (Pwen-VL 20/30), full target", "Qwen-7B"),
        ("Qwen/Qwen2.5-7B-Instruct", "Qwen2.5-7B"),
        ("Qwen2-0.5B KTO", "Qwen2.5-0.5B"),
        ("Qwen2.5-32B (s1)", "Qwen2.5-32B"),
        ("Qwen/Qwen3-30B-A3B-Instruct-2507", "Qwen3-30B-A3B"),
        ("Qwen/Qwen3-4B-Instruct-2507-FP8", "Qwen3-4B"),
        ("R1-Distill-Qwen-1.5B class", "DeepSeek-R1-Distill-Qwen-1.5B"),
        ("google/gemma-2-9b-it", "Gemma-2-9B"),
        ("gemma2-2b", "Gemma-2-2B"),
        ("microsoft/Phi-3-mini-128k-instruct", "Phi-3-mini"),
        ("phi-1.5 1.3B", "Phi-1.5"),
        ("GPT-J-6B (dolly-v1-6b)", "GPT-J-6B"),
        ("GPT-NeoX-20B joi", "GPT-NeoX-20B"),
        ("EleutherAI/pythia-1.4b-deduped", "Pythia-1.4B"),
        ("dolly-v2-3b (pythia-2.8b)", "Pythia-2.8B"),
        ("StableLM Alpha 3B", "StableLM-Alpha-3B"),
        ("bloomz-7b1", "BLOOM-7B1"),
        ("T0-3B", "FLAN-T5-xl"),
        ("mt0-xxl", "mT5-xxl"),
        ("yi-34b-chat", "Yi-34B"),
        ("bert-base-uncased", "BERT-base"),
        ("sentence-transformers/all-MiniLM-L6-v2", "MiniLM-L6"),
        ("FacebookAI/xlm-roberta-base", "XLM-R-base"),
        ("openai/gpt-oss-20b", "gpt-oss-20b"),
    ],
)
def test_a_model_is_found_by_the_names_that_people_use(spelling: str, name: str) -> None:
    assert resolve(spelling, None, {}).name == name


@pytest.mark.parametrize("name", ["phi-4-multimodal", "Qwen3-30B-A5B", "Llama-2 LoRA", "gpt-3.5-turbo", "Llama-3", ""])
def test_a_name_that_may_mean_another_shape_is_not_guessed_at(name: str) -> None:
    with pytest.raises(UnknownModelError):
        resolve(name, None, {})


def test_no_spelling_means_two_models() -> None:
    spellings = [plain(spelling) for name, row in rows().items() for spelling in (*row["aliases"], name)]
    assert len(spellings) == len(set(spellings))
    assert all(resolve(name, None, {}).name == name for name in names())
    assert all(resolve(f"somebody/{name}-Instruct", None, {}).name == name for name in names())


def test_every_row_says_where_it_was_read() -> None:
    for name, row in rows().items():
        assert row["source"].startswith(("https://", "github:")), name
        assert "{" not in row["source"], name
        assert {row["status"]} <= {"verified", "verified-2nd", "derived"}
        assert row["date_seen"] >= "2026-11-22"


def test_an_unknown_model_is_refused_with_similar_names_unless_its_size_is_given() -> None:
    with pytest.raises(UnknownModelError) as caught:
        resolve("llama-3.1-9b", None, {})
    assert "Llama-3.1-8B" in caught.value.close
    inferred = resolve("llama-3.1-9b", 9.0, {})
    assert inferred.params == 9e9
    assert inferred.inferred == ", ".join(SHAPE_INPUTS)


def test_an_unknown_mixture_computes_with_what_its_name_says() -> None:
    model = resolve("Somebody-80B-A13B", 80.4, {})
    assert (model.params, model.active_params) == (80.4e9, 13e9)


def test_given_numbers_replace_the_catalogue_and_the_inference() -> None:
    shape = {"layers": 32, "hidden": 4096, "heads": 32, "kv_heads": 8, "ffn_hidden": 14_336, "vocab": 128_256}
    by_hand = resolve("", None, shape)
    assert by_hand.params == 8_030_261_248
    assert not by_hand.inferred
    assert resolve("Llama-3.1-8B", None, {"layers": 16}).params == pytest.approx(4.54e9, rel=0.01)
    assert resolve("any", 8.0, shape).vocab == 128_256


@given(st.floats(0.01, 2_000))
def test_an_inferred_shape_is_about_as_large_as_it_is_said_to_be(params_b: float) -> None:
    model = resolve("unlisted", params_b, {})
    assert 0 <= model.linear_params <= model.params == params_b * 1e9
    if params_b > 1:
        matrices = 4 * model.hidden**2 + 3 * model.hidden * model.ffn_hidden
        assert 0.5 < model.layers * matrices / model.params < 1.5


def dense_decoders() -> list[Architecture]:
    return [
        resolve(name, None, {}) for name, row in rows().items() if not row["experts"] and row["family"] == "decoder"
    ]


@pytest.mark.parametrize(("is_larger", "width", "layers"), [(False, 0.49, 0.16), (True, 0.30, 0.37)])
def test_shapes_grow_with_size_as_those_of_the_catalogue(is_larger: bool, width: float, layers: float) -> None:
    """Least squares through the usual 7B model, 32 layers of width 4,096."""
    usual = resolve("unlisted", 7.0, {})
    some = [model for model in dense_decoders() if (model.params > usual.params) == is_larger]
    sizes = [math.log(model.params / usual.params) for model in some]
    for part, exponent in (("hidden", width), ("layers", layers)):
        ratios = [math.log(getattr(model, part) / getattr(usual, part)) for model in some]
        fitted = math.sumprod(sizes, ratios) / math.sumprod(sizes, sizes)
        assert fitted == pytest.approx(exponent, abs=0.02)
        bigger = resolve("unlisted", 70.0 if is_larger else 0.7, {})
        assert getattr(bigger, part) / getattr(usual, part) == pytest.approx((10 if is_larger else 0.1) ** exponent)


@given(st.floats(0.3, 200))
def test_an_inferred_shape_lies_among_those_of_real_models_of_its_size(params_b: float) -> None:
    """Dense decoders of the catalogue within a factor 1.5 in size; a fifth more room on both sides."""
    near = [model for model in dense_decoders() if 1 / 1.5 < model.params / params_b / 1e9 < 1.5]
    model = resolve("unlisted", params_b, {})
    if len(near) >= 5:
        for part in ("layers", "hidden"):
            values = [getattr(other, part) for other in near]
            assert 0.8 * min(values) <= getattr(model, part) <= 1.2 * max(values), part


@pytest.mark.parametrize(
    ("name", "total_b", "active_b"),
    [
        ("nvidia/NVIDIA-Nemotron-3-Ultra-550B-A55B-BF16", 550, 55),
        ("Nemotron-3-Super-120B", 120, 12),
        ("databricks/dbrx-instruct", 132, 36),
    ],
)
def test_a_mixture_of_which_only_the_size_is_published_counts_by_its_active_part(
    name: str, total_b: float, active_b: float
) -> None:
    found = resolve(name, None, {})
    assert (found.params, found.active_params) == (total_b * 1e9, active_b * 1e9)
    assert "layers" in found.inferred
    assert found.source
    assert resolve(name, 7, {}).active_params == 7e9
    assert found.name in names()
    assert found.name in similar(name[:-1])


def test_a_name_may_state_its_active_part_in_millions() -> None:
    assert resolve("granite-3.0-3b-a800m-instruct", 3.3, {}).active_params == 0.8e9
