"""Fit the rule of `models/embedded/statements.py` on validation photos.

Every true sentence is put to its own photo and to another one whose main thing is the same, so that
a judge that does not look at the picture is right half of the time.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models import json_files
from models.embedded import answer_verifier
from models.embedded.answer_verifier import AnswerRule
from models.embedded.caption_verifier import ABSENT
from models.embedded.model import EmbeddedModel
from models.embedded.statements import (
    Bars,
    StatementRule,
    features,
    lifts_of,
    presence_features,
    tile_vectors,
)
from models.interfaces import Vector
from models.lexicon.statements import parse
from models.training.common.data import Folders, keep, read_photo, records
from models.training.common.metrics import Array, fit_logistic, logistic
from models.training.statements.sentences import Photo, told

SETS = ("coco", "flickr8k")
FOLDS = 5
PLAIN, PROBABLY = 0.95, 0.78
"""The least share of right verdicts about as likely as a bar."""
WINDOW = 120
"""How many verdicts are about as likely."""
NEVER = 1.01
"""A probability that nothing has."""


@dataclass(frozen=True)
class Observed:
    """What the model that ships sees in the photos of a set."""

    rows: tuple[int, ...]
    vectors: NDArray[np.float32]
    """[N, 1 + tiles, space]"""
    names: tuple[str, ...]
    witness: NDArray[np.float32]
    """[N, names]"""
    counts: NDArray[np.float32]
    """How often people's sentences hold each run of words [N, runs]."""

    def thing(self, row: int, name: str) -> float:
        """The probability of a thing in a photo."""
        if name not in self.names:
            return ABSENT
        return max(ABSENT, float(self.witness[self.rows.index(row), self.names.index(name)]))

    def main(self, row: int) -> str:
        """The likeliest thing in a photo."""
        return self.names[int(self.witness[self.rows.index(row)].argmax())]


def observe(folders: Folders, model: EmbeddedModel, name: str) -> Observed:
    """Look at all validation photos of a set that have sentences, once."""
    path = folders.work / "statements" / f"{name}.npz"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        rows = [one.photo[1] for one in told(folders, "val", (name,))]
        every, vectors, seen, counts = records(folders, name), [], [], []
        for row in rows:
            picture = read_photo(folders.photos(name) / f"{every[row]['photo']}.webp")
            look = model.look(picture)
            vectors.append(np.stack([model.embed_look(look), *tile_vectors(model, picture)]))
            seen.append({one.name: one.probability for one in look.objects})
            counts.append(model.expected_counts(look))
        names = sorted({name for one in seen for name in one})
        witness = [[one.get(name, 0.0) for name in names] for one in seen]
        keep(path, rows=np.array(rows), vectors=np.stack(vectors), names=np.array(names),
             witness=np.array(witness, np.float32), counts=np.stack(counts))  # fmt: skip
    with np.load(path) as kept:
        rows, names = kept["rows"].tolist(), kept["names"].tolist()
        arrays = [kept[what] for what in ("vectors", "witness", "counts")]
        return Observed(tuple(rows), arrays[0], tuple(names), *arrays[1:])


@dataclass(frozen=True)
class Pair:
    """A true sentence, its photo, and another that is like it."""

    sentence: str
    own: Photo
    other: Photo


def pairs(folders: Folders, seen: Mapping[str, Observed]) -> list[Pair]:
    """Each sentence of the validation photos, with a photo whose main thing is the same."""
    chance, found = random.Random(0), []
    for name, observed in seen.items():
        alike: dict[str, list[int]] = {}
        for row in observed.rows:
            alike.setdefault(observed.main(row), []).append(row)
        for one in told(folders, "val", (name,)):
            row = one.photo[1]
            main = observed.main(row) if row in observed.rows else ""
            others = [other for other in alike.get(main, ()) if other != row]
            if others:
                other = name, chance.choice(others)
                found += [Pair(text, one.photo, other) for text in one.sentences]
    return found


def words_of(
    model: EmbeddedModel, observed: Observed, row: int, sentence: str, text: Vector
) -> tuple[float, ...]:
    """The features of a sentence put to a photo; `text` is its vector."""
    place = observed.rows.index(row)
    fits = (observed.vectors[place] @ text).tolist()
    things = [observed.thing(row, one.claim.name) for one in parse(sentence).claims]
    return features(fits, things, lifts_of(model, observed.counts[place], sentence))


def presences(
    folders: Folders, observed: Observed, rare: Mapping[str, float]
) -> tuple[Array, NDArray[np.bool_]]:
    """The features of COCO's things that are there and of as many, as frequent, that are not."""
    chance, inputs, truth = random.Random(0), [], []
    every = records(folders, "coco")
    there = [(row, name) for row in observed.rows for name in every[row]["objects"]]
    for row, name in there:
        absent = chance.choice(there)[1]
        for thing, shown in ((name, True), (absent, False)):
            if shown or thing not in every[row]["objects"]:
                inputs.append(presence_features(thing, observed.thing(row, thing), rare))
                truth.append(shown)
    return np.array(inputs), np.array(truth)


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


def calibrate(
    folders: Folders, model: EmbeddedModel, embed: Callable[[str], Vector] | None = None
) -> StatementRule:
    """Fit the rule, and print what it gives, cross-fitted; `embed` may be a cached text tower."""
    seen = {name: observe(folders, model, name) for name in SETS}
    rare = json_files.read(model.folder / answer_verifier.FILE, AnswerRule).rare
    things, there = presences(folders, seen["coco"], rare)
    folds = np.arange(len(there))
    presence = cross_fitted(things, there, folds)
    rows, truth, group, kinds = [], [], [], []
    vectors: dict[str, Vector] = {}
    for one in pairs(folders, seen):
        if one.sentence not in vectors:
            vectors[one.sentence] = (embed or model.embed_text)(one.sentence)
        for photo, true in ((one.own, True), (one.other, False)):
            values = words_of(model, seen[photo[0]], photo[1], one.sentence, vectors[one.sentence])
            rows.append(values)
            truth.append(true)
            group.append(one.own[1])
            kinds.append(photo[0])
    inputs, right = np.array(rows), np.array(truth)
    words = cross_fitted(inputs, right, np.array(group))
    rule = StatementRule(
        fitted(things, there),
        bars_of(presence, there),
        fitted(inputs, right),
        bars_of(words, right),
    )
    for name, scores, known, bars, of in (
        ("presence", presence, there, rule.presence_bars, ["coco"] * len(there)),
        ("words", words, right, rule.words_bars, kinds),
        ("cosine alone", inputs[:, 0], right, rule.words_bars, kinds),
    ):
        for kind, table in figures(scores, known, bars, of):
            print(name, kind, {key: round(value, 3) for key, value in table.items()}, flush=True)
    return rule
