"""The one thread that runs the skills, one request at a time."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Final

from assistant.protocol import effects, events
from assistant.protocol.cancellation import CancelWhen
from assistant.protocol.effects import WorkRequest
from assistant.protocol.events import Emit, Frame
from assistant.protocol.spoken import Message, message_of
from assistant.protocol.text import CannotReadError
from assistant.runtime import heap
from assistant.saying.messages.reading_lines import ReadingLine
from assistant.skills.picture_session import PictureSession
from assistant.skills.skill_set import SkillSet
from models.interfaces import CancelToken, WorkCancelledError

_log = logging.getLogger(__name__)

ASIDE: Final = (effects.LookAt, effects.Mention, effects.NoteSighting)
"""What never replaces a request that is still wanted."""
SESSIONS: Final = 2
"""Pictures to remember: reading one may go on after another was described."""


class Worker:
    """Loads the skills, then carries out each request, or emits WorkFailed.

    Only the newest request counts: it replaces a waiting one, and abandoning a generation cancels a
    running one. `LookAt` and `NoteSighting` get no answer. `Read` and `Mention` give way to any
    other request.
    The thread is a daemon, so a hanging model cannot block the exit.
    """

    def __init__(self, load: Callable[[], SkillSet], emit: Emit) -> None:
        """`load` gives the skills, in the worker's thread."""
        self._load = load
        self._emit = emit
        self._change = threading.Condition()
        self._next: WorkRequest | None = None
        self._swaps: deque[Callable[[SkillSet], SkillSet]] = deque()
        self._oldest = 0
        self._closing = False
        self._loading: Future[SkillSet] = Future()
        self._sessions: deque[PictureSession] = deque(maxlen=SESSIONS)
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)

    def start(self) -> None:
        """Begin to load the skills; `load_fault` waits for them."""
        self._thread.start()

    def load_fault(self) -> BaseException | None:
        """Wait until the skills are loaded; what loading raised, if it failed."""
        return self._loading.exception()

    def do(self, request: WorkRequest) -> None:
        """Carry out a request, in place of a waiting one."""
        with self._change:
            before = self._next
            wanted = before and not isinstance(before, ASIDE) and not self._let_go(before)
            if wanted and isinstance(request, ASIDE):
                return
            self._next = request
            self._change.notify()

    def swap(self, change: Callable[[SkillSet], SkillSet]) -> None:
        """Go on with other skills from the next request on; `change` runs in the worker's thread.

        It gets the skills so far.
        """
        with self._change:
            self._swaps.append(change)
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
        except BaseException as error:
            self._loading.set_exception(error)
            return
        self._loading.set_result(skills)
        heap.trim()
        while not self._closing:
            self._wait()
            while self._swaps:
                # What is known of a picture was found by the model before.
                self._sessions.clear()
                skills = self._swapped(skills, self._swaps.popleft())
            if (request := self._take()) is not None:
                self._work(skills, request)
            heap.trim()

    def _swapped(self, skills: SkillSet, change: Callable[[SkillSet], SkillSet]) -> SkillSet:
        try:
            return change(skills)
        # The thread has to live on with the skills that work.
        except Exception:
            _log.exception("The skills could not be changed:")
            return skills

    def _wait(self) -> None:
        with self._change:
            self._change.wait_for(lambda: self._closing or self._swaps or self._next is not None)

    def _take(self) -> WorkRequest | None:
        with self._change:
            request, self._next = self._next, None
            return None if self._closing else request

    def _work(self, skills: SkillSet, request: WorkRequest) -> None:
        reads = isinstance(request, effects.Read | effects.Mention)

        def unwanted() -> bool:
            return self._closing or self._let_go(request) or (reads and self._next is not None)

        try:
            self._carry_out(skills, request, CancelWhen(unwanted))
        except WorkCancelledError:
            return
        except CannotReadError as error:
            self._emit(events.WorkFailed(request.generation, message_of(error)))
        except Exception as error:
            _log.error("Work on a picture failed: %s: %s", type(error).__name__, error)
            _log.debug("Where it failed:", exc_info=error)
            if isinstance(request, effects.Mention):
                reason = ReadingLine.MENTION_FAILED.said()
                self._emit(events.WorkFailed(request.generation, reason))
            # After a failed look, the question fails as well and reports it.
            elif not isinstance(request, ASIDE):
                self._emit(events.WorkFailed(request.generation))

    def _carry_out(self, skills: SkillSet, request: WorkRequest, cancel: CancelToken) -> None:
        generation, frame = request.generation, request.frame
        session = self._session(skills, frame)
        if isinstance(request, effects.Describe | effects.Ask):
            session.language = request.language
        match request:
            case effects.Describe(detail=detail, words=words, watched=watched):
                lead = None if watched or detail else skills.lead(session, cancel, words)
                if lead is not None:
                    self._emit(events.Led(generation, frame, lead))
                said = skills.describe(
                    session, detail, cancel, words, reads=not watched, names_only=watched
                )
                self._emit(events.Described(generation, frame, said))
                if not watched and not cancel.cancelled:
                    self._report(skills.note(session))
            case effects.NoteSighting(said=said):
                self._report(skills.note(session, said))
            case effects.LookAt():
                skills.look(session, cancel)
            case effects.Mention():
                found = skills.mention(session, cancel)
                self._emit(events.Mentioned(generation, found.words, found.said))
            case effects.Find(thing=thing, language=language):
                spot = skills.find(session, thing, cancel, language)
                self._emit(events.Found(generation, frame, spot))
            case effects.Ask(skill=skill) if skill:
                self._emit(events.Answered(generation, frame, skills.run(session, skill, cancel)))
            case effects.Ask(query=query, verify=verify):
                answer = skills.answer(session, query, verify, cancel)
                self._emit(events.Answered(generation, frame, answer))
            case effects.Read():
                for text in skills.read(session, cancel):
                    self._emit(events.TextRead(generation, frame, text))

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
            self._emit(events.Degraded(fault))
