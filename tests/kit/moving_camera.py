"""A camera that a person moves over a large picture as Lantern directs, by a clock of its own.

The person's hand reacts late, never moves exactly as intended, and sweeps around when nothing is
seen.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from assistant.dialog.reducer import step
from assistant.dialog.state import State
from assistant.protocol.effects import Effect, Find, Say, TakeFrame
from assistant.protocol.events import (
    Event,
    Found,
    Frame,
    FrameTaken,
    SpeechEnded,
    SpeechStarted,
    Spot,
    Tick,
)
from models.interfaces import Picture

LOOK: Final = 0.5
"""Seconds that a look takes."""
REACTS: Final = 0.7
"""Seconds from the start of a word to the movement."""
SPEED: Final = 0.22
"""Average speed of the hand, in views a second."""
UNEVEN: Final = 0.3
"""How much faster or slower a move may be, as a share."""
ASTRAY: Final = 0.15
"""The largest sideways error of a move, as a share of its length."""
WORD: Final = 0.35
"""Seconds that a word takes to speak."""
LITTLE: Final = 0.15
"""Views that the hand moves for "a little"."""
VAGUE: Final = 0.5
"""How much more or less that may be, as a share."""
STEP: Final = 0.05
MOVES: Final = {
    **{"Left.": (-1, 0), "Right.": (1, 0), "Up.": (0, -1), "Down.": (0, 1)},
    "Hold still.": (0, 0),
}
SIDES: Final = {"left": (-1, 0), "right": (1, 0), "above": (0, -1), "below": (0, 1)}
SWEEP, BACK, SMALL = "Move the camera slowly", "Move the camera back", "A little "


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
    rng: np.random.Generator = field(default_factory=lambda: np.random.default_rng(1))
    _due: list[tuple[float, Event]] = field(default_factory=list)
    _moves: list[tuple[float, str]] = field(default_factory=list)
    _heading: tuple[float, float] = (0.0, 0.0)
    _back: tuple[float, float] = (0.0, 0.0)
    """Opposite to the last move."""
    _stops: float = np.inf
    """When a small move ends."""
    _sweeping: bool = False
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
            if self.state.seek is None:
                return self.now - start if "straight ahead" in self.said[-1] else None
            effects = self._wait()
        return None

    def _carry(self, effect: Effect) -> None:
        match effect:
            case TakeFrame(generation):
                self._frames += 1
                frame = Frame(self.view(), self.now, self._frames)
                self._due.append((self.now + 0.03, FrameTaken(generation, frame)))
            case Find(generation, frame, thing):
                found = Found(generation, frame, self.find(frame, thing))
                self._due.append((self.now + LOOK, found))
            case Say(text, utterance):
                self.said.append(str(text))
                self._due = [one for one in self._due if not isinstance(one[1], SpeechEnded)]
                ends = self.now + WORD * len(str(text).split())
                self._due.append((self.now, SpeechStarted(utterance, self.now)))
                self._due.append((ends, SpeechEnded(utterance, complete=True)))
                # Directions that were cut off before their word are not followed.
                self._moves = [one for one in self._moves if one[0] - REACTS <= self.now]
                self._moves.append(
                    (self.now + WORD * self._heard_after(str(text)) + REACTS, str(text))
                )

    def _wait(self) -> tuple[Effect, ...]:
        self.now += STEP
        for one in [one for one in self._moves if one[0] <= self.now]:
            self._follow(one[1])
            self._moves.remove(one)
        self._move()
        ready = [one for one in self._due if one[0] <= self.now]
        self._due = [one for one in self._due if one[0] > self.now]
        effects: tuple[Effect, ...] = ()
        for _, event in [*sorted(ready, key=lambda one: one[0]), (0.0, Tick(self.now))]:
            self.state, more = step(self.state, event)
            effects += more
        return effects

    def view(self) -> Picture:
        """What the camera sees now."""
        height, width = self.size
        x, y = round(self.at[0] * width), round(self.at[1] * height)
        return np.ascontiguousarray(self.picture[y : y + height, x : x + width])

    def _heard_after(self, text: str) -> int:
        """The number of words before the direction."""
        words = text.rstrip(".").replace(",", "").split()
        if text.startswith(SMALL):
            return len(words) - 1
        return next((n for n, word in enumerate(words) if word in SIDES), 0)

    def _follow(self, text: str) -> None:
        x, y = self._heading
        if (x, y) != (0.0, 0.0):
            self._back = (-x, -y)
        self._stops = np.inf
        self._sweeping = SWEEP in text
        if text in MOVES:
            x, y = MOVES[text]
        elif text.startswith(SMALL):
            x, y = MOVES[text.removeprefix(SMALL).capitalize()]
            way = LITTLE * self.rng.uniform(1 - VAGUE, 1 + VAGUE)
            self._stops = self.now + way / SPEED
        elif SWEEP in text:
            x, y = self.rng.choice((-1, 1)), 0
        elif BACK in text:
            x, y = self._back
        else:
            x, y = next((move for side, move in SIDES.items() if side in text), (0, 0))
        fast = SPEED * self.rng.uniform(1 - UNEVEN, 1 + UNEVEN) / max(float(np.hypot(x, y)), 1e-6)
        astray = float(self.rng.normal(0, ASTRAY))
        self._heading = (fast * (x - astray * y), fast * (y + astray * x))

    def _move(self) -> None:
        if self.now >= self._stops:
            self._heading = (0.0, 0.0)
        height, width = self.picture.shape[:2]
        most = (width / self.size[1] - 1, height / self.size[0] - 1)
        wanted = [place + move * STEP for place, move in zip(self.at, self._heading, strict=True)]
        x, y = (min(max(place, 0.0), limit) for place, limit in zip(wanted, most, strict=True))
        if self._sweeping and x != wanted[0]:
            self._heading = (-self._heading[0], self._heading[1])
        self.at = (x, y)
