"""Verifiers of what a checkpoint writes: its own calibration, or conservative ones without it.

What the model beneath wrote in the checkpoint's place is graded by that model's verifiers.
"""

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
from models.layered import LayeredAnswerVerifier, LayeredVerifier


class CheckpointVerifier(LayeredVerifier):
    """A `Verifier` of captions by a checkpoint or by the model beneath it."""

    def __init__(self, theirs: Verifier, base: Verifier) -> None:
        super().__init__(base)
        self._theirs = theirs

    @property
    def grades(self) -> Grades:
        """The checkpoint's grades."""
        return self._theirs.grades

    @property
    def trusts_captions(self) -> bool:
        """Whether either verifier does."""
        return self._theirs.trusts_captions or super().trusts_captions

    def verify(self, look: ImageEncoding, pieces: tuple[TextChunk, ...]) -> Judgement:
        """Grade a caption with its writer's verifier."""
        wrote = any(piece.writer is not None for piece in pieces)
        return (self._theirs if wrote else self._base).verify(look, pieces)


class CheckpointAnswerVerifier(LayeredAnswerVerifier):
    """An `AnswerVerifier` of guesses by a checkpoint or by the model beneath it."""

    def __init__(self, theirs: AnswerVerifier, base: AnswerVerifier) -> None:
        super().__init__(base)
        self._theirs = theirs

    def reply(self, look: ImageEncoding, question: str, guesses: tuple[Guess, ...]) -> Reply:
        """Choose a guess with its maker's verifier."""
        wrote = any(guess.writer is not None for guess in guesses)
        return (self._theirs if wrote else self._base).reply(look, question, guesses)


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
