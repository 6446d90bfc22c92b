"""Effects: what to do, as frozen data. The loop hands each to the room that carries it out."""

from dataclasses import dataclass

from assistant.protocol.choices import Setting, StrongerModel, Value, Verbosity
from assistant.protocol.desktop import Surface
from assistant.protocol.events import Description, Earcon, Frame, Priority
from assistant.protocol.query import Query
from assistant.protocol.spoken import Segment, Spoken
from assistant.protocol.text import PageRequest, Text


@dataclass(frozen=True, slots=True)
class Effect:
    """What to do."""


@dataclass(frozen=True, slots=True)
class WorkRequest(Effect):
    """What the worker is to do with a frame."""

    generation: int
    frame: Frame


class SettingEffect(Effect):
    """Applies or keeps a setting."""


@dataclass(frozen=True, slots=True)
class Say(Effect):
    """Speak; cuts off speech of the same or a lower priority."""

    text: Spoken
    utterance: int
    priority: Priority = Priority.STATUS
    expires: float | None = None
    """Dropped if it could not start by then; None: never."""
    follows: int | None = None
    """The utterance that it goes on with, in the same sentence, and so does not cut off."""
    printed: bool = True
    """Whether it is printed when it begins."""
    side: float = 0.0
    """Where it sounds from, -1 (left) to 1 (right), if Lantern itself speaks."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """A `Say` in words, for the voice."""

    segments: tuple[Segment, ...]
    number: int
    priority: Priority = Priority.STATUS
    expires: float | None = None
    follows: int | None = None
    side: float = 0.0

    @property
    def text(self) -> str:
        """The texts of all segments."""
        return "".join(one.text for one in self.segments)


class Silence(Effect):
    """Drop all speech at once: spoken, rendered and queued."""


@dataclass(frozen=True, slots=True)
class Play(Effect):
    """Play an earcon over other sound."""

    earcon: Earcon


@dataclass(frozen=True, slots=True)
class Tone(Effect):
    """Play a short quiet tone whose pitch is a measure of something."""

    level: float
    """0 (low) to 1 (high)."""
    side: float = 0.0
    """As in `Say`."""


@dataclass(frozen=True, slots=True)
class SetRate(Effect):
    """Speak at this rate from the next clause on, and at the next start."""

    words_per_minute: int


@dataclass(frozen=True, slots=True)
class TakeFrame(Effect):
    """Deliver a sharp frame if there is one at most 300 ms older than `at`, else wait up to 1 s."""

    generation: int
    at: float
    surface: Surface | None = None
    """Take the picture from the computer instead of the camera."""
    newest: bool = False
    """Deliver the newest frame, whether or not there is a sharper one."""
    page: PageRequest | None = None
    """Deliver a page of a document."""


@dataclass(frozen=True, slots=True)
class Describe(WorkRequest):
    """Describe a frame; `detail` 0 comes first, 1 and above say more."""

    detail: int = 0
    words: Verbosity = "normal"
    """How much to say first."""
    watched: bool = False
    """Whether watching asked for it; it may never be spoken."""
    language: str = "en"
    """The user's language."""


@dataclass(frozen=True, slots=True)
class NoteSighting(WorkRequest):
    """Note what watching said about a frame, if the settings allow it."""

    said: Description


@dataclass(frozen=True, slots=True)
class LookAt(WorkRequest):
    """Look at a frame before anything is asked about it; gives way to any other request."""

    ahead: bool = False
    """Whether no key was pressed; then a battery that runs low is spared."""


@dataclass(frozen=True, slots=True)
class Ask(WorkRequest):
    """Answer a question about a frame."""

    query: Query
    """With the object that "it" means, if the picture is that of the previous answer."""
    verify: bool = False
    """Ask in more than one way, and say whether the answers agree."""
    skill: str = ""
    """The skill that answers; empty: the words of the question decide."""
    language: str = "en"
    """The user's language."""
    pages: tuple[tuple[int, Text], ...] = ()
    """The other pages that were read of the document of which the frame shows one, with their
    numbers."""


@dataclass(frozen=True, slots=True)
class Find(WorkRequest):
    """Locate an object in a frame."""

    thing: str
    language: str = "en"
    """The language of `thing`."""


class Read(WorkRequest):
    """Read the text of a frame; gives way to any other request."""


class Mention(WorkRequest):
    """Read the large text of a frame; gives way to any other request."""


@dataclass(frozen=True, slots=True)
class Listen(Effect):
    """Open the microphone for a question."""

    generation: int
    since: float
    """When Lantern itself fell silent; ignore sound from before."""
    words: tuple[str, ...] = ()
    """All words that are expected; empty: any."""
    names: bool = False
    """Whether a name is expected."""


class HoldQuestion(Effect):
    """Let no pause end the question."""


class EndQuestion(Effect):
    """End the question without waiting for a pause."""


class StopListening(Effect):
    """Close the microphone and discard what was heard."""


@dataclass(frozen=True, slots=True)
class Abandon(Effect):
    """Cancel the work of all earlier generations."""

    generation: int


@dataclass(frozen=True, slots=True)
class Save(Effect):
    """Write a picture and what was said about it to disk."""

    frame: Frame
    said: tuple[Spoken, ...]
    """In lines."""


@dataclass(frozen=True, slots=True)
class Copy(Effect):
    """Put a text into the clipboard; `Copied` follows."""

    said: tuple[Spoken, ...]
    """In lines."""
    utterance: int
    """Of the sentence that will report it."""


@dataclass(frozen=True, slots=True)
class TakeStatus(Effect):
    """Collect `Facts`; `utterance` is that of the sentence that will report them."""

    utterance: int


@dataclass(frozen=True, slots=True)
class FindChoices(SettingEffect):
    """List the choices for a setting; `Listed` follows."""

    setting: Setting
    language: str = ""
    """For voices: their language; empty: the system's."""


@dataclass(frozen=True, slots=True)
class UseVoice(SettingEffect):
    """Speak this language with this voice; empty: the defaults."""

    language: str
    voice: str


@dataclass(frozen=True, slots=True)
class UseCamera(SettingEffect):
    """Switch to another camera."""

    source: str


@dataclass(frozen=True, slots=True)
class UseMicrophone(SettingEffect):
    """Switch to another microphone; empty: the system's."""

    name: str


@dataclass(frozen=True, slots=True)
class KeepSettings(SettingEffect):
    """Write settings to the user's file; `SettingsKept` or `SettingsNotKept` follows."""

    changed: tuple[tuple[Setting, Value], ...]
    aloud: bool
    """Whether to report it to the user."""


@dataclass(frozen=True, slots=True)
class UseModel(SettingEffect):
    """Let another model look at the pictures; `ModelSwitched` or `ModelFailed` follows."""

    name: str
    aloud: bool = True
    """Whether the user is to hear of it."""


@dataclass(frozen=True, slots=True)
class PullModel(Effect):
    """Download a model in the background, which the user has accepted; events of it follow."""

    model: StrongerModel


class CancelPull(Effect):
    """End the download, and delete what has come; `PullCancelled` follows."""


class KeepOffered(Effect):
    """Remember never to offer a stronger model unasked again."""


class KeepTour(Effect):
    """Remember not to start the tour by itself again."""


@dataclass(frozen=True, slots=True)
class Quit(Effect):
    """Exit once speech has ended."""

    exit_code: int = 0
