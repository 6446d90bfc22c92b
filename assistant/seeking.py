"""Finding a thing while the camera moves: directions in words, a quiet tone between them.

Every look at a frame gives a `Spot`; what is said of it depends on what was said before, so that
nothing is said twice in a row too soon. It ends by itself when the thing has stayed in the middle,
or after a time, and with any key.
"""

from dataclasses import replace
from typing import Final

from assistant import asking
from assistant.ears.understanding import ENGLISH, of
from assistant.effects import Abandon, Find, Play, TakeFrame, Tone
from assistant.events import Action, Earcon, Found, Frame, Priority
from assistant.phrases import Line, camera_lost
from assistant.skills.find import told
from assistant.turn import FRAME_LIMIT, Question, Shown, Turn
from assistant.under_way import Seek
from assistant.wordings.senses import FindLine
from models.interfaces import Certainty

ASKED: Final = "Where is {thing}?"
"""The question that a found thing answers, for looking again."""
MIDDLE: Final = 0.14
"""How far from the middle, as a share of the picture, a thing counts as straight ahead."""
LOOSE: Final = 0.3
"""The same for up and down, where the thing's outline was not measured: what speaks for a door may
lie anywhere on its height."""
CENTRED: Final = 2
"""Looks in a row with the thing in the middle, after which it is reached."""
AGAIN: Final = 1.6
"""Seconds after which the same direction is spoken again."""
LOST: Final = 2.5
"""Seconds without a sight of it after which that is said."""
LIMIT: Final = 45.0
"""Seconds after which it is given up."""
_REACHED: Final = {
    Certainty.PLAIN: FindLine.REACHED,
    Certainty.PROBABLY: FindLine.REACHED_PROBABLY,
    Certainty.UNSURE: FindLine.REACHED_PERHAPS,
}


def ask(turn: Turn) -> None:
    """Listen for the name of the thing."""
    asking.listen_for(turn, Question(seeking=True))


def begin(turn: Turn, thing: str, language: str = ENGLISH) -> None:
    """Look for a thing from now on, by its name in a language."""
    turn.abandon()
    turn.silence()
    state = turn.state
    seek = Seek(thing, state.generation, state.now, spoken=state.now, language=language)
    turn.set(seek=seek)
    turn.effects += [Play(Earcon.CAPTURED), TakeFrame(state.generation, state.now)]


def end(turn: Turn, action: Action) -> bool:
    """End it, if it is under way, because of a key; True if the key meant only that."""
    if turn.state.seek is None:
        return False
    _let_go(turn)
    if action is not Action.FIND:
        return False
    turn.reply(FindLine.ENDED.said(), log=False)
    return True


def seeks(turn: Turn, generation: int) -> bool:
    """Whether something of this generation belongs to the thing that is looked for."""
    return turn.state.seek is not None and turn.state.seek.generation == generation


def frame_taken(turn: Turn, frame: Frame) -> None:
    """Look for the thing in a frame."""
    seek = turn.state.seek
    if seek is not None:
        turn.effects.append(Find(seek.generation, frame, seek.thing, seek.language))


def failed(turn: Turn, reason: str = "") -> None:
    """End it because no frame came, or nothing could look at it."""
    state = turn.state
    turn.set(seek=None)
    if not reason and state.camera is not None:
        reason = camera_lost(state.camera.fault, state.camera.source)
    turn.work_failed(reason or Line.FRAME_MISSED.said(key=state.keys[Action.FIND]))


def found(turn: Turn, event: Found) -> None:
    """Guide the user by what a look has found, and look again."""
    seek, spot = turn.state.seek, event.spot
    if seek is None:
        return
    now = turn.state.now
    if now - seek.since > LIMIT:
        _give_up(turn, seek)
        return
    if spot.unknown:
        _let_go(turn)
        turn.effects.append(Play(Earcon.FAULT))
        turn.say(spot.spoken, Priority.ANSWER)
        return
    turn.effects.append(TakeFrame(seek.generation, now))
    if spot.certainty is Certainty.NONE:
        _not_there(turn, seek, spot.spoken if spot.problem else "")
        return
    aside = (spot.x - 0.5, (spot.y - 0.5) * (1 if spot.size else MIDDLE / LOOSE))
    off = max(abs(aside[0]), abs(aside[1]))
    turn.effects.append(Tone(1 - min(2 * off, 1.0)))
    first = seek.found is None
    seek = replace(seek, found=now)
    if off > MIDDLE:
        turn.set(seek=replace(seek, centred=0))
        _direct(turn, spot.spoken if first else _towards(aside), first=first)
        return
    if spot.sharpness >= seek.sharpness:
        seek = replace(seek, best=event.frame, sharpness=spot.sharpness)
    turn.set(seek=replace(seek, centred=seek.centred + 1))
    if seek.centred + 1 >= CENTRED:
        _reached(turn, spot.certainty)
    elif not first:
        _direct(turn, FindLine.HOLD.said())


def tick(turn: Turn) -> None:
    """Give it up where no look has ended in time."""
    seek, now = turn.state.seek, turn.state.now
    if seek is not None and now - seek.since > LIMIT + FRAME_LIMIT:
        _give_up(turn, seek)


def _towards(aside: tuple[float, float]) -> str:
    """The one direction in which most is missing."""
    if abs(aside[0]) >= abs(aside[1]):
        return (FindLine.GO_LEFT if aside[0] < 0 else FindLine.GO_RIGHT).said()
    return (FindLine.GO_UP if aside[1] < 0 else FindLine.GO_DOWN).said()


def _direct(turn: Turn, text: str, *, first: bool = False) -> None:
    """Say a direction, if it is another one or the last was long ago.

    The first names the thing.
    """
    seek, state = turn.state.seek, turn.state
    if seek is None:
        return
    changed = text != seek.said
    if not changed and (state.unheard is not None or state.now - seek.spoken < AGAIN):
        return
    if state.unheard is not None and state.unheard == seek.opening:
        # It tells the side as well, and how sure that is.
        return
    english = first and seek.language == ENGLISH
    utterance = turn.say(text, Priority.ANSWER, expires=AGAIN, log=first, english=english)
    opening = utterance if first else seek.opening
    turn.set(seek=replace(seek, said=text, spoken=state.now, opening=opening))


def _not_there(turn: Turn, seek: Seek, problem: str) -> None:
    now = turn.state.now
    turn.set(seek=replace(seek, centred=0))
    if seek.found is None:
        text = problem or told(FindLine.SEARCHING, seek.thing, seek.language)
        pause = 0.0 if not seek.said else 4 * LOST
    else:
        text, pause = problem or FindLine.LOST.said(), LOST
        if now - seek.found < LOST:
            return
    if turn.state.unheard is None and (not seek.said or now - seek.spoken >= pause):
        turn.set(seek=replace(seek, centred=0, said=text, spoken=now))
        english = seek.found is None and not problem and seek.language == ENGLISH
        turn.say(text, Priority.ANSWER, english=english)
    elif seek.found is None and now - seek.spoken >= LOST:
        turn.effects.append(Tone(0.0))


def _reached(turn: Turn, certainty: Certainty) -> None:
    seek = turn.state.seek
    if seek is None:
        return
    text = told(_REACHED[certainty], seek.thing, seek.language)
    _let_go(turn)
    if seek.best is not None:
        # It was found, so it is known, or kept under this name.
        thing = of(seek.language).english_thing(seek.thing, exactly=False) or seek.thing
        question = Question(ASKED.format(thing=thing), seek.best)
        turn.set(shown=Shown(seek.best, text, -1, question, thing))
    turn.effects.append(Play(Earcon.DONE))
    turn.say(text, Priority.ANSWER, english=seek.language == ENGLISH)


def _let_go(turn: Turn) -> None:
    """End it, and whatever is still done for it."""
    turn.set(seek=None)
    turn.abandon()
    turn.effects.append(Abandon(turn.state.generation))


def _give_up(turn: Turn, seek: Seek) -> None:
    _let_go(turn)
    turn.effects.append(Play(Earcon.FAULT))
    key = turn.state.keys[Action.FIND]
    text = told(FindLine.GIVEN_UP, seek.thing, seek.language, key=key)
    turn.say(text, Priority.ANSWER, english=seek.language == ENGLISH)
