"""All behaviour: what happened and how things stand give what shall happen.

`step` is pure: no clock, device or thread in it; time comes in as events.
"""

from dataclasses import replace

from assistant.dialog import (
    device_faults,
    finding,
    intent_handlers,
    keeping,
    large_text,
    light_meter,
    menu,
    questions,
    reading,
    starting,
    status,
    tour,
    typed_questions,
    watching,
)
from assistant.dialog.key_handlers import REPEATING, pressed, shortcut_pressed
from assistant.dialog.state import PendingNotice, Phase, State
from assistant.dialog.turn import (
    FALLS_SILENT,
    FAULT_EXPIRES,
    FRAME_LIMIT,
    THINKING_EVERY,
    WORK_LIMIT,
    Turn,
)
from assistant.protocol.effects import Effect, Play, Quit, Silence
from assistant.protocol.events import (
    Action,
    Announced,
    Answered,
    CameraBack,
    CameraLost,
    CannotStart,
    Copied,
    Degraded,
    Described,
    Earcon,
    Ended,
    Event,
    Found,
    FrameMissed,
    FrameTaken,
    Heard,
    HeardNothing,
    KeyHeld,
    KeyReleased,
    LanguageUsed,
    Listed,
    Listening,
    ListeningFailed,
    Mentioned,
    MicrophoneBack,
    MicrophoneLost,
    NotUnderstood,
    OtherKey,
    Pressed,
    Priority,
    QuestionEnded,
    RateFound,
    Ready,
    Resumed,
    Saved,
    SaveFailed,
    ServerChanged,
    SettingsKept,
    SettingsNotKept,
    ShortcutPressed,
    SoundBack,
    SoundLost,
    SpeechEnded,
    SpeechStarted,
    SpeechTooShort,
    StatusTaken,
    TextRead,
    Tick,
    Typed,
    TypingBegan,
    TypingEnded,
    TypingFull,
    WorkFailed,
)
from assistant.saying.messages.core import Line


def step(state: State, event: Event) -> tuple[State, tuple[Effect, ...]]:
    """Give the state after an event, and the effects to carry out in their order."""
    turn = Turn(state)
    if state.ending:
        if isinstance(event, Ended):
            turn.effects += [Silence(), Quit()]
        elif isinstance(event, Pressed) and event.action in (Action.STOP, Action.QUIT):
            turn.silence()
        elif isinstance(event, SettingsNotKept):
            menu.told(turn, event)
        elif isinstance(event, Saved | SaveFailed):
            keeping.saved(turn, event)
    elif not tour.answered(turn, event):
        _take(turn, event)
        tour.followed(turn, event)
    return turn.result()


def _take(turn: Turn, event: Event) -> None:
    state = turn.state
    match event:
        case Pressed() | KeyHeld() | KeyReleased() | OtherKey() | ShortcutPressed():
            turn.set(now=max(state.now, event.at))
            _key(turn, event)
        case TypingBegan(at) | Typed(_, at) | TypingFull(at) | TypingEnded(_, at):
            turn.set(now=max(state.now, at))
            _key_came(turn)
            _typing(turn, event)
        case FrameTaken():
            _frame_taken(turn, event)
        case FrameMissed():
            _frame_missed(turn, event)
        case Described():
            if turn.waits_for(event.generation, Phase.WORDS):
                _described(turn, event)
        case Answered(generation, frame, answer):
            if turn.waits_for(generation, Phase.WORDS):
                questions.answered(turn, frame, answer)
        case TextRead():
            reading.came(turn, event)
        case Mentioned():
            large_text.came(turn, event)
        case Copied():
            keeping.copied(turn, event)
        case Found(generation):
            if finding.seeks(turn, generation):
                finding.found(turn, event)
        case Listening() | QuestionEnded() | Heard() | HeardNothing() | SpeechTooShort():
            if turn.listens(event.generation):
                _ears(turn, event)
        case NotUnderstood(generation):
            if turn.listens(generation):
                questions.not_understood(turn, Line.NOT_UNDERSTOOD)
        case ListeningFailed(generation, reason):
            if turn.listens(generation):
                questions.failed(turn, reason)
        case MicrophoneLost():
            questions.microphone_lost(turn, event)
        case MicrophoneBack():
            questions.microphone_back(turn)
        case WorkFailed():
            _failed(turn, event)
        case CameraLost() | CameraBack():
            device_faults.camera(turn, event)
        case SoundLost() | SoundBack():
            device_faults.sound(turn, event)
        case SpeechStarted(utterance, at, reader):
            turn.set(now=max(state.now, at), reader=reader)
            if state.telling is not None and state.telling.utterance == utterance:
                turn.set(telling=replace(state.telling, begun=True))
        case SpeechEnded():
            _spoken(turn, event)
        case Saved() | SaveFailed():
            keeping.saved(turn, event)
        case ServerChanged(sentence, back):
            if state.work is None:
                turn.tell(sentence, Earcon.DONE if back else Earcon.FAULT)
            else:
                # The answer comes at once, and would cut it short.
                turn.set(untold=(*state.untold, PendingNotice(sentence)))
        case StatusTaken(utterance, facts):
            if utterance == state.awaited_status:
                turn.set(awaited_status=None)
                turn.say(status.sentence(turn.state, facts), Priority.STATUS, utterance=utterance)
        case Ready():
            if not state.ready:
                _ready(turn)
        case Listed() | RateFound() | SettingsKept() | SettingsNotKept() | LanguageUsed():
            menu.told(turn, event)
        case Degraded(reason):
            turn.tell(reason, lasts=True)
        case Announced(sentence):
            turn.say(sentence, Priority.STATUS, expires=None, log=False)
        case CannotStart(reason):
            turn.effects += [Silence(), Play(Earcon.FAULT)]
            turn.say(reason, Priority.ANSWER, expires=None)
            turn.effects.append(Quit(1))
            turn.set(ending=True)
        case Tick(at):
            turn.set(now=max(state.now, at))
            starting.tick(turn)
            _overdue(turn)
            questions.tick(turn)
            reading.tick(turn)
            large_text.go_on(turn)
            watching.tick(turn)
            light_meter.tick(turn)
            finding.tick(turn)
        case Resumed(at):
            turn.set(now=max(state.now, at))
            device_faults.woke(turn)
        case Ended():
            turn.effects += [Silence(), Quit()]
            turn.set(ending=True)


def _key(turn: Turn, event: Pressed | KeyHeld | KeyReleased | OtherKey | ShortcutPressed) -> None:
    if not isinstance(event, KeyHeld | KeyReleased):
        _key_came(turn)
    match event:
        case Pressed(action, at):
            pressed(turn, action)
            turn.set(last_key=action, pressed_at=at)
        case KeyHeld(action):
            questions.held(turn, action)
            if action in REPEATING:
                pressed(turn, action)
        case KeyReleased(action, at):
            questions.let_go(turn, action, at)
        case OtherKey():
            _other_key(turn)
        case ShortcutPressed(shortcut):
            shortcut_pressed(turn, shortcut)
            turn.set(last_key=None)


def _key_came(turn: Turn) -> None:
    """Any key comes before what would be added to a sentence, and calls for what was put off."""
    large_text.drop(turn)
    reading.drop(turn)
    turn.set(untold=(*turn.state.put_off, *turn.state.untold), put_off=())


def _other_key(turn: Turn) -> None:
    """A key without a meaning ends what goes on by itself; a tour of the keys it leaves."""
    turn.set(unnamed=None)
    if turn.phase() is Phase.LISTENING:
        turn.abandon()
        turn.effects.append(Play(Earcon.FAULT))
    menu.close(turn)
    light_meter.end(turn, Action.STOP)
    finding.broken_off(turn)


def _typing(turn: Turn, event: TypingBegan | Typed | TypingFull | TypingEnded) -> None:
    match event:
        case TypingBegan():
            menu.leave(turn)
            light_meter.end(turn, Action.TYPE)
            finding.end(turn, Action.TYPE)
            typed_questions.began(turn)
        case Typed(text):
            typed_questions.grew(turn, text)
        case TypingFull():
            typed_questions.full(turn)
        case TypingEnded(text):
            typed_questions.ended(turn, text)


def _frame_taken(turn: Turn, event: FrameTaken) -> None:
    generation, frame = event.generation, event.frame
    if generation == watching.GLANCE:
        watching.glanced(turn, frame)
    elif generation == light_meter.GLANCE:
        light_meter.glanced(turn, frame)
    elif finding.seeks(turn, generation):
        finding.frame_taken(turn, frame)
    elif turn.asks(generation):
        questions.frame_taken(turn, frame)
    elif turn.waits_for(generation, Phase.FRAME):
        if turn.state.work is not None and turn.state.work.reads:
            turn.read(frame, generation)
        else:
            turn.work_on(frame, 0, generation)


def _frame_missed(turn: Turn, event: FrameMissed) -> None:
    generation = event.generation
    if generation == light_meter.GLANCE:
        light_meter.missed(turn)
    elif finding.seeks(turn, generation):
        finding.failed(turn)
    elif turn.asks(generation):
        questions.frame_missed(turn)
    elif turn.waits_for(generation, Phase.FRAME):
        turn.frame_missed()


def _described(turn: Turn, event: Described) -> None:
    work, description = turn.state.work, event.description
    if work is not None and work.watched:
        watching.described(turn, event.frame, description)
        return
    questions.described(turn, event.frame, description)
    if work is not None and work.detail == 0:
        large_text.begin(turn, event.frame, description)


def _failed(turn: Turn, event: WorkFailed) -> None:
    generation = event.generation
    seeks = finding.seeks(turn, generation)
    key = turn.state.keys[Action.FIND] if seeks else turn.key_again()
    reason = event.reason or Line.WORK_FAILED.said(key=key)
    if seeks:
        finding.failed(turn, reason)
    elif turn.state.work is not None and turn.state.work.generation == generation:
        _work_failed(turn, reason)
    elif not large_text.failed(turn, generation, reason):
        reading.failed(turn, generation, reason)


def _spoken(turn: Turn, event: SpeechEnded) -> None:
    state, utterance, complete = turn.state, event.utterance, event.complete
    if state.unheard == utterance:
        turn.set(unheard=None, quiet_from=state.now + FALLS_SILENT)
    typed_questions.heard(turn, utterance, complete)
    if state.telling is not None and state.telling.utterance == utterance:
        # Where no other sentence has come since, it was not cut: nothing could speak it.
        if complete or state.unheard == utterance:
            turn.tell_next()
        else:
            turn.tell_later(state.telling)
    reading.heard(turn, utterance, complete)
    large_text.go_on(turn)


def _ears(
    turn: Turn, event: Listening | QuestionEnded | Heard | HeardNothing | SpeechTooShort
) -> None:
    match event:
        case Listening():
            if turn.phase() is Phase.LISTENING:
                questions.opened(turn)
        case QuestionEnded():
            if turn.phase() is Phase.LISTENING:
                turn.set(paused_at=turn.state.now)
                turn.enter(Phase.RECOGNISING)
        case Heard(_, text, confidence):
            turn.enter(Phase.FRAME)
            intent_handlers.spoken(turn, text, confidence)
        case HeardNothing():
            questions.not_understood(turn, Line.HEARD_NOTHING)
        case SpeechTooShort():
            questions.not_understood(turn, Line.TOO_SHORT)


def _ready(turn: Turn) -> None:
    remembered = turn.state.remembered
    turn.set(ready=True, remembered=False)
    turn.effects.append(Play(Earcon.READY))
    if remembered:
        turn.take_frame()
    turn.tell_next("" if remembered else Line.READY.said())


def _work_failed(turn: Turn, reason: str) -> None:
    if turn.state.work is not None and turn.state.work.watched:
        watching.failed(turn)
    else:
        turn.work_failed(reason)


def _overdue(turn: Turn) -> None:
    state = turn.state
    telling, work = state.telling, state.work
    if telling is not None and state.now - telling.since > FAULT_EXPIRES:
        turn.tell_next()
    if work is None:
        if telling is None and state.unheard is None and state.ready:
            turn.tell_next()
        return
    if work.phase is Phase.TYPING:
        return
    # What takes the other pictures tells by itself when it takes too long.
    awaits_camera = work.phase is Phase.FRAME and work.surface is None
    if work.phase is Phase.LISTENING:
        if questions.overdue(state, work):
            questions.late(turn)
        return
    if work.phase is Phase.RECOGNISING and state.now - work.since > WORK_LIMIT:
        questions.late(turn)
    elif awaits_camera and state.now - work.since > FRAME_LIMIT:
        turn.frame_missed()
    elif work.phase is Phase.WORDS and state.now - work.since > WORK_LIMIT:
        _work_failed(turn, Line.WORK_LATE.said(key=turn.key_again()))
    elif state.now - work.sounded >= THINKING_EVERY and not work.watched:
        turn.set(work=replace(work, sounded=state.now))
        turn.effects.append(Play(Earcon.THINKING))
