"""Pyodide's script without what the engine never calls."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from overrides.runtime.__main__ import PYODIDE, slim_script
from tests.runtime.test_shipped_library import run

STOCK = (PYODIDE / "pyodide.asm.js").read_bytes()


def test_two_thirds_are_left_out_and_what_starts_python_is_not() -> None:
    script = slim_script()
    assert len(script) < len(STOCK) / 2.5
    for graphics in (b"_SDL_SetVideoMode", b"_emscripten_glDrawArrays", b"_eglCreateContext"):
        assert graphics in STOCK
        assert graphics not in script
    for needed in (b"globalThis._createPyodideModule", b"_PyErr_SetString", b"_hiwire_get", b"fd_write"):
        assert needed in script


def test_it_comes_out_the_same_every_time() -> None:
    assert slim_script() == slim_script()


@pytest.mark.parametrize(
    "changed",
    ["async function(moduleArg = {})", "var wasmImports={", "wasmExports=instance.exports;", "GOT[symName]||="],
)
def test_another_script_is_refused_in_one_sentence(
    changed: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert STOCK.count(changed.encode()) == 1
    for name in ("pyodide.asm.wasm", "pyodide.mjs"):
        shutil.copy(PYODIDE / name, tmp_path)
    (tmp_path / "pyodide.asm.js").write_bytes(STOCK.replace(changed.encode(), b"something else"))
    with pytest.raises(subprocess.CalledProcessError) as refused:
        slim_script(tmp_path)
    assert (refused.value.returncode, refused.value.stdout) == (1, b"")
    assert capfd.readouterr().err.startswith("0 times in Pyodide's script: ")


# What crosses from Python to JavaScript and back, wrong things included, passes through functions that were left in.
CROSSINGS = """
import js, sys, time
from pyodide.code import run_js
from pyodide.ffi import JsException, create_proxy, to_js

def caught(action):
    try:
        return action()
    except Exception as problem:
        return type(problem).__name__

seen = [
    caught(lambda: run_js("throw new RangeError('far')")),
    caught(lambda: js.missing.name),
    caught(lambda: run_js("(f) => f()")(create_proxy(lambda: 1 / 0))),
    run_js('(values) => values.a.length')(to_js({'a': [1, 2.5, None]}, dict_converter=js.Object.fromEntries)),
    run_js("[1n, 2.5, null, 'x', new Map([[1, 2]])]").to_py()[3],
    int.from_bytes(run_js("new Uint8Array([1, 2])").to_py().tobytes(), "big"),
    time.strftime("%Y", time.gmtime(0)),
    [open("/tmp/x", "w").write("text"), open("/tmp/x").read()][1],
    caught(lambda: open("/none")),
    caught(lambda: (lambda f: f(f))(lambda f: f(f))),
    caught(lambda: __import__("no_such_module")),
    print("said", file=sys.stderr),
    str(2**200)[:5],
    "%.3e" % 1e-300,
]
import json
json.dumps(seen)
"""


def test_values_and_mistakes_still_cross_between_python_and_javascript(runtime: Path) -> None:
    done = run(runtime / "manifest.json", "pyodide.code.eval_code", [CROSSINGS])
    assert done.stderr == "said\n"
    [seen] = json.loads(done.stdout)
    assert json.loads(seen) == [
        "JsException", "AttributeError", "ZeroDivisionError", 3, "x", 258, "1970", "text",
        "FileNotFoundError", "RecursionError", "ModuleNotFoundError", None, "16069", "1.000e-300",
    ]  # fmt: skip
