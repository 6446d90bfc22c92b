"""The probability of every claim about a picture, whoever proposed it.

Proposers claim numbers, colours and acts; a beam search writes several sentences, and what they
claim is parsed. Each claim is weighed by its proposer's probability, by how many sentences make it,
by how often people would use its words (`ranking.Expected`), and by what the witness sees. The
weights were fitted to what people say of photos (`models/training/calibration/claims.py`).
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final

from models import json_files
from models.certainty import Bars, fitted, logit
from models.claims import against, likeliest, weighed
from models.embedded.files import reading
from models.embedded.model import EmbeddedModel
from models.embedded.ranking import Candidate
from models.interfaces import (
    UNCANCELLED,
    CancelToken,
    Claim,
    ClaimKind,
    ImageEncoding,
    WeighedClaim,
)
from models.lexicon.names import spellings
from models.lexicon.sentences import LIVING, begins_with_act, forms, stated
from models.messages import ModelError, ModelFault

FILE: Final = "claims.json"
ABSENT: Final = 0.02
"""The probability of a thing that an encoding does not list."""
SHARPNESS: Final = 6.0
"""How much a likelier sentence counts more than another."""
UNSAID: Final = 0.1
"""How far below the best cosine that of a claim is taken to be that no sentence makes."""
OFTEN: Final = 0.15
"""The share of people's sentences from which what a run of words claims is weighed."""
FEATURES: Final = 18


@dataclass(frozen=True, slots=True)
class ClaimRule:
    """The numbers that the calibration chooses."""

    weights: dict[ClaimKind, tuple[float, ...]]
    """For each kind of claim one for each of `features`, and a constant."""
    bars: dict[ClaimKind, Bars]
    """Of each of these kinds."""

    def write(self, folder: Path) -> None:
        """Write the rule into a weights folder."""
        json_files.write(folder / FILE, self)


START: Final = ClaimRule({}, {})
"""Judges nothing, before the calibration."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a picture."""

    candidates: Sequence[Candidate]
    """The decoder's sentences, the likeliest first."""
    expected: Mapping[str, float]
    """How often a person's sentence holds each run of words."""
    look: ImageEncoding
    proposed: Sequence[Claim] = ()


def evidence(model: EmbeddedModel, look: ImageEncoding, proposed: Sequence[Claim]) -> Evidence:
    """What is known of a picture; has the decoder write its sentences."""
    return Evidence(model.candidates(look), model.expected(look), look, proposed)


def claims_of(known: Evidence) -> Iterator[tuple[Claim, tuple[float, ...]]]:
    """Each claim of the proposers, of the sentences and of expected words, with its features."""
    found: dict[Claim, tuple[Claim, list[int]]] = {_bare(one): (one, []) for one in known.proposed}
    for place, candidate in enumerate(known.candidates):
        for one in stated(candidate.text):
            found.setdefault(one, (one, []))[1].append(place)
    for one in _expected(known):
        found.setdefault(one, (one, []))
    for claim, places in found.values():
        yield claim, features(claim, places, known)


def _expected(known: Evidence) -> Iterator[Claim]:
    """What the runs of words claim that people often use; who acts is the likeliest to do so."""
    seen = _seen(known.look)
    actor = max(sorted(LIVING), key=lambda name: seen.get(name, 0.0))
    for run, often in known.expected.items():
        if often >= OFTEN:
            yield from stated(f"{actor} {run}" if begins_with_act(run) else run)


def _bare(claim: Claim) -> Claim:
    """What a claim says, without how likely it is."""
    return Claim(claim.kind, claim.name, claim.value, claim.other)


def features(claim: Claim, places: Sequence[int], known: Evidence) -> tuple[float, ...]:
    """The features of a claim that the sentences at these places make.

    The share of the sentences that make it, by likelihood and by number, and whether the first
    does; how often people use a word for its value, for its thing and for the other thing, and
    these together; the witness's logits of both things, and whether it lists them; the best cosine
    of a sentence that makes it, its lead over the others, and the best of all; how likely the first
    sentence is; and the proposer's logit, and whether there is one.
    """
    candidates = known.candidates
    top = max(one.log_probability for one in candidates)
    shares = [math.exp(SHARPNESS * (one.log_probability - top)) for one in candidates]
    cosines = [candidate.cosine for candidate in candidates]
    highest = max(cosines)
    best = max((cosines[place] for place in places), default=highest - UNSAID)
    others = [cosines[place] for place in range(len(cosines)) if place not in places]
    seen = _seen(known.look)
    proposed = claim.probability > 0
    return (
        sum(shares[place] for place in places) / sum(shares),
        len(places) / len(candidates),
        float(0 in places),
        *(math.log(often + 0.01) for often in _used(claim, known.expected)),
        logit(seen.get(claim.name, ABSENT)),
        float(claim.name in seen),
        logit(seen.get(claim.other, ABSENT)) if claim.other else 0.0,
        float(claim.other in seen),
        best,
        best - max(others, default=best - UNSAID),
        highest,
        candidates[0].log_probability,
        logit(claim.probability) if proposed else 0.0,
        float(proposed),
        float(bool(places)),
    )


def _used(claim: Claim, expected: Mapping[str, float]) -> tuple[float, float, float, float]:
    """How often people use words for the value, the thing and the other thing, and together."""
    values, names = forms(claim), spellings(claim.name)
    others = spellings(claim.other) if claim.other else ()
    if claim.other:
        runs = {f"{value}{between}{other}" for value, between, other in
                product(values, (" ", " a ", " the "), others)}  # fmt: skip
    else:
        runs = {f"{value} {name}" for value, name in product(values, names)}

    def most(words: Sequence[str] | set[str]) -> float:
        return max((expected.get(word, 0.0) for word in words), default=0.0)

    return most(values), most(names), most(others), most(runs)


def _seen(look: ImageEncoding) -> dict[str, float]:
    seen = {thing.name: thing.probability for thing in look.objects}
    if look.scene is not None:
        seen[look.scene.name] = max(seen.get(look.scene.name, 0.0), look.scene.probability)
    return seen


class ClaimVerifier:
    """Weighs claims, and those of the decoder's sentences with them."""

    def __init__(self, model: EmbeddedModel, rule: ClaimRule) -> None:
        self._model, self._rule = model, rule

    def verify(
        self, look: ImageEncoding, proposed: Sequence[Claim], cancel: CancelToken = UNCANCELLED
    ) -> tuple[Claim, ...]:
        """All claims with their probabilities and grades. Raises WorkCancelledError."""
        cancel.raise_if_cancelled()
        return tuple(self._weighed(evidence(self._model, look, proposed)))

    def weigh(
        self,
        look: ImageEncoding,
        claims: Sequence[Claim],
        proposed: Sequence[Claim],
        cancel: CancelToken = UNCANCELLED,
    ) -> tuple[WeighedClaim, ...]:
        """What another model claims, beside what is `proposed`. Raises WorkCancelledError."""
        cancel.raise_if_cancelled()
        known = evidence(self._model, look, (*claims, *proposed))
        agreed = {_bare(one): max(values[1], values[-2]) for one, values in claims_of(known)}
        found = {_bare(one): one for one in self._weighed(known)}
        wanted = dict.fromkeys(map(_bare, claims))
        own = likeliest(one for bare, one in found.items() if bare not in wanted or agreed[bare])
        return tuple(WeighedClaim(found[one], agreed[one], against(one, own)) for one in wanted)

    def _weighed(self, known: Evidence) -> Iterator[Claim]:
        for claim, values in claims_of(known):
            weights = self._rule.weights.get(claim.kind)
            if weights is None:
                yield claim
                continue
            yield weighed(claim, fitted(weights, values), self._rule.bars[claim.kind])


def load_claim_verifier(model: EmbeddedModel) -> ClaimVerifier:
    """The verifier with the rule of the model's weights folder. Raises ModelError."""
    path = model.folder / FILE
    with reading(path):
        rule = json_files.read(path, ClaimRule)
    fits = rule.weights.keys() == rule.bars.keys()
    if not fits or any(len(one) != FEATURES + 1 for one in rule.weights.values()):
        raise ModelError(ModelFault.OTHER_PROGRAM.said(path=path))
    return ClaimVerifier(model, rule)
