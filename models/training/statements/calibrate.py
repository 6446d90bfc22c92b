"""Fit the rule of `models/embedded/statements.py` on validation photos.

Every true sentence is put to its own photo and to another one whose main thing is the same, so that
a judge that does not look at the picture is right half of the time.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from models.embedded.model import EmbeddedModel
from models.embedded.statements import (
    START,
    Bars,
    EmbeddedStatementVerifier,
    StatementRule,
    load_network,
)
from models.lexicon.sentences import parse
from models.training.common.data import Folders, photo_of, records
from models.training.common.metrics import NEVER, Array, fitted
from models.training.statements.sentences import told

SETS = ("coco", "flickr8k")
PLAIN, PROBABLY = 0.95, 0.8
"""The least share of right verdicts about as likely as a bar."""
WINDOW = 120
"""How many verdicts are about as likely."""


@dataclass(frozen=True)
class Examples:
    """Sentences put to photos."""

    words: Array
    """The features of each sentence with its photo or another one [N, F]."""
    true: NDArray[np.bool_]
    sets: tuple[str, ...]
    group: NDArray[np.int64]
    """The row of the sentence's own photo."""


def collect(folders: Folders, model: EmbeddedModel) -> Examples:
    """Put each sentence about a validation photo to it, and to one whose main thing is the same."""
    verifier = EmbeddedStatementVerifier(model, START, load_network(model))
    chance = random.Random(0)
    words, true, sets, group = [], [], [], []
    for name in SETS:
        every, photos = records(folders, name), told(folders, "val", (name,))
        seen = {}
        for one in photos:
            row = one.photo[1]
            picture = photo_of(folders, name, every[row])
            seen[row] = picture, model.look(picture)
        main = {row: look.objects[0].name for row, (_, look) in seen.items() if look.objects}
        others = companions(main, chance)
        for one in photos:
            row = one.photo[1]
            both = (row, others[row]) if row in others else ()
            for shown, sentence in product(both, one.sentences):
                words.append(verifier.values(*seen[shown], parse(sentence)))
                true.append(shown == row)
                sets.append(name)
                group.append(row)
    return Examples(np.array(words), np.array(true), tuple(sets), np.array(group))


def companions(main: Mapping[int, str], chance: random.Random) -> dict[int, int]:
    """For each photo, another one whose main thing is the same, if there is one."""
    alike: dict[str, list[int]] = {}
    for row, thing in main.items():
        alike.setdefault(thing, []).append(row)
    found = {}
    for row, thing in main.items():
        others = [other for other in alike[thing] if other != row]
        if others:
            found[row] = chance.choice(others)
    return found


def bars_of(probability: Array, truth: NDArray[np.bool_]) -> Bars:
    """From where on verdicts are right often enough, true and false ones apart."""
    edges = [
        _bar(scores, right, level)
        for scores, right in ((probability, truth), (1 - probability, ~truth))
        for level in (PLAIN, PROBABLY)
    ]
    return Bars(edges[0], edges[1], round(1 - edges[2], 4), round(1 - edges[3], 4))


def _bar(scores: Array, right: NDArray[np.bool_], level: float) -> float:
    """The lowest score down to which each `WINDOW` of verdicts is right often enough."""
    order = np.argsort(-scores, kind="stable")
    each = np.convolve(right[order], np.ones(WINDOW) / WINDOW, "valid")
    below = np.flatnonzero(each < level)
    windows = int(below[0]) if len(below) else len(each)
    if windows == 0:
        return NEVER
    return round(float(scores[order[windows - 1 + WINDOW // 2]]), 4)


def auc(positive: Array, negative: Array) -> float:
    """The share of positives above negatives; equal ones count by half."""
    order = np.sort(negative)
    below = np.searchsorted(order, positive, "left") + np.searchsorted(order, positive, "right")
    return float(below.mean() / (2 * len(order)))


def figures(
    probability: Array, truth: NDArray[np.bool_], bars: Bars, kinds: Sequence[str]
) -> Iterator[tuple[str, dict[str, float]]]:
    """For all sentences and those of each kind: AUC, the share judged, and how much is right."""
    kind = np.array(kinds)
    verdict = np.where(probability >= bars.true_probably, 1, 0)
    verdict -= np.where(probability <= bars.false_probably, 1, 0)
    plain = (probability >= bars.true_plain) | (probability <= bars.false_plain)
    for name in ("all", *dict.fromkeys(kinds)):
        here = np.full(len(truth), True) if name == "all" else kind == name
        judged = here & (verdict != 0)
        right = (verdict > 0) == truth
        yield (
            name,
            {
                "sentences": int(here.sum()) // 2,
                "AUC": auc(probability[here & truth], probability[here & ~truth]),
                "judged": float(judged.sum() / here.sum()),
                "right": float(right[judged].mean()),
                "plain": float((judged & plain).sum() / here.sum()),
                "plain and right": float(right[judged & plain].mean()),
            },
        )


def fit(found: Examples) -> StatementRule:
    """Fit the rule, and print what it gives, cross-fitted, beside the towers' cosine alone."""
    fit = fitted(found.words, found.true, found.group)
    rule = StatementRule(fit.weights, bars_of(fit.honest, found.true))
    for name, scores in (("words", fit.honest), ("cosine alone", found.words[:, 0])):
        for kind, table in figures(scores, found.true, rule.words_bars, found.sets):
            print(name, kind, {key: round(value, 3) for key, value in table.items()}, flush=True)
    return rule


def calibrate(folders: Folders, model: EmbeddedModel) -> StatementRule:
    """Fit the rule on the validation photos."""
    return fit(collect(folders, model))
