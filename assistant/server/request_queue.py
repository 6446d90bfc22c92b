"""The queue before the one model: requests are done in their order, and not too many wait."""

import logging
import queue
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from http import HTTPStatus
from typing import Final, TypeAlias

from assistant.protocol.cancellation import CancelWhen
from assistant.runtime import heap
from assistant.saying.messages.serving_lines import ServingLine
from assistant.server.chat_request import ChatRequest, RefusedError, ReplyPart
from models.interfaces import CancelToken

_log = logging.getLogger(__name__)

WAITING: Final = 8
"""Requests that may wait while one is worked on."""
LIMIT: Final = 60.0
"""Seconds that a request may take, with its waiting."""
GLANCE: Final = 0.1
"""Seconds between two looks at whether the client is still there."""
TIDY: Final = 20.0
"""Seconds without a request after which what is too old is forgotten."""

ServerWork: TypeAlias = Callable[[ChatRequest, CancelToken], Iterator[ReplyPart]]
"""Answers a request; stops soon after the token is cancelled."""


class Job:
    """A request on its way."""

    def __init__(self, asked: ChatRequest, limit: float) -> None:
        """`limit` is in seconds from now."""
        self.asked = asked
        self._ends = time.monotonic() + limit
        self._given_up = False
        self._parts: queue.SimpleQueue[ReplyPart | Exception | None] = queue.SimpleQueue()

    def over(self) -> bool:
        """Whether nobody waits for it any more."""
        return self._given_up or time.monotonic() > self._ends

    def give_up(self) -> None:
        """Nobody waits for it any more."""
        self._given_up = True

    def do(self, work: ServerWork) -> None:
        """Carry it out; in the desk's thread."""
        try:
            parts = work(self.asked, CancelWhen(self.over))
            with closing(parts):  # type: ignore[type-var]  # all that is given here is a generator
                for part in parts:
                    if self.over():
                        break
                    self._parts.put(part)
            # The work ends early too when the time is over: that is no whole answer.
            self._parts.put(_took_too_long() if self.over() else None)
        # Whatever goes wrong with one request, the others are still done.
        except Exception as error:
            self._parts.put(error)

    def parts(self, here: Callable[[], bool]) -> Generator[ReplyPart, None, None]:
        """The parts as they come; in the client's thread, while it is still `here`.

        Raises RefusedError. What comes after the end of this is not worked out.
        """
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
                if part is None:
                    return
                if isinstance(part, RefusedError):
                    raise part
                if isinstance(part, Exception):
                    _log.error("A request failed: %s: %s", type(part).__name__, part)
                    _log.debug("Where it failed:", exc_info=part)
                    line = ServingLine.FAILED.said()
                    raise RefusedError(line, HTTPStatus.INTERNAL_SERVER_ERROR) from part
                yield part
        finally:
            self.give_up()


def _took_too_long() -> RefusedError:
    return RefusedError(ServingLine.TOOK_TOO_LONG.said(), HTTPStatus.GATEWAY_TIMEOUT)


class RequestQueue:
    """One thread that works, and tickets for those who may wait."""

    def __init__(self, work: ServerWork, tidy: Callable[[], None], limit: float = LIMIT) -> None:
        """`tidy` is called, in the same thread, when there has been nothing to do for a while."""
        self._work = work
        self._tidy = tidy
        self._limit = limit
        self._tickets = threading.BoundedSemaphore(1 + WAITING)
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="desk", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def admit(self) -> None:
        """Take a ticket, before any of a request is read; RefusedError where too many wait."""
        if not self._tickets.acquire(blocking=False):
            raise RefusedError(ServingLine.BUSY.said(), HTTPStatus.TOO_MANY_REQUESTS)

    def leave(self) -> None:
        """Give the ticket back."""
        self._tickets.release()

    def do(self, asked: ChatRequest) -> Job:
        """Have a request done; its client holds a ticket."""
        job = Job(asked, self._limit)
        self._jobs.put(job)
        return job

    def close(self, timeout: float = 2.0) -> None:
        """End the thread after the request that is being worked on."""
        self._jobs.put(None)
        if self._thread.ident is not None:
            self._thread.join(timeout)

    def _run(self) -> None:
        while True:
            try:
                job = self._jobs.get(timeout=TIDY)
            except queue.Empty:
                self._tidy()
                continue
            if job is None:
                return
            if not job.over():
                job.do(self._work)
                heap.trim()
