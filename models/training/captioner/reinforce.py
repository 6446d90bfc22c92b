"""Self-critical training: sampled captions become likelier by how much they beat the others.

The baseline of a sample is the mean reward of the photo's other samples
(https://arxiv.org/abs/1612.00563, https://arxiv.org/abs/2003.09971). The reward is CIDEr-D minus a
penalty for every known thing that the caption names and no reference does, so that captions do not
score by making things up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from models.lexicon.names import mentions
from models.training.captioner.decoder import Captioner, Layer, load_captioner
from models.training.captioner.train import loss_of, measure
from models.training.common.data import Folders
from models.training.common.features import Views
from models.training.common.run import Run, half_where_fast
from models.training.texts import vocabulary_text
from models.training.texts.corpus import Corpus, Sample
from models.training.texts.packing import Batch, PackedTurn, pack, visible
from models.training.texts.reward import Cider, WeighedCaption
from models.training.texts.vocabulary import vocabulary


@dataclass(frozen=True)
class ReinforceRecipe:
    """Hyperparameters of the self-critical training."""

    steps: int = 600
    photos: int = 16
    samples: int = 5
    temperature: float = 0.5
    """The logits are divided by it, so that samples stay close to what beam search would say."""
    rate: float = 5e-5
    warm_steps: int = 30
    absent_penalty: float = 0.1
    """Subtracted from the reward (CIDEr-D, 0…10) for each thing named that is not there."""
    likelihood_weight: float = 0.1
    """Weight of the ordinary loss, over all kinds of photos, which preserves what was learned."""
    weight_decay: float = 0.0
    average: float = 0.98
    seed: int = 1


class Rewards:
    """Rewards captions of Flickr8k's training photos."""

    def __init__(self, samples: Sequence[Sample], penalty: float) -> None:
        self.penalty = penalty
        self.cider = Cider([sample.captions for sample in samples])
        self.references: dict[tuple[str, int], list[WeighedCaption]] = {}
        self.there: dict[tuple[str, int], set[str]] = {}
        for sample in samples:
            key = (sample.set_name, sample.index)
            self.references[key] = [self.cider.weigh(one) for one in sample.captions]
            self.there[key] = {name for one in sample.captions for name in mentions(one)}

    def of(self, sample: Sample, caption: str) -> float:
        """The reward of one caption."""
        key = (sample.set_name, sample.index)
        score = self.cider.score(self.cider.weigh(caption), self.references[key])
        return score - self.penalty * len(set(mentions(caption)) - self.there[key])


@torch.no_grad()
def draw(
    model: Captioner,
    patches: Tensor,
    names: Tensor,
    samples: int,
    most: int = 20,
    temperature: float = 1.0,
) -> list[list[int]]:
    """Sample `samples` captions for each photo, [B * samples], without bos and eos.

    The samples of a photo share the keys and values of its prefix, which is read once.
    """
    decoder, shape = model.decoder, model.shape
    layers = [layer for layer in decoder.layers if isinstance(layer, Layer)]
    prefix = model.bridge(patches, names)
    start = decoder.embedding(torch.full((len(patches), 1), vocabulary_text.DESCRIBE))
    past = model.empty_past(len(patches))
    _, keys, values = decoder(prefix, past, past)
    _, keys, values = decoder(start, keys, values)
    length = keys.shape[3]
    count = len(patches) * samples
    own = torch.zeros(2, shape.layers, count, shape.heads, most, shape.width // shape.heads)
    words = torch.full((count,), vocabulary_text.BOS)
    said, over = [], torch.zeros(count, dtype=torch.bool)
    for place in range(most):
        x = decoder.embedding(words) + decoder.position.weight[length + place]
        for index, layer in enumerate(layers):
            parts = layer.query_key_value(layer.before_attention(x))
            query, key, value = parts.unflatten(1, (3, shape.heads, -1)).unbind(1)
            own[0, index, :, :, place], own[1, index, :, :, place] = key, value
            new_keys, new_values = own[:, index, :, :, : place + 1]
            query = query * query.shape[-1] ** -0.5
            shared = query.view(len(patches), samples, shape.heads, -1).transpose(1, 2)
            before = (shared @ keys[index].transpose(2, 3)).transpose(1, 2).flatten(0, 1)
            since = (new_keys @ query.unsqueeze(-1)).squeeze(-1)
            weights = torch.cat([before, since], -1).softmax(-1)
            seen = weights[..., :length].view(len(patches), samples, shape.heads, -1)
            mixed = (seen.transpose(1, 2) @ values[index]).transpose(1, 2).flatten(0, 1)
            mixed = mixed + (weights[..., None, length:] @ new_values).squeeze(-2)
            x = x + layer.out(mixed.flatten(1))
            x = x + layer.down(F.gelu(layer.up(layer.before_mlp(x))))
        logits = decoder.logits(decoder.norm(x)) / temperature
        logits[
            :,
            [
                vocabulary_text.PAD,
                vocabulary_text.BOS,
                vocabulary_text.UNK,
                *range(vocabulary_text.DESCRIBE, vocabulary_text.ASK + 1),
            ],
        ] = -1e9
        words = torch.multinomial(logits.softmax(-1), 1)[:, 0]
        said.append(words)
        over |= words == vocabulary_text.EOS
        if bool(over.all()):
            break
    rows = torch.stack(said, 1).tolist()
    return [
        row[: row.index(vocabulary_text.EOS)] if vocabulary_text.EOS in row else row for row in rows
    ]


def likelihoods(model: Captioner, batch: Batch, temperature: float) -> Tensor:
    """Log-probability of each packed caption, summed over its words: [B, captions]."""
    assert batch.patches is not None  # photos only
    prefix = model.bridge(batch.patches, batch.names)
    length = prefix.shape[1]
    places = torch.arange(length).expand(len(prefix), -1)
    hidden = model.decoder.hidden(
        torch.cat([prefix, model.decoder.embedding(batch.inputs)], 1),
        torch.cat([places, batch.places + length], 1),
        visible(batch, length),
    )
    said = batch.targets >= 0
    logits = model.decoder.logits(hidden[:, length:][said]).float() / temperature
    each = logits.log_softmax(-1).gather(1, batch.targets[said][:, None])[:, 0]
    count = int(batch.segments.max())
    row = said.nonzero()[:, 0] * count + batch.segments[said] - 1
    summed = torch.zeros(len(prefix) * count).index_add(0, row, each)
    return summed.view(len(prefix), count)


def reinforce(
    folders: Folders, features: Path, start: Path, recipe: ReinforceRecipe, run: str
) -> Path:
    """Continue from a trained model and return the path of the averaged weights.

    A finished run is not repeated.
    """
    torch.manual_seed(recipe.seed)
    tokenizer: Tokenizer = vocabulary(folders)
    model = load_captioner(start, tokenizer.get_vocab_size(), dropout=0.05)
    views = Views(features)
    corpus = Corpus(folders, tokenizer, views, recipe.seed)
    pool = [s for s in corpus.samples["flickr8k"] if len(s.captions) > 1]
    rewards = Rewards(pool, recipe.absent_penalty)
    under_way = Run(folders, run, recipe, model)
    if under_way.finished:
        return under_way.finished
    rng = np.random.default_rng(recipe.seed + under_way.step)
    for step in range(under_way.step, recipe.steps):
        chosen = [pool[int(i)] for i in rng.integers(0, len(pool), recipe.photos)]
        view = [int(v) for v in rng.integers(0, views.count, recipe.photos)]
        patches = torch.from_numpy(
            np.stack(
                [views.patches(s.set_name)[s.index, v] for s, v in zip(chosen, view, strict=True)]
            )
        ).float()
        hints = torch.from_numpy(
            np.stack([corpus.blur(views.names(s.set_name)[s.index]) for s in chosen])
        )
        model.eval()
        drawn = draw(model, patches, hints, recipe.samples, temperature=recipe.temperature)
        model.train()
        earned = torch.tensor(
            [
                rewards.of(chosen[place // recipe.samples], tokenizer.decode(words))
                for place, words in enumerate(drawn)
            ]
        ).view(recipe.photos, recipe.samples)
        others = (earned.sum(1, keepdim=True) - earned) / (recipe.samples - 1)
        grouped = [
            drawn[place * recipe.samples : (place + 1) * recipe.samples]
            for place in range(recipe.photos)
        ]
        turns = [
            [PackedTurn((vocabulary_text.DESCRIBE,), tuple(words)) for words in said]
            for said in grouped
        ]
        batch = pack(patches, hints, turns)
        with half_where_fast():
            likely = likelihoods(model, batch, recipe.temperature)
            usual = loss_of(model, corpus.photos(8), 0.1)
        lengths = torch.tensor([[len(words) + 1 for words in said] for said in grouped])
        critical = -((earned - others) * likely / lengths.float().mean()).mean()
        loss = critical + recipe.likelihood_weight * usual
        warm = min(1.0, (step + 1) / recipe.warm_steps)
        rate = recipe.rate * warm * (0.1 + 0.9 * (1 - step / recipe.steps))
        values = {"reward": earned.mean(), "captions": usual.detach()}
        under_way.update(loss, rate, [(name, float(value)) for name, value in values.items()])
    target = under_way.end()
    measure(under_way, folders, tokenizer, views)
    return target
