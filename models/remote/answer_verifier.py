"""Which answers of a server may be given, and how sure they may sound.

Nothing is known of how often an unknown server is right, so its word alone is never said surely:
it is said as a guess, or as surely as the embedded model's own answer where both agree. A Lantern
at the other end has graded its answer itself, and a model that somebody has measured is graded by
its log-probabilities. A thing that the witness does not see is not named.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from models.certainty import least_sure
from models.embedded.answer_verifier import UNANSWERABLE
from models.interfaces import (
    AnswerVerifier,
    Certainty,
    Grades,
    Guess,
    ImageEncoding,
    Reply,
)
from models.judging.conservative import unsupported
from models.lexicon.unsayable import unsayable


@dataclass(frozen=True, slots=True)
class ServerGuess(Guess):
    """A server's answer."""

    certainty: Certainty | None = None
    """Its own grade; only a Lantern gives one."""
    model: str = ""
    """The name under which the server has the model that gave it."""


@dataclass(frozen=True, slots=True)
class ServerBars:
    """The probabilities, as a served model gives them, from which its answers may sound sure."""

    plain: float = math.inf
    probably: float = math.inf


def unmeasured(_model: str) -> ServerBars:
    """Of a model that nobody has measured no answer may."""
    return ServerBars()


class ServerAnswerVerifier:
    """An `AnswerVerifier` of a server's answers, beside the embedded model's judge."""

    def __init__(
        self, own: AnswerVerifier, grades: Grades, bars: Callable[[str], ServerBars] = unmeasured
    ) -> None:
        """Take it, the probabilities from which the witness lets a name be said, and the bars."""
        self._own = own
        self._grades = grades
        self._bars = bars

    @property
    def options(self) -> tuple[str, ...]:
        """Those of the embedded model's judge."""
        return self._own.options

    def thing(self, name: str) -> str | None:
        """The known thing that a name means."""
        return self._own.thing(name)

    def reply(self, look: ImageEncoding, question: str, guesses: tuple[Guess, ...]) -> Reply:
        """Choose between the server's answer and the embedded model's."""
        theirs = next((one for one in guesses if isinstance(one, ServerGuess)), None)
        rest = tuple(one for one in guesses if not isinstance(one, ServerGuess))
        own = self._own.reply(look, question, rest)
        if (
            theirs is None
            or own.presence
            or own.missing
            or self._doubted(look, question, theirs.text)
        ):
            return own
        grade = theirs.certainty or self._grade(theirs)
        if theirs.text == own.answer:
            if least_sure(grade, own.certainty) is grade:
                return own
            return replace(own, certainty=grade, probability=self._of(grade))
        if theirs.text == UNANSWERABLE:
            return replace(own, certainty=least_sure(own.certainty, Certainty.UNSURE))
        return replace(own, answer=theirs.text, certainty=grade, probability=self._of(grade))

    def _grade(self, theirs: ServerGuess) -> Certainty:
        bars, likely = self._bars(theirs.model), math.exp(theirs.log_probability)
        if likely >= bars.plain:
            return Certainty.PLAIN
        # Where no log-probability is given, neither comparison is true.
        return Certainty.PROBABLY if likely >= bars.probably else Certainty.UNSURE

    def _doubted(self, look: ImageEncoding, question: str, answer: str) -> bool:
        """Whether an answer is never said, or names a thing that the picture does not support."""
        return unsayable(answer, question) or unsupported(look, answer, self._grades.unsure)

    def _of(self, grade: Certainty) -> float:
        """The least probability that a grade stands for."""
        bars = {
            Certainty.PLAIN: self._grades.plain,
            Certainty.PROBABLY: self._grades.probably,
            Certainty.UNSURE: self._grades.unsure,
        }
        return bars.get(grade, 0.0)
