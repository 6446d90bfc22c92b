"""What a loaded checkpoint is to the model that writes with it, whatever runs it."""

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from models.hub.families import Family
from models.hub.machine import PrecisionChoice
from models.hub.tokens import SpokenTokenizer
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


class RunningCheckpoint(Protocol):
    """A checkpoint in memory."""

    notice: str
    """What its user should know of how it was loaded."""
    choice: PrecisionChoice

    @property
    def name(self) -> str:
        """Its name in the store."""

    @property
    def family(self) -> Family:
        """How it is asked."""

    @property
    def reader(self) -> PrefillReader:
        """Its reader; another one after `smaller`."""

    @property
    def words(self) -> SpokenTokenizer:
        """Its tokenizer."""

    def smaller(self) -> None:
        """Load the next smaller choice. Raises HubError if there is none, and nothing is loaded."""

    def unload(self) -> None:
        """Free the memory."""

    def watch(self, cancel: CancelToken) -> None:
        """Stop work with WorkCancelledError once this is cancelled."""

    def outgrown(self) -> AbstractContextManager[None]:
        """Turn the errors of too little memory into OutgrownError."""


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
