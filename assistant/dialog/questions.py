"""From a question to its answer: what listening, typing and the picture make of one another.

The picture is taken when the question begins, and looked at while it is spoken. Where nothing has
changed in front of the camera since the last answer, the old picture takes its place: what the
model knows of it is there, and "it" means what it meant. An old picture or one that supported no
answer does not.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from assistant.camera.scene_change import same_scene
from assistant.dialog import reading
from assistant.dialog.state import Offer, PendingQuestion, Phase, Shown, State, Work
from assistant.dialog.turn import Turn
from assistant.protocol.effects import EndQuestion, HoldQuestion, Listen, LookAt, Play, TakeFrame
from assistant.protocol.events import (
    Action,
    Answer,
    Description,
    Earcon,
    Frame,
    MicrophoneLost,
    Priority,
)
from assistant.saying import language
from assistant.saying.language import Phrase
from assistant.saying.messages.core import MICROPHONE_LINES, Line, picture_age
from assistant.saying.messages.senses_lines import FindLine
from assistant.skills.memory.recall import about_the_seen
from assistant.skills.memory.remember import about_the_kept, asks_what_it_is
from assistant.skills.plain_question import is_told_by_print
from assistant.skills.reference import told_about
from assistant.skills.written import asks_for_text
from assistant.understanding.language_file import asked_in, of

NO_PICTURE: Final = Frame(np.zeros((1, 1, 3), np.uint8), 0.0, 0)
"""What stands in the place of a picture for words that need none."""
DESCRIPTION_ANSWERS: Final = "What is this?"
"""The question that a description answers, for looking again."""
OLD: Final = 30.0
"""Seconds after which a picture serves no new question, and its age is said with an answer."""
HELD: Final = 0.5
"""Seconds from which on a key is held and not tapped: the delay after which desktops repeat it
(GNOME's `org.gnome.desktop.peripherals.keyboard delay`, Xorg's `AutoRepeat`)."""
LATE_ENTER: Final = 0.5
"""Seconds in which Enter still means the end of a question that a pause has ended already."""
OPENS_LATE: Final = 0.75
"""Seconds after which a microphone that opens only now is told by the listening earcon again: a
Bluetooth headset takes that long, and what was said before is lost."""
OPEN_LIMIT: Final = 10.0
"""Seconds after which a microphone that has neither opened nor failed counts as failed: it tells
by itself within 7.6."""
OVERDUE: Final = 3.0
"""Seconds that ears may be late with the end of a question before they count as failed."""
OFFER_STAYS: Final = 30.0
"""Seconds of silence and without a key after which nothing answers what Lantern asked any more."""
EXPLAINED_WITHIN: Final = 30.0
"""Seconds that a long description may take before it is explained why it was English."""


def enter(turn: Turn) -> None:
    """Begin to listen, or end the question that is spoken."""
    state = turn.state
    phase = turn.phase()
    if phase is Phase.LISTENING:
        _end_question(turn)
    elif phase is Phase.RECOGNISING:
        turn.effects.append(Play(Earcon.THINKING))
    elif state.paused_at is not None and state.now - state.paused_at < LATE_ENTER:
        turn.set(paused_at=None)
        turn.effects += [Play(Earcon.THINKING)] if state.work is not None else []
    else:
        _begin(turn, Phase.LISTENING, Earcon.LISTENING)
        ends = state.offer is not None and state.offer.question is None
        words = of(asked_in(turn.state.asks_in)).hearing.answers if ends else ()
        turn.effects.append(Listen(turn.state.generation, turn.state.quiet_from, words))


def _end_question(turn: Turn) -> None:
    # Once the question is over nothing is recorded for it: the sound is not taken for a word.
    turn.effects += [EndQuestion(), Play(Earcon.THINKING)]
    turn.enter(Phase.RECOGNISING)


def _listens_by(turn: Turn, action: str) -> Work | None:
    """What is listened to because of this key, pressed last."""
    listening = turn.phase() is Phase.LISTENING and turn.state.last_key is action
    return turn.state.work if listening else None


def held(turn: Turn, action: str) -> None:
    """No pause ends what is spoken while its key is down."""
    work = _listens_by(turn, action)
    if work is not None and not work.held:
        turn.set(work=replace(work, held=True))
        turn.effects.append(HoldQuestion())


def let_go(turn: Turn, action: str, at: float) -> None:
    """The question was spoken while its key was down: it is over. A tap only began it."""
    work = _listens_by(turn, action)
    if work is not None and (work.held or at - turn.state.pressed_at >= HELD):
        _end_question(turn)


def keep(turn: Turn) -> None:
    """Take a picture, and listen for the name to keep it under."""
    listen_for(turn, PendingQuestion(naming=True))


def listen_for(turn: Turn, question: PendingQuestion) -> None:
    """Take a picture, and listen for a name, which is no question."""
    _begin(turn, Phase.LISTENING, Earcon.LISTENING, question)
    turn.effects.append(Listen(turn.state.generation, turn.state.quiet_from, names=True))


def opened(turn: Turn) -> None:
    """The microphone is open: say so by a sound if the one of the key was long ago."""
    work = turn.state.work
    if work is None or work.opened:
        return
    if turn.state.now - work.since > OPENS_LATE:
        turn.effects.append(Play(Earcon.LISTENING))
    turn.set(work=replace(work, opened=True, since=turn.state.now))


def overdue(state: State, work: Work) -> bool:
    """Whether ears that listen should have told something by now."""
    limit = state.listens + OVERDUE if work.opened else OPEN_LIMIT
    return state.now - work.since > limit


def begin_typing(turn: Turn) -> None:
    """Take the picture that a question will be typed about, or that goes with an awaited name."""
    unnamed = turn.state.unnamed or _unnamed(turn)
    turn.set(unnamed=None)
    _begin(turn, Phase.TYPING, Earcon.CAPTURED, unnamed)


def _begin(
    turn: Turn, phase: Phase, earcon: Earcon, question: PendingQuestion | None = None
) -> None:
    own = turn.own_picture() if question is None else None
    turn.abandon()
    turn.silence()
    generation, now, shown = turn.state.generation, turn.state.now, turn.state.shown
    question = question or PendingQuestion(frame=own, about=shown.about if own and shown else "")
    turn.set(work=Work(generation, now, now, phase, question=question), paused_at=None)
    turn.effects.append(Play(earcon))
    if own is None:
        turn.effects.append(TakeFrame(generation, now))


def frame_taken(turn: Turn, frame: Frame) -> None:
    """Take the picture for a question, whose words may be there or not."""
    work, shown = turn.state.work, turn.state.shown
    if work is None or work.question is None or work.question.frame is not None:
        return
    question = replace(work.question, frame=frame)
    if shown is not None and not question.anew and _serves(shown, frame, turn.state.now):
        question = replace(question, frame=shown.frame, fresh=frame, about=shown.about)
    elif not question.words:
        turn.effects.append(LookAt(work.generation, frame))
    turn.set(work=replace(work, question=question))
    if question.words:
        turn.ask(question)


def _serves(shown: Shown, frame: Frame, now: float) -> bool:
    """Whether what was shown last can take the place of a new picture."""
    fresh = shown.problem is None and now - shown.frame.at < OLD
    return fresh and same_scene(shown.frame.pixels, frame.pixels)


def frame_missed(turn: Turn) -> None:
    """Go on without a picture: the words may ask for something else."""
    work = turn.state.work
    if work is not None and work.question is not None:
        turn.set(work=replace(work, question=replace(work.question, missed=True)))
        if work.phase is Phase.FRAME:
            turn.frame_missed()


def put(
    turn: Turn,
    words: str,
    *,
    english: str = "",
    sure: bool = True,
    repeated: bool = False,
    skill: str = "",
) -> None:
    """Put a question to the picture, or read it back first where it was not heard surely.

    `english` is the same in English, where the words are not.
    """
    work = turn.state.work
    question = PendingQuestion() if work is None or work.question is None else work.question
    question = replace(question, words=words, repeated=repeated, skill=skill, english=english)
    if skill and turn.state.skills[skill].live and question.fresh is not None:
        question = replace(question, frame=question.fresh)
    if question.frame is None and _about_the_past(question):
        question = replace(question, frame=NO_PICTURE, missed=False)
    if not sure:
        turn.abandon()
        read_back = Line.DID_YOU_ASK.said(
            question=words[:1].lower() + words[1:] if words[1:2].islower() else words,
            yes=turn.state.keys[Action.YES],
            ask=turn.state.keys[Action.ASK],
        )
        offer(turn, Offer(question), read_back)
    elif question.missed:
        turn.frame_missed()
    elif work is not None and question.frame is None:
        turn.enter(Phase.FRAME)
        turn.set(work=turn.state.work and replace(turn.state.work, question=question))
    else:
        turn.ask(question)


def _about_the_past(question: PendingQuestion) -> bool:
    """Whether only the memory answers it, whatever the picture shows."""
    asked = question.english or question.words
    return about_the_kept(asked) or about_the_seen(asked)


def offer(turn: Turn, what: Offer, text: str) -> None:
    """Ask the user something that is answered by yes."""
    turn.set(offer=what, paused_at=None)
    turn.reply(text)


def tick(turn: Turn) -> None:
    """Let what Lantern asked, or what it awaits a name for, be over, if nobody answers."""
    state = turn.state
    waits = state.work is None and state.unheard is None
    if waits and state.now - max(state.quiet_from, state.pressed_at) >= OFFER_STAYS:
        turn.set(offer=None, unnamed=None)


def answered(turn: Turn, frame: Frame, answer: Answer) -> None:
    """Speak an answer, and keep what the next question may mean."""
    state = turn.state
    work, shown = state.work, state.shown
    question = PendingQuestion() if work is None or work.question is None else work.question
    text = answer.spoken
    turn.set(work=None)
    if frame is not NO_PICTURE:
        if state.now - frame.at > OLD and not _about_the_past(question):
            age = picture_age(state.now - frame.at, english=answer.english)
            text = f"{text} {age}"
        said, detail = f"{_ended(question.words)} {text}", -1
        if shown is not None and shown.frame is frame:
            said, detail = f"{shown.said}\n{said}", shown.detail
        asked = replace(question, frame=frame, repeated=False)
        about, about_in = answer.about, language.ENGLISH
        if answer.kept:
            about_in = asked_in(state.asks_in)
        elif not about and shown is not None:
            about, about_in = question.about, shown.language
        told = Shown(frame, said, detail, asked, about, answer.problem, about_in)
        turn.set(shown=told)
    if question.repeated:
        asking = Line.YOU_ASKED.english if answer.english else Line.YOU_ASKED.said
        words = question.english if answer.english else ""
        text = asking(question=_ended(words or question.words), answer=text)
    turn.say(text, Priority.ANSWER, english=answer.english)
    _explain(turn, answer.english, answer.aside)
    words = question.english or question.words
    if asks_what_it_is(words) or is_told_by_print(words):
        reading.follow(turn, frame)


def _ended(words: str) -> str:
    """Words with a full stop where they end with no sign, so that what follows stands apart."""
    return words if words[-1:] in "?!." else f"{words}."


def described(turn: Turn, frame: Frame, description: Description) -> None:
    """Speak a description, and keep what a question to the same picture may mean."""
    work, shown = turn.state.work, turn.state.shown
    detail = 0 if work is None else work.detail
    said = description.spoken
    about = told_about(description.spoken_objects)
    question, about_in = PendingQuestion(DESCRIPTION_ANSWERS, frame), language.ENGLISH
    again = shown is not None and shown.frame is frame
    if shown is not None and again and (detail or shown.detail < 0):
        said = f"{shown.said} {said}"
        question, about, about_in = shown.question, shown.about, shown.language
    told = Shown(frame, said, detail, question, about, description.problem, about_in)
    turn.set(work=None, shown=told)
    text = description.spoken
    if again and turn.state.now - frame.at > OLD:
        text = f"{text} {picture_age(turn.state.now - frame.at, english=description.english)}"
    turn.say(text, Priority.DESCRIPTION, english=description.english)
    _explain(turn, description.english, description.aside)


def _explain(turn: Turn, english: bool, aside: str) -> None:
    """Tell what follows a sentence, and once why that was in English for another language."""
    if aside:
        turn.tell(aside, earcon=None)
    if english and language.used() != language.ENGLISH and not turn.state.english_told:
        turn.set(english_told=True)
        text = Line.PICTURES_IN_ENGLISH.said()
        turn.say(text, Priority.STATUS, expires=EXPLAINED_WITHIN, log=False)


def verify(turn: Turn) -> None:
    """Put the last question again, to be looked at in more ways than one.

    A skill and what reads would say the same of the same picture: they get a new one.
    """
    shown = turn.state.shown
    if turn.state.work is not None:
        turn.effects.append(Play(Earcon.THINKING))
    elif shown is None:
        turn.reply(Line.NO_PICTURE.said(key=turn.state.keys[Action.DESCRIBE]))
    else:
        question = shown.question
        same = question.skill or asks_for_text(question.english or question.words)
        if same and shown.frame.surface is None:
            question = replace(question, frame=None, anew=True)
        again(turn, question, verify=True)


def again(turn: Turn, question: PendingQuestion, *, verify: bool = False) -> None:
    """Answer a key by putting a question that is known already."""
    turn.abandon()
    turn.silence()
    if question.frame is not None:
        turn.effects.append(Play(Earcon.THINKING))
    turn.ask(question, verify=verify)


def not_understood(turn: Turn, line: Phrase, action: str = Action.ASK) -> None:
    """End the question with a sentence in the place of its answer."""
    if names(turn):
        line, action = Line.NO_NAME, Action.KEEP
    elif seeks(turn):
        line, action = FindLine.WHAT, Action.FIND
    turn.enter(Phase.FRAME)
    turn.abandon()
    turn.set(paused_at=None)
    turn.reply(line.said(key=turn.state.keys[action]), log=False)


def names(turn: Turn) -> bool:
    """Whether a name is awaited."""
    work = turn.state.work
    return work is not None and work.question is not None and work.question.naming


def seeks(turn: Turn) -> bool:
    """Whether the name of a thing to find is awaited."""
    work = turn.state.work
    return work is not None and work.question is not None and work.question.seeking


def _unnamed(turn: Turn) -> PendingQuestion | None:
    """What a name is awaited for, if it has not been said yet."""
    naming, seeking = names(turn), seeks(turn)
    said = turn.phase() in (Phase.FRAME, Phase.WORDS)
    return (
        None if said or not (naming or seeking) else PendingQuestion(naming=naming, seeking=seeking)
    )


def failed(turn: Turn, reason: str) -> None:
    """End the question because of a fault of the ears; a name can be typed."""
    turn.set(unnamed=_unnamed(turn))
    turn.enter(Phase.FRAME)
    turn.set(paused_at=None)
    turn.work_failed(reason)


def late(turn: Turn) -> None:
    """End the question because the ears have told nothing; a name can be typed."""
    line = Line.EARS_LATE_NAME if names(turn) or seeks(turn) else Line.EARS_LATE
    turn.set(unnamed=_unnamed(turn), paused_at=None)
    turn.work_failed(line.said(key=turn.key_again()))


def microphone_lost(turn: Turn, event: MicrophoneLost) -> None:
    """Tell it, in the place of an answer where one was awaited."""
    before = turn.state.microphone
    line = MICROPHONE_LINES[event.fault].said(type=turn.state.keys[Action.TYPE])
    turn.set(microphone=event.fault)
    if event.generation is not None and turn.listens(event.generation):
        failed(turn, line)
    elif before is None:
        turn.tell(line)


def microphone_back(turn: Turn) -> None:
    """Tell it, if it was told that it was gone; a question that is asked is answered instead."""
    if turn.state.microphone is not None:
        turn.set(microphone=None)
        if turn.phase() is not Phase.LISTENING:
            turn.tell(Line.MICROPHONE_BACK.said(), Earcon.DONE)
