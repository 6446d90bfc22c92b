"""Which of the formats that a clipboard offers is taken. Pure."""

from collections.abc import Sequence
from typing import Final

from assistant.protocol.desktop import NoPicture
from assistant.saying.messages.desktop_lines import DesktopLine

_PICTURES: Final = ("image/png", "image/bmp", "image/tiff", "image/webp", "image/jpeg")
"""Lossless formats first: they are closest to what was copied."""
_TEXTS: Final = ("UTF8_STRING", "STRING", "TEXT")


def best_format(offered: Sequence[str]) -> str:
    """The picture format to ask for. Raises NoPicture if none is offered."""
    for picture in _PICTURES:
        if picture in offered:
            return picture
    text = any(name in _TEXTS or name.startswith("text/") for name in offered)
    # File managers offer a list of files as text too.
    if text and "text/uri-list" not in offered:
        raise NoPicture(DesktopLine.CLIPBOARD_TEXT.said())
    raise NoPicture(DesktopLine.CLIPBOARD_OTHER.said())
