"""Chooses how cosines of labels become probabilities, "none of these" among them.

Fitted on towers that were trained without the photos that are asked about, so that it holds for
labels which are new to the towers.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from models.training.metrics import calibration_error
from models.training.sights import Sights
from models.training.text_encoder import Texts
from models.training.tower_pairs import named
from models.training.tower_train import Judged, vectors
from models.training.towers import Towers

FILE = "zero_shot.json"
COUNTS = (2, 3, 5, 10)
"""How many labels are offered at once."""
ROUNDS = 3
"""How often each photo is asked about; every second time its own label is not offered."""


@dataclass(frozen=True)
class Fit:
    """What these fields of the manifest are to be."""

    sharpness: float
    none: float
    same: float = 1.0

    def write(self, work: Path) -> None:
        """Keep it for the export."""
        (work / FILE).write_text(json.dumps(asdict(self)), encoding="utf-8")


def read(path: Path) -> Fit:
    """What `write` kept."""
    return Fit(**json.loads(path.read_text(encoding="utf-8")))


@dataclass(frozen=True)
class Episode:
    """The cosines of the labels that are offered for a photo, and which one is right."""

    fits: Tensor
    """[K]"""
    right: int
    """K if none is."""


@torch.inference_mode()
def episodes(
    model: Towers, judged: Judged, sights: Sights, texts: Texts, seed: int = 1
) -> list[Episode]:
    """Labels offered for the named validation photos."""
    rng, found = random.Random(seed), []
    for name, labels in judged.labelled.items():
        options = list(dict.fromkeys(labels.values()))
        prompts = [model.text(*texts.batch(named(label))).mean(0) for label in options]
        table = F.normalize(torch.stack(prompts), dim=-1)
        fits = vectors(model, sights, [(name, index) for index in labels]) @ table.T
        for row, label in enumerate(labels.values()):
            own = options.index(label)
            others = [place for place in range(len(options)) if place != own]
            for number in range(ROUNDS * len(COUNTS)):
                count = COUNTS[number % len(COUNTS)]
                offered = rng.sample(others, count)
                right = count
                if number // len(COUNTS) % 2 == 0:
                    right = rng.randrange(count)
                    offered[right] = own
                found.append(Episode(fits[row, offered], right))
    return found


def fit(rows: Sequence[Episode]) -> tuple[Fit, dict[str, float]]:
    """The likeliest numbers, how often the likeliest label or none is right, and the error of its
    probability, 0…1."""
    values = torch.tensor([3.0, 0.2], requires_grad=True)
    optimiser = torch.optim.LBFGS([values], max_iter=200, line_search_fn="strong_wolfe")

    def logits(one: Episode) -> Tensor:
        return values[0].exp() * torch.cat([one.fits, values[1:]])

    def closure() -> Tensor:
        optimiser.zero_grad()
        loss = torch.stack([-logits(one).log_softmax(0)[one.right] for one in rows]).mean()
        torch.autograd.backward(loss)
        return loss

    optimiser.step(closure)
    with torch.inference_mode():
        likely = [logits(one).softmax(0) for one in rows]
    best = np.array([float(one.max()) for one in likely])
    right = np.array(
        [int(one.argmax()) == row.right for one, row in zip(likely, rows, strict=True)]
    )
    sharpness, none = values.detach()[0].exp().item(), values.detach()[1].item()
    return Fit(round(sharpness, 3), round(none, 4)), {
        "right": float(right.mean()),
        "calibration error": calibration_error(best, right),
    }
