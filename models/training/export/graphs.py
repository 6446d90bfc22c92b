"""Witness and bridge as modules for export to ONNX."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from models.training.captioner.decoder import Bridge
from models.training.common.labels import LabelNames, thing_name
from models.training.texts.composed_captions import GARMENTS
from models.training.witness.gates import KINDS, Gates
from models.training.witness.specialist import Panel, pool
from models.training.witness.witness import NAMES, Fusion, Gather

NO_SCENE = "another room"
"""The room label for none of the named scenes."""


@dataclass(frozen=True)
class Extra:
    """The names that only a one-of-many head knows, and the places of their options."""

    names: tuple[str, ...]
    rows: tuple[tuple[int, int, int], ...]
    """(name, option of the joined choices, kind) for every option that has a name."""


def extra_names(names: LabelNames, products: dict[str, str]) -> Extra:
    """Every option of product, garment and thing, with its spoken name."""
    found = list(NAMES)
    rows = []
    offset = 0
    for kind, options in names.choices.items():
        for place, option in enumerate(options):
            name: str | None = None
            if kind == "product":
                name = products[option]
            elif kind == "garment":
                name = GARMENTS.get(option.lower(), option.lower()) or None
            elif kind == "thing":
                name = thing_name(option)
            if name:
                if name not in found:
                    found.append(name)
                rows.append((found.index(name), offset + place, KINDS.index(kind)))
        offset += len(options)
    return Extra(tuple(found), tuple(rows))


class WitnessGraph(nn.Module):
    """Patches and detector logits to calibrated names, scenes, not-a-photo and places."""

    def __init__(
        self, panel: Panel, names: LabelNames, fusion: Fusion, gates: Gates, extra: Extra
    ) -> None:
        super().__init__()
        self.panel, self.gates = panel, nn.ModuleList([gates.nothing, gates.kind])
        self.gather = Gather(names)
        self.kinds = list(names.choices)
        self.register_buffer("coco", torch.tensor(fusion.coco).float(), persistent=False)
        self.register_buffer("other", torch.tensor(fusion.other).float(), persistent=False)
        self.count = len(extra.names)
        options = sum(len(options) for options in names.choices.values())
        table = torch.zeros(options, self.count)
        gate = torch.zeros(options, len(KINDS))
        for name, option, kind in extra.rows:
            table[option, name] = 1
            gate[option, kind] = 1
        self.register_buffer("table", table, persistent=False)
        self.register_buffer("gate", gate, persistent=False)

    def forward(
        self, patches: Tensor, detector: Tensor, closer: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Names [1, N], scenes [1, S], not-a-photo [1] and places [1, N, 81] of one picture.

        Takes the patches [2, 81, C] of the picture and its mirror image, over which the result is
        averaged, and the detector's logits [1, 80] of the whole and of the quarters.
        """
        both, chosen = self.panel(patches)
        tags = both.mean(0, keepdim=True)
        choices = [logits.mean(0, keepdim=True) for logits in chosen]
        patches = patches[:1]
        pooled = pool(patches)
        kind = self.gates[1](pooled).softmax(-1)
        evidence, doubt = self.gather(tags, detector, closer, kind)
        split = detector.shape[1]
        coco, other = self.get_buffer("coco"), self.get_buffer("other")
        logits = torch.cat(
            [
                evidence[:, :split] @ coco[:-1] + coco[-1],
                evidence[:, split:] @ other[:-1] + other[-1],
            ],
            dim=1,
        )
        known = logits.sigmoid() * (1 - doubt)
        likely = torch.cat([logits.softmax(-1) for logits in choices], dim=1)
        gated = likely * (kind @ self.get_buffer("gate").T)
        special = (gated @ self.get_buffer("table")).clamp(0, 1)
        missing = self.count - known.shape[1]
        names = torch.maximum(nn.functional.pad(known, (0, missing)), special)
        # A close-up of a thing shows no room.
        place = kind[:, KINDS.index("scene"), None]
        room = choices[self.kinds.index("room")].softmax(-1) * place
        nothing = self.gates[0](pooled).softmax(-1)[:, 1]
        local = self.panel.places(patches)
        where = self.gather.highest(local, self.gather.get_buffer("places"))
        said = self.gather.highest(local, self.gather.get_buffer("words"))
        places = torch.maximum(where, said).transpose(1, 2)
        return names, room, nothing, nn.functional.pad(places, (0, 0, 0, missing))


class BridgeGraph(nn.Module):
    """The bridge, which takes all names of the witness and reads the first ones."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self.bridge = bridge

    def forward(self, patches: Tensor, hints: Tensor) -> Tensor:
        """[B, 81, C] and [B, N] to [B, T + K, D]."""
        prefix: Tensor = self.bridge(patches, hints[:, : self.bridge.shape.names])
        return prefix
