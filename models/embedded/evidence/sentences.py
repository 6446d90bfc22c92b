"""What speaks for a claim: the sentences that make it, the words that people use, the witness.

Proposers claim numbers, colours and acts; a beam search writes several sentences, and what they
claim is parsed. Each claim has its proposer's probability, how many sentences make it, how often
people would use its words (`ranking.Expected`), and what the witness sees.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from models.certainty import logit
from models.claims import bare
from models.embedded.ranking import Candidate
from models.interfaces import UNLISTED, Claim, ImageEncoding
from models.lexicon.names import spellings
from models.lexicon.sentences import LIVING, begins_with_act, forms, stated

SHARPNESS: Final = 6.0
"""How much a likelier sentence counts more than another."""
UNSAID: Final = 0.1
"""How far below the best cosine that of a claim is taken to be that no sentence makes."""
OFTEN: Final = 0.15
"""The share of people's sentences from which what a run of words claims is weighed."""
FEATURES: Final = 18


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a picture."""

    candidates: Sequence[Candidate]
    """The decoder's sentences, the likeliest first."""
    expected: Mapping[str, float]
    """How often a person's sentence holds each run of words."""
    look: ImageEncoding
    proposed: Sequence[Claim] = ()


def claims_of(known: Evidence) -> Iterator[tuple[Claim, tuple[float, ...]]]:
    """Each claim of the proposers, of the sentences and of expected words, with its features."""
    found: dict[Claim, tuple[Claim, list[int]]] = {bare(one): (one, []) for one in known.proposed}
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
        logit(seen.get(claim.name, UNLISTED)),
        float(claim.name in seen),
        logit(seen.get(claim.other, UNLISTED)) if claim.other else 0.0,
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
