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

from assistant.protocol.choices import Choice, Setting, StrongerModel
from assistant.protocol.desktop import Shortcut, Surface
from assistant.protocol.faults import CameraFault, MicrophoneFault, PullFault, SoundFault
from assistant.protocol.spoken import Message, Spoken
from assistant.protocol.text import Page, Text
from models.interfaces import Box, Certainty, Claim, Picture, Problem, Scene, SeenObject


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
    NO = "no"
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
    FIRST_LINE = "first-line"
    LAST_LINE = "last-line"
    NEXT_PAGE = "next-page"
    PREVIOUS_PAGE = "previous-page"
    WATCH = "watch"
    SETTINGS = "settings"
    FIND = "find"
    LIGHT = "light"
    HELP = "help"
    QUIT = "quit"


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
    BORDER = "border"


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A picture and where it came from; each is equal to itself alone."""

    pixels: Picture
    at: float
    number: int
    source: str = ""
    surface: Surface | None = None
    """Set if the picture came from the computer instead of a camera."""
    page: Page | None = None
    """Set if it is a page of a document."""
    part: bool = False
    """Whether it is cut out of a larger picture, so that its border cuts things off."""


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
    claims: tuple[Claim, ...] = ()
    """What is said of the things besides that they are there, in its order."""
    follows: Spoken | None = None
    """What is still to be said if its lead was spoken; None: all of it."""


class Layer(StrEnum):
    """What is explored of a picture at a time."""

    THINGS = "things"
    TEXT = "text"
    COLOURS = "colours"


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a picture that can be explored."""

    layer: Layer
    said: Spoken
    """What is there, in a few words, as sure as it is."""
    box: Box
    x: float
    y: float
    """Its middle as the user sees it, from 0 at the left and top to 1."""
    name: str = ""
    """The thing that is there, in English, if it is one."""


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
    places: tuple[Place, ...] = ()
    """Where the user can go on from it, if that was asked for."""


@dataclass(frozen=True, slots=True)
class Spot:
    """The place of an object in a picture, if it was found."""

    certainty: Certainty
    """Of its presence and its side; NONE: not found."""
    probability: float
    box: Box | None = None
    x: float = 0.5
    y: float = 0.5
    """Its centre as the user sees it, from 0 at the left and top to 1."""
    size: float = 0.0
    """The share of the picture that it covers; 0 if not measured."""
    sharpness: float = 0.0
    """Of the picture; higher is sharper."""
    spoken: Spoken = Spoken()  # noqa: RUF009  # it is frozen
    problem: bool = False
    """Whether the picture allows no answer; `spoken` says why."""
    unknown: bool = False
    """Whether the object has no known English name, so that no model can find it."""
    name: str = ""
    """Its name in `spoken`, if not the user's."""
    skill: str = ""
    """The skill that has the last word once it is reached; empty: it is said to be ahead."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The state of all parts, for the status sentence."""

    camera: Message
    """The source of the frames ("camera 0")."""
    frame_age: float | None
    """Seconds since the newest frame; None if there was none."""
    voice: str
    """Its name; empty if there is no sound."""
    model: str | Message
    recogniser: str = ""
    """Its name; empty while it loads, or if there is none."""
    deaf: Message | None = None
    """Why questions cannot be heard."""
    microphone_open: bool = False
    server: Message | None = None
    """The state of the server that analyses pictures; None if there is none."""
    phones: Message | None = None
    """Which phones are connected; None if none is."""


class Clip(StrEnum):
    """What became of a text to be copied."""

    HOLDS = "holds"
    """It is in the clipboard."""
    ASKED = "asked"
    """The terminal was asked to copy it, but never confirms."""
    NONE = "none"
    """There is no clipboard."""


@dataclass(frozen=True, slots=True)
class Event:
    """What happened."""


@dataclass(frozen=True, slots=True)
class TimedEvent(Event):
    """What happened at a time."""

    at: float


@dataclass(frozen=True, slots=True)
class KeyEvent(Event):
    """What happened to the key of an action."""

    action: str
    at: float


@dataclass(frozen=True, slots=True)
class FaultEvent(Event):
    """What failed; `reason` is spoken."""

    reason: Message


@dataclass(frozen=True, slots=True)
class Result(Event):
    """What became of a request."""

    generation: int


@dataclass(frozen=True, slots=True)
class FrameResult(Result):
    """What became of a request about a frame."""

    frame: Frame


class ListeningEvent(Result):
    """Answers `Listen`."""


class Pressed(KeyEvent):
    """A key was pressed, or a trigger sent, for an action."""


class KeyHeld(KeyEvent):
    """The key of an action is still down; repeats. Only some terminals report it."""


class KeyReleased(KeyEvent):
    """The key of an action was released. Only some terminals report it."""


@dataclass(frozen=True, slots=True)
class OtherKey(TimedEvent):
    """A key without an action, or the first of two keys."""

    quits_again: str = ""
    """The key, if pressing it twice quits."""


class TypingBegan(TimedEvent):
    """From now on keys are letters of a question, not commands."""


@dataclass(frozen=True, slots=True)
class Typed(Event):
    """The question as typed so far."""

    text: str
    at: float
    cursor: int | None = None
    """How many letters are before the place where the next one goes; None: all."""


class TypingFull(TimedEvent):
    """A letter was refused because the question is at its maximum length."""


@dataclass(frozen=True, slots=True)
class TypingEnded(Event):
    """Keys are commands again; `text` is the question, None if it was cancelled."""

    text: str | None
    at: float


@dataclass(frozen=True, slots=True)
class ShortcutPressed(Event):
    """A desktop shortcut was used."""

    shortcut: Shortcut
    at: float
    file: Path | None = None
    """The file to read, if it names one."""


class FrameTaken(FrameResult):
    """Answers `TakeFrame`."""


class FrameMissed(Result):
    """Answers `TakeFrame`: no frame came within a second."""


@dataclass(frozen=True, slots=True)
class CameraLost(Event):
    """The camera stopped delivering frames."""

    fault: CameraFault
    source: str


@dataclass(frozen=True, slots=True)
class CameraBack(Event):
    """The camera delivers frames again."""

    source: str


@dataclass(frozen=True, slots=True)
class Led(FrameResult):
    """Comes before `Described` with the beginning of its sentence, if that is known earlier."""

    lead: Spoken


@dataclass(frozen=True, slots=True)
class Described(FrameResult):
    """Answers `Describe`."""

    description: Description


@dataclass(frozen=True, slots=True)
class Answered(FrameResult):
    """Answers `Ask`."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class TextRead(FrameResult):
    """Answers `Read`; repeats as more is read, until the text is complete."""

    text: Text


@dataclass(frozen=True, slots=True)
class Found(FrameResult):
    """Answers `Find`."""

    spot: Spot


@dataclass(frozen=True, slots=True)
class WorkFailed(Result):
    """The worker could not do what was asked."""

    reason: Message | None = None
    """None if unknown."""


@dataclass(frozen=True, slots=True)
class SpeechStarted(Event):
    """The first sample of an utterance reached the sound card, or its line was printed."""

    utterance: int
    at: float
    reader: str = ""
    """The screen reader that speaks it at its own rate; empty: Lantern speaks."""


@dataclass(frozen=True, slots=True)
class SpeechEnded(Event):
    """An utterance ended, or was cut off."""

    utterance: int
    complete: bool


@dataclass(frozen=True, slots=True)
class SoundLost(Event):
    """Sound stopped working."""

    fault: SoundFault


class SoundBack(Event):
    """Sound works again."""


@dataclass(frozen=True, slots=True)
class Saved(Event):
    """Answers `Save`: the picture and its words are on disk."""

    path: Path


class SaveFailed(FaultEvent):
    """Answers `Save`: writing failed."""


@dataclass(frozen=True, slots=True)
class ServerChanged(Event):
    """The server that analyses pictures was lost, or is back."""

    sentence: Message
    back: bool


@dataclass(frozen=True, slots=True)
class StrongerFound(Event):
    """There is a stronger model that this computer could run."""

    model: StrongerModel
    asked: bool
    """Whether the user has been asked before."""


@dataclass(frozen=True, slots=True)
class PullEvent(Event):
    """What became of a download in the background."""

    model: StrongerModel


@dataclass(frozen=True, slots=True)
class PullBegan(PullEvent):
    """It begins, or goes on after a restart."""

    percent: int
    """How much was there before."""
    resumed: bool


@dataclass(frozen=True, slots=True)
class PullProgress(PullEvent):
    """More of it is here."""

    percent: int


@dataclass(frozen=True, slots=True)
class PullWaits(PullEvent):
    """It cannot go on now, and tries again later."""

    fault: PullFault


class PullLarger(PullEvent):
    """It is larger than the user was told, and has not begun; `model` has the real size."""


class Pulled(PullEvent):
    """All of it is here and checked."""


@dataclass(frozen=True, slots=True)
class PullCancelled(PullEvent):
    """It has ended because the user wants it no longer, and what had come is gone."""


@dataclass(frozen=True, slots=True)
class PullFailed(PullEvent):
    """It has ended for good."""

    reason: Message


@dataclass(frozen=True, slots=True)
class ModelSwitched(Event):
    """Another model looks at the pictures from the next request on."""

    name: str
    aloud: bool
    """`UseModel.aloud`."""


@dataclass(frozen=True, slots=True)
class ModelFailed(FaultEvent):
    """A model could not be loaded; the one that comes with Lantern answers."""

    name: str


class MemoryScarce(Event):
    """The computer's memory runs short while a stronger model is loaded."""


class Degraded(FaultEvent):
    """A part does not work as configured, but Lantern goes on."""


@dataclass(frozen=True, slots=True)
class Announced(Event):
    """Something to say that answers no key; "repeat" does not repeat it."""

    said: Spoken


class CannotStart(FaultEvent):
    """Lantern cannot run at all."""


class Ready(Event):
    """The models are loaded, and the camera and the voice have been tried."""


class Tick(TimedEvent):
    """Comes about four times a second."""


class Resumed(TimedEvent):
    """The machine slept, and its clock stood still meanwhile."""


class Ended(Event):
    """The process must end: SIGTERM, SIGHUP, end of input, end of a demo."""


class Listening(ListeningEvent):
    """The microphone is open, and speech is heard from now on."""


@dataclass(frozen=True, slots=True)
class QuestionEnded(ListeningEvent):
    """The question is over, and its words are being recognised."""

    spoken_until: float
    """When its last sound was heard."""


@dataclass(frozen=True, slots=True)
class Heard(ListeningEvent):
    """A spoken question was recognised."""

    text: str
    confidence: float
    """From 0 to 1, the mean over the words."""


class HeardNothing(ListeningEvent):
    """Listening ended without speech."""


class SpeechTooShort(ListeningEvent):
    """Listening ended with less speech than a word takes."""


class NotUnderstood(ListeningEvent):
    """There was speech, but no words were recognised."""


@dataclass(frozen=True, slots=True)
class ListeningFailed(ListeningEvent):
    """Speech could not be recognised, for a reason to be spoken."""

    reason: Message


@dataclass(frozen=True, slots=True)
class MicrophoneLost(Event):
    """The microphone stopped working."""

    fault: MicrophoneFault
    generation: int | None
    """The request that this ended, if Lantern was listening."""


class MicrophoneBack(Event):
    """The microphone works again."""


@dataclass(frozen=True, slots=True)
class StatusTaken(Event):
    """Answers `TakeStatus`."""

    utterance: int
    facts: Facts


@dataclass(frozen=True, slots=True)
class Listed(Event):
    """Answers `FindChoices`."""

    setting: Setting
    choices: tuple[Choice, ...]
    language: str = ""
    """For voices: `FindChoices.language`."""


@dataclass(frozen=True, slots=True)
class RateFound(Event):
    """The user set a rate in the speech program, and none in Lantern."""

    words_per_minute: int


@dataclass(frozen=True, slots=True)
class SettingsKept(Event):
    """Answers `KeepSettings`: they are in the user's settings file."""

    aloud: bool
    """`KeepSettings.aloud`."""


class SettingsNotKept(FaultEvent):
    """Answers `KeepSettings`: writing failed."""


@dataclass(frozen=True, slots=True)
class Mentioned(Result):
    """Answers `Mention` with an excerpt of the text in a picture."""

    text: str
    """The text itself, verbatim; empty if there is nothing to say about it."""
    said: Spoken = Spoken()  # noqa: RUF009  # it is frozen


@dataclass(frozen=True, slots=True)
class Copied(Event):
    """Answers `Copy`."""

    clip: Clip
    utterance: int


Emit: TypeAlias = Callable[[Event], None]
"""Puts an event on the one queue; safe from any thread, never blocks."""
Away: TypeAlias = Callable[[], AbstractContextManager[None]]
"""A context that a signal handler enters before the program is suspended and leaves afterwards."""
