"""All that proposes claims about a picture, in one place."""

from collections.abc import Sequence

from models.claims import likeliest
from models.embedded.actions import load_actions
from models.embedded.claim_verifier import ClaimVerifier, load_claim_verifier
from models.embedded.colours import load_colours
from models.embedded.model import EmbeddedModel
from models.interfaces import (
    UNCANCELLED,
    CancelToken,
    Claim,
    ClaimProposer,
    ImageEncoding,
    Picture,
    WeighedClaim,
)


class Proposers:
    """Several proposers, one after the other; the verifier decides."""

    def __init__(self, parts: Sequence[ClaimProposer], verifier: ClaimVerifier) -> None:
        self._parts, self._verifier = parts, verifier
        self._last: tuple[ImageEncoding | None, tuple[Claim, ...]] = None, ()
        """What the parts proposed about the last picture."""

    def propose(
        self, picture: Picture, look: ImageEncoding, cancel: CancelToken = UNCANCELLED
    ) -> tuple[Claim, ...]:
        """What the parts and the decoder propose, and `look.claims`. Raises WorkCancelledError."""
        proposed = self.unverified(picture, look, cancel)
        return likeliest(self._verifier.verify(look, proposed, cancel))

    def unverified(
        self, picture: Picture, look: ImageEncoding, cancel: CancelToken = UNCANCELLED
    ) -> tuple[Claim, ...]:
        """What the parts propose, and `look.claims`. Raises WorkCancelledError."""
        if self._last[0] is look:
            return self._last[1]
        found = list(look.claims)
        for part in self._parts:
            cancel.raise_if_cancelled()
            found += part.propose(picture, look, cancel)
        self._last = look, likeliest(found)
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
        return self._verifier.weigh(look, claims, proposed, cancel)


def load_proposers(model: EmbeddedModel) -> Proposers:
    """The proposers on the embedded model. Raises ModelError."""
    parts = (load_actions(model), load_colours(model))
    return Proposers([part for part in parts if part is not None], load_claim_verifier(model))
