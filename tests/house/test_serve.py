"""`make serve`'s server: a static host's types and 404 page, a taken port, a clean stop."""

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def start(folder: Path, port: int | str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "overrides.setup.serve"],
        cwd=folder,
        env={**os.environ, "PORT": str(port), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
        return number


@pytest.fixture
def served(tmp_path: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    site = tmp_path / "site"
    site.mkdir()
    for name in ("index.html", "a.js", "a.mjs", "a.wasm", "a.json", "a.woff2"):
        (site / name).write_text(name)
    (site / "404.html").write_text("our own page for what is missing")
    with start(tmp_path, port) as server:
        assert server.stdout
        assert f"http://127.0.0.1:{port}" in server.stdout.readline()
        yield server
        server.kill()


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("", "text/html; charset=utf-8"),
        ("a.js", "text/javascript"),
        ("a.mjs", "text/javascript"),
        ("a.wasm", "application/wasm"),
        ("a.json", "application/json"),
        ("a.woff2", "font/woff2"),
    ],
)
def test_media_types(port: int, name: str, media_type: str) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/{name}") as answer:
        assert answer.headers["Content-Type"] == media_type


@pytest.mark.usefixtures("served")
def test_missing_page(port: int) -> None:
    with pytest.raises(urllib.error.HTTPError) as missing:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/nowhere/")
    with missing.value as answer:
        assert (answer.code, answer.read()) == (404, b"our own page for what is missing")


def test_interrupt_stops_cleanly_and_quietly(served: subprocess.Popen[str], port: int) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/"):
        served.send_signal(signal.SIGINT)
    _, errors = served.communicate(timeout=10)
    assert (served.returncode, errors) == (0, "")


@pytest.mark.usefixtures("served")
def test_taken_port_is_said_in_one_sentence(port: int, tmp_path: Path) -> None:
    with start(tmp_path, port) as second:
        _, errors = second.communicate(timeout=10)
    assert second.returncode == 1
    assert errors == f"Port {port} is taken: choose another, for example PORT=8001 make serve.\n"


@pytest.mark.parametrize("wrong", ["0", "65536", "http", "-1"])
def test_wrong_port_is_said_in_one_sentence(wrong: str, tmp_path: Path) -> None:
    with start(tmp_path, wrong) as server:
        _, errors = server.communicate(timeout=10)
    assert (server.returncode, errors.count("\n")) == (1, 1)
    assert f"PORT is '{wrong}'" in errors


def test_a_site_that_was_not_built(tmp_path: Path, port: int) -> None:
    with start(tmp_path, port) as server:
        _, errors = server.communicate(timeout=10)
    assert (server.returncode, errors) == (1, "There is no built site: run `make build` first.\n")
