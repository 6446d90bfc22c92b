"""The one thread in which the model works, one request at a time."""

import logging
import threading
from collections.abc import Callable
from typing import Protocol

from assistant.effects import Describe
from assistant.events import Described, Description, Emit, WorkFailed
from assistant.skills.describe import AbandonedError
from models.interfaces import Picture

_log = logging.getLogger(__name__)


class Describing(Protocol):
    """What does the work; `assistant.skills.describe.Describer` is one."""

    def describe(
        self, picture: Picture, detail: int = 0, abandoned: Callable[[], bool] = lambda: False
    ) -> Description:
        """Give a description; raises AbandonedError soon after `abandoned()` turns true."""
        ...


class Worker:
    """Loads the model, then answers each `Describe` with Described or WorkFailed.

    Only the newest request counts: one that waits is replaced, one under way is let go of when its
    generation is abandoned. The thread is a daemon, so a model that hangs cannot hold up the end.
    """

    def __init__(self, load: Callable[[], Describing], emit: Emit, failure: str) -> None:
        """`load` gives the model, in the worker's thread; `failure` is said if it fails later."""
        self._load = load
        self._emit = emit
        self._failure = failure
        self._change = threading.Condition()
        self._next: Describe | None = None
        self._oldest = 0
        self._closing = False
        self._loaded = threading.Event()
        self._load_error: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)

    def start(self) -> None:
        """Begin to load the model; `wait_loaded` says when it is there."""
        self._thread.start()

    def wait_loaded(self) -> None:
        """Wait for the model; raises what its loading raised."""
        self._loaded.wait()
        if self._load_error is not None:
            raise self._load_error

    def describe(self, request: Describe) -> None:
        """Ask for a description, in the place of a request that has not begun."""
        with self._change:
            self._next = request
            self._change.notify()

    def abandon(self, generation: int) -> None:
        """Let go of requests below this generation."""
        self._oldest = max(self._oldest, generation)

    def close(self, timeout: float = 1.0) -> bool:
        """End the thread; False if the model still hangs in it after `timeout` seconds."""
        with self._change:
            self._closing = True
            self._change.notify()
        if self._thread.ident is not None:
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            describing = self._load()
        except Exception as error:
            self._load_error = error
            return
        finally:
            self._loaded.set()
        while (request := self._take()) is not None:
            self._work(describing, request)

    def _take(self) -> Describe | None:
        with self._change:
            self._change.wait_for(lambda: self._closing or self._next is not None)
            request, self._next = self._next, None
            return None if self._closing else request

    def _work(self, describing: Describing, request: Describe) -> None:
        def abandoned() -> bool:
            return self._closing or request.generation < self._oldest

        try:
            description = describing.describe(request.frame.pixels, request.detail, abandoned)
        except AbandonedError:
            return
        except Exception as error:
            _log.error("The description failed: %s: %s", type(error).__name__, error)
            _log.debug("Where it failed:", exc_info=error)
            self._emit(WorkFailed(request.generation, self._failure))
        else:
            self._emit(Described(request.generation, request.frame, description))
