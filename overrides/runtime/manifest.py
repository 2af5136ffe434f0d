"""The runtime's files on disk, in folders named after their contents, and the manifest that vouches for them."""

import base64
import gzip
import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

FINGERPRINT_LENGTH = 16


def write_runtime(
    target: Path, groups: Iterable[Mapping[str, bytes]], pyodide_version: str, lock: Mapping[str, Any]
) -> dict[str, Any]:
    """Replace ``target`` by one folder per group of files and by ``manifest.json``, and return the manifest.

    Every folder is named after its contents, so that no browser ever mixes versions, and so that one that
    has Pyodide already fetches it no second time when only the engine or its facts changed.
    """
    shutil.rmtree(target, ignore_errors=True)
    files: dict[str, dict[str, Any]] = {}
    for group in groups:
        folder = _fingerprint(group.items())
        (target / folder).mkdir(parents=True)
        for name, data in group.items():
            (target / folder / name).write_bytes(data)
            files[name] = {"path": f"{folder}/{name}", **_contents(data)}
            if name.endswith(".gz"):  # browsers keep it unpacked
                files[name]["unpacked"] = _contents(gzip.decompress(data))
    manifest = {
        "fingerprint": _fingerprint((name, file["integrity"].encode()) for name, file in files.items()),
        "python": lock["info"]["python"],
        "pyodide": pyodide_version,
        "files": files,
        "lock": lock,
    }
    # Written last: make takes the manifest as the sign of a complete build.
    (target / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    return manifest


def _contents(data: bytes) -> dict[str, int | str]:
    return {"bytes": len(data), "integrity": integrity(data)}


def integrity(data: bytes) -> str:
    """SHA-256 as browsers write it: https://www.w3.org/TR/SRI/."""
    return f"sha256-{base64.b64encode(hashlib.sha256(data).digest()).decode()}"


def _fingerprint(contents: Iterable[tuple[str, bytes]]) -> str:
    """Name for named contents: it changes with any byte of them."""
    digest = hashlib.sha256()
    for name, data in sorted(contents):
        digest.update(f"{name} {len(data)}\n".encode())
        digest.update(data)
    return digest.hexdigest()[:FINGERPRINT_LENGTH]
