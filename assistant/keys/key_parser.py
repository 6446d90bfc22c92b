"""From a terminal's bytes to the names of keys, and from keys to actions. Pure.

A key's name is one character, or one of `NAMED_KEYS`. Capitals matter only in typed text: an action
belongs to the small letter.

Some terminals also report that a key is held down or released, with the kitty keyboard protocol
(https://sw.kovidgoyal.net/kitty/keyboard-protocol/): "ESC [", the key's number, its modifiers, what
happened to it, and the text that it writes. Other terminals ignore `REPORTS_ON`.
"""

import codecs
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from assistant.saying.messages.faults_lines import Allowed

Chord: TypeAlias = tuple[str, ...]
"""One key, or two that are pressed one after the other."""

CHORD_SECONDS = 1.0
LONGEST_LINE = 200
"""The most letters that a typed line takes."""
END_OF_INPUT, INTERRUPT, SUSPEND, ABORT = "ctrl-d", "ctrl-c", "ctrl-z", "ctrl-\\"
"""A terminal that reports its keys sends the last three as keys, without their signals."""
CLEAR, RUB_OUT = "ctrl-u", "ctrl-w"
"""In a typed line: take away all that is before the cursor, and the last word of it."""
REPORTS_ON: Final = b"\x1b[>27u"
"""Reports events (2) of every key (8), unambiguously (1) and with their text (16)."""
REPORTS_OFF: Final = b"\x1b[<u"
"""Restores the previous setting."""

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
    "\x15": CLEAR,
    "\x17": RUB_OUT,
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
_REPORT = re.compile(
    r"(?P<number>\d{1,7})(?::\d*)*"
    r"(;(?P<modifiers>\d{0,3})(:(?P<kind>[123]))?(;(?P<text>[\d:]*))?)?(?P<end>[A-SZu~])"
)
_SHIFT, _CONTROL, _LOCKS = 1, 4, 64 + 128
_KEYPAD_ENTER = 57414
_KEYPAD = {
    57417 + place: name
    for place, name in enumerate(
        "left right up down pageup pagedown home end insert delete".split()
    )
}
"""The keys of the number pad while Num Lock is off."""

NAMED_KEYS: tuple[str, ...] = (
    *("space", "enter", "escape", "tab", "backspace", "insert", "delete", "home", "end"),
    *("pageup", "pagedown", "up", "down", "left", "right"),
    *(f"f{n}" for n in range(1, 13)),
)


def parse_chord(text: str) -> Chord:
    """Parse "space", "d" or "q q"; ValueError, which says what is allowed, for anything else."""
    chord = tuple(_folded(name) for name in text.split())
    if not 1 <= len(chord) <= 2 or not all(_is_key(name) for name in chord):
        raise ValueError(Allowed.KEY.said(names=", ".join(NAMED_KEYS[:-12])))
    return chord


def _folded(name: str) -> str:
    small = name.lower()
    return small if len(small) == len(name) else name


def _is_key(name: str) -> bool:
    return name in NAMED_KEYS or (len(name) == 1 and name.isprintable() and name != " ")


class Kind(StrEnum):
    """What happened to a key, as terminals report it; or text was pasted, which presses no key."""

    PRESSED = "1"
    REPEATED = "2"
    RELEASED = "3"
    PASTED = "pasted"


@dataclass(frozen=True, slots=True)
class KeyInput:
    """What came from the terminal."""

    text: str
    """The name of the key, or what was pasted."""
    kind: Kind = Kind.PRESSED


class KeyParser:
    """Splits a terminal's input into keys, wherever the bytes are cut.

    Pasted text (between the marks of bracketed paste) presses no keys; its line breaks become
    spaces. Unknown sequences are dropped. Escape and an ordinary character are two keys, never Alt
    and a character: a stop must not get lost.
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("ignore")
        self._sequence: str | None = None
        self.pasting = False
        """Whether pasted text has begun and not ended."""
        self._down: dict[int, tuple[str, ...]] = {}
        """What each key wrote when it was pressed, since its release comes without the text."""

    @property
    def undecided(self) -> bool:
        """Whether an Escape, or the begin of a sequence, waits for more bytes or `settle`."""
        return self._sequence is not None

    def feed(self, data: bytes) -> list[KeyInput]:
        """Parse bytes into the keys that they complete, and pasted text."""
        found: list[KeyInput] = []
        for character in self._decoder.decode(data):
            for key in self._take(character):
                if key.kind is Kind.PASTED and found and found[-1].kind is Kind.PASTED:
                    key = KeyInput(found.pop().text + key.text, Kind.PASTED)
                found.append(key)
        return found

    def settle(self) -> list[KeyInput]:
        """Take what is undecided as it stands, since no more bytes came in time."""
        sequence, self._sequence = self._sequence, None
        if sequence is None or self.pasting:
            return []
        return (
            [KeyInput(one) for one in ("escape", *sequence)] if sequence in ("", "[", "O") else []
        )

    def end_paste(self) -> None:
        """End a paste whose end mark never came."""
        self.pasting = False
        self._sequence = None

    def _take(self, character: str) -> Iterator[KeyInput]:
        if self._sequence is not None:
            yield from self._continue(self._sequence, character)
        elif character == _ESCAPE:
            self._sequence = ""
        elif not self.pasting:
            yield from map(KeyInput, keys_of(character))
        elif character.isprintable() or character.isspace():
            yield KeyInput(" " if character.isspace() else character, Kind.PASTED)

    def _continue(self, sequence: str, character: str) -> Iterator[KeyInput]:
        grown = sequence + character
        if grown == "O" or _CSI_OPEN.fullmatch(grown):
            self._sequence = grown
            return
        self._sequence = None
        if sequence == "O" or _CSI_WHOLE.fullmatch(grown):
            yield from self._complete(grown[1:])
            return
        if sequence == "" and not self.pasting:
            yield KeyInput("escape")
        yield from self._take(character)

    def _complete(self, body: str) -> Iterator[KeyInput]:
        """Take what follows "ESC [" or "ESC O"."""
        if body in (_PASTE_BEGINS, _PASTE_ENDS):
            self.pasting = body == _PASTE_BEGINS
        elif self.pasting:
            return
        elif body in _SEQUENCES:
            yield KeyInput(_SEQUENCES[body])
        elif (report := _read_report(body)) is not None:
            kind, keys, number = report
            if number is not None and kind is Kind.PRESSED:
                self._down[number] = keys
            elif number is not None and kind is Kind.RELEASED:
                keys = self._down.pop(number, keys)
            yield from (KeyInput(key, kind) for key in keys)


def keys_of(text: str) -> tuple[str, ...]:
    """The keys that write these characters; of control characters, those that mean something."""
    named = (_CONTROLS.get(character, character) for character in text)
    return tuple(name for name in named if _is_key(name) or name in _CONTROLS.values())


def _read_report(body: str) -> tuple[Kind, tuple[str, ...], int | None] | None:
    """Read what follows "ESC [" as a report; None if it is another sequence.

    A report is what happened, to which keys, and the number of a key that writes a character.
    """
    found = _REPORT.fullmatch(body)
    if found is None:
        return None
    kind = Kind(found["kind"] or "1")
    modifiers = max(0, int(found["modifiers"] or 1) - 1) & ~_LOCKS
    number, plain = int(found["number"]), not modifiers & ~_SHIFT
    if found["text"]:
        text = "".join(chr(int(one)) for one in found["text"].split(":") if _is_character(one))
        return kind, keys_of(text), number
    if found["end"] != "u" or number in _KEYPAD:
        end = f"{number}~" if found["end"] == "~" else found["end"]
        name = _KEYPAD.get(number) if end == "u" else _SEQUENCES.get(end)
        return kind, (name,) if plain and name else (), None
    if number == _KEYPAD_ENTER:
        number = ord("\r")
    if modifiers == _CONTROL and 0x40 <= number < 0x80:
        return kind, keys_of(chr(number & 0x1F)), number
    written = chr(number) if plain and _is_character(str(number)) else ""
    return kind, keys_of(written), number


def _is_character(number: str) -> bool:
    return bool(number) and int(number) <= 0x10FFFF


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is being typed."""

    text: str = ""
    cursor: int = 0
    """How many letters are before the place where the next one goes."""


_EDITS: Mapping[str, Callable[[str, str], tuple[str, str]]] = {
    "space": lambda before, after: (before + " ", after),
    "backspace": lambda before, after: (before[:-1], after),
    "delete": lambda before, after: (before, after[1:]),
    "left": lambda before, after: (before[:-1], before[-1:] + after),
    "right": lambda before, after: (before + after[:1], after[1:]),
    "home": lambda before, after: ("", before + after),
    "end": lambda before, after: (before + after, ""),
    CLEAR: lambda before, after: ("", after),
    RUB_OUT: lambda before, after: (re.sub(r"\S*\s*$", "", before), after),
}
"""What keys make of a line before and after the cursor."""


def typed(line: Line, key: KeyInput) -> Line:
    """A line after another key, which may be longer than `LONGEST_LINE`."""
    before, after = line.text[: line.cursor], line.text[line.cursor :]
    if key.kind is Kind.RELEASED:
        return line
    if key.kind is Kind.PASTED or len(key.text) == 1:
        before += key.text
    elif key.text in _EDITS:
        before, after = _EDITS[key.text](before, after)
    return Line(before + after, len(before))


def fitting(line: Line) -> Line:
    """A line without the last letters before the cursor that are more than `LONGEST_LINE`."""
    excess = max(0, len(line.text) - LONGEST_LINE)
    kept = line.cursor - excess
    return Line(line.text[:kept] + line.text[line.cursor :], kept)


class Chords:
    """Finds the action of a key, or of two keys within a second."""

    def __init__(self, keys: Mapping[str, Sequence[Chord]]) -> None:
        self._actions = {chord: action for action, chords in keys.items() for chord in chords}
        self._first: tuple[str, float] | None = None

    def alone(self, key: str) -> str | None:
        """The action of this key by itself, if any."""
        return self._actions.get((_folded(key),))

    def is_twice(self, key: str, action: str) -> bool:
        """Whether pressing this key twice means the action."""
        return self._actions.get((_folded(key),) * 2) == action

    def press(self, key: str, at: float) -> str | None:
        """The action, if any, that this key completes; `at` is in seconds."""
        key, first, self._first = _folded(key), self._first, None
        if first is not None and at - first[1] <= CHORD_SECONDS:
            action = self._actions.get((first[0], key))
            if action is not None:
                return action
        action = self._actions.get((key,))
        if action is None and any(chord[0] == key for chord in self._actions):
            self._first = (key, at)
        return action
