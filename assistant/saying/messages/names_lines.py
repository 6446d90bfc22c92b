"""The spoken names of keys and of the sources of pictures."""

from assistant.protocol.spoken import Message, Phrase, verbatim


class KeyName(Phrase):
    """Keys other than letters and digits."""

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
"""Keys that are signs."""


class SourceName(Phrase):
    """Sources of pictures, as named by `Source.name`."""

    SAMPLES = "demonstration"
    CAMERA = "camera {name}"
    NETWORK_CAMERA = "network camera {name}"
    FOLDER = "folder {name}"
    PHOTO = "photo {name}"
    VIDEO = "video {name}"


def source_name(source: str) -> Message:
    """The message for a name given by `Source.name`."""
    for kind in SourceName:
        begin = kind.value.partition("{")[0]
        if source.startswith(begin):
            return kind.said(name=source.removeprefix(begin))
    return verbatim(source)
