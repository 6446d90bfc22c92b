"""Where the user's desktop is, for a program that may have begun before it."""

import contextlib
import os
import subprocess
from typing import Final

ASKING: Final = 1.0
"""Seconds in which systemd must tell of the desktop."""
WHERE: Final = ("WAYLAND_DISPLAY", "DISPLAY", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS")
"""The variables that say where it is."""


def find_desktop() -> None:
    """Learn where it is, if the environment does not say; a service of systemd begins before it."""
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
            timeout=ASKING,
        )
        for line in shown.stdout.splitlines():
            name, _, value = line.partition("=")
            if name in WHERE:
                os.environ[name] = value
