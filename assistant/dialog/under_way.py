"""What the work of the moment is about, and what goes on beside it."""

from dataclasses import dataclass
from enum import Enum, auto

from assistant.protocol.desktop import Surface
from assistant.protocol.events import Action, Frame
from assistant.protocol.senses import Sense


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
    sense: Sense | None = None
    """What answers it, where the words alone do not."""
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
    def again(self) -> Action:
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
        senses = {Sense.COLOUR: Action.COLOUR, Sense.WHERE: Action.WHERE}
        return Action.ASK if question.sense is None else senses.get(question.sense, Action.ASK)


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
