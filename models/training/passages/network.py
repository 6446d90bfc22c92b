"""The encoder of passages as a torch network, of which a fiftieth is trained.

These are biases and norms, as in BitFit (https://arxiv.org/abs/2106.10199), and matrices of low
rank beside its own, as in LoRA (https://arxiv.org/abs/2106.09685), so that the weights keep their
four bits.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from models.embedded.passages import MOST_TOGETHER, PADDING
from models.training.passages.e5 import E5, HEADS, INNER, LAYERS, WIDTH

MATRICES: Final = {
    **dict.fromkeys(("q", "k", "v", "ao"), (WIDTH, WIDTH)),
    "fi": (INNER, WIDTH),
    "fo": (WIDTH, INNER),
}
"""Each layer's matrices, outputs by inputs."""
ADAPTED: Final = ("q", "v", "fi", "fo")
"""Those with a matrix of low rank beside them."""
RANK: Final = 8
EPSILON: Final = 1e-12


@dataclass(frozen=True)
class PassageShape:
    """What the network's size depends on."""

    pieces: int
    meanings: int


class PassageNetwork(nn.Module):
    """Word pieces [B, T] to unit vectors [B, 384]."""

    words: Tensor
    places: Tensor

    def __init__(self, source: E5, kept: list[int], meanings: int) -> None:
        """`kept`: the numbers of the pieces in `source`, in the order of the new tokenizer.

        It is trained beside to tell this many `meanings` of questions.
        """
        super().__init__()
        self.shape = PassageShape(len(kept), meanings)
        words = source.packed("emb.word", WIDTH).numbers[kept]
        places = source.numbers("emb.pos").reshape(-1, WIDTH)[:MOST_TOGETHER]
        kind = source.numbers("emb.type")[:WIDTH]
        self.register_buffer("words", torch.from_numpy(words), persistent=False)
        self.register_buffer("places", torch.from_numpy(places + kind), persistent=False)
        self.trained = nn.ParameterDict()
        self.adapters = nn.ParameterDict()
        self.sharpness = nn.Parameter(torch.tensor(3.0))
        """The logarithm of the factor of cosines before the softmax."""
        self.none = nn.Parameter(torch.tensor(0.8))
        """The cosine at which a passage is as likely as that none answers."""
        self.meanings = nn.Linear(WIDTH, meanings)
        for name in ("emb.ln.w", "emb.ln.b"):
            self._add(name, source)
        for layer in range(LAYERS):
            for name, (outputs, inputs) in MATRICES.items():
                packed = source.packed(f"l{layer}.{name}.w", inputs)
                weight = torch.from_numpy(packed.numbers)
                self.register_buffer(f"l{layer}_{name}", weight, persistent=False)
                self._add(f"l{layer}.{name}.b", source)
                if name in ADAPTED:
                    down = torch.randn(RANK, inputs) / inputs**0.5
                    self.adapters[f"l{layer}_{name}_down"] = nn.Parameter(down)
                    self.adapters[f"l{layer}_{name}_up"] = nn.Parameter(torch.zeros(outputs, RANK))
            for name in ("aln.w", "aln.b", "oln.w", "oln.b"):
                self._add(f"l{layer}.{name}", source)

    def forward(self, pieces: Tensor) -> Tensor:
        """Encode texts, of which the shorter ones are padded."""
        padded = pieces == PADDING
        mask = torch.zeros(pieces.shape).masked_fill(padded, -1e9)[:, None, None]
        x = self._norm(self.words[pieces] + self.places[: pieces.shape[1]], "emb.ln")
        for layer in range(LAYERS):
            parts = (self._linear(x, layer, name) for name in "qkv")
            q, k, v = (one.unflatten(-1, (HEADS, -1)).transpose(1, 2) for one in parts)
            seen = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
            seen = self._linear(seen.transpose(1, 2).flatten(-2), layer, "ao")
            x = self._norm(x + seen, f"l{layer}.aln")
            inner = functional.gelu(self._linear(x, layer, "fi"))
            x = self._norm(x + self._linear(inner, layer, "fo"), f"l{layer}.oln")
        return functional.normalize((x * ~padded[..., None]).sum(1), dim=-1)

    def numbers(self, name: str) -> NDArray[np.float32]:
        """A trained vector by its name in the package."""
        found: NDArray[np.float32] = self.trained[_key(name)].detach().numpy()
        return found

    def adapter(self, layer: int, name: str) -> tuple[Tensor, Tensor] | None:
        """The two matrices [R, K] and [N, R] beside one of `MATRICES`, if it has them."""
        if name not in ADAPTED:
            return None
        at = f"l{layer}_{name}"
        return self.adapters[f"{at}_down"], self.adapters[f"{at}_up"]

    def _add(self, name: str, source: E5) -> None:
        self.trained[_key(name)] = nn.Parameter(torch.from_numpy(source.numbers(name).copy()))

    def _linear(self, x: Tensor, layer: int, name: str) -> Tensor:
        weight = getattr(self, f"l{layer}_{name}")
        whole = functional.linear(x, weight, self.trained[_key(f"l{layer}.{name}.b")])
        beside = self.adapter(layer, name)
        return whole if beside is None else whole + x @ beside[0].T @ beside[1].T

    def _norm(self, x: Tensor, name: str) -> Tensor:
        weight, bias = (self.trained[_key(f"{name}.{one}")] for one in "wb")
        return functional.layer_norm(x, (WIDTH,), weight, bias, EPSILON)


def _key(name: str) -> str:
    """A name as torch allows it."""
    return name.replace(".", "_")
