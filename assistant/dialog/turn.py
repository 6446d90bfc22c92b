"""One step of the conversation under way, as the behaviours share it.

Three numbers keep stale results out: a generation for each piece of work (a new one makes results
of older work worthless), an utterance for each sentence, and an expiry for each sentence that would
mislead if it came late.
"""

from dataclasses import replace
from typing import Final

from assistant.dialog.state import (
    ActiveNotice,
    LogEntry,
    PendingNotice,
    PendingQuestion,
    Phase,
    State,
    Work,
)
from assistant.protocol.choices import Verbosity
from assistant.protocol.desktop import Surface, shortcut
from assistant.protocol.effects import (
    Abandon,
    Ask,
    Describe,
    Effect,
    Play,
    Read,
    Say,
    Silence,
    StopListening,
    TakeFrame,
)
from assistant.protocol.events import Action, Earcon, Frame, Priority
from assistant.saying.messages.core import Line, camera_lost

THINKING_EVERY: Final = 2.0
"""Seconds of work after which, and between which, the thinking earcon sounds."""
FRAME_LIMIT: Final = 2.5
"""Seconds after which a frame that nobody answered for counts as missed."""
WORK_LIMIT: Final = 10.0
"""Seconds after which a description is given up."""
LOG_LENGTH: Final = 20
OWN_STAYS: Final = 120.0
"""Seconds for which questions and reading are about a picture of the screen or the clipboard, if
no other has followed."""
FALLS_SILENT: Final = 0.35
"""Seconds after an end of speech in which it may still sound: its time is known to a tick of 0.25,
and the sound card holds up to 0.06 more."""
ANSWER_EXPIRES: Final = 5.0
"""Seconds in which the answer to a key must have started; later it would only confuse."""
FAULT_EXPIRES: Final = 30.0
"""Seconds in which a fault must have started: a slow description may come before it."""


class Turn:
    """One step under way: the state so far and the effects so far."""

    def __init__(self, state: State) -> None:
        """Start from a state, with no effect yet."""
        self.state = state
        self.effects: list[Effect] = []
        self._began_with = state.generation

    def result(self) -> tuple[State, tuple[Effect, ...]]:
        """The state reached and the effects in their order."""
        return self.state, tuple(self.effects)

    def set(self, **changes: object) -> None:
        """Change fields of the state, by their names."""
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]  # names are State's

    def waits_for(self, generation: int, phase: Phase) -> bool:
        """Whether the work under way is of this generation and in this phase."""
        work = self.state.work
        return work is not None and work.generation == generation and work.phase is phase

    def say(
        self,
        text: str,
        priority: Priority,
        *,
        expires: float | None = ANSWER_EXPIRES,
        log: bool = True,
        utterance: int | None = None,
        english: bool = False,
    ) -> int:
        """Add a `Say`; its number is the next one unless it was given out before."""
        if utterance is None:
            utterance = self.state.utterance + 1
            self.set(utterance=utterance)
        if log:
            self.set(log=(*self.state.log, LogEntry(text, english))[-LOG_LENGTH:], back=0)
        self.set(unheard=utterance)
        until = None if expires is None else self.state.now + expires
        self.effects.append(Say(text, utterance, priority, until, english))
        return utterance

    def silence(self) -> None:
        """Drop all that is spoken or waits to be, but tell the faults that nobody heard later."""
        self.effects.append(Silence())
        if self.state.unheard is not None:
            self.set(quiet_from=self.state.now + FALLS_SILENT)
        telling = self.state.telling
        if telling is not None and not telling.begun:
            self.tell_later(telling)
        self.set(awaited_status=None, awaited_copy=None, telling=None, unheard=None)
        if self.state.reading is not None:
            self.set(reading=self.state.reading.paused())
        self.set(saves=tuple(replace(one, aloud=False) for one in self.state.saves))

    def reply(self, text: str, *, log: bool = True) -> None:
        """Answer a key at once: what was spoken before it makes room."""
        self.silence()
        self.say(text, Priority.STATUS, log=log)

    def abandon(self) -> None:
        """Raise the generation, once in a step, and let go of the work under way."""
        if self.state.work is None and self.state.generation > self._began_with:
            return
        self.set(generation=self.state.generation + 1)
        if self.state.work is not None:
            if self.phase() in (Phase.LISTENING, Phase.RECOGNISING):
                self.effects.append(StopListening())
            self.effects.append(Abandon(self.state.generation))
            self.set(work=None)

    def take_frame(self, *, reads: bool = False, surface: Surface | None = None) -> None:
        """Begin the work of a description, or of reading, with a picture of this moment."""
        generation, now = self.state.generation, self.state.now
        self.set(work=Work(generation, now, now, Phase.FRAME, reads=reads, surface=surface))
        self.effects += [Play(Earcon.CAPTURED), TakeFrame(generation, now, surface)]

    def own_picture(self) -> Frame | None:
        """The picture of the computer's own that was spoken of last, if that was not long ago."""
        frame = None if self.state.shown is None else self.state.shown.frame
        if frame is None or frame.surface is None or self.state.now - frame.at >= OWN_STAYS:
            return None
        return frame

    def asks(self, generation: int) -> bool:
        """Whether the work under way is a question of this generation."""
        work = self.state.work
        return work is not None and work.generation == generation and work.question is not None

    def listens(self, generation: int) -> bool:
        """Whether the words of a question of this generation are awaited from the ears."""
        work, heard = self.state.work, (Phase.LISTENING, Phase.RECOGNISING)
        return work is not None and work.generation == generation and work.phase in heard

    def phase(self) -> Phase | None:
        """What the work under way waits for; None: there is none."""
        return None if self.state.work is None else self.state.work.phase

    def enter(self, phase: Phase) -> None:
        """Have the work under way wait for something else."""
        if self.state.work is not None:
            now = self.state.now
            self.set(work=replace(self.state.work, phase=phase, since=now, sounded=now))

    def ask(self, question: PendingQuestion, *, verify: bool = False) -> None:
        """Have a question answered about its picture, or about a fresh one where it has none."""
        generation, now = self.state.generation, self.state.now
        verify = verify or question.anew
        phase = Phase.FRAME if question.frame is None else Phase.WORDS
        self.set(work=Work(generation, now, now, phase, question=question, verify=verify))
        if question.frame is None:
            self.effects += [Play(Earcon.CAPTURED), TakeFrame(generation, now)]
        else:
            frame, about = question.frame, question.about
            words = question.english or question.words
            self.effects.append(Ask(generation, frame, words, about, verify, question.skill))

    def work_on(self, frame: Frame, detail: int, generation: int, *, watched: bool = False) -> None:
        """Have a frame described; `watched` where nobody has asked for it."""
        since = self.state.now
        work = Work(
            *(generation, since, since, Phase.WORDS, detail),
            watched=watched,
            surface=frame.surface,
            frame=frame,
        )
        self.set(work=work)
        words: Verbosity = "normal" if watched else self.state.chosen.words
        self.effects.append(Describe(generation, frame, detail, words, watched))

    def read(self, frame: Frame, generation: int) -> None:
        """Have the text of a frame read."""
        since = self.state.now
        work = Work(generation, since, since, Phase.WORDS, reads=True, surface=frame.surface)
        self.set(work=replace(work, frame=frame))
        self.effects.append(Read(generation, frame))

    def work_failed(self, reason: str) -> None:
        """End the work with a sentence in the place of its answer."""
        self.picture_failed()
        self.abandon()
        self.effects.append(Play(Earcon.FAULT))
        self.say(reason, Priority.DESCRIPTION)

    def picture_failed(self) -> None:
        """Let no key go on with the picture before, where a new one was to be told or read."""
        work, shown, reading = self.state.work, self.state.shown, self.state.reading
        if work is None or work.question is not None or work.watched:
            return
        if shown is not None and shown.frame is not work.frame:
            self.set(shown=None)
        if reading is not None and reading.frame is not work.frame:
            self.set(reading=None)

    def frame_missed(self) -> None:
        """End the work because the camera gave no frame, with what is known of the reason.

        What is wrong with the camera is told once: here, or where it is being told already.
        """
        lost, telling = self.state.camera, self.state.telling
        if lost is None:
            self.work_failed(Line.FRAME_MISSED.said(key=self.key_again()))
            return
        reason = camera_lost(lost.fault, lost.source)
        self.set(untold=tuple(one for one in self.state.untold if one.text != reason))
        if telling is not None and any(one.text == reason for one in telling.faults):
            self.picture_failed()
            self.abandon()
        else:
            self.work_failed(reason)

    def key_again(self) -> str:
        """The key that begins the work under way, or else the reading, once more."""
        work, reading = self.state.work, self.state.reading
        picture = reading.frame.surface if reading is not None else None
        surface = picture if work is None else work.surface
        if surface is not None:
            reads = work is None or work.reads
            return Line.KEY_BY_TRIGGER.said(action=shortcut(surface, reads=reads))
        return self.state.keys[Action.READ if work is None else work.again]

    def tell(self, text: str, earcon: Earcon | None = Earcon.FAULT, *, lasts: bool = False) -> None:
        """Speak of a fault or its end, after the faults before it."""
        waiting = (one for one in self.state.untold if one.text != text)
        self.set(untold=(*waiting, PendingNotice(text, lasts)))
        if not self.state.ready:
            return
        if earcon is not None:
            self.effects.append(Play(earcon))
        # Into an open microphone nothing is spoken; what waits is told once it is shut.
        if self.state.telling is None and self.phase() is not Phase.LISTENING:
            self.tell_next()

    def tell_later(self, telling: ActiveNotice) -> None:
        """Let faults wait that were on their way, since the user has not heard them to the end."""
        self.set(untold=(*telling.faults, *self.state.untold), telling=None)

    def tell_next(self, before: str = "") -> None:
        """Speak of the faults that wait, if any, after a sentence that need not be told again."""
        faults = self.state.untold
        self.set(untold=(), telling=None)
        if before or faults:
            text = " ".join(filter(None, (before, *(one.text for one in faults))))
            utterance = self.say(text, Priority.LIVE, expires=FAULT_EXPIRES)
            self.set(telling=ActiveNotice(utterance, faults, self.state.now))
