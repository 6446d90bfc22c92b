"""Verifiers of what a checkpoint writes: its own calibration, or conservative ones without it.

What the model beneath wrote in the checkpoint's place is graded by that model's verifiers.
"""

from pathlib import Path

from models.embedded.answer_verifier import load_answer_verifier
from models.embedded.caption_verifier import load_verifier
from models.hub import checkpoint_store
from models.interfaces import (
    AnswerVerifier,
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

    def __init__(self, theirs: Verifier, beneath: Verifier) -> None:
        super().__init__(theirs)
        self._beneath = beneath

    @property
    def trusts_captions(self) -> bool:
        return self._base.trusts_captions or self._beneath.trusts_captions

    def verify(self, look: ImageEncoding, pieces: tuple[TextChunk, ...]) -> Judgement:
        wrote = any(piece.writer is not None for piece in pieces)
        return (self._base if wrote else self._beneath).verify(look, pieces)


class CheckpointAnswerVerifier(LayeredAnswerVerifier):
    """An `AnswerVerifier` of guesses by a checkpoint or by the model beneath it."""

    def __init__(self, theirs: AnswerVerifier, beneath: AnswerVerifier) -> None:
        super().__init__(beneath)
        self._theirs = theirs

    def reply(self, look: ImageEncoding, question: str, guesses: tuple[Guess, ...]) -> Reply:
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
