"""Archives of compiled Python that come out byte for byte the same every time."""

import io
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

FIRST_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
PYC_FLAGS = slice(4, 8)  # see PEP 552
UNCHECKED_HASH = (0b01).to_bytes(4, "little")


def command(name: str) -> str:
    """Path of a command that the project's own virtual environment brings, else of the one on the PATH."""
    own = Path(sys.executable).with_name(name)
    return str(own) if own.exists() else name


def compiled(archive: Path, *, optimisation_level: int = 0) -> dict[str, bytes]:
    """Members of a zip or wheel by name, every ``.py`` replaced by its ``.pyc``; the archive stays as it is.

    ``optimisation_level`` is that of ``python -O``: 2 leaves out assertions and docstrings.
    Raises CalledProcessError if a module does not compile.
    """
    with TemporaryDirectory() as folder:
        shutil.copy(archive, folder)
        subprocess.run(
            [command("pyodide"), "py-compile", "--silent", "--compression-level", "0", folder],
            check=True,
            env={
                **os.environ,
                "SOURCE_DATE_EPOCH": "315532800",
                "PYTHONOPTIMIZE": str(optimisation_level),
                "PYTHONNODEBUGRANGES": "1",  # columns only underline source text, which is not shipped
            },
        )
        [output] = [path for path in Path(folder).iterdir() if path.suffix in {".zip", ".whl"}]
        with zipfile.ZipFile(output) as file:
            return {
                name: _never_checked(file.read(name)) if name.endswith(".pyc") else file.read(name)
                for name in file.namelist()
                if not name.endswith("/")
            }


def build_wheel(project: Path) -> dict[str, bytes]:
    """Compiled members of the project's wheel, without its metadata, which the browser never asks for."""
    with TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, project],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        [wheel] = Path(folder).glob("*.whl")
        return {name: data for name, data in compiled(wheel).items() if ".dist-info/" not in name}


def zipped(members: Mapping[str, bytes]) -> bytes:
    """Zip without compression, which Python in WebAssembly undoes slowly: sorted names, fixed dates."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as file:
        for name in sorted(members):
            file.writestr(zipfile.ZipInfo(name, FIRST_ZIP_DATE), members[name])
    return buffer.getvalue()


def _never_checked(pyc: bytes) -> bytes:
    """Mark as valid without its source, which is not shipped and would be looked for on every import."""
    return pyc[: PYC_FLAGS.start] + UNCHECKED_HASH + pyc[PYC_FLAGS.stop :]
