"""From a question to its answer: how listening, typing and the picture work together.

The picture is taken when the question begins, and encoded while it is spoken. If nothing has
changed in front of the camera since the last answer, the old picture is used instead: what the
model knows about it is there, and "it" means what it meant. Too old a picture, or one that gave no
answer, is not used.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from assistant.camera.scene_change import same_scene
from assistant.dialog import anticipating, reading, sides, stronger
from assistant.dialog.state import Offer, Shown, State
from assistant.dialog.turn import Turn
from assistant.dialog.work import PendingDescription, PendingQuestion, Phase, Work
from assistant.protocol.effects import EndQuestion, HoldQuestion, Listen, LookAt, TakeFrame
from assistant.protocol.events import Action, Answer, Answered, Description, Earcon, Frame, Priority
from assistant.protocol.query import WHAT_IT_IS, Intent, Kind, Query
from assistant.protocol.spoken import ENGLISH, Message, Phrase, Spoken, verbatim
from assistant.saying.messages.core import Line, picture_age
from assistant.saying.messages.senses_lines import FindLine
from assistant.skills.answer.wording import told_about
from assistant.skills.memory.remember import ABOUT_KEPT
from assistant.skills.written import asks_for_text
from assistant.understanding.language_file import asked_in, of

NO_PICTURE: Final = Frame(np.zeros((1, 1, 3), np.uint8), 0.0, 0)
"""The frame of a question that needs no picture."""
_OF_MEMORY: Final = (*ABOUT_KEPT, Kind.LAST_SEEN, Kind.FORGET_SEEN)
"""Questions that only the memory can answer."""
_NO_NAME: Final[Mapping[Action, Phrase]] = {
    Action.KEEP: Line.NO_NAME,
    Action.FIND: FindLine.WHAT,
}
OLD: Final = 30.0
"""Seconds after which a picture is not used for a new question, and its age is said."""
STANDS_STILL: Final = 60.0
"""The same for a picture that the user explores, who knows that it stands still."""
HELD: Final = 0.5
"""Seconds after which a key counts as held: the delay before desktops repeat it (GNOME's
`org.gnome.desktop.peripherals.keyboard delay`, Xorg's `AutoRepeat`)."""
LATE_ENTER: Final = 0.5
"""Seconds for which Enter still means the end of a question that a pause has ended."""
OPENS_LATE: Final = 0.75
"""Seconds after which an opening microphone is announced again by the listening earcon: a Bluetooth
headset takes that long, and what was said before is lost."""
OPEN_LIMIT: Final = 10.0
"""Seconds after which a microphone that has neither opened nor failed counts as failed; it reports
within 7.6."""
OVERDUE: Final = 3.0
"""Seconds that the end of a question may be late before listening counts as failed."""
OFFER_STAYS: Final = 30.0
"""Seconds of silence after which an offer, or an awaited name, expires."""
EXPLAINED_WITHIN: Final = 30.0
"""Seconds that a long description may take before the explanation why it was English."""


def enter(turn: Turn) -> None:
    """Begin to listen, or end the question that is being spoken."""
    state, phase = turn.state, turn.phase()
    if phase is Phase.LISTENING:
        _end_question(turn)
    elif phase is Phase.RECOGNISING:
        turn.play(Earcon.THINKING)
    elif state.paused_at is not None and state.now - state.paused_at < LATE_ENTER:
        turn.set(paused_at=None)
        if state.work is not None:
            turn.play(Earcon.THINKING)
    else:
        _begin(turn, Phase.LISTENING, Earcon.LISTENING)
        ends = state.offer is not None and state.offer.question is None
        words = of(asked_in(state.given.asks_in, state.language)).hearing.answers if ends else ()
        turn.do(Listen(turn.state.generation, turn.state.quiet_from, words))


def _end_question(turn: Turn) -> None:
    # Recording stops first, so the earcon is not taken for a word.
    turn.do(EndQuestion())
    turn.play(Earcon.THINKING)
    turn.enter(Phase.RECOGNISING)


def _asked_by(turn: Turn, action: str) -> PendingQuestion | None:
    """The question that is heard because of this key, if it was pressed last."""
    listening = turn.phase() is Phase.LISTENING and turn.state.last_key is action
    return turn.question if listening else None


def held(turn: Turn, action: str) -> None:
    """No pause ends the question while its key is down."""
    question = _asked_by(turn, action)
    if question is not None and not question.held:
        turn.change(held=True)
        turn.do(HoldQuestion())


def released(turn: Turn, action: str, at: float) -> None:
    """End a question that was spoken with its key down; a tap only begins one."""
    question = _asked_by(turn, action)
    if question is not None and (question.held or at - turn.state.pressed_at >= HELD):
        _end_question(turn)


def listen_for_name(turn: Turn, awaits: Action) -> None:
    """Take a picture, and listen for the name that a key needs."""
    _begin(turn, Phase.LISTENING, Earcon.LISTENING, awaits)
    turn.do(Listen(turn.state.generation, turn.state.quiet_from, names=True))


def opened(turn: Turn) -> None:
    """The microphone is open: sound the earcon again if that took long."""
    work, question = turn.state.work, turn.question
    if work is None or question is None or question.opened:
        return
    if turn.state.now - work.since > OPENS_LATE:
        turn.play(Earcon.LISTENING)
    turn.set(work=replace(work, task=replace(question, opened=True), since=turn.state.now))


def overdue(state: State, work: Work) -> bool:
    """Whether listening should have reported something by now."""
    opened = work.question is not None and work.question.opened
    limit = state.given.listens + OVERDUE if opened else OPEN_LIMIT
    return state.now - work.since > limit


def begin_typing(turn: Turn) -> None:
    """Take the picture for a typed question, or for an awaited name."""
    unnamed = turn.state.unnamed or _unnamed(turn)
    turn.set(unnamed=None)
    _begin(turn, Phase.TYPING, Earcon.CAPTURED, unnamed)


def _begin(turn: Turn, phase: Phase, earcon: Earcon, awaits: Action | None = None) -> None:
    own = turn.own_picture() if awaits is None or turn.state.exploring else None
    turn.stop()
    shown = turn.state.shown
    about = shown.about if own is not None and shown is not None else ""
    turn.begin(phase, PendingQuestion(frame=own, about=about, awaits=awaits))
    turn.set(paused_at=None)
    turn.play(earcon)
    if own is None:
        turn.do(TakeFrame(turn.state.generation, turn.state.now))


def frame_taken(turn: Turn, frame: Frame) -> None:
    """Take the picture for a question, whose words may still be missing."""
    work, question, shown = turn.state.work, turn.question, turn.state.shown
    if work is None or question is None or question.frame is not None:
        return
    seen = frame if question.verify else anticipating.seen(turn, frame)
    question = replace(question, frame=seen, fresh=None if seen is frame else frame)
    if shown is not None and not question.verify and _serves(shown, frame, turn.state.now):
        question = replace(question, frame=shown.frame, fresh=frame, about=shown.about)
    elif not question.words:
        turn.do(LookAt(work.generation, seen))
    turn.set(work=replace(work, task=question))
    if question.words:
        turn.ask(question)


def _serves(shown: Shown, frame: Frame, now: float) -> bool:
    """Whether the picture shown last can be used instead of a new one."""
    fresh = shown.problem is None and now - shown.frame.at < OLD
    return fresh and same_scene(shown.frame.pixels, frame.pixels)


def frame_missed(turn: Turn) -> None:
    """Go on without a picture: the words may ask for something else."""
    turn.change(missed=True)
    if turn.phase() is Phase.FRAME:
        turn.frame_missed()


def put(turn: Turn, query: Query, *, sure: bool = True, skill: str = "") -> None:
    """Ask a question about the picture, or read it back first if it was not recognised surely."""
    question = turn.question or PendingQuestion()
    question = replace(question, query=query, skill=skill)
    asks = turn.state.given.skills.get(skill or query.intent)
    if asks is not None and asks.live and question.fresh is not None:
        question = replace(question, frame=question.fresh)
    explored = turn.state.exploring
    if explored is not None and (query.kind is Kind.PLACE or query.intent is Intent.EXPLORE):
        # Where a part lies, only the whole picture tells.
        question = replace(question, frame=explored.shown.frame)
    if question.frame is None and _about_the_past(question):
        question = replace(question, frame=NO_PICTURE, missed=False)
    if not sure:
        turn.abandon()
        words = query.question
        read_back = Line.DID_YOU_ASK.said(
            question=words[:1].lower() + words[1:] if words[1:2].islower() else words,
            yes=turn.state.given.keys[Action.YES],
            ask=turn.state.given.keys[Action.ASK],
        )
        offer(turn, Offer(question), read_back)
    elif question.missed:
        turn.frame_missed()
    elif turn.state.work is not None and question.frame is None:
        turn.enter(Phase.FRAME)
        turn.set(work=replace(turn.state.work, task=question))
    else:
        turn.ask(question)


def _about_the_past(question: PendingQuestion) -> bool:
    """Whether only the memory can answer it."""
    return question.query is not None and question.query.kind in _OF_MEMORY


def offer(turn: Turn, what: Offer, text: Message) -> None:
    """Ask the user something that is answered by yes."""
    stronger.closed(turn)
    turn.set(offer=what, paused_at=None)
    turn.reply(text)


def tick(turn: Turn) -> None:
    """Let an offer, or an awaited name, expire."""
    state = turn.state
    waits = state.work is None and state.unheard is None
    if waits and state.now - max(state.quiet_from, state.pressed_at) >= OFFER_STAYS:
        turn.set(offer=None, unnamed=None)


def answered(turn: Turn, event: Answered) -> None:
    """Say an answer, and remember what the next question may refer to."""
    state, frame, answer = turn.state, event.frame, event.answer
    question = turn.question or PendingQuestion()
    turn.set(work=None)
    text = sides.told(turn, question, frame, answer)
    whole = state.exploring is not None and frame is state.exploring.shown.frame
    if frame is not NO_PICTURE and not whole:
        if not _about_the_past(question):
            text = Spoken.of(text, _age(state, frame))
        said = Spoken.of(verbatim(_ended(question.words)), text)
        turn.set(shown=_shown(state, frame, question, answer, said))
    if question.query is not None and question.query.mended:
        text = Spoken.of(Line.YOU_ASKED.said(question=_ended(question.words), answer=text))
    turn.say(text, Priority.ANSWER)
    _explain_english(turn, answer.spoken)
    if question.query is not None and question.query.kind is Kind.IDENTIFY:
        reading.follow(turn, frame)


def _shown(
    state: State, frame: Frame, question: PendingQuestion, answer: Answer, said: Spoken
) -> Shown:
    """The picture after a question about it."""
    lines: tuple[Spoken, ...] = (said,)
    shown, detail = state.shown, -1
    if shown is not None and shown.frame is frame:
        lines, detail = (*shown.said, said), shown.detail
    about, language = answer.about, ENGLISH
    if answer.kept:
        language = asked_in(state.given.asks_in, state.language)
    elif not about and shown is not None:
        about, language = question.about, shown.language
    query = question.query and replace(question.query, mended=False)
    question = replace(question, frame=frame, query=query)
    return Shown(frame, lines, detail, question, about, answer.problem, language)


def _age(state: State, frame: Frame) -> Message | None:
    """How old a picture is, if it is too old for what was said of it to go without."""
    age, limit = state.now - frame.at, STANDS_STILL if state.exploring is not None else OLD
    return picture_age(age) if age > limit else None


def _ended(words: str) -> str:
    """Words with a full stop, unless they end with a sign."""
    return words if words[-1:] in "?!." else f"{words}."


def described(turn: Turn, frame: Frame, description: Description, task: PendingDescription) -> None:
    """Say a description, and remember what a question about the picture may refer to."""
    shown, said = turn.state.shown, description.spoken
    detail, problem = task.detail, description.problem
    again = shown is not None and shown.frame is frame
    if shown is not None and again and (detail or shown.detail < 0):
        shown = replace(shown.with_more(said), detail=detail, problem=problem)
    else:
        question, about = PendingQuestion(WHAT_IT_IS, frame), told_about(description.spoken_objects)
        shown = Shown(frame, (said,), detail, question, about, problem)
    turn.set(work=None, shown=shown)
    old = _age(turn.state, frame) if again else None
    if task.led is None or description.follows is None:
        turn.say(Spoken.of(said, old), Priority.DESCRIPTION)
    else:
        turn.go_on(task.led, Spoken.of(description.follows, old), Spoken.of(said, old))
    _explain_english(turn, said)


def _explain_english(turn: Turn, said: Spoken) -> None:
    """Say once why something was in English, if that is not the user's language."""
    state = turn.state
    if said.is_english and state.language != ENGLISH and not state.english_explained:
        turn.set(english_explained=True)
        why = Line.MODEL_IN_ENGLISH.said()
        turn.say(why, Priority.STATUS, expires=EXPLAINED_WITHIN, log=False)


def verify(turn: Turn) -> None:
    """Ask the last question again, looking in more than one way.

    Skills and reading would repeat themselves, so they get a new picture.
    """
    shown = turn.state.shown
    if turn.state.work is not None:
        turn.play(Earcon.THINKING)
    elif shown is None:
        turn.no_picture()
    else:
        question = shown.question
        query = question.query
        same = question.skill or (query is not None and asks_for_text(query))
        if same and shown.frame.surface is None and turn.state.exploring is None:
            question = replace(question, frame=None)
        again(turn, replace(question, verify=True))


def again(turn: Turn, question: PendingQuestion) -> None:
    """Answer a key by asking a known question."""
    turn.stop()
    if question.frame is not None:
        turn.play(Earcon.THINKING)
    turn.ask(question)


def not_understood(turn: Turn, line: Phrase, action: str = Action.ASK) -> None:
    """End the question with a sentence instead of its answer."""
    if turn.awaits is not None:
        line, action = _NO_NAME[turn.awaits], turn.awaits
    turn.enter(Phase.FRAME)
    turn.abandon()
    turn.set(paused_at=None)
    turn.reply(line.said(key=turn.state.given.keys[action]), log=False)


def _unnamed(turn: Turn) -> Action | None:
    """The key that awaits a name which has not been said yet."""
    return None if turn.phase() in (Phase.FRAME, Phase.WORDS) else turn.awaits


def failed(turn: Turn, reason: Message) -> None:
    """End the question because listening failed; a name can still be typed."""
    turn.set(unnamed=_unnamed(turn), paused_at=None)
    turn.enter(Phase.FRAME)
    turn.work_failed(reason)


def late(turn: Turn) -> None:
    """End the question because listening reported nothing; a name can still be typed."""
    line = Line.EARS_LATE if turn.awaits is None else Line.EARS_LATE_NAME
    turn.set(unnamed=_unnamed(turn), paused_at=None)
    turn.work_failed(line.said(key=turn.key_again()))
