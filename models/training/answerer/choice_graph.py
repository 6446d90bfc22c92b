"""The answer network as a module for export to ONNX."""

import json
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from models.training.answerer.answer_network import AnswerNetwork, AnswerShape
from models.training.answerer.photo_arrays import Basis, PhotoFeatures


def load_network(path: Path) -> tuple[AnswerNetwork, tuple[str, ...]]:
    """Load a trained network from its checkpoint, and its answers in order."""
    saved = torch.load(path, weights_only=True)
    answers = json.loads((path.parent / "answers.json").read_text(encoding="utf-8"))
    width = saved["model"]["answers"].shape[1]
    blank = torch.eye(len(answers), width)
    model = AnswerNetwork(AnswerShape(**saved["shape"]), blank, torch.zeros(len(answers)))
    model.load_state_dict(saved["model"])
    return model.eval(), tuple(answers)


class Reduce(nn.Module):
    """Patches of the encoder to the reduced and pooled features that the network reads."""

    def __init__(self, basis: Basis, scale: tuple[Tensor, Tensor]) -> None:
        """`scale`: mean and spread of the pooled patches."""
        super().__init__()
        self.turn = nn.Linear(*basis.directions.shape)
        self.turn.weight.data = torch.from_numpy(np.ascontiguousarray(basis.directions.T))
        self.turn.bias.data = torch.from_numpy(-basis.mean @ basis.directions)
        for name, values in zip(("mean", "spread"), scale, strict=True):
            self.register_buffer(name, values, persistent=False)

    def forward(self, patches: Tensor) -> tuple[Tensor, Tensor]:
        """[B, 81, C] to [B, 81, REDUCED] and the pooled [B, 2 C]."""
        pooled = torch.cat([patches.mean(1), patches.amax(1)], -1)
        scaled = (pooled - self.get_buffer("mean")) / self.get_buffer("spread")
        return self.turn(patches), scaled


class ChoiceGraph(nn.Module):
    """Patches, colours and names of one picture, and states and grams of a question, to answers."""

    def __init__(self, network: AnswerNetwork, basis: Basis, scale: tuple[Tensor, Tensor]) -> None:
        """`scale`: mean and spread of the pooled patches."""
        super().__init__()
        self.network = network
        self.reduce = Reduce(basis, scale)

    def forward(
        self, patches: Tensor, colours: Tensor, names: Tensor, states: Tensor, grams: Tensor
    ) -> Tensor:
        """Log-probabilities [1, A]; names that did not exist in training are ignored."""
        reduced, pooled = self.reduce(patches)
        photos = PhotoFeatures(reduced, colours, pooled, names[:, : self.network.shape.names])
        real = torch.ones(states.shape[:2], dtype=torch.bool)
        logits: Tensor = self.network(states, real, grams, photos)
        return logits.log_softmax(-1)
