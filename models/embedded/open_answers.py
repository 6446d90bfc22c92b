"""What speaks for an answer to an open question, besides its likelihood. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Final

from models.certainty import logit
from models.embedded.question_form import Asking
from models.embedded.ranking import USUAL
from models.interfaces import Guess, ImageEncoding, Scene
from models.lexicon import kinds
from models.lexicon.names import mentions

ABSENT: Final = 0.01
"""The probability of a thing that an encoding does not list."""
LIKELY: Final = 0.3
"""From this probability on, a name of the kind that is asked for is an answer of its own."""
LOWEST: Final = -12.0
"""The lowest log-probability that counts."""
_LEAST_LEAD: Final = 1e-3
_NUMBER: Final = re.compile(r"\d+")

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
