"""Debian's Chromium, headless, driven through its DevTools protocol over a pair of pipes."""

import base64
import itertools
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

PROGRAMS: Final = ("chromium-headless-shell", "chromium")
PATIENCE: Final = 30.0
"""Seconds in which the browser must answer, and a page must get as far as a test waits for."""
FLAGS: Final = (
    *("--headless", "--remote-debugging-pipe", "--no-first-run", "--disable-gpu"),
    # A test may run as root, in a container; it opens pages of its own only.
    *("--no-sandbox", "--disable-dev-shm-usage"),
    *("--disable-background-networking", "--disable-component-update"),
    # Names that no test's page has are never looked up.
    "--host-resolver-rules=MAP foreign.example 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
ENTER: Final = {"key": "Enter", "code": "Enter", "text": "\r", "windowsVirtualKeyCode": 13}
TAB: Final = {"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
SPACE: Final = {"key": " ", "code": "Space", "text": " ", "windowsVirtualKeyCode": 32}


_LISTENS: Final = """
    window.announced = [];
    window.spoken = [];
    document.addEventListener("DOMContentLoaded", () => {
        const listener = new MutationObserver((changes) => {
            for (const change of changes) for (const node of change.addedNodes) {
                if (node.textContent.trim()) announced.push(node.textContent.trim());
            }
        });
        for (const region of document.querySelectorAll("[role=status], [role=log], [aria-live]")) {
            listener.observe(region, { childList: true, characterData: true });
        }
    });
    if (window.speechSynthesis) {
        speechSynthesis.speak = (said) => spoken.push([said.text.trim(), said.lang]);
    }
"""
"""Keeps what a screen reader would announce: what is added to the page's live regions."""


class Chromium:
    """A running browser."""

    def __init__(self, orders: int, answers: int) -> None:
        self._orders = orders
        self._answers = answers
        self._numbers = itertools.count(1)
        self._rest = b""
        self._contexts: list[str] = []
        self.events: list[dict[str, Any]] = []
        """What it reported since its pages were closed."""

    def call(self, method: str, session: str = "", **values: Any) -> dict[str, Any]:
        """Have something done, and give the result."""
        number = next(self._numbers)
        order = {"id": number, "method": method, "params": values}
        os.write(
            self._orders, json.dumps(order | ({"sessionId": session} if session else {})).encode()
        )
        os.write(self._orders, b"\0")
        while True:
            message = self._message()
            if message.get("id") == number:
                assert "error" not in message, (method, message["error"])
                return dict(message["result"])
            self.events.append(message)

    def _message(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            readable, _, _ = select.select([self._answers], [], [], PATIENCE)
            data = os.read(self._answers, 1 << 16) if readable else b""
            assert data, "the browser does not answer"
            self._rest += data
        whole, _, self._rest = self._rest.partition(b"\0")
        return dict(json.loads(whole))

    def phone(self, width: int = 390, height: int = 844) -> "PhonePage":
        """A page of a phone of its own, without cookies."""
        context = self.call("Target.createBrowserContext")["browserContextId"]
        self._contexts.append(context)
        target = self.call("Target.createTarget", url="about:blank", browserContextId=context)
        opened = self.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        return PhonePage(self, opened["sessionId"], width, height)

    def close_pages(self) -> None:
        """Close all phones' pages, and their connections."""
        while self._contexts:
            self.call("Target.disposeBrowserContext", browserContextId=self._contexts.pop())
        self.events.clear()


class PhonePage:
    """A page on a phone's screen."""

    def __init__(self, browser: Chromium, session: str, width: int, height: int) -> None:
        self._browser = browser
        self._session = session
        for domain in ("Page", "Runtime", "Network", "DOM", "Accessibility", "Log"):
            self.call(f"{domain}.enable")
        self.resize(width, height)
        self.call("Emulation.setTouchEmulationEnabled", enabled=True)
        self.call("Page.addScriptToEvaluateOnNewDocument", source=_LISTENS)

    def call(self, method: str, **values: Any) -> dict[str, Any]:
        """Have something done in this page."""
        return self._browser.call(method, self._session, **values)

    def events(self, method: str) -> list[dict[str, Any]]:
        """What was reported of this page, by its name."""
        self.call("Runtime.evaluate", expression="0")
        return [
            event["params"]
            for event in self._browser.events
            if event.get("method") == method and event.get("sessionId") == self._session
        ]

    def resize(self, width: int, height: int) -> None:
        """Give it a screen of so many of its own pixels."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": True}
        self.call("Emulation.setDeviceMetricsOverride", **size)

    def open(self, address: str) -> None:
        """Open an address and wait until it is loaded."""
        self.call("Page.navigate", url=address)
        self.until("document.readyState === 'complete' && location.href !== 'about:blank'")

    def run(self, script: str) -> Any:
        """The value of an expression, awaited."""
        found = self.call(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def until(self, script: str) -> Any:
        """Wait until an expression is true; gives its value."""
        end = time.monotonic() + PATIENCE
        while not (value := self._run_between_pages(script)):
            assert time.monotonic() < end, (script, self.run("document.body.innerText"))
            time.sleep(0.02)
        return value

    def _run_between_pages(self, script: str) -> Any:
        """The value of an expression; None where another page opens meanwhile."""
        try:
            return self.run(script)
        except AssertionError as error:
            if "navigated" not in str(error):
                raise
            return None

    @property
    def announced(self) -> list[str]:
        """What a screen reader would have said by itself."""
        return list(self.run("announced"))

    def hears(self, text: str) -> None:
        """Wait until a text that begins like this is announced."""
        self.until(f"announced.some((one) => one.startsWith({json.dumps(text)}))")

    @property
    def focus(self) -> str:
        """What has the focus: the name of an element, or its words."""
        return str(self.run("document.activeElement.id || document.activeElement.innerText"))

    def tap(self, selector: str) -> None:
        """Tap an element as a finger does."""
        place = self.run(
            f"(() => {{ const it = document.querySelector({json.dumps(selector)});"
            " it.scrollIntoView({ block: 'center' }); const at = it.getBoundingClientRect();"
            " return [at.x + at.width / 2, at.y + at.height / 2]; })()"
        )
        point = [{"x": place[0], "y": place[1]}]
        self.call("Input.dispatchTouchEvent", type="touchStart", touchPoints=point)
        self.call("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])

    def press(self, key: dict[str, Any], shift: bool = False) -> None:
        """Press a key and let it go."""
        down = "keyDown" if "text" in key else "rawKeyDown"
        held = {"modifiers": 8 if shift else 0}
        self.call("Input.dispatchKeyEvent", type=down, **key, **held)
        self.call("Input.dispatchKeyEvent", type="keyUp", **key, **held)

    def write(self, text: str) -> None:
        """Write where the focus is."""
        self.call("Input.insertText", text=text)

    def choose(self, selector: str, file: Path) -> None:
        """Give a file to a file input, as its dialog would."""
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        node = self.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.call("DOM.setFileInputFiles", nodeId=node, files=[str(file)])

    def tree(self) -> list[tuple[str, str]]:
        """What a screen reader meets, in order: role and name."""
        nodes = self.call("Accessibility.getFullAXTree")["nodes"]
        by_id = {node["nodeId"]: node for node in nodes}
        found: list[tuple[str, str]] = []

        def visit(node: dict[str, Any]) -> None:
            role = node.get("role", {}).get("value", "")
            if not node.get("ignored") and role not in ("InlineTextBox", "none", "generic"):
                found.append((role, node.get("name", {}).get("value", "")))
            for child in node.get("childIds", ()):
                if child in by_id:
                    visit(by_id[child])

        visit(nodes[0])
        return found

    def shot(self, path: Path) -> None:
        """Write what it looks like."""
        taken = self.call("Page.captureScreenshot", format="webp", quality=20)
        path.write_bytes(base64.b64decode(taken["data"]))


def trust(home: Path, authority: bytes) -> None:
    """Have the browser of a folder trust an authority, in DER; skips the test if it cannot."""
    if shutil.which("certutil") is None:
        pytest.skip("needs the Debian package libnss3-tools")
    base = home / ".pki" / "nssdb"
    base.mkdir(parents=True)
    own = ["certutil", "-d", f"sql:{base}"]
    subprocess.run([*own, "-N", "--empty-password"], check=True)
    add = [*own, "-A", "-n", "authority", "-t", "C,,"]
    subprocess.run(add, input=authority, check=True)


@contextmanager
def chromium(home: Path, *more: str) -> Iterator[Chromium]:
    """Start the browser with a folder of its own; skips the test if there is none.

    `more` are further flags.
    """
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.skip("needs the Debian package chromium-headless-shell")
    theirs, orders = os.pipe()
    answers, back = os.pipe()
    flags = (*FLAGS, *more, f"--user-data-dir={home / 'chromium'}")
    start = f'exec "$@" 3<&{theirs} 4>&{back}'
    with subprocess.Popen(
        ["bash", "-c", start, "bash", program, *flags],
        pass_fds=(theirs, back),
        env=os.environ | {"HOME": str(home)},
        stderr=subprocess.DEVNULL,
    ) as process:
        os.close(theirs)
        os.close(back)
        try:
            browser = Chromium(orders, answers)
            yield browser
            browser.call("Browser.close")
            process.wait(PATIENCE)
        finally:
            process.kill()
            os.close(orders)
            os.close(answers)
