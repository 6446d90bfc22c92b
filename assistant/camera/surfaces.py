"""Pictures of the computer itself: its screen and its clipboard.

The desktop's libraries are only imported when a picture is requested.
"""

import contextlib
import logging
import os
import queue
import shutil
import subprocess
import threading
import time
from enum import StrEnum
from typing import Final

from assistant.camera.photo import BadPhoto, decode
from assistant.protocol.child_process import output_of
from assistant.protocol.desktop import NoPicture, Surface
from assistant.protocol.events import Emit, Frame, FrameTaken, WorkFailed
from assistant.protocol.spoken import message_of
from assistant.saying.messages.desktop_lines import DesktopLine
from assistant.saying.messages.files_lines import PhotoFault
from models.interfaces import Picture

_log = logging.getLogger(__name__)

LIMIT: Final = 3.0
"""Seconds in which a desktop must hand over its picture."""
SLACK: Final = 0.5
"""Seconds more after which the thread that asks it counts as stuck."""
SYSTEMD_WAIT: Final = 1.0
"""Seconds in which systemd must say where the desktop is."""
SESSION_VARIABLES: Final = ("WAYLAND_DISPLAY", "DISPLAY", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS")
_LATE: Final = {
    Surface.SCREEN: DesktopLine.SCREEN_LATE,
    Surface.CLIPBOARD: DesktopLine.CLIPBOARD_LATE,
}
_REFUSED: Final[dict[StrEnum, DesktopLine]] = {
    PhotoFault.TOO_LARGE: DesktopLine.TOO_LARGE,
    PhotoFault.TOO_MANY_PIXELS: DesktopLine.TOO_LARGE,
    PhotoFault.TOO_SMALL: DesktopLine.TOO_SMALL,
    PhotoFault.TOO_NARROW: DesktopLine.TOO_SMALL,
}
"""What is said of a picture that is not opened, by what would be said of a photo."""


def take(generation: int, surface: Surface, emit: Emit) -> None:
    """Take a picture in the background; FrameTaken or WorkFailed follows within 3.5 seconds."""

    def run() -> None:
        try:
            pixels = picture(surface)
        except NoPicture as fault:
            emit(WorkFailed(generation, message_of(fault)))
        else:
            frame = Frame(pixels, time.monotonic(), 0, surface.value, surface)
            emit(FrameTaken(generation, frame))

    threading.Thread(target=run, name=f"take-{surface}", daemon=True).start()


def picture(surface: Surface) -> Picture:
    """What a surface shows now, [H, W, 3] RGB. Raises NoPicture, within 3.5 seconds."""
    answers: queue.SimpleQueue[Picture | NoPicture] = queue.SimpleQueue()

    def run() -> None:
        try:
            answers.put(_grab(surface, time.monotonic() + LIMIT))
        except NoPicture as fault:
            answers.put(fault)
        # A desktop may answer anything; the user must hear of it.
        except Exception as error:
            _log.debug("The desktop gave no picture:", exc_info=error)
            answers.put(NoPicture(_LATE[surface].said()))

    threading.Thread(target=run, name=surface.value, daemon=True).start()
    try:
        answer = answers.get(timeout=LIMIT + SLACK)
    except queue.Empty:
        raise NoPicture(_LATE[surface].said()) from None
    if isinstance(answer, NoPicture):
        raise answer
    return answer


def _grab(surface: Surface, until: float) -> Picture:
    """What a surface shows, by the time `until` (monotonic). Raises NoPicture.

    On Wayland without wl-paste it is the clipboard that X11 programs see.
    """
    find_desktop()
    display = os.environ.get("DISPLAY", "")
    wayland_runs = bool(os.environ.get("WAYLAND_DISPLAY"))
    if wayland_runs:
        from assistant.camera import wayland

        if surface is Surface.SCREEN:
            return _opened(wayland.screen(until))
        if shutil.which(wayland.PASTE):
            return _opened(wayland.clipboard(until))
    if not display:
        line = DesktopLine.CLIPBOARD_MISSING if wayland_runs else DesktopLine.NO_DESKTOP
        raise NoPicture(line.said())
    from assistant.camera import x11

    if surface is Surface.SCREEN:
        return x11.screen(display, until)
    return _opened(x11.clipboard(display, until))


def _opened(data: bytes) -> Picture:
    try:
        return decode(data, "The picture")
    except BadPhoto as bad:
        line = _REFUSED.get(message_of(bad).phrase, DesktopLine.DAMAGED)
        raise NoPicture(line.said()) from bad


def find_desktop() -> None:
    """Fill in the desktop's environment variables from systemd, whose services start before it."""
    if os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY"):
        return
    command = ["systemctl", "--user", "show-environment"]
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        for line in output_of(*command, patience=SYSTEMD_WAIT).splitlines():
            name, _, value = line.partition("=")
            if name in SESSION_VARIABLES:
                os.environ[name] = value
