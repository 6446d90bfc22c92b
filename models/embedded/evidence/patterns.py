"""The pattern of a garment that a close-up shows: a linear layer on the pooled features.

`python -m models.training patterns` trains it for one encoder.
"""

from dataclasses import replace
from typing import Final

from models.certainty import fitted, logit
from models.claims import PATTERNS, Scale
from models.embedded.evidence.closeups import CLOTHING, Closeups, Shares
from models.embedded.runtime import Numbers
from models.interfaces import Certainty, Claim, ClaimKind

FILE: Final = "patterns.npz"
PLAIN: Final = PATTERNS[0]
"""That there is no pattern is said only to whoever asks."""
CLOTH: Final = CLOTHING - {"belt", "shoes", "boots", "sandals", "flip flops"}
"""The garments that have one."""


def pattern(layer: Closeups, patches: Numbers, closeup: Shares) -> tuple[Claim, ...]:
    """Which pattern the likeliest garment of a close-up has; patches [2, 81, C]."""
    worn = {name: share for name, share in closeup.items() if name in CLOTH}
    if not worn:
        return ()
    found = layer.probabilities(patches)
    best = max(found, key=found.__getitem__)
    claim = Claim(ClaimKind.ATTRIBUTE, max(worn, key=worn.__getitem__), best)
    told = Scale().weighed(claim, fitted(layer.odds, (logit(found[best]),)))
    return (replace(told, certainty=Certainty.NONE) if best == PLAIN else told,)
