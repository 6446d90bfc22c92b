"""How good answers to validation questions are, with the photo and without it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from models.embedded.answer_verifier import YES, load_answer_verifier
from models.embedded.caption_verifier import load_verifier
from models.embedded.model import EmbeddedModel
from models.embedded.question_form import Form, read
from models.interfaces import SAYABLE, Certainty, Reply
from models.training.answerer.answer_rule import (
    Tried,
    absent_at_random,
    begin,
    chosen,
    cross_replied,
    polled,
    rightness,
    rights,
    tried,
    tried_of,
)
from models.training.common.data import Folders
from models.training.common.metrics import calibration_error
from models.training.texts import question_only
from models.training.texts.question_only import is_yes_no
from models.training.texts.question_parts import MadeQuestion
from models.training.texts.question_scores import UNANSWERABLE, abstention_precision
from models.training.texts.questions import KINDS, asked

SHUFFLED = 400


@dataclass(frozen=True)
class AnswerFigure:
    """One measured value, over a number of questions."""

    what: str
    value: float
    questions: int
    counted: str = "questions"
    """What is counted, if not questions."""

    def sentence(self) -> str:
        """A line of the model card."""
        return f"{self.what}: {self.value:.3g} ({self.questions} {self.counted})."


Graded: TypeAlias = dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]]
"""The probabilities of the answers and how right each was, by kind of question."""


def answer_figures(model: EmbeddedModel, folders: Folders) -> tuple[list[AnswerFigure], Graded]:
    """All figures about answers. The grades are cross-fitted, so no photo grades itself."""
    start = begin(folders, load_verifier(model.folder).grades.unsure)
    seen = tried(model, folders, chosen(folders))
    replies = cross_replied(start, seen)
    guess = question_only.train([item for kind in KINDS for item in asked(folders, "train")[kind]])
    found: list[AnswerFigure] = []
    graded: Graded = {}

    def report(what: str, ones: Sequence[Tried], own: Sequence[Reply]) -> None:
        blind = guess.said([one.item.question for one in ones])
        unseen = [rightness(one.item, answer) for one, answer in zip(ones, blind, strict=True)]
        right = rights(ones, own)
        graded[what] = np.array([reply.probability for reply in own]), right
        found.extend(
            [
                AnswerFigure(f"{what}, right", float(right.mean()), len(ones)),
                AnswerFigure(f"{what}, right without looking", float(np.mean(unseen)), len(ones)),
                *_answered(what, own, right),
            ]
        )

    for what, wanted in REPORTED_KINDS.items():
        pairs = [p for p in zip(seen, replies, strict=True) if wanted(p[0].item)]
        report(what, [one for one, _ in pairs], [reply for _, reply in pairs])
    asks = tried(model, folders, polled(folders))
    report("Is there a thing, as POPE asks of popular ones", asks, cross_replied(start, seen, asks))
    absent = tried(model, folders, absent_at_random(folders))
    found.append(_false_yes(cross_replied(start, seen, absent)))
    every = rights(seen, replies)
    probability = np.array([reply.probability for reply in replies])
    found += _answered("All questions", replies, every)
    error = calibration_error(probability, every >= 0.5)
    found.append(AnswerFigure("All questions, calibration error", error, len(every)))
    found.append(_abstention(seen, probability))
    graded["All questions"] = probability, every
    questions = [one.item for one in seen if one.item.kind == "vqa"]
    return [*found, *_shuffled(model, folders, questions)], graded


REPORTED_KINDS: dict[str, Callable[[MadeQuestion], bool]] = {
    "VQA v2": lambda item: item.kind == "vqa",
    "VQA v2, yes or no": lambda item: item.kind == "vqa" and is_yes_no(item),
    "DAQUAR": lambda item: item.kind == "daquar",
    "Is there a thing": lambda item: item.kind == "presence",
    "Is there a thing, of COCO's names": lambda item: (
        item.kind == "presence" and read(item.question).form is Form.PRESENCE
    ),
}


def _false_yes(replies: Sequence[Reply]) -> AnswerFigure:
    """How often the model says that an absent thing is there."""
    spoken = [reply.answer == YES and reply.certainty in SAYABLE for reply in replies]
    what = "Is there a thing, absent and drawn at random, said to be there"
    return AnswerFigure(what, float(np.mean(spoken)), len(spoken))


def _answered(
    what: str, replies: Sequence[Reply], right: NDArray[np.float64]
) -> list[AnswerFigure]:
    """The share answered plainly or with "probably", and the share of those that is right."""
    grades = np.array([reply.certainty for reply in replies])
    answered = np.isin(grades, SAYABLE)
    plain = grades == Certainty.PLAIN
    figures = [AnswerFigure(f"{what}, answered", float(answered.mean()), len(right))]
    for name, inside in (("answered", answered), ("plain", plain)):
        if inside.any():
            value, count = float(right[inside].mean()), int(inside.sum())
            figures.append(AnswerFigure(f"{what}, right of those {name}", value, count))
    return figures


def _abstention(seen: Sequence[Tried], probability: NDArray[np.float64]) -> AnswerFigure:
    """How well doubt detects unanswerable questions: average precision with half unanswerable."""
    rows = [n for n, s in enumerate(seen) if s.item.kind in ("vqa", "daquar", "unanswerable")]
    none = np.array([seen[n].item.answer == UNANSWERABLE for n in rows])
    value = abstention_precision(1 - probability[rows], none)
    return AnswerFigure("Doubt, average precision where half have no answer", value, len(rows))


def _shuffled(
    model: EmbeddedModel, folders: Folders, items: Sequence[MadeQuestion]
) -> list[AnswerFigure]:
    """The same questions, asked about the photo of another question."""
    verifier = load_answer_verifier(model.folder)
    items = items[:SHUFFLED]
    half = len(items) // 2
    photos = [(item.set_name, item.index) for item in (*items[half:], *items[:half])]
    wrong = tried_of(model, folders, list(zip(items, photos, strict=True)))
    replies = [verifier.reply(one.encoding, one.item.question, one.guesses) for one in wrong]
    right = rights(wrong, replies)
    what = "VQA v2 with the photos shuffled"
    return [
        AnswerFigure(f"{what}, right", float(right.mean()), len(right)),
        *_answered(what, replies, right),
    ]
