"""What a loaded checkpoint gives the model that writes with it, whatever runs it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from models.interfaces import UNCANCELLED, CancelToken, Picture

Logits = NDArray[np.float32]


class OutgrownError(Exception):
    """There is not enough memory."""


class DecoderState(Protocol):
    """The decoder's state after some tokens."""

    logits: Logits
    """[V], for the next token."""

    def fork(self) -> Self:
        """An independent copy; shared arrays are never written to."""


@dataclass(slots=True)
class KeptPrefill:
    """What the reader of one loaded checkpoint, the `owner`, keeps of a picture in one size."""

    owner: object
    ids: tuple[int, ...] = ()
    """The tokens up to the last image token."""
    start: Any = None
    """The state after them."""
    vision: Any = None
    prompts: dict[str, Any] = field(default_factory=dict)
    """The state after the last prompt."""


class PrefillReader(Protocol):
    """Reads pictures and prompts into a checkpoint."""

    def size(self, wanted: str, there: Collection[str], *, closely: bool) -> str:
        """The size in which to read a picture for "describe", "detail" or a question.

        `there` are the sizes in which it was already read.
        """

    def read(self, picture: Picture, size: str, prompt: str, kept: KeptPrefill) -> Any:
        """The state after a picture in a size and a prompt, reusing what is kept of that size."""

    def step(self, memory: Any, tokens: Sequence[int]) -> None:
        """Read tokens on top of a state."""


@dataclass(slots=True)
class CurrentCancel:
    """The token of the work that runs now, which changes with the work."""

    token: CancelToken = UNCANCELLED

    @property
    def cancelled(self) -> bool:
        """Whether the result is no longer wanted."""
        return self.token.cancelled

    def raise_if_cancelled(self) -> None:
        """Raise WorkCancelledError if the result is no longer wanted."""
        self.token.raise_if_cancelled()
