"""How keys are called aloud."""

from assistant.protocol.spoken import Phrase


class KeyName(Phrase):
    """How keys are called aloud that are no letters or digits."""

    SPACE = "Space"
    ENTER = "Enter"
    ESCAPE = "Escape"
    TAB = "Tab"
    BACKSPACE = "Backspace"
    INSERT = "Insert"
    DELETE = "Delete"
    HOME = "Home"
    END = "End"
    PAGEUP = "Page Up"
    PAGEDOWN = "Page Down"
    UP = "Up arrow"
    DOWN = "Down arrow"
    LEFT = "Left arrow"
    RIGHT = "Right arrow"
    PLUS = "plus"
    MINUS = "minus"
    SLASH = "slash"
    BACKSLASH = "backslash"
    FULL_STOP = "full stop"
    COMMA = "comma"
    SEMICOLON = "semicolon"
    COLON = "colon"
    QUESTION_MARK = "question mark"
    EXCLAMATION_MARK = "exclamation mark"
    STAR = "star"
    HASH = "hash"
    EQUALS = "equals"
    UNDERSCORE = "underscore"
    APOSTROPHE = "apostrophe"
    QUOTATION_MARK = "quotation mark"


SIGNS = {
    "+": KeyName.PLUS,
    "-": KeyName.MINUS,
    "/": KeyName.SLASH,
    "\\": KeyName.BACKSLASH,
    ".": KeyName.FULL_STOP,
    ",": KeyName.COMMA,
    ";": KeyName.SEMICOLON,
    ":": KeyName.COLON,
    "?": KeyName.QUESTION_MARK,
    "!": KeyName.EXCLAMATION_MARK,
    "*": KeyName.STAR,
    "#": KeyName.HASH,
    "=": KeyName.EQUALS,
    "_": KeyName.UNDERSCORE,
    "'": KeyName.APOSTROPHE,
    '"': KeyName.QUOTATION_MARK,
}
"""The names of signs that are keys."""
