"""One step of the conversation, as the behaviours share it.

Three numbers keep stale results out: a generation for each piece of work (a new one makes results
of older work worthless), an utterance for each sentence, and an expiry for each sentence that would
mislead if it came late.
"""

from dataclasses import replace
from typing import Any, Final, TypeVar

from assistant.dialog.state import ActiveNotice, PendingNotice, State
from assistant.dialog.work import (
    PendingDescription,
    PendingQuestion,
    PendingText,
    Phase,
    Task,
    Work,
)
from assistant.protocol import effects
from assistant.protocol.choices import Verbosity
from assistant.protocol.desktop import Surface, shortcut
from assistant.protocol.events import Action, Earcon, Frame, Priority
from assistant.protocol.spoken import Message, Sayable, Spoken
from assistant.saying.messages.core import Line, camera_fault
from assistant.understanding.follow_ups import followed
from assistant.understanding.marks import resolved

THINKING_EVERY: Final = 2.0
"""Seconds of work before, and between, thinking earcons."""
FRAME_LIMIT: Final = 2.5
"""Seconds after which a frame counts as missed."""
WORK_LIMIT: Final = 10.0
"""Seconds after which a description is given up."""
LOG_LENGTH: Final = 20
OWN_STAYS: Final = 120.0
"""Seconds for which questions and reading are about a picture of the screen or the clipboard,
unless another picture follows."""
FALLS_SILENT: Final = 0.35
"""Seconds for which speech may still sound after its end: the end is known to a tick of 0.25, and
the sound card buffers up to 0.06 more."""
ANSWER_EXPIRES: Final = 5.0
"""Seconds within which the answer to a key must start; later it would only confuse."""
FAULT_EXPIRES: Final = 30.0
"""Seconds within which a fault must be spoken: a slow description may come first."""

_Kind = TypeVar("_Kind", PendingQuestion, PendingDescription, PendingText)


class Turn:
    """One step: the state and the effects so far."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.effects: list[effects.Effect] = []
        self._began_with = state.generation

    def set(self, **changes: Any) -> None:
        """Change fields of the state by name."""
        self.state = replace(self.state, **changes)

    def do(self, *what: effects.Effect) -> None:
        """Add effects."""
        self.effects += what

    def say(
        self,
        text: Sayable,
        priority: Priority,
        *,
        expires: float | None = ANSWER_EXPIRES,
        log: bool = True,
        printed: bool = True,
        utterance: int | None = None,
        side: float = 0.0,
    ) -> int:
        """Say a text; gives the number of its utterance, a new one unless it was reserved.

        `side` is that of `Say`.
        """
        said = Spoken.of(text)
        if utterance is None:
            utterance = self._next()
        else:
            self.set(awaited=None)
        if log:
            self.set(log=(*self.state.log, said)[-LOG_LENGTH:], back=0)
        self.set(unheard=utterance)
        until = None if expires is None else self.state.now + expires
        say = effects.Say(said, utterance, priority, until, printed=printed, side=side)
        self.do(say)
        return utterance

    def lead(self, text: Spoken) -> None:
        """Say the beginning of a sentence of which the rest is not known yet."""
        utterance = self._next()
        self.set(unheard=utterance)
        self.change(led=utterance)
        until = self.state.now + ANSWER_EXPIRES
        self.do(effects.Say(text, utterance, Priority.DESCRIPTION, until, printed=False))

    def go_on(self, led: int, rest: Spoken, whole: Spoken) -> None:
        """Say the rest of a sentence that was begun."""
        self.set(log=(*self.state.log, whole)[-LOG_LENGTH:], back=0)
        if rest:
            utterance = self._next()
            self.set(unheard=utterance)
            said = effects.Say(rest, utterance, Priority.DESCRIPTION, None, led, printed=False)
            self.do(said)

    def _next(self) -> int:
        self.set(utterance=self.state.utterance + 1)
        return self.state.utterance

    def reserve(self) -> int:
        """Fall silent for a sentence that another room completes; gives its utterance."""
        self.silence()
        utterance = self._next()
        self.set(awaited=utterance)
        return utterance

    def silence(self) -> None:
        """Drop all speech; say unheard notices later."""
        self.do(effects.Silence())
        if self.state.unheard is not None:
            self.set(quiet_from=self.state.now + FALLS_SILENT)
        notice = self.state.notice
        if notice is not None and not notice.begun:
            self.notify_later(notice)
        self.set(awaited=None, notice=None, unheard=None)
        if self.state.reading is not None:
            self.set(reading=replace(self.state.reading, on=False, utterance=None))
        self.set(saves=tuple(replace(one, aloud=False) for one in self.state.saves))

    def play(self, earcon: Earcon) -> None:
        """Sound an earcon."""
        self.do(effects.Play(earcon))

    def stop(self) -> None:
        """Drop the work and all speech."""
        self.abandon()
        self.silence()

    def no_picture(self) -> None:
        """Say that there is no picture yet."""
        self.reply(Line.NO_PICTURE.said(key=self.state.given.keys[Action.DESCRIBE]))

    def reply(self, text: Sayable, *, log: bool = True) -> None:
        """Answer a key at once, in place of whatever is being said."""
        self.silence()
        self.say(text, Priority.STATUS, log=log)

    def abandon(self) -> None:
        """Begin a new generation, once a step, and drop the current work."""
        self.set(then=None, sides=None)
        if self.state.work is not None:
            if self.phase() in (Phase.LISTENING, Phase.RECOGNISING):
                self.do(effects.StopListening())
            self.set(work=None)
            self.renew()
        elif self.state.generation == self._began_with:
            self.set(generation=self.state.generation + 1)

    def renew(self) -> None:
        """Begin a new generation, and cancel work of the ones before."""
        self.set(generation=self.state.generation + 1)
        self.do(effects.Abandon(self.state.generation))

    def phase(self) -> Phase | None:
        """The phase of the current work, if any."""
        return None if self.state.work is None else self.state.work.phase

    def enter(self, phase: Phase) -> None:
        """Move the current work to another phase."""
        if self.state.work is not None:
            now = self.state.now
            self.set(work=replace(self.state.work, phase=phase, since=now, sounded=now))

    def waits_for(self, generation: int, *phases: Phase) -> bool:
        """Whether the current work has this generation and one of these phases."""
        work = self.state.work
        return work is not None and work.generation == generation and work.phase in phases

    def asks(self, generation: int) -> bool:
        """Whether the current work is a question of this generation."""
        work = self.state.work
        return work is not None and work.generation == generation and self.question is not None

    def listens(self, generation: int) -> bool:
        """Whether a question of this generation is being heard."""
        return self.waits_for(generation, Phase.LISTENING, Phase.RECOGNISING)

    def task(self, kind: type[_Kind]) -> _Kind | None:
        """What the current work is for, if it is of this kind."""
        task = None if self.state.work is None else self.state.work.task
        return task if isinstance(task, kind) else None

    @property
    def question(self) -> PendingQuestion | None:
        """The question that is being asked, if any."""
        return self.task(PendingQuestion)

    @property
    def awaits(self) -> Action | None:
        """The key that awaits a name as the words of the question, if any."""
        return None if self.question is None else self.question.awaits

    def own_picture(self) -> Frame | None:
        """The part that is explored, or the screen or clipboard picture just spoken about."""
        frame = None if self.state.shown is None else self.state.shown.frame
        if self.state.exploring is not None:
            return frame
        if frame is None or frame.surface is None or self.state.now - frame.at >= OWN_STAYS:
            return None
        return frame

    def begin(
        self,
        phase: Phase,
        task: Task,
        surface: Surface | None = None,
        frame: Frame | None = None,
    ) -> None:
        """Begin work of the current generation; what is not asked may have a known picture."""
        state, surface = self.state, surface if frame is None else frame.surface
        self.set(work=Work(state.generation, state.now, state.now, phase, task, surface, frame))

    def change(self, **changes: Any) -> None:
        """Change fields of what the current work is for."""
        work = self.state.work
        if work is not None:
            self.set(work=replace(work, task=replace(work.task, **changes)))

    def request_frame(self, surface: Surface | None = None) -> None:
        """Request a frame for the current generation, with a sound."""
        self.play(Earcon.CAPTURED)
        self.do(effects.TakeFrame(self.state.generation, self.state.now, surface))

    def take_frame(self, task: Task, surface: Surface | None = None) -> None:
        """Take a new picture to describe or to read."""
        self.begin(Phase.FRAME, task, surface)
        self.request_frame(surface)

    def ask(self, question: PendingQuestion) -> None:
        """Have a question answered about its picture, or a new one if it has none."""
        frame, query, shown = question.frame, question.query, self.state.shown
        if query is not None:
            query = followed(query, shown.question.query if shown is not None else None)
            question = replace(question, query=query)
        self.begin(Phase.WORDS if frame else Phase.FRAME, question)
        if frame is None:
            self.request_frame()
        elif query is not None:
            asked = frame, resolved(query, question.about), question.verify, question.skill
            pages = self.state.other_pages(frame)
            self.do(effects.Ask(self.state.generation, *asked, self.state.language, pages))

    def describe(self, frame: Frame, detail: int = 0, *, watched: bool = False) -> None:
        """Have a frame described; `watched` if for watching and not for the user."""
        self.begin(Phase.WORDS, PendingDescription(detail, watched), frame=frame)
        words: Verbosity = "normal" if watched else self.state.chosen.words
        wanted = frame, detail, words, watched
        self.do(effects.Describe(self.state.generation, *wanted, self.state.language))

    def work_failed(self, reason: Sayable) -> None:
        """End the work and say why instead of its answer."""
        self.picture_failed()
        self.abandon()
        self.play(Earcon.FAULT)
        self.say(reason, Priority.DESCRIPTION)

    def picture_failed(self) -> None:
        """Forget the previous picture where a new one was to replace it."""
        work, shown, reading = self.state.work, self.state.shown, self.state.reading
        if work is None or work.question is not None or work.watched:
            return
        if isinstance(work.task, PendingText) and (work.task.page or work.task.turned):
            return
        if shown is not None and shown.frame is not work.frame:
            self.set(shown=None)
        if reading is not None and reading.frame is not work.frame:
            self.set(reading=None)

    def frame_missed(self) -> None:
        """End the work because the camera gave no frame.

        A camera fault is said once: here, or in the notice that is already being spoken.
        """
        lost, notice = self.state.camera, self.state.notice
        if lost is None:
            self.work_failed(Line.FRAME_MISSED.said(key=self.key_again()))
            return
        reason = Spoken.of(camera_fault(lost.fault, lost.source))
        self.set(notices=tuple(one for one in self.state.notices if one.text != reason))
        if notice is not None and any(one.text == reason for one in notice.notices):
            self.picture_failed()
            self.abandon()
        else:
            self.work_failed(reason)

    def key_again(self) -> Message | str:
        """The key that starts the current work again, or else the reading."""
        work = self.state.work
        read = None if self.state.reading is None else self.state.reading.frame.surface
        surface = read if work is None else work.surface
        if surface is not None:
            reads = work is None or self.task(PendingText) is not None
            return Line.KEY_BY_TRIGGER.said(action=shortcut(surface, reads=reads))
        return self.state.given.keys[Action.READ if work is None else work.again]

    def notify(
        self, text: Sayable, earcon: Earcon | None = Earcon.FAULT, *, lasts: bool = False
    ) -> None:
        """Say that something broke or works again, after earlier notices."""
        said = Spoken.of(text)
        waiting = (one for one in self.state.notices if one.text != said)
        self.set(notices=(*waiting, PendingNotice(said, lasts)))
        if not self.state.ready:
            return
        if earcon is not None:
            self.do(effects.Play(earcon))
        # Nothing is spoken into an open microphone; the notice follows once it is closed.
        if self.state.notice is None and self.phase() is not Phase.LISTENING:
            self.notify_next()

    def notify_between(self, text: Sayable, earcon: Earcon) -> None:
        """As `notify`, but not into the answer that is about to come."""
        if self.state.work is None:
            self.notify(text, earcon)
        else:
            notice = PendingNotice(Spoken.of(text))
            self.set(notices=(*self.state.notices, notice))

    def notify_later(self, notice: ActiveNotice) -> None:
        """Put notices back in the queue because the user did not hear them to the end."""
        self.set(notices=(*notice.notices, *self.state.notices), notice=None)

    def notify_next(self, before: Message | None = None) -> None:
        """Say the waiting notices, if any, after a sentence that is not repeated if cut."""
        waiting = self.state.notices
        self.set(notices=(), notice=None)
        if before or waiting:
            text = Spoken.of(before, *(one.text for one in waiting))
            utterance = self.say(text, Priority.LIVE, expires=FAULT_EXPIRES)
            self.set(notice=ActiveNotice(utterance, waiting, self.state.now))
