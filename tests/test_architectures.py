"""Parameter counts against published totals, names as people write them, and shapes inferred from a size."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators.architectures import SHAPE_INPUTS, UnknownModelError, names, resolve
from calculators.facts import load

PUBLISHED = {
    # config counts that published training runs state beside their results (billions)
    "Llama-2-7B": 6.738,
    "Llama-2-13B": 13.016,
    "Llama-2-70B": 68.977,
    "Llama-3-8B": 8.030,
    "Llama-3-70B": 70.554,
    "Llama-3.1-405B": 405.853,
    "Llama-3.2-1B": 1.236,
    "Llama-3.2-3B": 3.213,
    "Mistral-7B-v0.1": 7.242,
    "Mixtral-8x7B": 46.703,
    "Gemma-2B": 2.506,
    "Gemma-7B": 8.538,
    "Gemma-2-2B": 2.614,
    "Gemma-2-9B": 9.242,
    "Phi-2": 2.78,
    "Phi-1.5": 1.418,
    "Phi-3-mini": 3.821,
    "Falcon-7B": 7.217,
    "StableLM-Alpha-3B": 3.638,
    "Pythia-2.8B": 2.775,
    "Qwen-1.8B": 1.837,
    "Qwen-7B": 7.721,
    "Qwen-14B": 14.167,
    "Qwen2.5-7B": 7.616,
    "Qwen2.5-14B": 14.77,
    "Qwen2.5-32B": 32.764,
    "Yi-6B": 6.061,
    # makers' pages
    "Phi-4": 14.7,
    "Qwen3-30B-A3B": 30.5,
    "SmolLM2-1.7B": 1.711,
    # BERT paper: 110M and 340M
    "BERT-base": 0.110,
    "BERT-large": 0.340,
    # ModernBERT paper: 149M and 395M
    "ModernBERT-base": 0.149,
    "ModernBERT-large": 0.395,
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_shape_gives_the_published_number_of_parameters(name: str) -> None:
    tolerance = 0.02 if PUBLISHED[name] < 1 else 0.004
    assert resolve(name, None, {}).params / 1e9 == pytest.approx(PUBLISHED[name], rel=tolerance)


def test_llama_3_8b_is_counted_to_the_parameter() -> None:
    """8,030,261,248 with the output head that two of the surveyed calculators drop (7.50B)."""
    assert resolve("Llama-3-8B", None, {}).params == 8_030_261_248


@pytest.mark.parametrize(("name", "total_b", "active_b"), [("gpt-oss-120b", 117, 5.1), ("gpt-oss-20b", 21, 3.6)])
def test_a_mixture_of_experts_computes_with_few_of_its_parameters(name: str, total_b: float, active_b: float) -> None:
    """Totals of the maker's README: 117B and 21B parameters, 5.1B and 3.6B active."""
    model = resolve(name, None, {})
    assert model.params / 1e9 == pytest.approx(total_b, rel=0.01)
    assert model.active_params / 1e9 == pytest.approx(active_b, rel=0.01)
    assert model.computing_params < model.active_params < model.params


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("meta-llama/Meta-Llama-3.1-8B-Instruct", "Llama-3.1-8B"),
        ("Llama-3.1-8b", "Llama-3.1-8B"),
        ("Llama 2 13B", "Llama-2-13B"),
        ("llama-2-70b-chat-hf", "Llama-2-70B"),
        ("mistral-7b-v0.2", "Mistral-7B-v0.1"),
        ("qwen-1_8b-chat", "Qwen-1.8B"),
        ("Qwen/Qwen2.5-7B-Instruct", "Qwen2.5-7B"),
        ("google/gemma-2-9b-it", "Gemma-2-9B"),
        ("bert-base-uncased", "BERT-base"),
        ("openai/gpt-oss-20b", "gpt-oss-20b"),
    ],
)
def test_a_model_is_found_by_the_names_that_people_use(spelling: str, name: str) -> None:
    assert resolve(spelling, None, {}).name == name


def test_no_spelling_means_two_models() -> None:
    spellings = [
        spelling for row in load("architectures")["models"] for spelling in {*row["aliases"], row["id"].lower()}
    ]
    assert len(spellings) == len(set(spellings))
    assert all(resolve(name, None, {}).name == name for name in names())


def test_an_unknown_model_is_refused_with_similar_names_unless_its_size_is_given() -> None:
    with pytest.raises(UnknownModelError) as caught:
        resolve("llama-3.1-9b", None, {})
    assert "Llama-3.1-8B" in caught.value.close
    inferred = resolve("llama-3.1-9b", 9.0, {})
    assert inferred.params == 9e9
    assert inferred.inferred == ", ".join(SHAPE_INPUTS)


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
