"""Which of the kinds that a clipboard offers is taken. Pure."""

from collections.abc import Sequence
from typing import Final

from assistant.protocol.desktop import NoPicture
from assistant.saying.messages.desktop_lines import DesktopLine

LARGEST: Final = 128 << 20
"""Bytes of a picture's file; more are not taken."""

_PICTURES: Final = ("image/png", "image/bmp", "image/tiff", "image/webp", "image/jpeg")
"""Those without loss come first: they stand for what was copied."""
_TEXTS: Final = ("UTF8_STRING", "STRING", "TEXT")


def chosen(kinds: Sequence[str]) -> str:
    """The kind of picture to ask for. Raises NoPicture where none is offered."""
    picture = next((kind for kind in _PICTURES if kind in kinds), None)
    if picture is not None:
        return picture
    # A file manager's list of files comes as text as well.
    files = "text/uri-list" in kinds
    text = any(kind in _TEXTS or kind.startswith("text/") for kind in kinds) and not files
    line = DesktopLine.CLIPBOARD_TEXT if text else DesktopLine.CLIPBOARD_OTHER
    raise NoPicture(line.said())
