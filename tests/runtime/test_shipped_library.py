"""The cut standard library has what the engine imports, early or late, and what a traceback needs."""

import json
import subprocess
from pathlib import Path

from overrides.runtime.__main__ import ROOT
from overrides.runtime.archives import command
from overrides.runtime.imports import ALWAYS_KEPT, imported_modules

RUN_IN_NODE = ROOT / "overrides/runtime/run_in_node.mjs"


def run(manifest: Path, function: str, arguments: list[str]) -> subprocess.CompletedProcess[str]:
    requests = [{"function": function, "arguments": [argument]} for argument in arguments]
    return subprocess.run(
        [command("node"), RUN_IN_NODE, manifest],
        input=json.dumps(requests),
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_import_of_the_engine_and_of_trouble_succeeds(runtime: Path) -> None:
    names = [*imported_modules(ROOT), *ALWAYS_KEPT]
    done = run(runtime / "manifest.json", "importlib.import_module", names)
    assert done.stderr == ""
    assert len(json.loads(done.stdout)) == len(names)


def test_a_missing_module_says_its_name(runtime: Path) -> None:
    done = run(runtime / "manifest.json", "importlib.import_module", ["turtle"])
    assert done.returncode == 1
    assert "No module named 'turtle'" in done.stderr


def test_a_failure_shows_where_python_failed(runtime: Path) -> None:
    done = run(runtime / "manifest.json", "json.loads", ["{"])
    assert done.returncode == 1
    assert 'json/decoder.py", line' in done.stderr
    assert "JSONDecodeError: Expecting property name" in done.stderr


def test_imports_are_found_inside_functions_and_only_in_what_the_browser_runs(tmp_path: Path) -> None:
    package = tmp_path / "calculators"
    (package / "facts/refresh").mkdir(parents=True)
    (package / "model.py").write_text("from math import exp\ndef late():\n    import bisect\n")
    (package / "__main__.py").write_text("import argparse\n")
    (package / "facts/refresh/fetch.py").write_text("import urllib.request\n")
    assert imported_modules(tmp_path) == ["bisect", "math"]
