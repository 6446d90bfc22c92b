"""Whether a statement is true of a picture, claim by claim.

What the claims about the picture tell is judged by them (`models.claims.judged`), as for every
question; a statement that says more than that by how well its words fit the picture.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Final, TypeAlias

import numpy as np

from models import claims, json_files
from models.certainty import fitted, logit
from models.embedded import manifest
from models.embedded.files import reading
from models.embedded.model import EmbeddedEncoding, EmbeddedModel
from models.embedded.pixels import QUARTER, QUARTERS
from models.embedded.runtime import Network, usable_threads
from models.interfaces import (
    ABSENT,
    UNCANCELLED,
    CancelToken,
    Certainty,
    Claim,
    ImageEncoding,
    JudgedClaim,
    Picture,
    SeenObject,
    StatementJudgement,
    Vector,
    Verdict,
)
from models.layered import tokens_of
from models.lexicon.names import tokens_of as words_of
from models.lexicon.sentences import Statement, parse, stated
from models.messages import ModelError, ModelFault
from models.relations import leaves_room

FILE: Final = "statements.json"
NETWORK: Final = "statements.onnx"
"""The network in which a statement's words attend to a picture's patches."""
_SIDES: Final = frozenset(("left", "right"))
_EDGE: Final = (1 - QUARTER) / 2
TILES: Final = (*QUARTERS, (_EDGE, _EDGE, 1 - _EDGE, 1 - _EDGE))
"""The quarters and the centre of a picture as x0, y0, x1, y1 in 0…1."""


@dataclass(frozen=True, slots=True)
class Bars:
    """From which probability on a verdict is plain or probable."""

    true_plain: float
    true_probably: float
    false_plain: float
    """Of being true: a false statement has at most this."""
    false_probably: float

    def verdict(self, probability: float) -> tuple[Verdict, Certainty]:
        """The verdict on something that is true with this probability, and its grade."""
        if probability >= self.true_probably:
            plain = probability >= self.true_plain
            return Verdict.TRUE, Certainty.PLAIN if plain else Certainty.PROBABLY
        if probability <= self.false_probably:
            plain = probability <= self.false_plain
            return Verdict.FALSE, Certainty.PLAIN if plain else Certainty.PROBABLY
        return Verdict.UNKNOWN, Certainty.UNSURE


@dataclass(frozen=True, slots=True)
class StatementRule:
    """The numbers that the calibration chooses."""

    words: tuple[float, ...]
    """One for each of `features`, and a constant."""
    words_bars: Bars


START: Final = StatementRule(
    words=(10.0, 10.0, 0.0, 0.3, *[0.0] * 14, -6.0),
    words_bars=Bars(1.01, 1.01, -0.01, -0.01),
)
"""Uncalibrated."""


Lifts: TypeAlias = Sequence[tuple[float, float]]
"""How much more than usual each run of words is expected, with its rarity."""
LONGEST: Final = 2
"""Words in the longest runs that are looked up."""


def features(
    fits: Sequence[float],
    things: Sequence[float],
    lifts: Sequence[Lifts],
    attended: Sequence[float],
) -> tuple[float, ...]:
    """The features of a statement's words.

    `fits` are its cosines with the picture and then with its tiles, `things` the probabilities of
    the things that it names, `lifts` those of its words, and of its pairs of words, and `attended`
    the network's fits of the picture, and of no picture.
    """
    odds = [logit(thing) for thing in things] or [0.0]
    together = sum(math.log(max(thing, ABSENT)) for thing in things)
    seen = [fits[0], max(fits[1:]), fmean(fits[1:]), min(odds), fmean(odds), together]
    seen += [float(len(things)), float(not things)]
    for runs in lifts:
        each = [lift for lift, _ in runs]
        weighed = sum(lift * rarity for lift, rarity in runs)
        seen += [sum(each), weighed, min(each, default=0.0), float(len(each))]
    return (*seen, *attended)


def attend(
    network: Network, model: EmbeddedModel, look: ImageEncoding, statement: str
) -> tuple[float, ...]:
    """The network's fits of a statement with a picture, and with no picture."""
    seen = tokens_of(look, EmbeddedEncoding)
    states = model.text_states(statement)
    (fits,) = network(patches=seen.own, colours=seen.colours[None], states=states)
    return tuple(fits.tolist())


class EmbeddedStatementVerifier:
    """The `StatementVerifier` of a weights folder."""

    def __init__(self, model: EmbeddedModel, rule: StatementRule, network: Network) -> None:
        self._model, self._rule, self._network = model, rule, network
        self._tiles: tuple[ImageEncoding | None, tuple[Vector, ...]] = None, ()
        """The last picture that was judged, and its tiles' vectors."""

    def judge(
        self,
        picture: Picture,
        look: ImageEncoding,
        statement: str,
        known: Sequence[Claim] = (),
        cancel: CancelToken = UNCANCELLED,
    ) -> StatementJudgement:
        """Judge an English statement. Raises WorkCancelledError."""
        said = parse(statement)
        judged = tuple(
            claims.judged(one.claim, known, text=one.text, exact=one.exact) for one in said.claims
        )
        if said.denies:
            return _denied(said, judged)
        if not said.more:
            return _together(judged)
        probability = fitted(self._rule.words, self.values(picture, look, said, cancel))
        verdict, certainty = self._rule.words_bars.verdict(probability)
        if verdict is Verdict.TRUE and not may_stand(said.text, look.objects):
            verdict, certainty, probability = Verdict.UNKNOWN, Certainty.UNSURE, 0.5
        words = JudgedClaim(statement, None, verdict, certainty, probability)
        if words.verdict is not Verdict.FALSE:
            judged = tuple(map(_if_plain, judged))
        return _together((*judged, words))

    def values(
        self,
        picture: Picture,
        look: ImageEncoding,
        said: Statement,
        cancel: CancelToken = UNCANCELLED,
    ) -> tuple[float, ...]:
        """The features of a statement's words. Raises WorkCancelledError."""
        witness = {seen.name: seen.probability for seen in look.objects}
        things = [witness.get(one.claim.name, ABSENT) for one in said.claims]
        fits = self._fits(picture, look, said.text, cancel)
        counts, sizes = self._model.expected_counts(look), range(1, LONGEST + 1)
        lifts = [self._model.lifts(counts, said.text, size) for size in sizes]
        attended = attend(self._network, self._model, look, said.text)
        return features(fits, things, lifts, attended)

    def _fits(
        self, picture: Picture, look: ImageEncoding, statement: str, cancel: CancelToken
    ) -> list[float]:
        """The cosines of a statement with a picture and its tiles."""
        seen, tiles = self._tiles
        if seen is not look:
            tiles = tuple(tile_vectors(self._model, picture, cancel))
            self._tiles = look, tiles
        text = self._model.embed_text(statement)
        return [float(text @ one) for one in (self._model.embed_look(look), *tiles)]


def may_stand(statement: str, objects: Sequence[SeenObject]) -> bool:
    """Whether things may stand to one another as a statement says.

    Its words fit a picture as well where they are the wrong way round, so places decide.
    """
    sides = _SIDES.isdisjoint(words_of(statement))
    return sides and all(leaves_room(claim, objects) for claim in stated(statement))


def tile_vectors(
    model: EmbeddedModel, picture: Picture, cancel: CancelToken = UNCANCELLED
) -> list[Vector]:
    """The towers' vectors of the tiles of a picture. Raises WorkCancelledError."""
    height, width = picture.shape[:2]
    found = []
    for x0, y0, x1, y1 in TILES:
        cancel.raise_if_cancelled()
        rows = slice(int(y0 * height), max(int(y1 * height), int(y0 * height) + 1))
        columns = slice(int(x0 * width), max(int(x1 * width), int(x0 * width) + 1))
        found.append(model.embed(np.ascontiguousarray(picture[rows, columns])))
    return found


def _if_plain(one: JudgedClaim) -> JudgedClaim:
    """A claim that is only false if that is plain, in a statement whose words may fit.

    The words know better: what is only probably false is true in nearly half of such statements.
    """
    if one.verdict is not Verdict.FALSE or one.certainty is Certainty.PLAIN:
        return one
    return replace(one, verdict=Verdict.UNKNOWN, certainty=Certainty.UNSURE)


def _denied(said: Statement, judged: Sequence[JudgedClaim]) -> StatementJudgement:
    """A statement that something is not there; more with a "not" in it cannot be judged."""
    if said.more or len(judged) != 1 or judged[0].claim is None:
        return StatementJudgement(Verdict.UNKNOWN, Certainty.NONE, 0.5, ())
    (one,) = judged
    turned = {Verdict.TRUE: Verdict.FALSE, Verdict.FALSE: Verdict.TRUE}
    verdict = turned.get(one.verdict, Verdict.UNKNOWN)
    return StatementJudgement(verdict, one.certainty, 1 - one.probability, tuple(judged))


def _together(judged: Sequence[JudgedClaim]) -> StatementJudgement:
    """The verdict on claims that must all be true; on its words, if a statement says more."""
    wrong = any(one.verdict is Verdict.FALSE for one in judged)
    deciding = judged if wrong else [one for one in judged if one.claim is None] or judged
    return StatementJudgement(*claims.together(deciding), tuple(judged))


def load_statement_verifier(model: EmbeddedModel) -> EmbeddedStatementVerifier:
    """Load the verifier of a model's weights folder. Raises ModelError."""
    path = model.folder / FILE
    with reading(path):
        rule = json_files.read(path, StatementRule)
    if len(rule.words) != len(START.words):
        raise ModelError(ModelFault.OTHER_PROGRAM.said(path=path))
    return EmbeddedStatementVerifier(model, rule, load_network(model))


def load_network(model: EmbeddedModel) -> Network:
    """Load the network of a model's weights folder. Raises ModelError."""
    path = model.folder / NETWORK
    network = Network(path, usable_threads(0))
    with reading(path):
        encoder = network.note("encoder")
    if encoder != model.manifest.files[manifest.ENCODER].sha256:
        raise ModelError(ModelFault.OTHER_PROGRAM.said(path=path))
    return network
