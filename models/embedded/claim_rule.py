"""How every claim about a picture is graded: the numbers of `claims.json`, in one table.

Each kind of claim has one scale (`models.claims.Scale`) for its probability. `python -m
models.training claims` fits the numbers.
"""

from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean
from typing import Final

from models import json_files
from models.certainty import Bars
from models.claims import Scale
from models.embedded.evidence import naming, sentences
from models.embedded.files import reading
from models.interfaces import Claim, ClaimKind, Grades
from models.messages import ModelError, ModelFault

FILE: Final = "claims.json"


@dataclass(frozen=True, slots=True)
class ClaimRule:
    """The numbers that the calibration chooses."""

    scales: dict[ClaimKind, Scale]
    """How each kind is graded."""
    weights: dict[ClaimKind, tuple[float, ...]] = field(default_factory=dict)
    """Of some kinds, one for each of `sentences.features`, and a constant."""
    witness: tuple[float, ...] = (1.0, 0.0)
    """Of a name by the witness alone: the weight of its logit, and a constant."""
    named: tuple[float, ...] = ()
    """One for each of `naming.with_features`, and a constant; empty: the witness alone decides."""
    rare: dict[str, float] = field(default_factory=dict)
    """The log odds that a photo is without each thing."""
    scene: float = 0.7
    """The least probability of a kind of place that is named plainly."""
    not_a_photo: float = 0.5
    """With an `ImageEncoding.not_a_photo` of at least this, no things are named."""

    @property
    def grades(self) -> Grades:
        """The grades of things and places."""
        bars = self.scales[ClaimKind.PRESENCE].bars
        return Grades(bars.plain, bars.probably, bars.unsure, self.scene, self.not_a_photo)

    def weighed(self, claim: Claim, probability: float) -> Claim:
        """A claim with its probability and its grades by the scale of its kind."""
        scale = self.scales.get(claim.kind, Scale())
        rarity = 1.0
        if claim.kind is ClaimKind.PRESENCE and self.rare:
            rarity = self.rare.get(claim.name) or fmean(self.rare.values())
        return scale.weighed(claim, probability, rarity)


START: Final = ClaimRule(
    {ClaimKind.PRESENCE: Scale(Bars(0.9, 0.6, 0.3), 0.75, Bars(0.95, 0.75, 0.75))}
)
"""Uncalibrated: what the witness says counts."""


def read_rule(folder: Path) -> ClaimRule:
    """The rule of a weights folder; without one, `START`. Raises ModelError."""
    path = folder / FILE
    if not path.exists():
        return START
    with reading(path):
        rule = json_files.read(path, ClaimRule)
    lengths = {len(weights) for weights in rule.weights.values()} | {sentences.FEATURES + 1}
    named = (0, naming.FEATURES + 1)
    if len(lengths) > 1 or len(rule.named) not in named or ClaimKind.PRESENCE not in rule.scales:
        raise ModelError(ModelFault.OTHER_PROGRAM.said(path=path))
    return rule
