"""All that proposes claims about a picture, in one place."""

from collections.abc import Sequence

from models.claims import likeliest
from models.embedded.model import EmbeddedModel
from models.embedded.sentence_claims import load_sentence_claims
from models.interfaces import (
    UNCANCELLED,
    CancelToken,
    Claim,
    ClaimProposer,
    ImageEncoding,
    Picture,
)


class Proposers:
    """Several proposers, one after the other."""

    def __init__(self, parts: Sequence[ClaimProposer]) -> None:
        self._parts = parts

    def propose(
        self, picture: Picture, look: ImageEncoding, cancel: CancelToken = UNCANCELLED
    ) -> tuple[Claim, ...]:
        """`look.claims` and all that the parts propose, each claim once.

        Raises WorkCancelledError.
        """
        found = list(look.claims)
        for part in self._parts:
            cancel.raise_if_cancelled()
            found += part.propose(picture, look, cancel)
        return likeliest(found)


def load_proposers(model: EmbeddedModel) -> Proposers:
    """The proposers on the embedded model. Raises ModelError."""
    return Proposers((load_sentence_claims(model),))
