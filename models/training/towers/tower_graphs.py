"""The towers as modules for export to ONNX."""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from models.training.answerer.choice_graph import Reduce
from models.training.answerer.photo_arrays import FLIPPED, Basis, PhotoFeatures
from models.training.towers.towers import TowerNetworks, TowerShape


def load_towers(path: Path) -> TowerNetworks:
    """Load trained towers from their checkpoint."""
    saved = torch.load(path, weights_only=True)
    model = TowerNetworks(TowerShape(**saved["shape"]))
    model.load_state_dict(saved["model"])
    return model.eval()


class ImageGraph(nn.Module):
    """Patches of a picture and its mirror image, and the picture's colours, to one vector."""

    def __init__(self, towers: TowerNetworks, basis: Basis, scale: tuple[Tensor, Tensor]) -> None:
        """`scale`: mean and spread of the pooled patches."""
        super().__init__()
        self.tower = towers.image
        self.reduce = Reduce(basis, scale)
        self.register_buffer("flipped", torch.from_numpy(np.array(FLIPPED)), persistent=False)

    def forward(self, patches: Tensor, colours: Tensor) -> Tensor:
        """[2, 81, C] and [1, 81, K] to [1, space]."""
        both = torch.cat([colours, colours.index_select(1, self.get_buffer("flipped"))])
        reduced, pooled = self.reduce(patches)
        vectors = self.tower(PhotoFeatures(reduced, both, pooled, torch.zeros(2, 0)))
        return F.normalize(vectors.sum(0, keepdim=True), dim=-1)


class TextGraph(nn.Module):
    """One text's states to its vector."""

    def __init__(self, towers: TowerNetworks) -> None:
        super().__init__()
        self.tower = towers.text

    def forward(self, states: Tensor) -> Tensor:
        """[1, T, WIDTH] to [1, space]."""
        vector: Tensor = self.tower(states, torch.ones(states.shape[:2], dtype=torch.bool))
        return vector
