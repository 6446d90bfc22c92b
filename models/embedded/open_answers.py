"""Answers to questions that no claim about the picture answers: guesses, weighed on data.

The decoder writes guesses; what speaks for each is weighed (`OpenQuestion`), and the best one is
graded (`EmbeddedAnswerVerifier`). Whether yes or no is right it tells too badly to be said.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from math import exp, log
from pathlib import Path
from typing import Final

from models import json_files
from models.certainty import Bars, fitted, logit
from models.embedded.files import reading
from models.embedded.ranking import USUAL
from models.interfaces import ABSENT, Certainty, Guess, ImageEncoding, Reply, Scene
from models.lexicon import kinds
from models.lexicon.names import COCO_WORDS, mentions
from models.lexicon.questions import Asking, plain_words, read
from models.lexicon.unsayable import unsayable
from models.messages import ModelError, ModelFault

FILE: Final = "answers.json"
LIKELY: Final = 0.3
"""From this probability on, a name of the kind that is asked for is an answer of its own."""
LOWEST: Final = -12.0
"""The lowest log-probability that counts."""
_LEAST_LEAD: Final = 1e-3

_Topic = Callable[[str, Asking], bool]
_TOPICS: Final[tuple[_Topic, ...]] = (
    lambda words, asking: words.startswith("how many"),
    lambda words, asking: re.search(r"\bcolou?rs?\b", words) is not None,
    lambda words, asking: asking.either,
    lambda words, asking: asking.where,
    lambda words, asking: "doing" in words,
    lambda words, asking: "sport" in words,
    lambda words, asking: "animal" in words,
    lambda words, asking: re.search(r"\brooms?\b", words) is not None,
    lambda words, asking: re.match(r"(?:why|who|how)\b(?! many\b)", words) is not None,
    lambda words, asking: re.search(r"\b(?:wear|hold)ing\b", words) is not None,
    lambda words, asking: "made of" in words,
    lambda words, asking: not asking.what,
)
"""What questions may be about that are answered better or worse than others."""


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """An open question to a picture."""

    words: str
    """In lower case, without punctuation."""
    asking: Asking
    seen: dict[str, float]
    """The probability of each thing that the picture may show."""
    scene: Scene | None

    @classmethod
    def of(cls, words: str, asking: Asking, look: ImageEncoding) -> "OpenQuestion":
        """A question to an encoded picture."""
        return cls(words, asking, {one.name: one.probability for one in look.objects}, look.scene)

    def further(self, guesses: Sequence[Guess]) -> list[Guess]:
        """The likely names of the kind that is asked for, if nobody guessed them."""
        known = {one.text for one in guesses}
        wanted = kinds.asked_for(self.words) - known
        names = (name for name, likely in self.seen.items() if likely > LIKELY)
        return [Guess(name, LOWEST) for name in names if name in wanted]

    def evidence(self, guess: Guess) -> tuple[float, ...]:
        """What speaks for an answer.

        Its log-probability; the logit of the least likely thing that it names, and whether it names
        any; whether it is several words; if it is of the kind that is asked for, that logit again,
        and 1; whether it names only others; the logit of the thing that such an activity is done
        with, and whether it is one; whether its number differs from the question's; if it is the
        kind of room that is seen, that logit, and 1; and how people would use its words.
        """
        named = mentions(guess.text)
        likely = min((logit(self.seen.get(name, ABSENT)) for name in named), default=0.0)
        kind = kinds.asked_for(self.words)
        of_kind = any(name in kind for name in named)
        tool = kinds.tool_of(guess.text)
        scene = self.scene
        room = 0.0
        if scene is not None and scene.name == guess.text and re.search(r"\broom\b", self.words):
            room = logit(scene.probability)
        several = " are " in f" {self.words} " or "s " in self.words
        return (
            bounded(guess.log_probability),
            likely,
            float(bool(named)),
            float(" " in guess.text),
            likely if of_kind else 0.0,
            float(of_kind),
            float(bool(kind) and bool(named) and not of_kind),
            logit(self.seen.get(tool, ABSENT)) if tool else 0.0,
            float(tool is not None),
            float(guess.text.endswith("s") != several),
            room,
            float(room != 0.0),
            *(guess.usual or (0.0,) * USUAL),
        )

    def standing(
        self, guesses: Sequence[Guess], best: Guess, weights: Sequence[float]
    ) -> tuple[float, ...]:
        """How the best answer stands among all, and what the question is about."""
        scores = {one.text: score(weights, self.evidence(one)) for one in guesses}
        highest = max(scores.values())
        shares = {text: exp(value - highest) for text, value in scores.items()}
        total = sum(shares.values())
        share = shares[best.text] / total
        second = max((shares[text] for text in shares if text != best.text), default=0.0) / total
        evidence = self.evidence(best)
        return (
            log(share + 1e-6),
            logit(max(share - second, 0.0) + _LEAST_LEAD),
            *(float(topic(self.words, self.asking)) for topic in _TOPICS),
            float(best.text == "1"),
            float(best.text == "2"),
            len(self.words.split()) / 5,
            *evidence[2:],
        )


def score(weights: Sequence[float], evidence: Sequence[float]) -> float:
    """The weighted sum of the evidence; without weights, the log-probability alone."""
    if not weights:
        return evidence[0]
    return sum(w * v for w, v in zip(weights, evidence, strict=True))


def bounded(log_probability: float) -> float:
    """A log-probability as far as it counts."""
    return LOWEST if log_probability != log_probability else max(log_probability, LOWEST)


YES, NO, UNANSWERABLE = "yes", "no", "unanswerable"
OPTIONS: Final = (YES, NO, UNANSWERABLE)
"""The answers that the model weighs for every question."""


@dataclass(frozen=True, slots=True)
class AnswerRule:
    """The numbers that the calibration chooses."""

    best: tuple[float, ...]
    """For an answer to an open question, one for each of `OpenQuestion.evidence`."""
    right: tuple[float, ...]
    """For a right one, one for each of `features` and `OpenQuestion.standing`, and a constant."""
    yes: tuple[float, ...]
    """For yes rather than no, by the decoder's odds, and a constant."""
    bars: Bars = Bars()  # noqa: RUF009  # it is frozen
    shown: float = 0.3
    """At this probability the picture shows a thing."""


_WEIGHTS: Final = ("best", "right", "yes")
START: Final = AnswerRule(
    best=(1.0, *[0.0] * 15),
    right=(2.0, *[0.0] * 36, 3.0),
    yes=(1.0, 0.0),
)
"""Uncalibrated."""


def odds(guesses: tuple[Guess, ...]) -> float:
    """The decoder's log odds of yes."""
    return min(max(_of(guesses, YES) - _of(guesses, NO), LOWEST), -LOWEST)


def features(
    guesses: tuple[Guess, ...],
    best: Guess,
    things: tuple[float, ...],
    named: tuple[float, ...],
) -> tuple[float, ...]:
    """The features of an answer.

    Its log-probability, its lead over the next one, the log-probability of "unanswerable", the
    logits of the least likely thing in the question (`things` holds their probabilities) and in the
    answer (`named`), and its length in words.
    """
    likely = bounded(best.log_probability)
    others = [
        bounded(one.log_probability) for one in guesses if one.text not in (best.text, UNANSWERABLE)
    ]
    lead = likely - max(others, default=LOWEST)
    return (
        likely,
        min(max(lead, 0.0), -LOWEST),
        _of(guesses, UNANSWERABLE),
        min(map(logit, things), default=0.0),
        min(map(logit, named), default=0.0),
        float(len(best.text.split())),
    )


@dataclass(frozen=True, slots=True)
class Weighed:
    """A question with its best answer and the evidence for it."""

    asking: Asking
    answer: str
    present: dict[str, float]
    """Probabilities of the things that the question names."""
    features: tuple[float, ...]
    named: dict[str, float]
    """Probabilities of the things that the answer names."""
    fits: bool = True
    """Whether the answer fits the form of the question."""


def weigh(
    rule: AnswerRule, look: ImageEncoding, question: str, guesses: tuple[Guess, ...]
) -> Weighed:
    """Choose the best answer to an open question."""
    asking = read(question)
    seen = {thing.name: thing.probability for thing in look.objects}
    present = {name: seen.get(name, ABSENT) for name in asking.things}
    asked = OpenQuestion.of(plain_words(question), asking, look)
    answers, fits = fitting(asked, guesses)
    best = max(answers, key=lambda one: score(rule.best, asked.evidence(one)))
    named = {name: seen.get(name, ABSENT) for name in mentions(best.text)}
    values = features(guesses, best, tuple(present.values()), tuple(named.values()))
    values += asked.standing(answers, best, rule.best)
    return Weighed(asking, best.text, present, values, named, fits)


def _of_nothing(one: Weighed, unsure: float) -> bool:
    """Whether an answer is about a thing that the detector does not see, or names one that it finds
    less likely than an unsure answer has to be."""
    if one.asking.either:
        return False
    taken = (name in COCO_WORDS and likely <= ABSENT for name, likely in one.present.items())
    named = (name in COCO_WORDS and likely < unsure for name, likely in one.named.items())
    return any(taken) or any(named)


def fitting(asked: OpenQuestion, guesses: Sequence[Guess]) -> tuple[list[Guess], bool]:
    """The answers to choose from, and whether they fit the question."""
    answers = [one for one in guesses if one.text != UNANSWERABLE]
    found = _fitting([*answers, *asked.further(answers)], asked.asking, asked.words, asked.seen)
    return found or answers, bool(found)


def _fitting(
    answers: list[Guess], asking: Asking, question: str, seen: Collection[str]
) -> list[Guess]:
    """The answers that fit the question.

    For a choice, what it offers; else what it does not say itself, if possible. Where no thing is
    asked for, the names of things, those in `seen` included, do not fit.
    """
    said = f" {' '.join(re.findall(r'[a-z0-9]+', question.lower()))} "
    if asking.either:
        more = (YES, NO) if asking.there else ()
        return [one for one in answers if f" {one.text} " in said or one.text in more]
    if asking.what:
        answers = [one for one in answers if one.text not in (YES, NO)]
    if asking.no_thing:
        answers = [one for one in answers if one.text not in seen and not mentions(one.text)]
    return [one for one in answers if f" {one.text} " not in said] or answers


class EmbeddedAnswerVerifier:
    """The `AnswerVerifier` of a weights folder."""

    def __init__(self, rule: AnswerRule) -> None:
        self._rule = rule

    @property
    def options(self) -> tuple[str, ...]:
        return OPTIONS

    def reply(self, look: ImageEncoding, question: str, guesses: tuple[Guess, ...]) -> Reply:
        rule, asking = self._rule, read(question)
        if asking.decides:
            yes = fitted(rule.yes, (odds(guesses),))
            best = YES if yes >= 0.5 else NO
            return Reply(best, Certainty.NONE, max(yes, 1 - yes), asking.things)
        one = weigh(rule, look, question, guesses)
        probability = fitted(rule.right, one.features)
        nowhere = asking.where and min(one.present.values(), default=1.0) < rule.shown
        beside = nowhere or not one.fits or _of_nothing(one, rule.bars.unsure)
        decided = one.answer in (YES, NO)
        unsaid = decided or beside or unsayable(one.answer, question)
        certainty = Certainty.NONE if unsaid else rule.bars.grade(probability)
        return Reply(one.answer, certainty, probability, asking.things)


def load_answer_verifier(folder: Path) -> EmbeddedAnswerVerifier:
    """Load the verifier of a weights folder. Raises ModelError."""
    path = folder / FILE
    with reading(path):
        rule = json_files.read(path, AnswerRule)
    if any(len(getattr(rule, one)) != len(getattr(START, one)) for one in _WEIGHTS):
        raise ModelError(ModelFault.OTHER_PROGRAM.said(path=path))
    return EmbeddedAnswerVerifier(rule)


def _of(guesses: tuple[Guess, ...], text: str) -> float:
    """The log-probability of an answer, or the lowest if it is not among the guesses."""
    return bounded(next((one.log_probability for one in guesses if one.text == text), LOWEST))
