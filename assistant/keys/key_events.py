"""From keys to events: commands, keys that are held, and lines of text."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from assistant.keys.key_parser import (
    END_OF_INPUT,
    INTERRUPT,
    Chord,
    Chords,
    KeyInput,
    Kind,
    Line,
    fitting,
    typed,
)
from assistant.protocol import events
from assistant.protocol.events import Action, Emit

NONE_SPECIAL: Final[Mapping[str, Callable[[], None]]] = {}


class KeyEvents:
    """Emits what keys mean.

    After the key for typing, keys are letters until Enter or Escape. This is decided here, so that
    no letter is taken for a command, however fast it follows. Pasted text counts only while typing.
    """

    def __init__(
        self,
        keys: Mapping[str, Sequence[Chord]],
        emit: Emit,
        special: Mapping[str, Callable[[], None]] = NONE_SPECIAL,
    ) -> None:
        """`special` is what keys do that belong to the system."""
        self._emit = emit
        self._chords = Chords(keys)
        self._special = special
        self._line: Line | None = None
        """What is being typed; None: keys are commands."""

    def take(self, keys: Sequence[KeyInput], at: float) -> bool:
        """Emit what keys mean that were read at a time; False once the input has ended."""
        for key in keys:
            if key == KeyInput(END_OF_INPUT):
                self._emit(events.Ended())
                return False
            if key.kind is Kind.PRESSED and key.text in self._special:
                self._special[key.text]()
            elif key == KeyInput(INTERRUPT):
                self._emit(events.Pressed(Action.QUIT, at))
            elif self._line is not None:
                self._type(self._line, key, at)
            elif key.kind is Kind.PRESSED:
                self._command(key.text, at)
            elif (action := self._chords.alone(key.text)) and key.kind is not Kind.PASTED:
                event = events.KeyHeld if key.kind is Kind.REPEATED else events.KeyReleased
                self._emit(event(action, at))
        return True

    def _command(self, key: str, at: float) -> None:
        action = self._chords.press(key, at)
        if action is Action.TYPE:
            self._line = Line()
            self._emit(events.TypingBegan(at))
        elif action is None:
            quits = self._chords.is_twice(key, Action.QUIT)
            self._emit(events.OtherKey(at, key if quits else ""))
        else:
            self._emit(events.Pressed(action, at))

    def _type(self, line: Line, key: KeyInput, at: float) -> None:
        if key in (KeyInput("enter"), KeyInput("escape")):
            self._line = None
            written = line.text if key.text == "enter" else None
            self._emit(events.TypingEnded(written, at))
            return
        whole = typed(line, key)
        self._line = fitting(whole)
        if self._line != line:
            self._emit(events.Typed(self._line.text, at, self._line.cursor))
        if self._line != whole:
            self._emit(events.TypingFull(at))
