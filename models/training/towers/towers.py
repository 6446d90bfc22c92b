"""Two towers that map photos and texts to one space, in which matching ones are close.

CLIP (https://arxiv.org/abs/2103.00020) with a locked image encoder, as in LiT
(https://arxiv.org/abs/2111.07991): both towers are small networks on top of existing encoders.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from models.embedded.pixels import COLOURS
from models.training.answerer.photo_arrays import PATCHES, REDUCED, PhotoFeatures
from models.training.common.text_encoder import WIDTH
from models.training.witness.encoder import CHANNELS


@dataclass(frozen=True)
class TowerShape:
    """Sizes of the towers."""

    space: int = 384
    inner: int = 768
    views: int = 8
    """Weighted means of the patches."""
    text_inner: int = 512
    readings: int = 4
    """Weighted means of the text's states."""
    dropout: float = 0.3


class ImageTower(nn.Module):
    """Features of photos to vectors of length 1."""

    def __init__(self, shape: TowerShape) -> None:
        super().__init__()
        each = REDUCED + COLOURS
        self.pooled = nn.Sequential(nn.Dropout(shape.dropout), nn.Linear(2 * CHANNELS, shape.inner))
        self.heed = nn.Linear(each, shape.views)
        self.place = nn.Parameter(torch.zeros(PATCHES, shape.views))
        self.seen = nn.Linear(each * shape.views, shape.inner)
        self.out = nn.Sequential(
            nn.LayerNorm(shape.inner),
            nn.GELU(),
            nn.Dropout(shape.dropout),
            nn.Linear(shape.inner, shape.inner),
            nn.GELU(),
            nn.Dropout(shape.dropout),
            nn.Linear(shape.inner, shape.space),
        )

    def forward(self, photos: PhotoFeatures) -> Tensor:
        """[B, space]"""
        patches = torch.cat([photos.patches, 2 * photos.colours], -1)
        weights = (self.heed(patches) + self.place).softmax(1)
        seen = (weights.transpose(1, 2) @ patches).flatten(1)
        hidden = self.pooled(photos.pooled) + self.seen(seen)
        return F.normalize(self.out(hidden), dim=-1)


class TextTower(nn.Module):
    """The states of texts to vectors of length 1."""

    def __init__(self, shape: TowerShape) -> None:
        super().__init__()
        self.state = nn.Linear(WIDTH, shape.text_inner)
        self.heed = nn.Linear(shape.text_inner, shape.readings)
        self.out = nn.Sequential(
            nn.Linear(WIDTH + shape.text_inner * shape.readings, shape.inner),
            nn.LayerNorm(shape.inner),
            nn.GELU(),
            nn.Dropout(shape.dropout),
            nn.Linear(shape.inner, shape.space),
        )

    def forward(self, states: Tensor, real: Tensor) -> Tensor:
        """States [B, T, WIDTH], and which of them count [B, T], to [B, space]."""
        inner = F.gelu(self.state(states))
        weights = self.heed(inner).masked_fill(~real[..., None], -1e9).softmax(1)
        read = (weights.transpose(1, 2) @ inner).flatten(1)
        mean = (states * real[..., None]).sum(1) / real.sum(1, keepdim=True)
        return F.normalize(self.out(torch.cat([3 * mean, read], -1)), dim=-1)


class TowerNetworks(nn.Module):
    """Both towers, and the temperature of their logits."""

    def __init__(self, shape: TowerShape) -> None:
        """Random weights; the temperature starts at 0.06."""
        super().__init__()
        self.shape = shape
        self.image, self.text = ImageTower(shape), TextTower(shape)
        self.sharpness = nn.Parameter(torch.tensor(2.8))

    def logits(self, image: Tensor, text: Tensor) -> Tensor:
        """How well each of the images [B, space] fits each of the texts [B, space]."""
        fits: Tensor = self.sharpness.clamp(max=4.6).exp() * image @ text.T
        return fits


def contrast(logits: Tensor, same: Tensor, twins: Tensor | None = None) -> Tensor:
    """The symmetric InfoNCE loss; other pairs that also match (`same`) are left out.

    `twins` [B] is how well each image fits the swapped twin of its text: one more negative.
    """
    own = torch.eye(len(logits), dtype=torch.bool)
    logits = logits.masked_fill(same & ~own, -1e4)
    wanted = torch.arange(len(logits))
    every = logits if twins is None else torch.cat([logits, twins[:, None]], 1)
    return (F.cross_entropy(every, wanted) + F.cross_entropy(logits.T, wanted)) / 2
