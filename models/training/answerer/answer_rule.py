"""Fits the rule of the answer verifier on validation questions, with the model as it ships.

Questions that name a thing are asked only of COCO photos that no part was trained on.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.certainty import Bars
from models.embedded import load
from models.embedded.answer_verifier import (
    NO,
    OPTIONS,
    START,
    YES,
    AnswerRule,
    EmbeddedAnswerVerifier,
    Weighed,
    Weights,
    fitting,
    rarity,
    starts,
    tellable,
    usual,
    weigh,
    yes_features,
)
from models.embedded.open_answers import ABSENT, OpenQuestion
from models.embedded.question_form import PRESENCES, Form, plain_words, read
from models.interfaces import Certainty, Guess, ImageEncoding, Reply, VisionModel
from models.training.common.data import Folders, Record, read_photo, records
from models.training.common.metrics import fit_choice, fit_logistic, folds, least
from models.training.texts import question_objects
from models.training.texts.question_parts import MadeQuestion
from models.training.texts.question_scores import UNANSWERABLE, exact, vqa_accuracy
from models.training.texts.questions import asked

PLAIN, PROBABLY, UNSURE = 0.9, 0.5, 0.35
"""The least share of right answers in each grade, on people's validation questions."""
SPOKEN = 0.77
"""The least share of right answers among all that are plain or probable."""
PLAIN_PRESENCE, SPOKEN_PRESENCE = 0.95, 0.93
"""The same for yes and no to whether a thing is there."""
MOST = {"vqa": 1200, "daquar": 400, "presence": 1600, "unanswerable": 250}
MOST_OTHER = 40
"""Questions of each kind that are used."""
PARTS = 5
LEAST_STARTS = 2
"""A start counts if at least this many questions share it."""
DECAY = 2e-3
REFUSED = 0.05
"""Share of the answerable questions whose known things may be counted as missing."""


@dataclass(frozen=True)
class Tried:
    """A question, the encoding of its photo, and the model's guesses."""

    item: MadeQuestion
    encoding: ImageEncoding
    guesses: tuple[Guess, ...]


def chosen(folders: Folders, seed: int = 5) -> list[MadeQuestion]:
    """The validation questions used to calibrate and measure."""
    rng = np.random.default_rng(seed)
    coco = records(folders, "coco")
    found: list[MadeQuestion] = []
    for kind, items in asked(folders, "val").items():
        items = [item for item in items if item.kind == "vqa" or honest(item, coco)]
        most = MOST.get(kind, MOST_OTHER)
        places = sorted(rng.permutation(len(items))[:most])
        found += [items[int(place)] for place in places]
    return [item for item in found if item.kind != "describe"]


def honest(item: MadeQuestion, coco: Sequence[Record]) -> bool:
    """Whether the witness was not trained on what the question asks."""
    new = item.set_name != "coco" or coco[item.index]["unseen"]
    return bool(new) or not read(item.question).things


def polled(folders: Folders, seed: int = 5) -> list[MadeQuestion]:
    """Questions about popular things, on COCO photos that no part was trained on."""
    return question_objects.polled(_unseen(folders), np.random.default_rng(seed))


def absent_at_random(folders: Folders, seed: int = 5) -> list[MadeQuestion]:
    """Questions about absent things, drawn at random, on the same photos."""
    return question_objects.absent_at_random(_unseen(folders), np.random.default_rng(seed))


def _unseen(folders: Folders) -> list[tuple[int, Record]]:
    return [(i, row) for i, row in enumerate(records(folders, "coco")) if row["unseen"]]


def tried(model: VisionModel, folders: Folders, items: Sequence[MadeQuestion]) -> list[Tried]:
    """Ask every question; each photo is encoded once."""
    return tried_of(model, folders, [(item, (item.set_name, item.index)) for item in items])


def tried_of(
    model: VisionModel, folders: Folders, pairs: Sequence[tuple[MadeQuestion, tuple[str, int]]]
) -> list[Tried]:
    """Ask each question of the photo paired with it."""
    by_photo: dict[tuple[str, int], list[int]] = defaultdict(list)
    for place, (_, photo) in enumerate(pairs):
        by_photo[photo].append(place)
    rows = {name: records(folders, name) for name in {photo[0] for photo in by_photo}}
    found: dict[int, Tried] = {}
    for (set_name, index), places in by_photo.items():
        path = folders.photos(set_name) / f"{rows[set_name][index]['photo']}.webp"
        encoding = model.look(read_photo(path))
        for place in places:
            item = pairs[place][0]
            guesses = model.guesses(encoding, item.question, OPTIONS)
            found[place] = Tried(item, replace(encoding, tokens=None), guesses)
    return [found[place] for place in range(len(pairs))]


def rightness(item: MadeQuestion, answer: str) -> float:
    """How right an answer is, 0…1; an unanswerable question has no right answer."""
    if item.answer == UNANSWERABLE:
        return 0.0
    if item.kind == "daquar":
        return float(exact(answer, item.answer))
    return vqa_accuracy(answer, item.answers)


def begin(folders: Folders, shown: float) -> AnswerRule:
    """The rule before fitting, with the usual answers to questions and the rarity of names.

    `shown` is the probability from which a description mentions a thing.
    """
    coco, ade = (
        [(i, row) for i, row in enumerate(records(folders, name)) if row["split"] == "train"]
        for name in ("coco", "ade20k")
    )
    seen = [question_objects.coco_seen(coco), question_objects.ade_seen(ade)]
    return replace(
        START,
        usual=usual_odds(asked(folders, "train")["vqa"]),
        rare=rare_odds(seen),
        shown=shown,
    )


def rare_odds(sets: Sequence[Mapping[int, frozenset[str]]]) -> dict[str, float]:
    """Log odds of a photo of the set not showing each name.

    `sets` holds what each photo shows; for a name in several sets, the first set counts.
    """
    found: dict[str, float] = {}
    for seen in sets:
        counts = Counter(name for names in seen.values() for name in names)
        odds = {n: math.log((len(seen) - count + 1) / (count + 1)) for n, count in counts.items()}
        found = {name: round(value, 3) for name, value in sorted(odds.items())} | found
    return found


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


def fit_yes(start: AnswerRule, seen: Sequence[Tried], form: Form) -> tuple[float, ...]:
    """Fit the weights that separate yes from no, on the questions of a form.

    A weight with the wrong sign becomes zero. The prior of the question itself counts only in
    questions that do not ask whether a thing is there.
    """
    inputs, truth = [], []
    for one in seen:
        asking = read(one.item.question)
        if asking.form is form and one.item.answer in (YES, "no"):
            probabilities = {thing.name: thing.probability for thing in one.encoding.objects}
            things = tuple(probabilities.get(name, ABSENT) for name in asking.things)
            odds = usual(start, one.item.question) if form is Form.YES_NO else 0.0
            rare = rarity(start, asking)
            inputs.append(yes_features(one.guesses, things, odds, rare))
            truth.append(one.item.answer == YES)
    seen_of, right = np.array(inputs), np.array(truth)
    seen_of *= fit_logistic(seen_of, right)[:-1] > 0
    return _rounded(fit_logistic(seen_of, right))


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
    return _rounded(fit_choice(options, right, np.array(START.forms[Form.OPEN].best)))


def fit_right(ways: Sequence[Weighed], right: NDArray[np.float64], form: Form) -> tuple[float, ...]:
    """Fit the probability that an answer is right, on the questions of a form."""
    of_form = [place for place, one in enumerate(ways) if one.asking.form is form]
    inputs = np.array([ways[place].features for place in of_form])
    return _rounded(fit_logistic(inputs, right[of_form]))


def fitted(start: AnswerRule, seen: Sequence[Tried]) -> AnswerRule:
    """The rule with fitted weights and without thresholds; `start` comes from `begin`."""
    best = {
        form: fit_best(seen) if form is Form.OPEN else fit_yes(start, seen, form) for form in Form
    }
    rule = replace(start, forms={form: Weights(best[form], ()) for form in Form})
    ways = [weigh(rule, one.encoding, one.item.question, one.guesses) for one in seen]
    right = np.array([rightness(one.item, way.answer) for one, way in zip(seen, ways, strict=True)])
    weights = {form: Weights(best[form], fit_right(ways, right, form)) for form in Form}
    return replace(rule, forms=weights)


def parts_of(seen: Sequence[Tried], others: Sequence[Tried]) -> NDArray[np.int64]:
    """A fold number for each question and each of the others, the same for all of one photo."""
    every = [_photo(one) for one in (*seen, *others)]
    photos = {photo: n for n, photo in enumerate(sorted(set(every)))}
    return folds(len(photos), PARTS)[[photos[photo] for photo in every]]


def cross_fitted(start: AnswerRule, seen: Sequence[Tried]) -> list[Reply]:
    """The reply to each question by a rule fitted without its photo, without thresholds."""
    return _crossed(start, seen, seen, fitted)


def cross_replied(
    start: AnswerRule, seen: Sequence[Tried], asks: Sequence[Tried] | None = None
) -> list[Reply]:
    """As `cross_fitted`, with the thresholds also chosen without the photo.

    Returns the replies to `asks`, by default to `seen`.
    """
    return _crossed(start, seen, seen if asks is None else asks, rule_of)


def _crossed(
    start: AnswerRule,
    seen: Sequence[Tried],
    asks: Sequence[Tried],
    make: Callable[[AnswerRule, Sequence[Tried]], AnswerRule],
) -> list[Reply]:
    every = parts_of(seen, asks)
    part, wanted = every[: len(seen)], every[len(seen) :]
    found: dict[int, Reply] = {}
    for number in range(PARTS):
        rule = make(start, [one for one, p in zip(seen, part, strict=True) if p != number])
        verifier = EmbeddedAnswerVerifier(rule)
        for place in np.flatnonzero(wanted == number):
            one = asks[int(place)]
            found[int(place)] = verifier.reply(one.encoding, one.item.question, one.guesses)
    return [found[place] for place in range(len(asks))]


def rule_of(start: AnswerRule, seen: Sequence[Tried]) -> AnswerRule:
    """The whole rule: weights from all questions, thresholds from cross-fitted probabilities."""
    rule = fitted(start, seen)
    ways = [weigh(rule, one.encoding, one.item.question, one.guesses) for one in seen]
    pairs = zip(seen, cross_fitted(start, seen), ways, strict=True)
    spoken = [(one, reply) for one, reply, way in pairs if tellable(rule, way)]
    values = np.array([reply.probability for _, reply in spoken])
    good = rights([one for one, _ in spoken], [reply for _, reply in spoken])
    asks = np.array([read(one.item.question).form for one, _ in spoken])
    human = np.array([one.item.kind == "vqa" for one, _ in spoken])
    bars = {}
    for form in Form:
        there = form in PRESENCES
        of_form = (asks == form) & (there | human)
        shares = (PLAIN_PRESENCE, SPOKEN_PRESENCE) if there else (PLAIN, SPOKEN)
        bars[form] = bars_on(values[of_form], good[of_form], *shares)
    forms = {form: replace(numbers, bars=bars[form]) for form, numbers in rule.forms.items()}
    return replace(rule, forms=forms, absent=least_present(seen))


def bars_on(
    values: NDArray[np.float64], right: NDArray[np.float64], of_plain: float, of_spoken: float
) -> Bars:
    """The lowest thresholds over which these shares of plain answers and of all spoken ones are
    right.

    If no threshold is good enough, an answer has to be surer than all of these.
    """
    highest = float(values.max(initial=0.0))
    plain = min(least(values, right, of_plain), round((1 + highest) / 2, 4))
    spoken = least(values, right, of_spoken)
    probably = min(plain, max(spoken, least(values, right, PROBABLY, plain)))
    return Bars(plain, probably, least(values, right, UNSURE, probably))


def rights(seen: Sequence[Tried], replies: Sequence[Reply]) -> NDArray[np.float64]:
    """How right each reply is."""
    pairs = zip(seen, replies, strict=True)
    return np.array([rightness(one.item, reply.answer) for one, reply in pairs])


def calibrate_answers(
    folders: Folders, weights: Path, shown: float
) -> tuple[AnswerRule, dict[str, float]]:
    """Fit the rule, and measure it cross-fitted on the same questions.

    A thing is said to be there only from the probability `shown`.
    """
    start = begin(folders, shown)
    return calibrated(load(weights), folders, chosen(folders), start)


def calibrated(
    model: VisionModel, folders: Folders, items: Sequence[MadeQuestion], start: AnswerRule
) -> tuple[AnswerRule, dict[str, float]]:
    """The same for any model whose encodings come from the embedded witness."""
    seen = tried(model, folders, items)
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


def least_present(seen: Sequence[Tried]) -> float:
    """The probability below which a thing taken for granted counts as missing.

    0, which means never, if even things that the witness does not list are there too often.
    """
    lowest = []
    for one in seen:
        way = weigh(START, one.encoding, one.item.question, one.guesses)
        taken = [way.present[name] for name in way.asking.taken]
        if taken and not way.asking.either and one.item.answer not in (UNANSWERABLE, "no"):
            lowest.append(min(taken))
    bar = float(np.quantile(lowest, REFUSED))
    return round(bar, 4) if bar > ABSENT else 0.0


def _photo(one: Tried) -> tuple[str, int]:
    return one.item.set_name, one.item.index


def _rounded(beta: NDArray[np.float64]) -> tuple[float, ...]:
    return tuple(round(float(value), 5) for value in beta)
