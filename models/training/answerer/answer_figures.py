"""How good answers to validation questions are, with the photo and without it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from models.embedded.model import EmbeddedModel
from models.embedded.open_answers import START
from models.interfaces import SAYABLE, Certainty, Reply
from models.training.answerer.answer_rule import (
    Tried,
    chosen,
    cross_replied,
    rightness,
    rights,
    tried,
)
from models.training.common.data import Folders
from models.training.common.metrics import Figure, calibration_error
from models.training.texts import question_only
from models.training.texts.question_only import is_yes_no
from models.training.texts.question_parts import MadeQuestion
from models.training.texts.question_scores import UNANSWERABLE, abstention_precision
from models.training.texts.questions import KINDS, asked

_figure = partial(Figure, counted="questions")
Graded: TypeAlias = dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]]
"""The probabilities of the answers and how right each was, by kind of question."""


def answer_figures(model: EmbeddedModel, folders: Folders) -> tuple[list[Figure], Graded]:
    """All figures about answers. The grades are cross-fitted, so no photo grades itself."""
    start = replace(START, shown=model.rule.grades.unsure)
    seen = tried(model, folders, chosen(folders))
    replies = cross_replied(start, seen)
    guess = question_only.train([item for kind in KINDS for item in asked(folders, "train")[kind]])
    found: list[Figure] = []
    graded: Graded = {}

    def report(what: str, ones: Sequence[Tried], own: Sequence[Reply]) -> None:
        blind = guess.said([one.item.question for one in ones])
        unseen = [rightness(one.item, answer) for one, answer in zip(ones, blind, strict=True)]
        right = rights(ones, own)
        graded[what] = np.array([reply.probability for reply in own]), right
        found.extend(
            [
                _figure(f"{what}, right", float(right.mean()), len(ones)),
                _figure(f"{what}, right without looking", float(np.mean(unseen)), len(ones)),
                *_answered(what, own, right),
            ]
        )

    for what, wanted in REPORTED_KINDS.items():
        pairs = [p for p in zip(seen, replies, strict=True) if wanted(p[0].item)]
        report(what, [one for one, _ in pairs], [reply for _, reply in pairs])
    every = rights(seen, replies)
    probability = np.array([reply.probability for reply in replies])
    found += _answered("All questions", replies, every)
    error = calibration_error(probability, every >= 0.5)
    found.append(_figure("All questions, calibration error", error, len(every)))
    found.append(_abstention(seen, probability))
    graded["All questions"] = probability, every
    return found, graded


REPORTED_KINDS: dict[str, Callable[[MadeQuestion], bool]] = {
    "VQA v2": lambda item: item.kind == "vqa",
    "VQA v2, yes or no": lambda item: item.kind == "vqa" and is_yes_no(item),
    "DAQUAR": lambda item: item.kind == "daquar",
}


def _answered(what: str, replies: Sequence[Reply], right: NDArray[np.float64]) -> list[Figure]:
    """The share answered plainly or with "probably", and the share of those that is right."""
    grades = np.array([reply.certainty for reply in replies])
    answered = np.isin(grades, SAYABLE)
    plain = grades == Certainty.PLAIN
    figures = [_figure(f"{what}, answered", float(answered.mean()), len(right))]
    for name, inside in (("answered", answered), ("plain", plain)):
        if inside.any():
            value, count = float(right[inside].mean()), int(inside.sum())
            figures.append(_figure(f"{what}, right of those {name}", value, count))
    return figures


def _abstention(seen: Sequence[Tried], probability: NDArray[np.float64]) -> Figure:
    """How well doubt detects unanswerable questions: average precision with half unanswerable."""
    rows = [n for n, s in enumerate(seen) if s.item.kind in ("vqa", "daquar", "unanswerable")]
    none = np.array([seen[n].item.answer == UNANSWERABLE for n in rows])
    value = abstention_precision(1 - probability[rows], none)
    return _figure("Doubt, average precision where half have no answer", value, len(rows))
