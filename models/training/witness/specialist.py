"""Two more opinions on COCO's 80 names: networks on the pooled features, trained on COCO alone.

The heads learn every set and have less capacity for COCO; the mean of all three is better than any
of them.
"""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from models.training.common.data import Folders, records
from models.training.common.features import Views
from models.training.common.labels import COCO
from models.training.witness.encoder import CHANNELS
from models.training.witness.label_heads import Heads

MEMBERS = 2
PASSES, BATCH, RATE, DECAY, HIDDEN = 12, 64, 1e-3, 0.3, 512


def pool(patches: Tensor) -> Tensor:
    """Mean and maximum over the patches: [B, 81, C] to [B, 2 C]."""
    return torch.cat([patches.mean(1), patches.amax(1)], dim=-1)


class Specialist(nn.Module):
    """Pooled features [B, 2 C] to the mean logits of its members [B, 80]."""

    def __init__(self) -> None:
        super().__init__()
        self.members = nn.ModuleList(
            nn.Sequential(
                nn.BatchNorm1d(2 * CHANNELS, affine=False),
                nn.Dropout(0.3),
                nn.Linear(2 * CHANNELS, HIDDEN),
                nn.ReLU(),
                nn.Dropout(0.5),
                nn.Linear(HIDDEN, len(COCO)),
            )
            for _ in range(MEMBERS)
        )

    def forward(self, pooled: Tensor) -> Tensor:
        """The mean of the members' logits."""
        return torch.stack([member(pooled) for member in self.members]).mean(0)


class Panel(nn.Module):
    """Heads and specialist together."""

    def __init__(self, heads: Heads, specialist: Specialist) -> None:
        super().__init__()
        self.heads, self.specialist = heads, specialist

    def forward(self, patches: Tensor) -> tuple[Tensor, list[Tensor]]:
        """[B, 81, C] to tag logits [B, T], COCO's first, and choice logits."""
        tags, choices, _ = self.heads(patches)
        count = len(COCO)
        own = self.specialist(pool(patches))
        mean = (tags[:, :count] + MEMBERS * own) / (1 + MEMBERS)
        return torch.cat([mean, tags[:, count:]], dim=1), choices

    def places(self, patches: Tensor) -> Tensor:
        """How much each patch speaks for each tag: [B, 81, T]."""
        return self.heads.places(patches)


def train_specialist(folders: Folders, features: Path, seed: int) -> Path:
    """Train both members, about a minute, and return the path of the weights."""
    rows = records(folders, "coco")
    train = np.array([i for i, row in enumerate(rows) if row["split"] == "train"])
    truth = torch.tensor([[float(name in row["objects"]) for name in COCO] for row in rows])
    patches = Views(features).patches("coco")
    parts = [
        pool(torch.from_numpy(np.asarray(patches[start : start + 100])).float().flatten(0, 1))
        for start in range(0, len(patches), 100)
    ]
    pooled = torch.cat(parts).unflatten(0, (len(patches), -1))
    torch.manual_seed(seed)
    specialist = Specialist()
    for number, member in enumerate(specialist.members):
        rng = np.random.default_rng(seed + number)
        optimiser = torch.optim.AdamW(member.parameters(), weight_decay=DECAY, fused=True)
        total = PASSES * -(-len(train) // BATCH)
        step = 0
        for _ in range(PASSES):
            order = rng.permutation(train)
            for start in range(0, len(order), BATCH):
                chosen = order[start : start + BATCH]
                view = int(rng.integers(pooled.shape[1]))
                for group in optimiser.param_groups:
                    group["lr"] = RATE * (1 - 0.95 * step / total)
                loss = F.binary_cross_entropy_with_logits(
                    member(pooled[chosen, view]), truth[chosen]
                )
                optimiser.zero_grad(set_to_none=True)
                loss.backward()
                optimiser.step()
                step += 1
    target = features / "specialist.pt"
    torch.save(specialist.state_dict(), target)
    return target
