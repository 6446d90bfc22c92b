"""The screen of a Wayland desktop by its portal on D-Bus, its clipboard by the program wl-paste."""

import contextlib
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from jeepney import DBusAddress, MatchRule, MessageType, new_method_call
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

from assistant.desktop import NoPicture
from assistant.eyes.clip_kinds import LARGEST, chosen
from assistant.wordings.desktop import DesktopLine

BUS: Final = "org.freedesktop.portal.Desktop"
PLACE: Final = "/org/freedesktop/portal/desktop"
TOKEN: Final = "lantern"
PASTE: Final = "wl-paste"


def screen(until: float) -> bytes:
    """What the screen shows, as a picture's file. Raises NoPicture.

    `until`, as for `clipboard`, is when it must be there, on the monotonic clock.
    """
    try:
        with open_dbus_connection("SESSION") as bus:
            return _taken(_shot(bus, until))
    except TimeoutError as late:
        raise NoPicture(DesktopLine.PORTAL_LATE.said()) from late
    # No bus, or one that ends meanwhile.
    except (OSError, KeyError, RuntimeError) as fault:
        raise NoPicture(DesktopLine.PORTAL_MISSING.said()) from fault


def _shot(bus: Any, until: float) -> str:
    """The address of the picture's file. Raises NoPicture and TimeoutError."""
    sender = bus.unique_name.removeprefix(":").replace(".", "_")
    request = f"{PLACE}/request/{sender}/{TOKEN}"
    rule = MatchRule(
        type="signal",
        interface="org.freedesktop.portal.Request",
        member="Response",
        path=request,
    )
    left = until - time.monotonic()
    bus.send_and_get_reply(message_bus.AddMatch(rule), timeout=left)
    options = {"handle_token": ("s", TOKEN), "interactive": ("b", False)}
    portal = DBusAddress(PLACE, BUS, "org.freedesktop.portal.Screenshot")
    call = new_method_call(portal, "Screenshot", "sa{sv}", ("", options))
    with bus.filter(rule) as answers:
        reply = bus.send_and_get_reply(call, timeout=until - time.monotonic())
        if reply.header.message_type is MessageType.error:
            raise NoPicture(DesktopLine.PORTAL_MISSING.said())
        try:
            answer = bus.recv_until_filtered(answers, timeout=until - time.monotonic())
        except TimeoutError:
            # A question to the user may be open: it would now lead nowhere.
            place = DBusAddress(request, BUS, "org.freedesktop.portal.Request")
            bus.send(new_method_call(place, "Close"))
            raise
    code, results = answer.body
    if code != 0 or "uri" not in results:
        raise NoPicture(DesktopLine.PORTAL_REFUSED.said())
    return str(results["uri"][1])


def _taken(address: str) -> bytes:
    """The content of the file that the portal made for this, which is then of no more use."""
    path = Path(unquote(urlsplit(address).path))
    if path.stat().st_size > LARGEST:
        raise NoPicture(DesktopLine.TOO_LARGE.said())
    data = path.read_bytes()
    with contextlib.suppress(OSError):
        path.unlink()
    return data


def can_paste() -> bool:
    """Whether the program is there that reads the clipboard."""
    return shutil.which(PASTE) is not None


def clipboard(until: float) -> bytes:
    """The picture in the clipboard, as a file of some format. Raises NoPicture."""
    kinds = _pasted(["--list-types"], until).decode(errors="replace").split("\n")
    if not any(kinds):
        raise NoPicture(DesktopLine.CLIPBOARD_EMPTY.said())
    return _pasted(["--type", chosen(kinds)], until)


def _pasted(options: list[str], until: float) -> bytes:
    """What wl-paste prints; nothing where it fails, as it does on an empty clipboard."""
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
    return done.stdout if done.returncode == 0 else b""
