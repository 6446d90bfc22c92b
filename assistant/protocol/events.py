"""What happened, as frozen data.

Rooms put events on one queue and `dialog.reducer.step` answers them with effects. Times are in
monotonic seconds.
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
    """What a key, a pedal or a second terminal asks for.

    A skill that needs only a picture is none of these: its action is its name.
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
    """A key or a trigger asked for something."""

    action: str
    at: float


@dataclass(frozen=True, slots=True)
class KeyHeld:
    """The key of an action is held down; told again and again. Only some terminals tell."""

    action: str
    at: float


@dataclass(frozen=True, slots=True)
class KeyReleased:
    """The key of an action was let go. Only some terminals tell."""

    action: str
    at: float


@dataclass(frozen=True, slots=True)
class OtherKey:
    """A key that asks for nothing, or begins what two keys ask for."""

    at: float


@dataclass(frozen=True, slots=True)
class TypingBegan:
    """From now on the terminal's keys are letters of a question, not commands."""

    at: float


@dataclass(frozen=True, slots=True)
class Typed:
    """What has been typed of it so far."""

    text: str
    at: float


@dataclass(frozen=True, slots=True)
class TypingFull:
    """A letter was not taken: the question is as long as it may be."""

    at: float


@dataclass(frozen=True, slots=True)
class TypingEnded:
    """Keys are commands again; `text` is what is asked, None if it was given up."""

    text: str | None
    at: float


KeyEvent: TypeAlias = (
    Pressed | KeyHeld | KeyReleased | OtherKey | TypingBegan | Typed | TypingFull | TypingEnded
)


@dataclass(frozen=True, slots=True)
class ShortcutPressed:
    """A shortcut of the desktop asked for something."""

    shortcut: Shortcut
    at: float


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
    """What `lantern ask` prints and the user hears, as DESIGN.md's contract names it."""

    question: str
    answer: str
    """The best guess, bare: "yes", "red", "2"."""
    spoken: Spoken
    certainty: Certainty
    probability: float
    about: str = ""
    """The thing that it is about, which "it" in the next question means; empty: none."""
    problem: Problem | None = None
    """What stood against the picture."""
    milliseconds: float = 0.0
    kept: bool = False
    """Whether `about` is a name that the user gave, in the language of the user."""


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
    reason: Message | None = None
    """None: it is not known."""


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

    reason: Message


@dataclass(frozen=True, slots=True)
class ServerChanged:
    """The server that looks at pictures has gone away, or is back."""

    sentence: Message
    """What the user is told of it."""
    back: bool


@dataclass(frozen=True, slots=True)
class Degraded:
    """A part is not as the user wants it, and all goes on; `reason` is a sentence for the user."""

    reason: Message


@dataclass(frozen=True, slots=True)
class Announced:
    """Something is to be said that answers no key; "again" does not repeat it."""

    said: Spoken


@dataclass(frozen=True, slots=True)
class CannotStart:
    """The program cannot work at all; `reason` is a sentence for the user."""

    reason: Message


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


@dataclass(frozen=True, slots=True)
class Listening:
    """The microphone is open, and what is said from now on is heard."""

    generation: int


@dataclass(frozen=True, slots=True)
class QuestionEnded:
    """A question is over, and its words are on their way."""

    generation: int
    spoken_until: float
    """When its last sound was heard, in seconds of the monotonic clock."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The words of a question."""

    generation: int
    text: str
    confidence: float
    """0 to 1, the mean over the words."""


@dataclass(frozen=True, slots=True)
class HeardNothing:
    """Listening is over, and nobody spoke."""

    generation: int


@dataclass(frozen=True, slots=True)
class SpeechTooShort:
    """Listening is over, and there was less speech than a word takes."""

    generation: int


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Somebody spoke, and no words came of it."""

    generation: int


@dataclass(frozen=True, slots=True)
class ListeningFailed:
    """No words can come; `reason` is a sentence for the user."""

    generation: int
    reason: Message


@dataclass(frozen=True, slots=True)
class MicrophoneLost:
    """Nothing can be heard; a listening that went on is over."""

    fault: MicrophoneFault
    generation: int | None
    """The listening that it ended; None if there was none."""


@dataclass(frozen=True, slots=True)
class MicrophoneBack:
    """It can be heard again."""


@dataclass(frozen=True, slots=True)
class Facts:
    """How the rooms stand, for the status sentence."""

    camera: Message
    """What the frames come from ("camera 0")."""
    frame_age: float | None
    """Seconds since the newest frame; None: there has been none."""
    voice: str
    """The name of the voice; empty: no sound can be made."""
    model: str
    """The name of the model."""
    recogniser: str = ""
    """The name of what hears questions; empty: it loads, or there is none."""
    deaf: Message | None = None
    """Why no question can be heard."""
    microphone_open: bool = False
    server: Message | None = None
    """How the server does that pictures go to; None: they stay here."""


@dataclass(frozen=True, slots=True)
class StatusTaken:
    """The answer to `TakeStatus`."""

    utterance: int
    facts: Facts


@dataclass(frozen=True, slots=True)
class Listed:
    """What there is to choose from for a setting."""

    setting: Setting
    choices: tuple[Choice, ...]
    language: str = ""
    """For voices: the language that they speak, as it was asked for."""


@dataclass(frozen=True, slots=True)
class RateFound:
    """The user chose a rate in the program that speaks, and none for Lantern."""

    words_per_minute: int


@dataclass(frozen=True, slots=True)
class SettingsKept:
    """They stand in the user's own settings file."""

    aloud: bool
    """Whether the user waits for a word about it."""


@dataclass(frozen=True, slots=True)
class SettingsNotKept:
    """They do not; `reason` is a sentence for the user."""

    reason: Message


MenuEvent: TypeAlias = Listed | RateFound | SettingsKept | SettingsNotKept


@dataclass(frozen=True, slots=True)
class Mentioned:
    """The worker's answer to `Mention`."""

    generation: int
    text: str
    """What is written large; empty: nothing is."""


class Clip(StrEnum):
    """What is known of a text that was to be copied."""

    HOLDS = "holds"
    """It was seen in the clipboard."""
    ASKED = "asked"
    """The terminal was asked to copy it, and gives no answer."""
    NONE = "none"
    """There is no clipboard."""


@dataclass(frozen=True, slots=True)
class Copied:
    """The answer to `Copy`."""

    clip: Clip
    utterance: int
    """As `Copy.utterance`."""


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
"""Entered before the program is stopped, and left once it goes on, by the handler of a signal."""
