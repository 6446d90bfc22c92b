"""Collects events and waits for them."""

import threading
import time
from typing import TypeVar

T = TypeVar("T")


class Heard:
    """Stands where the one queue of events would; call it to put an event."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._events: list[object] = []

    def __call__(self, event: object) -> None:
        with self._changed:
            self._events.append(event)
            self._changed.notify_all()

    def all(self, kind: type[T]) -> list[T]:
        """The events of a kind that came so far."""
        with self._changed:
            return [event for event in self._events if isinstance(event, kind)]

    def wait(self, event: object, count: int = 1, patience: float = 10.0) -> float:
        """Wait until an event, or any of its kind, has come `count` times; gives the time now."""

        def there() -> bool:
            if isinstance(event, type):
                return sum(isinstance(one, event) for one in self._events) >= count
            return self._events.count(event) >= count

        with self._changed:
            if not self._changed.wait_for(there, patience):
                raise TimeoutError(f"{event} did not come; there were {self._events}")
        return time.monotonic()
