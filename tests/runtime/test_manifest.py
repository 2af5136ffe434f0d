import base64
import gzip
import hashlib
from pathlib import Path
from typing import Any

from overrides.runtime.__main__ import runtime_files
from overrides.runtime.manifest import integrity, write_runtime

LOCK = {"info": {"python": "3.13.2"}, "packages": {}}
PYODIDE = {"pyodide.asm.js": b"script", "pyodide.asm.wasm": b"program"}


def written(folder: Path, engine: bytes) -> dict[str, Any]:
    return write_runtime(folder, [PYODIDE, {"calculators.zip.gz": gzip.compress(engine, mtime=0)}], "0.29.5", LOCK)


def described(data: bytes) -> dict[str, int | str]:
    digest = base64.b64encode(hashlib.sha256(data).digest()).decode()
    return {"bytes": len(data), "integrity": f"sha256-{digest}"}


def test_the_manifest_vouches_for_every_built_file(runtime: Path, manifest: dict[str, Any]) -> None:
    on_disk = {path.relative_to(runtime).as_posix() for path in runtime.rglob("*") if path.is_file()}
    assert on_disk == {file["path"] for file in manifest["files"].values()} | {"manifest.json"}
    for file in manifest["files"].values():
        data = (runtime / file["path"]).read_bytes()
        assert described(data) == {"bytes": file["bytes"], "integrity": file["integrity"]}
        assert file.get("unpacked") == (described(gzip.decompress(data)) if file["path"].endswith(".gz") else None)


def test_a_second_build_gives_the_same_bytes(manifest: dict[str, Any]) -> None:
    built = {name: data for group in runtime_files() for name, data in group.items()}
    digests = {name: integrity(data) for name, data in built.items()}
    assert digests == {name: file["integrity"] for name, file in manifest["files"].items()}


def test_a_new_engine_leaves_the_address_of_pyodide_alone(tmp_path: Path) -> None:
    before, after = written(tmp_path, b"engine"), written(tmp_path, b"enginf")
    changed = [name for name in before["files"] if before["files"][name] != after["files"][name]]
    assert changed == ["calculators.zip.gz"]
    assert before["files"]["calculators.zip.gz"]["path"] != after["files"]["calculators.zip.gz"]["path"]
    assert before["fingerprint"] != after["fingerprint"]


def test_old_folders_are_removed(tmp_path: Path) -> None:
    old = written(tmp_path, b"engine")["files"]["calculators.zip.gz"]["path"]
    written(tmp_path, b"enginf")
    assert not (tmp_path / old).exists()


def test_the_same_files_give_the_same_manifest(tmp_path: Path) -> None:
    written(tmp_path / "a", b"engine")
    written(tmp_path / "b", b"engine")
    assert (tmp_path / "a/manifest.json").read_bytes() == (tmp_path / "b/manifest.json").read_bytes()
