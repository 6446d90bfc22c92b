"""How much of a caption may be said: the witness's word for every thing in it, weighed on data."""

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path

from models.certainty import logit, sigmoid
from models.interfaces import Certainty, Grades, ImageEncoding, Judgement, SeenObject, TextChunk
from models.lexicon.names import claims, mentions
from models.lexicon.unsayable import unsayable
from models.messages import ModelError, ModelFault

FILE = "judge.json"
ABSENT = 0.01
"""The probability of a thing that the look does not list."""
AVERAGE, WORST = -0.7, -12.0
"""Log-probabilities of a piece: where none is given, and the lowest that counts."""


@dataclass(frozen=True, slots=True)
class CaptionRule:
    """The judge's numbers, made by the calibration."""

    grades: Grades
    weights: tuple[float, ...]
    """Of each of `features`, the constant last."""
    plain: float
    """From this probability on a caption is plain."""
    probably: float
    """From this one on it is probable; below it, unsure."""
    none: float
    """Below this one nothing of it should be said."""

    def write(self, folder: Path) -> None:
        """Write the rule into a weights folder."""
        text = json.dumps(asdict(self), indent=1)
        (folder / FILE).write_text(text + "\n", encoding="utf-8")


START = CaptionRule(
    Grades(0.9, 0.6, 0.35, 0.7, 0.5),
    weights=(0.0, 0.0, 1.0, 0.0, 0.0, -3.0, -1.0, 0.0),
    plain=0.9,
    probably=0.6,
    none=0.2,
)
"""Before any calibration: a caption is as likely right as its least likely thing."""


def text_of(pieces: tuple[TextChunk, ...]) -> str:
    """The caption of its pieces."""
    return "".join(piece.text for piece in pieces).strip()


def named(look: ImageEncoding, text: str) -> tuple[SeenObject, ...]:
    """The known things that a caption names, in its order, as the look has them."""
    seen = {thing.name: thing for thing in look.objects}
    return tuple(seen.get(name, SeenObject(name, ABSENT)) for name in mentions(text))


def features(pieces: tuple[TextChunk, ...], things: tuple[SeenObject, ...]) -> tuple[float, ...]:
    """What the probability of a right caption is read from.

    Mean and lowest log-probability of a piece, lowest and mean logit of the things, their number,
    whether there are none, and the number of words that nothing but the decoder stands for. A
    model that gives no log-probabilities counts as an average one.
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
    """A `Judge` out of a weights folder."""

    def __init__(self, rule: CaptionRule) -> None:
        """Judge by this rule."""
        self._rule = rule

    @property
    def grades(self) -> Grades:
        """The probabilities from which a single name may be said."""
        return self._rule.grades

    @property
    def trusts_captions(self) -> bool:
        """Whether the calibration found a bar over which enough captions are right."""
        return min(self._rule.plain, self._rule.probably) <= 1

    def verify(self, look: ImageEncoding, pieces: tuple[TextChunk, ...]) -> Judgement:
        """Grade a complete caption against the picture."""
        text = text_of(pieces)
        things = named(look, text)
        values = (*features(pieces, things), 1.0)
        score = sum(v * w for v, w in zip(values, self._rule.weights, strict=True))
        probability = sigmoid(score)
        if unsayable(text):
            certainty = Certainty.NONE
        elif probability >= self._rule.plain:
            certainty = Certainty.PLAIN
        elif probability >= self._rule.probably:
            certainty = Certainty.PROBABLY
        elif probability >= self._rule.none:
            certainty = Certainty.UNSURE
        else:
            certainty = Certainty.NONE
        return Judgement(certainty, probability, things)


def load_verifier(folder: Path) -> EmbeddedVerifier:
    """The judge of a weights folder; ModelError where its numbers are missing or damaged."""
    path = folder / FILE
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        rule = CaptionRule(
            grades=Grades(**data["grades"]),
            weights=tuple(float(value) for value in data["weights"]),
            plain=float(data["plain"]),
            probably=float(data["probably"]),
            none=float(data["none"]),
        )
    except FileNotFoundError:
        raise ModelError(ModelFault.NOT_WHOLE.told(path=path)) from None
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise ModelError(ModelFault.DAMAGED_SO.told(path=path, reason=f"({fault})")) from fault
    if len(rule.weights) != len(features((), ())) + 1:
        raise ModelError(ModelFault.OTHER_PROGRAM.told(path=path))
    return EmbeddedVerifier(rule)
