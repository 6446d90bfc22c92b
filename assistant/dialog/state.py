"""The state of the conversation between two events."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from types import MappingProxyType
from typing import Final, Literal

from assistant.protocol.choices import Choice, Setting, Value, Verbosity
from assistant.protocol.desktop import Surface
from assistant.protocol.events import Action, CameraLost, Frame
from assistant.protocol.faults import MicrophoneFault, SoundFault
from assistant.protocol.text import Text
from assistant.saying.messages.core import key_name
from assistant.skills.registry import all_skills, key_lines
from assistant.skills.skill import Skill
from models.interfaces import Problem

DEFAULT_KEYS: Final = MappingProxyType(
    {
        Action.TYPE: "slash",
        Action.MORE: "d",
        Action.VERIFY: "v",
        Action.REPEAT: "r",
        Action.PREVIOUS: "p",
        Action.STOP: "s",
        Action.YES: "y",
        Action.FASTER: "plus",
        Action.SLOWER: "minus",
        Action.STATUS: "i",
        Action.SAVE: "z",
        Action.NEXT_LINE: "Right arrow",
        Action.PREVIOUS_LINE: "Left arrow",
        Action.TOP: "Up arrow",
        Action.SPELL: "Down arrow",
        Action.WATCH: "w",
        Action.SETTINGS: "m",
        Action.HELP: "h",
        Action.QUIT: "q twice",
    }
)
"""How the keys of the dialog are called aloud, where the settings say nothing else."""


def default_keys() -> Mapping[str, str]:
    """How the key of each action is called aloud, where the settings say nothing else."""
    own = {one.name: key_name([one.key]) for one in all_skills().values() if one.key}
    return own | DEFAULT_KEYS


@dataclass(frozen=True, slots=True)
class Starting:
    """What is known of the start while it goes on."""

    since: float | None = None
    """The time of the first tick."""
    told: float | None = None
    """When it was said last that Lantern is starting."""
    sounded: float = 0.0
    """When that, or a sound for it, was heard last."""
    silenced: bool = False
    """No key has followed a stop."""


@dataclass(frozen=True, slots=True)
class Typing:
    """A question while it is typed."""

    text: str = ""
    echoes: tuple[int, ...] = ()
    """The utterances that said its words."""
    cut: bool = False
    """One of them was not heard to its end."""


@dataclass(frozen=True, slots=True)
class WatchState:
    """What watching knows."""

    last: Frame | None = None
    """What was looked at last."""
    changed: Frame | None = None
    """The newest frame that showed something else."""
    asked: float = 0.0
    """When the last frame was asked for."""
    spoken: float = 0.0
    """When something new was told last."""
    begun: bool = False
    """What was there at first is known."""
    things: frozenset[str] = frozenset()
    """The names of what was there last."""
    emptied: bool = False
    """The last look named nothing, and another has to tell whether nothing is left there."""
    failed: bool = False
    """The last look failed."""
    blind: bool = False
    """The last look showed nothing, and that was told."""

    def after(self, frame: Frame) -> "WatchState":
        """The same after a look at a frame."""
        return replace(self, last=frame, changed=None, failed=False)


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A sentence that was said."""

    text: str
    english: bool = False
    """As `Say.english`."""


class Phase(Enum):
    """What the work waits for."""

    LISTENING = auto()
    """The end of a question that is spoken."""
    RECOGNISING = auto()
    """Its words."""
    TYPING = auto()
    """The end of a question that is typed."""
    FRAME = auto()
    """The picture."""
    WORDS = auto()
    """What the model says."""


@dataclass(frozen=True, slots=True)
class PendingQuestion:
    """A question to a picture, as far as it is known."""

    words: str = ""
    frame: Frame | None = None
    fresh: Frame | None = None
    """What was taken for it, where an older picture of the same scene serves."""
    anew: bool = False
    """No older picture serves, even of the same scene: the last answer is checked by a new one."""
    missed: bool = False
    """The camera gave no picture for it."""
    about: str = ""
    """What "it" means in it."""
    naming: bool = False
    """Whether its words are to be the name that the picture is kept under."""
    seeking: bool = False
    """Whether its words are to be the name of the thing that is looked for."""
    repeated: bool = False
    """Whether it is said before its answer, since its echo was cut."""
    skill: str = ""
    """The skill that answers it, if the words alone do not decide."""
    english: str = ""
    """The words in English, where they are not."""


@dataclass(frozen=True, slots=True)
class Work:
    """A description or an answer on its way."""

    generation: int
    since: float
    """When its phase began."""
    sounded: float
    """When the thinking earcon sounded last, or `since`."""
    phase: Phase
    detail: int = 0
    question: PendingQuestion | None = None
    """None: a description."""
    watched: bool = False
    """Nobody asked for it: it belongs to watching."""
    verify: bool = False
    """It is to be looked at in more ways than one."""
    reads: bool = False
    """Its text is to be read."""
    opened: bool = False
    """The microphone is open for it."""
    held: bool = False
    """The key that began it is still down."""
    surface: Surface | None = None
    """Where its picture is from; None: the camera."""
    frame: Frame | None = None
    """The picture that is described or read, once there is one."""

    @property
    def again(self) -> str:
        """The key that begins it once more."""
        question = self.question
        if self.reads:
            return Action.READ
        if question is None:
            return Action.MORE if self.detail > 0 else Action.DESCRIBE
        if self.verify:
            return Action.VERIFY
        if question.naming or question.seeking:
            return Action.KEEP if question.naming else Action.FIND
        # The key of the light begins something else: its tone.
        own_key = question.skill in key_lines() and question.skill not in tuple(Action)
        return question.skill if own_key else Action.ASK


@dataclass(frozen=True, slots=True)
class PendingNotice:
    """What is to be told of a fault or its end."""

    text: str
    lasts: bool = False
    """Whether nothing else tells it, so that a stop only puts it off."""


@dataclass(frozen=True, slots=True)
class ActiveNotice:
    """A fault, or several, on the way to the user's ear."""

    utterance: int
    faults: tuple[PendingNotice, ...]
    since: float
    begun: bool = False


@dataclass(frozen=True, slots=True)
class Saving:
    """A picture that is being written, or waits for the one before it."""

    frame: Frame
    said: str
    """What was said of it."""
    aloud: bool = True
    """Whether the user still wants to hear of it."""


@dataclass(frozen=True, slots=True)
class Light:
    """A tone that follows the light."""

    asked: float = 0.0
    """When the last frame was asked for."""
    said: str = ""
    """What was said of the light last."""
    spoken: float = 0.0
    """When that was."""


@dataclass(frozen=True, slots=True)
class Seek:
    """A thing that is looked for while the camera moves."""

    thing: str
    """In the user's words."""
    generation: int
    since: float
    """When it began."""
    found: float | None = None
    """When it was seen last."""
    said: str = ""
    """The direction that was spoken last."""
    spoken: float = 0.0
    """When that was."""
    opening: int | None = None
    """The utterance that told first where it is; it is heard to its end."""
    surer: float = 0.0
    """When it was seen last and not "perhaps", or else when it began."""
    aside: tuple[float, float] = (0.0, 0.0)
    """How far from the middle it was seen last, right and down, as shares of the picture."""
    at: float = 0.0
    """When the frame was taken that showed it so."""
    traced: bool = False
    """Whether a moving camera has shown it in every look since it was seen last and surely."""
    rests: float | None = None
    """From when on a frame shows what the camera sees at rest; None while it may move."""
    centred: int = 0
    """What the looks in a row count that had it in the middle of a camera at rest."""
    best: Frame | None = None
    """The sharpest frame that had it in the middle."""
    sharpness: float = 0.0
    """Of that."""
    language: str = "en"
    """The language in which it was named."""
    told: str = ""
    """As `Spot.told`."""

    @property
    def called(self) -> str:
        """What it is told as."""
        return self.told or self.thing


@dataclass(frozen=True, slots=True)
class Reading:
    """A text, and what of it is being spoken."""

    frame: Frame
    """The picture that it stands in."""
    generation: int
    """That of the reading; what comes of another is not of this text."""
    text: Text
    at: int = -1
    """The line that was spoken last; -1: none yet."""
    on: bool = True
    """Whether the following lines are spoken by themselves."""
    utterance: int | None = None
    """What speaks the line, until it has ended."""
    word: int = -1
    """The word of the line that was spelt last; -1: none yet."""
    told: bool = False
    """Whether it was said what was unclear and what is missing."""
    brief: bool = False
    """Whether only what is written largest is to be said, once all is read."""
    wanted: bool = True
    """Whether the user has asked to hear it; else it was only mentioned."""
    since: float = 0.0
    """When more of it came, or was asked for."""
    sounded: float = 0.0
    """When it was told last by a sound that the rest is still awaited."""

    def paused(self) -> "Reading":
        """The same, without going on by itself."""
        return replace(self, on=False, utterance=None)


@dataclass(frozen=True, slots=True)
class Mentioning:
    """A picture that was described, and what is written large in it."""

    frame: Frame
    generation: int
    since: float
    """When it was described."""
    text: str | None = None
    """None: it is still looked for."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The settings that rooms carry out, as they are now; a text that is empty: the usual one."""

    voice: str = ""
    language: str = ""
    words: Verbosity = "normal"
    camera: str = "0"
    microphone: str = ""


@dataclass(frozen=True, slots=True)
class Menu:
    """The settings menu while it is open."""

    before: Mapping[Setting, Value]
    """How everything was when it was opened."""
    at: Setting = Setting.RATE
    choices: Mapping[Setting, tuple[Choice, ...]] = field(default_factory=dict)
    """What there is to choose from, as far as it is known."""
    asked: float = 0.0
    """When that was asked for last."""


class TourPart(Enum):
    """The parts of the tour, in their order."""

    READY = auto()
    SOUND = auto()
    KEYS = auto()
    CAMERA = auto()
    MICROPHONE = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Tour:
    """The tour of the first start, while it goes on."""

    part: TourPart = TourPart.READY
    utterance: int | None = None
    """The sentence of this part whose end is awaited."""
    since: float = 0.0
    """When that ended, or the part began."""
    tried: bool = False
    """The user has done, or the rooms have been asked for, what this part is about."""
    seen: bool = False
    """The camera has given the picture that it was asked for."""
    again: bool = False
    """The sentence was cut, and is said once more as soon as it is quiet."""
    repeated: bool = False
    """That has happened already."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The picture that was spoken of last, and all that was said of it."""

    frame: Frame
    said: str
    detail: int
    """How much was told of it; below 0: only questions were answered."""
    question: PendingQuestion
    """The last question to it; after a description, the one that it answers."""
    about: str = ""
    """What "it" means in the next question."""
    problem: Problem | None = None
    """Why the picture supported nothing that could be said of it."""
    language: str = "en"
    """Of `about`."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What Lantern asked, and does if the answer is yes."""

    question: PendingQuestion | None
    """None: to end."""


@dataclass(frozen=True, slots=True)
class State:
    """How things stand between two events."""

    rate: int = 180
    """Words a minute."""
    rate_found: int | None = None
    """That of the user's own in the program that speaks, where none was chosen for Lantern."""
    rate_step: int = 20
    reader: str = ""
    """The screen reader that speaks for Lantern, at a rate of its own; empty: none."""
    reader_named: int | None = None
    """The utterance that last told that the rate is the screen reader's."""
    certain: float = 0.5
    """A question that was heard with less confidence is read back first."""
    listens: float = 21.0
    """Seconds of sound after which listening is over at the latest: the ears' patience, and the
    longest question, which may begin at the end of it."""
    keys: Mapping[str, str] = field(default_factory=default_keys)
    """How the key of each action is called aloud."""
    skills: Mapping[str, Skill] = field(default_factory=all_skills)
    """What can be done with a picture, by name."""
    asks_in: str = ""
    """The language of the user's words, by its code; empty: as Lantern speaks."""
    facing: Literal["user", "world"] = "world"
    """Which way the camera looks."""
    now: float = 0.0
    """The latest time heard of."""
    ready: bool = False
    remembered: bool = False
    """A description was asked for during start-up."""
    starting: Starting = Starting()  # it is frozen
    generation: int = 0
    utterance: int = 0
    work: Work | None = None
    shown: Shown | None = None
    log: tuple[LogEntry, ...] = ()
    """What was said, oldest first, at most `LOG_LENGTH`."""
    back: int = 0
    """How many sentences before the last one the user has gone back to."""
    camera: CameraLost | None = None
    sound: SoundFault | None = None
    microphone: MicrophoneFault | None = None
    offer: Offer | None = None
    typing: Typing | None = None
    quiet_from: float = 0.0
    """When what was spoken last has surely fallen silent."""
    paused_at: float | None = None
    """When a pause ended a question, if no key has followed."""
    unnamed: PendingQuestion | None = None
    """What a name was awaited for when the ears failed, if no key has followed."""
    untold: tuple[PendingNotice, ...] = ()
    """Faults that wait until the one being told has been heard."""
    put_off: tuple[PendingNotice, ...] = ()
    """Faults that a stop has put off until the next key."""
    telling: ActiveNotice | None = None
    unheard: int | None = None
    """The last utterance, until it has ended."""
    reading: Reading | None = None
    """The text that was read last."""
    mention: Mentioning | None = None
    mentions: bool = True
    """Whether text can be looked for unasked; not after that has failed."""
    awaited_status: int | None = None
    awaited_copy: int | None = None
    """The utterance that is to tell of a copy; None: nobody waits for it any more."""
    saves: tuple[Saving, ...] = ()
    """The first is being written."""
    watch: WatchState | None = None
    light: Light | None = None
    seek: Seek | None = None
    watch_pause: float = 10.0
    """Seconds between two things that watching says."""
    chosen: Chosen = Chosen()  # it is frozen
    menu: Menu | None = None
    tour: Tour | None = None
    english_told: bool = False
    """Whether the user knows why a picture was told of in English."""
    last_key: str | None = None
    pressed_at: float = 0.0
    """When it was pressed."""
    all_keys_next: bool = False
    """The next press of help, if it follows at once, lists all keys."""
    ending: bool = False
