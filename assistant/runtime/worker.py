"""The one thread that runs the skills, one request at a time, and what replaces it if it hangs."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from assistant.protocol import effects, events
from assistant.protocol.cancellation import CancelWhen
from assistant.protocol.effects import WorkRequest
from assistant.protocol.events import Emit, Event, Frame
from assistant.protocol.spoken import Message
from assistant.protocol.text import CannotReadError
from assistant.runtime import stuck_work
from assistant.saying.messages.core import Line, fault_message
from assistant.saying.messages.reading_lines import ReadingLine
from assistant.skills.picture_session import PictureSession
from assistant.skills.skill_set import SkillSet
from models.interfaces import SAYABLE, CancelToken, WorkCancelledError
from models.system import SYSTEM

_log = logging.getLogger(__name__)

ASIDE: Final = (effects.LookAt, effects.Mention, effects.NoteSighting)
"""What never replaces a request that is still wanted."""
SESSIONS: Final = 2
"""Pictures to remember: reading one may go on after another was described."""


@dataclass(slots=True)
class _Task:
    """A request that is being carried out."""

    request: WorkRequest
    timer: threading.Timer | None = None
    """Runs once it is no longer wanted, and has to stop soon."""
    overdue: bool = False
    """Whether it has not stopped in time."""
    left: bool = False
    """Whether it kept another waiting then, and another thread works now."""


class Worker:
    """Loads the skills, then carries out each request, or emits WorkFailed.

    Only the newest request counts: it replaces a waiting one, and abandoning a generation cancels a
    running one. `LookAt` and `NoteSighting` get no answer. `LookAt`, `Read` and `Mention` give way
    to any other request.
    The thread is a daemon, so a hanging model cannot block the exit. If a request does not stop
    within `stuck_work.STUCK` seconds after it was cancelled or a newer one came, another thread
    takes over as soon as a request waits, and what the one that hangs still gives is dropped.
    """

    def __init__(self, load: Callable[[], SkillSet], emit: Emit) -> None:
        """`load` gives the skills, in the worker's thread."""
        self._load = load
        self._emit = emit
        self._lock = threading.Lock()
        self._change = threading.Condition(self._lock)
        self._next: WorkRequest | None = None
        self._swaps: deque[Callable[[SkillSet], SkillSet]] = deque()
        self._oldest = 0
        self._closing = False
        self._loading: Future[SkillSet] = Future()
        self._sessions: deque[PictureSession] = deque(maxlen=SESSIONS)
        self._ahead: PictureSession | None = None
        """The picture that was looked at ahead, until it is asked for."""
        self._skills: SkillSet
        self._task: _Task | None = None
        self._thread = self._new_thread(self._begin)

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
            self._watch()
            self._replace()
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
        with self._change:
            self._oldest = max(self._oldest, generation)
            self._watch()

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

    def _new_thread(self, run: Callable[[], None]) -> threading.Thread:
        return threading.Thread(target=run, name="worker", daemon=True)

    def _begin(self) -> None:
        try:
            self._skills = self._load()
        except BaseException as error:
            self._loading.set_exception(error)
            return
        self._loading.set_result(self._skills)
        SYSTEM.give_back_memory()
        self._run()

    def _run(self) -> None:
        # A thread that was left may be interrupted anywhere.
        with suppress(WorkCancelledError):
            while not self._closing and self._thread is threading.current_thread():
                self._wait()
                while self._swaps:
                    # What is known of a picture was found by the model before.
                    self._sessions.clear()
                    self._ahead = None
                    self._skills = self._swapped(self._skills, self._swaps.popleft())
                if (task := self._take()) is not None:
                    self._work(task)
                SYSTEM.give_back_memory()

    def _watch(self) -> None:
        """See to it that a request stops that is no longer wanted, or keeps a newer one waiting."""
        task = self._task
        if task is None or task.timer is not None:
            return
        asked = self._asked()
        late = asked is not None and asked.generation > task.request.generation
        if late or self._unwanted(task):
            task.timer = stuck_work.unless_stopped(stuck_work.STUCK, lambda: self._overdue(task))

    def _asked(self) -> WorkRequest | None:
        """The request that waits, if the user does."""
        return None if isinstance(self._next, ASIDE) else self._next

    def _overdue(self, task: _Task) -> None:
        with self._change:
            task.overdue = True
            self._replace()

    def _replace(self) -> None:
        """Let another thread work if the request has not stopped and another one waits for it."""
        task = self._task
        if task is None or not task.overdue or self._asked() is None or self._closing:
            return
        task.left, self._task = True, None
        # The request may still change its own.
        self._sessions, self._ahead = deque(maxlen=SESSIONS), None
        stuck, self._thread = self._thread, self._new_thread(self._run)
        self._thread.start()
        # On a busy computer it may only be slow, and then there is nothing to say.
        told = events.Degraded(Line.WORK_STUCK.said())
        task.timer = stuck_work.unless_stopped(stuck_work.HANGS, lambda: self._emit(told))
        stuck_work.interrupt(stuck)
        _log.debug("A request does not stop: %s", type(task.request).__name__)

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

    def _take(self) -> _Task | None:
        with self._change:
            request, self._next = self._next, None
            self._task = None if self._closing or request is None else _Task(request)
            return self._task

    def _unwanted(self, task: _Task) -> bool:
        gives_way = isinstance(task.request, effects.Read | effects.Mention | effects.LookAt)
        waited_for = gives_way and self._next is not None
        return self._closing or task.left or waited_for or self._let_go(task.request)

    def _work(self, task: _Task) -> None:
        try:
            self._carry_out(task, CancelWhen(lambda: self._unwanted(task)))
        except WorkCancelledError:
            return
        except CannotReadError as error:
            self._give(task, events.WorkFailed(task.request.generation, fault_message(error)))
        except Exception as error:
            _log.error("Work on a picture failed: %s: %s", type(error).__name__, error)
            _log.debug("Where it failed:", exc_info=error)
            generation = task.request.generation
            if isinstance(task.request, effects.Mention):
                reason = ReadingLine.MENTION_FAILED.said()
                self._give(task, events.WorkFailed(generation, reason))
            # After a failed look, the question fails as well and reports it.
            elif not isinstance(task.request, ASIDE):
                self._give(task, events.WorkFailed(generation))
        finally:
            # Not by way of the condition, whose code an interruption could leave with the lock.
            with self._lock:
                if self._task is task:
                    self._task = None
                if task.timer is not None:
                    task.timer.cancel()

    def _give(self, task: _Task, event: Event) -> None:
        if not task.left:
            self._emit(event)

    def _carry_out(self, task: _Task, cancel: CancelToken) -> None:
        skills, request = self._skills, task.request
        generation, frame = request.generation, request.frame
        ahead = isinstance(request, effects.LookAt) and request.ahead
        session = self._session(skills, frame, ahead=ahead)
        if isinstance(request, effects.Describe | effects.Ask):
            session.language = request.language
        match request:
            case effects.Describe(detail=detail, words=words, watched=watched):
                lead = None if watched or detail else skills.lead(session, cancel, words)
                if lead is not None:
                    self._give(task, events.Led(generation, frame, lead))
                said = skills.describe(
                    session, detail, cancel, words, reads=not watched, names_only=watched
                )
                self._give(task, events.Described(generation, frame, said))
                if not watched and not cancel.cancelled:
                    self._report(task, skills.note(session))
            case effects.NoteSighting(said=said):
                self._report(task, skills.note(session, said))
            case effects.LookAt() if not (ahead and SYSTEM.runs_low()):
                skills.look_ahead(session, cancel)
            case effects.Mention():
                found = skills.mention(session, cancel)
                self._give(task, events.Mentioned(generation, found.words, found.said))
            case effects.Find(thing=thing, language=language):
                spot = skills.find(session, thing, cancel, language)
                self._give(task, events.Found(generation, frame, spot))
            case effects.Ask():
                answer = _answered(skills, session, request, cancel)
                self._give(task, events.Answered(generation, frame, answer))
            case effects.Read():
                for text in skills.read(session, cancel):
                    self._give(task, events.TextRead(generation, frame, text))

    def _session(self, skills: SkillSet, frame: Frame, *, ahead: bool) -> PictureSession:
        known = (*self._sessions, *filter(None, (self._ahead,)))
        found = next((one for one in known if one.pixels is frame.pixels), None)
        if found is None:
            found = skills.session(frame.pixels, frame.surface, part=frame.part)
            if frame.page is not None and frame.page.text is not None:
                found.keep(frame.page.text)
        if ahead and found not in self._sessions:
            self._ahead = found
            return found
        if found in self._sessions:
            self._sessions.remove(found)
        self._sessions.append(found)
        return found

    def _report(self, task: _Task, fault: Message | None) -> None:
        if fault:
            self._give(task, events.Degraded(fault))


def _answered(
    skills: SkillSet, session: PictureSession, asked: effects.Ask, cancel: CancelToken
) -> events.Answer:
    """The answer to a question, if need be from another page than the one in the picture."""
    if asked.skill:
        return skills.run(session, asked.skill, cancel)
    answer = skills.answer(session, asked.query, asked.verify, cancel)
    if not asked.pages or answer.certainty in SAYABLE:
        return answer
    return skills.answer_from(asked.pages, asked.query, answer, cancel)
