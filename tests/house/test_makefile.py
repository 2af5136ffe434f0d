"""Make lists its commands, and does nothing again unless a lock changed or a tool was removed."""

import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
INSTALLING = ("venv --clear", "pip install", "npm ci", "find-browser")


def run_make(project: Path, *arguments: str) -> str:
    """Return what make prints."""
    make = shutil.which("make")
    assert make, "make is missing"
    return subprocess.run(
        [make, *arguments],
        cwd=project,
        env={name: value for name, value in os.environ.items() if not name.startswith("MAKE")},  # of `make test`
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def would_install(project: Path) -> list[str]:
    """Return which of the INSTALLING commands make would run to set up the tests."""
    shown = run_make(project, "--dry-run", "setup", ".venv/.browser")
    return [command for command in INSTALLING if command in shown]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a checkout that is set up, as far as make can see."""
    sources = ["Makefile", "requirements.txt", ".python-version", "package-lock.json", "pyproject.toml"]
    for name in [*sources, "overrides/setup/find-browser.sh"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "calculators").mkdir()
    for name in (".venv/bin/python", "chromium"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch(mode=0o755)
    (tmp_path / "node_modules").mkdir()
    (tmp_path / ".venv/.browser").write_text(f"{tmp_path / 'chromium'}\n")
    for seconds, name in enumerate([".venv/.installed", "node_modules/.installed", ".venv/.browser"], start=1):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, times=(time.time() + seconds, time.time() + seconds))
    return tmp_path


def test_a_second_run_installs_nothing(project: Path) -> None:
    assert would_install(project) == []


@pytest.mark.parametrize(
    ("changed", "again"),
    [
        ("requirements.txt", ["venv --clear", "pip install", "npm ci", "find-browser"]),
        ("package-lock.json", ["npm ci"]),
    ],
)
def test_a_changed_lock_installs_again(project: Path, changed: str, again: list[str]) -> None:
    os.utime(project / changed, times=(time.time() + 60, time.time() + 60))
    assert would_install(project) == again


def test_a_removed_browser_is_looked_for_again(project: Path) -> None:
    (project / "chromium").unlink()
    assert would_install(project) == ["find-browser"]


def test_a_removed_python_is_looked_for_again(project: Path) -> None:
    (project / ".venv/bin/python").unlink()
    assert "venv --clear" in would_install(project)


def test_help_lists_every_command() -> None:
    commands = re.findall(r"^\.PHONY: (help .*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)[0].split()
    assert [line.split()[1] for line in run_make(ROOT, "help").splitlines()] == commands
