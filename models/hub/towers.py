"""CLIP or SigLIP as the `Embedder`, on top of the embedded model."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import torch
from torch import Tensor

from models import clip, json_files
from models.embedded.pixels import checked
from models.hub import checkpoint_store
from models.hub.checkpoint import Checkpoint
from models.interfaces import (
    Base,
    ImageEncoding,
    Labels,
    Picture,
    Vector,
    ZeroShot,
)
from models.layered import LayeredEncoding, LayeredModel, tokens_of
from models.messages import HubError, HubLine
from models.system import SYSTEM

FILE: Final = "towers.json"
NEVER: Final = 1.01
"""No cosine is this high."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The two cosine thresholds of a calibration."""

    same: float
    """Two pictures with at least this show the same thing."""
    none: float
    """At this cosine a label is as likely as that no label fits."""

    def write(self, folder: Path) -> None:
        """Write the marks into the folder of a calibration."""
        SYSTEM.make_private(folder)
        json_files.write(folder / FILE, self)


def marks(folder: Path) -> Marks | None:
    """The marks of a checkpoint's calibration, if any. Raises HubError."""
    path = folder / checkpoint_store.CALIBRATION / FILE
    try:
        return json_files.read(path, Marks)
    except FileNotFoundError:
        return None
    except json_files.FAULTS as fault:
        raise HubError(HubLine.CALIBRATION_DAMAGED.said(path=path)) from fault


@dataclass(slots=True)
class TowerEncoding(LayeredEncoding):
    """`ImageEncoding.tokens` with towers."""

    vector: Vector | None = field(default=None)


class HubTowers(LayeredModel):
    """Another `Embedder` on top of the embedded model."""

    encoding = TowerEncoding

    def __init__(self, checkpoint: Checkpoint, base: Base, revision: str) -> None:
        super().__init__(base)
        self.checkpoint = checkpoint
        self._space = f"{checkpoint.folder.name} {revision[:16]}"
        self._marks = marks(checkpoint.folder)
        model = checkpoint.model
        self._sharpness = math.exp(float(model.logit_scale)) if hasattr(model, "logit_scale") else 1
        bias = getattr(model, "logit_bias", None)
        # SigLIP was trained so that a pair is as likely right as wrong where scale and bias cancel.
        self._own_none = None if bias is None else -float(bias) / self._sharpness
        self._fixed = str(model.config.model_type).startswith("siglip")

    @property
    def space(self) -> str:
        return self._space

    @property
    def same(self) -> float:
        """As calibrated; uncalibrated towers never take two pictures for the same thing."""
        return NEVER if self._marks is None else self._marks.same

    def embed(self, picture: Picture) -> Vector:
        """Encode a picture as a vector; ValueError as of `checked`."""
        made = self.checkpoint.processor(images=[checked(picture)], return_tensors="pt")
        with torch.inference_mode():
            return _vector(self.checkpoint.model.get_image_features(**self.checkpoint.placed(made)))

    def embed_look(self, look: ImageEncoding) -> Vector:
        """The vector of an encoded picture, computed once."""
        seen = tokens_of(look, TowerEncoding)
        if seen.vector is None:
            seen.vector = self.embed(seen.picture)
        return seen.vector

    def embed_text(self, text: str) -> Vector:
        """Encode a text as a vector; a long text is truncated."""
        longest = int(self.checkpoint.model.config.text_config.max_position_embeddings)
        made = self.checkpoint.processor(
            text=[text],
            return_tensors="pt",
            # SigLIP was trained on texts padded to their full length.
            padding="max_length" if self._fixed else True,
            truncation=True,
            max_length=longest,
        )
        if self._fixed:
            made.pop("attention_mask", None)
        with torch.inference_mode():
            return _vector(self.checkpoint.model.get_text_features(**self.checkpoint.placed(made)))

    def embed_labels(self, labels: Sequence[str]) -> Labels:
        return clip.embed_labels(labels, self.embed_text)

    def zero_shot(self, image: Vector, labels: Labels) -> ZeroShot:
        """Classify a picture's vector.

        Without a calibration or a threshold of its own, half of the probability is for no label.
        """
        none = self._own_none if self._marks is None else self._marks.none
        if none is None:
            none = max(float(vector @ image) for vector in labels.vectors)
        return clip.zero_shot(image, labels, self._sharpness, none)


def _vector(found: Any) -> Vector:
    """The unit vector in a tower's output: [1, D], or an object that holds it."""
    rows = found if isinstance(found, Tensor) else found.pooler_output
    return clip.unit(rows[0].float().cpu().numpy())
