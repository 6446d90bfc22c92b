"""Claims from the sentences that the decoder writes, each weighed on data.

A beam search writes several sentences. What they claim is parsed, and each claim gets a probability
from how many of them make it, how often people would use its words (`ranking.Expected`), and what
the witness sees. The weights were fitted to what people say of photos
(`models/training/calibration/sentence_claims.py`).
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from models import json_files
from models.certainty import logit, sigmoid
from models.claims import weighed
from models.embedded.files import reading
from models.embedded.model import EmbeddedModel
from models.embedded.ranking import Candidate
from models.interfaces import (
    UNCANCELLED,
    CancelToken,
    Claim,
    ClaimKind,
    ImageEncoding,
    Picture,
)
from models.lexicon.names import FUNCTION, spellings
from models.lexicon.sentences import Stated, stated
from models.messages import ModelError, ModelFault

FILE: Final = "sentence-claims.json"
ABSENT: Final = 0.02
"""The probability of a thing that an encoding does not list."""
SHARPNESS: Final = 6.0
"""How much a likelier sentence counts more than another."""
FEATURES: Final = 16


@dataclass(frozen=True, slots=True)
class SentenceRule:
    """The numbers that the calibration chooses."""

    weights: dict[ClaimKind, tuple[float, ...]]
    """For each kind of claim one for each of `features`, and a constant."""

    def write(self, folder: Path) -> None:
        """Write the rule into a weights folder."""
        json_files.write(folder / FILE, self)


START: Final = SentenceRule({})
"""Claims nothing, before the calibration."""


@dataclass(frozen=True, slots=True)
class Written:
    """What is known of a picture by its sentences."""

    candidates: Sequence[Candidate]
    expected: Mapping[str, float]
    """How often a person's sentence holds each run of words."""
    look: ImageEncoding


def claims_of(written: Written) -> Iterator[tuple[Claim, tuple[float, ...]]]:
    """Each claim of the sentences, with its features."""
    found: dict[Claim, tuple[Stated, list[int]]] = {}
    for place, candidate in enumerate(written.candidates):
        for one in stated(candidate.text):
            found.setdefault(one.claim, (one, []))[1].append(place)
    for claim, (one, places) in found.items():
        yield claim, features(one, sorted(set(places)), written)


def features(one: Stated, places: Sequence[int], written: Written) -> tuple[float, ...]:
    """The features of a claim that the sentences at these places make.

    The share of the sentences that make it, by likelihood and by number, and whether the first
    does; how often people use its rarest word, its commonest, all of its words in a row, and a word
    for its thing; the witness's logits of the two things; the best cosine of a sentence that makes
    it, its lead over the others, and the best of all; and how likely the first sentence is.
    """
    candidates, claim = written.candidates, one.claim
    top = max(one.log_probability for one in candidates)
    shares = [math.exp(SHARPNESS * (one.log_probability - top)) for one in candidates]
    cosines = [candidate.cosine for candidate in candidates]
    others = [cosines[place] for place in range(len(cosines)) if place not in places]
    words = [word for word in one.words if word not in FUNCTION]
    used = [written.expected.get(word, 0.0) for word in words] or [1.0]
    run = " ".join(one.words)
    seen = {thing.name: thing.probability for thing in written.look.objects}
    scene = written.look.scene
    if scene is not None:
        seen[scene.name] = max(seen.get(scene.name, 0.0), scene.probability)
    best = max(cosines[place] for place in places)
    return (
        sum(shares[place] for place in places) / sum(shares),
        len(places) / len(candidates),
        float(0 in places),
        math.log(min(used) + 0.01),
        math.log(max(used) + 0.01),
        math.log(written.expected.get(run, 0.0) + 0.005),
        float(run in written.expected),
        math.log(max(written.expected.get(word, 0.0) for word in spellings(claim.name)) + 0.01),
        logit(seen.get(claim.name, ABSENT)),
        float(claim.name in seen),
        logit(seen.get(claim.other, ABSENT)) if claim.other else 0.0,
        float(claim.other in seen),
        best,
        best - max(others, default=best - 0.1),
        max(cosines),
        candidates[0].log_probability,
    )


class SentenceClaims:
    """The `ClaimProposer` of the decoder's sentences."""

    def __init__(self, model: EmbeddedModel, rule: SentenceRule) -> None:
        self._model, self._rule = model, rule

    def propose(
        self, picture: Picture, look: ImageEncoding, cancel: CancelToken = UNCANCELLED
    ) -> tuple[Claim, ...]:
        """What the sentences claim."""
        cancel.raise_if_cancelled()
        written = Written(self._model.candidates(look), self._model.expected(look), look)
        return tuple(self._weighed(written))

    def _weighed(self, written: Written) -> Iterator[Claim]:
        for claim, values in claims_of(written):
            weights = self._rule.weights.get(claim.kind)
            if weights is not None:
                odds = sum(v * w for v, w in zip((*values, 1.0), weights, strict=True))
                yield weighed(claim, sigmoid(odds))


def load_sentence_claims(model: EmbeddedModel) -> SentenceClaims:
    """The proposer with the rule of the model's weights folder. Raises ModelError."""
    path = model.folder / FILE
    with reading(path):
        rule = json_files.read(path, SentenceRule)
    if any(len(one) != FEATURES + 1 for one in rule.weights.values()):
        raise ModelError(ModelFault.OTHER_PROGRAM.said(path=path))
    return SentenceClaims(model, rule)
