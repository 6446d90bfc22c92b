"""Questions as the decoder reads them: several of one photo packed behind its prefix.

A segment is `<ask> question <bos> answer <eos>`. The question's words see the prefix and one
another both ways, the answer's see the prefix, the question and their own past, and no segment sees
another. That is what reading gives when the prefix is read first and the question behind it, in
one pass: the photo's keys and values then serve every further question. Where prefix and question
are read in a single pass instead, the prefix sees the question too, and only `pack_one` agrees
with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from models.training import text
from models.training.corpus import Batch
from models.training.question_parts import Asked

MOST_QUESTION_WORDS = 24
MOST_ANSWER_WORDS = 12
"""Longer ones are cut; an answer so long has no end to learn."""


@dataclass(frozen=True)
class Turn:
    """A question and one answer as word numbers, and how much it counts."""

    question: tuple[int, ...]
    answer: tuple[int, ...]
    weight: float = 1.0


def turn(item: Asked, tokenizer: Tokenizer, rng: np.random.Generator) -> Turn | None:
    """A question with the answer of one person, drawn at random among those that can be said.

    Over time every answer is learned as often as people gave it. None where no answer consists of
    known words.
    """
    encoded = [tokenizer.encode(answer).ids for answer in item.answers]
    known = [ids for ids in encoded if ids and text.UNK not in ids]
    if not known:
        return None
    answer = known[int(rng.integers(len(known)))][:MOST_ANSWER_WORDS]
    question = tokenizer.encode(item.question).ids[:MOST_QUESTION_WORDS]
    return Turn(tuple(question), tuple(answer))


def pack(patches: Tensor | None, names: Tensor, turns: Sequence[Sequence[Turn]]) -> Batch:
    """The questions of each photo behind its prefix, for `visible` of this module."""
    return _batch(patches, names, [[_segment(one) for one in row] for row in turns], 1)


def pack_one(patches: Tensor | None, names: Tensor, turns: Sequence[Turn]) -> Batch:
    """One question a photo, in a single pass with the prefix, as `Captioner.greedy` reads."""
    return _batch(patches, names, [[_segment(one)] for one in turns], 0)


@dataclass(frozen=True)
class _Segment:
    inputs: list[int]
    targets: list[int]
    asked: int
    """How many inputs come before `<bos>`."""
    weight: float


def _segment(one: Turn) -> _Segment:
    asked = [text.ASK, *one.question]
    ended = [text.EOS] if len(one.answer) < MOST_ANSWER_WORDS else [-1]
    targets = [-1] * len(asked) + [*one.answer, *ended]
    return _Segment([*asked, text.BOS, *one.answer], targets, len(asked), one.weight)


def _batch(
    patches: Tensor | None, names: Tensor, rows: Sequence[Sequence[_Segment]], first: int
) -> Batch:
    """Segments numbered from 1; `first` is the question's own number, 0 if the prefix sees it."""
    length = max(sum(len(one.inputs) for one in row) for row in rows)
    shape = (len(rows), length)
    inputs, places = torch.full(shape, text.PAD), torch.zeros(shape, dtype=torch.int64)
    targets, segments = torch.full(shape, -1), torch.full(shape, -1)
    weights = torch.zeros(shape)
    for place, row in enumerate(rows):
        start = 0
        for number, one in enumerate(row, start=1):
            end = start + len(one.inputs)
            inputs[place, start:end] = torch.tensor(one.inputs)
            targets[place, start:end] = torch.tensor(one.targets)
            segments[place, start:end] = number
            segments[place, start : start + one.asked] = number * first
            places[place, start:end] = torch.arange(end - start)
            weights[place, start:end] = one.weight
            start = end
    return Batch(patches, names, inputs, targets, segments, places, weights)


def visible(batch: Batch, prefix: int) -> Tensor:
    """Who may see whom, [B, 1, P + L, P + L]; the same as `corpus.visible` for captions.

    All see the prefix (and the prompt of captions, segment 0); within a segment all see the words
    before its `<bos>`, and what comes later sees its own past.
    """
    front = torch.zeros((len(batch.inputs), prefix), dtype=batch.segments.dtype)
    segment = torch.cat([front, batch.segments], 1)
    # The segments stand in order and each has one `<bos>`: what has as many before it as its own
    # number is an answer.
    begun = torch.cat([front, (batch.inputs == text.BOS).cumsum(1)], 1)
    asked = begun < segment
    row, column = segment[:, :, None], segment[:, None, :]
    order = torch.arange(segment.shape[1])
    earlier = order[:, None] >= order[None, :]
    same = (row == column) & (row > 0) & (earlier | asked[:, None, :])
    return ((column == 0) | same | (order[:, None] == order[None, :])).unsqueeze(1)
