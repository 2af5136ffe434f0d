"""Token prices as litellm states them, read from one JSON file of its wheel.

The wheel is downloaded by pip against the hash in ``litellm.txt`` and opened as a zip archive. It is never
installed or imported: forty megabytes of code for one table, from a package that was tampered with before.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PIN = Path(__file__).with_name("litellm.txt")
TABLE = "litellm/model_prices_and_context_window_backup.json"

_TEXT_MODES = {"chat", "completion", "responses"}
# Entries for one region of Bedrock other than the United States, whose prices stand for "regional" here.
_OTHER_REGION = re.compile(r"(bedrock/|(apac|au|ca|eu|in|jp|me|sa|us-gov)\.)")
# litellm's own names of our providers. What is reached through Vertex AI counts as Google's.
_PROVIDER_BY_FAMILY = {
    "anthropic": "anthropic",
    "azure": "azure",
    "azure_ai": "azure",
    "azure_text": "azure",
    "bedrock": "aws",
    "bedrock_converse": "aws",
    "cohere": "cohere",
    "cohere_chat": "cohere",
    "deepseek": "deepseek",
    "fireworks_ai": "fireworks",
    "gemini": "google",
    "groq": "groq",
    "mistral": "mistral",
    "moonshot": "moonshotai",
    "openai": "openai",
    "text-completion-openai": "openai",
    "together_ai": "together",
    "vertex_ai": "google",
    "xai": "x-ai",
    "zai": "zai",
}


@dataclass(frozen=True)
class LitellmPrice:
    """Input and output price of one litellm entry, US dollars per million tokens, shortest requests."""

    provider: str
    name: str
    """The entry's key, as written in the table."""
    model: str
    """The key without litellm's routing prefix."""
    input: Decimal
    output: Decimal


def pinned() -> tuple[str, str]:
    """Return version and SHA-256 of the pinned wheel."""
    found = re.search(r"litellm==(\S+).*--hash=sha256:([0-9a-f]{64})", PIN.read_text("utf-8"), re.DOTALL)
    if found is None:
        raise ValueError(f"{PIN.name} pins no litellm version with a hash")
    return found[1], found[2]


def download_table(cache: Path) -> dict[str, Any]:
    """Return litellm's price table, downloading its wheel into the folder unless it is there already.

    Raises:
        subprocess.CalledProcessError: if pip finds no wheel with the pinned hash.

    """
    version, sha256 = pinned()
    wheel = _cached_wheel(cache, sha256)
    if wheel is None:
        cache.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
        command += ["--no-deps", "--require-hashes", "--only-binary", ":all:", "--dest", str(cache)]
        # The same wheel on every machine, so that one hash does.
        command += ["--platform", "manylinux_2_28_x86_64", "--python-version", "3.13", "--abi", "abi3"]
        subprocess.run([*command, "--implementation", "cp", "--requirement", str(PIN)], check=True)
        wheel = _cached_wheel(cache, sha256)
    if wheel is None:
        raise FileNotFoundError(f"pip downloaded no litellm {version} with the pinned hash")
    with zipfile.ZipFile(wheel) as archive:
        table: dict[str, Any] = json.loads(archive.read(TABLE), parse_float=Decimal)
    return table


def litellm_prices(table: Mapping[str, Any]) -> Iterator[LitellmPrice]:
    """Yield the table's text models of the providers known here that cost something in and out."""
    for name, entry in sorted(table.items()):
        family = str(entry.get("litellm_provider", ""))
        provider = _PROVIDER_BY_FAMILY.get("vertex_ai" if family.startswith("vertex_ai-") else family)
        if provider is None or entry.get("mode") not in _TEXT_MODES or _OTHER_REGION.match(name):
            continue
        prices = [Decimal(str(entry.get(f"{side}_cost_per_token") or 0)) for side in ("input", "output")]
        if all(prices):
            yield LitellmPrice(provider, name, _bare(name, family), *(_per_million(price) for price in prices))


def _per_million(price: Decimal) -> Decimal:
    # Some entries were computed in binary floating point: 1.6500000000000002e-06.
    return round(1_000_000 * price, 6).normalize()


def _cached_wheel(cache: Path, sha256: str) -> Path | None:
    for wheel in sorted(cache.glob("litellm-*.whl")):
        if hashlib.sha256(wheel.read_bytes()).hexdigest() == sha256:
            return wheel
    return None


def _bare(name: str, family: str) -> str:
    """Drop the routing prefix: ``gemini/gemini-2.5-pro`` is Google's gemini-2.5-pro."""
    route = family.split("-", maxsplit=1)[0] if family.startswith("vertex_ai") else family
    return name.removeprefix(f"{route}/")
