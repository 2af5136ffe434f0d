"""Which files of the standard library the engine needs: those it loads, and a few that only trouble calls for."""

import ast
import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from overrides.runtime.archives import command, zipped

HERE = Path(__file__).parent
STANDARD_LIBRARY = "/lib/python313.zip/"
SAMPLE_REQUESTS = HERE / "sample_requests.json"
BROWSER_HAS_NO = ("calculators/__main__.py", "calculators/accuracy/", "calculators/facts/refresh/")

# Loaded late, when something goes wrong or is asked for by name: a trace of good days does not show them.
ALWAYS_KEPT = (
    "_strptime",
    "calendar",
    "copy",
    "encodings.ascii",
    "encodings.cp437",
    "encodings.idna",
    "encodings.latin_1",
    "encodings.utf_8",
    "encodings.utf_8_sig",
    "linecache",
    "locale",
    "pprint",
    "stringprep",
    "textwrap",
    "traceback",
    "warnings",
)


def imported_modules(project: Path) -> list[str]:
    """Every module that the engine's source names in an import, those inside of functions included."""
    names = set()
    for source in (project / "calculators").rglob("*.py"):
        if source.relative_to(project).as_posix().startswith(BROWSER_HAS_NO):
            continue
        for node in ast.walk(ast.parse(source.read_bytes())):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module)
    return sorted(names - {"__future__"})


def needed(
    standard_library: Mapping[str, bytes],
    engine: Mapping[str, bytes],
    modules: list[str],
    program: Mapping[str, Any],
) -> dict[str, bytes]:
    """Cut the compiled standard library to what the engine loads while it answers the sample requests.

    Runs Pyodide in Node with the whole library. Raises CalledProcessError if an import or an answer fails.
    """
    requests = json.loads(SAMPLE_REQUESTS.read_bytes())
    archives = {"standardLibrary": standard_library, "engine": engine}
    trace = run_with_engine("trace_imports.mjs", archives, modules, requests, program=program)
    loaded = json.loads(trace)
    names = {file.removeprefix(STANDARD_LIBRARY) for file in loaded if file.startswith(STANDARD_LIBRARY)}
    return {name: standard_library[name] for name in sorted(names)}


def run_with_engine(
    script: str,
    archives: Mapping[str, Mapping[str, bytes]],
    modules: list[str],
    requests: list[str],
    *,
    program: Mapping[str, Any],
) -> bytes:
    """Run one of the scripts here that load the engine in Node and let it answer; returns what it prints.

    Args:
        script: file name.
        archives: `standardLibrary` and `engine`, files by name.
        modules: to import, beside those that only trouble calls for.
        requests: to answer, as the page's worker sends them.
        program: `programFolder`, where Pyodide's program lies, and its `lock`.

    Raises:
        CalledProcessError: an import or an answer failed.

    """
    with TemporaryDirectory() as folder:
        parts = dict(program)
        for part, members in archives.items():
            path = Path(folder, f"{part}.zip")
            path.write_bytes(zipped(members))
            parts[part] = str(path)
        question = {"parts": parts, "modules": [*modules, *ALWAYS_KEPT], "requests": requests}
        return subprocess.run(
            [command("node"), HERE / script], input=json.dumps(question).encode(), check=True, stdout=subprocess.PIPE
        ).stdout
