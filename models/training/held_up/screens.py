"""A linear layer that tells whether a screen is on, from its crop.

`screens.tsv` says what somebody sees on screens of COCO's photos, whose boxes are known, and of
household things, which fill their photos; what is closed or seen from behind is "hidden", and
unclear ones are left out. Photos of one source are alike, so the probabilities are fitted on photos
of sources that the layer did not learn from.
"""

import csv
from pathlib import Path
from typing import Final, NamedTuple, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from models.certainty import logit
from models.claims import SWITCHED
from models.embedded import manifest
from models.embedded.evidence.colours import cut_out
from models.embedded.evidence.screens import FILE, HIDDEN, STATES, features
from models.embedded.places import area
from models.embedded.runtime import Numbers
from models.interfaces import Box
from models.training.common import onnx_files
from models.training.common.data import Folders, Record, photo_of, records, squash, unpack
from models.training.common.metrics import fit_logistic
from models.training.common.signing import sign
from models.training.witness.encoder import CHANNELS

WHOLE: Final[Box] = (0.0, 0.0, 1.0, 1.0)
STEPS, RATE, DECAY = 300, 1e-2, 1e-2
WEIGHT: Final = 3.0
"""How much more a statistic counts than a feature of the encoder."""
BAR: Final = 0.62
"""Of the probability in the figures."""


class Label(NamedTuple):
    """What somebody sees."""

    set_name: str
    photo: str
    name: str
    """What people call it; in COCO's boxes, of several the largest is meant."""
    state: str


def labels() -> list[Label]:
    """All labels, by photo."""
    with Path(__file__).with_suffix(".tsv").open(encoding="utf-8", newline="") as rows:
        return [Label(*row) for row in csv.reader(rows, delimiter="\t")]


def box_of(label: Label, row: Record) -> Box:
    """Where the screen is in its photo."""
    boxes = [tuple(corners) for name, *corners in row.get("boxes", ()) if name == label.name]
    return cast(Box, max(boxes, key=area, default=WHOLE))


def trained(inputs: Numbers, states: NDArray[np.int64], seed: int) -> Numbers:
    """The weights [F + 1, 3] of a layer that learned from these, each state equally often."""
    torch.manual_seed(seed)
    mean, scale = inputs.mean(0), inputs.std(0) + 1e-3
    scale[2 * CHANNELS :] /= WEIGHT
    shown, right = torch.from_numpy((inputs - mean) / scale), torch.from_numpy(states)
    layer = torch.nn.Linear(inputs.shape[1], len(STATES))
    optimiser = torch.optim.Adam(layer.parameters(), lr=RATE)
    rare = 1 / torch.bincount(right, minlength=len(STATES)).clamp(min=1)
    for _ in range(STEPS):
        optimiser.zero_grad()
        loss = F.cross_entropy(layer(shown), right, weight=rare) + DECAY * (layer.weight**2).sum()
        loss.backward()
        optimiser.step()
    weight = layer.weight.detach().numpy() / scale
    bias = layer.bias.detach().numpy() - weight @ mean
    return np.vstack([weight.T, bias]).astype(np.float32)


def _shares(weight: Numbers, inputs: Numbers) -> Numbers:
    logits = inputs @ weight[:-1] + weight[-1]
    found = np.exp(logits - logits.max(1, keepdims=True))
    return np.asarray(found / found.sum(1, keepdims=True))


def _likely(odds: Numbers, shared: Numbers) -> Numbers:
    """How likely the likeliest state is [N]; 0 where that is hidden."""
    best, logits = shared.argmax(1), np.array([logit(float(share)) for share in shared.max(1)])
    found = np.zeros(len(shared), np.float32)
    for state, (slope, offset) in enumerate(odds, STATES.index(HIDDEN) + 1):
        found[best == state] = 1 / (1 + np.exp(-(slope * logits[best == state] + offset)))
    return found


def _figures(
    what: str, odds: Numbers, shared: Numbers, states: NDArray[np.int64]
) -> dict[str, float]:
    best, likely = shared.argmax(1), _likely(odds, shared)
    table = {}
    for state in SWITCHED:
        shown, told = STATES.index(state), (likely >= BAR) & (best == STATES.index(state))
        table[f"{what}: {state} told"] = float(told[states == shown].mean())
        table[f"{what}: {state} right"] = float((states == shown)[told].mean())
    return table


def make(folders: Folders, weights: Path, encoder: Path, seed: int) -> dict[str, float]:
    """Train, write `screens.npz`, and measure on validation photos and across sources."""
    known = labels()
    rows: dict[tuple[str, str], Record] = {}
    for set_name in sorted({one.set_name for one in known}):
        unpack(folders, set_name)
        rows |= {(set_name, row["photo"]): row for row in records(folders, set_name)}
    each = [(one, rows[one.set_name, one.photo]) for one in known]
    crops = (cut_out(photo_of(folders, one.set_name, row), box_of(one, row)) for one, row in each)
    squares = np.stack([*map(squash, crops)])
    patches = onnx_files.run_over(encoder, squares, mirrored=False).astype(np.float32)
    inputs = features(patches, squares)
    states = np.array([STATES.index(one.state) for one in known])
    sources = np.array([row.get("source", "coco") for _, row in each])
    across = np.zeros((len(known), len(STATES)), np.float32)
    for source in np.unique(sources):
        own = sources == source
        across[own] = _shares(trained(inputs[~own], states[~own], seed), inputs[own])
    best, logits = across.argmax(1), np.array([logit(float(one)) for one in across.max(1)])
    odds = np.array([
        fit_logistic(logits[best == state][:, None], (states == state)[best == state])
        for state in map(STATES.index, SWITCHED)
    ])  # fmt: skip
    learned = np.array([row["split"] == "train" for _, row in each])
    weight = trained(inputs[learned], states[learned], seed)
    np.savez_compressed(
        weights / FILE,
        encoder=np.array(manifest.read(weights).files[manifest.ENCODER].sha256),
        weight=weight,
        odds=odds,
    )
    sign(weights)

    unseen = _shares(weight, inputs[~learned])
    table = _figures("validation", odds, unseen, states[~learned])
    return table | _figures("other sources", odds, across, states)
