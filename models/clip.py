"""The arithmetic of two towers: cosines, prompt templates and zero-shot classification.

As in CLIP (https://arxiv.org/abs/2103.00020), vectors have length 1, so that their product is their
cosine, and a label's vector is the mean of its prompts'.
"""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.interfaces import Labels, Vector, ZeroShot

TEMPLATES: Final = (
    "a photo of a {}",
    "a {}",
    "{}",
    "a picture of the {}",
    "this is a {}",
    "a {} on a table",
    "a hand holding a {}",
    "a close-up of a {}",
)
"""The prompts for a label."""


def unit(vector: NDArray[np.floating]) -> Vector:
    """Normalise a vector to length 1; ValueError if it has none."""
    length = float(np.linalg.norm(vector))
    if not length > 0:
        raise ValueError("A vector without length has no direction.")
    return np.asarray(vector / length, np.float32)


def prompts(label: str, templates: Sequence[str] = TEMPLATES) -> list[str]:
    """A label in every template."""
    name = " ".join(label.lower().replace("_", " ").replace("-", " ").split())
    return [template.format(name) for template in templates]


def label_vector(
    label: str, embed: Callable[[str], Vector], templates: Sequence[str] = TEMPLATES
) -> Vector:
    """A label's vector: the normalised mean of its prompts' vectors."""
    each = [embed(prompt) for prompt in prompts(label, templates)]
    return unit(np.mean(each, axis=0))


def embed_labels(labels: Sequence[str], embed: Callable[[str], Vector]) -> Labels:
    """Encode labels with a text tower."""
    return Labels(tuple(labels), tuple(label_vector(label, embed) for label in labels))


def softmax(fits: NDArray[np.floating], sharpness: float) -> NDArray[np.float64]:
    """Probabilities of logits [N], scaled by `sharpness` first."""
    scaled = np.asarray(fits, np.float64) * sharpness
    powers = np.exp(scaled - scaled.max())
    return np.asarray(powers / powers.sum(), np.float64)


def zero_shot(image: Vector, labels: Labels, sharpness: float, none: float) -> ZeroShot:
    """The probabilities of labels.

    At the cosine `none`, a label is as likely as that none of them fits.
    """
    fits = np.append(np.stack(labels.vectors) @ image, none)
    *likely, rest = softmax(fits, sharpness).tolist()
    order = np.argsort(-np.array(likely), kind="stable")
    return ZeroShot(tuple((labels.names[int(n)], likely[int(n)]) for n in order), rest)
