"""Finding a thing while the camera moves: directions in words, a quiet tone between them.

Every look at a frame gives a `Spot`; what is said of it depends on what was said before, so that
nothing is said twice in a row too soon. Hands move on for a while after a word: the user is told to
hold still before the thing arrives, what is left is told in small steps, and only looks at a camera
at rest count. One look that misses the thing there is not told. A sighting that is only "perhaps"
counts while no look at a moving camera has lost the thing since it was seen better. It ends by
itself when the thing has stayed in the middle, or after a time, and with any key.
"""

from dataclasses import replace
from typing import Final

from assistant.dialog import questions
from assistant.dialog.state import PendingQuestion, Seek, Shown
from assistant.dialog.turn import FRAME_LIMIT, Turn
from assistant.protocol.effects import Abandon, Find, Play, TakeFrame, Tone
from assistant.protocol.events import Action, Earcon, Found, Frame, Priority
from assistant.saying.messages.core import Line
from assistant.saying.messages.senses_lines import FindLine
from assistant.skills.find.find_skill import bare, direction, told
from assistant.understanding.language_file import of
from assistant.understanding.query import ENGLISH
from models.interfaces import Certainty

ASKED: Final = "Where is {thing}?"
"""The question that a found thing answers, for looking again."""
MIDDLE: Final = 0.12
"""How far from the middle, as a share of the picture, a thing counts as straight ahead."""
NEAR: Final = 0.35
"""How far from there it is brought to the middle by small steps."""
LOOSE: Final = 0.3
"""The same for up and down, where the thing's outline was not measured: what speaks for a door may
lie anywhere on its height."""
CENTRED: Final = 2
"""What looks in a row with the thing in the middle count together, after which it is reached."""
COUNTS: Final = {Certainty.PLAIN: 2, Certainty.PROBABLY: 1, Certainty.UNSURE: 1}
"""What each of them counts."""
REACTS: Final = 0.7
"""Seconds from a word to the hand that follows it."""
STOPS: Final = 1.3
"""Seconds from the start of "Hold still" until the camera rests."""
STEPS: Final = 2.3
"""Seconds from the start of "A little left" until the camera rests again."""
FASTEST: Final = 0.5
"""Pictures a second that a thing can move: the rest is the finder's unsteadiness."""
STILL: Final = 0.06
"""How far a thing may move between two looks of a camera at rest, as a share of the picture."""
SAME: Final = 0.25
"""How far from where it was seen last an unsure sighting is taken for the same thing."""
DOUBT: Final = 10.0
"""Seconds without a surer sighting after which unsure ones are followed."""
AGAIN: Final = 1.6
"""Seconds after which the same direction is spoken again."""
GRACE: Final = 0.8
"""Seconds that a camera at rest may miss it before that is said: one look errs now and then."""
LOST: Final = 2.5
"""Seconds without a sight of it after which that is said."""
FORGOTTEN: Final = 7.5
"""The same, after which it is looked for as at the beginning."""
LIMIT: Final = 45.0
"""Seconds after which it is given up."""
_WAYS: Final = (FindLine.GO_LEFT, FindLine.GO_RIGHT, FindLine.GO_UP, FindLine.GO_DOWN)
_STEPS: Final = (
    *(FindLine.LITTLE_LEFT, FindLine.LITTLE_RIGHT, FindLine.LITTLE_UP, FindLine.LITTLE_DOWN),
)
_REACHED: Final = {
    Certainty.PLAIN: FindLine.REACHED,
    Certainty.PROBABLY: FindLine.REACHED_PROBABLY,
    Certainty.UNSURE: FindLine.REACHED_PERHAPS,
}


def ask(turn: Turn) -> None:
    """Listen for the name of the thing."""
    questions.listen_for(turn, PendingQuestion(seeking=True))


def begin(turn: Turn, thing: str, language: str = ENGLISH) -> None:
    """Look for a thing from now on, by its name in a language."""
    turn.abandon()
    turn.silence()
    state = turn.state
    now = state.now
    seek = Seek(thing, state.generation, now, spoken=now, surer=now, language=language)
    turn.set(seek=seek)
    turn.effects += [Play(Earcon.CAPTURED), TakeFrame(state.generation, state.now)]


def end(turn: Turn, action: str) -> bool:
    """End it, if it is under way, because of a key; True if the key meant only that."""
    if turn.state.seek is None:
        return False
    _let_go(turn)
    if action is not Action.FIND:
        return False
    turn.reply(FindLine.ENDED.said(), log=False)
    return True


def broken_off(turn: Turn) -> None:
    """End it, if it is under way, because of a key without a meaning."""
    if turn.state.seek is not None:
        _let_go(turn)
        turn.silence()
        turn.effects.append(Play(Earcon.FAULT))
        turn.say(FindLine.ENDED.said(), Priority.STATUS, log=False)


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
        turn.frame_missed()
    else:
        turn.work_failed(reason or Line.FRAME_MISSED.said(key=state.keys[Action.FIND]))


def found(turn: Turn, event: Found) -> None:
    """Guide the user by what a look has found, and look again."""
    seek, spot = turn.state.seek, event.spot
    if seek is None:
        return
    now = turn.state.now
    aside = (spot.x - 0.5, (spot.y - 0.5) * (1 if spot.size else MIDDLE / LOOSE))
    seek = replace(seek, told=spot.told)
    turn.set(seek=seek)
    follows = _follows(seek, spot.certainty, aside, now)
    if now - seek.since > LIMIT:
        if spot.problem or follows:
            _give_up(turn, seek, FindLine.STOPPED, spot.spoken, own_words=spot.problem)
        else:
            _give_up(turn, seek, FindLine.GIVEN_UP if seek.found is None else FindLine.LOST_AT_LAST)
        return
    if spot.unknown:
        _let_go(turn)
        turn.effects.append(Play(Earcon.FAULT))
        turn.say(spot.spoken, Priority.ANSWER)
        return
    turn.effects.append(TakeFrame(seek.generation, now))
    if not follows:
        _not_there(turn, seek, event.frame.at, spot.spoken if spot.problem else "")
        return
    turn.effects.append(Tone(1 - min(2 * _off(aside), 1.0)))
    seen = replace(seek, found=now, aside=aside, at=event.frame.at)
    if spot.certainty is not Certainty.UNSURE:
        seen = replace(seen, surer=now, traced=True)
    turn.set(seek=seen)
    if seek.rests is not None and event.frame.at < seek.rests:
        return
    if _off(aside) <= MIDDLE:
        _in_the_middle(turn, seek, event)
        return
    turn.set(seek=replace(turn.state.seek or seek, centred=0))
    sweeping = seek.opening is None and seek.said != "" and seek.said not in _said(_WAYS)
    if seek.rests is None and (sweeping or _arrives(seek, aside, event.frame.at, now)):
        _direct(turn, FindLine.HOLD.said(), rests=STOPS)
    elif seek.said == "":
        # A hand that hears of no side has nowhere to go.
        ahead = direction(spot.x) == "centre"
        _direct(turn, spot.spoken, first=True, rests=STOPS if ahead else None)
    elif _off(aside) <= NEAR and seek.rests is not None:
        _direct(turn, _towards(aside, _STEPS), rests=STEPS)
    else:
        _direct(turn, _towards(aside, _WAYS))


def tick(turn: Turn) -> None:
    """Give it up where no look has ended in time."""
    seek, now = turn.state.seek, turn.state.now
    if seek is not None and now - seek.since > LIMIT + FRAME_LIMIT:
        # What it sees now is not known.
        _give_up(turn, seek, FindLine.GIVEN_UP if seek.found is None else FindLine.STOPPED)


def _off(aside: tuple[float, float]) -> float:
    return max(abs(aside[0]), abs(aside[1]))


def _follows(seek: Seek, certainty: Certainty, aside: tuple[float, float], now: float) -> bool:
    """Whether a sighting is good enough to be followed.

    An unsure one is if it is near the last, unless the camera is to go back to a better one, or if
    nothing better came for long.
    """
    if certainty is not Certainty.UNSURE:
        return certainty is not Certainty.NONE
    if now - seek.surer >= DOUBT:
        return True
    moved = (aside[0] - seek.aside[0], aside[1] - seek.aside[1])
    goes_back = seek.said == FindLine.LOST.said()
    return seek.found is not None and not goes_back and _off(moved) <= SAME


def _arrives(seek: Seek, aside: tuple[float, float], at: float, now: float) -> bool:
    """Whether the thing will be in the middle, or past it, when the hand has followed a word."""
    if seek.found is None or at <= seek.at:
        return False
    axis = 0 if abs(aside[0]) >= abs(aside[1]) else 1
    speed = (aside[axis] - seek.aside[axis]) / (at - seek.at)
    speed = max(-FASTEST, min(speed, FASTEST))
    then = aside[axis] + speed * (now - at + REACTS)
    return abs(then) <= MIDDLE or then * aside[axis] < 0


def _in_the_middle(turn: Turn, seek: Seek, event: Found) -> None:
    """Let it rest there, and end it once it did."""
    if seek.rests is None:
        _direct(turn, FindLine.HOLD.said(), rests=STOPS)
        return
    spot, centred = event.spot, seek.centred + COUNTS[event.spot.certainty]
    here = turn.state.seek or seek
    doubtful = spot.certainty is Certainty.UNSURE and turn.state.now - seek.surer < DOUBT
    if doubtful and not here.traced:
        # It was seen better elsewhere, and then lost: what is here may be something else.
        _not_there(turn, seek, event.frame.at, "")
        return
    if _off((here.aside[0] - seek.aside[0], here.aside[1] - seek.aside[1])) > STILL:
        # The hand moves on: the next look tells.
        return
    seek = replace(here, centred=centred)
    if spot.sharpness >= seek.sharpness:
        seek = replace(seek, best=event.frame, sharpness=spot.sharpness)
    turn.set(seek=seek)
    if centred >= CENTRED:
        _reached(turn, spot.certainty)


def _said(lines: tuple[FindLine, ...]) -> tuple[str, ...]:
    return tuple(line.said() for line in lines)


def _towards(aside: tuple[float, float], ways: tuple[FindLine, ...]) -> str:
    """The one direction in which most is missing."""
    left, right, up, down = ways
    if abs(aside[0]) >= abs(aside[1]):
        return (left if aside[0] < 0 else right).said()
    return (up if aside[1] < 0 else down).said()


def _direct(turn: Turn, text: str, *, first: bool = False, rests: float | None = None) -> None:
    """Say a direction, if it is another one or the last was long ago.

    A fault that is told goes first. The first direction names the thing. After `rests` seconds the
    camera rests again; None: it moves on.
    """
    seek, state = turn.state.seek, turn.state
    if seek is None or state.telling is not None:
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
    rest = None if rests is None else state.now + rests
    turn.set(seek=replace(seek, said=text, spoken=state.now, opening=opening, rests=rest))


def _not_there(turn: Turn, seek: Seek, at: float, problem: str) -> None:
    now = turn.state.now
    if seek.found is not None and now - seek.found >= FORGOTTEN:
        seek = replace(seek, found=None, opening=None, said="")
    rested = seek.rests is not None and at >= seek.rests
    seek = replace(seek, centred=0, traced=seek.traced and rested)
    turn.set(seek=seek)
    if seek.found is None:
        text = problem or told(FindLine.SEARCHING, seek.called, seek.language)
        pause = 0.0 if not seek.said else 4 * LOST
    else:
        text, pause = problem or FindLine.LOST.said(), LOST
        if seek.rests is not None:
            # The hand was late, and has left it behind.
            pause = 0.0
            if at < max(seek.rests, seek.at) + GRACE:
                return
        elif now - seek.found < LOST:
            return
    if turn.state.unheard is None and (not seek.said or now - seek.spoken >= pause):
        turn.set(seek=replace(seek, said=text, spoken=now, rests=None))
        english = seek.found is None and not problem and seek.language == ENGLISH
        turn.say(text, Priority.ANSWER, english=english)
    elif seek.found is None and now - seek.spoken >= LOST:
        turn.effects.append(Tone(0.0))


def _reached(turn: Turn, certainty: Certainty) -> None:
    seek = turn.state.seek
    if seek is None:
        return
    text = told(_REACHED[certainty], seek.called, seek.language)
    _let_go(turn)
    if seek.best is not None:
        # It was found, so it is known, or kept under this name.
        known = of(seek.language).names.english(seek.called, exactly=False)
        thing = known or seek.called
        question = PendingQuestion(ASKED.format(thing=thing), seek.best)
        about = bare(thing, seek.language)
        language = ENGLISH if known else seek.language
        turn.set(shown=Shown(seek.best, text, -1, question, about, language=language))
    turn.effects.append(Play(Earcon.DONE))
    turn.say(text, Priority.ANSWER, english=seek.language == ENGLISH)


def _let_go(turn: Turn) -> None:
    """End it, and whatever is still done for it."""
    turn.set(seek=None)
    turn.abandon()
    turn.effects.append(Abandon(turn.state.generation))


def _give_up(
    turn: Turn, seek: Seek, line: FindLine, last: str = "", *, own_words: bool = False
) -> None:
    """End it after its time; `last` is what the last look said, if that still counts.

    With `own_words`, it was not said in the language of the thing's name, but in the one in use.
    """
    _let_go(turn)
    turn.effects.append(Play(Earcon.FAULT))
    key = turn.state.keys[Action.FIND]
    text = line.said(key=key) if own_words else told(line, seek.called, seek.language, key=key)
    english = seek.language == ENGLISH and not own_words
    words = f"{last} {text}".strip()
    turn.say(words, Priority.ANSWER, english=english)
