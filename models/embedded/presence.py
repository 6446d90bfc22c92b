"""How likely a thing is there and worth a word, by two networks that learned differently.

The witness learned labels, the network of expected words what people say of photos. Where both
name a thing, it is hardly ever wrong; a horse of which people would not speak is mostly a dog.
Of pictures that are not like people's photos, such as one thing before a white wall, the witness
alone decides. `python -m models.training presence` fits the rule.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from models import json_files
from models.certainty import Bars, fitted, logit
from models.embedded.files import reading
from models.interfaces import HAND, Claim, ClaimKind, SeenObject
from models.lexicon.names import names, spellings
from models.messages import ModelError, ModelFault

FILE: Final = "presence.json"
FEATURES: Final = 7
LEAST: Final = 0.3
"""Names below this probability are not weighed."""
FAMILIAR: Final = 0.2
"""How often people would at least name what they name most, of a picture like their photos."""


@dataclass(frozen=True, slots=True)
class PresenceRule:
    """The numbers that the calibration chooses."""

    weights: tuple[float, ...]
    """For each feature of `with_features`, and a constant."""
    bars: Bars

    def claims(
        self, objects: Sequence[SeenObject], expected: Mapping[str, float]
    ) -> Iterator[Claim]:
        """That each of the objects is there that can be weighed.

        `expected` tells how often a person's sentence holds each run of words.
        """
        for seen, values in with_features(objects, expected):
            likely = fitted(self.weights, values)
            certainty = self.bars.grade(likely)
            yield Claim(ClaimKind.PRESENCE, seen.name, "", "", likely, certainty, seen.box)

    def write(self, folder: Path) -> None:
        """Write the rule into a weights folder."""
        json_files.write(folder / FILE, self)


def with_features(
    objects: Sequence[SeenObject], expected: Mapping[str, float]
) -> Iterator[tuple[SeenObject, tuple[float, ...]]]:
    """The likely things of which it is known how often people name them, with their features.

    These are how likely the witness finds a thing; how often people would name it, and what they
    name most, and both together; and the first two once more for what has an outline, since the
    detector knows that. A hand and what is held up to be read are left out, and all of a picture
    that is not familiar.
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


def load_presence(folder: Path) -> PresenceRule | None:
    """The rule of a weights folder, if it has one. Raises ModelError."""
    path = folder / FILE
    if not path.exists():
        return None
    with reading(path):
        rule = json_files.read(path, PresenceRule)
    if len(rule.weights) != FEATURES + 1:
        raise ModelError(ModelFault.OTHER_PROGRAM.said(path=path))
    return rule
