"""Verifiers of what a checkpoint writes: its own calibration, or conservative ones without it.

What the model beneath wrote in the checkpoint's place is graded by that model's verifiers.
"""

from dataclasses import dataclass
from pathlib import Path

from models.embedded.answer_verifier import load_answer_verifier
from models.embedded.caption_verifier import load_verifier
from models.hub import checkpoint_store
from models.interfaces import (
    AnswerVerifier,
    Grades,
    Guess,
    ImageEncoding,
    Judgement,
    Reply,
    TextChunk,
    Verifier,
)
from models.judging.conservative import ConservativeAnswerVerifier, ConservativeVerifier


@dataclass(frozen=True, slots=True)
class CheckpointChunk(TextChunk):
    """A chunk of a checkpoint's text."""


@dataclass(frozen=True, slots=True)
class CheckpointGuess(Guess):
    """A checkpoint's answer."""


@dataclass(frozen=True, slots=True)
class CheckpointVerifier:
    """A `Verifier` of captions by a checkpoint or by the model beneath it."""

    theirs: Verifier
    base: Verifier

    @property
    def grades(self) -> Grades:
        """The checkpoint's grades."""
        return self.theirs.grades

    @property
    def trusts_captions(self) -> bool:
        """Whether either verifier does."""
        return self.theirs.trusts_captions or self.base.trusts_captions

    def verify(self, look: ImageEncoding, pieces: tuple[TextChunk, ...]) -> Judgement:
        """Grade a caption with its writer's verifier."""
        wrote = any(isinstance(piece, CheckpointChunk) for piece in pieces)
        return (self.theirs if wrote else self.base).verify(look, pieces)


@dataclass(frozen=True, slots=True)
class CheckpointAnswerVerifier:
    """An `AnswerVerifier` of guesses by a checkpoint or by the model beneath it."""

    theirs: AnswerVerifier
    base: AnswerVerifier

    @property
    def options(self) -> tuple[str, ...]:
        """The options of both."""
        return self.base.options

    def thing(self, name: str) -> str | None:
        """The known thing that a name means."""
        return self.base.thing(name)

    def reply(self, look: ImageEncoding, question: str, guesses: tuple[Guess, ...]) -> Reply:
        """Choose a guess with its maker's verifier."""
        made = any(isinstance(guess, CheckpointGuess) for guess in guesses)
        return (self.theirs if made else self.base).reply(look, question, guesses)


def is_calibrated(folder: Path) -> bool:
    """Whether a checkpoint was calibrated."""
    return (folder / checkpoint_store.CALIBRATION / "judge.json").is_file()


def verifiers(
    folder: Path, verifier: Verifier, answers: AnswerVerifier
) -> tuple[Verifier, AnswerVerifier]:
    """The verifiers for the checkpoint in a folder, given the embedded model's."""
    if is_calibrated(folder):
        own = folder / checkpoint_store.CALIBRATION
        return load_verifier(own), load_answer_verifier(own)
    return ConservativeVerifier(verifier), ConservativeAnswerVerifier(answers, verifier.grades)
