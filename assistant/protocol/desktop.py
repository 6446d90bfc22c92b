"""Pictures from the computer itself, and the desktop shortcuts for them."""

from enum import StrEnum


class Surface(StrEnum):
    """A source of pictures other than a camera."""

    CLIPBOARD = "clipboard"
    SCREEN = "screen"
    FILE = "file"
    """A page of a document."""


class NoPicture(Exception):  # noqa: N818  # it is an answer to the user
    """A surface has no picture; carries a sentence that says why and what to do."""


class Shortcut(StrEnum):
    """The commands of `lantern trigger` that have no key."""

    DESCRIBE_CLIPBOARD = "describe-clipboard"
    DESCRIBE_SCREEN = "describe-screen"
    READ_SCREEN = "read-screen"
    READ_FILE = "read-file"
    """The name of a file follows."""


def wanted(shortcut: Shortcut) -> tuple[Surface, bool]:
    """The surface of a shortcut, and whether to read its text."""
    surface = Surface.CLIPBOARD if shortcut is Shortcut.DESCRIBE_CLIPBOARD else Surface.SCREEN
    return surface, shortcut is Shortcut.READ_SCREEN


def shortcut(surface: Surface, *, reads: bool) -> Shortcut:
    """The shortcut that describes a surface, or reads it."""
    if surface is Surface.FILE:
        return Shortcut.READ_FILE
    if surface is Surface.CLIPBOARD:
        return Shortcut.DESCRIBE_CLIPBOARD
    return Shortcut.READ_SCREEN if reads else Shortcut.DESCRIBE_SCREEN
