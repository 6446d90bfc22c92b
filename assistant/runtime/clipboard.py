"""Copies text to the clipboard: with a tool of the desktop, or through the terminal (OSC 52).

A tool can be asked afterwards what the clipboard holds; a terminal cannot. But the terminal's
clipboard is the user's own even if Lantern runs on another computer.
"""

import base64
import os
import shutil
import subprocess
import threading
import time
from pathlib import Path
from typing import Final

from assistant.camera.surfaces import find_desktop
from assistant.protocol.child_process import bytes_of
from assistant.protocol.events import Clip, Copied, Emit

TERMINAL: Final = Path("/dev/tty")
PATIENCE: Final = 2.5
"""Seconds that all tools together may take."""
MUTE: Final = ("", "dumb", "linux")
"""Terminal types without a clipboard."""
_TOOLS: Final = (
    ("WAYLAND_DISPLAY", ("wl-copy",), ("wl-paste", "--no-newline")),
    ("DISPLAY", ("xclip", "-selection", "clipboard"), ("xclip", "-selection", "clipboard", "-o")),
    ("DISPLAY", ("xsel", "--clipboard", "--input"), ("xsel", "--clipboard", "--output")),
)
"""The variable that names the desktop, the command that copies, and the one that pastes."""


def copy(text: str, utterance: int, emit: Emit) -> None:
    """Begin to copy, in a thread, because a desktop can be slow; Copied follows."""

    def run() -> None:
        emit(Copied(put(text), utterance))

    threading.Thread(target=run, name="copy", daemon=True).start()


def put(text: str) -> Clip:
    """Copy a text and return what is known about the clipboard."""
    until = time.monotonic() + PATIENCE
    if _desktop_holds(text, until):
        return Clip.HOLDS
    if _terminal_asked(text):
        return Clip.ASKED
    # Without a terminal, the user sits at this computer's desktop.
    find_desktop()
    return Clip.HOLDS if _desktop_holds(text, until) else Clip.NONE


def _desktop_holds(text: str, until: float) -> bool:
    return any(
        _holds(text, until, put_in, give_out)
        for variable, put_in, give_out in _TOOLS
        if os.environ.get(variable) and shutil.which(put_in[0]) and shutil.which(give_out[0])
    )


def _holds(text: str, until: float, put_in: tuple[str, ...], give_out: tuple[str, ...]) -> bool:
    """Copy with one tool, and check by pasting."""

    data = text.encode()

    def left() -> float:
        return max(0.1, until - time.monotonic())

    try:
        # The tool stays in the background to serve the text: don't wait for its output.
        quiet = subprocess.DEVNULL
        subprocess.run(put_in, input=data, stdout=quiet, stderr=quiet, timeout=left(), check=True)
        return bytes_of(*give_out, patience=left(), most=len(data)) == data
    except (OSError, subprocess.SubprocessError):
        return False


def _terminal_asked(text: str) -> bool:
    if os.environ.get("TERM", "") in MUTE:
        return False
    code = base64.b64encode(text.encode())
    try:
        with os.fdopen(os.open(TERMINAL, os.O_WRONLY | os.O_NOCTTY), "wb") as out:
            out.write(b"\x1b]52;c;" + code + b"\x07")
    except OSError:
        return False
    return True
