"""What the one piece of work in progress is for, and what it waits for."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias

from assistant.protocol.desktop import Surface
from assistant.protocol.events import Action, Frame
from assistant.protocol.query import Query
from assistant.protocol.text import PageRequest
from assistant.skills.skill import key_lines


class Phase(Enum):
    """What the work is waiting for."""

    LISTENING = auto()
    """The end of a spoken question."""
    RECOGNISING = auto()
    """Its words."""
    TYPING = auto()
    """The end of a typed question."""
    FRAME = auto()
    """The picture."""
    WORDS = auto()
    """The model's answer."""


@dataclass(frozen=True, slots=True)
class PendingQuestion:
    """A question about a picture, as far as it is known."""

    query: Query | None = None
    frame: Frame | None = None
    fresh: Frame | None = None
    """The frame taken for it, where an older picture of the same scene is used."""
    verify: bool = False
    """Check the last answer: look in more than one way, and never use an older frame."""
    missed: bool = False
    """The camera gave no frame."""
    about: str = ""
    """What "it" means in the question."""
    awaits: Action | None = None
    """KEEP or FIND: the words will be the name that this key needs."""
    skill: str = ""
    """The skill that answers it, if the words alone do not decide."""
    opened: bool = False
    """The microphone is open."""
    held: bool = False
    """The key that began it is still down."""

    @property
    def words(self) -> str:
        """The question as it is read back; empty if it is not known yet."""
        return "" if self.query is None else self.query.question


@dataclass(frozen=True, slots=True)
class PendingDescription:
    """A description of a picture."""

    detail: int = 0
    watched: bool = False
    """Started by watching, not by the user."""
    led: int | None = None
    """The utterance of the beginning of the sentence that is being made."""


@dataclass(frozen=True, slots=True)
class PendingText:
    """A text that is to be read."""

    page: PageRequest | None = None
    """The page of a document that is wanted."""
    line: int = 0
    """The only line that is to be read; -1: the last one; 0: all."""
    turned: bool = False
    """Whether the user has turned to the next page of the paper before the camera."""


Task: TypeAlias = PendingQuestion | PendingDescription | PendingText


@dataclass(frozen=True, slots=True)
class Work:
    """A description, an answer or a reading in progress."""

    generation: int
    since: float
    """When its phase began."""
    sounded: float
    """When the thinking earcon last sounded, or `since`."""
    phase: Phase
    task: Task
    surface: Surface | None = None
    """Where the picture comes from; None: the camera."""
    frame: Frame | None = None
    """The picture that is described or read, once it is known."""

    @property
    def question(self) -> PendingQuestion | None:
        """What is asked; None: it is a description or a reading."""
        return self.task if isinstance(self.task, PendingQuestion) else None

    @property
    def watched(self) -> bool:
        """Whether it was started by watching, not by the user."""
        return isinstance(self.task, PendingDescription) and self.task.watched

    @property
    def again(self) -> str:
        """The key that starts it again."""
        question = self.task
        if isinstance(question, PendingText):
            return Action.READ
        if isinstance(question, PendingDescription):
            return Action.MORE if question.detail > 0 else Action.DESCRIBE
        if question.verify:
            return Action.VERIFY
        if question.awaits is not None:
            return question.awaits
        # The key of the light begins something else: its tone.
        own_key = question.skill in key_lines() and question.skill not in tuple(Action)
        return question.skill if own_key else Action.ASK
