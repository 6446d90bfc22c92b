"""The computer's own pictures: where they come from, and what shortcuts of the desktop ask for."""

from enum import StrEnum


class Surface(StrEnum):
    """A place of the computer that holds a picture; not the camera."""

    CLIPBOARD = "clipboard"
    SCREEN = "screen"


class NoPicture(Exception):  # noqa: N818  # the sentence is what it is, "error" says nothing
    """A surface gives no picture; the text is a sentence that says why and what to do."""


class Shortcut(StrEnum):
    """What `lantern trigger` can ask for that no key of the terminal does."""

    DESCRIBE_CLIPBOARD = "describe-clipboard"
    DESCRIBE_SCREEN = "describe-screen"
    READ_SCREEN = "read-screen"


def wanted(shortcut: Shortcut) -> tuple[Surface, bool]:
    """The place whose picture a shortcut is about, and whether its text is wanted."""
    clipboard = shortcut is Shortcut.DESCRIBE_CLIPBOARD
    surface = Surface.CLIPBOARD if clipboard else Surface.SCREEN
    return surface, shortcut is Shortcut.READ_SCREEN


def shortcut(surface: Surface, *, reads: bool) -> Shortcut:
    """The shortcut that describes what is in a place, or reads it."""
    if surface is Surface.CLIPBOARD:
        return Shortcut.DESCRIBE_CLIPBOARD
    return Shortcut.READ_SCREEN if reads else Shortcut.DESCRIBE_SCREEN
