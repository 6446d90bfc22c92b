"""A conversation with a clock that only the test moves."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from assistant.dialog.reducer import step
from assistant.dialog.state import State
from assistant.protocol.effects import Ask, Effect, Save, Say
from assistant.protocol.events import (
    Action,
    Answer,
    Answered,
    Described,
    Description,
    Event,
    Facts,
    Frame,
    FrameTaken,
    Heard,
    Listening,
    Mentioned,
    Pressed,
    QuestionEnded,
    Ready,
    SpeechEnded,
    Tick,
    Typed,
    TypingBegan,
    TypingEnded,
)
from assistant.protocol.spoken import Spoken, english, verbatim
from assistant.saying.messages.core import key_names
from assistant.saying.messages.reading_lines import ReadingLine
from assistant.settings.config import defaults
from models.interfaces import Certainty, Problem

FRAME = Frame(np.zeros((2, 2, 3), np.uint8), 100.0, 1)
KEY_NAMES = key_names(defaults().keys)
"""The names of the keys in config.toml."""
FACTS = Facts(verbatim("Camera 0"), 0.1, "english", "embedded", "Whisper base")


def described(text: str, problem: Problem | None = None) -> Description:
    return Description(
        Spoken.of(english(text)), text.lower(), Certainty.PLAIN, 0.9, problem=problem
    )


def reply(text: str, about: str = "", problem: Problem | None = None) -> Answer:
    return Answer(
        "?", text.rstrip("."), Spoken.of(english(text)), Certainty.PLAIN, 0.9, about, problem
    )


def written(generation: int, text: str) -> Mentioned:
    """What is said of a text in a picture; empty: there is none."""
    said = ReadingLine.IT_SAYS.said(text=text) if text else None
    return Mentioned(generation, text, Spoken.of(said))


def a_picture(number: int, at: float = 100.0) -> Frame:
    """A frame with a scene of its own."""
    scene = np.random.default_rng(number).integers(0, 256, (4, 6, 3), np.uint8)
    return Frame(scene.repeat(40, 0).repeat(40, 1), at, number)


@dataclass
class Asks:
    """Equals an `Ask` for the same question."""

    generation: int
    frame: Frame
    question: str
    about: str = ""
    verify: bool = False
    skill: str = ""

    def __eq__(self, other: object) -> bool:
        """Whether an effect asks that."""
        return (
            isinstance(other, Ask)
            and self.question in (other.query.question, other.query.for_model)
            and (self.generation, self.frame, self.about, self.verify, self.skill)
            == (other.generation, other.frame, other.query.about, other.verify, other.skill)
        )


def asks(
    generation: int,
    frame: Frame,
    question: str,
    about: str = "",
    verify: bool = False,
) -> Any:
    """What equals an `Ask` for a question, in its own words or in English."""
    return Asks(generation, frame, question, about, verify)


class Talk:
    """A conversation with a clock that only the test moves."""

    def __init__(self, state: State | None = None, *, ready: bool = True) -> None:
        state = state or State()
        given = replace(state.given, keys=state.given.keys or KEY_NAMES)
        self.state = replace(state, given=given)
        self.now = 100.0
        if ready:
            self(Ready())
            self(SpeechEnded(self.state.utterance, complete=True))

    def __call__(self, event: Event) -> tuple[Effect, ...]:
        self.state, effects = step(self.state, event)
        return effects

    def press(self, action: str) -> tuple[Effect, ...]:
        self.now += 0.01
        return self(Pressed(action, self.now))

    def wait(self, seconds: float) -> tuple[Effect, ...]:
        effects: tuple[Effect, ...] = ()
        end = self.now + seconds
        while self.now < end:
            self.now += 0.25
            effects += self(Tick(self.now))
        return effects

    def hear_all(self) -> None:
        """The last sentence is heard to its end."""
        self(SpeechEnded(self.state.utterance, complete=True))

    def describe(self, text: str) -> tuple[Effect, ...]:
        """A whole description, from the key to the sentence."""
        self.press(Action.DESCRIBE)
        self(FrameTaken(self.state.generation, FRAME))
        return self(Described(self.state.generation, FRAME, described(text)))

    def say(
        self, words: str, frame: Frame | None = FRAME, confidence: float = 1.0
    ) -> tuple[Effect, ...]:
        """A question, from the key to its words; without a frame if None."""
        self.press(Action.ASK)
        generation = self.state.generation
        if frame is not None:
            self(FrameTaken(generation, frame))
        self(Listening(generation))
        self.wait(2)
        self(QuestionEnded(generation, self.now - 0.7))
        return self(Heard(generation, words, confidence))

    def type(self, words: str, frame: Frame = FRAME) -> tuple[Effect, ...]:
        """A typed question, letter by letter."""
        self(TypingBegan(self.now))
        self(FrameTaken(self.state.generation, frame))
        for length in range(1, len(words) + 1):
            self.now += 0.2
            self(Typed(words[:length], self.now))
        return self(TypingEnded(words, self.now))

    def answer(
        self, text: str, about: str = "", problem: Problem | None = None, *, kept: bool = False
    ) -> tuple[Effect, ...]:
        """The model answers the question."""
        work = self.state.work
        assert work is not None
        assert work.question is not None
        assert work.question.frame is not None
        self.now += 1.0
        answer = replace(reply(text, about, problem), kept=kept)
        return self(Answered(work.generation, work.question.frame, answer))


def said(effects: tuple[Effect, ...]) -> list[str]:
    """What is said, in English."""
    return [str(effect.text) for effect in effects if isinstance(effect, Say)]


def worded(effect: Effect) -> Effect:
    """An effect, with what is saved as the English text that it becomes."""
    if not isinstance(effect, Save):
        return effect
    return replace(effect, said=(Spoken.of(verbatim(lines(effect.said))),))


def lines(said: tuple[Spoken, ...]) -> str:
    """Lines of what was said, in English."""
    return "\n".join(map(str, said))
