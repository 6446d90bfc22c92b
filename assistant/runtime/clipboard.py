"""Puts a text into the clipboard: by a tool of the desktop, else by asking the terminal for it.

A tool is asked afterwards what the clipboard holds. A terminal gives no answer (OSC 52); its
clipboard is the user's even where Lantern runs on another computer.
"""

import base64
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from assistant.camera.surfaces import find_desktop
from assistant.protocol.effects import Copy
from assistant.protocol.events import Clip, Copied, Emit

TERMINAL: Final = Path("/dev/tty")
PATIENCE: Final = 2.5
"""Seconds that all tools together may take."""
MUTE: Final = ("", "dumb", "linux")
"""Kinds of terminals that have no clipboard."""
_TOOLS: Final = (
    ("WAYLAND_DISPLAY", ("wl-copy",), ("wl-paste", "--no-newline")),
    ("DISPLAY", ("xclip", "-selection", "clipboard"), ("xclip", "-selection", "clipboard", "-o")),
    ("DISPLAY", ("xsel", "--clipboard", "--input"), ("xsel", "--clipboard", "--output")),
)
"""The variable that tells of the desktop, what puts in, and what gives out."""


class Clipboard:
    """Copies in a thread of its own, since a desktop may take its time."""

    def __init__(self, emit: Emit) -> None:
        """Nothing is copied yet."""
        self._emit = emit

    def copy(self, request: Copy) -> None:
        """Begin to copy; Copied follows."""
        threading.Thread(target=self._copy, args=(request,), name="copy", daemon=True).start()

    def _copy(self, request: Copy) -> None:
        self._emit(Copied(put(request.text), request.utterance))


def put(text: str) -> Clip:
    """Put a text into the clipboard, and say what is known of it."""
    until = time.monotonic() + PATIENCE
    if _desktop_holds(text, until):
        return Clip.HOLDS
    if _terminal_asked(text):
        return Clip.ASKED
    # Without a terminal nobody is far away, so a desktop that runs here is the user's.
    find_desktop()
    return Clip.HOLDS if _desktop_holds(text, until) else Clip.NONE


def _desktop_holds(text: str, until: float) -> bool:
    return any(_holds(text, until, *tool) for tool in _usable())


def _usable() -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    for variable, put_in, give_out in _TOOLS:
        if os.environ.get(variable) and shutil.which(put_in[0]) and shutil.which(give_out[0]):
            yield put_in, give_out


def _holds(text: str, until: float, put_in: tuple[str, ...], give_out: tuple[str, ...]) -> bool:
    """Whether the clipboard holds the text after a tool has put it there."""

    def ran(command: tuple[str, ...], into: bytes, out: int) -> bytes:
        left = max(0.1, until - time.monotonic())
        quiet = subprocess.DEVNULL
        done = subprocess.run(
            command, input=into, stdout=out, stderr=quiet, timeout=left, check=True
        )
        return bytes(done.stdout or b"")

    try:
        # It stays in the background to serve the text, so its output must not be waited for.
        ran(put_in, text.encode(), subprocess.DEVNULL)
        return ran(give_out, b"", subprocess.PIPE) == text.encode()
    except (OSError, subprocess.SubprocessError):
        return False


def _terminal_asked(text: str) -> bool:
    if os.environ.get("TERM", "") in MUTE:
        return False
    code = base64.b64encode(text.encode())
    try:
        terminal = os.open(TERMINAL, os.O_WRONLY | os.O_NOCTTY)
    except OSError:
        return False
    try:
        with os.fdopen(terminal, "wb") as out:
            out.write(b"\x1b]52;c;" + code + b"\x07")
    except OSError:
        return False
    return True
