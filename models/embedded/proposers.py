"""All that proposes claims about a picture, in one place."""

from collections.abc import Sequence

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
    """Several proposers, one after the other."""

    def __init__(self, parts: Sequence[ClaimProposer]) -> None:
        self._parts = parts

    def propose(
        self, picture: Picture, look: ImageEncoding, cancel: CancelToken = UNCANCELLED
    ) -> tuple[Claim, ...]:
        """All that the parts propose. Raises WorkCancelledError."""
        found: list[Claim] = []
        for part in self._parts:
            cancel.raise_if_cancelled()
            found += part.propose(picture, look, cancel)
        return tuple(found)


def load_proposers(model: EmbeddedModel) -> Proposers:
    """The proposers on the embedded model. Raises ModelError."""
    return Proposers(())
