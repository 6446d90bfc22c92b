"""Which answer to give to a question, and how sure of it: guesses and witness, weighed on data."""

import json
import math
import re
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from models.embedded.errors import ModelError
from models.interfaces import Certainty, Guess, Look, Reply
from models.mentions import claims, mentions

FILE: Final = "answers.json"
YES, NO, UNANSWERABLE = "yes", "no", "unanswerable"
OPTIONS: Final = (YES, NO, UNANSWERABLE)
"""What the model has to weigh for every question."""
ABSENT: Final = 0.01
"""The probability of a thing that the look does not list."""
LOWEST: Final = -12.0
"""The lowest log-probability that counts."""


class Form(StrEnum):
    """The kinds of question that are weighed apart."""

    PRESENCE = "presence"
    """Whether a known thing is there: "is there a cup"."""
    YES_NO = "yes_no"
    OPEN = "open"


_AROUND: Final = re.compile(
    r"^(?:(?:hi|hello|hey|ok|please|so|and|well) )+|"
    r"^(?:please )?(?:can|could) you tell me (?:if )?|"
    r"(?: (?:please|thank you|thanks|here|there|anywhere|visible|around|now|nearby|"
    r"in (?:the|this|my) (?:picture|image|photo|view|scene|room)|in front of me|in view))+$"
)
_THERE: Final = re.compile(r"^(?:is|are) .+ (?:there|visible|here|in (?:the|this) .+)$")
_ASKS_PRESENCE: Final = re.compile(
    r"^(?:(?:is|are) there|(?:do|can) (?:you|i|we) see|is|are|any)(?: (?:an?|any|some|the))? "
)
_ASKS_YES_NO: Final = re.compile(
    r"(?:is|are|am|was|were|do|does|did|has|have|can|could|will|would|should)\b"
)
_EITHER: Final = re.compile(r"\bor\b")


def plain(question: str) -> str:
    """A question's words in small letters, without signs and politeness."""
    words = " ".join(re.findall(r"[a-z0-9']+", question.lower().replace("\u2019", "'")))
    before = ""
    while before != words:
        before, words = words, _AROUND.sub("", words).strip()
    return words


def form_of(question: str) -> tuple[Form, tuple[str, ...]]:
    """The form of a question and the known things that it names."""
    whole = " ".join(re.findall(r"[a-z0-9']+", question.lower()))
    words, things = plain(question), mentions(question)
    if not _ASKS_YES_NO.match(words) and not words.startswith("any "):
        return Form.OPEN, things
    if _EITHER.search(words):
        return Form.OPEN, things
    if len(things) == 1 and (_ASKS_PRESENCE.match(words) or _THERE.match(whole)):
        # All that is asked for is the thing's own name: "is there a cup", not "a red cup".
        rest = _ASKS_PRESENCE.sub("", words)
        if mentions(rest) == things and not claims(rest):
            return Form.PRESENCE, things
    return Form.YES_NO, things


@dataclass(frozen=True, slots=True)
class Weights:
    """One form's numbers, made by the calibration."""

    yes: tuple[float, ...]
    """Of yes rather than no, over `yes_features`; empty where the form has neither."""
    right: tuple[float, ...]
    """Of the answer being right, over `features`."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The numbers of all forms, and from which probability on an answer has which grade."""

    forms: dict[Form, Weights]
    plain: float
    probably: float
    unsure: float
    absent: float
    """A thing below this probability is not there, if the question takes it for granted."""

    def write(self, folder: Path) -> None:
        """Write the rule into a weights folder."""
        text = json.dumps(asdict(self), indent=1)
        (folder / FILE).write_text(text + "\n", encoding="utf-8")


START: Final = Rule(
    {
        Form.PRESENCE: Weights((0.5, 1.0, 0.0), (0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0)),
        Form.YES_NO: Weights((1.0, 0.0, 0.0), (0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0)),
        Form.OPEN: Weights((), (2.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 3.0)),
    },
    plain=0.9,
    probably=0.7,
    unsure=0.3,
    absent=0.05,
)
"""Before any calibration."""


def yes_features(guesses: tuple[Guess, ...], things: tuple[float, ...]) -> tuple[float, ...]:
    """What yes is told from no by: the decoder's odds, and the logit of the least likely thing."""
    odds = _of(guesses, YES) - _of(guesses, NO)
    return (min(max(odds, LOWEST), -LOWEST), min(map(_logit, things), default=0.0))


def features(
    guesses: tuple[Guess, ...],
    best: Guess,
    things: tuple[float, ...],
    named: tuple[float, ...],
    yes: float | None,
) -> tuple[float, ...]:
    """What the probability of a right answer is read from.

    The log-probability of the answer, its lead over the next, how unanswerable the decoder finds
    the question, the logit of the least likely thing that the question names (`things` holds their
    probabilities) and that the answer names (`named`), how far yes and no are apart (`yes` is the
    probability of yes, or None), and the number of the answer's words.
    """
    others = [one.log_probability for one in guesses if one.text not in (best.text, UNANSWERABLE)]
    lead = best.log_probability - max(others, default=LOWEST)
    return (
        max(best.log_probability, LOWEST),
        min(max(lead, 0.0), -LOWEST),
        max(_of(guesses, UNANSWERABLE), LOWEST),
        min(map(_logit, things), default=0.0),
        min(map(_logit, named), default=0.0),
        0.0 if yes is None else abs(_logit(yes)),
        float(len(best.text.split())),
    )


@dataclass(frozen=True, slots=True)
class Weighed:
    """A question with its best answer, and what its grade is read from."""

    form: Form
    answer: str
    things: tuple[str, ...]
    present: tuple[float, ...]
    """Probabilities of `things`."""
    features: tuple[float, ...]


def weigh(rule: Rule, look: Look, question: str, guesses: tuple[Guess, ...]) -> Weighed:
    """Choose the best answer: yes and no with the witness's word, else the likeliest."""
    form, names = form_of(question)
    seen = {thing.name: thing.probability for thing in look.objects}
    present = tuple(seen.get(name, ABSENT) for name in names)
    yes: float | None = None
    if form is Form.OPEN:
        best = max(
            (one for one in guesses if one.text != UNANSWERABLE),
            key=lambda one: one.log_probability,
        )
    else:
        yes = _sigmoid(_sum(rule.forms[form].yes, yes_features(guesses, present)))
        text = YES if yes >= 0.5 else NO
        best = Guess(text, _of(guesses, text))
    named = tuple(seen.get(name, ABSENT) for name in mentions(best.text))
    values = features(guesses, best, present, named, yes)
    return Weighed(form, best.text, names, present, values)


class EmbeddedAnswerJudge:
    """An `AnswerJudge` out of a weights folder."""

    def __init__(self, rule: Rule) -> None:
        """Judge by this rule."""
        self._rule = rule

    @property
    def options(self) -> tuple[str, ...]:
        """Yes, no and unanswerable."""
        return OPTIONS

    def reply(self, look: Look, question: str, guesses: tuple[Guess, ...]) -> Reply:
        """Choose among the guesses at a question about a picture."""
        one = weigh(self._rule, look, question, guesses)
        probability = _sigmoid(_sum(self._rule.forms[one.form].right, one.features))
        missing = tuple(
            name
            for name, present in zip(one.things, one.present, strict=True)
            if one.form is not Form.PRESENCE and present < self._rule.absent
        )
        certainty = Certainty.NONE if missing else self._grade(probability)
        presence = one.form is Form.PRESENCE
        return Reply(one.answer, certainty, probability, presence, one.things, missing)

    def _grade(self, probability: float) -> Certainty:
        rule = self._rule
        bars = (
            (rule.plain, Certainty.PLAIN),
            (rule.probably, Certainty.PROBABLY),
            (rule.unsure, Certainty.UNSURE),
        )
        return next((grade for bar, grade in bars if probability >= bar), Certainty.NONE)


def load_answer_judge(folder: Path) -> EmbeddedAnswerJudge:
    """The judge of a weights folder; ModelError where its numbers are missing or damaged."""
    path = folder / FILE
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        forms = {Form(name): Weights(*_tuples(weights)) for name, weights in data["forms"].items()}
        bars = (float(data[name]) for name in ("plain", "probably", "unsure", "absent"))
        rule = Rule(forms, *bars)
    except FileNotFoundError:
        raise ModelError(
            f"The model is not whole: {path} is missing. Install Lantern again."
        ) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise ModelError(f"{path} is damaged ({fault}). Install Lantern again.") from fault
    sizes = {len(weights.right) for weights in rule.forms.values()}
    if set(rule.forms) != set(Form) or sizes != {len(START.forms[Form.OPEN].right)}:
        raise ModelError(f"{path} does not fit this program. Install Lantern again.")
    return EmbeddedAnswerJudge(rule)


def _tuples(weights: dict[str, list[float]]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    return tuple(map(float, weights["yes"])), tuple(map(float, weights["right"]))


def _of(guesses: tuple[Guess, ...], text: str) -> float:
    """The log-probability of an answer; an average model's where it gives none."""
    found = next((one.log_probability for one in guesses if one.text == text), LOWEST)
    return LOWEST if math.isnan(found) else max(found, LOWEST)


def _logit(probability: float) -> float:
    bounded = min(max(probability, 0.003), 0.997)
    return math.log(bounded / (1 - bounded))


def _sum(weights: tuple[float, ...], values: tuple[float, ...]) -> float:
    return sum(w * v for w, v in zip(weights, (*values, 1.0), strict=True))


def _sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-min(max(value, -30.0), 30.0)))
