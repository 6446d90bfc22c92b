"""Cancels work whose result is no longer wanted."""

from collections.abc import Callable
from dataclasses import dataclass

from models.interfaces import WorkCancelledError


@dataclass(frozen=True, slots=True)
class CancelWhen:
    """A `CancelToken` that is cancelled while a condition holds."""

    condition: Callable[[], bool]

    @property
    def cancelled(self) -> bool:
        """Whether the result is no longer wanted."""
        return self.condition()

    def raise_if_cancelled(self) -> None:
        """Raise WorkCancelledError if the result is no longer wanted."""
        if self.condition():
            raise WorkCancelledError
