"""Trains the network that chooses an answer, and measures it on the validation questions."""

import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from models.embedded.questions import grams
from models.embedded.text import TextEncoder
from models.mentions import names
from models.training import cloze
from models.training.answer_network import AnswerNetwork, Shape
from models.training.cloze import Example
from models.training.data import Folders
from models.training.question_only import is_yes_no, score
from models.training.question_parts import Asked
from models.training.question_scores import UNANSWERABLE
from models.training.questions import asked
from models.training.run import Run
from models.training.sights import Sighted, Sights, unseen
from models.training.text_encoder import Texts
from models.training.train import pace

ANSWERS = 1500
"""The commonest answers that can be chosen, beside those that people gave twice."""
TOLD = "told"
GIVEN = ("vqa", "cocoqa", "daquar")
CAPTIONS_ALONE = 45_000
LEAST_CLOZE = 3


@dataclass(frozen=True)
class Recipe:
    """Every number of the training."""

    steps: int = 2600
    cloze_steps: int = 1400
    """So many of the steps, the first ones, are of clozes alone."""
    batch: int = 192
    rate: float = 1e-3
    weight_decay: float = 0.2
    average: float = 0.998
    cloze_share: float = 0.2
    """Share of the later steps that are of clozes."""
    alone: float = 0.25
    """Share of the clozes that have no photo."""
    shares: dict[str, float] = field(
        default_factory=lambda: {
            "vqa": 0.09, "daquar": 0.17, "cocoqa": 0.1, "presence": 0.1, TOLD: 0.08
        }
    )  # fmt: skip
    """How often a kind comes; the others share the rest by the roots of their sizes."""
    seed: int = 1


def answers_of(items: Sequence[Asked]) -> Counter[str]:
    """The answers that can be chosen, and how often each is right."""
    counts = Counter(answer for item in items for answer in item.answers)
    given = Counter(a for item in items if item.kind in GIVEN for a in set(item.answers))
    chosen = [answer for answer, _ in counts.most_common(ANSWERS)]
    chosen += [answer for answer, count in given.items() if count >= 2]
    return Counter({answer: counts[answer] for answer in chosen})


@dataclass(frozen=True)
class Lessons:
    """All examples by kind, and clozes of photos and of captions alone."""

    kinds: dict[str, list[Example]]
    clozes: list[Example]
    alone: list[Example]

    def texts(self) -> list[str]:
        """Every question."""
        rows = [*self.kinds.values(), self.clozes, self.alone]
        return [one.question for row in rows for one in row]


def lessons(folders: Folders, learned: dict[str, list[Asked]], known: Counter[str]) -> Lessons:
    """Everything that is trained on; `known` are the answers that can be chosen."""
    kinds = {
        kind: [
            Example(item.question, item.answers, (item.set_name, item.index))
            for item in items
            if any(answer in known for answer in item.answers)
        ]
        for kind, items in learned.items()
        if kind != "describe"
    }
    plain = [item for kind, items in learned.items() if kind not in ("describe", "unanswerable")
             for item in items]  # fmt: skip
    words = frozenset(word for word in cloze.askable(plain, LEAST_CLOZE) if word in known)
    kinds[TOLD] = cloze.told(folders, frozenset(known))
    return Lessons(
        kinds,
        cloze.of_photos(folders, words),
        cloze.of_captions(folders, words, CAPTIONS_ALONE),
    )


class Teacher:
    """Draws batches of examples and puts them as the network reads them."""

    def __init__(self, sights: Sights, texts: Texts, answers: Sequence[str], seed: int) -> None:
        """`answers` in the network's order."""
        self._sights, self._texts = sights, texts
        self._place = {answer: place for place, answer in enumerate(answers)}
        self._random = random.Random(seed)

    def draw(self, lessons: Lessons, shares: dict[str, float], size: int) -> list[Example]:
        """Questions of all kinds."""
        kinds = self._random.choices(list(shares), list(shares.values()), k=size)
        return [self._random.choice(lessons.kinds[kind]) for kind in kinds]

    def gaps(self, lessons: Lessons, alone: float, size: int) -> list[Example]:
        """Clozes, a share of them without photos."""
        count = round(alone * size)
        return [
            *self._random.choices(lessons.clozes, k=size - count),
            *self._random.choices(lessons.alone, k=count),
        ]

    def inputs(
        self, examples: Sequence[Example], learning: bool = True
    ) -> tuple[Tensor, Tensor, Tensor, Sighted]:
        """What `AnswerNetwork` takes; while learning, every second photo is mirrored."""
        states, real = self._texts.batch(one.question for one in examples)
        rows = [[0] if one.cloze else grams(one.question) for one in examples]
        bags = torch.full((len(rows), max(map(len, rows))), -1)
        for place, row in enumerate(rows):
            bags[place, : len(row)] = torch.tensor(row)
        return states, real, bags, self._look(examples, learning)

    def _look(self, examples: Sequence[Example], learning: bool) -> Sighted:
        blind = unseen([one.things for one in examples])
        rows = [place for place, one in enumerate(examples) if one.photo]
        photos = [one.photo for one in examples if one.photo]
        turned = [
            learning and not _has_sides(examples[place]) and self._random.random() < 0.5
            for place in rows
        ]
        if photos:
            seen = self._sights.batch(photos, turned)
            for name in ("patches", "colours", "pooled", "names"):
                getattr(blind, name)[rows] = getattr(seen, name)
        return blind

    def targets(self, examples: Sequence[Example]) -> Tensor:
        """The share of people that gave each answer [B, A]."""
        wanted = torch.zeros(len(examples), len(self._place))
        for row, one in enumerate(examples):
            places = [self._place[answer] for answer in one.answers if answer in self._place]
            for place in places:
                wanted[row, place] += 1 / len(places)
        return wanted


def _has_sides(example: Example) -> bool:
    said = " ".join((example.question, *example.answers))
    return "left" in said or "right" in said


def shares_of(kinds: dict[str, list[Example]], fixed: dict[str, float]) -> dict[str, float]:
    """How often each kind is drawn."""
    roots = {kind: len(rows) ** 0.5 for kind, rows in kinds.items() if kind not in fixed}
    rest = (1 - sum(fixed.values())) / sum(roots.values())
    return fixed | {kind: root * rest for kind, root in roots.items()}


def train_choices(folders: Folders, encoder: TextEncoder, recipe: Recipe, run: str) -> Path:
    """Train the network; gives the path of the averaged weights."""
    torch.manual_seed(recipe.seed)
    learned = asked(folders, "train")
    known = answers_of([item for kind, items in learned.items() if kind != "describe"
                        for item in items])  # fmt: skip
    taught = lessons(folders, learned, known)
    judged = asked(folders, "val")
    chosen = {kind: judged[kind] for kind in (*GIVEN, "presence")}
    questions = [item.question for items in chosen.values() for item in items]
    texts = Texts(encoder, [*taught.texts(), *questions], folders.work / "choices.states.npz")
    print(f"{len(taught.texts())} examples", flush=True)
    means = np.stack([encoder.states(answer)[0].mean(0) for answer in known])
    counts = torch.tensor([float(count) for count in known.values()])
    model = AnswerNetwork(Shape(len(names())), torch.from_numpy(means), counts)
    under_way = Run(folders, run, recipe, model)
    seed = recipe.seed + under_way.step
    teacher = Teacher(Sights(folders), texts, list(known), seed)
    order = np.random.default_rng(seed)
    shares = shares_of(taught.kinds, recipe.shares)
    for step in range(under_way.step, recipe.steps):
        if step < recipe.cloze_steps or order.random() < recipe.cloze_share:
            kind, examples = "cloze", teacher.gaps(taught, recipe.alone, recipe.batch)
        else:
            kind, examples = "questions", teacher.draw(taught, shares, recipe.batch)
        likely = model(*teacher.inputs(examples)).log_softmax(1)
        loss = -(teacher.targets(examples) * likely).sum(1).mean()
        value = [(kind, float(loss.detach()))]
        under_way.update(loss, recipe.rate * pace(step, recipe.steps), value)
    target = under_way.end()
    (target.parent / "answers.json").write_text(json.dumps(list(known)), encoding="utf-8")
    for kind, items in chosen.items():
        _measure(under_way, teacher, list(known), kind, items)
    return target


def _measure(
    under_way: Run[AnswerNetwork],
    teacher: Teacher,
    answers: list[str],
    kind: str,
    items: list[Asked],
) -> None:
    """Note how right the likeliest answers to a kind's validation questions are."""
    said = said_of(under_way.model.eval(), teacher, answers, items)
    entry = {"kind": kind, "right": round(score(said, items), 1), "questions": len(items)}
    if kind == "vqa":
        pairs = [pair for pair in zip(said, items, strict=True) if is_yes_no(pair[1])]
        entry["yes or no"] = round(score([s for s, _ in pairs], [i for _, i in pairs]), 1)
    under_way.note(entry)


@torch.inference_mode()
def likelihoods(
    model: AnswerNetwork, teacher: Teacher, items: Sequence[Asked], part: int = 256
) -> NDArray[np.float32]:
    """The log-probabilities of all answers to some questions [N, A]."""
    examples = [Example(one.question, one.answers, (one.set_name, one.index)) for one in items]
    rows: list[Tensor] = []
    for start in range(0, len(examples), part):
        logits = model(*teacher.inputs(examples[start : start + part], learning=False))
        rows.append(F.log_softmax(logits, 1))
    found: NDArray[np.float32] = torch.cat(rows).numpy()
    return found


def said_of(
    model: AnswerNetwork, teacher: Teacher, answers: list[str], items: Sequence[Asked]
) -> list[str]:
    """The likeliest answer to each question; never that there is none."""
    likely = likelihoods(model, teacher, items)
    likely[:, answers.index(UNANSWERABLE)] = -np.inf
    return [answers[int(place)] for place in likely.argmax(1)]
