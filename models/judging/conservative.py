"""Conservative verifiers for uncalibrated models.

The log-probabilities of such a model are ignored. Its captions are at most probable, and only if
the picture supports every thing that they name; its answers are at most unsure, unless the picture
itself decides.
"""

import math
from dataclasses import replace
from functools import cache
from typing import Final

from models.certainty import least_sure
from models.embedded import files, manifest, question_form
from models.embedded.caption_verifier import ABSENT, text_of
from models.interfaces import (
    AnswerVerifier,
    Certainty,
    Grades,
    Guess,
    ImageEncoding,
    Judgement,
    Reply,
    SeenObject,
    TextChunk,
)
from models.layered import LayeredAnswerVerifier, LayeredVerifier
from models.lexicon.names import FUNCTION, claims, mentions, names, spellings, tokens_of
from models.lexicon.unsayable import unsayable

_MANY_SENSES: Final = frozenset("bass ginger lemon lime peach plum tick".split())
"""Names of things that are also colours, verbs or parts of other names."""
_VERB_AFTER: Final = frozenset("to they who".split())
_OTHERS: Final = frozenset(
    {("conveyor", "belt"), ("seat", "belt"), ("potato", "chips"), ("potato", "chip")}
)
"""Names of other things in which one word is a name by itself."""
_BEFORE_A_THING: Final = frozenset("a an the one his her their".split())
EVEN = math.log(0.5)
"""The log-probability of yes and of no without an opinion."""


@cache
def _further() -> dict[tuple[str, ...], str]:
    """The phrases of the witness's names that `mentions` does not know."""
    known = manifest.read(files.WEIGHTS).names
    further = (name for name in known if name not in names())
    return {tuple(word.split()): name for name in further for word in spellings(name)}


def named(text: str) -> tuple[str, ...]:
    """The things that a text names, out of all that the witness knows."""
    words, alone = tokens_of(text), set(claims(text))
    found = dict.fromkeys(mentions(text))
    for place, word in enumerate(words):
        phrase = tuple(words[place : place + 2])
        name = _further().get(phrase) if len(phrase) == 2 else None
        if name is None and word in alone and _stands(words, place):
            name = _further().get((word,))
        if name is not None:
            found.setdefault(name)
    return tuple(found)


def _stands(words: list[str], place: int) -> bool:
    """Whether a word names a thing, rather than another thing's colour or kind."""
    before = words[place - 1] if place else ""
    after = words[place + 1] if place + 1 < len(words) else ""
    if words[place] in _MANY_SENSES:
        return before in _BEFORE_A_THING and (not after or after in FUNCTION)
    if {(before, words[place]), (words[place], after)} & _OTHERS:
        return False
    if words[place] == "watch":
        verb = mentions(before) or before in _VERB_AFTER or after in _BEFORE_A_THING
        return not verb and (not after or after in FUNCTION)
    return not mentions(after)


def unsupported(look: ImageEncoding, text: str, least: float) -> bool:
    """Whether a text names a thing that is less likely than this in the picture."""
    seen = {thing.name: thing.probability for thing in look.objects}
    return any(seen.get(name, 0.0) < least for name in named(text))


class ConservativeVerifier(LayeredVerifier):
    """A `Verifier` of captions by an uncalibrated model, on top of the embedded model's."""

    trusts_captions = True

    def verify(self, look: ImageEncoding, pieces: tuple[TextChunk, ...]) -> Judgement:
        """Probable if the picture supports every known thing, else at most unsure."""
        unweighed = tuple(TextChunk(piece.text, math.nan) for piece in pieces)
        found = super().verify(look, unweighed)
        seen = {thing.name: thing for thing in look.objects}
        text = text_of(pieces)
        things = (seen.get(name, SeenObject(name, ABSENT)) for name in named(text))
        found = replace(found, mentions=tuple(things))
        probably = self.grades.probably
        if unsayable(text):
            return replace(found, certainty=Certainty.NONE)
        if found.mentions and all(one.probability >= probably for one in found.mentions):
            return replace(found, certainty=Certainty.PROBABLY, probability=probably)
        certainty = least_sure(found.certainty, Certainty.UNSURE)
        return replace(found, certainty=certainty, probability=min(found.probability, probably))


class ConservativeAnswerVerifier(LayeredAnswerVerifier):
    """An `AnswerVerifier` of an uncalibrated model's answers, on top of the embedded model's."""

    def __init__(self, verifier: AnswerVerifier, grades: Grades) -> None:
        """`grades` are the witness's."""
        super().__init__(verifier)
        self._grades = grades

    def reply(self, look: ImageEncoding, question: str, guesses: tuple[Guess, ...]) -> Reply:
        """Choose an answer.

        The picture alone decides whether a thing is there, at most probably. Other answers are at
        most unsure, and none if they name a thing that the picture does not show.
        """
        if question_form.read(question).form in question_form.PRESENCES:
            guesses = tuple(replace(one, log_probability=EVEN) for one in guesses)
        found = super().reply(look, question, guesses)
        if found.presence:
            return replace(found, certainty=least_sure(found.certainty, Certainty.PROBABLY))
        if unsupported(look, found.answer, self._grades.unsure):
            return replace(found, certainty=Certainty.NONE, probability=0.0)
        certainty = least_sure(found.certainty, Certainty.UNSURE)
        probability = min(found.probability, self._grades.probably)
        return replace(found, certainty=certainty, probability=probability)
