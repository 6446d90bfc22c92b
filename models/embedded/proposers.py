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
)


class Proposers:
    """Several proposers, one after the other; the verifier decides."""

    def __init__(self, parts: Sequence[ClaimProposer], verifier: ClaimVerifier) -> None:
        self._parts, self._verifier = parts, verifier

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
        found = list(look.claims)
        for part in self._parts:
            cancel.raise_if_cancelled()
            found += part.propose(picture, look, cancel)
        return likeliest(found)


def load_proposers(model: EmbeddedModel) -> Proposers:
    """The proposers on the embedded model. Raises ModelError."""
    parts = (load_actions(model), load_colours(model))
    return Proposers([part for part in parts if part is not None], load_claim_verifier(model))
