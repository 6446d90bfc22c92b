"""Trains the decoder: first sentences alone, then photos with some sentences between them."""

import json
import math
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from models.mentions import names
from models.training import text
from models.training.corpus import SHARES, Batch, Corpus, photo_samples, validation, visible
from models.training.data import Folders
from models.training.decoder import Captioner, Shape
from models.training.features import Views
from models.training.scores import Scores, score


@dataclass(frozen=True)
class Recipe:
    """Every number of the training."""

    alone_steps: int = 250
    steps: int = 6500
    batch: int = 20
    alone_batch: int = 96
    alone_every: int = 10
    rate: float = 8e-4
    weight_decay: float = 0.05
    smoothing: float = 0.1
    average: float = 0.998
    seed: int = 1
    width: int = 384
    layers: int = 4
    image_tokens: int = 81
    channels: int = 1280
    dropout: float = 0.15
    hints: bool = True
    sources: tuple[str, ...] = tuple(SHARES)
    agreed: bool = True
    """Captions count by how much the photo's other captions agree."""
    kept: float = 0.7
    """Share of the image tokens that a batch reads (https://arxiv.org/abs/2208.07220)."""


MINUTES_BETWEEN_SAVES = 4
Make: TypeAlias = Callable[[Folders, Recipe], tuple[Captioner, Tokenizer]]
"""Makes an untrained model and its tokenizer."""


def vocabulary(folders: Folders) -> Tokenizer:
    """The tokenizer of everything that is trained on, made once."""
    path = folders.work / "tokenizer.json"
    if not path.exists():
        texts = text.read_captions(folders, "coco") + text.read_captions(folders, "vizwiz")
        for source, samples in photo_samples(folders, "train").items():
            often = 3 if source == "flickr8k" else 1
            for sample in samples:
                texts += [caption for caption in sample.captions for _ in range(often)]
        text.build_tokenizer(texts, least=6).save(str(path))
    return Tokenizer.from_file(str(path))


def loss_of(model: Captioner, batch: Batch, smoothing: float, kept: float = 1.0) -> Tensor:
    """Cross-entropy of the next word, the weighed mean over the words of all captions.

    Reads a random share `kept` of the image tokens.
    """
    shape = model.shape
    places = torch.arange(shape.image_tokens, shape.prefix)
    if batch.patches is None:
        prefix = model.bridge.hints(batch.names)
    else:
        count = round(kept * shape.image_tokens)
        tokens = torch.randperm(shape.image_tokens)[:count].sort().values
        places = torch.cat([tokens, places])
        prefix = model.bridge(batch.patches, batch.names)[:, places]
    length = len(places)
    words = model.decoder.embedding(batch.inputs)
    positions = torch.cat([places.expand(len(words), -1), batch.places + shape.prefix], 1)
    hidden = model.decoder.hidden(torch.cat([prefix, words], 1), positions, visible(batch, length))
    wanted = batch.targets >= 0
    weights = batch.weights[wanted]
    logits = model.decoder.logits(hidden[:, length:][wanted]).float()
    each = F.cross_entropy(
        logits, batch.targets[wanted], label_smoothing=smoothing, reduction="none"
    )
    return (each * weights).sum() / weights.sum()


def evaluate(
    model: Captioner, folders: Folders, tokenizer: Tokenizer, views: Views, set_name: str, most: int
) -> Scores:
    """Greedy captions of validation photos against the human ones."""
    model.eval()
    chosen = list(validation(folders, set_name, most))
    said: list[str] = []
    for start in range(0, len(chosen), 50):
        rows = [index for index, _ in chosen[start : start + 50]]
        patches = torch.from_numpy(views.patches(set_name)[rows, 0]).float()
        hints = torch.from_numpy(views.names(set_name)[rows]).float()
        for ids in model.greedy(patches, hints, text.DESCRIBE, text.BOS, text.EOS):
            said.append(tokenizer.decode(ids, skip_special_tokens=False))
    model.train()
    return score(said, [captions for _, captions in chosen])


def build(folders: Folders, recipe: Recipe) -> tuple[Captioner, Tokenizer]:
    """An untrained model of the recipe's shape."""
    torch.manual_seed(recipe.seed)
    tokenizer = vocabulary(folders)
    shape = Shape(
        tokenizer.get_vocab_size(),
        len(names()),
        width=recipe.width,
        layers=recipe.layers,
        heads=recipe.width // 64,
        channels=recipe.channels,
        image_tokens=recipe.image_tokens,
        dropout=recipe.dropout,
    )
    return Captioner(shape), tokenizer


def train(folders: Folders, views: Views, recipe: Recipe, run: str, make: Make = build) -> Path:
    """Train what `make` makes, resuming from the run's last checkpoint, saved every few minutes.

    Gives the path of the averaged weights.
    """
    model, tokenizer = make(folders, recipe)
    shares = {source: SHARES[source] for source in recipe.sources}
    total, more_alone = recipe.alone_steps + recipe.steps, recipe.alone_steps > 0
    decayed = [p for p in model.parameters() if p.dim() > 1]
    others = [p for p in model.parameters() if p.dim() <= 1]
    optimiser = torch.optim.AdamW(
        [
            {"params": decayed, "weight_decay": recipe.weight_decay},
            {"params": others, "weight_decay": 0.0},
        ],
        lr=recipe.rate,
        betas=(0.9, 0.98),
        fused=True,
    )
    average = {name: value.clone() for name, value in model.state_dict().items()}
    folder = folders.work / "runs" / run
    folder.mkdir(parents=True, exist_ok=True)
    checkpoint, first = folder / "checkpoint.pt", 0
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        if saved["recipe"] == asdict(recipe):
            model.load_state_dict(saved["model"])
            optimiser.load_state_dict(saved["optimiser"])
            average, first = saved["average"], saved["step"]
    corpus = Corpus(folders, tokenizer, views, recipe.seed + first, shares, recipe.agreed)
    log = (folder / "log.jsonl").open("a", encoding="utf-8")

    def note(step: int, entry: dict[str, Any]) -> None:
        line = json.dumps({"step": step, "of": total, **entry})
        print(line, flush=True)
        log.write(line + "\n")
        log.flush()

    losses: dict[str, list[float]] = defaultdict(list)
    logged = saved_at = time.monotonic()
    for step in range(first, total):
        alone = step < recipe.alone_steps or (more_alone and step % recipe.alone_every == 0)
        batch = corpus.sentences(recipe.alone_batch) if alone else corpus.photos(recipe.batch)
        if not recipe.hints:
            batch.names.zero_()
        warm = min(1.0, (step + 1) / 200)
        pace = warm * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * step / total)))
        for group in optimiser.param_groups:
            group["lr"] = recipe.rate * pace
        with torch.autocast("cpu", torch.bfloat16):
            loss = loss_of(model, batch, recipe.smoothing, recipe.kept)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        losses["alone" if alone else "photos"].append(float(loss.detach()))
        share = min(recipe.average, (step + 1) / (step + 10))
        with torch.no_grad():
            torch._foreach_lerp_(
                list(average.values()), list(model.state_dict().values()), 1 - share
            )
        now = time.monotonic()
        if now - logged > 60:
            logged = now
            note(step + 1, {kind: round(float(np.mean(part)), 4) for kind, part in losses.items()})
            losses.clear()
        if now - saved_at > MINUTES_BETWEEN_SAVES * 60:
            saved_at = now
            state = {
                "recipe": asdict(recipe),
                "model": model.state_dict(),
                "optimiser": optimiser.state_dict(),
                "average": average,
                "step": step + 1,
            }
            torch.save(state, checkpoint.with_suffix(".part"))
            checkpoint.with_suffix(".part").rename(checkpoint)
    model.load_state_dict(average)
    target = folder / "model.pt"
    torch.save({"recipe": asdict(recipe), "shape": asdict(model.shape), "model": average}, target)
    for set_name, most in (("flickr8k", 1000), ("coco", 338)):
        result = evaluate(model, folders, tokenizer, views, set_name, most)
        note(total, {"set": set_name, **asdict(result)})
    return target
