"""Which of the things that a question offers: "is it soup or beans?".

The towers answer, whatever the things are called. Colours, sides and the like are no things: such
questions are left to the model that answers.
"""

from typing import Final

from assistant.skills.describe.grading import graded
from models.interfaces import Embedder, ImageEncoding, Reply

_BARS: Final = (0.92, 0.7, 0.4)
"""The least probability of being right at which an answer is plain, probable and unsure."""


class Chooser:
    """Chooses with an `Embedder`."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def reply(self, look: ImageEncoding, options: tuple[str, ...]) -> Reply:
        """Which of the things a picture shows; of no certainty if none of them fits better."""
        labels = self._embedder.embed_labels(options)
        fits = self._embedder.zero_shot(self._embedder.embed_look(look), labels)
        best, likely = fits.labels[0]
        return Reply(best, graded(likely, *_BARS), likely, presence=False, things=(), missing=())
