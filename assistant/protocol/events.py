"""What happened, as frozen data.

Rooms queue them, `conversation.step` makes effects of them; times are monotonic seconds.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import TypeAlias

from assistant.protocol.choices import MenuEvent
from assistant.protocol.desktop import ShortcutPressed as ShortcutPressed
from assistant.protocol.desktop import Surface
from assistant.protocol.facts import StatusTaken as StatusTaken
from assistant.protocol.faults import CameraFault, SoundFault
from assistant.protocol.hearing import Heard as Heard
from assistant.protocol.hearing import HeardNothing as HeardNothing
from assistant.protocol.hearing import Listening as Listening
from assistant.protocol.hearing import ListeningFailed as ListeningFailed
from assistant.protocol.hearing import MicrophoneBack as MicrophoneBack
from assistant.protocol.hearing import MicrophoneLost as MicrophoneLost
from assistant.protocol.hearing import NotUnderstood as NotUnderstood
from assistant.protocol.hearing import QuestionEnded as QuestionEnded
from assistant.protocol.hearing import SpeechTooShort as SpeechTooShort
from assistant.protocol.key_events import Action as Action
from assistant.protocol.key_events import KeyEvent
from assistant.protocol.key_events import KeyHeld as KeyHeld
from assistant.protocol.key_events import KeyReleased as KeyReleased
from assistant.protocol.key_events import OtherKey as OtherKey
from assistant.protocol.key_events import Pressed as Pressed
from assistant.protocol.key_events import Typed as Typed
from assistant.protocol.key_events import TypingBegan as TypingBegan
from assistant.protocol.key_events import TypingEnded as TypingEnded
from assistant.protocol.key_events import TypingFull as TypingFull
from assistant.protocol.senses import Spot
from assistant.protocol.text import Text, TextEvent
from models.interfaces import Certainty, Picture, Problem, Scene, SeenObject


class Priority(IntEnum):
    """What speaks first; the higher interrupts the lower."""

    STATUS = 0
    LIVE = 1
    DESCRIPTION = 2
    ANSWER = 3


class Earcon(StrEnum):
    """The short sounds."""

    CAPTURED = "captured"
    LISTENING = "listening"
    THINKING = "thinking"
    DONE = "done"
    FAULT = "fault"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture from a source."""

    pixels: Picture
    at: float
    number: int
    source: str = ""
    surface: Surface | None = None
    """Where the picture is of the computer's own, and not the camera's."""


@dataclass(frozen=True, slots=True)
class SpokenObject:
    """A thing named in a spoken sentence."""

    name: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Description:
    """What `lantern describe` prints and the user hears, as DESIGN.md's contract names it."""

    spoken: str
    caption: str
    certainty: Certainty
    probability: float
    spoken_objects: tuple[SpokenObject, ...] = ()
    scene: Scene | None = None
    objects: tuple[SeenObject, ...] = ()
    problem: Problem | None = None
    milliseconds: float = 0.0
    english: bool = True
    """Whether `spoken` has the model's words in it, which are English; else it is in the language
    of the user."""
    aside: str = ""
    """What is told after it, in the language of the user where `spoken` is in English."""

    @property
    def whole(self) -> str:
        """All of it, for whoever reads it."""
        return f"{self.spoken} {self.aside}".strip()


@dataclass(frozen=True, slots=True)
class Answer:
    """What `lantern ask` prints and the user hears, as DESIGN.md's contract names it."""

    question: str
    answer: str
    """The best guess, bare: "yes", "red", "2"."""
    spoken: str
    certainty: Certainty
    probability: float
    about: str = ""
    """The thing that it is about, which "it" in the next question means; empty: none."""
    problem: Problem | None = None
    """What stood against the picture."""
    milliseconds: float = 0.0
    english: bool = True
    """As `Description.english`."""
    aside: str = ""
    """As `Description.aside`."""
    kept: bool = False
    """Whether `about` is a name that the user gave, in the language of the user."""

    @property
    def whole(self) -> str:
        """As `Description.whole`."""
        return f"{self.spoken} {self.aside}".strip()


@dataclass(frozen=True, slots=True)
class FrameTaken:
    """The frame that `TakeFrame` asked for."""

    generation: int
    frame: Frame


@dataclass(frozen=True, slots=True)
class FrameMissed:
    """No frame came within a second."""

    generation: int


@dataclass(frozen=True, slots=True)
class CameraLost:
    """The camera stopped giving frames."""

    fault: CameraFault
    source: str


@dataclass(frozen=True, slots=True)
class CameraBack:
    """Frames come again."""

    source: str


@dataclass(frozen=True, slots=True)
class Described:
    """The worker's answer to `Describe`."""

    generation: int
    frame: Frame
    description: Description


@dataclass(frozen=True, slots=True)
class Answered:
    """The worker's answer to `Ask`."""

    generation: int
    frame: Frame
    answer: Answer


@dataclass(frozen=True, slots=True)
class TextRead:
    """The worker's answer to `Read`; comes again as more is read, until the text is complete."""

    generation: int
    frame: Frame
    text: Text


@dataclass(frozen=True, slots=True)
class Found:
    """The worker's answer to `Find`."""

    generation: int
    frame: Frame
    spot: Spot


@dataclass(frozen=True, slots=True)
class WorkFailed:
    """The worker could not do it."""

    generation: int
    reason: str = ""
    """A sentence for the user; empty: it is not known."""


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """The first sample of an utterance went to the sound card (or its line was printed)."""

    utterance: int
    at: float
    reader: str = ""
    """The screen reader that speaks it, at a rate of its own; empty: Lantern's rate counts."""


@dataclass(frozen=True, slots=True)
class SpeechEnded:
    """An utterance was heard to its end, or cut."""

    utterance: int
    complete: bool


@dataclass(frozen=True, slots=True)
class SoundLost:
    """No sound can be made."""

    fault: SoundFault


@dataclass(frozen=True, slots=True)
class SoundBack:
    """Sound can be made again."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A picture and its words are on disk."""

    path: Path


@dataclass(frozen=True, slots=True)
class SaveFailed:
    """They are not; `reason` is a sentence for the user."""

    reason: str


@dataclass(frozen=True, slots=True)
class ServerChanged:
    """The server that looks at pictures has gone away, or is back."""

    sentence: str
    """What the user is told of it."""
    back: bool


@dataclass(frozen=True, slots=True)
class Degraded:
    """A part is not as the user wants it, and all goes on; `reason` is a sentence for the user."""

    reason: str


@dataclass(frozen=True, slots=True)
class Announced:
    """Something is to be said that answers no key; "again" does not repeat it."""

    sentence: str


@dataclass(frozen=True, slots=True)
class CannotStart:
    """The program cannot work at all; `reason` is a sentence for the user."""

    reason: str


@dataclass(frozen=True, slots=True)
class Ready:
    """Models are loaded, camera and voice have been tried."""


@dataclass(frozen=True, slots=True)
class Tick:
    """Time goes by; comes about four times a second."""

    at: float


@dataclass(frozen=True, slots=True)
class Resumed:
    """The machine has slept, and its clock stood still meanwhile."""

    at: float


@dataclass(frozen=True, slots=True)
class Ended:
    """The process was asked to end (SIGTERM, SIGHUP, end of input, end of a demo)."""


Event: TypeAlias = (
    KeyEvent
    | ShortcutPressed
    | FrameTaken
    | FrameMissed
    | CameraLost
    | CameraBack
    | Described
    | Answered
    | TextRead
    | TextEvent
    | Found
    | WorkFailed
    | SpeechStarted
    | SpeechEnded
    | SoundLost
    | SoundBack
    | Listening
    | QuestionEnded
    | Heard
    | HeardNothing
    | SpeechTooShort
    | NotUnderstood
    | ListeningFailed
    | MicrophoneLost
    | MicrophoneBack
    | Saved
    | SaveFailed
    | ServerChanged
    | StatusTaken
    | MenuEvent
    | Degraded
    | Announced
    | CannotStart
    | Ready
    | Tick
    | Resumed
    | Ended
)

Emit: TypeAlias = Callable[[Event], None]
"""Puts an event on the one queue; safe from any thread, never blocks."""
Away: TypeAlias = Callable[[], AbstractContextManager[None]]
"""Entered before the program is stopped, and left once it goes on, by the handler of a signal."""
