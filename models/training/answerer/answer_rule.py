"""Fits the rule of the answer verifier on validation questions, with the model as it ships.

Questions that name a thing are asked only of COCO photos that no part was trained on.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.certainty import Bars
from models.embedded import load
from models.embedded.open_answers import (
    NO,
    OPTIONS,
    START,
    YES,
    AnswerRule,
    EmbeddedAnswerVerifier,
    OpenQuestion,
    fitting,
    odds,
    weigh,
)
from models.interfaces import Certainty, Guess, ImageEncoding, Reply, VisionModel
from models.lexicon.questions import plain_words, read
from models.training.common.data import Folders, Record, photo_of, records
from models.training.common.metrics import fit_choice, fit_logistic, folds, least, rounded
from models.training.texts.question_parts import MadeQuestion
from models.training.texts.question_scores import UNANSWERABLE, exact, vqa_accuracy
from models.training.texts.questions import asked

PLAIN, PROBABLY = 0.9, 0.5
"""The least share of right answers in each grade, on people's validation questions. What is less
likely is a coin toss, and not said."""
SPOKEN = 0.78
"""The least share of right answers among all that are plain or probable."""
MOST = {"vqa": 1200, "daquar": 400, "unanswerable": 250}
MOST_OTHER = 40
"""Questions of each kind that are used."""
PARTS = 5


@dataclass(frozen=True)
class Tried:
    """A question, the encoding of its photo, and the model's guesses."""

    item: MadeQuestion
    encoding: ImageEncoding
    guesses: tuple[Guess, ...]


def chosen(folders: Folders, seed: int = 5) -> list[MadeQuestion]:
    """The validation questions used to calibrate and measure, but for what claims answer."""
    rng = np.random.default_rng(seed)
    coco = records(folders, "coco")
    found: list[MadeQuestion] = []
    for kind, items in asked(folders, "val").items():
        items = [item for item in items if item.kind == "vqa" or honest(item, coco)]
        most = MOST.get(kind, MOST_OTHER)
        places = sorted(rng.permutation(len(items))[:most])
        found += [items[int(place)] for place in places]
    return [item for item in found if item.kind not in ("describe", "presence")]


def honest(item: MadeQuestion, coco: Sequence[Record]) -> bool:
    """Whether the witness was not trained on what the question asks."""
    new = item.set_name != "coco" or coco[item.index]["unseen"]
    return bool(new) or not read(item.question).things


def tried(model: VisionModel, folders: Folders, items: Sequence[MadeQuestion]) -> list[Tried]:
    """Ask every question; each photo is encoded once."""
    by_photo: dict[tuple[str, int], list[int]] = defaultdict(list)
    for place, item in enumerate(items):
        by_photo[item.set_name, item.index].append(place)
    rows = {name: records(folders, name) for name in {photo[0] for photo in by_photo}}
    found: dict[int, Tried] = {}
    for (set_name, index), places in by_photo.items():
        encoding = model.look(photo_of(folders, set_name, rows[set_name][index]))
        for place in places:
            guesses = model.guesses(encoding, items[place].question, OPTIONS)
            found[place] = Tried(items[place], replace(encoding, tokens=None), guesses)
    return [found[place] for place in range(len(items))]


def rightness(item: MadeQuestion, answer: str) -> float:
    """How right an answer is, 0…1; an unanswerable question has no right answer."""
    if item.answer == UNANSWERABLE:
        return 0.0
    if item.kind == "daquar":
        return float(exact(answer, item.answer))
    return vqa_accuracy(answer, item.answers)


def fit_yes(seen: Sequence[Tried]) -> tuple[float, ...]:
    """Fit yes rather than no on the decoder's odds."""
    deciding = [one for one in seen if read(one.item.question).decides]
    answered = [one for one in deciding if one.item.answer in (YES, NO)]
    inputs = np.array([[odds(one.guesses)] for one in answered])
    return rounded(fit_logistic(inputs, np.array([one.item.answer == YES for one in answered])))


def fit_best(seen: Sequence[Tried]) -> tuple[float, ...]:
    """Fit the weights that find the right answer to an open question among the guesses."""
    options, right = [], []
    for one in seen:
        asking = read(one.item.question)
        if not asking.decides and one.item.answer != UNANSWERABLE:
            question = OpenQuestion.of(plain_words(one.item.question), asking, one.encoding)
            answers, _ = fitting(question, one.guesses)
            options.append(np.array([question.evidence(answer) for answer in answers]))
            right.append(np.array([rightness(one.item, answer.text) for answer in answers]))
    if not any(each.any() for each in right):
        return START.best
    return rounded(fit_choice(options, right, np.array(START.best)))


def is_open(one: Tried) -> bool:
    """Whether a question asks for more than yes or no."""
    return not read(one.item.question).decides


def fitted(start: AnswerRule, seen: Sequence[Tried]) -> AnswerRule:
    """The rule with fitted weights and without thresholds."""
    rule, asked = replace(start, yes=fit_yes(seen), best=fit_best(seen)), [*filter(is_open, seen)]
    ways = [weigh(rule, one.encoding, one.item.question, one.guesses) for one in asked]
    right = [rightness(one.item, way.answer) for one, way in zip(asked, ways, strict=True)]
    features = np.array([way.features for way in ways])
    return replace(rule, right=rounded(fit_logistic(features, np.array(right))))


def parts_of(seen: Sequence[Tried]) -> NDArray[np.int64]:
    """A fold number for each question, the same for all of one photo."""
    each = [(one.item.set_name, one.item.index) for one in seen]
    photos = {photo: n for n, photo in enumerate(sorted(set(each)))}
    return folds(len(photos), PARTS)[[photos[photo] for photo in each]]


def cross_replied(
    start: AnswerRule,
    seen: Sequence[Tried],
    make: Callable[[AnswerRule, Sequence[Tried]], AnswerRule] | None = None,
) -> list[Reply]:
    """The reply to each question by a rule made without its photo, by default the whole rule."""
    found: dict[int, Reply] = {}
    parts = parts_of(seen)
    for number in range(PARTS):
        others = [one for one, part in zip(seen, parts, strict=True) if part != number]
        verifier = EmbeddedAnswerVerifier((make or rule_of)(start, others))
        for place in map(int, np.flatnonzero(parts == number)):
            one = seen[place]
            found[place] = verifier.reply(one.encoding, one.item.question, one.guesses)
    return [found[place] for place in range(len(seen))]


def rule_of(start: AnswerRule, seen: Sequence[Tried]) -> AnswerRule:
    """The whole rule: weights from all questions, thresholds from cross-fitted probabilities."""
    pairs = zip(seen, cross_replied(start, seen, fitted), strict=True)
    asked = [(one, reply) for one, reply in pairs if is_open(one) and one.item.kind == "vqa"]
    values = np.array([reply.probability for _, reply in asked])
    good = rights([one for one, _ in asked], [reply for _, reply in asked])
    return replace(fitted(start, seen), bars=bars_on(values, good))


def bars_on(values: NDArray[np.float64], right: NDArray[np.float64]) -> Bars:
    """The lowest thresholds over which enough plain answers, and of all spoken ones, are right.

    If no threshold is good enough, an answer has to be surer than all of these.
    """
    highest = float(values.max(initial=0.0))
    plain = min(least(values, right, PLAIN), round((1 + highest) / 2, 4))
    spoken = least(values, right, SPOKEN)
    probably = min(plain, max(spoken, least(values, right, PROBABLY, plain)))
    return Bars(plain, probably, probably)


def rights(seen: Sequence[Tried], replies: Sequence[Reply]) -> NDArray[np.float64]:
    """How right each reply is."""
    pairs = zip(seen, replies, strict=True)
    return np.array([rightness(one.item, reply.answer) for one, reply in pairs])


def calibrate_answers(folders: Folders, weights: Path) -> tuple[AnswerRule, dict[str, float]]:
    """Fit the rule, and measure it cross-fitted on the same questions."""
    model = load(weights)
    start = replace(START, shown=model.rule.grades.unsure)
    seen = tried(model, folders, chosen(folders))
    replies = cross_replied(start, seen)
    right = rights(seen, replies)
    grades = np.array([reply.certainty for reply in replies])
    plain = grades == Certainty.PLAIN
    answered = plain | (grades == Certainty.PROBABLY)
    return rule_of(start, seen), {
        "answers right": float(right.mean()),
        "answered plainly": float(plain.mean()),
        "of these right": float(right[plain].mean()),
        "answered plainly or probably": float(answered.mean()),
        "of those right": float(right[answered].mean()),
    }
