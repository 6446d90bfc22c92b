"""Events: what happened, as frozen data.

Rooms put them on one queue; `dialog.reducer.step` answers each with effects. Times are in
seconds of the monotonic clock. A `generation` numbers the request that an event answers.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import TypeAlias

from assistant.protocol.choices import Choice, Setting
from assistant.protocol.desktop import Shortcut, Surface
from assistant.protocol.faults import CameraFault, MicrophoneFault, SoundFault
from assistant.protocol.senses import Spot
from assistant.protocol.spoken import Message, Spoken
from assistant.protocol.text import Text
from models.interfaces import Certainty, Picture, Problem, Scene, SeenObject


class Action(StrEnum):
    """A command from a key, a pedal or a second terminal.

    A skill that needs only a picture has its own name as its action instead.
    """

    DESCRIBE = "describe"
    ASK = "ask"
    TYPE = "type"
    MORE = "more"
    VERIFY = "verify"
    REPEAT = "repeat"
    PREVIOUS = "previous"
    STOP = "stop"
    YES = "yes"
    FASTER = "faster"
    SLOWER = "slower"
    STATUS = "status"
    SAVE = "save"
    KEEP = "keep"
    READ = "read"
    NEXT_LINE = "next-line"
    PREVIOUS_LINE = "previous-line"
    TOP = "top"
    SPELL = "spell"
    WATCH = "watch"
    SETTINGS = "settings"
    FIND = "find"
    LIGHT = "light"
    HELP = "help"
    QUIT = "quit"


@dataclass(frozen=True, slots=True)
class Pressed:
    """A key was pressed, or a trigger sent, for an action."""

    action: str
    at: float


@dataclass(frozen=True, slots=True)
class KeyHeld:
    """The key of an action is still down; repeats. Only some terminals report it."""

    action: str
    at: float


@dataclass(frozen=True, slots=True)
class KeyReleased:
    """The key of an action was released. Only some terminals report it."""

    action: str
    at: float


@dataclass(frozen=True, slots=True)
class OtherKey:
    """A key without an action, or the first of two keys."""

    at: float


@dataclass(frozen=True, slots=True)
class TypingBegan:
    """From now on keys are letters of a question, not commands."""

    at: float


@dataclass(frozen=True, slots=True)
class Typed:
    """The question as typed so far."""

    text: str
    at: float


@dataclass(frozen=True, slots=True)
class TypingFull:
    """A letter was refused because the question is at its maximum length."""

    at: float


@dataclass(frozen=True, slots=True)
class TypingEnded:
    """Keys are commands again; `text` is the question, None if it was cancelled."""

    text: str | None
    at: float


KeyEvent: TypeAlias = (
    Pressed | KeyHeld | KeyReleased | OtherKey | TypingBegan | Typed | TypingFull | TypingEnded
)


@dataclass(frozen=True, slots=True)
class ShortcutPressed:
    """A desktop shortcut was used."""

    shortcut: Shortcut
    at: float


class Priority(IntEnum):
    """A higher priority interrupts a lower one."""

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
    """A picture and where it came from."""

    pixels: Picture
    at: float
    number: int
    source: str = ""
    surface: Surface | None = None
    """Set if the picture came from the computer instead of a camera."""


@dataclass(frozen=True, slots=True)
class SpokenObject:
    """An object named in a spoken sentence."""

    name: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Description:
    """A described picture, as heard and as printed by `lantern describe` (see DESIGN.md)."""

    spoken: Spoken
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
    """An answered question, as heard and as printed by `lantern ask` (see DESIGN.md)."""

    question: str
    answer: str
    """The bare best guess: "yes", "red", "2"."""
    spoken: Spoken
    certainty: Certainty
    probability: float
    about: str = ""
    """The object that "it" means in the next question, if any."""
    problem: Problem | None = None
    """What was wrong with the picture."""
    milliseconds: float = 0.0
    kept: bool = False
    """Whether the user gave the name in `about`, in their own language."""


@dataclass(frozen=True, slots=True)
class FrameTaken:
    """Answers `TakeFrame`."""

    generation: int
    frame: Frame


@dataclass(frozen=True, slots=True)
class FrameMissed:
    """Answers `TakeFrame`: no frame came within a second."""

    generation: int


@dataclass(frozen=True, slots=True)
class CameraLost:
    """The camera stopped delivering frames."""

    fault: CameraFault
    source: str


@dataclass(frozen=True, slots=True)
class CameraBack:
    """The camera delivers frames again."""

    source: str


@dataclass(frozen=True, slots=True)
class Described:
    """Answers `Describe`."""

    generation: int
    frame: Frame
    description: Description


@dataclass(frozen=True, slots=True)
class Answered:
    """Answers `Ask`."""

    generation: int
    frame: Frame
    answer: Answer


@dataclass(frozen=True, slots=True)
class TextRead:
    """Answers `Read`; repeats as more is read, until the text is complete."""

    generation: int
    frame: Frame
    text: Text


@dataclass(frozen=True, slots=True)
class Found:
    """Answers `Find`."""

    generation: int
    frame: Frame
    spot: Spot


@dataclass(frozen=True, slots=True)
class WorkFailed:
    """The worker could not do what was asked."""

    generation: int
    reason: Message | None = None
    """None if unknown."""


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """The first sample of an utterance reached the sound card, or its line was printed."""

    utterance: int
    at: float
    reader: str = ""
    """The screen reader that speaks it at its own rate; empty: Lantern speaks."""


@dataclass(frozen=True, slots=True)
class SpeechEnded:
    """An utterance ended, or was cut off."""

    utterance: int
    complete: bool


@dataclass(frozen=True, slots=True)
class SoundLost:
    """Sound stopped working."""

    fault: SoundFault


@dataclass(frozen=True, slots=True)
class SoundBack:
    """Sound works again."""


@dataclass(frozen=True, slots=True)
class Saved:
    """Answers `Save`: the picture and its words are on disk."""

    path: Path


@dataclass(frozen=True, slots=True)
class SaveFailed:
    """Answers `Save`: writing failed, for a reason to be spoken."""

    reason: Message


@dataclass(frozen=True, slots=True)
class ServerChanged:
    """The server that analyses pictures was lost, or is back."""

    sentence: Message
    back: bool


@dataclass(frozen=True, slots=True)
class Degraded:
    """A part does not work as configured, but Lantern goes on; `reason` is spoken."""

    reason: Message


@dataclass(frozen=True, slots=True)
class Announced:
    """Something to say that answers no key; "repeat" does not repeat it."""

    said: Spoken


@dataclass(frozen=True, slots=True)
class CannotStart:
    """Lantern cannot run at all; `reason` is spoken."""

    reason: Message


@dataclass(frozen=True, slots=True)
class Ready:
    """The models are loaded, and the camera and the voice have been tried."""


@dataclass(frozen=True, slots=True)
class Tick:
    """Comes about four times a second."""

    at: float


@dataclass(frozen=True, slots=True)
class Resumed:
    """The machine slept, and its clock stood still meanwhile."""

    at: float


@dataclass(frozen=True, slots=True)
class Ended:
    """The process must end: SIGTERM, SIGHUP, end of input, end of a demo."""


@dataclass(frozen=True, slots=True)
class Listening:
    """The microphone is open, and speech is heard from now on."""

    generation: int


@dataclass(frozen=True, slots=True)
class QuestionEnded:
    """The question is over, and its words are being recognised."""

    generation: int
    spoken_until: float
    """When its last sound was heard."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A spoken question was recognised."""

    generation: int
    text: str
    confidence: float
    """From 0 to 1, the mean over the words."""


@dataclass(frozen=True, slots=True)
class HeardNothing:
    """Listening ended without speech."""

    generation: int


@dataclass(frozen=True, slots=True)
class SpeechTooShort:
    """Listening ended with less speech than a word takes."""

    generation: int


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """There was speech, but no words were recognised."""

    generation: int


@dataclass(frozen=True, slots=True)
class ListeningFailed:
    """Speech could not be recognised, for a reason to be spoken."""

    generation: int
    reason: Message


@dataclass(frozen=True, slots=True)
class MicrophoneLost:
    """The microphone stopped working."""

    fault: MicrophoneFault
    generation: int | None
    """The request that this ended, if Lantern was listening."""


@dataclass(frozen=True, slots=True)
class MicrophoneBack:
    """The microphone works again."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The state of all parts, for the status sentence."""

    camera: Message
    """The source of the frames ("camera 0")."""
    frame_age: float | None
    """Seconds since the newest frame; None if there was none."""
    voice: str
    """Its name; empty if there is no sound."""
    model: str
    recogniser: str = ""
    """Its name; empty while it loads, or if there is none."""
    deaf: Message | None = None
    """Why questions cannot be heard."""
    microphone_open: bool = False
    server: Message | None = None
    """The state of the server that analyses pictures; None if there is none."""


@dataclass(frozen=True, slots=True)
class StatusTaken:
    """Answers `TakeStatus`."""

    utterance: int
    facts: Facts


@dataclass(frozen=True, slots=True)
class Listed:
    """Answers `FindChoices`."""

    setting: Setting
    choices: tuple[Choice, ...]
    language: str = ""
    """For voices: `FindChoices.language`."""


@dataclass(frozen=True, slots=True)
class RateFound:
    """The user set a rate in the speech program, and none in Lantern."""

    words_per_minute: int


@dataclass(frozen=True, slots=True)
class SettingsKept:
    """Answers `KeepSettings`: they are in the user's settings file."""

    aloud: bool
    """`KeepSettings.aloud`."""


@dataclass(frozen=True, slots=True)
class SettingsNotKept:
    """Answers `KeepSettings`: writing failed, for a reason to be spoken."""

    reason: Message


MenuEvent: TypeAlias = Listed | RateFound | SettingsKept | SettingsNotKept


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Answers `Mention`."""

    generation: int
    text: str
    """The large text in the picture, if any."""


class Clip(StrEnum):
    """What became of a text to be copied."""

    HOLDS = "holds"
    """It is in the clipboard."""
    ASKED = "asked"
    """The terminal was asked to copy it, but never confirms."""
    NONE = "none"
    """There is no clipboard."""


@dataclass(frozen=True, slots=True)
class Copied:
    """Answers `Copy`."""

    clip: Clip
    utterance: int


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
    | Mentioned
    | Copied
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
"""A context that a signal handler enters before the program is suspended and leaves afterwards."""
