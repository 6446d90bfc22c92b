"""The one thread that runs the skills, one request at a time."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Final

from assistant.protocol.cancellation import CancelWhen
from assistant.protocol.effects import (
    Ask,
    Describe,
    Find,
    LookAt,
    Mention,
    NoteSighting,
    Read,
    WorkRequest,
)
from assistant.protocol.events import (
    Answered,
    Degraded,
    Described,
    Emit,
    Found,
    Frame,
    Mentioned,
    TextRead,
    WorkFailed,
)
from assistant.protocol.spoken import Message, message_of
from assistant.protocol.text import CannotReadError
from assistant.runtime import heap
from assistant.saying.messages.reading_lines import ReadingLine
from assistant.skills.picture_session import PictureSession
from assistant.skills.skill_set import SkillSet
from models.interfaces import CancelToken, WorkCancelledError

_log = logging.getLogger(__name__)

SESSIONS: Final = 2
"""Pictures to remember: reading one may go on after another was described."""


class Worker:
    """Loads the skills, then carries out each request, or emits WorkFailed.

    Only the newest request counts: it replaces a waiting one, and abandoning a generation cancels a
    running one. `LookAt` and `NoteSighting` get no answer; they and `Mention` never replace a
    request that is still wanted. `Read` and `Mention` give way to any other request.
    The thread is a daemon, so a hanging model cannot block the exit.
    """

    def __init__(self, load: Callable[[], SkillSet], emit: Emit) -> None:
        """`load` gives the skills, in the worker's thread."""
        self._load = load
        self._emit = emit
        self._change = threading.Condition()
        self._next: WorkRequest | None = None
        self._oldest = 0
        self._closing = False
        self._loaded = threading.Event()
        self._load_error: Exception | None = None
        self._sessions: deque[PictureSession] = deque(maxlen=SESSIONS)
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)

    def start(self) -> None:
        """Begin to load the skills; `wait_loaded` waits for them."""
        self._thread.start()

    def wait_loaded(self) -> None:
        """Wait until the skills are loaded; raises what loading raised."""
        self._loaded.wait()
        if self._load_error is not None:
            raise self._load_error

    def do(self, request: WorkRequest) -> None:
        """Carry out a request, in place of a waiting one."""
        with self._change:
            before = self._next
            waits = isinstance(before, Describe | Ask | Read | Find) and not self._let_go(before)
            if isinstance(request, LookAt | Mention | NoteSighting) and waits:
                return
            self._next = request
            self._change.notify()

    def abandon(self, generation: int) -> None:
        """Cancel requests below this generation."""
        self._oldest = max(self._oldest, generation)

    def _let_go(self, request: WorkRequest) -> bool:
        return request.generation < self._oldest

    def close(self, timeout: float = 1.0) -> bool:
        """End the thread; False if a model still blocks it after `timeout` seconds."""
        with self._change:
            self._closing = True
            self._change.notify()
        if self._thread.ident is not None:
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            skills = self._load()
        except Exception as error:
            self._load_error = error
            return
        finally:
            self._loaded.set()
        heap.trim()
        while (request := self._take()) is not None:
            self._work(skills, request)
            heap.trim()

    def _take(self) -> WorkRequest | None:
        with self._change:
            self._change.wait_for(lambda: self._closing or self._next is not None)
            request, self._next = self._next, None
            return None if self._closing else request

    def _work(self, skills: SkillSet, request: WorkRequest) -> None:
        def unwanted() -> bool:
            gives_way = isinstance(request, Read | Mention) and self._next is not None
            return self._closing or gives_way or self._let_go(request)

        try:
            self._carry_out(skills, request, CancelWhen(unwanted))
        except WorkCancelledError:
            return
        except CannotReadError as error:
            self._emit(WorkFailed(request.generation, message_of(error)))
        except Exception as error:
            _log.error("Work on a picture failed: %s: %s", type(error).__name__, error)
            _log.debug("Where it failed:", exc_info=error)
            # After a failed look, the question fails as well and reports it.
            match request:
                case Mention(generation):
                    self._emit(WorkFailed(generation, ReadingLine.MENTION_FAILED.said()))
                case Describe() | Read() | Ask() | Find():
                    self._emit(WorkFailed(request.generation))

    def _carry_out(self, skills: SkillSet, request: WorkRequest, cancel: CancelToken) -> None:
        generation, frame = request.generation, request.frame
        session = self._session(skills, frame)
        match request:
            case Describe(detail=detail, words=words, watched=watched):
                said = skills.describe(session, detail, cancel, words)
                self._emit(Described(generation, frame, said))
                if not watched and not cancel.cancelled:
                    self._report(skills.note(session))
            case NoteSighting(said=said):
                self._report(skills.note(session, said))
            case LookAt():
                skills.look(session, cancel)
            case Mention():
                self._emit(Mentioned(generation, skills.mention(session, cancel)))
            case Find(thing=thing, language=language):
                spot = skills.find(session, thing, cancel, language)
                self._emit(Found(generation, frame, spot))
            case Ask(skill=skill, language=language) if skill:
                session.language = language
                self._emit(Answered(generation, frame, skills.run(session, skill, cancel)))
            case Ask(query=query, verify=verify):
                answer = skills.answer(session, query, verify, cancel)
                self._emit(Answered(generation, frame, answer))
            case Read():
                for text in skills.read(session, cancel):
                    self._emit(TextRead(generation, frame, text))

    def _session(self, skills: SkillSet, frame: Frame) -> PictureSession:
        found = next((one for one in self._sessions if one.pixels is frame.pixels), None)
        if found is None:
            found = skills.session(frame.pixels, frame.surface)
        else:
            self._sessions.remove(found)
        self._sessions.append(found)
        return found

    def _report(self, fault: Message | None) -> None:
        if fault:
            self._emit(Degraded(fault))
