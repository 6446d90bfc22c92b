"""Questions as turns, and photos with their questions in batches."""

from collections import defaultdict

import numpy as np
import torch
from tokenizers import Tokenizer

from models.training.common.data import Folders
from models.training.texts import vocabulary_text
from models.training.texts.corpus import Corpus
from models.training.texts.packing import Batch, PackedTurn, pack
from models.training.texts.question_parts import MadeQuestion
from models.training.texts.questions import asked, mirrored

MOST_QUESTION_WORDS = 24
MOST_ANSWER_WORDS = 12
"""Longer answers are cut, so they have no end to learn."""
TOGETHER = 5
"""Questions of one photo in a batch."""
SHARES = {
    "vqa": 0.24,
    "cocoqa": 0.07,
    "daquar": 0.17,
    "presence": 0.16,
    "which": 0.03,
    "count": 0.03,
    "side": 0.03,
    "colour": 0.05,
    "who": 0.02,
    "doing": 0.02,
    "wearing": 0.01,
    "place": 0.01,
    "made": 0.01,
    "check": 0.02,
    "room": 0.02,
    "product": 0.02,
    "garment": 0.01,
    "thing": 0.01,
    "what": 0.01,
    "describe": 0.01,
    "unanswerable": 0.1,
}
"""How often a photo is drawn for a question of each kind."""


def turn(item: MadeQuestion, tokenizer: Tokenizer, rng: np.random.Generator) -> PackedTurn | None:
    """A question with one person's answer, drawn from those whose words are known.

    Over time every answer is learned as often as people gave it. None if no answer has only known
    words.
    """
    encoded = [tokenizer.encode(answer).ids for answer in item.answers]
    known = [ids for ids in encoded if ids and vocabulary_text.UNK not in ids]
    if not known:
        return None
    answer = known[int(rng.integers(len(known)))][:MOST_ANSWER_WORDS]
    prompt = question_prompt(item.question, tokenizer)
    return PackedTurn(prompt, tuple(answer), ends=len(answer) < MOST_ANSWER_WORDS)


def question_prompt(question: str, tokenizer: Tokenizer) -> tuple[int, ...]:
    """The token ids of a question, with the prompt token."""
    return (vocabulary_text.ASK, *tokenizer.encode(question).ids[:MOST_QUESTION_WORDS])


class QuestionCorpus:
    """Draws photos with some of their questions, from the views and hints of a `Corpus`."""

    def __init__(self, folders: Folders, corpus: Corpus) -> None:
        self.corpus = corpus
        kinds = asked(folders, "train")
        self.kinds = {kind: kinds[kind] for kind in SHARES if kinds[kind]}
        share = np.array([SHARES[kind] for kind in self.kinds])
        self.share = share / share.sum()
        self.of_photo: dict[tuple[str, int], list[MadeQuestion]] = defaultdict(list)
        for items in self.kinds.values():
            for item in items:
                self.of_photo[item.set_name, item.index].append(item)

    def photos(self, count: int) -> Batch:
        """A batch of photos, each with up to `TOGETHER` questions."""
        rng, views = self.corpus.rng, self.corpus.views
        patches, hints, rows = [], [], []
        for kind in rng.choice(list(self.kinds), count, p=self.share):
            first = self.kinds[str(kind)][int(rng.integers(len(self.kinds[str(kind)])))]
            others = self.of_photo[first.set_name, first.index]
            chosen = [others[int(i)] for i in rng.permutation(len(others))[: TOGETHER - 1]]
            view = int(rng.integers(views.count))
            items = dict.fromkeys([first, *chosen])
            turned = [mirrored(item) if view else item for item in items]
            turns = [turn(item, self.corpus.tokenizer, rng) for item in turned]
            rows.append([one for one in turns if one is not None])
            patches.append(views.patches(first.set_name)[first.index, view])
            hints.append(self.corpus.blur(views.names(first.set_name)[first.index]))
        return pack(
            torch.from_numpy(np.stack(patches)).float(), torch.from_numpy(np.stack(hints)), rows
        )
