"""How things stand between two events, and one step under way.

Three numbers keep stale things out: a generation for each piece of work (a new one makes the old
one's results worthless), an utterance for each sentence, and an expiry for each sentence that
would mislead if it came late.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from types import MappingProxyType
from typing import Final

from assistant.effects import Abandon, Describe, Effect, Play, Say, Silence, TakeFrame
from assistant.events import Action, CameraLost, Description, Earcon, Frame, Priority
from assistant.faults import SoundFault
from assistant.phrases import Line, camera_lost

THINKING_EVERY: Final = 2.0
"""Seconds of work after which, and between which, the thinking earcon sounds."""
FRAME_LIMIT: Final = 2.5
"""Seconds after which a frame that nobody answered for counts as missed."""
WORK_LIMIT: Final = 10.0
"""Seconds after which a description is given up."""
STARTING_AGAIN: Final = 3.0
"""Seconds after which a key during start-up is told again that Lantern is starting."""
LOG_LENGTH: Final = 20

ANSWER_EXPIRES: Final = 5.0
"""Seconds in which the answer to a key must have started; later it would only confuse."""
FAULT_EXPIRES: Final = 30.0
"""Seconds in which a fault must have started: a slow description may come before it."""


class Phase(Enum):
    """What the work waits for."""

    FRAME = auto()
    WORDS = auto()


@dataclass(frozen=True, slots=True)
class Work:
    """A description on its way."""

    generation: int
    since: float
    sounded: float
    """When the thinking earcon sounded last, or `since`."""
    phase: Phase
    detail: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """The picture that was spoken of last, and all that was said of it."""

    frame: Frame
    description: Description
    detail: int


@dataclass(frozen=True, slots=True)
class Telling:
    """A fault, or several, on the way to the user's ear."""

    utterance: int
    faults: str
    since: float
    begun: bool = False


class Saving(Enum):
    """Whether a picture is being written, and whether the user still wants to hear of it."""

    NO = auto()
    YES = auto()
    QUIETLY = auto()


_DEFAULT_KEYS: Final = MappingProxyType(
    {
        Action.DESCRIBE: "Space",
        Action.MORE: "d",
        Action.REPEAT: "r",
        Action.PREVIOUS: "p",
        Action.STOP: "s",
        Action.FASTER: "plus",
        Action.SLOWER: "minus",
        Action.STATUS: "i",
        Action.SAVE: "z",
        Action.HELP: "h",
        Action.QUIT: "q twice",
    }
)


@dataclass(frozen=True, slots=True)
class State:
    """How things stand between two events."""

    rate: int = 180
    """Words a minute."""
    rate_step: int = 20
    keys: Mapping[Action, str] = field(default_factory=lambda: _DEFAULT_KEYS)
    """How the key of each action is called aloud."""
    now: float = 0.0
    """The latest time heard of."""
    ready: bool = False
    remembered: bool = False
    """A description was asked for during start-up."""
    starting_said_at: float | None = None
    generation: int = 0
    utterance: int = 0
    work: Work | None = None
    shown: Shown | None = None
    log: tuple[str, ...] = ()
    """What was said, oldest first, at most `LOG_LENGTH`."""
    back: int = 0
    """How many sentences before the last one the user has gone back to."""
    camera: CameraLost | None = None
    sound: SoundFault | None = None
    untold: tuple[str, ...] = ()
    """Faults that wait until the one being told has been heard."""
    telling: Telling | None = None
    unheard: int | None = None
    """The last utterance, until it has ended."""
    awaited_status: int | None = None
    saving: Saving = Saving.NO
    last_key: Action | None = None
    all_keys_next: bool = False
    """The next press of help, if it follows at once, lists all keys."""
    ending: bool = False


class Turn:
    """One step under way: the state so far and the effects so far."""

    def __init__(self, state: State) -> None:
        """Start from a state, with no effect yet."""
        self.state = state
        self.effects: list[Effect] = []

    def result(self) -> tuple[State, tuple[Effect, ...]]:
        """The state reached and the effects in their order."""
        return self.state, tuple(self.effects)

    def set(self, **changes: object) -> None:
        """Change fields of the state, by their names."""
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]  # names are State's

    def waits_for(self, generation: int, phase: Phase) -> bool:
        """Whether the work under way is of this generation and in this phase."""
        work = self.state.work
        return work is not None and work.generation == generation and work.phase is phase

    def say(
        self,
        text: str,
        priority: Priority,
        *,
        expires: float | None = ANSWER_EXPIRES,
        log: bool = True,
        utterance: int | None = None,
    ) -> int:
        """Add a `Say`; its number is the next one unless it was given out before."""
        if utterance is None:
            utterance = self.state.utterance + 1
            self.set(utterance=utterance)
        if log:
            self.set(log=(*self.state.log, text)[-LOG_LENGTH:], back=0)
        self.set(unheard=utterance)
        until = None if expires is None else self.state.now + expires
        self.effects.append(Say(text, utterance, priority, until))
        return utterance

    def silence(self) -> None:
        """Drop all that is spoken or waits to be, but tell the faults that nobody heard later."""
        self.effects.append(Silence())
        telling = self.state.telling
        if telling is not None and telling.faults and not telling.begun:
            self.set(untold=(telling.faults, *self.state.untold))
        self.set(awaited_status=None, telling=None, unheard=None)
        if self.state.saving is Saving.YES:
            self.set(saving=Saving.QUIETLY)

    def reply(self, text: str, *, log: bool = True) -> None:
        """Answer a key at once: what was spoken before it makes room."""
        self.silence()
        self.say(text, Priority.STATUS, log=log)

    def abandon(self) -> None:
        """Raise the generation and let go of the work under way."""
        self.set(generation=self.state.generation + 1)
        if self.state.work is not None:
            self.effects.append(Abandon(self.state.generation))
            self.set(work=None)

    def take_frame(self) -> None:
        """Begin the work of a description with a frame of this moment."""
        state = self.state
        self.set(work=Work(state.generation, state.now, state.now, Phase.FRAME))
        self.effects += [Play(Earcon.CAPTURED), TakeFrame(state.generation, state.now)]

    def work_on(self, frame: Frame, detail: int, generation: int) -> None:
        """Have a frame described."""
        since = self.state.now
        self.set(work=Work(generation, since, since, Phase.WORDS, detail))
        self.effects.append(Describe(generation, frame, detail))

    def work_failed(self, reason: str) -> None:
        """End the work with a sentence in the place of its answer."""
        self.abandon()
        self.effects.append(Play(Earcon.FAULT))
        self.say(reason, Priority.DESCRIPTION)

    def frame_missed(self) -> None:
        """End the work because the camera gave no frame, with what is known of the reason."""
        if self.state.camera is not None:
            self.work_failed(camera_lost(self.state.camera.fault, self.state.camera.source))
        else:
            self.work_failed(Line.FRAME_MISSED.said(key=self.state.keys[Action.DESCRIBE]))

    def tell(self, text: str, earcon: Earcon | None = Earcon.FAULT) -> None:
        """Speak of a fault or its end, after the faults before it."""
        if not self.state.ready:
            self.set(untold=(*self.state.untold, text))
            return
        if earcon is not None:
            self.effects.append(Play(earcon))
        self.set(untold=(*self.state.untold, text))
        if self.state.telling is None:
            self.tell_next()

    def tell_next(self, before: str = "") -> None:
        """Speak of the faults that wait, if any, after a sentence that need not be told again."""
        faults = " ".join(self.state.untold)
        self.set(untold=(), telling=None)
        if before or faults:
            text = " ".join(filter(None, (before, faults)))
            utterance = self.say(text, Priority.LIVE, expires=FAULT_EXPIRES)
            self.set(telling=Telling(utterance, faults, self.state.now))
