"""What can be answered without the photo: a model of the question alone, and a lookup by its start.

`python -m models.training.texts.question_only --data DATA` trains both on the training questions
and prints their scores on the validation questions. A model that sees the photo must beat them.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from models.training.common.data import Folders
from models.training.texts.question_parts import MadeQuestion
from models.training.texts.question_scores import (
    UNANSWERABLE,
    abstention_precision,
    exact,
    vqa_accuracy,
)
from models.training.texts.questions import KINDS, asked


@dataclass(frozen=True)
class QuestionOnlyRecipe:
    """Hyperparameters of the training."""

    passes: int = 6
    batch: int = 256
    rate: float = 3e-3
    width: int = 64
    drop: float = 0.5
    least_feature: int = 2
    answers: int = 1500
    seed: int = 1


def features(question: str) -> list[str]:
    """The words, the pairs of words, and the first one, two, three and four words."""
    words = question.split()
    pairs = [f"{one}_{two}" for one, two in pairwise(words)]
    starts = [f"^{'_'.join(words[:count])}" for count in range(1, 5) if count <= len(words)]
    return [*words, *pairs, *starts]


class QuestionOnly(nn.Module):
    """A softmax over the most common answers from the sum of the question's features."""

    def __init__(self, items: Sequence[MadeQuestion], recipe: QuestionOnlyRecipe) -> None:
        """Take features and answers from the training questions; random weights."""
        super().__init__()
        counts = Counter(feature for item in items for feature in features(item.question))
        kept = [name for name, count in counts.items() if count >= recipe.least_feature]
        self.column = {name: place + 1 for place, name in enumerate(kept)}
        said = Counter(answer for item in items for answer in item.answers)
        self.answers = [answer for answer, _ in said.most_common(recipe.answers)]
        self.place = {answer: place for place, answer in enumerate(self.answers)}
        self.bag = nn.EmbeddingBag(len(kept) + 1, recipe.width, mode="sum", sparse=True)
        self.drop = nn.Dropout(recipe.drop)
        self.out = nn.Linear(recipe.width, len(self.answers))
        nn.init.normal_(self.bag.weight, std=0.1)

    def columns(self, question: str) -> list[int]:
        """The feature ids of a question, 0 for unknown ones."""
        return [0, *(self.column.get(feature, 0) for feature in features(question))]

    def forward(self, rows: Sequence[Sequence[int]]) -> Tensor:
        """The questions' `columns` to logits [B, answers]."""
        starts = np.cumsum([0, *(len(row) for row in rows[:-1])])
        flat = torch.tensor([number for row in rows for number in row])
        hidden: Tensor = self.bag(flat, torch.from_numpy(starts))
        logits: Tensor = self.out(self.drop(hidden))
        return logits

    @torch.no_grad()
    def probability(self, questions: Sequence[str], answer: str) -> NDArray[np.float64]:
        """The probability of an answer: [B]."""
        rows = [self.columns(question) for question in questions]
        likely: Tensor = self(rows).softmax(1)[:, self.place[answer]]
        return likely.double().numpy()

    @torch.no_grad()
    def said(self, questions: Sequence[str]) -> list[str]:
        """The most likely answer to each question."""
        rows = [self.columns(question) for question in questions]
        return [self.answers[int(place)] for place in self(rows).argmax(1)]


def train(
    items: Sequence[MadeQuestion], recipe: QuestionOnlyRecipe = QuestionOnlyRecipe()
) -> QuestionOnly:
    """Fit the model to the share of people who gave each answer."""
    torch.manual_seed(recipe.seed)
    model = QuestionOnly(items, recipe)
    columns = [model.columns(item.question) for item in items]
    # Each step draws one person's answer, among those the model can give; over the passes it learns
    # all of them.
    places = [[model.place[a] for a in item.answers if a in model.place] for item in items]
    kept = np.array([row for row, given in enumerate(places) if given])
    optimisers: tuple[torch.optim.Optimizer, ...] = (
        torch.optim.SparseAdam(list(model.bag.parameters()), lr=recipe.rate),
        torch.optim.AdamW(model.out.parameters(), lr=recipe.rate),
    )
    rng = np.random.default_rng(recipe.seed)
    steps = recipe.passes * -(-len(kept) // recipe.batch)
    schedules = [torch.optim.lr_scheduler.LinearLR(one, 1.0, 0.05, steps) for one in optimisers]
    for _ in range(recipe.passes):
        shuffled = rng.permutation(kept)
        for start in range(0, len(kept), recipe.batch):
            part = shuffled[start : start + recipe.batch]
            drawn = [places[row][int(rng.integers(len(places[row])))] for row in part]
            loss = F.cross_entropy(model([columns[row] for row in part]), torch.tensor(drawn))
            for one in optimisers:
                one.zero_grad(set_to_none=True)
            loss.backward()
            for one, schedule in zip(optimisers, schedules, strict=True):
                one.step()
                schedule.step()
    return model.eval()


class Lookup:
    """The most common answer to training questions with the same start."""

    def __init__(self, items: Iterable[MadeQuestion], words: int) -> None:
        """Count the answers for every start of up to `words` words."""
        counts: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        for item in items:
            start = item.question.split()[:words]
            for length in range(len(start) + 1):
                counts[tuple(start[:length])].update(item.answers)
        self.words = words
        self.best = {start: said.most_common(1)[0][0] for start, said in counts.items()}

    def said(self, questions: Sequence[str]) -> list[str]:
        """The answer for the longest known start."""
        found = []
        for question in questions:
            start = tuple(question.split()[: self.words])
            while start not in self.best:
                start = start[:-1]
            found.append(self.best[start])
        return found


def score(said: Sequence[str], items: Sequence[MadeQuestion]) -> float:
    """Mean VQA accuracy in percent; for daquar the share of exact answers."""
    each = [
        float(exact(answer, item.answer))
        if item.kind == "daquar"
        else vqa_accuracy(answer, item.answers)
        for answer, item in zip(said, items, strict=True)
    ]
    return 100 * sum(each) / len(each) if each else float("nan")


def is_yes_no(item: MadeQuestion) -> bool:
    """Whether most people answered yes or no."""
    return item.answer in ("yes", "no")


@dataclass(frozen=True)
class Guessed:
    """Scores without the photo, in percent."""

    what: str
    lookup: float
    together: float
    """A model trained on all kinds."""
    alone: float
    """A model trained on this kind."""
    questions: int


def measure(
    model: QuestionOnly, learned: list[MadeQuestion], judged: list[MadeQuestion]
) -> list[Guessed]:
    """Score one kind of validation questions, and VQA's yes-or-no questions separately.

    `model` is trained on all kinds; the lookup is the best of two, three and four first words.
    """
    lookups = [Lookup(learned, words) for words in (2, 3, 4)]
    passes = min(15, max(3, 60_000 // len(learned)))
    alone = train(learned, QuestionOnlyRecipe(passes=passes, batch=128))
    kind = judged[0].kind
    parts = {kind: judged}
    if kind == "vqa":
        parts["vqa, yes or no"] = [item for item in judged if is_yes_no(item)]
    rows = []
    for what, items in parts.items():
        questions = [item.question for item in items]
        best = max(score(one.said(questions), items) for one in lookups)
        together, own = (score(one.said(questions), items) for one in (model, alone))
        rows.append(Guessed(what, best, together, own, len(items)))
    return rows


def abstention(model: QuestionOnly, items: Sequence[MadeQuestion]) -> float:
    """Average precision of detecting unanswerable questions from the question alone, 0…1."""
    scores = model.probability([item.question for item in items], UNANSWERABLE)
    return abstention_precision(scores, np.array([item.answer == UNANSWERABLE for item in items]))


def main() -> None:
    """Print a table of the scores of the question alone."""
    parser = argparse.ArgumentParser(
        prog="python -m models.training.texts.question_only",
        description="Score what can be answered without the photo. "
        "Example: python -m models.training.texts.question_only --data DATA",
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with the training sets")
    parser.add_argument(
        "--work", type=Path, default=Path(".cache"), help="folder for intermediate files (.cache)"
    )
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    folders = Folders(given.data, given.work)
    learned, judged = asked(folders, "train"), asked(folders, "val")
    model = train([item for kind in KINDS for item in learned[kind]])
    print(f"{'percent right':16}{'lookup':>8}{'together':>10}{'alone':>8}{'questions':>11}")
    for kind in KINDS:
        # A description has no single answer, and unanswerable questions have only one.
        if kind in ("describe", "unanswerable"):
            continue
        for row in measure(model, learned[kind], judged[kind]):
            guessed = f"{row.lookup:8.1f}{row.together:10.1f}{row.alone:8.1f}"
            print(f"{row.what:16}{guessed}{row.questions:11}", flush=True)
    precision = abstention(model, [item for items in judged.values() for item in items])
    print(f"Average precision of abstaining, half unanswerable: {precision:.3f}")


if __name__ == "__main__":
    main()
