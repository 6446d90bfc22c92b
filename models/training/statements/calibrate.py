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

from models.embedded.caption_verifier import ABSENT
from models.embedded.model import EmbeddedModel
from models.embedded.statements import (
    START,
    Bars,
    EmbeddedStatementVerifier,
    StatementRule,
    load_network,
    presence_features,
    rarities,
)
from models.interfaces import ImageEncoding, Picture
from models.lexicon.sentences import parse
from models.training.common.data import Folders, read_photo, records
from models.training.common.metrics import Array, fit_logistic, logistic
from models.training.statements.sentences import told

SETS = ("coco", "flickr8k")
FOLDS = 5
PLAIN, PROBABLY = 0.95, 0.8
"""The least share of right verdicts about as likely as a bar."""
WINDOW = 120
"""How many verdicts are about as likely."""
NEVER = 1.01
"""A probability that nothing has."""


@dataclass(frozen=True)
class Examples:
    """Sentences put to photos, and COCO's things."""

    words: Array
    """The features of each sentence with its photo or another one [N, F]."""
    true: NDArray[np.bool_]
    sets: tuple[str, ...]
    group: NDArray[np.int64]
    """The row of the sentence's own photo."""
    things: Array
    """The features of each thing's presence [M, G]."""
    there: NDArray[np.bool_]


@dataclass(frozen=True)
class Seen:
    """A photo as the model sees it."""

    picture: Picture
    look: ImageEncoding

    @property
    def main(self) -> str:
        """The likeliest thing."""
        return self.look.objects[0].name if self.look.objects else ""


def collect(folders: Folders, model: EmbeddedModel) -> Examples:
    """Put each sentence about a validation photo to it, and to one whose main thing is the same."""
    rule, rare = START, rarities(model.folder)
    verifier = EmbeddedStatementVerifier(model, rule, rare, load_network(model))
    chance = random.Random(0)
    words, true, sets, group = [], [], [], []
    things: list[tuple[float, ...]] = []
    there: list[bool] = []
    for name in SETS:
        every, photos = records(folders, name), told(folders, "val", (name,))
        seen = {}
        for one in photos:
            row = one.photo[1]
            picture = read_photo(folders.photos(name) / f"{every[row]['photo']}.webp")
            seen[row] = Seen(picture, model.look(picture))
        others = companions({row: one.main for row, one in seen.items()}, chance)
        for one in photos:
            row = one.photo[1]
            both = (row, others[row]) if row in others else ()
            for shown, sentence in product(both, one.sentences):
                at = seen[shown]
                words.append(verifier.values(at.picture, at.look, parse(sentence)))
                true.append(shown == row)
                sets.append(name)
                group.append(row)
        if name == "coco":
            looks = {row: one.look for row, one in seen.items()}
            things, there = presences({row: every[row]["objects"] for row in seen}, looks, rare)
    return Examples(
        np.array(words), np.array(true), tuple(sets), np.array(group), np.array(things),
        np.array(there),
    )  # fmt: skip


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


def presences(
    objects: Mapping[int, Sequence[str]],
    looks: Mapping[int, ImageEncoding],
    rare: Mapping[str, float],
) -> tuple[list[tuple[float, ...]], list[bool]]:
    """The features of COCO's things that are there and of as many, as frequent, that are not."""
    chance = random.Random(0)
    inputs, truth = [], []
    named = [(row, name) for row, names in objects.items() for name in names]
    for row, name in named:
        witness = {seen.name: seen.probability for seen in looks[row].objects}
        for thing in (name, chance.choice(named)[1]):
            if thing == name or thing not in objects[row]:
                inputs.append(presence_features(thing, witness.get(thing, ABSENT), rare))
                truth.append(thing == name)
    return inputs, truth


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


def fitted(inputs: Array, truth: NDArray[np.bool_]) -> tuple[float, ...]:
    """Weights of a logistic fit for the inputs as they are, the constant last."""
    mean, spread = inputs.mean(0), inputs.std(0) + 1e-6
    beta = fit_logistic((inputs - mean) / spread, truth)
    weights = beta[:-1] / spread
    return tuple(np.round([*weights, beta[-1] - weights @ mean], 5).tolist())


def cross_fitted(inputs: Array, truth: NDArray[np.bool_], group: NDArray[np.int64]) -> Array:
    """Probabilities [N], each from a fit without its group's fold."""
    out = np.zeros(len(inputs))
    for fold in range(FOLDS):
        held = group % FOLDS == fold
        weights = np.array(fitted(inputs[~held], truth[~held]))
        out[held] = logistic(inputs[held], weights)
    return out


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
    presence = cross_fitted(found.things, found.there, np.arange(len(found.there)))
    words = cross_fitted(found.words, found.true, found.group)
    rule = StatementRule(
        fitted(found.things, found.there),
        bars_of(presence, found.there),
        fitted(found.words, found.true),
        bars_of(words, found.true),
    )
    coco = ["coco"] * len(found.there)
    for name, scores, known, bars, of in (
        ("presence", presence, found.there, rule.presence_bars, coco),
        ("words", words, found.true, rule.words_bars, found.sets),
        ("cosine alone", found.words[:, 0], found.true, rule.words_bars, found.sets),
    ):
        for kind, table in figures(scores, known, bars, of):
            print(name, kind, {key: round(value, 3) for key, value in table.items()}, flush=True)
    return rule


def calibrate(folders: Folders, model: EmbeddedModel) -> StatementRule:
    """Fit the rule on the validation photos."""
    return fit(collect(folders, model))
