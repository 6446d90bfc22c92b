"""The cameras that there are, from what the kernel lists."""

import re
from pathlib import Path

from assistant.choices import Choice
from assistant.wordings.menu import MenuLine


def cameras(
    devices: Path = Path("/dev"), about: Path = Path("/sys/class/video4linux")
) -> tuple[Choice, ...]:
    """Each camera by its number, as in the setting `camera.source`, with its name.

    A camera has more than one device, of which only the first gives pictures. Cameras of the same
    name are told apart by their numbers. No camera is opened.
    """
    found = []
    for device in devices.glob("video*"):
        number = device.name.removeprefix("video")
        if number.isdigit() and _line(about / device.name / "index") in ("", "0"):
            found.append((int(number), _name(_line(about / device.name / "name"))))
    names = [name for _, name in found]
    return tuple(
        Choice(str(number), _said(number, name, unique=names.count(name) == 1))
        for number, name in sorted(found)
    )


def _line(file: Path) -> str:
    try:
        return file.read_text(errors="replace").strip()
    except OSError:
        return ""


def _name(text: str) -> str:
    """A driver's name as it can be said: it is often there twice ("UVC Camera: UVC Camera")."""
    first, _, second = text.partition(": ")
    text = first if (second and first.startswith(second)) or second == first else text
    return re.sub(r"[\s_:()]+", " ", text).strip()


def _said(number: int, name: str, *, unique: bool) -> str:
    if not name:
        return MenuLine.CAMERA_NUMBER.said(number=number)
    return name if unique else MenuLine.CAMERA_NAMED.said(name=name, number=number)
