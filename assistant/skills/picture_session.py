"""One picture and what is known of it, so that each question about it goes on from there."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, TypeVar

from assistant.protocol.desktop import Surface
from assistant.protocol.events import Description
from assistant.protocol.spoken import ENGLISH
from assistant.protocol.text import TextLine
from assistant.skills.known import Known, in_spite_of, with_written
from assistant.skills.wording import Facing
from models.interfaces import (
    UNCANCELLED,
    AnswerVerifier,
    Base,
    CancelToken,
    Claim,
    ClaimWeigher,
    Finder,
    ImageEncoding,
    PassageFinder,
    Picture,
    Problem,
    QuestionReader,
    StatementVerifier,
    Verifier,
)

KeptT = TypeVar("KeptT")
ReadLabels: TypeAlias = Callable[["PictureSession", CancelToken], Sequence[TextLine]]
"""Reads the labels of a picture. May raise WorkCancelledError and CannotReadError."""

SURELY_SHOWN: Final = 0.005
"""Below this probability of showing nothing, a picture is a photo of something."""


@dataclass(frozen=True, slots=True)
class ModelBundle:
    """A model with its verifiers and its helpers."""

    model: Base
    verifier: Verifier
    answer_verifier: AnswerVerifier
    base: Base
    """Answers what the model cannot."""
    finder: Finder
    proposer: ClaimWeigher
    statements: StatementVerifier
    passages: PassageFinder
    meanings: QuestionReader
    cancel_with: Callable[[CancelToken], None] = lambda cancel: None
    """Gives the model the token that cancels its next work."""


@dataclass(frozen=True, slots=True)
class FrameAnalysis:
    """What the model sees in a picture, by the one pass over it that all skills share."""

    problem: Problem | None
    """Why it supports no answer."""
    look: ImageEncoding | None
    """None if a problem made looking useless."""


@dataclass(frozen=True, slots=True)
class Analyser:
    """Looks at pictures."""

    models: ModelBundle
    verdict: Callable[[Picture], Problem | None]
    """Finds what is wrong with the pixels."""
    complete: bool = False
    """Look even at a picture with a problem, and have a caption written even if it is not said."""

    def analyse(self, pixels: Picture, cancel: CancelToken) -> FrameAnalysis:
        """Look at a picture. Raises WorkCancelledError."""
        problem = self.verdict(pixels)
        if problem is Problem.COVERED and not self.complete:
            return FrameAnalysis(problem, None)
        cancel.raise_if_cancelled()
        look = self.models.model.look(pixels)
        if look.not_a_photo >= self.models.verifier.grades.not_a_photo:
            problem = problem or Problem.NOT_A_PHOTO
        elif problem in (Problem.NOT_A_PHOTO, Problem.BLANK) and look.nothing < SURELY_SHOWN:
            # To the pixels alone, much that is plain or striped looks drawn.
            problem = None
        return FrameAnalysis(problem, look)


class PictureSession:
    """A picture, and what the skills found in it; each finds a thing once."""

    def __init__(
        self,
        pixels: Picture,
        analyser: Callable[[], Analyser] | None = None,
        labels: ReadLabels | None = None,
        *,
        facing: Facing = "world",
        surface: Surface | None = None,
        part: bool = False,
        settings: Iterable[object] = (),
    ) -> None:
        """`analyser` is asked for when a skill first needs a model, so it may load one.

        `labels` reads what stands on it, `settings` are those that skills declare.
        """
        self.pixels = pixels
        self.surface = surface
        """Where the picture is from, if not from a camera."""
        self.part = part
        """Whether it is cut out of a larger picture, for which no camera can be moved."""
        # Nobody in a screenshot sits in front of the camera.
        self.facing: Facing = facing if surface is None else "world"
        self.said: Description | None = None
        """What was said of it last."""
        self.language = ENGLISH
        """The user's language, for what a model would say in English only."""
        self.noted = False
        """Whether that is in the diary."""
        self.found: FrameAnalysis | None = None
        """What the model sees in it, once it was looked at."""
        self._claims: tuple[Claim, ...] | None = None
        """All that is known of it, once the proposers are through."""
        self._learnt: tuple[Claim, ...] = ()
        """What other models wrote of it, as far as it supports that."""
        self._known: dict[bool, Known] = {}
        """What may be said by the first look, and by all that is known, until more is learnt."""
        self._analyser, self._labels = analyser, labels
        self._kept: dict[type, Any] = {type(own): own for own in settings}

    @property
    def models(self) -> ModelBundle:
        """The models that look at it. Raises StartError if they cannot be loaded."""
        return self._looks_with().models

    def analysis(self, cancel: CancelToken = UNCANCELLED) -> FrameAnalysis:
        """What the model sees in it. Raises WorkCancelledError and StartError."""
        if self.found is None:
            self.found = self._looks_with().analyse(self.pixels, cancel)
        return self.found

    def known(self, cancel: CancelToken = UNCANCELLED, *, first: bool = False) -> Known | None:
        """What may be said of it; None if it was not looked at.

        `first`: only what the first look tells. Raises WorkCancelledError and StartError.
        """
        analysis = self.analysis(cancel)
        look, problem = analysis.look, analysis.problem
        if look is None:
            return None
        if first not in self._known:
            claims = look.claims if first else self._proposed(look, cancel)
            grades = self.models.verifier.grades
            if problem is not None:
                claims = in_spite_of(problem, look, claims, grades)
            self._known[first] = Known(look, claims, grades, self.facing, part=self.part)
        return self._known[first]

    def _proposed(self, look: ImageEncoding, cancel: CancelToken) -> tuple[Claim, ...]:
        if self._claims is None:
            self._claims = self.models.proposer.propose(self.pixels, look, cancel)
        return with_written(self._claims, self._learnt)

    def labels(self, cancel: CancelToken = UNCANCELLED) -> Sequence[TextLine]:
        """What stands on it, each group of words by itself.

        Raises WorkCancelledError and CannotReadError.
        """
        return () if self._labels is None else self._labels(self, cancel)

    def learn(self, written: Iterable[Claim]) -> None:
        """Add what another model claims of it, as far as the picture supports that."""
        self._learnt = (*self._learnt, *written)
        self._known.pop(False, None)

    def keep(self, value: object) -> None:
        """Keep what a skill found, in place of an earlier value of the same type."""
        self._kept[type(value)] = value

    def kept(self, kind: type[KeptT]) -> KeptT | None:
        """The value of this type that was kept last."""
        return self._kept.get(kind)

    def _looks_with(self) -> Analyser:
        assert self._analyser is not None
        return self._analyser()
