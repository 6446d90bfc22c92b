"""The one thread in which the model works, one request at a time."""

import logging
import threading
from collections.abc import Callable, Iterator
from typing import Protocol, TypeAlias

from assistant.protocol.cancellation import CancelWhen
from assistant.protocol.choices import Verbosity
from assistant.protocol.desktop import Surface
from assistant.protocol.effects import Ask, Describe, Find, LookAt, Mention, NoteSighting, Read
from assistant.protocol.events import (
    Answer,
    Answered,
    Degraded,
    Described,
    Description,
    Emit,
    Found,
    Mentioned,
    TextRead,
    WorkFailed,
)
from assistant.protocol.senses import Sense, Spot
from assistant.protocol.text import CannotReadError, Text
from assistant.runtime import heap
from assistant.saying.messages.reading_lines import ReadingLine
from models.interfaces import UNCANCELLED, CancelToken, Picture, WorkCancelledError

_log = logging.getLogger(__name__)


WorkRequest: TypeAlias = Describe | NoteSighting | LookAt | Ask | Read | Mention | Find


class Seeing(Protocol):
    """What does the work; each method raises WorkCancelledError soon after `cancel` is cancelled.

    What was seen of the last picture is kept: the same picture is known by its identity.
    """

    def describe(
        self,
        picture: Picture,
        detail: int = 0,
        cancel: CancelToken = UNCANCELLED,
        words: Verbosity = "normal",
    ) -> Description:
        """Give a description."""
        ...

    def note(self, picture: Picture, remark: Description | None = None) -> str:
        """Note what was said of it, or a remark on it, if the user wants that.

        Gives why not, the first time.
        """
        ...

    def look(self, picture: Picture, cancel: CancelToken = UNCANCELLED) -> None:
        """See it already, for what follows."""
        ...

    def own(self, picture: Picture, surface: Surface) -> None:
        """Take note that it is of the computer's own, before any other method is asked of it."""
        ...

    def answer(
        self,
        picture: Picture,
        question: str,
        about: str = "",
        verify: bool = False,
        cancel: CancelToken = UNCANCELLED,
    ) -> Answer:
        """Answer a question about it."""
        ...

    def read(self, picture: Picture, cancel: CancelToken = UNCANCELLED) -> Iterator[Text]:
        """Read its text, and give it as it grows."""
        ...

    def mention(self, picture: Picture, cancel: CancelToken = UNCANCELLED) -> str:
        """Read what is written large in it; empty where nothing is."""
        ...

    def sense(self, picture: Picture, sense: Sense, cancel: CancelToken = UNCANCELLED) -> Answer:
        """Say what a sense tells of it."""
        ...

    def find(
        self,
        picture: Picture,
        thing: str,
        cancel: CancelToken = UNCANCELLED,
        language: str = "en",
    ) -> Spot:
        """Say where a thing is in it, by its name in a language."""
        ...


class Worker:
    """Loads the model, then answers each `Describe` and each `Ask`, or tells WorkFailed.

    Only the newest request counts: one that waits is replaced, one under way is let go of when its
    generation is cancelled. A `LookAt` and a `NoteSighting` are never answered; they and a
    `Mention` take the place of no other that is still wanted. A `Read` and a `Mention` let any
    other come first.
    The thread is a daemon, so a model that hangs cannot hold up the end.
    """

    def __init__(self, load: Callable[[], Seeing], emit: Emit) -> None:
        """`load` gives the model, in the worker's thread."""
        self._load = load
        self._emit = emit
        self._change = threading.Condition()
        self._next: WorkRequest | None = None
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

    def do(self, request: WorkRequest) -> None:
        """Have it done, in the place of a request that has not begun."""
        with self._change:
            before = self._next
            waits = isinstance(before, Describe | Ask | Read | Find) and not self._let_go(before)
            if isinstance(request, LookAt | Mention | NoteSighting) and waits:
                return
            self._next = request
            self._change.notify()

    def abandon(self, generation: int) -> None:
        """Let go of requests below this generation."""
        self._oldest = max(self._oldest, generation)

    def _let_go(self, request: WorkRequest) -> bool:
        return request.generation < self._oldest

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
            seeing = self._load()
        except Exception as error:
            self._load_error = error
            return
        finally:
            self._loaded.set()
        heap.trim()
        while (request := self._take()) is not None:
            self._work(seeing, request)
            heap.trim()

    def _take(self) -> WorkRequest | None:
        with self._change:
            self._change.wait_for(lambda: self._closing or self._next is not None)
            request, self._next = self._next, None
            return None if self._closing else request

    def _work(self, seeing: Seeing, request: WorkRequest) -> None:
        def unwanted() -> bool:
            gives_way = isinstance(request, Read | Mention) and self._next is not None
            return self._closing or gives_way or self._let_go(request)

        try:
            self._carry_out(seeing, request, CancelWhen(unwanted))
        except WorkCancelledError:
            return
        except CannotReadError as error:
            self._emit(WorkFailed(request.generation, str(error)))
        except Exception as error:
            _log.error("Work on a picture failed: %s: %s", type(error).__name__, error)
            _log.debug("Where it failed:", exc_info=error)
            # The question that follows a look will fail as well, and tell.
            match request:
                case Mention(generation):
                    self._emit(WorkFailed(generation, ReadingLine.MENTION_FAILED.said()))
                case Describe() | Read() | Ask() | Find():
                    self._emit(WorkFailed(request.generation))

    def _carry_out(self, seeing: Seeing, request: WorkRequest, cancel: CancelToken) -> None:
        generation, frame = request.generation, request.frame
        if frame.surface is not None:
            seeing.own(frame.pixels, frame.surface)
        match request:
            case Describe(detail=detail, words=words, watched=watched):
                said = seeing.describe(frame.pixels, detail, cancel, words)
                self._emit(Described(generation, frame, said))
                if not watched and not cancel.cancelled:
                    self._told(seeing.note(frame.pixels))
            case NoteSighting(said=said):
                self._told(seeing.note(frame.pixels, said))
            case LookAt():
                seeing.look(frame.pixels, cancel)
            case Mention():
                self._emit(Mentioned(generation, seeing.mention(frame.pixels, cancel)))
            case Find(thing=thing, language=language):
                spot = seeing.find(frame.pixels, thing, cancel, language)
                self._emit(Found(generation, frame, spot))
            case Ask(sense=Sense() as sense):
                answer = seeing.sense(frame.pixels, sense, cancel)
                self._emit(Answered(generation, frame, answer))
            case Ask(question=question, about=about, verify=verify):
                answer = seeing.answer(frame.pixels, question, about, verify, cancel)
                self._emit(Answered(generation, frame, answer))
            case Read():
                for text in seeing.read(frame.pixels, cancel):
                    self._emit(TextRead(generation, frame, text))

    def _told(self, fault: str) -> None:
        if fault:
            self._emit(Degraded(fault))
