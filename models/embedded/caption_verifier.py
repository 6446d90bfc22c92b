"""How much of a caption may be said: log-probabilities and the witness, weighed on data."""

import math
from dataclasses import dataclass
from pathlib import Path

from models import json_files
from models.certainty import fitted, graded, logit
from models.embedded.files import reading
from models.interfaces import Certainty, Grades, ImageEncoding, Judgement, SeenObject, TextChunk
from models.lexicon.names import claims, mentions
from models.lexicon.unsayable import unsayable
from models.messages import ModelError, ModelFault

FILE = "judge.json"
ABSENT = 0.01
"""The probability of a thing that an encoding does not list."""
AVERAGE, WORST = -0.7, -12.0
"""Log-probabilities of a chunk: where none is given, and the lowest that counts."""


@dataclass(frozen=True, slots=True)
class CaptionRule:
    """The numbers that the calibration chooses."""

    grades: Grades
    weights: tuple[float, ...]
    """One for each of `features`, and a constant."""
    plain: float
    """The least probability of a plain caption."""
    probably: float
    """The least probability of a probable one; below it, unsure."""
    none: float
    """Below this, nothing of it is said."""

    def write(self, folder: Path) -> None:
        """Write the rule into a weights folder."""
        json_files.write(folder / FILE, self)


START = CaptionRule(
    Grades(0.9, 0.6, 0.35, 0.7, 0.5),
    weights=(0.0, 0.0, 1.0, 0.0, 0.0, -3.0, -1.0, 0.0),
    plain=0.9,
    probably=0.6,
    none=0.2,
)
"""Uncalibrated: a caption is as likely right as its least likely thing."""


def text_of(pieces: tuple[TextChunk, ...]) -> str:
    """Join the chunks of a caption."""
    return "".join(piece.text for piece in pieces).strip()


def named(look: ImageEncoding, text: str) -> tuple[SeenObject, ...]:
    """The known things that a caption names, in its order, with the witness's probabilities."""
    seen = {thing.name: thing for thing in look.objects}
    return tuple(seen.get(name, SeenObject(name, ABSENT)) for name in mentions(text))


def features(pieces: tuple[TextChunk, ...], things: tuple[SeenObject, ...]) -> tuple[float, ...]:
    """The features of a caption.

    Mean and lowest log-probability of a chunk, lowest and mean logit of the things, their number,
    whether there are none, and the number of words that only the decoder vouches for. Missing
    log-probabilities count as average ones.
    """
    spoken = [_bounded(piece.log_probability) for piece in pieces] or [WORST]
    odds = [logit(thing.probability) for thing in things] or [0.0]
    return (
        sum(spoken) / len(spoken),
        min(spoken),
        min(odds),
        sum(odds) / len(odds),
        float(len(things)),
        float(not things),
        float(len(claims(text_of(pieces)))),
    )


def _bounded(log_probability: float) -> float:
    return AVERAGE if math.isnan(log_probability) else max(log_probability, WORST)


class EmbeddedVerifier:
    """The `Verifier` of a weights folder."""

    def __init__(self, rule: CaptionRule) -> None:
        self._rule = rule

    @property
    def grades(self) -> Grades:
        return self._rule.grades

    @property
    def trusts_captions(self) -> bool:
        """Whether the calibration found a threshold above which enough captions are right."""
        return min(self._rule.plain, self._rule.probably) <= 1

    def verify(self, look: ImageEncoding, pieces: tuple[TextChunk, ...]) -> Judgement:
        text = text_of(pieces)
        things = named(look, text)
        rule = self._rule
        probability = fitted(rule.weights, features(pieces, things))
        certainty = graded(probability, rule.plain, rule.probably, rule.none)
        return Judgement(Certainty.NONE if unsayable(text) else certainty, probability, things)


def load_verifier(folder: Path) -> EmbeddedVerifier:
    """Load the verifier of a weights folder. Raises ModelError."""
    path = folder / FILE
    with reading(path):
        rule = json_files.read(path, CaptionRule)
    if len(rule.weights) != len(features((), ())) + 1:
        raise ModelError(ModelFault.OTHER_PROGRAM.said(path=path))
    return EmbeddedVerifier(rule)
