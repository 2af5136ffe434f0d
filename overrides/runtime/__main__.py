"""Build what the browser needs to run the engine: ``python -m overrides.runtime``.

Pyodide's program, the standard library compiled and cut to what the engine imports, and the compiled engine.
"""

import gzip
import json
import sys
from pathlib import Path

from overrides.runtime.archives import build_wheel, compiled, zipped
from overrides.runtime.imports import imported_modules, needed
from overrides.runtime.manifest import write_runtime

ROOT = Path(__file__).parents[2]
PYODIDE = ROOT / "node_modules/pyodide"
TARGET = ROOT / "overrides/theme/assets/runtime"
WITHOUT_DOCSTRINGS = 2


def runtime_files(project: Path = ROOT) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Return the files that change with Pyodide (or with what the engine imports) and those of the engine."""
    lock = lock_without_packages()
    engine = build_wheel(project)
    library = compiled(PYODIDE / "python_stdlib.zip", optimisation_level=WITHOUT_DOCSTRINGS)
    kept = needed(library, engine, imported_modules(project), PYODIDE, lock)
    python = {name: (PYODIDE / name).read_bytes() for name in ("pyodide.asm.js", "pyodide.asm.wasm")}
    # Static hosts send a .zip as it is, so the archives carry their own compression, which browsers undo fast.
    python["python_stdlib.zip.gz"] = gzip.compress(zipped(kept), mtime=0)
    return python, {"calculators.zip.gz": gzip.compress(zipped(engine), mtime=0)}


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
