"""A conversation with a clock that only the test moves."""

import numpy as np

from assistant.conversation import step
from assistant.effects import Effect, Say
from assistant.events import (
    Action,
    Described,
    Description,
    Event,
    Facts,
    Frame,
    FrameTaken,
    Pressed,
    Ready,
    SpeechEnded,
    Tick,
)
from assistant.turn import State
from models.interfaces import Certainty

FRAME = Frame(np.zeros((2, 2, 3), np.uint8), 1.0, 1)
FACTS = Facts("Camera 0", 0.1, "english", "embedded")


def described(text: str) -> Description:
    return Description(text, text.lower(), Certainty.PLAIN, 0.9)


class Talk:
    """A conversation with a clock that only the test moves."""

    def __init__(self, state: State | None = None, *, ready: bool = True) -> None:
        self.state = state or State()
        self.now = 100.0
        if ready:
            self(Ready())
            self(SpeechEnded(self.state.utterance, complete=True))

    def __call__(self, event: Event) -> tuple[Effect, ...]:
        self.state, effects = step(self.state, event)
        return effects

    def press(self, action: Action) -> tuple[Effect, ...]:
        self.now += 0.01
        return self(Pressed(action, self.now))

    def wait(self, seconds: float) -> tuple[Effect, ...]:
        effects: tuple[Effect, ...] = ()
        end = self.now + seconds
        while self.now < end:
            self.now += 0.25
            effects += self(Tick(self.now))
        return effects

    def describe(self, text: str) -> tuple[Effect, ...]:
        """A whole description, from the key to the sentence."""
        self.press(Action.DESCRIBE)
        self(FrameTaken(self.state.generation, FRAME))
        return self(Described(self.state.generation, FRAME, described(text)))


def said(effects: tuple[Effect, ...]) -> list[str]:
    return [effect.text for effect in effects if isinstance(effect, Say)]
