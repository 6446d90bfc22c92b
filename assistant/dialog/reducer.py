"""All behaviour: `step` turns a state and an event into the next state and effects.

`step` is pure: it uses no clock, device, thread or global. Time comes in with the events.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from assistant.dialog import (
    anticipating,
    device_faults,
    exploring,
    exploring_live,
    finding,
    intent_handlers,
    keeping,
    key_handlers,
    large_text,
    light_meter,
    menu,
    pages,
    questions,
    reading,
    sides,
    starting,
    status,
    stronger,
    tour,
    typed_questions,
    watching,
)
from assistant.dialog.state import State
from assistant.dialog.turn import (
    FALLS_SILENT,
    FAULT_EXPIRES,
    FRAME_LIMIT,
    THINKING_EVERY,
    WORK_LIMIT,
    Turn,
)
from assistant.dialog.work import PendingDescription, PendingText, Phase, Work
from assistant.protocol import events
from assistant.protocol.effects import Effect, Play, Quit, Silence
from assistant.protocol.events import Action, Earcon, Event, Frame, Priority
from assistant.protocol.spoken import Message
from assistant.saying.messages.core import Line


def step(state: State, event: Event) -> tuple[State, tuple[Effect, ...]]:
    """Give the state after an event, and the effects to carry out in order."""
    turn = Turn(state)
    at = getattr(event, "at", None)
    if isinstance(at, float) and not state.ending:
        turn.set(now=max(state.now, at))
    if state.ending:
        _while_ending(turn, event)
    elif not tour.answered(turn, event):
        if isinstance(event, _KEYS):
            _key_came(turn)
        _HANDLERS[type(event)](turn, event)
        tour.followed(turn, event)
        key_handlers.go_on(turn)
    return turn.state, tuple(turn.effects)


def _while_ending(turn: Turn, event: Event) -> None:
    match event:
        case events.Ended():
            _ended(turn, event)
        case events.Pressed(Action.STOP | Action.QUIT):
            turn.silence()
        case events.SettingsNotKept():
            menu.not_kept(turn, event)
        case events.Saved() | events.SaveFailed():
            keeping.saved(turn, event)


def _key_came(turn: Turn) -> None:
    """Any key comes before additions to a sentence, and calls for postponed notices."""
    large_text.drop(turn)
    reading.drop(turn)
    turn.set(notices=(*turn.state.postponed, *turn.state.notices), postponed=(), sides=None)


def _pressed(turn: Turn, event: events.Pressed) -> None:
    key_handlers.pressed(turn, event.action)
    turn.set(last_key=event.action, pressed_at=event.at)


def _key_held(turn: Turn, event: events.KeyHeld) -> None:
    questions.held(turn, event.action)
    if event.action in key_handlers.REPEATING:
        key_handlers.pressed(turn, event.action)


def _other_key(turn: Turn, event: events.OtherKey) -> None:
    """A key without a meaning ends whatever is going on, except the tour."""
    turn.set(unnamed=None)
    if turn.phase() is Phase.LISTENING:
        turn.abandon()
        turn.play(Earcon.FAULT)
    menu.close(turn)
    light_meter.end(turn, Action.STOP)
    finding.broken_off(turn)
    exploring_live.end(turn, Action.STOP)
    if event.quits_again:
        key_handlers.quit_by_pair(turn, event.quits_again)
        return
    key_handlers.end_pair(turn)
    if turn.state.exploring is not None:
        turn.play(Earcon.FAULT)


def _shortcut(turn: Turn, event: events.ShortcutPressed) -> None:
    key_handlers.shortcut_pressed(turn, event.shortcut, event.file)
    turn.set(last_key=None)


def _typing_began(turn: Turn, event: events.TypingBegan) -> None:
    menu.leave(turn)
    light_meter.end(turn, Action.TYPE)
    finding.end(turn, Action.TYPE)
    exploring_live.end(turn, Action.TYPE)
    key_handlers.end_pair(turn)
    typed_questions.began(turn)


_GLANCES: Final[Mapping[int, Callable[[Turn, Frame], None]]] = {
    watching.GLANCE: watching.glanced,
    light_meter.GLANCE: light_meter.glanced,
    sides.GLANCE: sides.glanced,
    anticipating.GLANCE: anticipating.glanced,
    anticipating.SHARP: anticipating.settled,
}
"""Who gets the frames that no work asked for, by their generation."""


def _frame_taken(turn: Turn, event: events.FrameTaken) -> None:
    generation, frame = event.generation, event.frame
    if generation in _GLANCES:
        _GLANCES[generation](turn, frame)
    elif finding.seeks(turn, generation):
        finding.frame_taken(turn, frame)
    elif exploring_live.lives(turn, generation):
        exploring_live.frame_taken(turn, frame)
    elif turn.asks(generation):
        questions.frame_taken(turn, frame)
    elif turn.waits_for(generation, Phase.FRAME):
        if turn.task(PendingText) is not None:
            pages.taken(turn, frame)
        else:
            turn.describe(anticipating.seen(turn, frame))


def _frame_missed(turn: Turn, event: events.FrameMissed) -> None:
    generation = event.generation
    if generation == light_meter.GLANCE:
        light_meter.missed(turn)
    elif finding.seeks(turn, generation):
        finding.failed(turn)
    elif exploring_live.lives(turn, generation):
        exploring_live.failed(turn)
    elif turn.asks(generation):
        questions.frame_missed(turn)
    elif turn.waits_for(generation, Phase.FRAME):
        turn.frame_missed()


def _described(turn: Turn, event: events.Described) -> None:
    task, description = turn.task(PendingDescription), event.description
    if task is None or not turn.waits_for(event.generation, Phase.WORDS):
        return
    if task.watched:
        watching.described(turn, event.frame, description)
        return
    questions.described(turn, event.frame, description, task)
    if task.detail == 0:
        stronger.took(turn, description.milliseconds)
        large_text.begin(turn, event.frame, description)


def _answered(turn: Turn, event: events.Answered) -> None:
    if exploring_live.lives(turn, event.generation):
        exploring_live.seen(turn, event)
        return
    if turn.waits_for(event.generation, Phase.WORDS):
        by_skill = "" if turn.question is None else turn.question.skill
        if by_skill == exploring.SKILL:
            exploring.opened(turn, event)
        else:
            questions.answered(turn, event)
            if event.answer.places and event.frame.surface is None and not event.frame.part:
                finding.lead(turn, event.answer, by_skill)
        if not by_skill:
            stronger.took(turn, event.answer.milliseconds)


def _text_read(turn: Turn, event: events.TextRead) -> None:
    if not exploring.read(turn, event):
        pages.came(turn, event)


def _led(turn: Turn, event: events.Led) -> None:
    describes = turn.task(PendingDescription) is not None
    if describes and turn.waits_for(event.generation, Phase.WORDS):
        turn.lead(event.lead)


def _failed(turn: Turn, event: events.WorkFailed) -> None:
    generation = event.generation
    seeks = finding.seeks(turn, generation)
    key = turn.state.given.keys[Action.FIND] if seeks else turn.key_again()
    reason = event.reason or Line.WORK_FAILED.said(key=key)
    if seeks:
        finding.failed(turn, reason)
    elif exploring_live.lives(turn, generation):
        exploring_live.failed(turn, reason)
    elif turn.state.work is not None and turn.state.work.generation == generation:
        _work_failed(turn, reason)
    elif not large_text.failed(turn, generation, reason):
        reading.failed(turn, generation, reason)


def _work_failed(turn: Turn, reason: Message) -> None:
    if turn.state.work is not None and turn.state.work.watched:
        watching.failed(turn)
    else:
        turn.work_failed(reason)


_NO_WORDS: Final[Mapping[type[Event], Line]] = {
    events.HeardNothing: Line.HEARD_NOTHING,
    events.SpeechTooShort: Line.TOO_SHORT,
    events.NotUnderstood: Line.NOT_UNDERSTOOD,
}


def _listened(turn: Turn, event: events.ListeningEvent) -> None:
    if not turn.listens(event.generation):
        return
    match event:
        case events.Listening():
            if turn.phase() is Phase.LISTENING:
                questions.opened(turn)
        case events.QuestionEnded():
            if turn.phase() is Phase.LISTENING:
                turn.set(paused_at=turn.state.now)
                turn.enter(Phase.RECOGNISING)
        case events.Heard(_, text, confidence):
            turn.enter(Phase.FRAME)
            intent_handlers.spoken(turn, text, confidence)
        case events.ListeningFailed(_, reason):
            questions.failed(turn, reason)
        case _:
            questions.not_understood(turn, _NO_WORDS[type(event)])


def _speech_started(turn: Turn, event: events.SpeechStarted) -> None:
    notice = turn.state.notice
    turn.set(reader=event.reader)
    if notice is not None and notice.utterance == event.utterance:
        turn.set(notice=replace(notice, begun=True))


def _speech_ended(turn: Turn, event: events.SpeechEnded) -> None:
    state, utterance, complete = turn.state, event.utterance, event.complete
    if state.unheard == utterance:
        turn.set(unheard=None, quiet_from=state.now + FALLS_SILENT)
    task = turn.task(PendingDescription)
    if task is not None and task.led == utterance and not complete:
        # The whole sentence is said instead of its rest.
        turn.change(led=None)
    if state.notice is not None and state.notice.utterance == utterance:
        # If no other sentence has come since, it was not cut: nothing could speak it.
        if complete or state.unheard == utterance:
            turn.notify_next()
        else:
            turn.notify_later(state.notice)
    reading.heard(turn, utterance, complete)
    large_text.go_on(turn)


def _server_changed(turn: Turn, event: events.ServerChanged) -> None:
    turn.notify_between(event.sentence, Earcon.DONE if event.back else Earcon.FAULT)


def _ready(turn: Turn, event: events.Ready) -> None:
    if turn.state.ready:
        return
    remembered = turn.state.remembered
    turn.set(ready=True, remembered=False)
    turn.play(Earcon.READY)
    document = turn.state.document
    if document is not None:
        pages.open_file(turn, document)
    elif remembered:
        turn.take_frame(PendingDescription())
    turn.notify_next(None if remembered or document else Line.READY.said())


def _announced(turn: Turn, event: events.Announced) -> None:
    turn.say(event.said, Priority.STATUS, expires=None, log=False)


def _cannot_start(turn: Turn, event: events.CannotStart) -> None:
    turn.do(Silence(), Play(Earcon.FAULT))
    turn.say(event.reason, Priority.ANSWER, expires=None)
    turn.do(Quit(1))
    turn.set(ending=True)


def _ended(turn: Turn, event: events.Ended) -> None:
    turn.do(Silence(), Quit())
    turn.set(ending=True)


def _tick(turn: Turn, event: events.Tick) -> None:
    starting.tick(turn)
    _notices_overdue(turn)
    if turn.state.work is not None:
        _overdue(turn, turn.state.work)
    questions.tick(turn)
    reading.tick(turn)
    large_text.go_on(turn)
    watching.tick(turn)
    sides.tick(turn)
    anticipating.tick(turn)
    light_meter.tick(turn)
    finding.tick(turn)
    exploring.tick(turn)


def _notices_overdue(turn: Turn) -> None:
    state, notice = turn.state, turn.state.notice
    overdue = notice is not None and state.now - notice.since > FAULT_EXPIRES
    quiet = notice is None and state.unheard is None and state.work is None
    if overdue or (quiet and state.ready):
        turn.notify_next()


def _overdue(turn: Turn, work: Work) -> None:
    """Give up work that takes too long; sound while it goes on."""
    waited = turn.state.now - work.since
    match work.phase:
        case Phase.LISTENING if questions.overdue(turn.state, work):
            questions.late(turn)
        case Phase.TYPING | Phase.LISTENING:
            return
        case Phase.RECOGNISING if waited > WORK_LIMIT:
            questions.late(turn)
        # Pictures of the screen and the clipboard report their own delays.
        case Phase.FRAME if waited > FRAME_LIMIT and work.surface is None:
            turn.frame_missed()
        case Phase.FRAME | Phase.WORDS if waited > WORK_LIMIT:
            _work_failed(turn, Line.WORK_LATE.said(key=turn.key_again()))
            if not (work.watched or isinstance(work.task, PendingText)):
                stronger.took(turn, waited * 1000)
        case _ if turn.state.now - work.sounded >= THINKING_EVERY and not work.watched:
            turn.set(work=replace(work, sounded=turn.state.now))
            turn.play(Earcon.THINKING)


_KEYS: Final = (
    *(events.Pressed, events.OtherKey, events.ShortcutPressed),
    *(events.TypingBegan, events.Typed, events.TypingFull, events.TypingEnded),
)
_HANDLERS: Final[Mapping[type[Event], Callable[[Turn, Any], None]]] = {
    events.Pressed: _pressed,
    events.KeyHeld: _key_held,
    events.KeyReleased: lambda turn, event: questions.released(turn, event.action, event.at),
    events.OtherKey: _other_key,
    events.ShortcutPressed: _shortcut,
    events.TypingBegan: _typing_began,
    events.Typed: typed_questions.changed,
    events.TypingFull: lambda turn, event: typed_questions.full(turn),
    events.TypingEnded: lambda turn, event: typed_questions.ended(turn, event.text),
    events.FrameTaken: _frame_taken,
    events.FrameMissed: _frame_missed,
    events.Described: _described,
    events.Led: _led,
    events.Answered: _answered,
    events.TextRead: _text_read,
    events.Mentioned: large_text.came,
    events.Copied: keeping.copied,
    events.Found: finding.found,
    events.WorkFailed: _failed,
    **dict.fromkeys(events.ListeningEvent.__subclasses__(), _listened),
    events.MicrophoneLost: device_faults.microphone_lost,
    events.MicrophoneBack: device_faults.back,
    events.CameraLost: device_faults.camera_lost,
    events.CameraBack: device_faults.back,
    events.SoundLost: device_faults.sound_lost,
    events.SoundBack: device_faults.back,
    events.SpeechStarted: _speech_started,
    events.SpeechEnded: _speech_ended,
    events.Saved: keeping.saved,
    events.SaveFailed: keeping.saved,
    events.ServerChanged: _server_changed,
    events.StrongerFound: stronger.found,
    events.PullBegan: stronger.began,
    events.PullProgress: stronger.progressed,
    events.PullWaits: stronger.waits,
    events.PullLarger: stronger.larger,
    events.PullFailed: stronger.pull_failed,
    events.PullCancelled: stronger.pull_cancelled,
    events.Pulled: stronger.pulled,
    events.ModelSwitched: stronger.switched,
    events.ModelFailed: stronger.load_failed,
    events.MemoryScarce: lambda turn, event: stronger.scarce(turn),
    events.StatusTaken: status.taken,
    events.Listed: menu.listed,
    events.RateFound: menu.rate_found,
    events.SettingsKept: menu.kept,
    events.SettingsNotKept: menu.not_kept,
    events.Degraded: lambda turn, event: turn.notify(event.reason, lasts=True),
    events.Announced: _announced,
    events.CannotStart: _cannot_start,
    events.Ready: _ready,
    events.Tick: _tick,
    events.Resumed: device_faults.resumed,
    events.Ended: _ended,
}
