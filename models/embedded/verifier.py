"""The verifier: it gives every claim about a picture its one probability and its grades.

Which things are there is known at the first look (`evidence.names`). What they are like and do is
proposed by heads on crops and by the decoder's sentences, and weighed here. `claim_rule` holds the
numbers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from models.certainty import fitted
from models.claims import against, bare, if_asked, surest
from models.embedded.claim_rule import ClaimRule
from models.embedded.evidence import actions, colours, screens
from models.embedded.evidence.actions import ActionHead, ActionProposer
from models.embedded.evidence.colours import ColourHead, ColourProposer
from models.embedded.evidence.names import is_held, without_body
from models.embedded.evidence.naming import LEAST
from models.embedded.evidence.screens import ScreenProposer, Screens
from models.embedded.evidence.sentences import Evidence, claims_of
from models.embedded.model import EmbeddedModel
from models.interfaces import (
    SAYABLE,
    UNCANCELLED,
    UNLISTED,
    CancelToken,
    Certainty,
    Claim,
    ClaimKind,
    ClaimProposer,
    Grades,
    ImageEncoding,
    Judgement,
    Picture,
    TextChunk,
    WeighedClaim,
)
from models.lexicon.things import BACKGROUND


def evidence(model: EmbeddedModel, look: ImageEncoding, proposed: Sequence[Claim]) -> Evidence:
    """What is known of a picture; has the decoder write its sentences."""
    return Evidence(model.candidates(look), model.expected(look), look, proposed)


class EmbeddedVerifier:
    """The `ClaimWeigher` and the `Verifier` of the model that ships."""

    trusts_captions = False
    """Its claims are said, and never the sentences of its decoder."""

    def __init__(
        self,
        model: EmbeddedModel,
        parts: Sequence[ClaimProposer],
        graded: Sequence[ClaimProposer] = (),
    ) -> None:
        """`parts` propose claims, one after the other; those of `graded` need no weighing."""
        self._model, self._rule, self._parts, self._graded = model, model.rule, parts, graded
        self._last: tuple[ImageEncoding | None, tuple[Claim, ...]] = None, ()
        """What the parts proposed about the last picture."""

    @property
    def grades(self) -> Grades:
        """The bars of things and places."""
        return self._rule.grades

    def verify(self, look: ImageEncoding, pieces: tuple[TextChunk, ...]) -> Judgement:
        """A sentence of the decoder is never said as it stands."""
        return Judgement(Certainty.NONE, 0.0, ())

    def propose(
        self, picture: Picture, look: ImageEncoding, cancel: CancelToken = UNCANCELLED
    ) -> tuple[Claim, ...]:
        """All that is known of a picture, one claim for each fact. Raises WorkCancelledError.

        Of what is held up to be read, and where the first look knows nothing, the decoder's
        sentences are guesses.
        """
        knows = any(
            one.certainty in SAYABLE for one in look.claims if one.kind is ClaimKind.PRESENCE
        )
        graded = [one for part in self._graded for one in part.propose(picture, look, cancel)]
        if not knows or is_held(look.objects, look.claims):
            return (*look.claims, *graded)
        proposed = self.unverified(picture, look, cancel)
        cancel.raise_if_cancelled()
        found = list(self._weighed(evidence(self._model, look, proposed)))
        return (*without_body(_joined(self._rule, look.claims, found), look.objects), *graded)

    def unverified(
        self, picture: Picture, look: ImageEncoding, cancel: CancelToken = UNCANCELLED
    ) -> tuple[Claim, ...]:
        """What the parts propose, and the first look's claims. Raises WorkCancelledError."""
        if self._last[0] is look:
            return self._last[1]
        found = [one for one in look.claims if one.probability >= LEAST]
        for part in self._parts:
            cancel.raise_if_cancelled()
            found += part.propose(picture, look, cancel)
        self._last = look, surest(found)
        return self._last[1]

    def weigh(
        self,
        picture: Picture,
        look: ImageEncoding,
        claims: Sequence[Claim],
        cancel: CancelToken = UNCANCELLED,
    ) -> tuple[WeighedClaim, ...]:
        """What another model claims, against the picture. Raises WorkCancelledError."""
        proposed = self.unverified(picture, look, cancel)
        cancel.raise_if_cancelled()
        known = evidence(self._model, look, (*claims, *proposed))
        agreed = {bare(one): max(values[1], values[-2]) for one, values in claims_of(known)}
        found = {bare(one): one for one in self._weighed(known)}
        wanted = dict.fromkeys(map(bare, claims))
        own = surest(one for said, one in found.items() if said not in wanted or agreed[said])
        return tuple(WeighedClaim(found[one], agreed[one], against(one, own)) for one in wanted)

    def _weighed(self, known: Evidence) -> Iterator[Claim]:
        for claim, values in claims_of(known):
            weights = self._rule.weights.get(claim.kind)
            either = claim.kind is ClaimKind.COLOUR and claim.other
            if weights is None or either:
                yield claim
                continue
            found = self._rule.weighed(claim, fitted(weights, values))
            if claim.kind is ClaimKind.COLOUR and claim.asked in SAYABLE:
                # Sentences tell whether people say a colour, and not whether it is true.
                asked = if_asked(replace(found, asked=claim.asked, if_asked=claim.if_asked))
                found = replace(found, asked=asked.asked, if_asked=asked.if_asked)
            yield found


def _joined(rule: ClaimRule, first: Sequence[Claim], found: Sequence[Claim]) -> tuple[Claim, ...]:
    """What the first look claims and what else was found, as one list.

    What may have been spoken can't be taken back: sentences make it only surer. They make a thing
    likely, and sure only if the witness does not know it or it is in the background.
    """
    scale = rule.scales[ClaimKind.PRESENCE]
    there = {one.name: one for one in first if one.kind is ClaimKind.PRESENCE}
    rest = [one for one in first if one.kind is not ClaimKind.PRESENCE]
    for one in found:
        if one.kind is not ClaimKind.PRESENCE:
            rest.append(one)
            continue
        known = there.get(one.name)
        likely = one.probability
        if known is None:
            there[one.name] = replace(one, denied=Certainty.NONE)
            continue
        if known.probability >= UNLISTED and one.name not in BACKGROUND:
            likely = scale.below(Certainty.PLAIN, likely)
        if one.certainty in SAYABLE and likely > known.probability:
            there[one.name] = rule.weighed(known, likely)
    return (*there.values(), *surest(rest))


def load_verifier(model: EmbeddedModel) -> EmbeddedVerifier:
    """The verifier of an embedded model, with all that proposes claims. Raises ModelError."""
    acts = model.small(ActionHead, actions.FILE)
    head = model.small(ColourHead, colours.FILE)
    layer = model.small(Screens, screens.FILE)
    parts: list[ClaimProposer] = [ActionProposer(acts)] if acts else []
    parts += [ColourProposer(model, head)] if head else []
    return EmbeddedVerifier(model, parts, [ScreenProposer(model, layer)] if layer else [])
