"""Messages about the screen and the clipboard."""

from assistant.protocol.spoken import Phrase


class DesktopLine(Phrase):
    """Faults of the screen and the clipboard, and descriptions of what they show."""

    NO_DESKTOP = "There is no desktop here. Start Lantern in a terminal window of your desktop."
    NO_DISPLAY = "I can't reach the desktop. Start Lantern in a terminal window on it."
    SCREEN_LATE = "The screen is not responding. Try again."
    SCREEN_COLOURS = "I can't read this screen's colours. Set it to 24 bits per pixel."
    PORTAL_MISSING = (
        "I can't take pictures of the screen on this desktop. Install xdg-desktop-portal."
    )
    PORTAL_REFUSED = (
        "The desktop doesn't let me see the screen. Allow screenshots for Lantern in its settings."
    )
    PORTAL_LATE = (
        "The desktop didn't send a picture of the screen. If it asks for permission, allow it, "
        "then try again."
    )
    CLIPBOARD_EMPTY = "The clipboard is empty. Copy a picture first."
    CLIPBOARD_TEXT = "There is text in the clipboard, but no picture. Copy a picture first."
    CLIPBOARD_OTHER = "There is no picture in the clipboard. Copy a picture first."
    CLIPBOARD_LATE = (
        "The program that owns the clipboard is not responding. Copy the picture again."
    )
    CLIPBOARD_MISSING = "I can't use the clipboard on this desktop. Install wl-clipboard."
    TOO_LARGE = "The picture is too large. Copy a smaller one."
    TOO_SMALL = "The picture is too small to see anything in it. Copy a larger one."
    DAMAGED = "The picture is damaged. Copy it again."

    SCREEN = "A screen"
    PAGE = "A page, a screen or a drawing"
    PICTURE = "A picture"
    WITH = "{what} with {lines}."
    WITH_COLUMNS = "{what} with {lines}, in {columns} columns."
    LINE = "one line of text"
    LINES = "{count} lines of text"
    ABOUT_LINES = "about {count} lines of text"
    SCREEN_WITHOUT = "A screen, but I can't read any text on it."
    SCREEN_EMPTY = "A screen, all in one colour."
    PICTURE_WITHOUT = "I can't tell what this picture shows, and I can't read any text in it."
    NO_TEXT = "I can't read any text there."
    ONLY_TEXT = "I can't tell that from this picture. I can only read its text."

    PART = "{place}: {text}."
    PART_WITHOUT = "{place}: nothing I can read."
    TOP = "At the top"
    LEFT = "On the left"
    MIDDLE = "In the middle"
    RIGHT = "On the right"
    COLUMN = "In column {number}"
    BOTTOM = "At the bottom"
