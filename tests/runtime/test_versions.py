"""One minor version of Python in the build, the tests and the browser: bytecode fits no other."""

import sys
from typing import Any

from overrides.runtime.__main__ import ROOT, lock_without_packages, pyodide_version


def test_the_browser_runs_the_python_of_the_build(manifest: dict[str, Any]) -> None:
    wanted = (ROOT / ".python-version").read_text().strip()
    assert wanted == "{}.{}".format(*sys.version_info)
    assert manifest["python"].rpartition(".")[0] == wanted


def test_the_built_runtime_is_of_the_installed_pyodide(manifest: dict[str, Any]) -> None:
    assert manifest["pyodide"] == pyodide_version()
    assert manifest["lock"] == lock_without_packages()
