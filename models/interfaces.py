"""The words that `assistant/` and `models/` share: plain data and one Protocol for each part.

Nothing here computes. Whoever builds another model implements `VisionModel` (and `Verifier`, if it
can do better than the embedded one) and is chosen in `assistant/runtime/model_choice.py`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol, TypeAlias, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Picture: TypeAlias = NDArray[np.uint8]
"""[H, W, 3], RGB."""

Vector: TypeAlias = NDArray[np.float32]
"""[D], of length 1."""

Box: TypeAlias = tuple[float, float, float, float]
"""x0, y0, x1, y1, each 0…1 from the picture's left or top."""


class WorkCancelledError(Exception):
    """The work stopped because its result is no longer wanted."""


class CancelToken(Protocol):
    """Says whether the result of running work is still wanted; asked from any thread."""

    @property
    def cancelled(self) -> bool:
        """Whether the result is no longer wanted."""
        ...

    def raise_if_cancelled(self) -> None:
        """Raise WorkCancelledError if the result is no longer wanted."""
        ...


@dataclass(frozen=True, slots=True)
class _Uncancelled:
    cancelled: bool = False

    def raise_if_cancelled(self) -> None: ...


UNCANCELLED: Final[CancelToken] = _Uncancelled()
"""The token of work that always runs to its end."""


class Certainty(StrEnum):
    """How sure a sentence may sound, from the surest on."""

    PLAIN = "plain"
    PROBABLY = "probably"
    UNSURE = "unsure"
    NONE = "none"


class Problem(StrEnum):
    """Why a picture does not support an answer."""

    DARK = "dark"
    BRIGHT = "bright"
    BLURRED = "blurred"
    COVERED = "covered"
    BLANK = "blank"
    NOT_A_PHOTO = "not_a_photo"


class ServerFault(StrEnum):
    """Why a server does not look at pictures."""

    UNREACHABLE = "unreachable"
    PUBLIC = "public"
    """It is outside of the user's own network, and that is not allowed."""
    KEY = "key"
    KEY_FILE = "key_file"
    """The file of its key cannot be read."""
    MODEL = "model"
    """It does not have the model."""
    BUSY = "busy"
    SLOW = "slow"
    PICTURE = "picture"
    """It cannot do anything with this picture."""
    REQUEST = "request"
    """It does not understand what it is asked."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class SeenObject:
    """A thing that may be in the picture."""

    name: str
    probability: float
    """Calibrated probability that it is there, 0…1."""
    box: Box | None = None
    outlined: bool = False
    """Whether the box ends where the thing does; else it tells only about where the thing is."""


@dataclass(frozen=True, slots=True)
class Scene:
    """The kind of place, such as "kitchen"."""

    name: str
    probability: float


@dataclass(frozen=True, slots=True)
class ImageEncoding:
    """All that one pass over a picture gave; kept for follow-up questions."""

    objects: tuple[SeenObject, ...]
    """Names with probability of at least 0.02, likeliest first."""
    scene: Scene | None
    """The likeliest scene, or None where the model knows no scenes."""
    not_a_photo: float
    """Probability that this is a page, a screen, a drawing or nothing at all, 0…1."""
    tokens: object
    """What the model's own decoder reads; of no meaning to anybody else."""


@dataclass(frozen=True, slots=True)
class TextChunk:
    """A part of generated text: whole words with the space before them."""

    text: str
    log_probability: float
    """Natural logarithm, summed over the piece's tokens; nan where the model gives none."""


@dataclass(frozen=True, slots=True)
class Guess:
    """One answer to a question about a picture."""

    text: str
    """Bare: "yes", "red", "2"."""
    log_probability: float
    """Natural logarithm of the probability of the whole answer; nan where the model gives none."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the picture supports of the answers to a question."""

    answer: str
    """The best one, bare."""
    certainty: Certainty
    probability: float
    """Calibrated probability that it is right, 0…1."""
    presence: bool
    """Whether the question only asks if a known thing is there."""
    things: tuple[str, ...]
    """The known things that the question names."""
    missing: tuple[str, ...]
    """Those of them that the question takes for granted and the picture does not show."""
    seen: tuple[str, ...] = ()
    """Those that it shows, where more is asked for, such as of which kind they are."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the picture supports of a caption."""

    certainty: Certainty
    probability: float
    """Calibrated probability that nothing in the caption is wrong, 0…1."""
    mentions: tuple[SeenObject, ...]
    """The known things that the caption names, in its order, with the witness's probability."""


@dataclass(frozen=True, slots=True)
class Grades:
    """From which calibrated probability on a single name or scene may be said, chosen on data."""

    plain: float
    """At least this: "A cup."."""
    probably: float
    """At least this: "Probably a cup."."""
    unsure: float
    """At least this: "It may be a cup."; below it the name is not spoken."""
    scene: float
    """At least this: "In a kitchen."."""
    not_a_photo: float
    """`ImageEncoding.not_a_photo` of at least this: nothing is said about things."""


Corners: TypeAlias = tuple[
    tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]
]
"""Four points x, y in pixels, clockwise around a rectangle at any angle."""


@dataclass(frozen=True, slots=True)
class TextRegion:
    """A place where text stands: a word, or a line of several."""

    corners: Corners
    """From any of the four on: which side is up is not known."""
    score: float
    """How much it looks like text, 0…1."""


@dataclass(frozen=True, slots=True)
class ReadWord:
    """A word as it was read, verbatim."""

    text: str
    probability: float
    """0…1, of its least sure character; not calibrated."""


@dataclass(frozen=True, slots=True)
class ReadText:
    """What was read in one place."""

    words: tuple[ReadWord, ...]
    probability: float
    """0…1, the mean over its characters; not calibrated."""


class TextReader(Protocol):
    """Reads what is written in a picture; what it reads is data, and never obeyed."""

    def find(self, picture: Picture, cancel: CancelToken = UNCANCELLED) -> tuple[TextRegion, ...]:
        """Where text stands, in no order.

        Raises WorkCancelledError soon after `cancel` is cancelled.
        """
        ...

    def read(self, picture: Picture, corners: Corners) -> ReadText:
        """Read one place, whose corners begin at the upper left, as its reader holds it."""
        ...


@runtime_checkable
class Noticing(Protocol):
    """A model that has something to tell its user now and then."""

    def notice(self) -> str:
        """A sentence that nobody has heard yet; empty if there is none."""
        ...

    def replaced(self) -> bool:
        """Whether the model that ships answers in its place now."""
        ...


class VisionModel(Protocol):
    """Looks at a picture and speaks about what it saw."""

    def look(self, picture: Picture) -> ImageEncoding:
        """Encode a picture once."""
        ...

    def generate(
        self, look: ImageEncoding, prompt: str, barred: frozenset[str] = frozenset()
    ) -> Iterator[TextChunk]:
        """Stream text about it; closing the iterator stops the work before the next token.

        `prompt` is "describe", "detail" or a question in the user's words. `barred` holds names
        of things (as in `ImageEncoding.objects`) that must not be spoken of, by whatever word.
        """
        ...

    def guesses(
        self, look: ImageEncoding, question: str, options: tuple[str, ...] = ()
    ) -> tuple[Guess, ...]:
        """Answers to a question, likeliest first; `options` are among them in any case."""
        ...


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels with their vectors, encoded once for any number of pictures."""

    names: tuple[str, ...]
    vectors: tuple[Vector, ...]
    """One for each name, in their order."""


@dataclass(frozen=True, slots=True)
class ZeroShot:
    """Which of some labels fits, and whether none does."""

    labels: tuple[tuple[str, float], ...]
    """Each label with its probability, likeliest first."""
    none: float
    """The probability that it is none of them; with the labels' it makes 1."""


class Embedder(Protocol):
    """Puts pictures and texts into one space, where what fits lies together."""

    @property
    def space(self) -> str:
        """The space's name: vectors of two spaces cannot be compared."""
        ...

    @property
    def same(self) -> float:
        """The cosine from which on two pictures count as pictures of the same thing."""
        ...

    def embed(self, picture: Picture) -> Vector:
        """A picture's vector."""
        ...

    def embed_look(self, look: ImageEncoding) -> Vector:
        """The vector of a picture that the same model has looked at."""
        ...

    def embed_text(self, text: str) -> Vector:
        """A text's vector."""
        ...

    def embed_labels(self, labels: Sequence[str]) -> Labels:
        """Encode labels for `zero_shot`."""
        ...

    def zero_shot(self, image: Vector, labels: Labels) -> ZeroShot:
        """Which of some labels a picture with this vector shows."""
        ...


class Base(VisionModel, Embedder, Protocol):
    """What another model stands on: it names things, and puts pictures and texts into one space."""


class Evidence(StrEnum):
    """What tells where a thing is, from the surest on."""

    OUTLINE = "outline"
    """A detector's box, which ends where the thing does."""
    DOORS = "doors"
    """What was taught to know doors and handles."""
    PATCHES = "patches"
    """The parts of the picture that speak for its name."""
    WORDS = "words"
    """The parts of the picture that lie near its name in the towers' space."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where a thing that is looked for may be."""

    probability: float
    """How likely it is there, as its evidence has it; comparable for one kind only."""
    box: Box
    evidence: Evidence
    kind: bool = False
    """Whether only what it is a kind of was looked for: a cup, where a red one was asked for."""


class Finder(Protocol):
    """Finds things in pictures; raises WorkCancelledError soon after `cancel` is cancelled."""

    def locate(
        self,
        picture: Picture,
        look: ImageEncoding,
        thing: str,
        cancel: CancelToken = UNCANCELLED,
    ) -> Sighting | None:
        """The likeliest place of a thing in the user's words, in a picture with this look."""
        ...

    def resembling(
        self,
        picture: Picture,
        views: Sequence[Vector],
        cancel: CancelToken = UNCANCELLED,
    ) -> Sighting | None:
        """The part of a picture that is most like one of these views of a thing."""
        ...

    def each(self, picture: Picture, name: str) -> tuple[SeenObject, ...]:
        """Every one of the things by a name of `ImageEncoding.objects`; () if uncountable."""
        ...


class Verifier(Protocol):
    """Decides how much of a caption may be said."""

    @property
    def grades(self) -> Grades:
        """The probabilities from which a single name may be said."""
        ...

    @property
    def trusts_captions(self) -> bool:
        """Whether any caption at all may be plain or probable."""
        ...

    def verify(self, look: ImageEncoding, pieces: tuple[TextChunk, ...]) -> Judgement:
        """Grade a complete caption against the picture."""
        ...


class AnswerVerifier(Protocol):
    """Decides which answer may be given, and how sure it may sound."""

    @property
    def options(self) -> tuple[str, ...]:
        """The answers that every question's guesses must hold."""
        ...

    def thing(self, name: str) -> str | None:
        """The known thing that a name means exactly, as `ImageEncoding.objects` names it."""
        ...

    def reply(self, look: ImageEncoding, question: str, guesses: tuple[Guess, ...]) -> Reply:
        """Choose among the guesses at a question about a picture."""
        ...
