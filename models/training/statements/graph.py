"""The network that judges statements as a module for export to ONNX."""

from pathlib import Path

import onnx
import torch
from torch import Tensor, nn

from models.embedded import manifest, statements
from models.embedded.pixels import COLOURS
from models.training.answerer.choice_graph import Reduce
from models.training.answerer.photo_arrays import PATCHES, Basis, find_basis
from models.training.common import onnx_files
from models.training.common.data import Folders
from models.training.common.signing import sign
from models.training.common.text_encoder import WIDTH
from models.training.statements.network import StatementNetwork, StatementShape
from models.training.witness.encoder import CHANNELS


def load_network(path: Path) -> StatementNetwork:
    """Load a trained network from its checkpoint."""
    saved = torch.load(path, weights_only=True)
    network = StatementNetwork(StatementShape(**saved["shape"]))
    network.load_state_dict(saved["model"])
    return network.eval()


class StatementGraph(nn.Module):
    """Patches and colours of one picture, and the states of one sentence, to how well they fit,
    and how well the sentence fits no picture."""

    def __init__(self, network: StatementNetwork, basis: Basis) -> None:
        super().__init__()
        self.network = network
        nothing = torch.zeros(2 * CHANNELS), torch.ones(2 * CHANNELS)
        self.turn = Reduce(basis, nothing).turn

    def forward(self, patches: Tensor, colours: Tensor, states: Tensor) -> Tensor:
        """[1, 81, C], [1, 81, K] and [1, T, WIDTH] to [2]."""
        both = [
            torch.cat([part, torch.zeros_like(part)])[None]
            for part in (self.turn(patches), colours)
        ]
        real = torch.ones(states.shape[:2], dtype=torch.bool)
        fits = self.network(both[0], both[1], states[None], real[None])
        found: Tensor = fits[0, :, 0]
        return found


def write(network: StatementNetwork, basis: Basis, path: Path, encoder: str) -> None:
    """Export the network in 8 bits a weight, with the checksum of the encoder that it is for."""
    inputs = (
        torch.zeros(1, PATCHES, CHANNELS),
        torch.zeros(1, PATCHES, COLOURS),
        torch.zeros(1, 7, WIDTH),
    )
    names, free = ["patches", "colours", "states"], {"states": {1: "length"}}
    graph, store = StatementGraph(network, basis), onnx_files.in_bytes("MatMul")
    onnx_files.write(graph, inputs, path, names, ["fits"], free, store)
    made = onnx.load(path)
    onnx.helper.set_model_props(made, {"encoder": encoder})
    onnx.save(made, path)


def export(folders: Folders, trained: Path, weights: Path) -> None:
    """Write the trained network into a weights folder, and list it in `model.json`."""
    encoder = manifest.read(weights).files[manifest.ENCODER].sha256
    path = weights / statements.NETWORK
    write(load_network(trained), find_basis(folders), path, encoder)
    sign(weights)
