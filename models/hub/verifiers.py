"""The judges of a checkpoint: its own calibration, or cautious ones where it has none.

Once a checkpoint has left the work to the model beneath it, that model's judges are asked.
"""

from pathlib import Path

from models.embedded.answering import load_answer_judge
from models.embedded.judge import load_judge
from models.hub import checkpoint_store
from models.hub.checkpoint_text import CheckpointGuess, CheckpointPiece
from models.interfaces import AnswerJudge, Grades, Guess, Judge, Judgement, Look, Piece, Reply
from models.judging.conservative import CautiousAnswerJudge, CautiousJudge


class CheckpointJudge:
    """A `Judge` of captions that either a checkpoint wrote or the model beneath it."""

    def __init__(self, theirs: Judge, base: Judge) -> None:
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

    def judge(self, look: Look, pieces: tuple[Piece, ...]) -> Judgement:
        """As the judge of who wrote it."""
        wrote = any(isinstance(piece, CheckpointPiece) for piece in pieces)
        return (self._theirs if wrote else self._base).judge(look, pieces)


class CheckpointAnswerJudge:
    """An `AnswerJudge` of guesses that either a checkpoint made or the model beneath it."""

    def __init__(self, theirs: AnswerJudge, base: AnswerJudge) -> None:
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

    def reply(self, look: Look, question: str, guesses: tuple[Guess, ...]) -> Reply:
        """As the judge of who made the guesses."""
        made = any(isinstance(guess, CheckpointGuess) for guess in guesses)
        return (self._theirs if made else self._base).reply(look, question, guesses)


def is_calibrated(folder: Path) -> bool:
    """Whether a checkpoint's folder holds the numbers of its judges."""
    return (folder / checkpoint_store.CALIBRATION / "judge.json").is_file()


def judges(folder: Path, judge: Judge, answers: AnswerJudge) -> tuple[Judge, AnswerJudge]:
    """The judges for what the checkpoint in a folder writes; `judge` and `answers` are the embedded
    model's."""
    if is_calibrated(folder):
        own = folder / checkpoint_store.CALIBRATION
        return load_judge(own), load_answer_judge(own)
    return CautiousJudge(judge), CautiousAnswerJudge(answers, judge.grades)
