"""The cameras that are plugged in, from what the kernel lists."""

import os
import re
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Final

from assistant.protocol.choices import Choice
from assistant.protocol.spoken import Message
from assistant.saying.messages.menu_lines import MenuLine

_QUERY_CAPABILITIES: Final = 0x80685600
_CAPABILITIES: Final = struct.Struct("=16s32s32sIII12x")
"""Driver, card, bus, version, the driver's capabilities, this device's, and padding."""
_HAS_DEVICE_CAPABILITIES: Final = 0x80000000
CAPTURE: Final = 0x1 | 0x1000
"""Gives pictures, in one plane or in several."""
CONVERT: Final = 0x4000 | 0x8000
"""Converts the pictures it is given: a decoder."""


def _capabilities(device: Path) -> int:
    import fcntl  # Windows lacks it

    handle = os.open(device, os.O_RDONLY | os.O_NONBLOCK)
    try:
        answer = fcntl.ioctl(handle, _QUERY_CAPABILITIES, bytes(_CAPABILITIES.size))
    finally:
        os.close(handle)
    *_, drivers, own = _CAPABILITIES.unpack(answer)
    return int(own if drivers & _HAS_DEVICE_CAPABILITIES else drivers)


def cameras(
    devices: Path = Path("/dev"),
    about: Path = Path("/sys/class/video4linux"),
    query: Callable[[Path], int] = _capabilities,
) -> tuple[Choice, ...]:
    """Each camera by its number, as in the setting `camera.source`, with its name.

    A camera has several devices, of which only the first gives pictures. Cameras with the same name
    get numbers. No camera is started.
    """
    found = []
    for device in devices.glob("video*"):
        number = device.name.removeprefix("video")
        first = number.isdigit() and _line(about / device.name / "index") in ("", "0")
        if first and _gives_pictures(device, query):
            found.append((int(number), _plain(_line(about / device.name / "name"))))
    names = [name for _, name in found]
    return tuple(
        Choice(str(number), _spoken(number, name, unique=names.count(name) == 1))
        for number, name in sorted(found)
    )


def _gives_pictures(device: Path, query: Callable[[Path], int]) -> bool:
    try:
        can = query(device)
    # The reason is reported when the camera is opened.
    except OSError:
        return True
    return bool(can & CAPTURE) and not can & CONVERT


def _line(file: Path) -> str:
    try:
        return file.read_text(errors="replace").strip()
    except OSError:
        return ""


def _plain(text: str) -> str:
    """A driver's name, which often comes twice ("UVC Camera: UVC Camera"), fit to be spoken."""
    first, _, second = text.partition(": ")
    text = first if (second and first.startswith(second)) or second == first else text
    return re.sub(r"[\s_:()]+", " ", text).strip()


def _spoken(number: int, name: str, *, unique: bool) -> Message | str:
    if not name:
        return MenuLine.CAMERA_NUMBER.said(number=number)
    return name if unique else MenuLine.CAMERA_NAMED.said(name=name, number=number)
