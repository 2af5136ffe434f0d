import importlib.util
import zipfile
from importlib.machinery import SourcelessFileLoader
from pathlib import Path
from types import CodeType

import pytest

from overrides.runtime.__main__ import PYODIDE, ROOT
from overrides.runtime.archives import build_wheel, compiled, zipped


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "source.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("package/module.py", 'def half(n):\n    """Docs."""\n    assert n\n    return n / 2\n')
        file.writestr("package/facts.json", "{}")
    return path


def function_of(pyc: bytes, folder: Path) -> CodeType:
    path = folder / "module.pyc"
    path.write_bytes(pyc)
    module = SourcelessFileLoader("module", str(path)).get_code("module")
    assert module
    [function] = [constant for constant in module.co_consts if isinstance(constant, CodeType)]
    return function


def test_the_standard_library_compiles_to_the_same_bytes() -> None:
    library = PYODIDE / "python_stdlib.zip"
    assert zipped(compiled(library)) == zipped(compiled(library))


def test_the_engine_builds_to_the_same_bytes() -> None:
    assert zipped(build_wheel(ROOT)) == zipped(build_wheel(ROOT))


def test_compiling_keeps_the_source_archive_and_its_data(archive: Path) -> None:
    before = archive.read_bytes()
    assert sorted(compiled(archive)) == ["package/facts.json", "package/module.pyc"]
    assert archive.read_bytes() == before


def test_bytecode_is_of_this_python_and_never_checked_against_a_source(archive: Path) -> None:
    pyc = compiled(archive)["package/module.pyc"]
    assert pyc[:4] == importlib.util.MAGIC_NUMBER
    assert pyc[4:8] == b"\x01\0\0\0"  # hash-based, unchecked: PEP 552


def test_bytecode_tells_tracebacks_where_it_comes_from(archive: Path, tmp_path: Path) -> None:
    half = function_of(compiled(archive)["package/module.pyc"], tmp_path)
    assert half.co_filename == "package/module.py"
    assert {line for _, _, line in half.co_lines()} == {1, 3, 4}


def test_only_the_optimised_library_loses_docstrings_and_assertions(archive: Path, tmp_path: Path) -> None:
    plain = function_of(compiled(archive)["package/module.pyc"], tmp_path)
    optimised = function_of(compiled(archive, optimisation_level=2)["package/module.pyc"], tmp_path)
    assert "Docs." in plain.co_consts
    assert "Docs." not in optimised.co_consts
    assert len(optimised.co_code) < len(plain.co_code)


def test_zips_are_stored_sorted_and_without_the_date_of_their_build(tmp_path: Path) -> None:
    path = tmp_path / "out.zip"
    path.write_bytes(zipped({"b": b"2", "a": b"1"}))
    with zipfile.ZipFile(path) as file:
        members = file.infolist()
    assert [member.filename for member in members] == ["a", "b"]
    assert {member.date_time for member in members} == {(1980, 1, 1, 0, 0, 0)}
    assert {member.compress_type for member in members} == {zipfile.ZIP_STORED}
