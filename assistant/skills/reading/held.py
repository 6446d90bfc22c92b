"""What reads text, held while it is needed."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Final

from models.interfaces import UNCANCELLED, CancelToken, TextReader

KEPT: Final = 40
"""Pictures after which it is loaded anew: what its networks hold grows by and by."""
GLANCE: Final = 0.01
"""Seconds between two looks at whether its loading is still awaited."""


class ReloadingReader:
    """Loads what reads when somebody first reads, and again after so many pictures."""

    def __init__(self, load: Callable[[], TextReader]) -> None:
        """`load` gives it, or raises CannotReadError."""
        self._load = load
        self._reader: TextReader | None = None
        self._loading: Future[TextReader] | None = None
        self._pictures = 0

    def taken(self, cancel: CancelToken = UNCANCELLED) -> TextReader:
        """Give it for one more picture.

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
        """Let go of it."""
        self._reader, self._pictures = None, 0

    def _loaded(self, cancel: CancelToken) -> TextReader:
        # In a thread of its own, so that whoever is asked for something else need not wait for it.
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
        # Whatever keeps it from loading is raised where it is awaited.
        except Exception as error:
            loading.set_exception(error)
