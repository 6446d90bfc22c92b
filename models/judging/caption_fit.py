"""Drops captions that do not fit their picture, by the cosine in the towers' space.

The witness only checks names; the towers also read what is said of them. A caption is dropped if it
is farther from its picture than nearly all right ones, or if it refuses to describe it.
"""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Final

from models.embedded.caption_verifier import text_of
from models.interfaces import (
    Certainty,
    Embedder,
    ImageEncoding,
    Judgement,
    TextChunk,
    Verifier,
)
from models.layered import LayeredVerifier
from models.lexicon.refusals import refuses

FILE: Final = Path(__file__).with_name("fit.toml")
"""Written by `python -m models.training fits`."""


class CaptionFitVerifier(LayeredVerifier):
    """A `Verifier` that grades a caption that does not fit `Certainty.NONE`."""

    def __init__(self, verifier: Verifier, embedder: Embedder, file: Path = FILE) -> None:
        """`verifier` grades the captions that fit; all do if the threshold is for other towers."""
        super().__init__(verifier)
        self._embedder = embedder
        known = tomllib.loads(file.read_text(encoding="utf-8"))
        self._least = float(known["least"]) if known["space"] == embedder.space else -1.0

    def verify(self, look: ImageEncoding, pieces: tuple[TextChunk, ...]) -> Judgement:
        """Grade a caption."""
        found = super().verify(look, pieces)
        text = text_of(pieces)
        if not text or found.certainty is Certainty.NONE:
            return found
        if refuses(text):
            return replace(found, certainty=Certainty.NONE)
        cosine = float(self._embedder.embed_look(look) @ self._embedder.embed_text(text))
        return found if cosine >= self._least else replace(found, certainty=Certainty.NONE)


def write(file: Path, space: str, least: float) -> None:
    """Write the least cosine of a fitting caption in a space."""
    file.write_text(
        "# From which cosine on a caption fits its picture, in the space of the embedded towers.\n"
        "# Written by `python -m models.training fits`.\n"
        f'space = "{space}"\nleast = {least}\n',
        encoding="utf-8",
    )
