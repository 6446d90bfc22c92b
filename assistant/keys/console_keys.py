"""From the records of a Windows console to keys. Pure.

A record is KEY_EVENT_RECORD of wincon.h. In contrast to what `msvcrt` reads, it tells an arrow from
the letter "à", and says when a key is let go.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from assistant.keys.key_parser import KeyInput, Kind, keys_of

HELD_SECONDS: Final = 1.5
"""A held key comes again within this time; the longest that Windows can be set to is a second."""
_NAMES: Final = {
    **{0x08: "backspace", 0x09: "tab", 0x0D: "enter", 0x1B: "escape", 0x20: "space"},
    **dict(enumerate("pageup pagedown end home left up right down".split(), 0x21)),
    **{0x2D: "insert", 0x2E: "delete"},
    **{0x6F + number: f"f{number}" for number in range(1, 13)},
}
"""Virtual keys of winuser.h that write no character, or one that is not their name."""
_ALT_KEY: Final = 0x12
_NO_KEYS: Final = (0, _ALT_KEY, 0xE7)
"""Codes of characters that no key writes, so that nothing is held."""
_ALT, _CONTROL = 0x1 | 0x2, 0x4 | 0x8
"""Right and left, of `state`."""


@dataclass(frozen=True, slots=True)
class ConsoleKey:
    """What happened to a key."""

    down: bool
    code: int
    """Its number as a virtual key."""
    character: str = "\0"
    """Half a surrogate pair, if it takes two records."""
    state: int = 0
    """The keys that modify it, as flags."""
    count: int = 1
    """How often it came since the last record."""


class ConsoleKeys:
    """Finds keys in records."""

    def __init__(self) -> None:
        self._half = ""
        """The first half of a character."""
        self._down: dict[int, tuple[str, ...]] = {}
        """What each key wrote when it was pressed."""
        self._last: tuple[int, float] | None = None
        """The key that came last, and when, while it is down."""

    def feed(self, record: ConsoleKey, at: float) -> Iterator[KeyInput]:
        """The keys of a record that came at a time, in seconds."""
        if not record.down and not (record.code == _ALT_KEY and record.character != "\0"):
            yield from (KeyInput(name, Kind.RELEASED) for name in self._released(record.code))
            return
        names = self._names(record)
        if not names:
            return
        last = self._last
        held = last is not None and last[0] == record.code and at - last[1] <= HELD_SECONDS
        if record.code not in _NO_KEYS:
            self._down[record.code], self._last = names, (record.code, at)
        for number in range(record.count):
            kind = Kind.REPEATED if held or number else Kind.PRESSED
            yield from (KeyInput(name, kind) for name in names)

    def _released(self, code: int) -> tuple[str, ...]:
        if self._last is not None and self._last[0] == code:
            self._last = None
        return self._down.pop(code, ())

    def _names(self, record: ConsoleKey) -> tuple[str, ...]:
        alt, control = record.state & _ALT, record.state & _CONTROL
        if record.code in _NAMES and not (alt or control):
            return (_NAMES[record.code],)
        # Alt and Control together are AltGr.
        if record.character == "\0" or (alt and not control and record.down):
            return ()
        return keys_of(self._whole(record.character))

    def _whole(self, unit: str) -> str:
        """The character that a unit of UTF-16 completes."""
        units, self._half = self._half + unit, ""
        if "\ud800" <= unit <= "\udbff":
            self._half = unit
            return ""
        return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
