"""Fits `claims.json`, by which every claim about a picture is graded, on validation photos.

A claim counts as right if what people say of the photo holds it: one of them states it, or they
name its things and use its word. A thing is also there if it is one of the photo's objects. How two
things stand to each other counts as right if people relate the two. Numbers are compared with
COCO's boxes.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models import json_files
from models.certainty import Bars, logit, sigmoid
from models.claims import Scale, holds, surest
from models.embedded import load
from models.embedded.claim_rule import FILE, START, ClaimRule
from models.embedded.evidence.names import first_look
from models.embedded.evidence.naming import LEAST, with_features
from models.embedded.evidence.sentences import Evidence, claims_of
from models.embedded.model import EmbeddedEncoding, EmbeddedModel
from models.embedded.verifier import load_verifier
from models.interfaces import SAYABLE, Claim, ClaimKind
from models.layered import tokens_of
from models.lexicon.names import mentions, thing_of
from models.lexicon.names import tokens_of as words_of
from models.lexicon.sentences import stated
from models.training.common.data import Folders, Record, photo_of, records, validation_rows
from models.training.common.labels import COCO, room
from models.training.common.metrics import NEVER, Array, fitted, least, rounded
from models.training.common.signing import sign

SETS: Final = ("coco", "flickr8k", "ade20k")
BARS: Final = START.scales[ClaimKind.PRESENCE].bars
"""All that tells whether a thing is there is moved to these."""
THERE: Final = (0.975, 0.7)
"""The least share of things that are there, of those named plainly and of those named probably."""
ALONE: Final = (0.985, 0.8)
"""The same of what the witness alone tells, also of pictures unlike the photos that chose this."""
RIGHT: Final = (0.95, 0.7)
"""The same of other claims that are right; each kind has bars of its own."""
LIKELIER: Final = 0.55
"""Each probable claim is at least so likely, and each no."""
UNSAID: Final = Bars(NEVER, NEVER, NEVER)
"""Of kinds that are never denied."""
ANSWERED, PLAIN_NO = 0.94, 0.98
"""The least share of right yeses and noes to whether things are there, and of right plain noes; it
is lower where people ask for what fits the place, since that is harder than what is drawn here."""
DRAWS: Final = 5
"""How often absent things are drawn to ask for."""
SCENE_RIGHT: Final = 0.9
"""The least share of kinds of places that are right, of those named plainly."""
REFUSED: Final = 0.003
"""The share of good photos that may be taken for none."""


@dataclass(frozen=True)
class Seen:
    """A photo, and what the model knows of it before any claim is graded."""

    set_name: str
    row: Record
    witness: Mapping[str, float]
    """The probability of every name."""
    known: Evidence
    """Without sentences if nothing tells whether they are right."""

    def first_look(self, rule: ClaimRule) -> tuple[Claim, ...]:
        """What the first look claims by a rule, but for numbers."""
        return first_look(rule, self.known.look.objects, self.witness, self.known.expected, {})


class People:
    """What people say of a photo."""

    def __init__(self, row: Record) -> None:
        self.captions = captions = row.get("captions", ())
        self.claims = {one for caption in captions for one in stated(caption)}
        self.related = {(one.name, one.other) for one in self.claims if one.other}
        words = {word for caption in captions for word in words_of(caption)}
        self.words = words | {_stem(word) for word in words}
        labels = {part.strip() for name in row.get("objects", ()) for part in name.split(",")}
        self.things = labels | {thing_of(label) or label for label in labels}
        self.things |= {name for caption in captions for name in mentions(caption)}
        self.things |= {one.name for one in self.claims}
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


def observe(folders: Folders, model: EmbeddedModel) -> Iterator[Seen]:
    """The validation photos."""
    verifier = load_verifier(model)
    for set_name in SETS:
        for row in validation_rows(folders, set_name):
            picture = photo_of(folders, set_name, row)
            look = model.look(picture)
            names = tokens_of(look, EmbeddedEncoding).names[0].tolist()
            counts = tuple(one for one in look.claims if one.kind is ClaimKind.COUNT)
            look = replace(look, claims=counts)
            told = "captions" in row or "boxes" in row
            proposed = verifier.unverified(picture, look) if told else ()
            candidates = model.candidates(look) if told else ()
            expected = model.expected(look)
            known = Evidence(candidates, expected, replace(look, tokens=None), proposed)
            yield Seen(set_name, row, dict(zip(model.manifest.names, names, strict=True)), known)
        print(f"{set_name} is seen.", flush=True)


@dataclass(frozen=True)
class Checked:
    """A claim about a photo, and whether it is right."""

    photo: int
    features: tuple[float, ...]
    right: bool


def by_witness(seen: Sequence[Seen]) -> Iterator[Checked]:
    """Each of COCO's names on each of its photos."""
    for photo, one in enumerate(seen):
        listed = {thing.name: thing.probability for thing in one.known.look.objects}
        for name in COCO if one.set_name == "coco" else ():
            likely = listed.get(name, one.witness[name])
            yield Checked(photo, (logit(likely),), name in one.row["objects"])


def by_naming(seen: Sequence[Seen]) -> Iterator[Checked]:
    """The likely names of which it is known how often people use them."""
    for photo, one in enumerate(seen):
        things = People(one.row).things
        for thing, features in with_features(one.known.look.objects, one.known.expected):
            yield Checked(photo, features, thing.name in things)


def by_sentences(seen: Sequence[Seen], rule: ClaimRule) -> dict[ClaimKind, list[Checked]]:
    """What sentences and proposers claim: numbers where boxes, and the rest where captions tell."""
    found: dict[ClaimKind, list[Checked]] = defaultdict(list)
    for photo, one in enumerate(seen):
        people = People(one.row)
        if not (people.captions or people.numbers):
            continue
        first = (claim for claim in one.first_look(rule) if claim.probability >= LEAST)
        known = replace(one.known, proposed=surest((*first, *one.known.proposed)))
        for claim, features in claims_of(known):
            if people.numbers if claim.kind is ClaimKind.COUNT else people.captions:
                found[claim.kind].append(Checked(photo, features, people.confirm(claim)))
    return found


@dataclass(frozen=True)
class Placed:
    """A fit of claims, and from where on each grade holds its share."""

    weights: tuple[float, ...]
    likely: Array
    """The probability of each claim, cross-fitted."""
    right: NDArray[np.bool_]
    bars: Bars

    @classmethod
    def of(cls, rows: Sequence[Checked], shares: tuple[float, float]) -> "Placed":
        """The bars from which these shares are right of what is plain and of what is probable."""
        right = np.array([one.right for one in rows])
        made = fitted(np.array([one.features for one in rows]), right, [one.photo for one in rows])
        plain = least(made.honest, right, shares[0])
        probably = least(made.honest, right, shares[1], plain)
        return cls(made.weights, made.honest, right, Bars(plain, probably, probably))

    def moved(self) -> "Placed":
        """With the log odds stretched and shifted so that the bars are `BARS`."""
        plain, probably = logit(self.bars.plain), logit(self.bars.probably)
        apart = logit(BARS.plain) - logit(BARS.probably)
        stretch = apart / (plain - probably) if plain > probably else 1.0
        shift = logit(BARS.plain) - stretch * plain
        weights = [stretch * weight for weight in self.weights]
        odds = stretch * np.log(self.likely / (1 - self.likely)) + shift
        likely = 1 / (1 + np.exp(-odds))
        return Placed(rounded((*weights[:-1], weights[-1] + shift)), likely, self.right, BARS)

    def figures(self, what: str) -> dict[str, float]:
        """How many claims are plain and probable, and the share of them that is right."""
        measured = {}
        each = np.array([self.bars.grade(one) for one in self.likely.tolist()])
        for grade in SAYABLE:
            said = self.right[each == grade]
            measured[f"{what}, {grade}"] = float(len(said))
            measured[f"{what}, {grade}, right"] = float(said.mean()) if len(said) else 0.0
        return measured


def questions(seen: Sequence[Seen], rule: ClaimRule) -> Iterator[tuple[float, float, bool]]:
    """Whether there are the COCO things that a photo shows, and as many that it does not.

    Those are drawn by the square root of how often they are there. With the thing's probability,
    its rarity, and whether it is there.
    """
    rng = np.random.default_rng(5)
    for one in seen:
        shown = one.row["objects"]
        claims = (claim for claim in one.first_look(rule) if claim.kind is ClaimKind.PRESENCE)
        likely = {claim.name: claim.probability for claim in claims}
        absent = [name for name in rule.rare if name not in shown]
        share = np.sqrt([sigmoid(-rule.rare[name]) for name in absent])
        for _ in range(DRAWS):
            drawn = rng.choice(absent, len(shown), replace=False, p=share / share.sum())
            for name in (*shown, *map(str, drawn)):
                yield likely[name], rule.rare[name], name in shown


def scale_of(asks: Sequence[tuple[float, float, bool]]) -> tuple[Scale, dict[str, float]]:
    """How the presence of things is graded, so that most questions are answered and `ANSWERED` of
    the yeses are right, and of the noes; and the measurements."""
    there = np.array([right for *_, right in asks])
    claim, best = Claim(ClaimKind.PRESENCE, "", ""), Scale(BARS, denied=UNSAID)
    measured = {"questions": float(len(asks)), "questions, answered": 0.0}
    for asked in np.arange(0.0, 1.5, 0.05).round(2).tolist():
        scale = Scale(BARS, asked)
        yes = np.array([scale.weighed(claim, *one).asked in SAYABLE for *one, _ in asks])
        false = np.array([1 - sigmoid(logit(likely) + asked * rare) for likely, rare, _ in asks])
        right, wrong = there[yes], ~there[~yes]
        probably = max(least(false[~yes], wrong, ANSWERED), LIKELIER)
        plain = max(least(false[~yes], wrong, PLAIN_NO), probably)
        no = ~yes & (false >= probably)
        answered = float((yes | no).mean())
        if right.sum() >= ANSWERED * len(right) and answered > measured["questions, answered"]:
            best = Scale(BARS, asked, Bars(plain, probably, probably))
            measured |= {
                "questions, answered": answered,
                "questions, right of yes": float(right.mean()),
                "questions, right of no": float((~there[no]).mean()),
                "questions, a plain no": float((~yes & (false >= plain)).mean()),
            }
    return best, measured


def rare_odds(shown: Sequence[Iterable[str]]) -> dict[str, float]:
    """The log odds that a photo is without each thing; `shown` are those of each photo."""
    counts = Counter(name for names in shown for name in set(names))
    return {
        name: round(math.log((len(shown) - count + 1) / (count + 1)), 3)
        for name, count in sorted(counts.items())
    }


def scene_bar(seen: Sequence[Seen]) -> float:
    """The probability from which kinds of places are named plainly."""
    likely, right = [], []
    for one in seen:
        known, scene = room(one.set_name, one.row), one.known.look.scene
        unclear = one.set_name == "coco" and known in ("outdoors", "street")
        if known is not None and scene is not None and not unclear:
            likely.append(scene.probability)
            right.append(scene.name == known)
    return least(np.array(likely), np.array(right), SCENE_RIGHT)


def fit(seen: Sequence[Seen], rare: dict[str, float]) -> tuple[ClaimRule, dict[str, float]]:
    """The rule, and the measurements.

    Whether things are there is learned from photos that no detector was trained on.
    """
    new = [one for one in seen if one.row.get("unseen", True)]
    gate = np.quantile([one.known.look.not_a_photo for one in new], 1 - REFUSED)
    witness = Placed.of(list(by_witness(new)), ALONE).moved()
    named = Placed.of(list(by_naming(new)), THERE).moved()
    rule = replace(
        START,
        witness=witness.weights,
        named=named.weights,
        rare=rare,
        scene=scene_bar(seen),
        not_a_photo=max(round(float(gate), 4), 0.5),
    )
    scale, answered = scale_of(list(questions([o for o in new if o.set_name == "coco"], rule)))
    measured = witness.figures("witness") | named.figures("witness and naming")
    scales = {ClaimKind.PRESENCE: scale}
    weights: dict[ClaimKind, tuple[float, ...]] = {}
    for kind, rows in by_sentences(seen, rule).items():
        if kind is ClaimKind.PRESENCE:
            placed = Placed.of(rows, RIGHT).moved()
        else:
            placed = Placed.of(rows, RIGHT)
            probably = max(placed.bars.probably, LIKELIER)
            placed = replace(placed, bars=replace(placed.bars, probably=probably, unsure=probably))
            scales[kind] = Scale(placed.bars, denied=UNSAID)
        weights[kind] = placed.weights
        measured |= placed.figures(kind)
    return replace(rule, scales=scales, weights=weights), measured | answered


def calibrate_claims(folders: Folders, weights: Path) -> dict[str, float]:
    """Write the rule into the weights; returns the measurements."""
    shown = [row["objects"] for row in records(folders, "coco") if row["split"] == "train"]
    rule, measured = fit(list(observe(folders, load(weights))), rare_odds(shown))
    json_files.write(weights / FILE, rule)
    sign(weights)
    return measured
