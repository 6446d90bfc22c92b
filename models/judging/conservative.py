"""Judges of a model that nobody has measured: the embedded model's, with their hands tied.

How likely such a model says that its words are means nothing yet. Its captions are at most said
with "probably", and only where the picture supports what they name; its answers, where the picture
itself has no word in them, are at most said with doubt.
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
    Verifier,
)
from models.lexicon.names import FUNCTION, claims, mentions, names, spellings, tokens_of
from models.lexicon.unsayable import unsayable

_MANY_SENSES: Final = frozenset("bass ginger lemon lime peach plum tick".split())
"""Names of things that are colours, verbs or parts of other names as well."""
_VERB_AFTER: Final = frozenset("to they who".split())
_OTHERS: Final = frozenset(
    {("conveyor", "belt"), ("seat", "belt"), ("potato", "chips"), ("potato", "chip")}
)
"""Names of other things, of which one word is a name alone."""
_BEFORE_A_THING: Final = frozenset("a an the one his her their".split())
EVEN = math.log(0.5)
"""Of yes as of no: no opinion."""


@cache
def _further() -> dict[tuple[str, ...], str]:
    """The words of the witness's names that `mentions` does not know."""
    known = manifest.read(files.WEIGHTS).names
    further = (name for name in known if name not in names())
    return {tuple(word.split()): name for name in further for word in spellings(name)}


def named(text: str) -> tuple[str, ...]:
    """The things that a text of another model names, of all that the witness knows."""
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
    """Whether a name stands for the thing itself, and for no other's colour or kind."""
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
    """Whether a text names a thing that the picture shows with less than this probability."""
    seen = {thing.name: thing.probability for thing in look.objects}
    return any(seen.get(name, 0.0) < least for name in named(text))


class ConservativeVerifier:
    """A `Verifier` of captions whose log-probabilities mean nothing yet."""

    def __init__(self, verifier: Verifier) -> None:
        """Take the embedded model's."""
        self._verifier = verifier

    @property
    def grades(self) -> Grades:
        """The witness is the embedded model's, and so are its grades."""
        return self._verifier.grades

    @property
    def trusts_captions(self) -> bool:
        """Those that the picture supports."""
        return True

    def verify(self, look: ImageEncoding, pieces: tuple[TextChunk, ...]) -> Judgement:
        """ "Probably" where the picture supports every known thing that is named, else as for a
        caption of an average model, at most unsure."""
        unweighed = tuple(TextChunk(piece.text, math.nan) for piece in pieces)
        found = self._verifier.verify(look, unweighed)
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


class ConservativeAnswerVerifier:
    """An `AnswerVerifier` of answers whose log-probabilities mean nothing yet."""

    def __init__(self, verifier: AnswerVerifier, grades: Grades) -> None:
        """Take the embedded model's, and the probabilities from which a name may be said."""
        self._verifier = verifier
        self._grades = grades

    @property
    def options(self) -> tuple[str, ...]:
        """The same."""
        return self._verifier.options

    def thing(self, name: str) -> str | None:
        """The same."""
        return self._verifier.thing(name)

    def reply(self, look: ImageEncoding, question: str, guesses: tuple[Guess, ...]) -> Reply:
        """Whether a known thing is there: by the picture alone, at most "probably".

        All else: at most unsure, and nothing that names a thing which the picture does not show.
        """
        if question_form.read(question).form in question_form.PRESENCES:
            guesses = tuple(replace(one, log_probability=EVEN) for one in guesses)
        found = self._verifier.reply(look, question, guesses)
        if found.presence:
            return replace(found, certainty=least_sure(found.certainty, Certainty.PROBABLY))
        if unsupported(look, found.answer, self._grades.unsure):
            return replace(found, certainty=Certainty.NONE, probability=0.0)
        certainty = least_sure(found.certainty, Certainty.UNSURE)
        probability = min(found.probability, self._grades.probably)
        return replace(found, certainty=certainty, probability=probability)
