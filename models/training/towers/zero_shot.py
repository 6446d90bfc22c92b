"""Fit how cosines of labels become probabilities, including "none of these".

Fitted on towers trained without the photos asked about, so that it holds for labels that are new to
the towers.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from models.training.answerer.photo_arrays import PhotoArrays
from models.training.common.metrics import calibration_error
from models.training.common.text_encoder import Texts
from models.training.towers.tower_train import TowerValidation, label_fits
from models.training.towers.towers import TowerNetworks

FILE = "zero_shot.json"
COUNTS = (2, 3, 5, 10)
"""How many labels are offered at once."""
STEPS = 400
ROUNDS = 3
"""How often each photo is asked about; every other time without its own label."""


@dataclass(frozen=True)
class ZeroShotFit:
    """Values for the manifest's fields of the same names."""

    sharpness: float
    none: float
    same: float = 1.0

    def write(self, work: Path) -> None:
        """Keep it for the export."""
        (work / FILE).write_text(json.dumps(asdict(self)), encoding="utf-8")


def read(path: Path) -> ZeroShotFit:
    """Read what `write` kept."""
    return ZeroShotFit(**json.loads(path.read_text(encoding="utf-8")))


@dataclass(frozen=True)
class Episode:
    """The cosines of the labels offered for a photo, and the right one."""

    fits: Tensor
    """[K]"""
    right: int
    """K if none is right."""


@torch.inference_mode()
def episodes(
    model: TowerNetworks, validation: TowerValidation, analyses: PhotoArrays, texts: Texts
) -> list[Episode]:
    """Labels offered for the named validation photos."""
    rng, found = random.Random(1), []
    for name, labels in validation.labelled.items():
        options, fits = label_fits(model, analyses, texts, name, labels)
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


def fit(rows: Sequence[Episode]) -> tuple[ZeroShotFit, dict[str, float]]:
    """The most likely parameters, with the accuracy and calibration error that they give, 0…1."""
    most = max(len(one.fits) for one in rows)
    fits = torch.stack([F.pad(one.fits, (0, most - len(one.fits)), value=-10.0) for one in rows])
    right = torch.tensor([one.right if one.right < len(one.fits) else most for one in rows])
    values = torch.tensor([3.0, 0.2], requires_grad=True)
    optimiser = torch.optim.Adam([values], lr=0.02)

    def logits() -> Tensor:
        none = values[1].expand(len(fits), 1)
        return values[0].exp() * torch.cat([fits, none], 1)

    for _ in range(STEPS):
        optimiser.zero_grad()
        F.cross_entropy(logits(), right).backward()
        optimiser.step()
    with torch.inference_mode():
        best, chosen = logits().softmax(1).max(1)
        sharpness, none = values[0].exp().item(), values[1].item()
    true = (chosen == right).numpy()
    return ZeroShotFit(round(sharpness, 3), round(none, 4)), {
        "right": float(true.mean()),
        "calibration error": calibration_error(best.double().numpy(), true),
    }
