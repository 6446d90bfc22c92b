"""The sentences about the computer's own pictures."""

from assistant.protocol.spoken import Phrase


class DesktopLine(Phrase):
    """What is said of the screen and the clipboard; names in braces are filled in."""

    NO_DESKTOP = "There is no desktop here. Start Lantern in a terminal window of your desktop."
    NO_DISPLAY = "The desktop cannot be reached. Start Lantern in a terminal window of it."
    SCREEN_LATE = "The screen does not answer. Try again."
    SCREEN_COLOURS = "I can't read the colours of this screen. Set it to 24 bits a pixel."
    PORTAL_MISSING = "This desktop gives no pictures of its screen. Install xdg-desktop-portal."
    PORTAL_REFUSED = (
        "The desktop does not let me see the screen. Allow screenshots for Lantern in its settings."
    )
    PORTAL_LATE = (
        "The desktop gave no picture of the screen. If it asks you for permission, give it, then "
        "try again."
    )
    CLIPBOARD_EMPTY = "The clipboard is empty. Copy a picture first."
    CLIPBOARD_TEXT = "There is text in the clipboard, but no picture. Copy a picture first."
    CLIPBOARD_OTHER = "There is no picture in the clipboard. Copy a picture first."
    CLIPBOARD_LATE = "The program that holds the clipboard does not answer. Copy the picture again."
    CLIPBOARD_MISSING = "I can't reach the clipboard of this desktop. Install wl-clipboard."
    TOO_LARGE = "The picture is too large. Copy a smaller one."
    TOO_SMALL = "The picture is too small to show anything. Copy a larger one."
    DAMAGED = "The picture is damaged. Copy it again."

    SCREEN = "A screen"
    PAGE = "A page, a screen or a drawing"
    PICTURE = "A picture"
    WITH = "{what} with {lines}."
    WITH_COLUMNS = "{what} with {lines}, in {columns} columns."
    LINE = "one line of text"
    LINES = "{count} lines of text"
    ABOUT_LINES = "about {count} lines of text"
    SCREEN_WITHOUT = "A screen, on which I can read no text."
    SCREEN_EMPTY = "A screen that is all one colour."
    PICTURE_WITHOUT = "I can't tell what this picture shows, and I can read no text on it."
    NO_TEXT = "I can read no text there."
    ONLY_TEXT = "I can't tell that from this picture. I can only read its text."

    PART = "{place}: {text}."
    PART_WITHOUT = "{place}: nothing that I can read."
    TOP = "At the top"
    LEFT = "On the left"
    MIDDLE = "In the middle"
    RIGHT = "On the right"
    COLUMN = "In column {number}"
    BOTTOM = "At the bottom"
