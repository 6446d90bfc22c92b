"""How good the answers are on validation questions, and how good they would be without looking."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.embedded.answering import EmbeddedAnswerJudge, load_answer_judge
from models.embedded.model import EmbeddedModel
from models.interfaces import Certainty, Reply
from models.training import question_only
from models.training.answer_rule import Tried, chosen, rightness, tried, tried_of
from models.training.data import Folders
from models.training.metrics import calibration_error
from models.training.question_only import is_yes_no
from models.training.question_parts import Asked
from models.training.question_scores import UNANSWERABLE, abstention_precision
from models.training.questions import KINDS, asked

SHUFFLED = 400


@dataclass(frozen=True)
class AnswerFigure:
    """One measured value, over a number of questions."""

    what: str
    value: float
    questions: int

    def sentence(self) -> str:
        """For the card."""
        return f"{self.what}: {self.value:.3g} ({self.questions} questions)."


def answer_figures(model: EmbeddedModel, folders: Folders) -> list[AnswerFigure]:
    """All that is told of the answers."""
    judge = load_answer_judge(model.folder)
    items = [item for item in _all_given(folders) + chosen(folders)]
    seen = tried(model, folders, list(dict.fromkeys(items)))
    replies = [judge.reply(one.look, one.item.question, one.guesses) for one in seen]
    guess = question_only.train([item for kind in KINDS for item in asked(folders, "train")[kind]])
    found: list[AnswerFigure] = []
    for what, wanted in (
        ("VQA v2", lambda item: item.kind == "vqa"),
        ("VQA v2, yes or no", lambda item: item.kind == "vqa" and is_yes_no(item)),
        ("DAQUAR", lambda item: item.kind == "daquar"),
        ("Is there a thing", lambda item: item.kind == "presence"),
    ):
        pairs = [p for p in zip(seen, replies, strict=True) if wanted(p[0].item)]
        blind = guess.said([one.item.question for one, _ in pairs])
        right = [rightness(one.item, reply.answer) for one, reply in pairs]
        unseen = [rightness(one.item, b) for (one, _), b in zip(pairs, blind, strict=True)]
        found.append(AnswerFigure(f"{what}, right", float(np.mean(right)), len(pairs)))
        found.append(
            AnswerFigure(f"{what}, right without looking", float(np.mean(unseen)), len(pairs))
        )
        found += _answered(what, [reply for _, reply in pairs], np.array(right))
    every = np.array([rightness(s.item, r.answer) for s, r in zip(seen, replies, strict=True)])
    probability = np.array([reply.probability for reply in replies])
    found += _answered("All questions", replies, every)
    error = calibration_error(probability, every >= 0.5)
    found.append(AnswerFigure("All questions, calibration error", error, len(every)))
    found.append(_abstention(seen, probability))
    return found + _shuffled(model, judge, folders, [s.item for s in seen if s.item.kind == "vqa"])


def _all_given(folders: Folders) -> list[Asked]:
    kinds = asked(folders, "val")
    return kinds["vqa"] + kinds["daquar"]


def _answered(
    what: str, replies: Sequence[Reply], right: NDArray[np.float64]
) -> list[AnswerFigure]:
    """How many are graded plain or probably, and how many of these are right."""
    grades = np.array([reply.certainty for reply in replies])
    answered = np.isin(grades, [Certainty.PLAIN, Certainty.PROBABLY])
    plain = grades == Certainty.PLAIN
    figures = [AnswerFigure(f"{what}, answered", float(answered.mean()), len(right))]
    for name, inside in (("answered", answered), ("plain", plain)):
        if inside.any():
            value, count = float(right[inside].mean()), int(inside.sum())
            figures.append(AnswerFigure(f"{what}, right of those {name}", value, count))
    return figures


def _abstention(seen: Sequence[Tried], probability: NDArray[np.float64]) -> AnswerFigure:
    """The doubt against VQA's and DAQUAR's questions, half of all unanswerable."""
    rows = [n for n, s in enumerate(seen) if s.item.kind in ("vqa", "daquar", "unanswerable")]
    none = np.array([seen[n].item.answer == UNANSWERABLE for n in rows])
    value = abstention_precision(1 - probability[rows], none)
    return AnswerFigure("Doubt, average precision where half have no answer", value, len(rows))


def _shuffled(
    model: EmbeddedModel, judge: EmbeddedAnswerJudge, folders: Folders, items: Sequence[Asked]
) -> list[AnswerFigure]:
    """The same questions put to the photo of another one."""
    items = items[:SHUFFLED]
    half = len(items) // 2
    photos = [(item.set_name, item.index) for item in (*items[half:], *items[:half])]
    wrong = tried_of(model, folders, list(zip(items, photos, strict=True)))
    replies = [judge.reply(one.look, one.item.question, one.guesses) for one in wrong]
    right = [rightness(s.item, r.answer) for s, r in zip(wrong, replies, strict=True)]
    what = "VQA v2 with the photos shuffled"
    return [
        AnswerFigure(f"{what}, right", float(np.mean(right)), len(right)),
        *_answered(what, replies, np.array(right)),
    ]
