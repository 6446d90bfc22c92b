"""What `assistant/` and `models/` share: plain data and Protocols. Nothing here computes.

To add a model, implement `VisionModel` and register it in `assistant/runtime/model_choice.py`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
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

    def raise_if_cancelled(self) -> None:
        """Raise WorkCancelledError if the result is no longer wanted."""


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


SAYABLE: Final = (Certainty.PLAIN, Certainty.PROBABLY)
"""The certainties of what may be said, or counts as an answer."""


class Problem(StrEnum):
    """Why nothing can be said about a picture."""

    DARK = "dark"
    BRIGHT = "bright"
    BLURRED = "blurred"
    COVERED = "covered"
    BLANK = "blank"
    NOT_A_PHOTO = "not_a_photo"


class ServerFault(StrEnum):
    """Why a server cannot be used."""

    UNREACHABLE = "unreachable"
    PUBLIC = "public"
    """It is outside the user's network, which the settings forbid."""
    KEY = "key"
    KEY_FILE = "key_file"
    """The file with its key cannot be read."""
    MODEL = "model"
    """It does not have the model."""
    BUSY = "busy"
    SLOW = "slow"
    PICTURE = "picture"
    """It refuses this picture."""
    REQUEST = "request"
    """It does not understand the request."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class SeenObject:
    """A thing that may be in the picture."""

    name: str
    probability: float
    """Calibrated probability that it is there, 0…1."""
    box: Box | None = None
    outlined: bool = False
    """Whether the box fits the thing; else it only shows about where the thing is."""
    held: bool = False
    """Whether it is what people hold up to have it read: paper, a package, a screen."""


@dataclass(frozen=True, slots=True)
class Scene:
    """The kind of place, such as "kitchen"."""

    name: str
    probability: float


PERSON: Final = "person"
HAND: Final = "hand"
"""Names that are not spoken of as things are."""
MANY: Final = 10
"""From so many things on they are "many"."""


class ClaimKind(StrEnum):
    """What a claim is about."""

    PRESENCE = "presence"
    """`name` is there."""
    COUNT = "count"
    """`value` of `name` are there: "2", "3"; "3+" for at least three; "many".

    Of several about a name the first is the one to say; the others only answer questions.
    """
    COLOUR = "colour"
    """`name` has the colour `value`, or `other` if that is not empty."""
    ATTRIBUTE = "attribute"
    """`name` is `value` in another way: "wooden", "open"."""
    ACTION = "action"
    """`name` does `value`, to or with `other` if that is not empty: "riding" a "horse"."""
    RELATION = "relation"
    """`name` is `value` `other`: a "cup" "on" a "table"."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that may be true of a picture. It has no language: its words are the lexicon's."""

    kind: ClaimKind
    name: str
    """The thing, as in `ImageEncoding.objects` or the lexicon."""
    value: str
    other: str = ""
    probability: float = 0.0
    """Calibrated probability that it is true, 0…1."""
    certainty: Certainty = Certainty.NONE
    """How sure it may sound, by the bars of its kind."""
    box: Box | None = None
    """The thing's place."""
    if_asked: float = 0.0
    """Its probability once somebody asks for it, 0…1."""
    asked: Certainty = Certainty.NONE
    """How sure a yes may sound to whoever asks for it; as `certainty`, or surer."""
    denied: Certainty = Certainty.NONE
    """How sure a no may sound to whoever asks for it."""


@dataclass(frozen=True, slots=True)
class WeighedClaim:
    """What another model claims of a picture, against what the picture shows."""

    claim: Claim
    """With its probability by the picture."""
    agreed: float
    """How far the model that ships claims the same by itself, 0…1."""
    against: Certainty
    """How sure it is of something that excludes the claim; `NONE`: the picture leaves it open."""


UNLISTED: Final = 0.02
"""The probability below which a name is not listed in an `ImageEncoding`."""
ABSENT: Final = 0.01
"""What counts as the probability of a name that is not listed."""


@dataclass(frozen=True, slots=True)
class ImageEncoding:
    """The result of one pass over a picture; kept for follow-up questions."""

    objects: tuple[SeenObject, ...]
    """Names with a probability of at least `UNLISTED`, likeliest first."""
    scene: Scene | None
    """The likeliest scene; None if the model knows no scenes."""
    not_a_photo: float
    """Probability that this is a page, a screen, a drawing or nothing at all, 0…1."""
    tokens: object
    """For the model's own decoder only."""
    nothing: float = 1.0
    """Probability that nothing can be told of this, 0…1; 1 if the model does not know."""
    claims: tuple[Claim, ...] = ()
    """What is known at once besides the names."""
    instances: tuple[SeenObject, ...] = ()
    """The single things of the names that can be counted, with the probability of each."""
    turned: int = 0
    """Degrees to the left by which the picture is turned, if that is sure; 0 if it is not."""


@dataclass(frozen=True, slots=True)
class TextChunk:
    """A part of generated text: whole words with the space before them."""

    text: str
    log_probability: float
    """Natural logarithm, summed over the tokens; nan if the model gives none."""
    writer: str | None = None
    """The pulled or served model that wrote it; None for the one that ships."""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Guess:
    """One answer to a question about a picture."""

    text: str
    """Bare: "yes", "red", "2"."""
    log_probability: float
    """Natural logarithm of the whole answer's probability; nan if the model gives none."""
    writer: str | None = None
    """As in `TextChunk`."""
    certainty: Certainty | None = None
    """Its writer's own grade; only another Lantern gives one."""
    usual: tuple[float, ...] = ()
    """How people would use its words of the picture, if the model knows; as `Expected.usual`."""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a question that the picture supports."""

    answer: str
    """The best one, bare."""
    certainty: Certainty
    probability: float
    """Calibrated probability that it is right, 0…1."""
    things: tuple[str, ...]
    """The known things that the question names."""
    language: str = "en"
    """Of the answer."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """How far the picture supports a caption."""

    certainty: Certainty
    probability: float
    """Calibrated probability that nothing in the caption is wrong, 0…1."""
    mentions: tuple[SeenObject, ...]
    """The known things that the caption names, in its order, with the witness's probability."""
    claims: tuple[Claim, ...] = ()
    """What another model's caption claims, as far as the picture supports it."""


class Verdict(StrEnum):
    """Whether a statement is true of a picture."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class JudgedClaim:
    """A part of a statement, and whether it is true of a picture."""

    text: str
    """Its words: "two dogs"; the whole statement if `claim` is None."""
    claim: Claim | None
    """What it claims; None: only its words can be judged."""
    verdict: Verdict
    certainty: Certainty
    """Of the verdict."""
    probability: float
    """Calibrated probability that it is true, 0…1."""


@dataclass(frozen=True, slots=True)
class StatementJudgement:
    """Whether a statement is true of a picture, as a whole and claim by claim."""

    verdict: Verdict
    certainty: Certainty
    """Of the verdict."""
    probability: float
    """Calibrated probability that it is true, 0…1."""
    claims: tuple[JudgedClaim, ...]


@dataclass(frozen=True, slots=True)
class Grades:
    """The least calibrated probability at which a single name or scene may be said."""

    plain: float
    """To say "A cup." """
    probably: float
    """To say "Probably a cup." """
    unsure: float
    """To say "It may be a cup."; a less likely name is not spoken."""
    scene: float
    """To say "In a kitchen." """
    not_a_photo: float
    """With an `ImageEncoding.not_a_photo` of at least this, no things are named."""


Corners: TypeAlias = tuple[
    tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]
]
"""Four points x, y in pixels, clockwise around a rectangle at any angle."""


@dataclass(frozen=True, slots=True)
class TextRegion:
    """A place with text: a word, or a line of several."""

    corners: Corners
    """Beginning at any of the four: the upper side is unknown."""
    score: float
    """How much it looks like text, 0…1."""


@dataclass(frozen=True, slots=True)
class ReadWord:
    """A word, verbatim."""

    text: str
    probability: float
    """0…1, of its least probable character; not calibrated."""


@dataclass(frozen=True, slots=True)
class ReadText:
    """The text in one region."""

    words: tuple[ReadWord, ...]
    probability: float
    """0…1, the mean over its characters; not calibrated."""


class TextReader(Protocol):
    """Reads the text in a picture."""

    def find(
        self, picture: Picture, cancel: CancelToken = UNCANCELLED, *, faint: bool = False
    ) -> tuple[TextRegion, ...]:
        """Find text, in no order; also what is `faint`, as on displays, which takes longer.

        Raises WorkCancelledError soon after `cancel` is cancelled.
        """

    def read(self, picture: Picture, corners: Corners) -> ReadText:
        """Read one region, whose corners begin at the upper left of the text."""


@runtime_checkable
class Translatable(Protocol):
    """An English text of a model whose parts can be translated."""

    @property
    def message(self) -> StrEnum:
        """The sentence, with the names of its values in braces."""

    @property
    def values(self) -> Mapping[str, object]:
        """Its values, of which some may be `Translatable` themselves."""


@runtime_checkable
class Noticing(Protocol):
    """A model that now and then has a message for its user."""

    def notice(self) -> str:
        """A new message; empty if there is none."""

    def replaced(self) -> bool:
        """Whether the model that ships answers in its place now."""


@runtime_checkable
class Stepwise(Protocol):
    """A model that can run in several ways."""

    def runs_in(self) -> str:
        """How it runs now, such as "int8 on the processor"; empty if it does not run."""


@dataclass(frozen=True, slots=True)
class PromptOptions:
    """How a model should look and write."""

    closely: bool = False
    """Whether small things count, such as what is written."""
    language: str = "en"
    """The language to write in, if the model knows it; else English."""
    question: str = ""
    """The question in that language."""


USUALLY: Final = PromptOptions()


class VisionModel(Protocol):
    """Encodes pictures, describes them and answers questions about them."""

    def look(self, picture: Picture) -> ImageEncoding:
        """Encode a picture once."""

    def generate(
        self,
        look: ImageEncoding,
        prompt: str,
        barred: frozenset[str] = frozenset(),
        how: PromptOptions = USUALLY,
    ) -> Iterator[TextChunk]:
        """Stream text about a picture; closing the iterator stops before the next token.

        `prompt` is "describe", "detail" or a question in the user's words. `barred` holds names
        of things (as in `ImageEncoding.objects`) that no word may mention.
        """

    def guesses(
        self,
        look: ImageEncoding,
        question: str,
        options: tuple[str, ...] = (),
        how: PromptOptions = USUALLY,
    ) -> tuple[Guess, ...]:
        """Answers to a question, likeliest first; `options` are always among them."""


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels with their vectors, encoded once for any number of pictures."""

    names: tuple[str, ...]
    vectors: tuple[Vector, ...]
    """One for each name, in their order."""


@dataclass(frozen=True, slots=True)
class ZeroShot:
    """The probabilities of labels."""

    labels: tuple[tuple[str, float], ...]
    """Each label with its probability, likeliest first."""
    none: float
    """The probability of no label; all probabilities add up to 1."""


class Embedder(Protocol):
    """Encodes pictures and texts as vectors of one space."""

    @property
    def space(self) -> str:
        """The name of the space; vectors of different spaces cannot be compared."""

    @property
    def same(self) -> float:
        """The cosine at which two pictures count as pictures of the same thing."""

    def embed(self, picture: Picture) -> Vector:
        """Encode a picture."""

    def embed_look(self, look: ImageEncoding) -> Vector:
        """The vector of a picture that this model has encoded."""

    def embed_text(self, text: str) -> Vector:
        """Encode a text."""

    def embed_labels(self, labels: Sequence[str]) -> Labels:
        """Encode labels for `zero_shot`."""

    def zero_shot(self, image: Vector, labels: Labels) -> ZeroShot:
        """Classify a picture's vector."""


class Base(VisionModel, Embedder, Protocol):
    """A model that others can stand on: see `models/layered.py`."""


class Evidence(StrEnum):
    """The evidence for a thing's place, the surest first."""

    OUTLINE = "outline"
    """A detector's box, which fits the thing."""
    DOORS = "doors"
    """The network for doors and handles."""
    PATCHES = "patches"
    """The patches with the most evidence for its name."""
    WORDS = "words"
    """The windows nearest to its name in the towers' space."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where a thing may be."""

    probability: float
    """The probability that it is there; comparable for the same evidence only."""
    box: Box
    evidence: Evidence
    kind: bool = False
    """Whether only its kind was looked for, such as a cup for "red cup"."""


class Finder(Protocol):
    """Finds things in pictures; raises WorkCancelledError soon after `cancel` is cancelled."""

    def locate(
        self, picture: Picture, look: ImageEncoding, thing: str, cancel: CancelToken = UNCANCELLED
    ) -> Sighting | None:
        """The likeliest place of a thing in the user's words."""

    def resembling(
        self, picture: Picture, views: Sequence[Vector], cancel: CancelToken = UNCANCELLED
    ) -> Sighting | None:
        """The part of a picture most like one of these views of a thing."""


class ClaimProposer(Protocol):
    """Proposes claims about a picture, with their probabilities."""

    def propose(
        self, picture: Picture, look: ImageEncoding, cancel: CancelToken = UNCANCELLED
    ) -> tuple[Claim, ...]:
        """What may be true. Raises WorkCancelledError soon after `cancel` is cancelled."""


class ClaimWeigher(ClaimProposer, Protocol):
    """Also weighs what other models claim."""

    def weigh(
        self,
        picture: Picture,
        look: ImageEncoding,
        claims: Sequence[Claim],
        cancel: CancelToken = UNCANCELLED,
    ) -> tuple[WeighedClaim, ...]:
        """These claims, each against the picture. Raises WorkCancelledError."""


class Verifier(Protocol):
    """Grades captions."""

    @property
    def grades(self) -> Grades:
        """The grades of single names."""

    @property
    def trusts_captions(self) -> bool:
        """Whether any caption may be plain or probable at all."""

    def verify(self, look: ImageEncoding, pieces: tuple[TextChunk, ...]) -> Judgement:
        """Grade a complete caption against the picture."""


class AnswerVerifier(Protocol):
    """Chooses and grades answers."""

    @property
    def options(self) -> tuple[str, ...]:
        """The answers that the guesses at every question must include."""

    def reply(self, look: ImageEncoding, question: str, guesses: tuple[Guess, ...]) -> Reply:
        """Choose an answer among the guesses."""


@dataclass(frozen=True, slots=True)
class PassageAnswer:
    """Which of some passages answers a question best."""

    place: int
    """Its number among them."""
    probability: float
    """Calibrated probability that it answers the question, 0…1."""
    certainty: Certainty
    """How sure it may sound."""


@dataclass(frozen=True, slots=True)
class PageKind:
    """What kind of page a text is from."""

    name: str
    """In English: "letter"."""
    certainty: Certainty
    """Plain, probable or none."""


class PassageFinder(Protocol):
    """Finds the passage of a text that answers a question, whichever language either is in."""

    def encode(self, passages: Sequence[str]) -> NDArray[np.float32]:
        """Encode passages, at least one, for any number of questions [N, D]."""

    def find(
        self, question: str, passages: Sequence[str], encoded: NDArray[np.float32]
    ) -> PassageAnswer:
        """The passage that answers a question best, of these encoded ones."""

    def kind(self, encoded: NDArray[np.float32], among: Collection[str] = ()) -> PageKind:
        """What kind of page has these encoded passages, `among` some if these are named."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a question asks for."""

    name: str
    """Group and name: "risk:stairs", "never:traits", "talk:thanks", "kind:colour"; empty where it
    is none of these."""
    sure: bool
    """Whether it counts even where the words are known to ask for something else."""


class QuestionReader(Protocol):
    """Tells what a question means whose words no template knows, in whichever language."""

    def meaning(self, question: str) -> Meaning:
        """What it means."""


class StatementVerifier(Protocol):
    """Judges statements."""

    def judge(
        self,
        picture: Picture,
        look: ImageEncoding,
        statement: str,
        known: Sequence[Claim] = (),
        cancel: CancelToken = UNCANCELLED,
    ) -> StatementJudgement:
        """Judge an English statement about a picture.

        `known` are the claims about it. Raises WorkCancelledError.
        """
