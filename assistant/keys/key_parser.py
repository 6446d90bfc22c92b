"""From the bytes of a terminal to names of keys, and from keys to actions. Pure.

A key's name is one character, or one of `NAMED_KEYS`. Only what is typed minds capitals: in its
small form a character is the key of an action.
"""

import codecs
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from assistant.keys import key_reports
from assistant.keys.key_reports import Report, What
from assistant.protocol.events import Action
from assistant.saying.messages.settings_lines import Allowed

Chord: TypeAlias = tuple[str, ...]
"""One key, or two that are pressed one after the other."""

CHORD_SECONDS = 1.0
LONGEST_LINE = 200
"""Letters; more are not taken."""
END_OF_INPUT = "ctrl-d"
INTERRUPT = "ctrl-c"
SUSPEND = "ctrl-z"
ABORT = "ctrl-\\"
"""Where a terminal reports its keys, these three come as keys, and no signal comes with them."""

_ESCAPE = "\x1b"
_CONTROLS = {
    " ": "space",
    "\r": "enter",
    "\n": "enter",
    "\t": "tab",
    "\x7f": "backspace",
    "\x08": "backspace",
    "\x03": INTERRUPT,
    "\x04": END_OF_INPUT,
    "\x1a": SUSPEND,
    "\x1b": "escape",
    "\x1c": ABORT,
}
# What follows "ESC [" or "ESC O".
_SEQUENCES = {
    **dict(zip("ABCDHF", ("up", "down", "right", "left", "home", "end"), strict=True)),
    **dict(zip("PQRS", ("f1", "f2", "f3", "f4"), strict=True)),
    **{f"[{letter}": f"f{n}" for n, letter in enumerate("ABCDE", 1)},
    **{"1~": "home", "2~": "insert", "3~": "delete", "4~": "end"},
    **{"5~": "pageup", "6~": "pagedown", "7~": "home", "8~": "end"},
    **{f"{code}~": f"f{n}" for n, code in enumerate((11, 12, 13, 14, 15), 1)},
    **{f"{code}~": f"f{n}" for n, code in enumerate((17, 18, 19, 20, 21, 23, 24), 6)},
}
_PASTE_BEGINS, _PASTE_ENDS = "200~", "201~"
# "ESC [": parameters, intermediates, then one final character. The Linux console puts a second
# bracket before the names of F1 to F5.
_CSI_OPEN = re.compile(r"\[\[?[0-?]{0,32}[ -/]{0,8}")
_CSI_WHOLE = re.compile(_CSI_OPEN.pattern + "[@-~]")

NAMED_KEYS: tuple[str, ...] = (
    *("space", "enter", "escape", "tab", "backspace", "insert", "delete", "home", "end"),
    *("pageup", "pagedown", "up", "down", "left", "right"),
    *(f"f{n}" for n in range(1, 13)),
)


def parse_chord(text: str) -> Chord:
    """Read "space", "d" or "q q"; ValueError, with what is allowed, for anything else."""
    chord = tuple(_folded(name) for name in text.split())
    if not 1 <= len(chord) <= 2 or not all(_is_key(name) for name in chord):
        raise ValueError(Allowed.KEY.said(names=", ".join(NAMED_KEYS[:-12])))
    return chord


def _folded(name: str) -> str:
    small = name.lower()
    return small if len(small) == len(name) else name


def _is_key(name: str) -> bool:
    return name in NAMED_KEYS or (len(name) == 1 and name.isprintable() and name != " ")


@dataclass(frozen=True, slots=True)
class Pasted:
    """Text that was pasted; it presses no key."""

    text: str


@dataclass(frozen=True, slots=True)
class Repeated:
    """A key that is held down came again."""

    key: str


@dataclass(frozen=True, slots=True)
class Released:
    """A key was let go."""

    key: str


KeyNews: TypeAlias = str | Repeated | Released | Pasted
"""The name of a key that was pressed, or what else a terminal tells."""


class KeyParser:
    """Cuts what a terminal sends into keys, however the bytes are split.

    Pasted text (between the marks of bracketed paste) is told apart from keys; a line's end in it
    becomes a space. Unknown sequences give nothing. Escape followed by an ordinary character is
    Escape and then that key: a stop is never lost to what might have been Alt.
    """

    def __init__(self) -> None:
        """Begin between two keys."""
        self._decoder = codecs.getincrementaldecoder("utf-8")("ignore")
        self._sequence: str | None = None
        self._pasting = False
        self._down: dict[int, list[str]] = {}
        """What keys were pressed as: they are let go without their text."""

    @property
    def undecided(self) -> bool:
        """Whether Escape, or what may become a sequence, waits for more bytes or `settle`."""
        return self._sequence is not None

    @property
    def pasting(self) -> bool:
        """Whether pasted text has begun and not ended."""
        return self._pasting

    def feed(self, data: bytes) -> list[KeyNews]:
        """Give the keys that these bytes complete, and what they paste."""
        found: list[KeyNews] = []
        for character in self._decoder.decode(data):
            for key in self._take(character):
                last = found[-1] if found else None
                if isinstance(key, Pasted) and isinstance(last, Pasted):
                    found[-1] = Pasted(last.text + key.text)
                else:
                    found.append(key)
        return found

    def settle(self) -> list[KeyNews]:
        """No more bytes came in time: give what the undecided ones are as they stand."""
        sequence, self._sequence = self._sequence, None
        if sequence is None or self._pasting:
            return []
        return ["escape", *sequence] if sequence in ("", "[", "O") else []

    def end_paste(self) -> None:
        """Believe that the paste is over though its end mark never came."""
        self._pasting = False
        self._sequence = None

    def _take(self, character: str) -> Iterator[KeyNews]:
        if self._sequence is not None:
            yield from self._continue(self._sequence, character)
        elif character == _ESCAPE:
            self._sequence = ""
        elif not self._pasting:
            yield from _plain(character)
        elif character.isprintable() or character.isspace():
            yield Pasted(" " if character.isspace() else character)

    def _continue(self, sequence: str, character: str) -> Iterator[KeyNews]:
        grown = sequence + character
        if grown == "O" or _CSI_OPEN.fullmatch(grown):
            self._sequence = grown
            return
        self._sequence = None
        if sequence == "O" or _CSI_WHOLE.fullmatch(grown):
            yield from self._named(grown[1:])
            return
        if sequence == "" and not self._pasting:
            yield "escape"
        yield from self._take(character)

    def _named(self, body: str) -> Iterator[KeyNews]:
        if body == _PASTE_BEGINS:
            self._pasting = True
        elif body == _PASTE_ENDS:
            self._pasting = False
        elif self._pasting:
            return
        elif body in _SEQUENCES:
            yield _SEQUENCES[body]
        elif (report := key_reports.read(body)) is not None:
            yield from self._reported(report)

    def _reported(self, report: Report) -> Iterator[KeyNews]:
        keys = [_SEQUENCES[report.sequence]] if report.sequence in _SEQUENCES else []
        for character in report.characters:
            keys += _plain(character)
        if report.key is not None:
            if report.what is What.PRESSED:
                self._down[report.key] = keys
            elif report.what is What.RELEASED:
                keys = self._down.pop(report.key, keys)
        for key in keys:
            match report.what:
                case What.PRESSED:
                    yield key
                case What.REPEATED:
                    yield Repeated(key)
                case What.RELEASED:
                    yield Released(key)


def _plain(character: str) -> Iterator[str]:
    if character in _CONTROLS:
        yield _CONTROLS[character]
    elif _is_key(character):
        yield character


class EditedLine:
    """A line of text that keys write."""

    def __init__(self) -> None:
        """Begin with no letter."""
        self.text = ""

    def press(self, key: str) -> bool:
        """Take a key; False if it is a letter for which there is no room."""
        if key == "backspace":
            self.text = self.text[:-1]
        elif key == "space":
            return self.add(" ")
        elif len(key) == 1:
            return self.add(key)
        return True

    def add(self, text: str) -> bool:
        """Take as much of a text as there is room for; whether that was all."""
        whole = self.text + text
        self.text = whole[:LONGEST_LINE]
        return self.text == whole


class Chords:
    """Finds the action of a key, or of two keys within a second."""

    def __init__(self, keys: Mapping[Action, Sequence[Chord]]) -> None:
        """Take the keys of each action."""
        self._actions = {chord: action for action, chords in keys.items() for chord in chords}
        self._first: tuple[str, float] | None = None

    def alone(self, key: str) -> Action | None:
        """Give the action that this key has by itself, if any."""
        return self._actions.get((_folded(key),))

    def press(self, key: str, at: float) -> Action | None:
        """Give the action that this key, pressed at `at` (seconds), completes, if any."""
        key, first, self._first = _folded(key), self._first, None
        if first is not None and at - first[1] <= CHORD_SECONDS:
            action = self._actions.get((first[0], key))
            if action is not None:
                return action
        action = self._actions.get((key,))
        if action is None and any(chord[0] == key for chord in self._actions):
            self._first = (key, at)
        return action
