"""The pictures of the computer itself: of its screen and its clipboard, by what its desktop is.

What speaks to a desktop is imported when somebody asks for a picture.
"""

import contextlib
import logging
import os
import queue
import subprocess
import threading
import time
from typing import Final, Protocol

from assistant.camera.photo import BadPhoto, TooLarge, TooSmall, decode
from assistant.protocol.desktop import NoPicture, Surface
from assistant.protocol.events import Emit, Frame, FrameTaken, WorkFailed
from assistant.saying.messages.desktop_lines import DesktopLine
from models.interfaces import Picture

_log = logging.getLogger(__name__)

LIMIT: Final = 3.0
"""Seconds in which a desktop must hand its picture over."""
SLACK: Final = 0.5
"""Seconds more after which whatever asks it counts as stuck."""
SYSTEMD_WAIT: Final = 1.0
"""Seconds in which systemd must say where the desktop is."""
SESSION_VARIABLES: Final = ("WAYLAND_DISPLAY", "DISPLAY", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS")

_LATE: Final = {
    Surface.SCREEN: DesktopLine.SCREEN_LATE,
    Surface.CLIPBOARD: DesktopLine.CLIPBOARD_LATE,
}


class Desktop(Protocol):
    """Gives the pictures of one kind of desktop."""

    def picture(self, surface: Surface, until: float) -> Picture:
        """What a surface shows, [H, W, 3] RGB, by a moment of the monotonic clock.

        Raises NoPicture.
        """
        ...


class X11:
    """A desktop of X11."""

    def __init__(self, display: str) -> None:
        """`display` is its name, as in DISPLAY."""
        self._display = display

    def picture(self, surface: Surface, until: float) -> Picture:
        """As `Desktop.picture`."""
        from assistant.camera import x11

        if surface is Surface.SCREEN:
            return x11.screen(self._display, until)
        return opened(x11.clipboard(self._display, until))


class Wayland:
    """A desktop of Wayland; `display` is that of the X11 programs on it, or empty."""

    def __init__(self, display: str) -> None:
        """Where wl-paste is missing, the clipboard that X11's programs see is taken."""
        self._display = display

    def picture(self, surface: Surface, until: float) -> Picture:
        """As `Desktop.picture`."""
        from assistant.camera import wayland

        if surface is Surface.SCREEN:
            return opened(wayland.screen(until))
        if wayland.can_paste():
            return opened(wayland.clipboard(until))
        if self._display:
            return X11(self._display).picture(surface, until)
        raise NoPicture(DesktopLine.CLIPBOARD_MISSING.said())


def find_desktop() -> None:
    """Fill in the environment of the desktop from systemd, whose services start before it."""
    if os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY"):
        return
    command = ["systemctl", "--user", "show-environment"]
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        shown = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=SYSTEMD_WAIT,
        )
        for line in shown.stdout.splitlines():
            name, _, value = line.partition("=")
            if name in SESSION_VARIABLES:
                os.environ[name] = value


def desktop() -> Desktop:
    """The desktop that the environment tells of. Raises NoPicture where there is none."""
    find_desktop()
    display = os.environ.get("DISPLAY", "")
    if os.environ.get("WAYLAND_DISPLAY"):
        return Wayland(display)
    if display:
        return X11(display)
    raise NoPicture(DesktopLine.NO_DESKTOP.said())


def opened(data: bytes) -> Picture:
    """The picture of a file's content. Raises NoPicture."""
    try:
        return decode(data, "The picture")
    except TooLarge as bad:
        raise NoPicture(DesktopLine.TOO_LARGE.said()) from bad
    except TooSmall as bad:
        raise NoPicture(DesktopLine.TOO_SMALL.said()) from bad
    except BadPhoto as bad:
        raise NoPicture(DesktopLine.DAMAGED.said()) from bad


def picture(surface: Surface) -> Picture:
    """What a surface shows now, [H, W, 3] RGB. Raises NoPicture, within 3.5 seconds."""
    answers: queue.SimpleQueue[Picture | NoPicture] = queue.SimpleQueue()
    threading.Thread(
        target=lambda: answers.put(_answer(surface)), name=surface.value, daemon=True
    ).start()
    try:
        answer = answers.get(timeout=LIMIT + SLACK)
    except queue.Empty:
        raise NoPicture(_LATE[surface].said()) from None
    if isinstance(answer, NoPicture):
        raise answer
    return answer


def _answer(surface: Surface) -> Picture | NoPicture:
    try:
        return desktop().picture(surface, time.monotonic() + LIMIT)
    except NoPicture as fault:
        return fault
    # A desktop may answer anything; whoever asked hears of it all the same.
    except Exception as error:
        _log.debug("The desktop gave no picture:", exc_info=error)
        return NoPicture(_LATE[surface].said())


def take(generation: int, surface: Surface, emit: Emit) -> None:
    """Take a picture in the background; FrameTaken or WorkFailed follows within 3.5 seconds."""

    def run() -> None:
        try:
            pixels = picture(surface)
        except NoPicture as fault:
            emit(WorkFailed(generation, str(fault)))
        else:
            frame = Frame(pixels, time.monotonic(), 0, surface.value, surface)
            emit(FrameTaken(generation, frame))

    threading.Thread(target=run, name=f"take-{surface}", daemon=True).start()
