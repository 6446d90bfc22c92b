"""Models on top of others, to which they leave what they do not do themselves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from models.interfaces import (
    USUALLY,
    Base,
    Guess,
    ImageEncoding,
    Labels,
    Picture,
    PromptOptions,
    TextChunk,
    Vector,
    ZeroShot,
)

T = TypeVar("T")


def tokens_of(look: ImageEncoding, kind: type[T]) -> T:
    """The tokens of an encoding, or of one beneath it; TypeError unless a model with such tokens
    made it."""
    tokens = look.tokens
    while not isinstance(tokens, kind):
        if not isinstance(tokens, LayeredEncoding):
            raise TypeError("This look was made by another model.")
        tokens = tokens.base.tokens
    return tokens


@dataclass(slots=True)
class LayeredEncoding:
    """`ImageEncoding.tokens` of a layered model."""

    base: ImageEncoding
    """The encoding by the model beneath."""
    picture: Picture


class LayeredModel:
    """Leaves everything to the model beneath it; override what your model does itself."""

    encoding: type[LayeredEncoding] = LayeredEncoding
    """The class of `ImageEncoding.tokens`; a subclass may keep more of a picture."""

    def __init__(self, base: Base) -> None:
        self._base = base

    def look(self, picture: Picture) -> ImageEncoding:
        look = self._base.look(picture)
        return replace(look, tokens=self.encoding(look, picture))

    def generate(
        self,
        look: ImageEncoding,
        prompt: str,
        barred: frozenset[str] = frozenset(),
        how: PromptOptions = USUALLY,
    ) -> Iterator[TextChunk]:
        return self._base.generate(tokens_of(look, LayeredEncoding).base, prompt, barred, how)

    def guesses(
        self,
        look: ImageEncoding,
        question: str,
        options: tuple[str, ...] = (),
        how: PromptOptions = USUALLY,
    ) -> tuple[Guess, ...]:
        base = tokens_of(look, LayeredEncoding).base
        return self._base.guesses(base, question, options, how)

    @property
    def space(self) -> str:
        return self._base.space

    @property
    def same(self) -> float:
        return self._base.same

    def embed(self, picture: Picture) -> Vector:
        return self._base.embed(picture)

    def embed_look(self, look: ImageEncoding) -> Vector:
        return self._base.embed_look(tokens_of(look, LayeredEncoding).base)

    def embed_text(self, text: str) -> Vector:
        return self._base.embed_text(text)

    def embed_labels(self, labels: Sequence[str]) -> Labels:
        return self._base.embed_labels(labels)

    def zero_shot(self, image: Vector, labels: Labels) -> ZeroShot:
        return self._base.zero_shot(image, labels)
