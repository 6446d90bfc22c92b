"""What small networks read from the encoder's patches, and the shares that they give."""

from collections.abc import Sequence

import numpy as np

from models.embedded.runtime import Numbers


def pooled(patches: Numbers) -> Numbers:
    """Mean and maximum over the patches: [N, 81, C] to [N, 2 C]."""
    return np.concatenate([patches.mean(1), patches.max(1)], axis=1)


def shares(classes: Sequence[str], logits: Numbers) -> dict[str, float]:
    """The probability of each class, by the mean of the logits of several views [N, K]."""
    mean = logits.mean(0)
    found = np.exp(mean - mean.max())
    return dict(zip(classes, (found / found.sum()).tolist(), strict=True))
