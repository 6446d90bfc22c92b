"""Collects events and waits for them."""

import threading
import time
from typing import TypeVar

T = TypeVar("T")


class Heard:
    """Stands in for the event queue; call it to put an event."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._events: list[tuple[object, float]] = []

    def __call__(self, event: object) -> None:
        with self._changed:
            self._events.append((event, time.monotonic()))
            self._changed.notify_all()

    def all(self, kind: type[T]) -> list[T]:
        """The events of a kind so far."""
        with self._changed:
            return [event for event, _ in self._events if isinstance(event, kind)]

    def wait(self, event: object, count: int = 1, patience: float = 30.0) -> float:
        """Wait until an event, or any of its kind, has come `count` times, and return the last
        time."""

        def times() -> list[float]:
            if isinstance(event, type):
                return [at for one, at in self._events if isinstance(one, event)]
            return [at for one, at in self._events if one == event]

        with self._changed:
            if not self._changed.wait_for(lambda: len(times()) >= count, patience):
                raise TimeoutError(f"{event} did not come; there were {self._events}")
            return times()[count - 1]
