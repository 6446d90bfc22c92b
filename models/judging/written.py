"""Verifiers of what other models write, claim by claim.

What the picture contradicts is not said; what it supports is plain; the rest is "probably" at most.
Log-probabilities of a model that was not calibrated are ignored. `models.training calibrate-hub`
fits a `WriterRule`: how far a claim is to be trusted by what the picture tells of it, and by
whether the model that ships claims the same.
"""

import math
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from models import json_files
from models.certainty import Bars, fitted, graded, least_sure, logit
from models.claims import Scale
from models.embedded.files import reading
from models.embedded.open_answers import NO, UNANSWERABLE, YES
from models.embedded.places import overlap
from models.interfaces import (
    ABSENT,
    SAYABLE,
    AnswerVerifier,
    Box,
    Certainty,
    Claim,
    ClaimKind,
    ClaimWeigher,
    Embedder,
    Grades,
    Guess,
    ImageEncoding,
    Judgement,
    Reply,
    SeenObject,
    TextChunk,
    Verifier,
    WeighedClaim,
)
from models.judging.named_things import named
from models.layered import LayeredEncoding, tokens_of
from models.lexicon.names import mentioned, mentions, thing_of
from models.lexicon.questions import plain_words, read
from models.lexicon.refusals import refuses
from models.lexicon.sentences import begins_with_act, orders, stated, unclaimed
from models.lexicon.unsayable import unsayable, unsayable_abroad

ENGLISH: Final = "en"
FILE: Final = "writer.json"
FIT: Final = Path(__file__).with_name("fit.toml")
"""Written by `python -m models.training fits`."""
AVERAGE, WORST = -0.7, -12.0
"""Log-probabilities of a chunk: where none is given, and the lowest that counts."""
EVEN: Final = math.log(0.5)
"""The log-probability of an answer without an opinion."""
SAME_PLACE: Final = 0.5
"""The least intersection over union of boxes of the same thing."""
FEATURES: Final = 4
ANSWER_FEATURES: Final = 4
NEVER: Final = Bars(math.inf, math.inf, 0.0)


def text_of(pieces: tuple[TextChunk, ...]) -> str:
    """Join the chunks of a caption."""
    return "".join(piece.text for piece in pieces).strip()


@dataclass(frozen=True, slots=True)
class WriterRule:
    """The numbers that the calibration of a model chooses."""

    claims: dict[ClaimKind, tuple[float, ...]] = field(default_factory=dict)
    """For kinds of claims, one for each of `features`, and a constant."""
    answers: tuple[float, ...] = ()
    """One for each of `answer_features`, and a constant; empty if not calibrated."""
    bars: Bars = NEVER
    """The least probability of each grade of an answer."""


UNCALIBRATED: Final = WriterRule()


def load_rule(folder: Path) -> WriterRule:
    """The rule in a folder; `UNCALIBRATED` if there is none. Raises ModelError."""
    path = folder / FILE
    if not path.is_file():
        return UNCALIBRATED
    with reading(path):
        rule = json_files.read(path, WriterRule)
        lengths = {len(one) for one in rule.claims.values()}
        if lengths - {FEATURES + 1} or len(rule.answers) not in (0, ANSWER_FEATURES + 1):
            raise ValueError("It belongs to another version.")
    return rule


def features(one: WeighedClaim, likely: float) -> tuple[float, ...]:
    """The features of a claim in a sentence with this log-probability a word.

    The logit of its probability by the picture, how far the model that ships agrees, whether it
    disagrees, and how sure the writer was.
    """
    return (
        logit(one.claim.probability),
        one.agreed,
        float(one.against is not Certainty.NONE),
        likely,
    )


def likelihood(pieces: Sequence[TextChunk]) -> float:
    """The log-probability of a chunk on average; `AVERAGE` where the writer gives none."""
    each = [max(one.log_probability, WORST) for one in pieces]
    mean = sum(each) / len(each) if each else math.nan
    return AVERAGE if math.isnan(mean) else mean


def answer_features(theirs: Guess, own: Reply) -> tuple[float, ...]:
    """The features of an answer.

    Its log-probability, whether the model that ships gives the same, and how sure that is of it, or
    of another.
    """
    likely, same = theirs.log_probability, theirs.text == own.answer
    likely = AVERAGE if math.isnan(likely) else max(likely, WORST)
    return (likely, float(same), own.probability * same, own.probability * (not same))


class WrittenVerifier:
    """A `Verifier` of captions by other models; those of the model that ships go to its own."""

    trusts_captions = True

    def __init__(
        self,
        own: Verifier,
        weigher: ClaimWeigher,
        embedder: Embedder,
        rule_of: Callable[[str], WriterRule] = lambda writer: UNCALIBRATED,
        *,
        unnamed: bool = False,
        locate: Callable[[ImageEncoding, Sequence[str]], Sequence[SeenObject]] = lambda *_: (),
        fit: Path = FIT,
    ) -> None:
        """`rule_of` gives a writer's rule and may raise ModelError.

        `unnamed`: texts without a writer are not those of the model that ships either. `locate`
        gives a writer's boxes of some things.
        """
        self._base, self.grades = own, own.grades
        self._weigher, self._embedder, self._rule_of = weigher, embedder, rule_of
        self._unnamed, self._locate = unnamed, locate
        known = tomllib.loads(fit.read_text(encoding="utf-8"))
        self._least = float(known["least"]) if known["space"] == embedder.space else -1.0

    def verify(self, look: ImageEncoding, pieces: tuple[TextChunk, ...]) -> Judgement:
        """Grade a caption. Raises ModelError if the writer's rule is damaged."""
        writer = next((one.writer for one in pieces if one.writer is not None), None)
        if writer is None and not self._unnamed:
            return self._base.verify(look, pieces)
        text = text_of(pieces)
        seen = {thing.name: thing for thing in look.objects}
        seen |= self._confirmed(look, [seen[name] for name in named(text) if name in seen])
        against = weigh(self._weigher, look, stated(text))
        rule = self._rule_of(writer or "")
        judged = [self._claim(one, seen, rule, likelihood(pieces)) for one in against]
        things = tuple(self._thing(name, seen, judged, rule) for name in named(text))
        grade = Certainty.NONE
        wrong = any(one.against is Certainty.PLAIN for one in against)
        never = wrong or unsayable(text) or refuses(text) or orders(text)
        if text and not never and self._fits(look, text):
            grade = self._grade(text, things, judged, calibrated=bool(rule.claims))
        said = tuple(one for one in judged if one.certainty in SAYABLE)
        sure = min((one.probability for one in judged), default=0.0)
        return Judgement(grade, self._probability(grade, sure), things, said)

    def _confirmed(
        self, look: ImageEncoding, things: Sequence[SeenObject]
    ) -> dict[str, SeenObject]:
        """The things of which the witness is not sure, but which the writer sees in their place."""
        grades = self.grades
        doubted = {
            one.name: one
            for one in things
            if one.box is not None and grades.unsure <= one.probability < grades.probably
        }
        if not doubted:
            return {}
        return {
            one.name: replace(doubted[one.name], probability=grades.probably)
            for one in self._locate(look, tuple(doubted))
            if one.name in doubted and _same_place(one.box, doubted[one.name].box)
        }

    def _thing(
        self, name: str, seen: dict[str, SeenObject], judged: Sequence[Claim], rule: WriterRule
    ) -> SeenObject:
        """A thing that is named; the calibration may be surer of it than the witness, if that does
        not doubt it."""
        thing = seen.get(name, SeenObject(name, ABSENT))
        if ClaimKind.PRESENCE not in rule.claims or thing.probability < self.grades.unsure:
            return thing
        claims = (one for one in judged if one.kind is ClaimKind.PRESENCE and one.name == name)
        probability = max((one.probability for one in claims), default=0.0)
        return replace(thing, probability=max(thing.probability, probability))

    def _claim(
        self,
        one: WeighedClaim,
        seen: dict[str, SeenObject],
        rule: WriterRule,
        likely: float,
    ) -> Claim:
        """A claim with its grade; the witness may be surer of a thing than of a claim."""
        claim, weights = one.claim, rule.claims.get(one.claim.kind)
        if one.against is Certainty.PLAIN:
            return replace(claim, probability=0.0, certainty=Certainty.NONE)
        if weights is not None:
            claim = Scale().weighed(claim, fitted(weights, features(one, likely)))
        if one.against is not Certainty.NONE:
            return replace(claim, certainty=least_sure(claim.certainty, Certainty.UNSURE))
        witness = seen.get(claim.name)
        if claim.kind is not ClaimKind.PRESENCE or witness is None:
            return claim
        grades = self.grades
        certainty = graded(witness.probability, grades.plain, grades.probably, math.inf)
        if least_sure(certainty, claim.certainty) is certainty:
            return claim
        return replace(claim, probability=witness.probability, certainty=certainty)

    def _grade(
        self,
        text: str,
        things: Sequence[SeenObject],
        judged: Sequence[Claim],
        *,
        calibrated: bool,
    ) -> Certainty:
        supported = bool(things) and all(one.probability >= self.grades.probably for one in things)
        if not supported:
            return Certainty.UNSURE
        exact = all(thing_of(word) == name for word, name in mentioned(text))
        whole = exact and not unclaimed(text)
        least = least_sure(*(one.certainty for one in judged)) if judged else Certainty.UNSURE
        if calibrated and least not in SAYABLE:
            return Certainty.UNSURE
        return Certainty.PLAIN if whole and least is Certainty.PLAIN else Certainty.PROBABLY

    def _fits(self, look: ImageEncoding, text: str) -> bool:
        """Whether the words fit the picture as a whole."""
        if self._least <= -1:
            return True
        picture = self._embedder.embed_look(look)
        return float(picture @ self._embedder.embed_text(text)) >= self._least

    def _probability(self, grade: Certainty, sure: float) -> float:
        """The probability that a caption is right: at least what its grade stands for."""
        least = lowest(self.grades, grade)
        above = {Certainty.PLAIN: 1.0, Certainty.PROBABLY: self.grades.plain}
        return max(least, min(sure, above.get(grade, self.grades.probably)))


class WrittenAnswerVerifier:
    """An `AnswerVerifier` that weighs another model's answer against the one that ships.

    What a claim about the picture answers is never asked of it.
    """

    def __init__(
        self,
        own: AnswerVerifier,
        grades: Grades,
        weigher: ClaimWeigher,
        rule_of: Callable[[str], WriterRule] = lambda writer: UNCALIBRATED,
        *,
        unnamed: bool = False,
    ) -> None:
        """`grades` are the witness's; the others are as for a `WrittenVerifier`."""
        self._base, self.options = own, own.options
        self._grades, self._weigher, self._rule_of = grades, weigher, rule_of
        self._unnamed = unnamed

    def reply(self, look: ImageEncoding, question: str, guesses: tuple[Guess, ...]) -> Reply:
        """Choose an answer. Raises ModelError if the writer's rule is damaged."""
        written = [one for one in guesses if one.writer is not None]
        if self._unnamed:
            written = written or list(guesses)
        theirs = next(fitting(question, written), None)
        own = self._own(look, question, tuple(one for one in guesses if one not in written))
        if theirs is None:
            return own
        if theirs.text == UNANSWERABLE:
            return replace(own, certainty=least_sure(own.certainty, Certainty.UNSURE))
        supported = self._supported(look, question, theirs.text)
        seen = {thing.name: thing.probability for thing in look.objects}
        doubted = any(seen.get(name, 0.0) < self._grades.unsure for name in named(theirs.text))
        if supported is None or doubted or _never(theirs, question):
            return own
        grade = min(supported, self._grade(theirs, own), key=list(Certainty).index)
        if theirs.text == own.answer and least_sure(grade, own.certainty) is grade:
            return own
        if theirs.language != ENGLISH:
            # Its words could not be checked.
            grade = least_sure(grade, Certainty.PROBABLY)
        return replace(
            own,
            answer=theirs.text,
            certainty=grade,
            probability=lowest(self._grades, grade),
            language=theirs.language,
        )

    def _own(self, look: ImageEncoding, question: str, guesses: tuple[Guess, ...]) -> Reply:
        """The answer of the model that ships; where it gives none, at most what it sees."""
        if guesses:
            return self._base.reply(look, question, guesses)
        even = tuple(Guess(option, EVEN) for option in self.options)
        own = self._base.reply(look, question, even)
        return replace(own, certainty=Certainty.NONE)

    def _grade(self, theirs: Guess, own: Reply) -> Certainty:
        """How sure an answer may sound by its writer; another Lantern grades its own."""
        if theirs.certainty is not None:
            return theirs.certainty
        rule = self._rule_of(theirs.writer or "")
        if not rule.answers:
            return Certainty.UNSURE
        probability = fitted(rule.answers, answer_features(theirs, own))
        return rule.bars.grade(probability)

    def _supported(self, look: ImageEncoding, question: str, answer: str) -> Certainty | None:
        """How far the picture supports an answer, at most probably; None: it contradicts it."""
        found = weigh(self._weigher, look, answered(question, answer))
        if answer == NO:
            denied = any(one.claim.certainty is Certainty.PLAIN for one in found)
            return None if denied else Certainty.NONE
        if any(one.against is Certainty.PLAIN for one in found):
            return None
        sure = (one.claim.certainty for one in found)
        least = least_sure(*sure) if found else Certainty.NONE
        return least_sure(least, Certainty.PROBABLY) if least in SAYABLE else Certainty.NONE


def fitting(question: str, guesses: Sequence[Guess]) -> Iterator[Guess]:
    """The guesses that can be an answer: yes or no to a question for that, and else neither."""
    asking = read(question)
    for one in guesses:
        decided = one.text in (YES, NO)
        fits = decided if asking.decides else not (decided and asking.what)
        if one.text == UNANSWERABLE or fits:
            yield one


def _same_place(one: Box | None, other: Box | None) -> bool:
    return one is not None and other is not None and overlap(one, other) >= SAME_PLACE


def _never(guess: Guess, question: str) -> bool:
    """Whether an answer is never given, whoever gives it."""
    if guess.language == ENGLISH:
        return unsayable(guess.text, question)
    return unsayable_abroad(guess.text, guess.language)


def answered(question: str, answer: str) -> tuple[Claim, ...]:
    """What an answer claims of the one thing that a question is about, besides that it is there.

    A no denies what a yes would claim.
    """
    words, things = plain_words(question), mentions(question)
    if len(things) != 1:
        return ()
    (name,) = things
    if answer in (YES, NO):
        claims = stated(words)
    elif words.startswith("how many "):
        claims = (Claim(ClaimKind.COUNT, name, answer),) if answer.isdigit() else ()
    elif not {"color", "colour"}.isdisjoint(words.split()):
        claims = stated(f"a {answer} {name}")
    else:
        claims = stated(f"{name} {answer}") if begins_with_act(answer) else ()
    about = (one for one in claims if one.name == name)
    return tuple(one for one in about if one.kind is not ClaimKind.PRESENCE)


def weigh(
    weigher: ClaimWeigher, look: ImageEncoding, claims: Sequence[Claim]
) -> tuple[WeighedClaim, ...]:
    """These claims about the picture of a layered model's encoding."""
    if not claims:
        return ()
    return weigher.weigh(tokens_of(look, LayeredEncoding).picture, look, claims)


def lowest(grades: Grades, grade: Certainty) -> float:
    """The lowest probability that a grade stands for."""
    return 0.0 if grade is Certainty.NONE else float(getattr(grades, grade.value))
