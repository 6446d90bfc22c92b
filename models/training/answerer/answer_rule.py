"""Fits the rule of the answer verifier on validation questions, with the model as it ships.

Questions that name a thing are asked only of COCO photos that no part was trained on.
"""

from collections import Counter, defaultdict
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
    Weighed,
    Weights,
    fitting,
    starts,
    tellable,
    usual,
    weigh,
    yes_features,
)
from models.interfaces import ABSENT, Certainty, Guess, ImageEncoding, Reply, VisionModel
from models.lexicon.questions import Form, plain_words, read
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
LEAST_STARTS = 2
"""A start counts if at least this many questions share it."""
DECAY = 2e-3


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


def begin(folders: Folders, shown: float) -> AnswerRule:
    """The rule before fitting, with the usual answers to questions.

    `shown` is the probability from which a description mentions a thing.
    """
    return replace(START, usual=usual_odds(asked(folders, "train")["vqa"]), shown=shown)


def usual_odds(items: Sequence[MadeQuestion]) -> dict[str, float]:
    """Log odds of "yes" for each start of a question, from people's yes-or-no answers."""
    asks = [item for item in items if item.answer in (YES, NO)]
    counts = Counter(start for item in asks for start in starts(item.question))
    kept = [start for start, count in counts.items() if count >= LEAST_STARTS]
    inputs = np.array([[start in starts(item.question) for start in kept] for item in asks])
    people = [[answer == YES for answer in item.answers if answer in (YES, NO)] for item in asks]
    shares = np.array([np.mean(each) for each in people])
    found = fit_logistic(inputs.astype(np.float64), shares, DECAY)[:-1]
    return {start: round(float(odds), 3) for start, odds in zip(kept, found, strict=True)}


def fit_yes(start: AnswerRule, seen: Sequence[Tried]) -> tuple[float, ...]:
    """Fit the weights that separate yes from no; one with the wrong sign becomes zero."""
    inputs, truth = [], []
    for one in seen:
        asking = read(one.item.question)
        if asking.form is Form.YES_NO and one.item.answer in (YES, NO):
            probabilities = {thing.name: thing.probability for thing in one.encoding.objects}
            things = tuple(probabilities.get(name, ABSENT) for name in asking.things)
            inputs.append(yes_features(one.guesses, things, usual(start, one.item.question)))
            truth.append(one.item.answer == YES)
    seen_of, right = np.array(inputs), np.array(truth)
    seen_of *= fit_logistic(seen_of, right)[:-1] > 0
    return rounded(fit_logistic(seen_of, right))


def fit_best(seen: Sequence[Tried]) -> tuple[float, ...]:
    """Fit the weights that find the right answer to an open question among the guesses."""
    options, right = [], []
    for one in seen:
        asking = read(one.item.question)
        if asking.form is Form.OPEN and one.item.answer != UNANSWERABLE:
            question = OpenQuestion.of(plain_words(one.item.question), asking, one.encoding)
            answers, _ = fitting(question, one.guesses)
            options.append(np.array([question.evidence(answer) for answer in answers]))
            right.append(np.array([rightness(one.item, answer.text) for answer in answers]))
    if not any(each.any() for each in right):
        return START.forms[Form.OPEN].best
    return rounded(fit_choice(options, right, np.array(START.forms[Form.OPEN].best)))


def fit_right(ways: Sequence[Weighed], right: NDArray[np.float64], form: Form) -> tuple[float, ...]:
    """Fit the probability that an answer is right, on the questions of a form."""
    of_form = [place for place, one in enumerate(ways) if one.asking.form is form]
    inputs = np.array([ways[place].features for place in of_form])
    return rounded(fit_logistic(inputs, right[of_form]))


def fitted(start: AnswerRule, seen: Sequence[Tried]) -> AnswerRule:
    """The rule with fitted weights and without thresholds; `start` comes from `begin`."""
    best = {Form.YES_NO: fit_yes(start, seen), Form.OPEN: fit_best(seen)}
    rule = replace(start, forms={form: Weights(best[form], ()) for form in Form})
    ways = [weigh(rule, one.encoding, one.item.question, one.guesses) for one in seen]
    right = np.array([rightness(one.item, way.answer) for one, way in zip(seen, ways, strict=True)])
    weights = {form: Weights(best[form], fit_right(ways, right, form)) for form in Form}
    return replace(rule, forms=weights)


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
    rule = fitted(start, seen)
    ways = [weigh(rule, one.encoding, one.item.question, one.guesses) for one in seen]
    pairs = zip(seen, cross_replied(start, seen, fitted), ways, strict=True)
    spoken = [(one, reply) for one, reply, way in pairs if tellable(rule, way)]
    values = np.array([reply.probability for _, reply in spoken])
    good = rights([one for one, _ in spoken], [reply for _, reply in spoken])
    asks = np.array([read(one.item.question).form for one, _ in spoken])
    human = np.array([one.item.kind == "vqa" for one, _ in spoken])
    bars = {}
    for form in Form:
        of_form = human & (asks == form)
        bars[form] = bars_on(values[of_form], good[of_form])
    forms = {form: replace(numbers, bars=bars[form]) for form, numbers in rule.forms.items()}
    return replace(rule, forms=forms)


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
    start = begin(folders, model.rule.grades.unsure)
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
