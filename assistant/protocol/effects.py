"""Effects: what to do, as frozen data. The loop hands each to the room that carries it out."""

from dataclasses import dataclass
from typing import TypeAlias

from assistant.protocol.choices import Setting, Value, Verbosity
from assistant.protocol.desktop import Surface
from assistant.protocol.events import Description, Earcon, Frame, Priority
from assistant.protocol.query import Query
from assistant.protocol.spoken import Segment, Spoken


@dataclass(frozen=True, slots=True)
class Say:
    """Speak; cuts off speech of the same or a lower priority."""

    text: Spoken
    utterance: int
    priority: Priority = Priority.STATUS
    expires: float | None = None
    """Dropped if it could not start by then; None: never."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """A `Say` in words, for the voice."""

    segments: tuple[Segment, ...]
    number: int
    priority: Priority = Priority.STATUS
    expires: float | None = None

    @property
    def text(self) -> str:
        """The texts of all segments."""
        return "".join(one.text for one in self.segments)


@dataclass(frozen=True, slots=True)
class Silence:
    """Drop all speech at once: spoken, rendered and queued."""


@dataclass(frozen=True, slots=True)
class Play:
    """Play an earcon over other sound."""

    earcon: Earcon


@dataclass(frozen=True, slots=True)
class Tone:
    """Play a short quiet tone whose pitch is a measure of something."""

    level: float
    """0 (low) to 1 (high)."""


@dataclass(frozen=True, slots=True)
class SetRate:
    """Speak at this rate from the next clause on, and at the next start."""

    words_per_minute: int


@dataclass(frozen=True, slots=True)
class TakeFrame:
    """Deliver the newest frame if at most 200 ms older than `at`, else wait up to 1 s."""

    generation: int
    at: float
    surface: Surface | None = None
    """Take the picture from the computer instead of the camera."""


@dataclass(frozen=True, slots=True)
class Describe:
    """Describe a frame; `detail` 0 comes first, 1 and above say more."""

    generation: int
    frame: Frame
    detail: int = 0
    words: Verbosity = "normal"
    """How much to say first."""
    watched: bool = False
    """Whether watching asked for it; it may never be spoken."""


@dataclass(frozen=True, slots=True)
class NoteSighting:
    """Note what watching said about a frame, if the settings allow it."""

    generation: int
    frame: Frame
    said: Description


@dataclass(frozen=True, slots=True)
class LookAt:
    """Analyse a frame while the question about it is still being spoken."""

    generation: int
    frame: Frame


@dataclass(frozen=True, slots=True)
class Ask:
    """Answer a question about a frame."""

    generation: int
    frame: Frame
    query: Query
    """With the object that "it" means, if the picture is that of the previous answer."""
    verify: bool = False
    """Ask in more than one way, and say whether the answers agree."""
    skill: str = ""
    """The skill that answers; empty: the words of the question decide."""
    language: str = "en"
    """The language for names of objects, where they are known in it."""


@dataclass(frozen=True, slots=True)
class Find:
    """Locate an object in a frame."""

    generation: int
    frame: Frame
    thing: str
    language: str = "en"
    """The language of `thing`."""


@dataclass(frozen=True, slots=True)
class Read:
    """Read the text of a frame; gives way to any other request."""

    generation: int
    frame: Frame


@dataclass(frozen=True, slots=True)
class Mention:
    """Read the large text of a frame; gives way to any other request."""

    generation: int
    frame: Frame


@dataclass(frozen=True, slots=True)
class Listen:
    """Open the microphone for a question."""

    generation: int
    since: float
    """When Lantern itself fell silent; ignore sound from before."""
    words: tuple[str, ...] = ()
    """All words that are expected; empty: any."""
    names: bool = False
    """Whether a name is expected."""


@dataclass(frozen=True, slots=True)
class HoldQuestion:
    """Let no pause end the question."""


@dataclass(frozen=True, slots=True)
class EndQuestion:
    """End the question without waiting for a pause."""


@dataclass(frozen=True, slots=True)
class StopListening:
    """Close the microphone and discard what was heard."""


@dataclass(frozen=True, slots=True)
class Abandon:
    """Cancel the work of all earlier generations."""

    generation: int


@dataclass(frozen=True, slots=True)
class Save:
    """Write a picture and what was said about it to disk."""

    frame: Frame
    said: tuple[Spoken, ...]
    """In lines."""


@dataclass(frozen=True, slots=True)
class Copy:
    """Put a text into the clipboard; `Copied` follows."""

    said: tuple[Spoken, ...]
    """In lines."""
    utterance: int
    """Of the sentence that will report it."""


@dataclass(frozen=True, slots=True)
class TakeStatus:
    """Collect `Facts`; `utterance` is that of the sentence that will report them."""

    utterance: int


@dataclass(frozen=True, slots=True)
class FindChoices:
    """List the choices for a setting; `Listed` follows."""

    setting: Setting
    language: str = ""
    """For voices: their language; empty: the system's."""


@dataclass(frozen=True, slots=True)
class UseVoice:
    """Speak this language with this voice; empty: the defaults."""

    language: str
    voice: str


@dataclass(frozen=True, slots=True)
class UseCamera:
    """Switch to another camera."""

    source: str


@dataclass(frozen=True, slots=True)
class UseMicrophone:
    """Switch to another microphone; empty: the system's."""

    name: str


@dataclass(frozen=True, slots=True)
class KeepSettings:
    """Write settings to the user's file; `SettingsKept` or `SettingsNotKept` follows."""

    changed: tuple[tuple[Setting, Value], ...]
    aloud: bool
    """Whether to report it to the user."""


@dataclass(frozen=True, slots=True)
class KeepTour:
    """Remember not to start the tour by itself again."""


@dataclass(frozen=True, slots=True)
class Quit:
    """Exit once speech has ended."""

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
