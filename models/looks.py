"""What a model keeps in its own looks."""

from typing import TypeVar

from models.interfaces import ImageEncoding

T = TypeVar("T")


def kept_in(look: ImageEncoding, kind: type[T]) -> T:
    """What a look holds of its model's own kind; TypeError where another model looked."""
    if not isinstance(look.tokens, kind):
        raise TypeError("This look was made by another model.")
    return look.tokens
