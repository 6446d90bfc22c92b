"""The judges of a checkpoint: its own calibration, or cautious ones where it has none.

Once a checkpoint has left the work to the model beneath it, that model's judges are asked.
"""

from pathlib import Path

from models.embedded.answer_verifier import load_answer_verifier
from models.embedded.caption_verifier import load_verifier
from models.hub import checkpoint_store
from models.hub.checkpoint_text import CheckpointChunk, CheckpointGuess
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


class CheckpointVerifier:
    """A `Verifier` of captions that either a checkpoint wrote or the model beneath it."""

    def __init__(self, theirs: Verifier, base: Verifier) -> None:
        """Take the judges of both."""
        self._theirs = theirs
        self._base = base

    @property
    def grades(self) -> Grades:
        """The checkpoint's."""
        return self._theirs.grades

    @property
    def trusts_captions(self) -> bool:
        """Whether either is trusted."""
        return self._theirs.trusts_captions or self._base.trusts_captions

    def verify(self, look: ImageEncoding, pieces: tuple[TextChunk, ...]) -> Judgement:
        """As the judge of who wrote it."""
        wrote = any(isinstance(piece, CheckpointChunk) for piece in pieces)
        return (self._theirs if wrote else self._base).verify(look, pieces)


class CheckpointAnswerVerifier:
    """An `AnswerVerifier` of guesses that either a checkpoint made or the model beneath it."""

    def __init__(self, theirs: AnswerVerifier, base: AnswerVerifier) -> None:
        """Take the judges of both."""
        self._theirs = theirs
        self._base = base

    @property
    def options(self) -> tuple[str, ...]:
        """The same for both."""
        return self._base.options

    def thing(self, name: str) -> str | None:
        """The same for both."""
        return self._base.thing(name)

    def reply(self, look: ImageEncoding, question: str, guesses: tuple[Guess, ...]) -> Reply:
        """As the judge of who made the guesses."""
        made = any(isinstance(guess, CheckpointGuess) for guess in guesses)
        return (self._theirs if made else self._base).reply(look, question, guesses)


def is_calibrated(folder: Path) -> bool:
    """Whether a checkpoint's folder holds the numbers of its judges."""
    return (folder / checkpoint_store.CALIBRATION / "judge.json").is_file()


def verifiers(
    folder: Path, verifier: Verifier, answers: AnswerVerifier
) -> tuple[Verifier, AnswerVerifier]:
    """The judges for what the checkpoint in a folder writes; `judge` and `answers` are the embedded
    model's."""
    if is_calibrated(folder):
        own = folder / checkpoint_store.CALIBRATION
        return load_verifier(own), load_answer_verifier(own)
    return ConservativeVerifier(verifier), ConservativeAnswerVerifier(answers, verifier.grades)
