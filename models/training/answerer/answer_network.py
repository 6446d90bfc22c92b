"""A network that picks among the most common answers: the question attends to the patches.

The question vector attends to the patches in several glimpses. It is multiplied with the result of
each, with the whole picture and with the witness's names, as in Bottom-Up and Top-Down Attention
(https://arxiv.org/abs/1707.07998). Answers are also scored by the text states of their own words,
so rare answers learn from those that mean nearly the same.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from models.embedded.answer_choices import GRAMS
from models.embedded.pixels import COLOURS
from models.training.answerer.photo_arrays import PATCHES, REDUCED, PhotoFeatures
from models.training.common.text_encoder import WIDTH
from models.training.witness.encoder import CHANNELS


@dataclass(frozen=True)
class AnswerShape:
    """Sizes of the network."""

    names: int
    width: int = 384
    glimpses: int = 4
    gram_width: int = 128
    place_width: int = 32
    inner: int = 768
    dropout: float = 0.5


class AnswerNetwork(nn.Module):
    """Questions about photos to logits over the answers."""

    answers: Tensor
    """The answers' vectors [A, WIDTH], of length 1."""

    def __init__(self, shape: AnswerShape, answers: Tensor, counts: Tensor) -> None:
        """`answers`: the means of their text states [A, WIDTH]; `counts`: how often each is right
        [A]."""
        super().__init__()
        self.shape = shape
        width, drop = shape.width, shape.dropout
        self.grams = nn.Embedding(GRAMS, shape.gram_width)
        nn.init.normal_(self.grams.weight, std=0.05)
        self.heed = nn.Linear(WIDTH, 1)
        self.question = nn.Sequential(
            nn.Linear(2 * WIDTH + shape.gram_width, width),
            nn.GELU(),
            nn.Dropout(drop / 2),
            nn.Linear(width, width),
            nn.LayerNorm(width),
        )
        self.place = nn.Parameter(torch.randn(PATCHES, shape.place_width) * 0.5)
        self.patch = nn.Sequential(
            nn.Dropout(0.1),
            nn.Linear(REDUCED + COLOURS + shape.place_width, width),
            nn.GELU(),
        )
        self.ask = nn.Linear(width, width * shape.glimpses)
        self.seen = nn.Linear(width * shape.glimpses, width)
        self.whole = nn.Sequential(
            nn.Dropout(0.3), nn.Linear(2 * CHANNELS, width), nn.GELU(), nn.Dropout(drop)
        )
        self.gate = nn.Linear(width, shape.names)
        self.known = nn.Linear(2 * shape.names, width)
        self.keys = nn.ModuleList(nn.Linear(width, width) for _ in range(3))
        self.mix = nn.Sequential(
            nn.LayerNorm(5 * width),
            nn.Dropout(drop),
            nn.Linear(5 * width, shape.inner),
            nn.GELU(),
            nn.Dropout(drop),
        )
        self.meaning = nn.Linear(shape.inner, WIDTH)
        self.free = nn.Linear(shape.inner, len(answers), bias=False)
        nn.init.zeros_(self.free.weight)
        centred = answers - answers.mean(0)
        self.register_buffer("answers", F.normalize(centred, dim=-1))
        self.bias = nn.Parameter((counts + 1).log() - 8)
        self.scale = nn.Parameter(torch.tensor(10.0))

    def ask_vector(self, states: Tensor, real: Tensor, grams: Tensor) -> Tensor:
        """States [B, T, WIDTH], a mask of the real ones [B, T], and grams [B, G], to [B, width].

        A gram of -1 is padding.
        """
        count = real.sum(1, keepdim=True).clamp(min=1)
        mean = (states * real[..., None]).sum(1) / count
        heed = self.heed(states)[..., 0].masked_fill(~real, -1e9).softmax(1)
        heeded = (heed[..., None] * states).sum(1)
        there = (grams >= 0)[..., None]
        bag = (self.grams(grams.clamp(min=0)) * there).sum(1)
        vector: Tensor = self.question(torch.cat([mean, heeded, bag], -1))
        return vector

    def forward(self, states: Tensor, real: Tensor, grams: Tensor, photos: PhotoFeatures) -> Tensor:
        """Logits [B, A]; takes the arguments of `ask_vector` and the features of the photos."""
        asked = self.ask_vector(states, real, grams)
        place = self.place.expand(len(asked), -1, -1)
        patches = self.patch(torch.cat([photos.patches, 2 * photos.colours, place], -1))
        asks = self.ask(asked).unflatten(1, (self.shape.glimpses, -1))
        weights = (asks @ patches.transpose(1, 2) / math.sqrt(self.shape.width)).softmax(2)
        seen = self.seen((weights @ patches).flatten(1))
        whole = self.whole(photos.pooled)
        odds = torch.logit(photos.names.clamp(0.003, 0.997)) / 3 + 1
        known = self.known(torch.cat([odds, 2 * odds * self.gate(asked).sigmoid()], -1))
        parts = [
            part * key(asked) for part, key in zip((seen, whole, known), self.keys, strict=True)
        ]
        hidden = self.mix(torch.cat([asked, *parts, seen + whole], -1))
        meant = F.normalize(self.meaning(hidden), dim=-1) @ self.answers.T
        logits: Tensor = self.scale * meant + self.free(hidden) + self.bias
        return logits
