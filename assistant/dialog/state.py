"""The state of the conversation between two events."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from pathlib import Path
from typing import Literal

from assistant.camera.scene_change import same_scene
from assistant.dialog.work import PendingQuestion, Work
from assistant.protocol.choices import OWN_MODEL, Choice, Setting, StrongerModel, Value, Verbosity
from assistant.protocol.events import Action, CameraLost, Frame, Place
from assistant.protocol.faults import MicrophoneFault, PullFault, SoundFault
from assistant.protocol.spoken import Message, Spoken, in_lines, verbatim
from assistant.protocol.text import Page, Text
from assistant.saying.messages.reading_lines import ReadingLine
from assistant.skills.skill import Skill, all_skills
from models.interfaces import Picture, Problem


@dataclass(frozen=True, slots=True)
class Shown:
    """The picture that was last spoken about, and what was said about it."""

    frame: Frame
    said: tuple[Spoken, ...]
    """In lines."""
    detail: int
    """How much of it was described; below 0: only questions were answered."""
    question: PendingQuestion
    """The last question about it; after a description, the one that it answers."""
    about: str = ""
    """What "it" means in the next question."""
    problem: Problem | None = None
    """Why nothing could be said about the picture."""
    language: str = "en"
    """The language of `about`."""

    def with_more(self, said: Spoken) -> "Shown":
        """The same with more said in its last line."""
        *lines, last = self.said
        return replace(self, said=(*lines, Spoken.of(last, said)))


@dataclass(frozen=True, slots=True)
class Offer:
    """What Lantern will do if the user answers yes."""

    question: PendingQuestion | None
    """The question to answer; None: quit, or download `model`."""
    model: StrongerModel | None = None
    again: Message | None = None
    """What was said of the key that quits if it is pressed once more."""

    @property
    def quits(self) -> bool:
        """Whether yes ends Lantern."""
        return self.question is None and self.model is None


@dataclass(frozen=True, slots=True)
class PendingNotice:
    """A notice about a fault or its end, waiting to be spoken."""

    text: Spoken
    lasts: bool = False
    """A stop only postpones it, because nothing else says it."""


@dataclass(frozen=True, slots=True)
class ActiveNotice:
    """Notices that are being spoken in one utterance."""

    utterance: int
    notices: tuple[PendingNotice, ...]
    since: float
    begun: bool = False


@dataclass(frozen=True, slots=True)
class Saving:
    """A picture that is being written to disk, or waiting for the one before it."""

    frame: Frame
    said: tuple[Spoken, ...]
    aloud: bool = True
    """The user still wants to hear the outcome."""


@dataclass(frozen=True, slots=True)
class Startup:
    """Progress of the start."""

    since: float | None = None
    """The time of the first tick."""
    announced: float | None = None
    """When "still starting" was last said."""
    sounded: float = 0.0
    """When that, or an earcon in its place, was last heard."""
    silenced: bool = False
    """The user pressed stop, and no key since."""


@dataclass(frozen=True, slots=True)
class Typing:
    """A question while it is being typed."""

    text: str = ""
    cursor: int = 0
    full: bool = False
    """The user has heard that no more letters fit."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text, and how much of it has been spoken."""

    frame: Frame
    generation: int
    """Results of other generations belong to other texts."""
    text: Text
    at: int = -1
    """The last line spoken; -1: none yet."""
    on: bool = True
    """Whether to read on by itself."""
    utterance: int | None = None
    """The utterance that speaks the line, until it ends."""
    word: int = -1
    """The last word of the line that was spelt; -1: none yet."""
    summed_up: bool = False
    """Unclear words and missing parts were mentioned."""
    brief: bool = False
    """Once all is read, say only the largest line."""
    only: int = 0
    """The line to say alone once it is read; -1: the last one; 0: none."""
    wanted: bool = True
    """The user asked for it; otherwise it was only mentioned."""
    since: float = 0.0
    """When more of it arrived or was requested."""
    sounded: float = 0.0
    """When the thinking earcon last sounded for it."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document, and how much of it was read."""

    page: Page
    """The one that was read last."""
    wanted: int
    """Its number, or that of one that was wanted since and could not be shown."""
    read: Mapping[int, Text]
    """What was read of its pages, by number."""

    @property
    def lines(self) -> tuple[Spoken, ...]:
        """What was read, with the numbers of its pages if there are several."""
        texts = {number: self.read[number] for number in sorted(self.read)}
        if self.page.count == 1:
            return tuple(map(marked, texts.values()))
        return tuple(
            Spoken.of(in_lines(ReadingLine.PAGE.said(number=one, count=self.page.count), text))
            for one, text in zip(texts, map(marked, texts.values()), strict=True)
        )


def marked(text: Text) -> Spoken:
    """A text with its unclear words marked, or why there is none."""
    return Spoken.of(verbatim(text.marked) if text.lines else text.advice)


@dataclass(frozen=True, slots=True)
class Sheets:
    """The pages that were held before the camera one after the other."""

    texts: tuple[Text, ...]
    frame: Frame
    """The picture of the last one."""
    at: int = 0
    """The one that is being read."""

    @property
    def wanted(self) -> int:
        """Its number."""
        return self.at + 1

    @property
    def lines(self) -> tuple[Spoken, ...]:
        """All pages, with their numbers if there are several."""
        if len(self.texts) == 1:
            return (Spoken.of(verbatim(self.texts[0].marked)),)
        return tuple(
            Spoken.of(in_lines(ReadingLine.SHEET.said(number=number), verbatim(text.marked)))
            for number, text in enumerate(self.texts, start=1)
        )


@dataclass(frozen=True, slots=True)
class Mentioning:
    """A described picture that is searched for large text."""

    frame: Frame
    generation: int
    since: float
    """When the picture was described."""
    said: Spoken | None = None
    """None: still being read."""


@dataclass(frozen=True, slots=True)
class Sides:
    """The wish for another side of a thing that was just kept."""

    question: PendingQuestion
    """With which it was kept."""
    last: Frame
    """The side that was kept last."""
    left: int
    """The sides that are still wanted."""
    since: float
    """When the wait for the next one began."""
    asked: float
    """When the last frame was requested."""
    moved: Frame | None = None
    """The newest frame that differs from the last side."""


@dataclass(frozen=True, slots=True)
class WatchState:
    """What watching has seen."""

    last: Frame | None = None
    """The last frame that was described."""
    changed: Frame | None = None
    """The newest frame that differs from it."""
    asked: float = 0.0
    """When the last frame was requested."""
    spoken: float = 0.0
    """When something new was last announced."""
    begun: bool = False
    """The first look is done."""
    things: frozenset[str] = frozenset()
    """The names seen last."""
    emptied: bool = False
    """The last look named nothing; another one decides whether everything is gone."""
    failed: bool = False
    blind: bool = False
    """The last look could see nothing, and the user knows."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """What was looked at before a key asked for it."""

    asked: float = 0.0
    """When the last frame was requested."""
    newest: Frame | None = None
    """The newest frame."""
    looked: Frame | None = None
    """The frame that was looked at, if all since then have shown the same scene."""
    since: float = 0.0
    """When that look began."""


@dataclass(frozen=True, slots=True)
class Light:
    """The light meter while it is on."""

    asked: float = 0.0
    """When the last frame was requested."""
    said: Message | None = None
    """What was last said about the light."""
    spoken: float = 0.0
    """When that was said."""


@dataclass(frozen=True, slots=True)
class Seek:
    """The search for a thing while the camera moves."""

    thing: str
    """In the user's words."""
    generation: int
    since: float
    """When the search began."""
    found: float | None = None
    """When the thing was last seen."""
    said: Spoken = Spoken()  # noqa: RUF009  # it is frozen
    """The last direction spoken."""
    spoken: float = 0.0
    """When that was spoken."""
    opening: int | None = None
    """The utterance that first said where the thing is; it is not interrupted."""
    surer: float = 0.0
    """When the thing was last seen with more than "perhaps", or the search began."""
    offset: tuple[float, float] = (0.0, 0.0)
    """How far right of and below the middle it was last seen, as shares of the picture."""
    at: float = 0.0
    """The time of the frame that showed it there."""
    traced: bool = False
    """Every look at a moving camera has shown it since it was last seen surely."""
    rests: float | None = None
    """From when on the camera is at rest; None: it may be moving."""
    centred: int = 0
    """The weight of the looks in a row that had it in the middle of a camera at rest."""
    best: Frame | None = None
    """The sharpest frame that had it in the middle."""
    sharpness: float = 0.0
    """The sharpness of `best`."""
    pixels: Picture | None = None
    """Those of the last frame."""
    changed: float = 0.0
    """When they were last others."""
    language: str = "en"
    """The language of its name."""
    renamed: str = ""
    """As `Spot.name`."""
    by: str = ""
    """As `Spot.skill`, of the last sighting."""
    skill: str = ""
    """The skill that has placed the thing, and says how it lies once it is in the middle."""

    @property
    def called(self) -> str:
        """Its name in what is said."""
        return self.renamed or self.thing


@dataclass(frozen=True, slots=True)
class Exploring:
    """A picture while it is explored."""

    shown: Shown
    """The whole picture, as it was spoken about before."""
    places: tuple[Place, ...]
    nothing: Spoken
    """What is said if it has no places."""
    text: Text | None = None
    """None: it has not been read."""
    at: Place | None = None
    """The place that was said last; None: the text is awaited."""
    aged: bool = False
    """The user was reminded that it stands still."""


@dataclass(frozen=True, slots=True)
class Live:
    """Exploring what the camera sees while it is moved."""

    generation: int
    told: frozenset[str] = frozenset()
    """The things that were said and are still in the picture."""
    spoken: float = 0.0
    """When the last one was."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The current settings that other rooms carry out; an empty text means the default."""

    voice: str = ""
    language: str = ""
    words: Verbosity = "normal"
    camera: str = "0"
    microphone: str = ""
    model: str = OWN_MODEL


@dataclass(frozen=True, slots=True)
class Menu:
    """The settings menu while it is open."""

    before: Mapping[Setting, Value]
    """The settings when it was opened."""
    at: Setting = Setting.RATE
    choices: Mapping[Setting, tuple[Choice, ...]] = field(default_factory=dict)
    """The choices known so far."""
    asked: float = 0.0
    """When they were last requested."""


@dataclass(frozen=True, slots=True)
class Stronger:
    """A model that is stronger than the one that comes with Lantern."""

    model: StrongerModel | None = None
    """What can be downloaded, or is; None: nothing."""
    asked: bool = True
    """The user has said whether to download it."""
    offered: bool = False
    """The user has been asked since the start."""
    offered_at: float | None = None
    """When the user was last asked, if nothing else was asked since."""
    percent: int | None = None
    """How much of it is here; None: it is not being downloaded."""
    told: int = 0
    """The last quarter that the user heard of."""
    waits: PullFault | None = None
    """What the download waits for."""
    faults: frozenset[PullFault] = frozenset()
    """What it has waited for; the user hears of each once."""
    loading: str = ""
    """The model that is being loaded."""
    slow: int = 0
    """How many first sentences in a row took too long."""


class TourPart(Enum):
    """The parts of the tour, in order."""

    READY = auto()
    SOUND = auto()
    KEYS = auto()
    CAMERA = auto()
    MICROPHONE = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Tour:
    """The tour of the first start while it is running."""

    part: TourPart = TourPart.READY
    utterance: int | None = None
    """The utterance of this part that is still being spoken."""
    since: float = 0.0
    """When it ended, or the part began."""
    tried: bool = False
    """The user has done what this part asks for, or the rooms were asked."""
    seen: bool = False
    """The requested frame has arrived."""
    again: bool = False
    """The utterance was cut; say it again when it is quiet."""
    repeated: bool = False
    """It has been said again once."""


@dataclass(frozen=True, slots=True)
class Given:
    """What is settled when Lantern starts."""

    rate_step: int = 20
    """Words a minute by which the keys for the rate change it."""
    certain: float = 0.5
    """A question recognised with less confidence is read back first."""
    listens: float = 21.0
    """The longest time in seconds that listening may take: patience plus the longest question."""
    keys: Mapping[str, Message | str] = field(default_factory=dict)
    """The spoken name of each action's key."""
    skills: Mapping[str, Skill] = field(default_factory=all_skills)
    asks_in: str = ""
    """The language of the user's questions, by the settings; empty: as Lantern speaks."""
    system_language: str = "en"
    """The language spoken if the settings name none."""
    facing: Literal["user", "world"] = "world"
    """Which way the camera looks."""

    @property
    def key_values(self) -> dict[str, object]:
        """The names of all keys, as values for a message."""
        return {action.replace("-", "_"): key for action, key in self.keys.items()}


@dataclass(frozen=True, slots=True)
class State:
    """Everything the conversation remembers."""

    given: Given = field(default_factory=Given)
    rate: int = 180
    """Words a minute."""
    rate_found: int | None = None
    """The rate set in the speech program, if none was set for Lantern."""
    reader: str = ""
    """The screen reader that speaks for Lantern at its own rate; empty: none."""
    reader_named: int | None = None
    """The last utterance that said the rate belongs to the screen reader."""
    now: float = 0.0
    """The latest time in any event."""
    ready: bool = False
    remembered: bool = False
    """A description was asked for during the start."""
    document: Path | None = None
    """What to read as soon as the start is over."""
    startup: Startup = Startup()  # it is frozen
    generation: int = 0
    utterance: int = 0
    work: Work | None = None
    shown: Shown | None = None
    log: tuple[Spoken, ...] = ()
    """What was said, oldest first."""
    back: int = 0
    """How many sentences back from the last one the user has gone."""
    camera: CameraLost | None = None
    sound: SoundFault | None = None
    microphone: MicrophoneFault | None = None
    then: Action | None = None
    """MORE or SAVE, pressed before the picture was known."""
    offer: Offer | None = None
    typing: Typing | None = None
    typing_shown: bool = True
    """The line that is being typed is printed as it changes."""
    quiet_from: float = 0.0
    """When the last sound of speech has surely ended."""
    paused_at: float | None = None
    """When a pause ended a question, if no key has followed."""
    unnamed: Action | None = None
    """The key that awaited a name when listening failed, if no key has followed."""
    notices: tuple[PendingNotice, ...] = ()
    """Notices that wait for the active one to be heard."""
    settings_fault: Spoken | None = None
    """What is wrong in the user's settings file, where defaults take its place."""
    postponed: tuple[PendingNotice, ...] = ()
    """Notices that a stop postponed until the next key."""
    notice: ActiveNotice | None = None
    unheard: int | None = None
    """The last utterance, until it ends."""
    reading: Reading | None = None
    """The text that was read last."""
    paper: Document | Sheets | None = None
    """What has pages and was read last."""
    mention: Mentioning | None = None
    mentions: bool = True
    """Look for large text unasked; off after that has failed."""
    awaited: int | None = None
    """The utterance that waits for another room to say what to say; None: no longer wanted."""
    saves: tuple[Saving, ...] = ()
    """The first one is being written."""
    watch: WatchState | None = None
    sides: Sides | None = None
    ahead: Ahead | None = None
    """None: Lantern does not look ahead."""
    light: Light | None = None
    seek: Seek | None = None
    exploring: Exploring | None = None
    live: Live | None = None
    watch_pause: float = 10.0
    """Seconds between two announcements of watching."""
    chosen: Chosen = Chosen()  # it is frozen
    menu: Menu | None = None
    tour: Tour | None = None
    stronger: Stronger = Stronger()  # it is frozen
    english_explained: bool = False
    """The user knows why pictures are described in English."""
    last_key: str | None = None
    pressed_at: float = 0.0
    """When it was pressed."""
    all_keys_next: bool = False
    """Help, if pressed again now, lists all keys."""
    ending: bool = False

    def other_pages(self, frame: Frame) -> tuple[tuple[int, Text], ...]:
        """What was read of the document of which this picture shows a page, but for this page, with
        the numbers of the pages."""
        match self.paper:
            case Document(page, read=read) if frame.page and frame.page.file == page.file:
                return tuple(one for one in read.items() if one[0] != frame.page.number)
            case Sheets(texts, last) if same_scene(last.pixels, frame.pixels):
                return tuple(enumerate(texts[:-1], start=1))
        return ()

    def sheets(self, frame: Frame) -> Sheets | None:
        """The pages that were held before the camera, if this picture shows one of them."""
        paper = self.paper
        return paper if isinstance(paper, Sheets) and paper.frame is frame else None

    @property
    def language(self) -> str:
        """The code of the language that Lantern speaks."""
        return self.chosen.language or self.given.system_language
