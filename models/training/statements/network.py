"""A network that judges a sentence about a picture: its words attend to the patches.

Each word looks at the patches by itself, as in Stacked Cross Attention
(https://arxiv.org/abs/1803.08024); what it finds is multiplied with the word, and the products are
added up by how much each word matters.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from models.embedded.pixels import COLOURS
from models.training.answerer.photo_arrays import PATCHES, REDUCED
from models.training.common.text_encoder import WIDTH


@dataclass(frozen=True)
class StatementShape:
    """Sizes of the network."""

    width: int = 160
    heads: int = 4
    readings: int = 4
    """Weighted sums over the words."""
    place_width: int = 16
    dropout: float = 0.25


class StatementNetwork(nn.Module):
    """Photos and sentences to how well they fit; no picture at all fits by 0."""

    def __init__(self, shape: StatementShape) -> None:
        super().__init__()
        self.shape = shape
        width = shape.width
        self.words = nn.Sequential(
            nn.Dropout(shape.dropout), nn.Linear(WIDTH, width), nn.LayerNorm(width)
        )
        self.place = nn.Parameter(torch.randn(PATCHES, shape.place_width) * 0.5)
        self.patches = nn.Sequential(
            nn.Dropout(shape.dropout / 2),
            nn.Linear(REDUCED + COLOURS + shape.place_width, width),
            nn.GELU(),
            nn.LayerNorm(width),
        )
        self.ask = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.found = nn.LayerNorm(width)
        self.match = nn.Sequential(nn.Linear(2 * width, width), nn.GELU())
        self.heed = nn.Linear(width, shape.readings)
        self.out = nn.Sequential(
            nn.Dropout(shape.dropout),
            nn.Linear(width * shape.readings, width),
            nn.GELU(),
            nn.Linear(width, 1),
        )

    def forward(self, patches: Tensor, colours: Tensor, states: Tensor, real: Tensor) -> Tensor:
        """How well sentences fit photos, by groups: [G, P, S].

        Takes the photos' patches [G, P, 81, REDUCED] and colours [G, P, 81, COLOURS], the
        sentences' states [G, S, T, WIDTH], and which of them are real [G, S, T].
        """
        shape = self.shape
        place = self.place.expand(*patches.shape[:3], -1)
        seen = self.patches(torch.cat([patches, 2 * colours, place], -1))
        words = self.words(states)
        asked = self.ask(words).unflatten(-1, (shape.heads, -1))
        keys = self.key(seen).unflatten(-1, (shape.heads, -1))
        values = self.value(seen).unflatten(-1, (shape.heads, -1))
        scale = 1 / math.sqrt(shape.width / shape.heads)
        # [G, P, S, H, T, 81]
        weights = torch.einsum("gsthd,gpnhd->gpshtn", asked * scale, keys).softmax(-1)
        found = torch.einsum("gpshtn,gpnhd->gpsthd", weights, values).flatten(-2)
        word = words[:, None].expand(-1, patches.shape[1], -1, -1, -1)
        met = self.found(found)
        matched = self.match(torch.cat([met * word, (met - word).abs()], -1))
        heed = self.heed(words).masked_fill(~real[..., None], -1e9).softmax(2)
        read = torch.einsum("gpstd,gstr->gpsrd", matched, heed).flatten(-2)
        fits: Tensor = self.out(read)[..., 0]
        return fits
