"""The decoder's input in training: several captions packed after one prefix.

A segment is `prompt <bos> words <eos>`; the prompt is `<describe>` or `<list>`.
The words of a prompt attend to the prefix and to one another in both directions. The words after it
attend to the prefix, the prompt and their own past. Segments do not attend to one another. This
matches generation, where the prefix is read first and the prompt after it in one pass, so that a
picture's keys and values serve every prompt.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from models.training.texts import vocabulary_text


@dataclass(frozen=True)
class PackedTurn:
    """A prompt and its answer as token ids, with a weight."""

    prompt: tuple[int, ...]
    said: tuple[int, ...]
    weight: float = 1.0
    ends: bool = True
    """False if `said` was cut: then there is no end to learn."""


@dataclass(frozen=True)
class Batch:
    """A packed batch: every prefix followed by its turns."""

    patches: Tensor | None
    """[B, 81, C]; None for sentences without photos."""
    names: Tensor
    """Probabilities [B, N]"""
    inputs: Tensor
    """Token ids [B, L]"""
    targets: Tensor
    """The next word, or -1: [B, L]"""
    segments: Tensor
    """The number of the turn from 1, -1 for padding: [B, L]"""
    places: Tensor
    """Position after the prefix: [B, L]"""
    weights: Tensor
    """Weight of each target: [B, L]"""


def pack(patches: Tensor | None, names: Tensor, rows: Sequence[Sequence[PackedTurn]]) -> Batch:
    """Pack the turns of each photo after its prefix."""
    sizes = [sum(len(one.prompt) + 1 + len(one.said) for one in row) for row in rows]
    shape = (len(rows), max(sizes))
    inputs, places = torch.full(shape, vocabulary_text.PAD), torch.zeros(shape, dtype=torch.int64)
    targets, segments = torch.full(shape, -1), torch.full(shape, -1)
    weights = torch.zeros(shape)
    for place, row in enumerate(rows):
        start = 0
        for number, one in enumerate(row, start=1):
            read = [*one.prompt, vocabulary_text.BOS, *one.said]
            wanted = [word if word != vocabulary_text.UNK else -1 for word in one.said]
            wanted = [-1] * len(one.prompt) + [*wanted, vocabulary_text.EOS if one.ends else -1]
            end = start + len(read)
            inputs[place, start:end] = torch.tensor(read)
            targets[place, start:end] = torch.tensor(wanted)
            segments[place, start:end] = number
            places[place, start:end] = torch.arange(end - start)
            weights[place, start:end] = one.weight
            start = end
    return Batch(patches, names, inputs, targets, segments, places, weights)


def visible(batch: Batch, prefix: int) -> Tensor:
    """The attention mask, [B, 1, P + L, P + L]."""
    front = torch.zeros((len(batch.inputs), prefix), dtype=batch.segments.dtype)
    segment = torch.cat([front, batch.segments], 1)
    # Turns are in order and have one `<bos>` each: a token with fewer before it than the number of
    # its turn belongs to a prompt.
    begun = torch.cat([front, (batch.inputs == vocabulary_text.BOS).cumsum(1)], 1)
    asked = begun < segment
    row, column = segment[:, :, None], segment[:, None, :]
    order = torch.arange(segment.shape[1])
    earlier = order[:, None] >= order[None, :]
    same = (row == column) & (row > 0) & (earlier | asked[:, None, :])
    return ((column == 0) | same | (order[:, None] == order[None, :])).unsqueeze(1)
