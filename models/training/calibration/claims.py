"""Fits how likely claims are, on validation photos.

A claim counts as right if what people say of the photo holds it: one of them states it, or they
name its things and use its word. How two things stand to each other counts as right if people
relate the two. Numbers are compared with COCO's boxes.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.certainty import Bars
from models.claims import holds
from models.embedded import load
from models.embedded.claim_verifier import ClaimRule, Evidence, claims_of, evidence
from models.embedded.proposers import load_proposers
from models.interfaces import Claim, ClaimKind
from models.lexicon.names import mentions, tokens_of
from models.lexicon.sentences import stated
from models.training.common.data import Folders, Record, read_photo
from models.training.common.metrics import NEVER, cross_validated, fit_logistic, least
from models.training.export.calibrate import validation_rows

PLAIN, PROBABLY = 0.95, 0.7
"""The least share of plain claims of a kind that are right, and of its probable ones."""
LIKELIER = 0.55
"""Each probable claim is at least so likely."""


@dataclass(frozen=True)
class Observed:
    """A claim about a photo."""

    photo: int
    claim: Claim
    features: tuple[float, ...]
    right: bool


class People:
    """What people say of a photo."""

    def __init__(self, row: Record) -> None:
        self.captions = captions = row.get("captions", ())
        self.claims = {one for caption in captions for one in stated(caption)}
        self.related = {(one.name, one.other) for one in self.claims if one.other}
        words = {word for caption in captions for word in tokens_of(caption)}
        self.words = words | {_stem(word) for word in words}
        self.things = {name for caption in captions for name in mentions(caption)}
        self.things |= {one.name for one in self.claims} | set(row.get("objects", ()))
        self.numbers = Counter(name for name, *_ in row.get("boxes", ()))

    def confirm(self, claim: Claim) -> bool:
        """Whether a claim agrees with what they say."""
        if claim.kind is ClaimKind.COUNT:
            return holds(claim.value, self.numbers[claim.name])
        if claim in self.claims:
            return True
        if claim.name not in self.things or (claim.other and claim.other not in self.things):
            return False
        match claim.kind:
            case ClaimKind.PRESENCE:
                return True
            case ClaimKind.RELATION:
                return (claim.name, claim.other) in self.related
        return any(word in self.words for word in (claim.value, _stem(claim.value)))


def _stem(word: str) -> str:
    """A verb without its ending: "runn" is "run" as well."""
    bare = re.sub(r"(?<=\w{3})(?:ing|es|s|ed)$", "", word)
    return re.sub(r"([bdgmnprt])\1$", r"\1", bare).rstrip("e")


def observe(folders: Folders, weights: Path) -> Iterator[Observed]:
    """The claims about the validation photos of COCO and Flickr8k that can be checked."""
    model, photo = load(weights), 0
    proposers = load_proposers(model)
    for set_name in ("coco", "flickr8k"):
        for row in validation_rows(folders, set_name):
            picture = read_photo(folders.photos(set_name) / f"{row['photo']}.webp")
            look = model.look(picture)
            known = evidence(model, look, proposers.unverified(picture, look))
            yield from observed(photo, known, row)
            photo += 1
            if photo % 100 == 0:
                print(f"{photo} photos", flush=True)


def observed(photo: int, known: Evidence, row: Record) -> Iterator[Observed]:
    """The claims about one photo that can be checked: numbers by its boxes, others by captions."""
    people = People(row)
    for claim, features in claims_of(known):
        if people.numbers if claim.kind is ClaimKind.COUNT else people.captions:
            yield Observed(photo, claim, features, people.confirm(claim))


def fit(claims: list[Observed]) -> tuple[ClaimRule, dict[str, float]]:
    """The rule, and by kind and grade how many claims there are, and the share of them that is
    right."""
    by_kind: dict[ClaimKind, list[Observed]] = defaultdict(list)
    for one in claims:
        by_kind[one.claim.kind].append(one)
    weights, bars, measured = {}, {}, {}
    for kind, own in by_kind.items():
        inputs = np.array([one.features for one in own])
        right = np.array([one.right for one in own])
        honest = cross_validated(inputs, right, np.array([one.photo for one in own]))
        weights[kind] = tuple(round(float(value), 5) for value in fit_logistic(inputs, right))
        plain = least(honest, right, PLAIN)
        probably = max(least(honest, right, PROBABLY, plain), LIKELIER)
        bars[kind] = Bars(plain, probably, probably)
        for grade, low, high in (("plain", plain, NEVER), ("probable", probably, plain)):
            said = (honest >= low) & (honest < high)
            measured[f"{kind}, {grade}"] = float(said.sum())
            measured[f"{kind}, {grade}, right"] = float(right[said].mean()) if said.any() else 0.0
    return ClaimRule(weights, bars), measured


def calibrate_claims(folders: Folders, weights: Path) -> dict[str, float]:
    """Write the rule into the weights; returns the measurements."""
    rule, measured = fit(list(observe(folders, weights)))
    rule.write(weights)
    return measured
