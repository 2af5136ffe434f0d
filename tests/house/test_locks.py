"""What `make` installs is locked, with hashes, for every platform, and without naming where it came from."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
REGISTRIES_AND_PATHS = re.compile(
    r"https?://|file:|pythonhosted|npmjs\.(org|com)|pypi\.org|--(extra-)?index-url|(?<=\s)/\w+"
)


@pytest.fixture(scope="module")
def node_packages() -> dict[str, dict[str, Any]]:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    packages: dict[str, dict[str, Any]] = lock["packages"]
    return {path: package for path, package in packages.items() if path}


def python_requirements() -> list[str]:
    """One string per requirement, its continuation lines joined."""
    lines = (ROOT / "requirements.txt").read_text().replace("\\\n", " ").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_every_python_package_is_pinned_with_a_hash() -> None:
    requirements = python_requirements()
    assert len(requirements) > 20
    unlocked = [r for r in requirements if not re.match(r"[\w.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", r)]
    assert unlocked == []


def test_every_wanted_python_package_is_locked() -> None:
    wanted = (ROOT / "requirements.in").read_text().splitlines()
    names = {re.split(r"[=<>~\[ ]", line)[0].lower() for line in wanted if line and not line.startswith("#")}
    assert names <= {requirement.split("==")[0] for requirement in python_requirements()}


def test_every_node_package_has_its_integrity(node_packages: dict[str, dict[str, Any]]) -> None:
    assert [path for path, package in node_packages.items() if "integrity" not in package] == []


def test_node_lock_matches_package_json() -> None:
    wanted = json.loads((ROOT / "package.json").read_text())["devDependencies"]
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"][""]["devDependencies"]
    assert locked == wanted
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())


def test_node_lock_serves_every_platform(node_packages: dict[str, dict[str, Any]]) -> None:
    # `npm ci` refuses a lock from which a platform's package is missing.
    platforms = [name for package in node_packages.values() for name in package.get("optionalDependencies", {})]
    assert len(platforms) > 20
    assert [name for name in platforms if f"node_modules/{name}" not in node_packages] == []


@pytest.mark.parametrize("name", ["requirements.in", "requirements.txt", "package.json"])
def test_locks_name_no_registry_and_no_path(name: str) -> None:
    assert REGISTRIES_AND_PATHS.findall((ROOT / name).read_text()) == []


def test_node_lock_names_no_registry(node_packages: dict[str, dict[str, Any]]) -> None:
    assert [path for path, package in node_packages.items() if "resolved" in package] == []


def test_one_python_version() -> None:
    version = (ROOT / ".python-version").read_text().strip()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert project["project"]["requires-python"] == f">={version}"
    assert project["tool"]["ruff"]["target-version"] == "py" + version.replace(".", "")
    assert f"--python-version {version} " in (ROOT / "Makefile").read_text()
