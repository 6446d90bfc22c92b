"""Turn the captioning decoder into one that answers questions, and measure its answers.

Captions are mixed in between the questions so that it keeps using the picture. The captioner itself
stays as it is: one decoder of this size does both jobs worse.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from models.training.captioner.decoder import Captioner, greedy, load_captioner
from models.training.captioner.train import loss_of, measure, pace
from models.training.common.data import Folders
from models.training.common.features import Views
from models.training.common.run import Run, half_where_fast
from models.training.texts import vocabulary_text
from models.training.texts.corpus import Corpus
from models.training.texts.question_only import is_yes_no, score
from models.training.texts.question_parts import MadeQuestion
from models.training.texts.question_turns import (
    MOST_ANSWER_WORDS,
    QuestionCorpus,
    question_prompt,
)
from models.training.texts.questions import asked
from models.training.texts.vocabulary import vocabulary


@dataclass(frozen=True)
class AnswerRecipe:
    """Hyperparameters of the training."""

    steps: int = 3000
    batch: int = 20
    captions_every: int = 3
    """Every so many steps one uses captions, and every thirtieth one uses sentences without photos.
    """
    alone_batch: int = 96
    rate: float = 4e-4
    weight_decay: float = 0.05
    smoothing: float = 0.1
    average: float = 0.998
    kept: float = 0.7
    """Share of the image tokens that a batch sees."""
    seed: int = 1


def train_answers(
    folders: Folders, views: Views, start: Path, recipe: AnswerRecipe, run: str
) -> Path:
    """Continue from a trained captioner and return the path of the averaged weights."""
    torch.manual_seed(recipe.seed)
    tokenizer = vocabulary(folders)
    model = load_captioner(start, tokenizer.get_vocab_size())
    under_way = Run(folders, run, recipe, model)
    corpus = Corpus(folders, tokenizer, views, recipe.seed + under_way.step)
    questions = QuestionCorpus(folders, corpus)
    for step in range(under_way.step, recipe.steps):
        if step % 30 == 1:
            kind, batch = "alone", corpus.sentences(recipe.alone_batch)
        elif step % recipe.captions_every == 0:
            kind, batch = "captions", corpus.photos(recipe.batch)
        else:
            kind, batch = "questions", questions.photos(recipe.batch)
        with half_where_fast():
            loss = loss_of(model, batch, recipe.smoothing, recipe.kept)
        value = [(kind, float(loss.detach()))]
        under_way.update(loss, recipe.rate * pace(step, recipe.steps), value)
    target = under_way.end()
    measure(under_way, folders, tokenizer, views)
    measure_answers(under_way, folders, tokenizer, views)
    return target


def measure_answers(
    under_way: Run[Captioner], folders: Folders, tokenizer: Tokenizer, views: Views
) -> None:
    """Log how right the greedy answers to the validation questions are, by kind."""
    model = under_way.model.eval()
    for kind, items in asked(folders, "val").items():
        chosen = items if kind in ("vqa", "daquar") else items[:: max(1, len(items) // 400)]
        said = [
            tokenizer.decode(ids, skip_special_tokens=False)
            for item in chosen
            for ids in [likeliest(model, tokenizer, views, item)]
        ]
        entry = {"kind": kind, "right": round(score(said, chosen), 1), "questions": len(chosen)}
        if kind == "vqa":
            pairs = [pair for pair in zip(said, chosen, strict=True) if is_yes_no(pair[1])]
            entry["yes or no"] = round(score([s for s, _ in pairs], [i for _, i in pairs]), 1)
        under_way.note(entry)


def likeliest(
    model: Captioner, tokenizer: Tokenizer, views: Views, item: MadeQuestion
) -> list[int]:
    """The greedy answer, as token ids."""
    patches = torch.from_numpy(np.asarray(views.patches(item.set_name)[item.index, :1])).float()
    names = torch.from_numpy(np.asarray(views.names(item.set_name)[item.index : item.index + 1]))
    prompt = question_prompt(item.question, tokenizer)
    return greedy(
        [model],
        patches,
        names.float(),
        prompt,
        vocabulary_text.BOS,
        vocabulary_text.EOS,
        most=MOST_ANSWER_WORDS,
    )[0]
