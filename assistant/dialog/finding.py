"""Finding a thing while the camera moves: directions in words, with a quiet tone in between.

Each look at a frame gives a `Spot`. What is said depends on what was said before, so that nothing
is repeated too soon. Hands keep moving for a while after a word: Lantern says "Hold still"
before the thing arrives, the rest goes in small steps, and only looks from a camera at rest count.
A single look that misses the thing is ignored. A sighting that is only "perhaps" counts as long as
no look from a moving camera has lost the thing since it was seen better. The search ends when the
thing has stayed in the middle, after a time limit, or with any key.
"""

from dataclasses import replace
from typing import Final, TypeAlias

from assistant.dialog.state import Seek, Shown
from assistant.dialog.turn import FRAME_LIMIT, Turn
from assistant.dialog.work import PendingQuestion
from assistant.protocol.effects import Abandon, Find, TakeFrame, Tone
from assistant.protocol.events import Action, Answer, Earcon, Found, Frame, Priority, Spot
from assistant.protocol.query import Intent, Kind, Query
from assistant.protocol.spoken import ENGLISH, Message, Sayable, Spoken
from assistant.saying.messages.core import Line
from assistant.saying.messages.senses_lines import FindLine
from assistant.skills.find.find_skill import bare, direction, naming
from assistant.understanding.language_file import asked_in, of
from models.interfaces import Certainty

ASKED: Final = "Where is {thing}?"
"""The question that a found thing answers, for looking again."""
MIDDLE: Final = 0.12
"""How far from the middle, as a share of the picture, a thing counts as straight ahead."""
NEAR: Final = 0.35
"""From how far it is brought to the middle in small steps."""
LOOSE: Final = 0.3
"""As `MIDDLE`, up and down, if the outline was not measured: the evidence for a door may lie
anywhere on its height."""
CENTRED: Final = 2
"""The weight of looks in a row with the thing in the middle after which it is reached."""
COUNTS: Final = {Certainty.PLAIN: 2, Certainty.PROBABLY: 1, Certainty.UNSURE: 1}
"""The weight of each look."""
REACTS: Final = 0.7
"""Seconds from a word to the hand that follows it."""
STOPS: Final = 1.3
"""Seconds from the start of "Hold still" until the camera rests."""
STEPS: Final = 2.3
"""Seconds from the start of "A little left" until the camera rests again."""
FASTEST: Final = 0.5
"""Pictures a second that a thing can move; anything above is noise of the finder."""
STILL: Final = 0.06
"""How far a thing may move between two looks from a camera at rest, as a share of the picture."""
SAME: Final = 0.25
"""How far from its last place an unsure sighting is taken for the same thing."""
DOUBT: Final = 10.0
"""Seconds without a surer sighting after which unsure ones are followed."""
AGAIN: Final = 1.6
"""Seconds after which the same direction is repeated."""
GRACE: Final = 0.8
"""Seconds that a camera at rest may miss the thing before that is said: single looks err."""
LOST: Final = 2.5
"""Seconds without a sighting after which that is said."""
FORGOTTEN: Final = 7.5
"""Seconds without a sighting after which the search starts over."""
FROZEN: Final = 6.0
"""Seconds after which a picture that stays the very same cannot be moved; a folder's photos stay
for 5."""
LIMIT: Final = 45.0
"""Seconds after which the search is given up."""

Offset: TypeAlias = tuple[float, float]
"""How far right of and below the middle, as shares of the picture."""

_WAYS: Final = (FindLine.GO_LEFT, FindLine.GO_RIGHT, FindLine.GO_UP, FindLine.GO_DOWN)
_STEPS: Final = (
    *(FindLine.LITTLE_LEFT, FindLine.LITTLE_RIGHT, FindLine.LITTLE_UP, FindLine.LITTLE_DOWN),
)
_REACHED: Final = {
    Certainty.PLAIN: FindLine.REACHED,
    Certainty.PROBABLY: FindLine.REACHED_PROBABLY,
    Certainty.UNSURE: FindLine.REACHED_PERHAPS,
}


def begin(turn: Turn, thing: str, language: str = ENGLISH) -> None:
    """Begin to look for a thing, named in a language."""
    turn.stop()
    generation, now = turn.state.generation, turn.state.now
    turn.set(seek=Seek(thing, generation, now, spoken=now, surer=now, language=language))
    turn.request_frame()


def lead(turn: Turn, answer: Answer, skill: str) -> None:
    """Go on from the answer of a skill: lead the camera to what it has placed."""
    thing, language = called(turn, answer.places[0].name)
    state = turn.state
    seek = Seek(thing, state.generation, state.now, surer=state.now, language=language, skill=skill)
    said = replace(seek, said=answer.spoken, spoken=state.now, opening=state.unheard)
    turn.set(seek=said)
    turn.do(TakeFrame(state.generation, state.now, newest=True))


def called(turn: Turn, name: str) -> tuple[str, str]:
    """What the user calls a thing with an English name, and the language of that."""
    language = asked_in(turn.state.given.asks_in, turn.state.language)
    own = of(language).names.own(name)
    return (own, language) if own else (name, ENGLISH)


def end(turn: Turn, action: str) -> bool:
    """End the search because of a key; True if the key meant only that."""
    if turn.state.seek is None:
        return False
    _stop(turn)
    if action is not Action.FIND:
        return False
    turn.reply(FindLine.ENDED.said(), log=False)
    return True


def broken_off(turn: Turn) -> None:
    """End the search because of a key without a meaning."""
    if turn.state.seek is not None:
        _stop(turn)
        turn.silence()
        turn.play(Earcon.FAULT)
        turn.say(FindLine.ENDED.said(), Priority.STATUS, log=False)


def seeks(turn: Turn, generation: int) -> bool:
    """Whether a result of this generation belongs to the search."""
    return turn.state.seek is not None and turn.state.seek.generation == generation


def frame_taken(turn: Turn, frame: Frame) -> None:
    """Look for the thing in a frame."""
    seek = turn.state.seek
    if seek is not None:
        turn.do(Find(seek.generation, frame, seek.thing, seek.language))


def failed(turn: Turn, reason: Message | None = None) -> None:
    """End the search because no frame came, or the look at it failed."""
    state = turn.state
    turn.set(seek=None)
    if reason is None and state.camera is not None:
        turn.frame_missed()
    else:
        turn.work_failed(reason or Line.FRAME_MISSED.said(key=state.given.keys[Action.FIND]))


def found(turn: Turn, event: Found) -> None:
    """Guide the user by the result of a look, and look again."""
    seek, spot, now = turn.state.seek, event.spot, turn.state.now
    if seek is None or seek.generation != event.generation:
        return
    offset = (spot.x - 0.5, (spot.y - 0.5) * (1 if spot.size else MIDDLE / LOOSE))
    if event.frame.pixels is not seek.pixels:
        seek = replace(seek, pixels=event.frame.pixels, changed=now)
    seen_by = seek.by if spot.certainty is Certainty.NONE else spot.skill
    seek = replace(seek, renamed=spot.name, by=seen_by)
    turn.set(seek=seek)
    follows = _follows(seek, spot.certainty, offset, now)
    again = TakeFrame(seek.generation, now, newest=True)
    if now - seek.since > LIMIT:
        _time_is_up(turn, seek, spot, follows=follows)
    elif now - seek.changed > FROZEN:
        _give_up(turn, seek, FindLine.UNCHANGED, spot.spoken)
    elif spot.unknown and seek.found is None:
        _stop(turn)
        turn.play(Earcon.FAULT)
        turn.say(spot.spoken, Priority.ANSWER)
    elif not follows:
        turn.do(again)
        _not_there(turn, seek, event.frame.at, spot.spoken if spot.problem else Spoken())
    else:
        turn.do(again, Tone(1 - min(2 * _off(offset), 1.0)))
        seen = replace(seek, found=now, offset=offset, at=event.frame.at)
        if spot.certainty is not Certainty.UNSURE:
            seen = replace(seen, surer=now, traced=True)
        turn.set(seek=seen)
        if seek.rests is None or event.frame.at >= seek.rests:
            _guide(turn, seek, seen, event)


def tick(turn: Turn) -> None:
    """Give up if no look has ended in time."""
    seek, now = turn.state.seek, turn.state.now
    if seek is not None and now - seek.since > LIMIT + FRAME_LIMIT:
        # What the camera sees now is not known.
        _give_up(turn, seek, FindLine.GIVEN_UP if seek.found is None else FindLine.STOPPED)


def _off(offset: Offset) -> float:
    return max(abs(offset[0]), abs(offset[1]))


def _follows(seek: Seek, certainty: Certainty, offset: Offset, now: float) -> bool:
    """Whether a sighting is good enough to follow.

    An unsure one is if it is near the last one, unless the camera is on its way back to a better
    one, or if nothing better came for long.
    """
    if certainty is not Certainty.UNSURE:
        return certainty is not Certainty.NONE
    if now - seek.surer >= DOUBT:
        return True
    moved = (offset[0] - seek.offset[0], offset[1] - seek.offset[1])
    goes_back = seek.said == _plain(FindLine.LOST)
    return seek.found is not None and not goes_back and _off(moved) <= SAME


def _guide(turn: Turn, seek: Seek, seen: Seek, event: Found) -> None:
    """Say where to go. `seek` is the search before this look, `seen` after it."""
    spot, offset = event.spot, seen.offset
    if _off(offset) <= MIDDLE:
        _in_the_middle(turn, seek, seen, event)
        return
    turn.set(seek=replace(seen, centred=0))
    sweeping = seek.opening is None and bool(seek.said) and seek.said not in map(_plain, _WAYS)
    arrives = _arrives(seek, offset, event.frame.at, turn.state.now)
    if seek.rests is None and (sweeping or arrives):
        _direct(turn, FindLine.HOLD.said(), rests=STOPS)
    elif not seek.said:
        # A hand that hears of no side has nowhere to go.
        ahead = direction(spot.x) == "centre"
        _direct(turn, spot.spoken, first=True, rests=STOPS if ahead else None)
    elif _off(offset) <= NEAR and seek.rests is not None:
        _direct(turn, _towards(offset, _STEPS), rests=STEPS)
    else:
        _direct(turn, _towards(offset, _WAYS))


def _arrives(seek: Seek, offset: Offset, at: float, now: float) -> bool:
    """Whether the thing will be in the middle, or past it, once the hand has followed a word."""
    if seek.found is None or at <= seek.at:
        return False
    axis = 0 if abs(offset[0]) >= abs(offset[1]) else 1
    speed = (offset[axis] - seek.offset[axis]) / (at - seek.at)
    speed = max(-FASTEST, min(speed, FASTEST))
    then = offset[axis] + speed * (now - at + REACTS)
    return abs(then) <= MIDDLE or then * offset[axis] < 0


def _in_the_middle(turn: Turn, seek: Seek, seen: Seek, event: Found) -> None:
    """Let the thing rest there, and end the search once it did."""
    if seek.rests is None:
        _direct(turn, FindLine.HOLD.said(), rests=STOPS)
        return
    spot = event.spot
    doubtful = spot.certainty is Certainty.UNSURE and turn.state.now - seek.surer < DOUBT
    if doubtful and not seen.traced:
        # It was seen better elsewhere and then lost: this may be something else.
        _not_there(turn, seek, event.frame.at, Spoken())
        return
    if _off((seen.offset[0] - seek.offset[0], seen.offset[1] - seek.offset[1])) > STILL:
        # The hand still moves: the next look decides.
        return
    seek = replace(seen, centred=seek.centred + COUNTS[spot.certainty])
    if spot.sharpness >= seek.sharpness:
        seek = replace(seek, best=event.frame, sharpness=spot.sharpness)
    turn.set(seek=seek)
    if seek.centred >= CENTRED:
        _reached(turn, seek, spot.certainty)


def _plain(line: FindLine) -> Spoken:
    return Spoken.of(line.said())


def _towards(offset: Offset, ways: tuple[FindLine, ...]) -> Message:
    """The direction in which most is missing."""
    left, right, up, down = ways
    if abs(offset[0]) >= abs(offset[1]):
        return (left if offset[0] < 0 else right).said()
    return (up if offset[1] < 0 else down).said()


def _direct(turn: Turn, text: Sayable, *, first: bool = False, rests: float | None = None) -> None:
    """Say a direction if it is new or the last one was long ago; notices come first.

    The first direction names the thing. After `rests` seconds the camera rests again; None: it
    keeps moving.
    """
    seek, state = turn.state.seek, turn.state
    if seek is None or state.notice is not None:
        return
    said = Spoken.of(text)
    speaks = state.unheard is not None
    if said == seek.said and (speaks or state.now - seek.spoken < AGAIN):
        return
    if speaks and state.unheard == seek.opening:
        # It says the side too, and how sure it is.
        return
    utterance = turn.say(said, Priority.ANSWER, expires=AGAIN, log=first)
    opening = utterance if first else seek.opening
    rest = None if rests is None else state.now + rests
    turn.set(seek=replace(seek, said=said, spoken=state.now, opening=opening, rests=rest))


def _not_there(turn: Turn, seek: Seek, at: float, problem: Spoken) -> None:
    """Say that the thing is not in sight, if it has been for long enough."""
    now = turn.state.now
    if seek.found is not None and now - seek.found >= FORGOTTEN:
        seek = replace(seek, found=None, opening=None, said=Spoken())
    rested = seek.rests is not None and at >= seek.rests
    seek = replace(seek, centred=0, traced=seek.traced and rested)
    turn.set(seek=seek)
    if seek.found is None:
        text = problem or Spoken.of(naming(FindLine.SEARCHING, seek.called, seek.language))
        pause = 4 * LOST if seek.said else 0.0
    elif seek.rests is not None:
        if at < max(seek.rests, seek.at) + GRACE:
            return
        # The hand was late and has gone past the thing.
        text, pause = problem or _plain(FindLine.LOST), 0.0
    else:
        if now - seek.found < LOST:
            return
        text, pause = problem or _plain(FindLine.LOST), LOST
    if turn.state.unheard is None and (not seek.said or now - seek.spoken >= pause):
        turn.set(seek=replace(seek, said=text, spoken=now, rests=None))
        turn.say(text, Priority.ANSWER)
    elif seek.found is None and now - seek.spoken >= LOST:
        turn.do(Tone(0.0))


def _reached(turn: Turn, seek: Seek, certainty: Certainty) -> None:
    skill = seek.by or seek.skill
    if skill and seek.best is not None:
        _stop(turn)
        query = Query(skill, question=turn.state.given.skills[skill].question)
        turn.ask(PendingQuestion(query, seek.best, skill=skill))
        return
    text = naming(_REACHED[certainty], seek.called, seek.language)
    _stop(turn)
    if seek.best is not None:
        # It was found, so it has an English name or was kept under this one.
        known = of(seek.language).names.english(seek.called, exactly=False)
        thing = known or seek.called
        words = ASKED.format(thing=thing)
        asked = Query(Intent.QUESTION, Kind.PLACE, question=words, things=(thing,))
        question = PendingQuestion(asked, seek.best)
        about, language = bare(thing, seek.language), ENGLISH if known else seek.language
        said = (Spoken.of(text),)
        turn.set(shown=Shown(seek.best, said, -1, question, about, language=language))
    turn.play(Earcon.DONE)
    turn.say(text, Priority.ANSWER)


def _stop(turn: Turn) -> None:
    """End the search and all work for it."""
    turn.set(seek=None)
    turn.abandon()
    turn.do(Abandon(turn.state.generation))


def _time_is_up(turn: Turn, seek: Seek, spot: Spot, *, follows: bool) -> None:
    if spot.problem or follows:
        _give_up(turn, seek, FindLine.STOPPED, spot.spoken)
    else:
        _give_up(turn, seek, FindLine.GIVEN_UP if seek.found is None else FindLine.LOST_AT_LAST)


def _give_up(turn: Turn, seek: Seek, line: FindLine, last: Spoken | None = None) -> None:
    """End the search after its time; `last` is what the last look said, if that still counts."""
    _stop(turn)
    turn.play(Earcon.FAULT)
    text = naming(line, seek.called, seek.language, key=turn.state.given.keys[Action.FIND])
    turn.say(Spoken.of(last, text), Priority.ANSWER)
