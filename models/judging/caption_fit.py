"""Whether a caption fits its picture as a whole: the towers' word on what another model wrote.

The witness knows names; the towers also hear what is said of them. A caption that lies further from
its picture than nearly all right ones do is not said, nor is one that refuses to describe it.
"""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Final

from models.embedded.caption_verifier import text_of
from models.interfaces import (
    Certainty,
    Embedder,
    Grades,
    ImageEncoding,
    Judgement,
    TextChunk,
    Verifier,
)
from models.lexicon.refusals import refuses

FILE: Final = Path(__file__).with_name("fit.toml")
"""Written by `python -m models.training fits`."""


class CaptionFitVerifier:
    """A `Verifier` that says nothing of a caption that does not fit."""

    def __init__(self, verifier: Verifier, embedder: Embedder, file: Path = FILE) -> None:
        """Take who grades what fits, and the model whose looks are judged.

        Towers of another space than the file's are not asked: their cosines mean something else.
        """
        self._verifier = verifier
        self._embedder = embedder
        known = tomllib.loads(file.read_text(encoding="utf-8"))
        self._least = float(known["least"]) if known["space"] == embedder.space else -1.0

    @property
    def grades(self) -> Grades:
        """The same."""
        return self._verifier.grades

    @property
    def trusts_captions(self) -> bool:
        """The same."""
        return self._verifier.trusts_captions

    def verify(self, look: ImageEncoding, pieces: tuple[TextChunk, ...]) -> Judgement:
        """The same, or `Certainty.NONE`."""
        found = self._verifier.verify(look, pieces)
        text = text_of(pieces)
        if not text or found.certainty is Certainty.NONE:
            return found
        if refuses(text):
            return replace(found, certainty=Certainty.NONE)
        cosine = float(self._embedder.embed_look(look) @ self._embedder.embed_text(text))
        return found if cosine >= self._least else replace(found, certainty=Certainty.NONE)


def write(file: Path, space: str, least: float) -> None:
    """Write the cosine from which on a caption fits, in a space."""
    file.write_text(
        "# From which cosine on a caption fits its picture, in the space of the embedded towers.\n"
        "# Written by `python -m models.training fits`.\n"
        f'space = "{space}"\nleast = {least}\n',
        encoding="utf-8",
    )
