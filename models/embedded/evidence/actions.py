"""What people and animals do: a network over the pooled features of the whole picture.

`python -m models.training actions` trains it for one encoder.
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from models.certainty import logit, sigmoid
from models.claims import Scale
from models.embedded.model import EmbeddedEncoding
from models.embedded.runtime import Numbers
from models.embedded.small_networks import pooled
from models.interfaces import (
    UNCANCELLED,
    CancelToken,
    Claim,
    ClaimKind,
    ImageEncoding,
    Picture,
    SeenObject,
)
from models.layered import tokens_of
from models.lexicon.sentences import LIVING

FILE: Final = "actions.npz"
LIKELY: Final = 0.5
"""The least probability of somebody who does something."""
OTHERS: Final = 0.1
"""The least probability of a thing that somebody does something with."""
LEAST: Final = 0.1
"""Less probable actions are not proposed."""
SUBJECTS: Final = ("person", "dog", "")
"""Who does it; the last stands for all other animals."""


@dataclass(frozen=True, slots=True)
class ActionHead:
    """One hidden layer on the mean and the maximum of the patches."""

    verbs: tuple[str, ...]
    inner: Numbers
    """[2 C + 1, H]; the last row is the bias."""
    subjects: Numbers
    """[3, H], of `SUBJECTS`."""
    outer: Numbers
    """[H + 3, V]; the last rows are the biases of `SUBJECTS`."""
    alone: Numbers
    """Slope and offset of the logits of actions."""
    together: Numbers
    """The weights of the logits of the action, of the other thing and of the habit; an offset."""
    pairs: tuple[str, ...]
    """What is done with things: an action and, behind it, a thing."""
    habits: Numbers
    """Of each pair, the logit of how often captions say so of the thing."""
    bare: tuple[str, ...]
    """The actions that can be said without another thing."""

    def logits(self, patches: Numbers, name: str) -> Numbers:
        """Of the verbs [V], for who has this name; patches [2, 81, C], plain and mirrored."""
        return self.of_pooled(pooled(patches), name)

    def of_pooled(self, pooled: Numbers, name: str) -> Numbers:
        """The same for pooled features [2, 2 C]."""
        who = SUBJECTS.index(name if name in SUBJECTS else "")
        hidden = np.maximum(pooled @ self.inner[:-1] + self.inner[-1] + self.subjects[who], 0)
        logits: Numbers = (hidden @ self.outer[:-3]).mean(0) + self.outer[who - 3]
        return logits

    def actions(
        self, logits: Numbers, things: Mapping[str, float]
    ) -> Iterator[tuple[str, str, float]]:
        """Actions, each with another thing or "", and the probability; things by probability."""
        slope, offset = self.alone
        for verb, value in zip(self.verbs, logits.tolist(), strict=True):
            if verb in self.bare:
                yield verb, "", sigmoid(slope * value + offset)
        of_verb, of_thing, of_habit, offset = self.together
        place = {verb: number for number, verb in enumerate(self.verbs)}
        for verb, thing, habit in self.usual(things):
            value = of_verb * logits[place[verb]] + of_habit * habit + offset
            yield verb, thing, sigmoid(float(value + of_thing * logit(things[thing])))

    def usual(self, things: Container[str]) -> Iterator[tuple[str, str, float]]:
        """The pairs of these things, each with its habit."""
        for pair, habit in zip(self.pairs, self.habits.tolist(), strict=True):
            verb, _, thing = pair.partition(" ")
            if thing in things:
                yield verb, thing, habit


class ActionProposer:
    """A `ClaimProposer` of what people and animals do."""

    def __init__(self, head: ActionHead) -> None:
        self._head = head

    def propose(
        self,
        picture: Picture,
        look: ImageEncoding,
        cancel: CancelToken = UNCANCELLED,
    ) -> tuple[Claim, ...]:
        """The actions of each kind of living thing that is likely there, likeliest first."""
        cancel.raise_if_cancelled()
        patches = tokens_of(look, EmbeddedEncoding).patches
        likely = [seen for seen in look.objects if seen.probability >= LIKELY]
        found = [
            claim
            for seen in likely
            if seen.name in LIVING
            for claim in self._claims(seen, self._head.logits(patches, seen.name), look)
        ]
        return tuple(sorted(found, key=lambda claim: -claim.probability))

    def _claims(self, who: SeenObject, logits: Numbers, look: ImageEncoding) -> Iterator[Claim]:
        things = {
            seen.name: seen.probability
            for seen in look.objects
            if seen.name != who.name and seen.probability >= OTHERS
        }
        for verb, other, probability in self._head.actions(logits, things):
            if probability >= LEAST:
                claim = Claim(ClaimKind.ACTION, who.name, verb, other, box=who.box)
                yield Scale().weighed(claim, probability)
