"""Verifiers of what a server writes.

The log-probabilities of an unknown model mean nothing, so by default its captions are graded with
caution, and its answers only say as much as the embedded model supports. `models.training` can
calibrate a served model into a folder with its name; from then on its own probabilities count. A
Lantern at the other end has already graded its answers.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from models import json_files
from models.certainty import least_sure
from models.embedded import ModelError
from models.embedded.answer_verifier import UNANSWERABLE
from models.embedded.caption_verifier import FILE, load_verifier
from models.interfaces import (
    AnswerVerifier,
    Certainty,
    Embedder,
    Grades,
    Guess,
    ImageEncoding,
    Judgement,
    Reply,
    TextChunk,
    Verifier,
)
from models.judging.caption_fit import CaptionFitVerifier
from models.judging.conservative import ConservativeVerifier, unsupported
from models.layered import LayeredAnswerVerifier, LayeredVerifier
from models.lexicon.unsayable import unsayable
from models.messages import ModelFault

ANSWERS: Final = "answers.json"


@dataclass(frozen=True, slots=True)
class ServerBars:
    """The probabilities, by a served model's own count, at which its answers may sound sure."""

    plain: float = math.inf
    probably: float = math.inf


def measured(folder: Path, model: str) -> Path:
    """The folder of a served model's calibration, whether or not it exists."""
    return folder / (re.sub(r"[^A-Za-z0-9._-]+", "_", model).strip(".") or "_")


def write_bars(place: Path, bars: ServerBars) -> None:
    """Write a served model's bars into its folder."""
    json_files.write(place / ANSWERS, bars)


def bars_of(folder: Path, model: str) -> ServerBars:
    """A served model's bars. Raises ModelError if they are damaged."""
    path = measured(folder, model) / ANSWERS
    try:
        return json_files.read(path, ServerBars)
    except FileNotFoundError:
        return ServerBars()
    except json_files.FAULTS as fault:
        raise ModelError(ModelFault.BARS_DAMAGED.said(path=path)) from fault


class ServerVerifier(LayeredVerifier):
    """A `Verifier` of captions by a server or, while it is away, by the embedded model."""

    trusts_captions = True

    def __init__(self, own: Verifier, folder: Path, embedder: Embedder) -> None:
        """`folder` holds the calibrations of served models."""
        super().__init__(own)
        self._folder = folder
        self._embedder = embedder
        self._theirs: dict[str, Verifier] = {}

    def verify(self, look: ImageEncoding, pieces: tuple[TextChunk, ...]) -> Judgement:
        """Grade a caption. Raises ModelError if a calibration is damaged."""
        model = next((one.writer for one in pieces if one.writer is not None), None)
        if model is None:
            return super().verify(look, pieces)
        if model not in self._theirs:
            place = measured(self._folder, model)
            known = (place / FILE).is_file()
            verifier = load_verifier(place) if known else ConservativeVerifier(self._base)
            self._theirs[model] = CaptionFitVerifier(verifier, self._embedder)
        return self._theirs[model].verify(look, pieces)


class ServerAnswerVerifier(LayeredAnswerVerifier):
    """An `AnswerVerifier` that weighs a server's answer against the embedded model's."""

    def __init__(
        self,
        own: AnswerVerifier,
        grades: Grades,
        bars: Callable[[str], ServerBars] = lambda model: ServerBars(),
    ) -> None:
        """`grades` are the witness's; `bars` gives a served model's."""
        super().__init__(own)
        self._grades = grades
        self._bars = bars

    def reply(self, look: ImageEncoding, question: str, guesses: tuple[Guess, ...]) -> Reply:
        theirs = next((one for one in guesses if one.writer is not None), None)
        rest = tuple(one for one in guesses if one.writer is None)
        own = super().reply(look, question, rest)
        if theirs is None or own.presence or own.missing:
            return own
        if unsayable(theirs.text, question) or unsupported(look, theirs.text, self._grades.unsure):
            return own
        grade = theirs.certainty or self._grade(theirs)
        if theirs.text == own.answer:
            if least_sure(grade, own.certainty) is grade:
                return own
            return replace(own, certainty=grade, probability=self._least(grade))
        if theirs.text == UNANSWERABLE:
            return replace(own, certainty=least_sure(own.certainty, Certainty.UNSURE))
        return replace(own, answer=theirs.text, certainty=grade, probability=self._least(grade))

    def _grade(self, theirs: Guess) -> Certainty:
        bars, likely = self._bars(theirs.writer or ""), math.exp(theirs.log_probability)
        if likely >= bars.plain:
            return Certainty.PLAIN
        # nan, for a server without log-probabilities, is unsure as well.
        return Certainty.PROBABLY if likely >= bars.probably else Certainty.UNSURE

    def _least(self, grade: Certainty) -> float:
        """The lowest probability that a grade stands for."""
        return 0.0 if grade is Certainty.NONE else float(getattr(self._grades, grade.value))
