"""One small interface to three browser engines, so that an essential test is written once."""

import json
import os
import re
import subprocess
import time
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from playwright.sync_api import Page
from selenium import webdriver
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.webkitgtk.service import Service
from websocket import create_connection

MINI_BROWSERS = "usr/lib/*/webkit2gtk-4.*/MiniBrowser"
SITE_IS_KEPT = "navigator.serviceWorker.getRegistration().then((found) => found?.active?.state === 'activated')"
PYTHON_IS_KEPT = "caches.open('python').then((cache) => cache.keys()).then((keys) => keys.length === 4)"
FIREFOX_SETTINGS = (
    '"app.normandy.enabled", false',  # all of them keep it from calling home
    '"services.settings.server", "data:,"',
    '"datareporting.policy.dataSubmissionEnabled", false',
    '"network.captive-portal-service.enabled", false',
    '"network.connectivity-service.enabled", false',
)
KEYS = {"Tab": Keys.TAB, "Enter": Keys.RETURN, "Escape": Keys.ESCAPE, "ArrowUp": Keys.ARROW_UP}
"""WebDriver's code points, which BiDi shares."""


class Tab(Protocol):
    """A browser's tab."""

    def open(self, address: str) -> None:
        """Go to an address and wait until the page is loaded."""

    def value(self, expression: str) -> Any:
        """Return the JSON value of a JavaScript expression, which may be a promise."""

    def press(self, *keys: str) -> None:
        """Press keys one after the other: names of KEYS, or characters."""


def eventually(tab: Tab, expression: str, *, seconds: float = 60) -> Any:
    """Wait until an expression is true and return its value; raises AssertionError."""
    end = time.monotonic() + seconds
    while not (value := tab.value(expression)):
        now = "location.href + ' ' + Array.from(document.querySelectorAll('[data-state]'), (e) => e.dataset.state)"
        assert time.monotonic() < end, f"after {seconds} s still not: {expression}, at {tab.value(now)}"
        time.sleep(0.05)
    return value


class ChromiumTab:
    """Driven by Playwright."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, address: str) -> None:
        self.page.goto(address)

    def value(self, expression: str) -> Any:
        return self.page.evaluate(expression)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)


class FirefoxTab:
    """Driven by WebDriver BiDi over a socket, because no driver for Firefox is to be had as a package."""

    def __init__(self, socket_address: str) -> None:
        self._socket = create_connection(f"{socket_address}/session", timeout=60, suppress_origin=True)
        self._sent = 0
        self._send("session.new", capabilities={})
        # A tab of our own, because in the first one keys press no buttons: its page never has the focus.
        self._context = self._send("browsingContext.create", type="tab")["context"]
        self._send("browsingContext.activate", context=self._context)

    def _send(self, method: str, **parameters: Any) -> Any:
        self._sent += 1
        self._socket.send(json.dumps({"id": self._sent, "method": method, "params": parameters}))
        while (reply := json.loads(self._socket.recv())).get("id") != self._sent:
            pass  # an event
        assert reply["type"] == "success", reply
        return reply["result"]

    def close(self) -> None:
        self._socket.close()

    def open(self, address: str) -> None:
        self._send("browsingContext.navigate", context=self._context, url=address, wait="complete")
        page = json.dumps(address.partition("?")[0])  # a page from a service worker may still be on its way
        eventually(self, f"location.href.startsWith({page}) && document.readyState === 'complete'")

    def value(self, expression: str) -> Any:
        as_json = f"Promise.resolve({expression}).then((value) => JSON.stringify(value ?? null))"
        target = {"context": self._context}
        done = self._send("script.evaluate", expression=as_json, target=target, awaitPromise=True)
        assert done["type"] == "success", done
        return json.loads(done["result"]["value"])

    def press(self, *keys: str) -> None:
        values = [KEYS.get(key, key) for key in keys]
        actions = [{"type": kind, "value": value} for value in values for kind in ("keyDown", "keyUp")]
        keyboard = {"type": "key", "id": "keyboard", "actions": actions}
        self._send("input.performActions", context=self._context, actions=[keyboard])


class WebKitTab:
    """Driven by Selenium."""

    def __init__(self, driver: webdriver.WebKitGTK) -> None:
        self._driver = driver

    def open(self, address: str) -> None:
        self._driver.get(address)

    def value(self, expression: str) -> Any:
        script = (
            f"const done = arguments[0]; Promise.resolve({expression}).then(done, (e) => done({{failed: String(e)}}))"
        )
        value = self._driver.execute_async_script(script)
        assert not (isinstance(value, dict) and "failed" in value), value
        return value

    def press(self, *keys: str) -> None:
        for key in keys:
            self._driver.switch_to.active_element.send_keys(KEYS.get(key, key))


@contextmanager
def firefox(executable: str) -> Iterator[FirefoxTab]:
    """Start a Firefox without a window, with a profile of its own."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        Path(profile, "user.js").write_text("\n".join(f"user_pref({line});" for line in FIREFOX_SETTINGS))
        command = [executable, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        try:
            with closing(FirefoxTab(_announced(process, re.compile(r"listening on (ws://\S+)")))) as tab:
                yield tab
        finally:
            _end(process)


@contextmanager
def webkit(driver: str, screens: str) -> Iterator[WebKitTab]:
    """Start WebKitGTK's small browser on a screen that nobody sees."""
    executable = max(Path("/").glob(MINI_BROWSERS))
    screen = subprocess.Popen([screens, "-displayfd", "2", "-nolisten", "tcp"], stderr=subprocess.PIPE, text=True)
    try:
        display = _announced(screen, re.compile(r"^(\d+)$"))
        options = webdriver.WebKitGTKOptions()
        options.binary_location = str(executable)
        options.add_argument("--automation")
        # Its sandbox needs rights that containers lack; the pages are our own.
        env = {**os.environ, "DISPLAY": f":{display}", "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"}
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # of Selenium's own code
            window = webdriver.WebKitGTK(options=options, service=Service(executable_path=driver, env=env))
        try:
            yield WebKitTab(window)
        finally:
            window.quit()
    finally:
        _end(screen)


def _announced(process: subprocess.Popen[str], pattern: re.Pattern[str]) -> str:
    """Read what a process says until it says the wanted thing."""
    assert process.stderr
    for line in process.stderr:
        if found := pattern.search(line):
            return found.group(1)
    raise AssertionError(f"{process.args!r} ended before it was ready")


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    process.communicate()
