"""A text reader that is loaded when it is needed, or a little before."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Final

from models.interfaces import UNCANCELLED, CancelToken, TextReader
from models.system import SYSTEM

KEPT: Final = 40
"""Pictures after which it is loaded again, since its networks hold more and more memory."""
GLANCE: Final = 0.01
"""Seconds between two checks whether the load is still wanted."""


class ReloadingReader:
    """Loads a reader at the first picture, and again after `KEPT` pictures."""

    def __init__(self, load: Callable[[], TextReader]) -> None:
        """`load` gives the reader, or raises CannotReadError."""
        self._load = load
        self._reader: Future[TextReader] | None = None
        self._pictures = 0

    def begin(self) -> Future[TextReader]:
        """The reader, which begins to load if it is not there."""
        if self._reader is None:
            # In its own thread, so that other work need not wait for it.
            self._reader = Future()
            begin = (self._reader, self._load)
            threading.Thread(target=_fill, args=begin, name="reader", daemon=True).start()
        return self._reader

    def taken(self, cancel: CancelToken = UNCANCELLED) -> TextReader:
        """The reader, for one more picture.

        Raises WorkCancelledError, and what loading raises. Loading goes on after a cancellation, so
        that the next call finds the reader there.
        """
        if self._pictures >= KEPT:
            self.release()
        loaded = self.begin()
        while not wait([loaded], GLANCE).done:
            cancel.raise_if_cancelled()
        if loaded.exception() is not None:
            self.release()
        self._pictures += 1
        return loaded.result()

    def release(self) -> None:
        """Unload the reader."""
        self._reader, self._pictures = None, 0
        # Else the next one would be loaded beside the freed memory of this one.
        SYSTEM.give_back_memory()


def _fill(reader: "Future[TextReader]", load: Callable[[], TextReader]) -> None:
    try:
        reader.set_result(load())
    # Any error is raised where the reader is awaited.
    except Exception as error:
        reader.set_exception(error)
