"""A text reader that is loaded when it is needed."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Final

from models.interfaces import UNCANCELLED, CancelToken, TextReader

KEPT: Final = 40
"""Pictures after which it is loaded again, since its networks hold more and more memory."""
GLANCE: Final = 0.01
"""Seconds between two checks whether the load is still wanted."""


class ReloadingReader:
    """Loads a reader at the first picture, and again after `KEPT` pictures."""

    def __init__(self, load: Callable[[], TextReader]) -> None:
        """`load` gives the reader, or raises CannotReadError."""
        self._load = load
        self._reader: TextReader | None = None
        self._loading: Future[TextReader] | None = None
        self._pictures = 0

    def taken(self, cancel: CancelToken = UNCANCELLED) -> TextReader:
        """The reader, for one more picture.

        Raises WorkCancelledError, and what loading raises. Loading goes on after a cancellation, so
        that the next call finds the reader there.
        """
        if self._pictures >= KEPT:
            self.release()
        reader = self._reader or self._loaded(cancel)
        self._reader = reader
        self._pictures += 1
        return reader

    def release(self) -> None:
        """Unload the reader."""
        self._reader, self._pictures = None, 0

    def _loaded(self, cancel: CancelToken) -> TextReader:
        # In its own thread, so that other work need not wait for it.
        if self._loading is None:
            self._loading = Future()
            begin = (self._loading,)
            threading.Thread(target=self._fill, args=begin, name="reader", daemon=True).start()
        while not wait([self._loading], GLANCE).done:
            cancel.raise_if_cancelled()
        loading, self._loading = self._loading, None
        return loading.result()

    def _fill(self, loading: "Future[TextReader]") -> None:
        try:
            loading.set_result(self._load())
        # Any error is raised where the reader is awaited.
        except Exception as error:
            loading.set_exception(error)
