"""How likely a thing is there and worth a word, by two networks that learned differently.

The witness learned labels, the network of expected words what people say of photos. Where both
name a thing, it is hardly ever wrong; a horse of which people would not speak is mostly a dog.
Of pictures that are not like people's photos, such as one thing before a white wall, the witness
alone decides. `python -m models.training claims` fits the weights.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from models.certainty import logit
from models.interfaces import HAND, SeenObject
from models.lexicon.names import names, spellings

FEATURES: Final = 7
LEAST: Final = 0.3
"""Names below this probability are not weighed."""
FAMILIAR: Final = 0.2
"""How often people would at least name what they name most, of a picture like their photos."""


def with_features(
    objects: Sequence[SeenObject], expected: Mapping[str, float]
) -> Iterator[tuple[SeenObject, tuple[float, ...]]]:
    """The likely things of which it is known how often people name them, with their features.

    `expected` tells how often a person's sentence holds each run of words. The features are how
    likely the witness finds a thing; how often people would name it, and what they name most, and
    both together; and the first two once more for what has an outline, since the detector knows
    that. A hand and what is held up to be read are left out, and all of a picture that is not
    familiar.
    """
    often_named = {name: _often(name, expected) for name in names()}
    most = max(often_named.values(), default=0.0)
    for seen in objects if most >= FAMILIAR else ():
        named = often_named.get(seen.name, 0.0)
        if seen.held or seen.name == HAND or seen.probability < LEAST or not named:
            continue
        likely, often, usual = logit(seen.probability), _log(named), _log(most)
        outlined = float(seen.outlined)
        values = (likely, often, usual, often * usual)
        yield seen, (*values, outlined, outlined * often, outlined * likely)


def _often(name: str, expected: Mapping[str, float]) -> float:
    """How often people would name a thing by its commonest word; 0 if that is not known."""
    return max((expected.get(word, 0.0) for word in spellings(name)), default=0.0)


def _log(often: float) -> float:
    return math.log(often + 0.01)
