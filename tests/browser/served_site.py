"""A server for the built site that can be stopped, updated and broken on purpose."""

import contextlib
import threading
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar, Self

Change = Callable[[bytes], bytes | None]
"""What becomes of a file's bytes on their way; None: the file is missing."""


def missing(_: bytes) -> None:
    return None


def truncated(data: bytes) -> bytes:
    return data[: len(data) // 2]


def altered(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".js": "text/javascript", ".wasm": "application/wasm"}

    def __init__(self, *arguments: Any, site: "ServedSite") -> None:
        self.site = site
        super().__init__(*arguments, directory=str(site.folder))

    def do_GET(self) -> None:
        self.directory = str(self.site.folder)  # a connection may outlive a release
        path = Path(self.translate_path(self.path))
        self.site.asked.append(self.path.partition("?")[0])
        change = next((change for part, change in self.site.changes.items() if part in path.name), None)
        if not change or not path.is_file():
            super().do_GET()
            return
        data = change(path.read_bytes())
        self.send_response(404 if data is None else 200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Length", str(len(data or b"")))
        self.end_headers()
        self.wfile.write(data or b"")

    def end_headers(self) -> None:
        self.send_header("Cache-Control", f"max-age={self.site.max_age}")
        for name, value in self.site.headers.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Keep the output of the tests readable."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    connections: set[Any]

    def process_request(self, request: Any, client_address: Any) -> None:
        self.connections.add(request)
        super().process_request(request, client_address)

    def handle_error(self, *_: Any) -> None:
        """Browsers break connections as they like."""


class ServedSite:
    """A folder on a port of its own, which is a new origin: no browser has kept anything of it."""

    _ports: ClassVar[set[int]] = set()  # systems give out the port of a closed server again

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.changes: dict[str, Change] = {}
        self.headers: dict[str, str] = {}
        self.max_age = 600  # seconds, as on GitHub Pages: a browser may keep a damaged file, too
        self.asked: list[str] = []
        self._server: _Server | None = None
        self._port = 0
        self.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}/"

    def start(self) -> None:
        handler = partial(_Handler, site=self)
        self._server = _Server(("127.0.0.1", self._port), handler)
        while not self._port and self._server.server_port in self._ports:
            self._server.server_close()
            self._server = _Server(("127.0.0.1", 0), handler)
        self._server.connections = set()
        self._port = self._server.server_port
        self._ports.add(self._port)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """Take the site off the network, open connections included."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            for connection in self._server.connections:
                with contextlib.suppress(OSError):
                    connection.shutdown(2)
        self._server = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
