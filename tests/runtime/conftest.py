"""The runtime that the build has put into the theme."""

import json
from pathlib import Path
from typing import Any

import pytest

from overrides.runtime.__main__ import TARGET


@pytest.fixture(scope="session")
def runtime() -> Path:
    if not (TARGET / "manifest.json").is_file():
        pytest.fail(f"There is no {TARGET.name}/manifest.json: run `make build` first.", pytrace=False)
    return TARGET


@pytest.fixture(scope="session")
def manifest(runtime: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((runtime / "manifest.json").read_bytes())
    return manifest
