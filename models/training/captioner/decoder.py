"""The small LLaVA-style decoder: a bridge from patches and names to a prefix, and a transformer.

As in LLaVA (https://arxiv.org/abs/2304.08485), image tokens are projected into the decoder's
embedding space and read before the text. The prefix attends to all of itself (prefix LM,
https://arxiv.org/abs/1910.10683), the text only to what came before.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

RARE = 100
"""This many words at the end of a vocabulary count as its rarest."""


@dataclass(frozen=True)
class DecoderShape:
    """Sizes of the decoder."""

    vocabulary: int
    names: int
    width: int = 512
    layers: int = 4
    heads: int = 8
    channels: int = 1280
    patches: int = 81
    image_tokens: int = 81
    """81, or a smaller square number: the grid of patches is averaged down to it."""
    hints: int = 12
    positions: int = 192
    dropout: float = 0.15

    @property
    def prefix(self) -> int:
        """Length of the prefix before the prompt."""
        return self.image_tokens + self.hints


class Bridge(nn.Module):
    """Patches and the witness's probabilities to the prefix that the decoder reads."""

    def __init__(self, shape: DecoderShape) -> None:
        super().__init__()
        self.shape = shape
        self.project = nn.Sequential(
            nn.LayerNorm(shape.channels),
            nn.Linear(shape.channels, shape.width),
            nn.GELU(),
            nn.Linear(shape.width, shape.width),
        )
        self.name = nn.Embedding(shape.names, shape.width)
        self.sure = nn.Parameter(torch.zeros(shape.width))
        self.drop = nn.Dropout(shape.dropout)
        nn.init.normal_(self.name.weight, std=0.05)

    def forward(self, patches: Tensor, names: Tensor) -> Tensor:
        """[B, 81, C] and probabilities [B, N] to [B, T + K, D], most likely name first."""
        side, wanted = int(self.shape.patches**0.5), int(self.shape.image_tokens**0.5)
        if wanted != side:
            grid = patches.transpose(1, 2).unflatten(2, (side, side))
            patches = F.adaptive_avg_pool2d(grid, wanted).flatten(2).transpose(1, 2)
        image = self.project(self.drop(patches))
        return torch.cat([image, self.hints(names)], dim=1)

    def hints(self, names: Tensor) -> Tensor:
        """Probabilities [B, N] to the embeddings of the most likely names [B, K, D], scaled by
        them."""
        likely, which = names.topk(self.shape.hints, dim=1)
        weighed: Tensor = (self.name(which) + self.sure) * likely.unsqueeze(-1)
        return weighed


class Layer(nn.Module):
    """A transformer layer, with norms before attention and MLP."""

    def __init__(self, shape: DecoderShape) -> None:
        super().__init__()
        width = shape.width
        self.heads = shape.heads
        self.before_attention = nn.LayerNorm(width)
        self.query_key_value = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.before_mlp = nn.LayerNorm(width)
        self.up = nn.Linear(width, 4 * width)
        self.down = nn.Linear(4 * width, width)
        self.drop = nn.Dropout(shape.dropout)

    def forward(
        self, x: Tensor, past: tuple[Tensor, Tensor] | None, mask: Tensor | None
    ) -> tuple[Tensor, Tensor, Tensor]:
        """[B, L, D] and the past keys and values [B, H, P, d] to the output and all keys and
        values."""
        parts = self.query_key_value(self.before_attention(x)).unflatten(2, (3, self.heads, -1))
        query, key, value = parts.permute(2, 0, 3, 1, 4).unbind(0)
        if past is not None:
            key, value = torch.cat([past[0], key], 2), torch.cat([past[1], value], 2)
        if mask is None:
            scores = query @ key.transpose(2, 3) * query.shape[-1] ** -0.5
            mixed = scores.softmax(-1) @ value
        else:
            rate = self.drop.p if self.training else 0.0
            mixed = F.scaled_dot_product_attention(query, key, value, mask, dropout_p=rate)
        x = x + self.drop(self.out(mixed.transpose(1, 2).flatten(2)))
        x = x + self.drop(self.down(F.gelu(self.up(self.before_mlp(x)))))
        return x, key, value


class CaptionDecoder(nn.Module):
    """Embeddings to the next word; the output layer shares the embedding's weights."""

    def __init__(self, shape: DecoderShape) -> None:
        super().__init__()
        self.shape = shape
        self.embedding = nn.Embedding(shape.vocabulary, shape.width)
        self.position = nn.Embedding(shape.positions, shape.width)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.norm = nn.LayerNorm(shape.width)
        self.drop = nn.Dropout(shape.dropout)
        nn.init.normal_(self.embedding.weight, std=0.04)
        nn.init.normal_(self.position.weight, std=0.02)

    def hidden(self, x: Tensor, positions: Tensor, mask: Tensor) -> Tensor:
        """For training: [B, L, D], positions [B, L] and a mask [B, 1, L, L] to [B, L, D]."""
        x = self.drop(x + self.position(positions))
        for layer in self.layers:
            x, _, _ = layer(x, None, mask)
        normed: Tensor = self.norm(x)
        return normed

    def logits(self, hidden: Tensor) -> Tensor:
        """[…, D] to […, V]."""
        return hidden @ self.embedding.weight.T

    def forward(
        self, embeddings: Tensor, keys: Tensor, values: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """For generation: every input position attends to the whole input and the past.

        Takes [B, L, D] and keys and values [layers, B, H, P, d]; returns the logits [B, V] after
        the last position, and keys and values with L more positions.
        """
        past, length = keys.shape[3], embeddings.shape[1]
        places = torch.arange(length, device=embeddings.device) + past
        x = embeddings + self.position(places)
        new_keys, new_values = [], []
        for index, layer in enumerate(self.layers):
            x, key, value = layer(x, (keys[index], values[index]), None)
            new_keys.append(key)
            new_values.append(value)
        logits = self.logits(self.norm(x[:, -1]))
        return logits, torch.stack(new_keys), torch.stack(new_values)


class Captioner(nn.Module):
    """Bridge and decoder together."""

    def __init__(self, shape: DecoderShape) -> None:
        super().__init__()
        self.shape = shape
        self.bridge = Bridge(shape)
        self.decoder = CaptionDecoder(shape)

    def empty_past(self, batch: int) -> Tensor:
        """Empty keys or values [layers, B, H, 0, d]."""
        shape = self.shape
        return torch.zeros(shape.layers, batch, shape.heads, 0, shape.width // shape.heads)


@torch.no_grad()
def greedy(
    models: Sequence[Captioner],
    patches: Tensor,
    names: Tensor,
    prompt: Sequence[int],
    bos: int,
    eos: int,
    most: int = 24,
) -> list[list[int]]:
    """Greedy decoding of a batch by one or several captioners that share a vocabulary.

    Their probabilities are multiplied. Returns token ids without bos and eos.
    """
    batch = len(patches)
    pasts = []
    for model in models:
        keys = values = model.empty_past(batch)
        start = model.decoder.embedding(torch.tensor([*prompt]).expand(batch, -1))
        for read in (model.bridge(patches, names), start):
            _, keys, values = model.decoder(read, keys, values)
        pasts.append((keys, values))
    words = torch.full((batch, 1), bos)
    said: list[Tensor] = []
    for _ in range(most):
        likely: Tensor | float = 0.0
        for place, model in enumerate(models):
            logits, *past = model.decoder(model.decoder.embedding(words), *pasts[place])
            likely, pasts[place] = likely + logits.log_softmax(-1), tuple(past)
        assert isinstance(likely, Tensor)
        words = likely.argmax(-1, keepdim=True)
        said.append(words)
    rows = torch.cat(said, 1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


def load_captioner(path: Path, words: int | None = None, dropout: float = 0.15) -> Captioner:
    """Load a trained captioner, with room for `words` words if it knows fewer.

    A new word starts as the mean of the rarest known ones.
    """
    saved = torch.load(path, weights_only=True)
    shape = DecoderShape(**saved["shape"])
    shape = replace(shape, vocabulary=max(shape.vocabulary, words or 0), dropout=dropout)
    model = Captioner(shape)
    known = saved["model"]["decoder.embedding.weight"]
    rare = known[-RARE:].mean(0).expand(shape.vocabulary - len(known), -1)
    table = torch.cat([known, rare])
    model.load_state_dict({**saved["model"], "decoder.embedding.weight": table})
    return model
