"""What shall happen, as frozen data: `loop` hands each effect to the room that carries it out."""

from dataclasses import dataclass
from typing import TypeAlias

from assistant.protocol.choices import Setting, Value, Verbosity
from assistant.protocol.desktop import Surface
from assistant.protocol.events import Description, Earcon, Frame, Priority
from assistant.protocol.spoken import Segment, Spoken


@dataclass(frozen=True, slots=True)
class Say:
    """Speak a text; equal or higher priority than what speaks now replaces it."""

    text: Spoken
    utterance: int
    priority: Priority = Priority.STATUS
    expires: float | None = None
    """Not spoken if it could not start by then; None: never expires."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """A rendered `Say`, as the voice speaks it."""

    segments: tuple[Segment, ...]
    number: int
    priority: Priority = Priority.STATUS
    expires: float | None = None

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(one.text for one in self.segments)


@dataclass(frozen=True, slots=True)
class Silence:
    """Drop what is spoken, rendered and queued, at once."""


@dataclass(frozen=True, slots=True)
class Play:
    """Sound an earcon, over whatever else."""

    earcon: Earcon


@dataclass(frozen=True, slots=True)
class Tone:
    """Sound a short quiet tone whose pitch tells how much there is of something."""

    level: float
    """0 (low) to 1 (high)."""


@dataclass(frozen=True, slots=True)
class SetRate:
    """Words a minute from the next clause on; remembered for the next start."""

    words_per_minute: int


@dataclass(frozen=True, slots=True)
class TakeFrame:
    """Give the newest frame if it is at most 200 ms older than `at`, else wait up to 1 s."""

    generation: int
    at: float
    surface: Surface | None = None
    """What is wanted in the place of the camera's: a picture of the computer's own."""


@dataclass(frozen=True, slots=True)
class Describe:
    """Describe a frame; `detail` 0 is said first, 1 and above say more."""

    generation: int
    frame: Frame
    detail: int = 0
    words: Verbosity = "normal"
    """How much is said first."""
    watched: bool = False
    """Whether nobody has asked for it: it may never be said."""


@dataclass(frozen=True, slots=True)
class NoteSighting:
    """Note what watching said of a frame, if the user wants that."""

    generation: int
    frame: Frame
    said: Description


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
    skill: str = ""
    """The skill that answers, whatever the words are; empty: the words decide."""
    language: str = "en"
    """The language in which things are named, if their names are known in it."""


@dataclass(frozen=True, slots=True)
class Find:
    """Say where a thing is in a frame."""

    generation: int
    frame: Frame
    thing: str
    language: str = "en"
    """The language of its name."""


@dataclass(frozen=True, slots=True)
class Read:
    """Read the text of a frame; it gives way to whatever is asked for next."""

    generation: int
    frame: Frame


@dataclass(frozen=True, slots=True)
class Mention:
    """Read what is written large in a frame; it gives way to whatever is asked for next."""

    generation: int
    frame: Frame


@dataclass(frozen=True, slots=True)
class Listen:
    """Open the microphone and hear a question."""

    generation: int
    since: float
    """When Lantern's own voice fell silent: nothing from before may be heard."""
    words: tuple[str, ...] = ()
    """All that is expected to be said; empty: anything."""
    names: bool = False
    """Whether a name is awaited, such as that of a thing."""


@dataclass(frozen=True, slots=True)
class HoldQuestion:
    """No pause ends the question."""


@dataclass(frozen=True, slots=True)
class EndQuestion:
    """The question is over: do not wait for its pause."""


@dataclass(frozen=True, slots=True)
class StopListening:
    """Shut the microphone, and tell nothing of what was heard."""


@dataclass(frozen=True, slots=True)
class Abandon:
    """Work of generations below this one is of no use any more."""

    generation: int


@dataclass(frozen=True, slots=True)
class Save:
    """Write a picture and what was said of it."""

    frame: Frame
    said: tuple[Spoken, ...]
    """In lines."""


@dataclass(frozen=True, slots=True)
class Copy:
    """Put a text into the clipboard; Copied follows."""

    said: tuple[Spoken, ...]
    """In lines."""
    utterance: int
    """The number that the sentence about it will have."""


@dataclass(frozen=True, slots=True)
class TakeStatus:
    """Ask the rooms how they stand; `utterance` is the number that the answer will have."""

    utterance: int


@dataclass(frozen=True, slots=True)
class FindChoices:
    """Find out what there is to choose from for a setting; `Listed` follows."""

    setting: Setting
    language: str = ""
    """For voices: the language of the settings that they shall speak; empty: the system's."""


@dataclass(frozen=True, slots=True)
class UseVoice:
    """Speak a language of the settings with a voice of the engine; empty: the usual ones."""

    language: str
    voice: str


@dataclass(frozen=True, slots=True)
class UseCamera:
    """Take pictures from another source."""

    source: str


@dataclass(frozen=True, slots=True)
class UseMicrophone:
    """Listen to another microphone; empty: the system's own."""

    name: str


@dataclass(frozen=True, slots=True)
class KeepSettings:
    """Write settings into the user's file; SettingsKept or SettingsNotKept follows."""

    changed: tuple[tuple[Setting, Value], ...]
    aloud: bool
    """Whether the user waits for a word about it."""


@dataclass(frozen=True, slots=True)
class KeepTour:
    """Remember that the tour need not begin by itself any more."""


@dataclass(frozen=True, slots=True)
class Quit:
    """Take the rooms down, after what is being said has ended."""

    exit_code: int = 0


SettingEffect: TypeAlias = FindChoices | UseVoice | UseCamera | UseMicrophone | KeepSettings

Effect: TypeAlias = (
    Say
    | Silence
    | Play
    | Tone
    | SetRate
    | TakeFrame
    | Describe
    | LookAt
    | Ask
    | Read
    | Mention
    | NoteSighting
    | Find
    | Listen
    | HoldQuestion
    | EndQuestion
    | StopListening
    | Abandon
    | Save
    | Copy
    | TakeStatus
    | SettingEffect
    | KeepTour
    | Quit
)
