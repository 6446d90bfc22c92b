"""Which of the things that a question offers: "is it soup or beans?".

The towers answer, whatever the things are called. Colours, sides and the like are no things: such
questions are left to the model that answers.
"""

from typing import Final

from models.interfaces import Certainty, Embedder, ImageEncoding, Reply

_GRADES: Final = ((0.92, Certainty.PLAIN), (0.7, Certainty.PROBABLY), (0.4, Certainty.UNSURE))
"""From which probability of being right on an answer has which grade: what each has to keep."""


class Chooser:
    """Chooses with an `Embedder`."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def reply(self, look: ImageEncoding, options: tuple[str, ...]) -> Reply:
        """Which of the things a picture shows; of no certainty if none of them fits better."""
        labels = self._embedder.embed_labels(options)
        fits = self._embedder.zero_shot(self._embedder.embed_look(look), labels)
        best, likely = fits.labels[0]
        grades = (grade for least, grade in _GRADES if likely >= least)
        certainty = next(grades, Certainty.NONE)
        return Reply(best, certainty, likely, presence=False, things=(), missing=())
