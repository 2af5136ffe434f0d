"""Serve the built site on this machine: `python -m overrides.setup.serve`; PORT chooses the port."""

import errno
import os
import sys
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

HOST = "127.0.0.1"
SITE = Path("site")


class SiteHandler(SimpleHTTPRequestHandler):
    """Answers like a static host: the site's own 404 page, and types that no machine's table changes."""

    protocol_version = "HTTP/1.1"
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".html": "text/html; charset=utf-8",
        ".js": "text/javascript",
        ".mjs": "text/javascript",
        ".json": "application/json",
        ".svg": "image/svg+xml",
        ".wasm": "application/wasm",
        ".whl": "application/zip",
        ".woff2": "font/woff2",
        ".xml": "application/xml",
    }

    def end_headers(self) -> None:
        """Make the browser ask each time, so that a rebuilt page shows at once."""
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer a missing page with the site's 404.html."""
        not_found = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not not_found.is_file():
            super().send_error(code, message, explain)
            return
        body = not_found.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Report only what went wrong."""
        if isinstance(code, int) and code >= HTTPStatus.BAD_REQUEST:
            super().log_request(int(code), size)


class SiteServer(ThreadingHTTPServer):
    """One thread per connection; a reader who closes the page is no error."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report an error of ours, not a broken connection."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def main() -> int:
    """Serve until Ctrl-C; 1 with one line on stderr when that is impossible."""
    port = os.environ.get("PORT", "8000")
    if not port.isdecimal() or not 0 < int(port) < 2**16:
        print(f"PORT is {port!r}: it must be a number from 1 to 65535.", file=sys.stderr)
        return 1
    if not (SITE / "index.html").is_file():
        print("There is no built site: run `make build` first.", file=sys.stderr)
        return 1
    try:
        server = SiteServer((HOST, int(port)), partial(SiteHandler, directory=str(SITE)))
    except OSError as error:
        if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
            raise
        reason = "taken" if error.errno == errno.EADDRINUSE else "not allowed"
        print(f"Port {port} is {reason}: choose another, for example PORT=8001 make serve.", file=sys.stderr)
        return 1
    with server:
        print(f"Serving the site on http://{HOST}:{port} (Ctrl-C stops)", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
