"""The screen of a Wayland desktop by its portal on D-Bus, its clipboard by the program wl-paste."""

import contextlib
import shutil
import subprocess
import threading
import time
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from jeepney import DBusAddress, MatchRule, MessageType, new_method_call
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

from assistant.camera.clipboard_formats import LARGEST, best_format
from assistant.protocol.desktop import NoPicture
from assistant.saying.messages.desktop_lines import DesktopLine

BUS: Final = "org.freedesktop.portal.Desktop"
PLACE: Final = "/org/freedesktop/portal/desktop"
TOKEN: Final = "lantern"
PASTE: Final = "wl-paste"
EMPTY: Final = (b"Nothing is copied", b"No selection")
"""What it says of an empty clipboard, from its newer and its older versions."""
DECIDING: Final = 60.0
"""Seconds that a user has to allow or refuse screenshots, where the desktop asks."""


def screen(until: float) -> bytes:
    """What the screen shows, as a picture's file. Raises NoPicture.

    `until`, as for `clipboard`, is when it must be there, on the monotonic clock. A question to the
    user that is still open then stays so for a while: the next try needs the answer.
    """
    try:
        with contextlib.ExitStack() as ends:
            bus = ends.enter_context(open_dbus_connection("SESSION"))
            wish = _Wish(bus, ends, until)
            try:
                return _taken(wish.address(until))
            except TimeoutError:
                rest = (ends.pop_all(), wish)
                threading.Thread(target=_decided, args=rest, name="portal", daemon=True).start()
                raise
    except TimeoutError as late:
        raise NoPicture(DesktopLine.PORTAL_LATE.said()) from late
    # No bus, or one that ends meanwhile.
    except (OSError, KeyError, RuntimeError) as fault:
        raise NoPicture(DesktopLine.PORTAL_MISSING.said()) from fault


class _Wish:
    """A screenshot that was asked for."""

    def __init__(self, bus: Any, ends: contextlib.ExitStack, until: float) -> None:
        """Ask for it. Raises NoPicture and TimeoutError."""
        self._bus = bus
        sender = bus.unique_name.removeprefix(":").replace(".", "_")
        self._request = f"{PLACE}/request/{sender}/{TOKEN}"
        rule = MatchRule(
            type="signal",
            interface="org.freedesktop.portal.Request",
            member="Response",
            path=self._request,
        )
        bus.send_and_get_reply(message_bus.AddMatch(rule), timeout=until - time.monotonic())
        options = {"handle_token": ("s", TOKEN), "interactive": ("b", False)}
        portal = DBusAddress(PLACE, BUS, "org.freedesktop.portal.Screenshot")
        call = new_method_call(portal, "Screenshot", "sa{sv}", ("", options))
        self._answers = ends.enter_context(bus.filter(rule))
        reply = bus.send_and_get_reply(call, timeout=until - time.monotonic())
        if reply.header.message_type is MessageType.error:
            raise NoPicture(DesktopLine.PORTAL_MISSING.said())

    def address(self, until: float) -> str:
        """The address of the picture's file. Raises NoPicture and TimeoutError."""
        left = until - time.monotonic()
        code, results = self._bus.recv_until_filtered(self._answers, timeout=left).body
        if code != 0 or "uri" not in results:
            raise NoPicture(DesktopLine.PORTAL_REFUSED.said())
        return str(results["uri"][1])

    def drop(self) -> None:
        """Take it back."""
        place = DBusAddress(self._request, BUS, "org.freedesktop.portal.Request")
        self._bus.send(new_method_call(place, "Close"))


def _decided(ends: contextlib.ExitStack, wish: _Wish) -> None:
    """Let the user decide, and keep nothing of a picture that nobody waits for any more."""
    # Whatever goes wrong here was told already: there was no picture in time.
    with ends, contextlib.suppress(NoPicture, OSError, KeyError, RuntimeError):
        try:
            _file(wish.address(time.monotonic() + DECIDING)).unlink()
        except TimeoutError:
            wish.drop()


def _file(address: str) -> Path:
    return Path(unquote(urlsplit(address).path))


def _taken(address: str) -> bytes:
    """The content of the file that the portal made for this, which is then of no more use."""
    path = _file(address)
    try:
        if path.stat().st_size > LARGEST:
            raise NoPicture(DesktopLine.TOO_LARGE.said())
        return path.read_bytes()
    finally:
        with contextlib.suppress(OSError):
            path.unlink()


def can_paste() -> bool:
    """Whether the program is there that reads the clipboard."""
    return shutil.which(PASTE) is not None


def clipboard(until: float) -> bytes:
    """The picture in the clipboard, as a file of some format. Raises NoPicture."""
    listed = _pasted(["--list-types"], until, DesktopLine.NO_DISPLAY)
    kinds = listed.decode(errors="replace").split("\n")
    if not any(kinds):
        raise NoPicture(DesktopLine.CLIPBOARD_EMPTY.said())
    return _pasted(["--type", best_format(kinds)], until, DesktopLine.CLIPBOARD_LATE)


def _pasted(options: list[str], until: float, failed: DesktopLine) -> bytes:
    """What wl-paste prints. Raises NoPicture, with `failed` unless the clipboard is empty."""
    command = [PASTE, "--no-newline", *options]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=max(0.1, until - time.monotonic()),
        )
    except subprocess.TimeoutExpired as late:
        raise NoPicture(DesktopLine.CLIPBOARD_LATE.said()) from late
    except OSError as fault:
        raise NoPicture(DesktopLine.CLIPBOARD_MISSING.said()) from fault
    if done.returncode != 0:
        empty = any(words in done.stderr for words in EMPTY)
        raise NoPicture((DesktopLine.CLIPBOARD_EMPTY if empty else failed).said())
    return done.stdout
