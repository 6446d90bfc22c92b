"""What happened (events) and what shall happen (effects), as frozen data.

Rooms put events on the one queue; `conversation.step` turns them into effects; `app` hands each
effect to the room that carries it out. Times are seconds of the monotonic clock.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import TypeAlias

from models.interfaces import Certainty, Picture, Problem, Scene, SeenObject


class Action(StrEnum):
    """What a key, a pedal or a second terminal asks for."""

    DESCRIBE = "describe"
    MORE = "more"
    REPEAT = "repeat"
    PREVIOUS = "previous"
    STOP = "stop"
    FASTER = "faster"
    SLOWER = "slower"
    STATUS = "status"
    SAVE = "save"
    HELP = "help"
    QUIT = "quit"


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


class CameraFault(StrEnum):
    """Why no frame comes."""

    MISSING = "missing"
    BUSY = "busy"
    REFUSED = "refused"
    UNPLUGGED = "unplugged"
    STALLED = "stalled"
    FROZEN = "frozen"


class SoundFault(StrEnum):
    """Why nothing is heard."""

    MISSING = "missing"
    LOST = "lost"
    MUTED = "muted"
    NO_VOICE = "no_voice"


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture from a source."""

    pixels: Picture
    at: float
    number: int
    source: str = ""


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
    milliseconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Facts:
    """How the rooms stand, for the status sentence."""

    camera: str
    """What the frames come from, in words ("camera 0")."""
    frame_age: float | None
    """Seconds since the newest frame; None: there has been none."""
    voice: str
    """The name of the voice; empty: no sound can be made."""
    model: str
    """The name of the model."""


# ------------------------------------------------------------------ events


@dataclass(frozen=True, slots=True)
class Pressed:
    """A key or a trigger asked for something."""

    action: Action
    at: float


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
class WorkFailed:
    """The worker could not do it; `reason` is a sentence for the user."""

    generation: int
    reason: str


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """The first sample of an utterance went to the sound card (or its line was printed)."""

    utterance: int
    at: float


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
class StatusTaken:
    """The answer to `TakeStatus`."""

    utterance: int
    facts: Facts


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
class Ended:
    """The process was asked to end (SIGTERM, SIGHUP, end of input, end of a demo)."""


Event: TypeAlias = (
    Pressed
    | FrameTaken
    | FrameMissed
    | CameraLost
    | CameraBack
    | Described
    | Answered
    | WorkFailed
    | SpeechStarted
    | SpeechEnded
    | SoundLost
    | SoundBack
    | Saved
    | SaveFailed
    | StatusTaken
    | CannotStart
    | Ready
    | Tick
    | Ended
)

Emit: TypeAlias = Callable[[Event], None]
"""Puts an event on the one queue; safe from any thread, never blocks."""


# ----------------------------------------------------------------- effects


@dataclass(frozen=True, slots=True)
class Say:
    """Speak a text; equal or higher priority than what speaks now replaces it."""

    text: str
    utterance: int
    priority: Priority = Priority.STATUS
    expires: float | None = None
    """Not spoken if it could not start by then; None: never expires."""


@dataclass(frozen=True, slots=True)
class Silence:
    """Drop what is spoken, rendered and queued, at once."""


@dataclass(frozen=True, slots=True)
class Play:
    """Sound an earcon, over whatever else."""

    earcon: Earcon


@dataclass(frozen=True, slots=True)
class SetRate:
    """Words a minute from the next clause on; remembered for the next start."""

    words_per_minute: int


@dataclass(frozen=True, slots=True)
class TakeFrame:
    """Give the newest frame if it is at most 200 ms older than `at`, else wait up to 1 s."""

    generation: int
    at: float


@dataclass(frozen=True, slots=True)
class Describe:
    """Describe a frame; `detail` 0 is one sentence, 1 and above say more."""

    generation: int
    frame: Frame
    detail: int = 0


@dataclass(frozen=True, slots=True)
class LookAt:
    """Look at a frame already, while its question is still being spoken."""

    generation: int
    frame: Frame


@dataclass(frozen=True, slots=True)
class Ask:
    """Answer a question about a frame."""

    generation: int
    frame: Frame
    question: str
    about: str = ""
    """What "it" means: `Answer.about` of the answer before, where the picture is the same."""
    verify: bool = False
    """Look and ask in more ways than one, and say whether they agree."""


@dataclass(frozen=True, slots=True)
class Abandon:
    """Work of generations below this one is of no use any more."""

    generation: int


@dataclass(frozen=True, slots=True)
class Save:
    """Write a picture and what was said of it."""

    frame: Frame
    description: Description


@dataclass(frozen=True, slots=True)
class TakeStatus:
    """Ask the rooms how they stand; `utterance` is the number that the answer will have."""

    utterance: int


@dataclass(frozen=True, slots=True)
class Quit:
    """Take the rooms down, after what is being said has ended."""

    exit_code: int = 0


Effect: TypeAlias = (
    Say
    | Silence
    | Play
    | SetRate
    | TakeFrame
    | Describe
    | LookAt
    | Ask
    | Abandon
    | Save
    | TakeStatus
    | Quit
)
