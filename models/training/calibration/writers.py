"""Chooses how far to trust what another model writes, on validation photos and questions.

Its claims are compared with what people say of the same photos, its answers with theirs. What
counts is what the picture tells of a claim, and whether the model that ships agrees.
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.claims import PLAIN, PROBABLY
from models.interfaces import (
    USUALLY,
    AnswerVerifier,
    Certainty,
    ClaimKind,
    ClaimWeigher,
    ImageEncoding,
    PromptOptions,
    ServerFault,
    TextChunk,
    VisionModel,
    WeighedClaim,
)
from models.judging.written import (
    WriterRule,
    answer_features,
    features,
    fitting,
    likelihood,
    text_of,
    weigh,
)
from models.lexicon.sentences import stated
from models.messages import ServerError
from models.remote.model import RemoteModel
from models.training.answerer import answer_rule
from models.training.answerer.answer_rule import Tried, bars_on, rightness
from models.training.calibration.claims import People
from models.training.common.data import Folders, Record, captioned, validation_rows
from models.training.common.metrics import fitted
from models.training.common.observed import observe
from models.training.texts.question_parts import MadeQuestion
from models.training.texts.question_scores import UNANSWERABLE

LEAST_OBSERVED: Final = 40
"""Claims of a kind, or answers, that a fit needs."""
QUESTIONS: Final = 2
"""Questions for each photo of a set."""
AGREES: Final = 0.5
"""From this share of its own sentences on the model that ships counts as agreeing."""


@dataclass(frozen=True)
class WrittenClaim:
    """A claim that a model wrote about a photo."""

    photo: int
    weighed: WeighedClaim
    features: tuple[float, ...]
    right: bool


class Steadfast(RemoteModel):
    """A server that the embedded model never replaces, so that only the server is measured."""

    def generate(
        self,
        look: ImageEncoding,
        prompt: str,
        barred: frozenset[str] = frozenset(),
        how: PromptOptions = USUALLY,
    ) -> Iterator[TextChunk]:
        """The server's words. Raises ServerError if it writes nothing."""
        pieces = tuple(super().generate(look, prompt, barred, how))
        if not pieces or pieces[0].writer is None:
            raise ServerError(ServerFault.FAILED, "it wrote nothing about a photo")
        yield from pieces


def calibrate_writer(
    model: VisionModel,
    weigher: ClaimWeigher,
    own: AnswerVerifier,
    folders: Folders,
    photos: int,
) -> tuple[WriterRule, dict[str, float]]:
    """The rule of a model that writes, and the measurements; `own` are the embedded answers'.

    Describes so many photos of Flickr8k and of COCO, and asks twice as many questions. Raises
    ValueError if nothing can be learned.
    """
    weights, of_claims = fit_claims(list(written_claims(model, weigher, folders, photos)))
    seen = answer_rule.tried(model, folders, chosen_questions(folders, photos))
    answers, of_answers = fit_answers(seen, own)
    rule = WriterRule(weights, answers.answers, answers.bars)
    return rule, of_claims | of_answers


def chosen_rows(folders: Folders, photos: int) -> dict[str, list[Record]]:
    """The validation photos that several people described, at most so many of each set."""
    return {
        name: captioned(validation_rows(folders, name))[:photos] for name in ("flickr8k", "coco")
    }


def chosen_questions(folders: Folders, photos: int) -> list[MadeQuestion]:
    """The validation questions that a model is asked."""
    asked = answer_rule.chosen(folders)
    random.Random(0).shuffle(asked)
    return asked[: QUESTIONS * photos]


def written_claims(
    model: VisionModel, weigher: ClaimWeigher, folders: Folders, photos: int
) -> Iterator[WrittenClaim]:
    """What a model claims about validation photos, as far as people's words can check it."""
    photo = 0
    for set_name, chosen in chosen_rows(folders, photos).items():
        for one in observe(model, folders, set_name, chosen):
            photo += 1
            if not any(piece.writer is not None for piece in one.pieces):
                continue
            people, likely = People(one.row), likelihood(one.pieces)
            for weighed in weigh(weigher, one.encoding, stated(text_of(one.pieces))):
                claim = weighed.claim
                if people.numbers if claim.kind is ClaimKind.COUNT else people.captions:
                    right = people.confirm(claim)
                    yield WrittenClaim(photo, weighed, features(weighed, likely), right)


def fit_claims(
    claims: list[WrittenClaim],
) -> tuple[dict[ClaimKind, tuple[float, ...]], dict[str, float]]:
    """The weights for each kind of claim, and how many are right where both models agree and where
    they do not, and in each grade."""
    by_kind: dict[ClaimKind, list[WrittenClaim]] = defaultdict(list)
    for one in claims:
        by_kind[one.weighed.claim.kind].append(one)
    weights: dict[ClaimKind, tuple[float, ...]] = {}
    measured: dict[str, float] = {}
    for kind, own in by_kind.items():
        right = np.array([one.right for one in own])
        agreed = np.array([one.weighed.agreed >= AGREES for one in own])
        against = np.array([one.weighed.against is not Certainty.NONE for one in own])
        measured |= _shares(f"{kind}, agreed", right[agreed])
        measured |= _shares(f"{kind}, alone", right[~agreed & ~against])
        measured |= _shares(f"{kind}, against", right[against])
        if len(own) < LEAST_OBSERVED or right.all() or not right.any():
            continue
        inputs = np.array([one.features for one in own])
        fit = fitted(inputs, right, [one.photo for one in own])
        weights[kind], likely = fit.weights, fit.honest
        measured |= _shares(f"{kind}, plain", right[likely >= PLAIN])
        measured |= _shares(f"{kind}, probable", right[(likely >= PROBABLY) & (likely < PLAIN)])
    if not weights:
        raise ValueError(
            "It claims too little of the photos that can be checked, or all of it is right or "
            "wrong. So nothing can be learned about when it is right. Choose another model."
        )
    return weights, measured


def fit_answers(seen: list[Tried], own: AnswerVerifier) -> tuple[WriterRule, dict[str, float]]:
    """The weights and bars of answers, and how many are right where both models agree.

    That there is no answer does not count: it is never given on its word alone.
    """
    inputs, right, same = [], [], []
    for one in seen:
        written = [guess for guess in one.guesses if guess.writer is not None]
        theirs = next(fitting(one.item.question, written), None)
        rest = tuple(guess for guess in one.guesses if guess.writer is None)
        if theirs is None or theirs.text == UNANSWERABLE:
            continue
        reply = own.reply(one.encoding, one.item.question, rest)
        inputs.append(answer_features(theirs, reply))
        right.append(rightness(one.item, theirs.text))
        same.append(theirs.text == reply.answer)
    good, agreed = np.array(right), np.array(same, np.bool_)
    measured = _shares("answers, agreed", good[agreed]) | _shares("answers, alone", good[~agreed])
    if len(good) < LEAST_OBSERVED or good.min() >= 0.5 or good.max() < 0.5:
        return WriterRule(), measured
    fit = fitted(np.array(inputs), good)
    bars = bars_on(fit.honest, good)
    measured |= _shares("answers, plain", good[fit.honest >= bars.plain])
    measured |= _shares("answers, plain or probable", good[fit.honest >= bars.probably])
    return WriterRule(answers=fit.weights, bars=bars), measured


def _shares(what: str, right: NDArray[np.bool_] | NDArray[np.float64]) -> dict[str, float]:
    """How many there are, and the share of them that is right."""
    share = {f"{what}, right": float(right.mean())} if len(right) else {}
    return {what: float(len(right)), **share}
