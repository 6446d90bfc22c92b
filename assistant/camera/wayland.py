"""The screen of a Wayland desktop through its portal on D-Bus, its clipboard through wl-paste."""

import contextlib
import subprocess
import threading
import time
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from jeepney import DBusAddress, MatchRule, MessageType, new_method_call
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

from assistant.camera.clipboard_formats import best_format
from assistant.protocol.child_process import TooMuchError, bytes_of
from assistant.protocol.desktop import NoPicture
from assistant.saying.messages.desktop_lines import DesktopLine
from models import limits

BUS: Final = "org.freedesktop.portal.Desktop"
PATH: Final = "/org/freedesktop/portal/desktop"
TOKEN: Final = "lantern"
PASTE: Final = "wl-paste"
EMPTY: Final = ("Nothing is copied", "No selection")
"""What newer and older versions of wl-paste print for an empty clipboard."""
PERMISSION_WAIT: Final = 60.0
"""Seconds in which the user may allow a screenshot, if the desktop asks."""


def screen(until: float) -> bytes:
    """The screen as an image file, by the time `until` (monotonic). Raises NoPicture.

    If the desktop still asks the user for permission then, its question stays open for a while:
    the answer counts for the next try.
    """
    try:
        with contextlib.ExitStack() as stack:
            bus = stack.enter_context(open_dbus_connection("SESSION"))
            screenshot = _Screenshot(bus, stack, until)
            try:
                return _read_and_delete(screenshot.file(until))
            except TimeoutError:
                rest = (stack.pop_all(), screenshot)
                threading.Thread(target=_discard, args=rest, name="portal", daemon=True).start()
                raise
    except TimeoutError as late:
        raise NoPicture(DesktopLine.PORTAL_LATE.said()) from late
    # There is no bus, or it ended meanwhile.
    except (OSError, KeyError, RuntimeError) as fault:
        raise NoPicture(DesktopLine.PORTAL_MISSING.said()) from fault


class _Screenshot:
    """A screenshot requested of the portal. Raises NoPicture and TimeoutError."""

    def __init__(self, bus: Any, stack: contextlib.ExitStack, until: float) -> None:
        self._bus = bus
        sender = bus.unique_name.removeprefix(":").replace(".", "_")
        self._request = f"{PATH}/request/{sender}/{TOKEN}"
        rule = MatchRule(
            type="signal",
            interface="org.freedesktop.portal.Request",
            member="Response",
            path=self._request,
        )
        bus.send_and_get_reply(message_bus.AddMatch(rule), timeout=until - time.monotonic())
        options = {"handle_token": ("s", TOKEN), "interactive": ("b", False)}
        portal = DBusAddress(PATH, BUS, "org.freedesktop.portal.Screenshot")
        call = new_method_call(portal, "Screenshot", "sa{sv}", ("", options))
        self._answers = stack.enter_context(bus.filter(rule))
        reply = bus.send_and_get_reply(call, timeout=until - time.monotonic())
        if reply.header.message_type is MessageType.error:
            raise NoPicture(DesktopLine.PORTAL_MISSING.said())

    def file(self, until: float) -> Path:
        left = until - time.monotonic()
        code, results = self._bus.recv_until_filtered(self._answers, timeout=left).body
        if code != 0 or "uri" not in results:
            raise NoPicture(DesktopLine.PORTAL_REFUSED.said())
        return Path(unquote(urlsplit(str(results["uri"][1])).path))

    def cancel(self) -> None:
        request = DBusAddress(self._request, BUS, "org.freedesktop.portal.Request")
        self._bus.send(new_method_call(request, "Close"))


def _discard(stack: contextlib.ExitStack, screenshot: _Screenshot) -> None:
    """Let the user decide, and delete the picture that comes too late."""
    # No fault matters here: that there was no picture in time has been reported.
    with stack, contextlib.suppress(NoPicture, OSError, KeyError, RuntimeError):
        try:
            screenshot.file(time.monotonic() + PERMISSION_WAIT).unlink()
        except TimeoutError:
            screenshot.cancel()


def _read_and_delete(path: Path) -> bytes:
    try:
        if path.stat().st_size > limits.CLIPBOARD:
            raise NoPicture(DesktopLine.TOO_LARGE.said())
        return path.read_bytes()
    finally:
        with contextlib.suppress(OSError):
            path.unlink()


def clipboard(until: float) -> bytes:
    """The picture in the clipboard as an image file, by the time `until`. Raises NoPicture."""
    listed = _paste(["--list-types"], until, DesktopLine.NO_DISPLAY)
    formats = listed.decode(errors="replace").split("\n")
    if not any(formats):
        raise NoPicture(DesktopLine.CLIPBOARD_EMPTY.said())
    return _paste(["--type", best_format(formats)], until, DesktopLine.CLIPBOARD_LATE)


def _paste(options: list[str], until: float, failed: DesktopLine) -> bytes:
    """The output of wl-paste. Raises NoPicture, with `failed` unless the clipboard is empty."""
    patience = max(0.1, until - time.monotonic())
    try:
        return bytes_of(PASTE, "--no-newline", *options, patience=patience, most=limits.CLIPBOARD)
    except TooMuchError as much:
        raise NoPicture(DesktopLine.TOO_LARGE.said()) from much
    except subprocess.TimeoutExpired as late:
        raise NoPicture(DesktopLine.CLIPBOARD_LATE.said()) from late
    except subprocess.CalledProcessError as fault:
        empty = any(words in fault.stderr for words in EMPTY)
        raise NoPicture((DesktopLine.CLIPBOARD_EMPTY if empty else failed).said()) from fault
    except OSError as fault:
        raise NoPicture(DesktopLine.CLIPBOARD_MISSING.said()) from fault
