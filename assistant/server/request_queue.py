"""The queue before the one model: requests are done in order, and only so many wait."""

import logging
import queue
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager, suppress
from http import HTTPStatus
from typing import Final, Generic, TypeAlias, TypeVar

from assistant.protocol.cancellation import CancelWhen
from assistant.runtime import stuck_work
from assistant.saying.messages.server_lines import ServingLine
from assistant.server.chat_request import RefusedError
from models import limits
from models.interfaces import CancelToken, WorkCancelledError
from models.system import SYSTEM

_log = logging.getLogger(__name__)

GLANCE: Final = 0.1
"""Seconds between two checks that the client is still there."""
TIDY: Final = 20.0
"""Seconds without a request after which to tidy."""

AskedT = TypeVar("AskedT")
PartT = TypeVar("PartT")

ServerWork: TypeAlias = Callable[[AskedT, CancelToken], Iterator[PartT]]
"""Answers a request; stops soon after the token is cancelled."""


class Job(Generic[AskedT, PartT]):
    """A request on its way, with a limit in seconds.

    `given_up` is called once its client waits no longer although the work may go on.
    """

    def __init__(
        self, asked: AskedT, limit: float, given_up: Callable[[], None] = lambda: None
    ) -> None:
        self.asked = asked
        self._when_given_up = given_up
        self._ends = time.monotonic() + limit
        self._given_up = False
        self._parts: queue.SimpleQueue[PartT | RefusedError | None] = queue.SimpleQueue()

    def over(self) -> bool:
        """Whether its client has gone, or its time is up."""
        return self._given_up or time.monotonic() > self._ends

    def do(self, work: ServerWork[AskedT, PartT]) -> None:
        """Do the work; in the queue's thread."""
        try:
            parts = work(self.asked, CancelWhen(self.over))
            with closing(parts):  # type: ignore[type-var]  # all that is given here is a generator
                for part in parts:
                    if self.over():
                        break
                    self._parts.put(part)
            # Work that ran out of time also ends early, without a whole answer.
            self._parts.put(_took_too_long() if self.over() else None)
        except RefusedError as refused:
            self._parts.put(refused)
        # A fault of one request must not stop the others.
        except Exception as error:
            _log.error("A request failed: %s: %s", type(error).__name__, error)
            _log.debug("Where it failed:", exc_info=error)
            line = ServingLine.FAILED.said()
            self._parts.put(RefusedError(line, HTTPStatus.INTERNAL_SERVER_ERROR))

    def parts(self, here: Callable[[], bool]) -> Generator[PartT, None, None]:
        """The parts as they come; in the client's thread, while the client is still `here`.

        Raises RefusedError. The work stops when this generator is closed.
        """
        done = False
        try:
            while True:
                try:
                    part = self._parts.get(timeout=GLANCE)
                except queue.Empty:
                    if not here():
                        return
                    if self.over():
                        raise _took_too_long() from None
                    continue
                done = part is None or isinstance(part, RefusedError)
                if part is None:
                    return
                if isinstance(part, RefusedError):
                    raise part
                yield part
        finally:
            self._given_up = True
            if not done:
                self._when_given_up()


def _took_too_long() -> RefusedError:
    return RefusedError(ServingLine.TOOK_TOO_LONG.said(), HTTPStatus.GATEWAY_TIMEOUT)


class RequestQueue(Generic[AskedT, PartT]):
    """One thread that works, and tickets for the requests that may wait.

    `tidy` is called in the same thread after some idle time. Another thread goes on if a request
    does not stop within `stuck_work.STUCK` seconds after its client waits no longer.
    """

    def __init__(
        self,
        work: ServerWork[AskedT, PartT],
        tidy: Callable[[], None],
        limit: float = limits.REQUEST_SECONDS,
    ) -> None:
        self._work = work
        self._tidy = tidy
        self._limit = limit
        self._tickets = threading.BoundedSemaphore(1 + limits.WAITING)
        self._jobs: queue.SimpleQueue[Job[AskedT, PartT] | None] = queue.SimpleQueue()
        self._line: list[Job[AskedT, PartT]] = []
        """Those not yet done, in order."""
        self._job: Job[AskedT, PartT] | None = None
        """The one that is being done."""
        self._timer: threading.Timer | None = None
        self._change = threading.Lock()
        self._thread = self._new_thread()

    def start(self) -> None:
        """Start working."""
        self._thread.start()

    @contextmanager
    def ticket(self) -> Iterator[None]:
        """Hold a ticket, once a request was read; RefusedError if too many wait."""
        if not self._tickets.acquire(blocking=False):
            raise RefusedError(ServingLine.BUSY.said(), HTTPStatus.TOO_MANY_REQUESTS)
        try:
            yield
        finally:
            self._tickets.release()

    def do(self, asked: AskedT) -> Job[AskedT, PartT]:
        """Queue a request, whose client holds a ticket."""
        job: Job[AskedT, PartT] = Job(asked, self._limit, lambda: self._watch(job))
        self._line.append(job)
        self._jobs.put(job)
        return job

    def before(self, job: Job[AskedT, PartT]) -> int:
        """How many requests are done before this one, whose turn is still to come."""
        line = [one for one in self._line if one is job or not one.over()]
        return line.index(job) if job in line else 0

    def close(self, timeout: float = 2.0) -> None:
        """End the thread after the current request."""
        self._jobs.put(None)
        if self._thread.ident is not None:
            self._thread.join(timeout)

    def _new_thread(self) -> threading.Thread:
        return threading.Thread(target=self._run, name="requests", daemon=True)

    def _run(self) -> None:
        # A thread that was left may be interrupted anywhere.
        with suppress(WorkCancelledError):
            while self._thread is threading.current_thread():
                try:
                    job = self._jobs.get(timeout=TIDY)
                except queue.Empty:
                    self._tidy()
                    continue
                if job is None:
                    return
                self._do(job)

    def _do(self, job: Job[AskedT, PartT]) -> None:
        self._job = job
        if not job.over():
            job.do(self._work)
            SYSTEM.give_back_memory()
        with self._change:
            if self._job is job:
                self._job = None
                self._line.remove(job)
                if self._timer is not None:
                    self._timer.cancel()

    def _watch(self, job: Job[AskedT, PartT]) -> None:
        with self._change:
            if self._job is job:
                self._timer = stuck_work.unless_stopped(
                    stuck_work.STUCK, lambda: self._replace(job)
                )

    def _replace(self, job: Job[AskedT, PartT]) -> None:
        """Let another thread work, unless the request has stopped."""
        with self._change:
            if self._job is not job:
                return
            self._job = None
            self._line.remove(job)
            stuck, self._thread = self._thread, self._new_thread()
            self._thread.start()
        stuck_work.interrupt(stuck)
        _log.warning("A request does not stop. Another thread goes on.")
