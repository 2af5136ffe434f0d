"""One row per model of the chosen providers, read out of the installed genai-prices."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from genai_prices.data import providers as all_providers
from genai_prices.types import ConditionalPrice, ModelPrice, TieredPrices

from calculators.facts.refresh.other_names import aliases, prefixes
from calculators.facts.refresh.price_periods import price_periods, time_of_day_price

if TYPE_CHECKING:
    from datetime import date

    from genai_prices.types import ModelInfo, Provider

PROVIDER_IDS = (
    "anthropic",
    "aws",
    "azure",
    "cohere",
    "deepseek",
    "fireworks",
    "google",
    "groq",
    "mistral",
    "moonshotai",
    "openai",
    "together",
    "x-ai",
    "zai",
)

# A model that draws, speaks or films bills its text as a by-product; one that takes image tokens is an
# image editor in these data. (Chat models that merely accept pictures bill them as text tokens.)
_MEDIA_PRICES = ("output_audio_mtok", "output_image_mtok", "output_video_mtok", "input_image_mtok")
# These bill sound in the text fields, so that only the name tells.
_SPEECH_NAME = re.compile(r"(^|[-_])(tts|transcribe)($|[-_])")

# "Batch rates verified on 2026-10-14", "Checked 2026-10-15", "Verified against OpenAI on 2026-10-15";
# not "Flex/priority/fast rates verified on ...", which are prices that the facts do not keep.
_CHECKED = re.compile(
    r"(?<!priority/fast rates )\b(?:verified|checked)(?: against \w+)?(?: on)? (\d{4}-\d{2}-\d{2})",
    re.IGNORECASE,
)


def chosen_providers() -> list[Provider]:
    """Return the providers that the calculators offer, in the order of their ids.

    Raises:
        LookupError: if the installed package has dropped one of them.

    """
    by_id = {provider.id: provider for provider in all_providers}
    missing = [provider_id for provider_id in PROVIDER_IDS if provider_id not in by_id]
    if missing:
        raise LookupError(f"genai-prices no longer has {', '.join(missing)}")
    return [by_id[provider_id] for provider_id in PROVIDER_IDS]


def text_models(provider: Provider) -> list[ModelInfo]:
    """Return the models that cost something per text token, in and out, in the order of their ids."""
    return sorted(filter(_is_priced_text_model, provider.models), key=lambda model: model.id)


def model_row(provider: Provider, model: ModelInfo, today: date) -> dict[str, Any]:
    """Return the row of one model; empty values are left out.

    The status is missing, and the date too where the package does not say when it checked.
    """
    row: dict[str, Any] = {
        "provider": provider.id,
        "id": model.id,
        "aliases": aliases(provider, model),
        "prefixes": prefixes(provider, model),
        "context_window_tokens": model.context_window,
        "deprecated": bool(model.deprecated),
        "date_seen": date_checked(model),
        "note": _time_of_day_note(model, today),
        "prices": price_periods(model),
    }
    return {key: value for key, value in row.items() if value not in (None, "", [])}


def date_checked(model: ModelInfo) -> str | None:
    """Return the newest ISO date on which the package says that this model's prices were checked."""
    return max(_CHECKED.findall(model.price_comments or ""), default=None)


def _is_priced_text_model(model: ModelInfo) -> bool:
    if _SPEECH_NAME.search(model.id):
        return False
    conditional = model.prices
    if isinstance(conditional, ModelPrice):
        conditional = [ConditionalPrice(prices=conditional)]
    return all(
        _costs(entry.prices, "input_mtok")
        and _costs(entry.prices, "output_mtok")
        and not any(_costs(entry.prices, field) for field in _MEDIA_PRICES)
        for entry in conditional
    )


def _costs(prices: ModelPrice, field: str) -> bool:
    value = getattr(prices, field)
    return bool(value.base if isinstance(value, TieredPrices) else value)


def _time_of_day_note(model: ModelInfo, today: date) -> str:
    price = time_of_day_price(model, today)
    if price is None:
        return ""
    return (
        f"Dearest hours ({', '.join(price.hours_utc)} UTC), taken for every day and date; at other hours "
        f"${price.off_peak['input']} in, ${price.off_peak['output']} out."
    )
