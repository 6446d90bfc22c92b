"""A camera that somebody moves over a large picture as Lantern tells, on a clock of its own."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from assistant.conversation import step
from assistant.effects import Effect, Find, Say, TakeFrame
from assistant.events import Event, Found, Frame, FrameTaken, SpeechEnded, SpeechStarted, Tick
from assistant.senses import Spot
from assistant.turn import State
from models.interfaces import Picture

LOOK: Final = 0.35
"""Seconds that a look takes."""
REACTS: Final = 0.6
"""Seconds from the start of a word to the hand that moves."""
SPEED: Final = 0.22
"""Views a second that the hand moves."""
WORD: Final = 0.35
"""Seconds that a word is spoken."""
STEP: Final = 0.05
MOVES: Final = {
    **{"Left.": (-1, 0), "Right.": (1, 0), "Up.": (0, -1), "Down.": (0, 1)},
    "Hold still.": (0, 0),
}
SIDES: Final = {"left": (-1, 0), "right": (1, 0), "above": (0, -1), "below": (0, 1)}


@dataclass
class MovingCamera:
    """A view of a large picture, and the person who moves it."""

    picture: Picture
    size: tuple[int, int]
    """Height and width of the view."""
    at: tuple[float, float]
    """Its left and upper border in the picture, as shares of the view."""
    find: Callable[[Frame, str], Spot]
    state: State
    now: float = 100.0
    said: list[str] = field(default_factory=list)
    _due: list[tuple[float, Event]] = field(default_factory=list)
    _moves: list[tuple[float, tuple[int, int]]] = field(default_factory=list)
    _heading: tuple[int, int] = (0, 0)
    _frames: int = 0

    def run(
        self, begin: Callable[[State, float], tuple[State, tuple[Effect, ...]]], seconds: float
    ) -> float | None:
        """Seconds until the thing is reached; None if that took longer."""
        start = self.now
        self.state, effects = begin(self.state, self.now)
        while self.now - start < seconds:
            for effect in effects:
                self._carry(effect)
            if self.said and self.said[-1].startswith("Here: "):
                return self.now - start
            effects = self._wait()
        return None

    def _carry(self, effect: Effect) -> None:
        match effect:
            case TakeFrame(generation):
                self._frames += 1
                frame = Frame(self._view(), self.now, self._frames)
                self._due.append((self.now + 0.03, FrameTaken(generation, frame)))
            case Find(generation, frame, thing):
                found = Found(generation, frame, self.find(frame, thing))
                self._due.append((self.now + LOOK, found))
            case Say(text, utterance):
                self.said.append(text)
                self._due = [one for one in self._due if not isinstance(one[1], SpeechEnded)]
                ends = self.now + WORD * len(text.split())
                self._due.append((self.now, SpeechStarted(utterance, self.now)))
                self._due.append((ends, SpeechEnded(utterance, complete=True)))
                self._moves.append((self.now + REACTS, self._meant(text)))

    def _wait(self) -> tuple[Effect, ...]:
        self.now += STEP
        for one in [one for one in self._moves if one[0] <= self.now]:
            self._heading = one[1]
            self._moves.remove(one)
        self._move()
        ready = [one for one in self._due if one[0] <= self.now]
        self._due = [one for one in self._due if one[0] > self.now]
        effects: tuple[Effect, ...] = ()
        for _, event in [*sorted(ready, key=lambda one: one[0]), (0.0, Tick(self.now))]:
            self.state, more = step(self.state, event)
            effects += more
        return effects

    def _view(self) -> Picture:
        height, width = self.size
        x, y = round(self.at[0] * width), round(self.at[1] * height)
        return np.ascontiguousarray(self.picture[y : y + height, x : x + width])

    def _meant(self, text: str) -> tuple[int, int]:
        if text in MOVES:
            return MOVES[text]
        return next((move for side, move in SIDES.items() if side in text), self._heading)

    def _move(self) -> None:
        height, width = self.picture.shape[:2]
        most = (width / self.size[1] - 1, height / self.size[0] - 1)
        x, y = (
            min(max(place + move * SPEED * STEP, 0.0), limit)
            for place, move, limit in zip(self.at, self._heading, most, strict=True)
        )
        self.at = (x, y)
