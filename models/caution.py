"""Judges of a model that nobody has measured: the embedded model's, with their hands tied.

How likely such a model says that its words are means nothing yet. Its captions are at most said
with "probably", and only where the picture supports what they name; its answers, where the picture
itself has no word in them, are at most said with doubt.
"""

import math
from dataclasses import replace

from models.embedded import answering
from models.interfaces import (
    AnswerJudge,
    Certainty,
    Grades,
    Guess,
    Judge,
    Judgement,
    Look,
    Piece,
    Reply,
    least_sure,
)
from models.mentions import mentions

EVEN = math.log(0.5)
"""Of yes as of no: no opinion."""


class CautiousJudge:
    """A `Judge` of captions whose log-probabilities mean nothing yet."""

    def __init__(self, judge: Judge) -> None:
        """Take the embedded model's."""
        self._judge = judge

    @property
    def grades(self) -> Grades:
        """The witness is the embedded model's, and so are its grades."""
        return self._judge.grades

    @property
    def trusts_captions(self) -> bool:
        """Those that the picture supports."""
        return True

    def judge(self, look: Look, pieces: tuple[Piece, ...]) -> Judgement:
        """ "Probably" where the picture supports every known thing that is named, else as for a
        caption of an average model, at most unsure."""
        unweighed = tuple(Piece(piece.text, math.nan) for piece in pieces)
        found = self._judge.judge(look, unweighed)
        probably = self.grades.probably
        if found.mentions and all(one.probability >= probably for one in found.mentions):
            return replace(found, certainty=Certainty.PROBABLY, probability=probably)
        certainty = least_sure(found.certainty, Certainty.UNSURE)
        return replace(found, certainty=certainty, probability=min(found.probability, probably))


class CautiousAnswerJudge:
    """An `AnswerJudge` of answers whose log-probabilities mean nothing yet."""

    def __init__(self, judge: AnswerJudge, grades: Grades) -> None:
        """Take the embedded model's, and the probabilities from which a name may be said."""
        self._judge = judge
        self._grades = grades

    @property
    def options(self) -> tuple[str, ...]:
        """The same."""
        return self._judge.options

    def thing(self, name: str) -> str | None:
        """The same."""
        return self._judge.thing(name)

    def reply(self, look: Look, question: str, guesses: tuple[Guess, ...]) -> Reply:
        """Whether a known thing is there: by the picture alone, at most "probably".

        All else: at most unsure, and nothing that names a thing which the picture does not show.
        """
        if answering.read(question).form in answering.PRESENCES:
            guesses = tuple(replace(one, log_probability=EVEN) for one in guesses)
        found = self._judge.reply(look, question, guesses)
        if found.presence:
            return replace(found, certainty=least_sure(found.certainty, Certainty.PROBABLY))
        seen = {thing.name: thing.probability for thing in look.objects}
        if any(seen.get(name, 0.0) < self._grades.unsure for name in mentions(found.answer)):
            return replace(found, certainty=Certainty.NONE, probability=0.0)
        certainty = least_sure(found.certainty, Certainty.UNSURE)
        probability = min(found.probability, self._grades.probably)
        return replace(found, certainty=certainty, probability=probability)
