"""Train the network that picks an answer, and measure it on the validation questions."""

import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from models.embedded.answer_choices import grams
from models.embedded.text_encoder import TextEncoder
from models.lexicon.names import names
from models.training.answerer.answer_network import AnswerNetwork, AnswerShape
from models.training.answerer.photo_arrays import PhotoArrays, PhotoFeatures
from models.training.captioner.train import pace
from models.training.common.data import Folders
from models.training.common.run import Run
from models.training.common.text_encoder import Texts
from models.training.texts.question_only import is_yes_no, score
from models.training.texts.question_parts import MadeQuestion
from models.training.texts.question_scores import UNANSWERABLE
from models.training.texts.questions import asked

ANSWERS = 1500
"""The most common answers are candidates, as are those that people gave at least twice."""
GIVEN = ("vqa", "cocoqa", "daquar")
PART = 256


@dataclass(frozen=True)
class ChoiceRecipe:
    """Hyperparameters of the training."""

    steps: int = 1500
    batch: int = 192
    rate: float = 1e-3
    weight_decay: float = 0.3
    average: float = 0.998
    shares: dict[str, float] = field(
        default_factory=lambda: {"vqa": 0.1, "daquar": 0.2, "cocoqa": 0.1, "presence": 0.12}
    )
    """How often a kind is drawn; the others share the rest in proportion to the roots of their
    sizes."""
    seed: int = 1


def answers_of(items: Sequence[MadeQuestion]) -> Counter[str]:
    """The candidate answers, each with the number of questions it is right for."""
    counts = Counter(answer for item in items for answer in item.answers)
    given = Counter(a for item in items if item.kind in GIVEN for a in dict.fromkeys(item.answers))
    chosen = [answer for answer, _ in counts.most_common(ANSWERS)]
    chosen += [answer for answer, count in given.items() if count >= 2]
    return Counter({answer: counts[answer] for answer in chosen})


class QuestionSampler:
    """Draws batches of questions and turns them into the network's inputs."""

    def __init__(
        self, analyses: PhotoArrays, texts: Texts, answers: Sequence[str], seed: int
    ) -> None:
        """`answers` in the network's order."""
        self._analyses, self._texts = analyses, texts
        self._place = {answer: place for place, answer in enumerate(answers)}
        self._random = random.Random(seed)

    def draw(
        self, kinds: dict[str, list[MadeQuestion]], shares: dict[str, float], size: int
    ) -> list[MadeQuestion]:
        """Questions of mixed kinds."""
        drawn = self._random.choices(list(shares), list(shares.values()), k=size)
        return [self._random.choice(kinds[kind]) for kind in drawn]

    def inputs(
        self, items: Sequence[MadeQuestion], learning: bool = True
    ) -> tuple[Tensor, Tensor, Tensor, PhotoFeatures]:
        """The inputs of `AnswerNetwork`; in training, every second photo is mirrored on average."""
        states, real = self._texts.batch(item.question for item in items)
        rows = [grams(item.question) for item in items]
        bags = torch.full((len(rows), max(map(len, rows))), -1)
        for place, row in enumerate(rows):
            bags[place, : len(row)] = torch.tensor(row)
        turned = [
            learning and not _has_sides(item) and self._random.random() < 0.5 for item in items
        ]
        photos = [(item.set_name, item.index) for item in items]
        return states, real, bags, self._analyses.batch(photos, turned)

    def targets(self, items: Sequence[MadeQuestion]) -> Tensor:
        """The share of people who gave each answer, [B, A]."""
        wanted = torch.zeros(len(items), len(self._place))
        for row, item in enumerate(items):
            places = [self._place[answer] for answer in item.answers if answer in self._place]
            for place in places:
                wanted[row, place] += 1 / len(places)
        return wanted


def _has_sides(item: MadeQuestion) -> bool:
    said = " ".join((item.question, *item.answers))
    return "left" in said or "right" in said


def shares_of(kinds: dict[str, list[MadeQuestion]], fixed: dict[str, float]) -> dict[str, float]:
    """How often each kind is drawn; `fixed` kinds keep their share."""
    roots = {kind: len(rows) ** 0.5 for kind, rows in kinds.items() if kind not in fixed}
    rest = (1 - sum(fixed.values())) / sum(roots.values())
    return fixed | {kind: root * rest for kind, root in roots.items()}


def train_choices(folders: Folders, encoder: TextEncoder, recipe: ChoiceRecipe, run: str) -> Path:
    """Train the network and return the path of the averaged weights."""
    torch.manual_seed(recipe.seed)
    learned = {kind: items for kind, items in asked(folders, "train").items() if kind != "describe"}
    known = answers_of([item for items in learned.values() for item in items])
    kinds = {
        kind: [item for item in items if any(answer in known for answer in item.answers)]
        for kind, items in learned.items()
    }
    judged = asked(folders, "val")
    chosen = {kind: judged[kind] for kind in (*GIVEN, "presence")}
    every = [item.question for part in (kinds, chosen) for items in part.values() for item in items]
    texts = Texts(encoder, every, folders.work / "choices.states.npz")
    means = np.stack([encoder.states(answer)[0].mean(0) for answer in known])
    counts = torch.tensor([float(count) for count in known.values()])
    model = AnswerNetwork(AnswerShape(len(names())), torch.from_numpy(means), counts)
    under_way = Run(folders, run, recipe, model)
    sampler = QuestionSampler(
        PhotoArrays(folders), texts, list(known), recipe.seed + under_way.step
    )
    shares = shares_of(kinds, recipe.shares)
    for step in range(under_way.step, recipe.steps):
        items = sampler.draw(kinds, shares, recipe.batch)
        likely = model(*sampler.inputs(items)).log_softmax(1)
        loss = -(sampler.targets(items) * likely).sum(1).mean()
        value = [("loss", float(loss.detach()))]
        under_way.update(loss, recipe.rate * pace(step, recipe.steps), value)
    target = under_way.end()
    (target.parent / "answers.json").write_text(json.dumps(list(known)), encoding="utf-8")
    model.eval()
    for kind, items in chosen.items():
        said = said_of(model, sampler, list(known), items)
        entry = {"kind": kind, "right": round(score(said, items), 1), "questions": len(items)}
        if kind == "vqa":
            pairs = [pair for pair in zip(said, items, strict=True) if is_yes_no(pair[1])]
            entry["yes or no"] = round(score([s for s, _ in pairs], [i for _, i in pairs]), 1)
        under_way.note(entry)
    return target


@torch.inference_mode()
def said_of(
    model: AnswerNetwork,
    sampler: QuestionSampler,
    answers: list[str],
    items: Sequence[MadeQuestion],
) -> list[str]:
    """The most likely answer to each question; "unanswerable" is never chosen."""
    found: list[str] = []
    for start in range(0, len(items), PART):
        logits = model(*sampler.inputs(items[start : start + PART], learning=False))
        logits[:, answers.index(UNANSWERABLE)] = -torch.inf
        found += [answers[place] for place in logits.argmax(1).tolist()]
    return found
