"""Build what the browser needs to run the engine: ``python -m overrides.runtime``.

Pyodide's program, the compiled engine, and a snapshot of the memory of a Python that has loaded the engine.
"""

import gzip
import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from overrides.runtime.archives import build_wheel, command, compiled, zipped
from overrides.runtime.imports import imported_modules, needed, run_with_engine
from overrides.runtime.manifest import write_runtime

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PYODIDE = ROOT / "node_modules/pyodide"
TARGET = ROOT / "overrides/theme/assets/runtime"
WITHOUT_DOCSTRINGS = 2
ANSWERED_IN_SNAPSHOT = ['{"calculator": "inference", "values": {}}']
"""Answered before the snapshot, so that their facts are in it. All calculators' facts would add 1.1 MB."""


def runtime_files(project: Path = ROOT) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Return the files that change with Pyodide and those that change with the engine.

    Instead of the standard library browsers get the memory of a Python that has loaded it, with the engine.
    The engine's archive goes with it for the facts that no sample request has read.
    """
    engine = build_wheel(project)
    library = compiled(PYODIDE / "python_stdlib.zip", optimisation_level=WITHOUT_DOCSTRINGS)
    modules = imported_modules(project)
    pyodide = {"pyodide.asm.js": slim_script(), "pyodide.asm.wasm": (PYODIDE / "pyodide.asm.wasm").read_bytes()}
    with TemporaryDirectory() as folder:
        for name, data in pyodide.items():
            Path(folder, name).write_bytes(data)
        program = {"programFolder": folder, "lock": lock_without_packages()}
        archives = {"standardLibrary": needed(library, engine, modules, program), "engine": engine}
        snapshot = run_with_engine("make_snapshot.mjs", archives, modules, ANSWERED_IN_SNAPSHOT, program=program)
    # Static hosts send such files as they are, so they carry their own compression, which browsers undo fast.
    return pyodide, {
        "snapshot.bin.gz": gzip.compress(snapshot, mtime=0),
        "calculators.zip.gz": gzip.compress(zipped(engine), mtime=0),
    }


def slim_script(pyodide: Path = PYODIDE) -> bytes:
    """Pyodide's script without what only compiled packages use, see slim_program.mjs.

    Raises CalledProcessError if a new version of the script looks different where it is cut.
    """
    return subprocess.run(
        [command("node"), HERE / "slim_program.mjs", pyodide], check=True, stdout=subprocess.PIPE
    ).stdout


def lock_without_packages() -> dict[str, object]:
    """Pyodide's lock file without the packages that the engine does not use."""
    return {"info": json.loads((PYODIDE / "pyodide-lock.json").read_bytes())["info"], "packages": {}}


def pyodide_version() -> str:
    """Version of the npm package that the browser runs."""
    return str(json.loads((PYODIDE / "package.json").read_bytes())["version"])


def main() -> None:
    """Build the runtime into the theme's assets."""
    manifest = write_runtime(TARGET, runtime_files(), pyodide_version(), lock_without_packages())
    for name, file in manifest["files"].items():
        sys.stdout.write(f"{file['bytes']:>10,} bytes  {name}\n")


if __name__ == "__main__":
    main()
