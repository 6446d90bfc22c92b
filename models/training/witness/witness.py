"""The witness: heads and detector fused into one calibrated probability a name.

The heads were trained on every training photo and the detector on nearly every COCO photo. So the
fusion, a handful of numbers for all names together, is fitted on validation photos that are new to
both, and measured by cross-fitting.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.lexicon.names import COCO_WORDS, OTHER_WORDS, mentions, single_words
from models.training.common.data import Folders, Record, records
from models.training.common.features import Views
from models.training.common.labels import COCO, LabelNames
from models.training.common.metrics import fit_logistic, logistic
from models.training.common.run import digest
from models.training.witness.gates import KINDS, load_gates
from models.training.witness.label_heads import SETS, Heads
from models.training.witness.specialist import Panel, Specialist

OTHER = tuple(OTHER_WORDS)
NAMES = COCO + OTHER
AT_HAND = frozenset(
    "person apple banana orange broccoli carrot bottle bowl cup handbag backpack tie hat shirt "
    "jacket dress jeans shorts shoes glasses bag box shelf wall floor food paper plant".split()
) | {"dining table"}
"""What close-ups of products and garments may show besides them; all else is absent there."""
MISSING = -8.0
"""The logit of evidence that does not cover a name."""

_ADE = {
    "street": ("road",),
    "sea": ("sea",),
    "pool": ("swimming pool",),
    "rock": ("rock",),
    "building": ("building", "house", "skyscraper", "tower"),
    "window": ("windowpane",),
    "stairs": ("stairs", "stairway", "step"),
    "sign": ("signboard", "trade name"),
    "picture": ("painting", "poster"),
    "carpet": ("rug",),
    "pillow": ("pillow", "cushion"),
    "lamp": ("lamp", "chandelier", "sconce", "light"),
    "shelf": ("shelf", "bookcase"),
    "cabinet": ("cabinet", "wardrobe", "chest of drawers"),
    "counter": ("counter", "countertop", "kitchen island"),
    "statue": ("sculpture",),
    "dirt": ("earth",),
    "toy": ("plaything",),
    "lake": ("lake",),
    "door": ("door",),
}
"""The ADE20K labels of a name, if they differ from it."""


@dataclass(frozen=True)
class NameEvidence:
    """The tags that speak for each name: columns of `LabelNames.tags`, padded with -1, [M, 8]."""

    words: NDArray[np.int64]
    places: NDArray[np.int64]


def evidence(names: LabelNames) -> NameEvidence:
    """The caption words and the ADE20K labels (or the COCO tag) of every name."""
    column = {name: index for index, name in enumerate(names.tags)}
    words = np.full((len(NAMES), 8), -1)
    places = np.full((len(NAMES), 8), -1)
    for row, name in enumerate(NAMES):
        forms = [column[f"word:{w}"] for w in single_words(name) if f"word:{w}" in column][:8]
        words[row, : len(forms)] = forms
        if name in COCO_WORDS:
            labels = [column[name]]
        else:
            wanted = _ADE.get(name, (name,))
            labels = [column[f"ade:{label}"] for label in wanted if f"ade:{label}" in column]
        places[row, : len(labels)] = labels
    return NameEvidence(words, places)


class Gather(nn.Module):
    """Tag logits [B, T], detector logits [B, 80] and kinds [B, K] to evidence and doubt."""

    def __init__(self, names: LabelNames) -> None:
        super().__init__()
        table = evidence(names)
        last = len(names.tags)
        for name, columns in (("words", table.words), ("places", table.places)):
            filled = np.where(columns < 0, last, columns)
            self.register_buffer(name, torch.from_numpy(filled), persistent=False)
        strange = torch.tensor([float(name not in AT_HAND) for name in NAMES])
        self.register_buffer("strange", strange, persistent=False)

    def highest(self, tags: Tensor, columns: Tensor) -> Tensor:
        """The highest logit of each name's columns along the last axis: […, M]."""
        padded = torch.cat([tags, torch.full_like(tags[..., :1], MISSING)], dim=-1)
        picked: Tensor = padded[..., columns.flatten()].unflatten(-1, columns.shape)
        return picked.amax(-1)

    def forward(
        self, tags: Tensor, detector: Tensor, closer: Tensor, kinds: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Evidence [B, M, 4] and doubt [B, M].

        The evidence is four logits: the detector's on the whole and on the quarters, that of the
        place or COCO tag, and that of the caption word; `MISSING` if there is none. The doubt is
        how likely the kind of photo rules out a name.
        """
        words: Tensor = self.get_buffer("words")
        places: Tensor = self.get_buffer("places")
        more = torch.full_like(tags[:, :1], MISSING).expand(-1, len(OTHER))
        seen = [torch.cat([one.clamp(MISSING, 8), more], dim=1) for one in (detector, closer)]
        heads, said = self.highest(tags, places), self.highest(tags, words)
        close = kinds[:, KINDS.index("product")] + kinds[:, KINDS.index("garment")]
        logits = (*seen, heads.clamp(MISSING, 8), said.clamp(MISSING, 8))
        return torch.stack(logits, dim=-1), close[:, None] * self.get_buffer("strange")


def truth(set_name: str, row: Record) -> NDArray[np.int8]:
    """1 present, 0 absent, -1 unknown, for every name."""
    known = np.full(len(NAMES), -1, np.int8)
    if set_name == "coco":
        known[: len(COCO)] = [name in row["objects"] for name in COCO]
    elif set_name == "flickr8k":
        said = {name for caption in row["captions"] for name in mentions(caption)}
        known[len(COCO) :] = [name in said for name in OTHER]
    elif set_name == "ade20k":
        for place, name in enumerate(OTHER, start=len(COCO)):
            labels = _ADE.get(name, (name,))
            if name in _ADE or name in row["objects"]:
                known[place] = any(label in row["objects"] for label in labels)
    return known


def tag_logits(views: Views, set_name: str, panel: Panel) -> NDArray[np.float16]:
    """Tag logits [N, views, T] of stored features."""
    patches = views.patches(set_name)
    tags: list[NDArray[np.float16]] = []
    with torch.inference_mode():
        for start in range(0, len(patches), 64):
            part = torch.from_numpy(np.asarray(patches[start : start + 64])).float()
            found, _ = panel(part.flatten(0, 1))
            tags.append(found.half().numpy().reshape(len(part), views.count, -1))
    return np.concatenate(tags)


def store_tags(features: Path, panel: Panel) -> None:
    """Write `SET.tags.npy` of every set, unless this panel has written them already."""
    made_by, made = features / "tags.sum", digest(panel)
    if not made_by.exists() or made_by.read_text(encoding="utf-8") != made:
        for path in features.glob("*.tags.npy"):
            path.unlink()
        made_by.write_text(made, encoding="utf-8")
    for set_name in (*SETS, "daquar"):
        path = features / f"{set_name}.tags.npy"
        if not path.exists():
            unfinished = path.with_suffix(".part.npy")
            np.save(unfinished, tag_logits(Views(features), set_name, panel))
            unfinished.rename(path)


@dataclass(frozen=True)
class Fusion:
    """Coefficients of the four kinds of evidence and a constant."""

    coco: NDArray[np.float64]
    other: NDArray[np.float64]


def fit(inputs: NDArray[np.float64], known: NDArray[np.int8]) -> NDArray[np.float64]:
    """One pooled logistic fit over the known pairs of [N, M, 4] and [N, M]."""
    mask = known >= 0
    return fit_logistic(inputs[mask], known[mask] == 1)


def load_panel(features: Path) -> tuple[Panel, LabelNames]:
    """Load the trained heads and the specialist, with their vocabulary."""
    table = json.loads((features / "labels.json").read_text(encoding="utf-8"))
    choices = {kind: tuple(options) for kind, options in table["choices"].items()}
    names = LabelNames(tuple(table["tags"]), choices)
    panel = Panel(Heads(names), Specialist())
    panel.heads.load_state_dict(torch.load(features / "heads.pt", weights_only=True))
    panel.specialist.load_state_dict(torch.load(features / "specialist.pt", weights_only=True))
    return panel.eval(), names


def set_evidence(
    folders: Folders, features: Path, set_name: str, names: LabelNames
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Evidence [N, M, 4] and doubt [N, M] of a set, from stored features."""
    tags = np.load(features / f"{set_name}.tags.npy", mmap_mode="r")
    found = np.load(folders.work / "detector" / f"{set_name}.npz")
    gather, gates = Gather(names), load_gates(features)
    stored = Views(features).patches(set_name)
    kinds = [
        gates.kinds(torch.from_numpy(stored[start : start + 200, 0].astype(np.float32)))
        for start in range(0, len(stored), 200)
    ]
    evidence, doubt = gather(
        torch.from_numpy(tags.mean(1, dtype=np.float32)),
        torch.from_numpy(found["logit"].astype(np.float32)),
        torch.from_numpy(found["closer"].astype(np.float32)),
        torch.cat(kinds),
    )
    return evidence.double().numpy(), doubt.double().numpy()


def pick(folders: Folders, set_name: str, unseen: bool = False) -> NDArray[np.int64]:
    """Rows of a set's validation photos; with `unseen`, only those new to the detector."""
    rows = records(folders, set_name)
    wanted = [
        i for i, r in enumerate(rows) if r["split"] == "val" and (r.get("unseen") or not unseen)
    ]
    return np.array(wanted)


FITTED = ("coco", "flickr8k", "ade20k")
"""The fusion is fitted on the validation photos of these sets."""


def train_witness(folders: Folders, features: Path) -> Fusion:
    """Store tag logits, fit the fusion on unseen photos, and store every photo's probabilities."""
    panel, names = load_panel(features)
    store_tags(features, panel)
    rows = {name: pick(folders, name, unseen=name == "coco") for name in FITTED}
    known = {
        name: np.stack([truth(name, row) for row in records(folders, name)])[rows[name]]
        for name in FITTED
    }
    seen = {name: set_evidence(folders, features, name, names)[0][rows[name]] for name in FITTED}
    every = np.concatenate([seen[name] for name in FITTED])
    right = np.concatenate([known[name] for name in FITTED])
    split = len(COCO)
    fusion = Fusion(
        fit(every[:, :split], right[:, :split]), fit(every[:, split:], right[:, split:])
    )
    for set_name in (*SETS, "daquar"):
        inputs, doubt = set_evidence(folders, features, set_name, names)
        both = np.concatenate(
            [
                logistic(inputs[:, :split], fusion.coco),
                logistic(inputs[:, split:], fusion.other),
            ],
            axis=1,
        )
        path = features / f"{set_name}.names.npy"
        # Another training may be reading the existing file.
        unfinished = path.with_suffix(".part.npy")
        np.save(unfinished, (both * (1 - doubt)).astype(np.float16))
        unfinished.rename(path)
    table = {"coco": fusion.coco.tolist(), "other": fusion.other.tolist()}
    (features / "fusion.json").write_text(json.dumps(table), encoding="utf-8")
    return fusion
