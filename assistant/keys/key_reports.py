"""Keys as a terminal reports them that tells of holding and letting go too. Pure.

The kitty keyboard protocol (https://sw.kovidgoyal.net/kitty/keyboard-protocol/): "ESC [", the key's
number, its modifiers and what happened to it, and the text that it writes. A terminal that does not
know it ignores `REPORTS_ON` and sends keys as ever.
"""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

REPORTS_ON: Final = b"\x1b[>27u"
"""What happened to a key (2), of every key (8), unambiguously (1), with its text (16)."""
REPORTS_OFF: Final = b"\x1b[<u"
"""As it was before."""

_REPORT = re.compile(
    r"(?P<key>\d{1,7})(?::\d*)*(;(?P<modifiers>\d{0,3})(:(?P<what>\d))?(;(?P<text>[\d:]*))?)?"
    r"(?P<end>[A-SZu~])"
)
_SHIFT, _CONTROL, _LOCKS = 1, 4, 64 + 128
_KEYPAD_ENTER = 57414
_KEYPAD = dict(zip(range(57417, 57427), ("D", "C", "A", "B", *"56HF23"), strict=True))
"""The keys of the number block while they move, by how the others like them end."""


class What(Enum):
    """What happened to a key."""

    PRESSED = "1"
    REPEATED = "2"
    """It is held down, and comes again."""
    RELEASED = "3"


@dataclass(frozen=True, slots=True)
class Report:
    """One thing that happened to one key."""

    what: What
    characters: str = ""
    """What it writes, or the control character that it stands for."""
    sequence: str = ""
    """What follows "ESC [" where the key alone is pressed, for one without a character."""
    key: int | None = None
    """The number of one with a character, whatever it writes together with others."""


def read(body: str) -> Report | None:
    """What follows "ESC [" as a report; None if it is another sequence or none of our keys."""
    found = _REPORT.fullmatch(body)
    if found is None or found["what"] not in (None, "1", "2", "3"):
        return None
    what = What(found["what"] or "1")
    modifiers = max(0, int(found["modifiers"] or 1) - 1) & ~_LOCKS
    key, plain = int(found["key"]), not modifiers & ~_SHIFT
    if found["text"]:
        text = "".join(chr(int(one)) for one in found["text"].split(":") if _is_character(one))
        return Report(what, text, key=key)
    if found["end"] != "u":
        end = f"{key}~" if found["end"] == "~" else found["end"]
        return Report(what, sequence=end) if plain else None
    if key in _KEYPAD:
        end = _KEYPAD[key]
        return Report(what, sequence=f"{end}~" if end.isdigit() else end) if plain else None
    if key == _KEYPAD_ENTER:
        key = ord("\r")
    if modifiers == _CONTROL and 0x40 <= key < 0x80:
        return Report(what, chr(key & 0x1F), key=key)
    return Report(what, chr(key) if plain and _is_character(str(key)) else "", key=key)


def _is_character(number: str) -> bool:
    return bool(number) and int(number) <= 0x10FFFF
