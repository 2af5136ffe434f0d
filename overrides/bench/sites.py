"""The two sites that are compared, and the server that sends them: our build, and its twin on stock Pyodide."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from overrides.runtime.__main__ import PYODIDE, ROOT, lock_without_packages, pyodide_version
from overrides.runtime.manifest import write_runtime

RUNTIME = Path("assets/runtime")
APP = Path("assets/app")
SCRIPT_NAME = "script-name.html"
STOCK_FILES = ("pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")


def copy_on_stock_pyodide(site: Path, target: Path) -> None:
    """Copy a built site and give the copy the files of npm as they are; page and engine stay ours."""
    shutil.copytree(site, target, ignore=shutil.ignore_patterns("runtime"))
    manifest = json.loads((site / RUNTIME / "manifest.json").read_bytes())
    engine = {
        name: (site / RUNTIME / file["path"]).read_bytes()
        for name, file in manifest["files"].items()
        if name.startswith("calculators")
    }
    stock = {name: (PYODIDE / name).read_bytes() for name in STOCK_FILES}
    write_runtime(target / RUNTIME, [stock, engine], pyodide_version(), lock_without_packages())
    app = target / APP
    bundle, worker = ROOT / "overrides/app/bundle.sh", ROOT / "overrides/bench/stock-worker.mjs"
    subprocess.run(["sh", bundle, target / RUNTIME / "manifest.json", app, worker], check=True)
    [own_script] = (site / APP).glob("app-*.js")
    for page in target.rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        page.write_text(html.replace(own_script.name, (app / SCRIPT_NAME).read_text().strip()), encoding="utf-8")


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "max-age=600")  # as GitHub Pages does
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Stay silent."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """Stay silent: a browser that is closed leaves broken connections."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on a free local port; yields its address without a slash at the end."""
    with _Server(("127.0.0.1", 0), partial(_Handler, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
