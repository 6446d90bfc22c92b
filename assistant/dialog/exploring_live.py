"""Exploring live: what comes into the middle of the camera's picture is said as the user moves it.

A thing that was said is not said again as long as it stays in the picture.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

from assistant.dialog.state import Live
from assistant.dialog.turn import ANSWER_EXPIRES, Turn
from assistant.protocol.effects import Abandon, Ask, TakeFrame
from assistant.protocol.events import Action, Answered, Earcon, Frame, Layer, Place, Priority
from assistant.protocol.geometry import holds
from assistant.protocol.query import Query
from assistant.protocol.spoken import Message
from assistant.saying.messages.core import Line
from assistant.saying.messages.senses_lines import ExploreLine
from assistant.skills.explore import SKILL
from models.interfaces import Box

PAUSE: Final = 0.7
"""The fewest seconds between two things."""
WHOLE: Final[Box] = (0.0, 0.0, 1.0, 1.0)
MIDDLE: Final = 0.5, 0.5


def begin(turn: Turn) -> None:
    """Begin; without a camera, say so."""
    turn.stop()
    if turn.state.camera is not None:
        turn.frame_missed()
        return
    turn.set(live=Live(turn.state.generation))
    stop = turn.state.given.keys[Action.STOP]
    turn.say(ExploreLine.LIVE.said(stop=stop), Priority.STATUS, log=False)
    _look(turn)


def end(turn: Turn, action: str) -> bool:
    """End because of a key; True if the key meant only that."""
    if turn.state.live is None:
        return False
    _leave(turn)
    if action not in (SKILL.name, Action.WATCH):
        return False
    turn.reply(ExploreLine.ENDED.said(), log=False)
    return True


def lives(turn: Turn, generation: int) -> bool:
    """Whether a result of this generation belongs to it."""
    return turn.state.live is not None and turn.state.live.generation == generation


def frame_taken(turn: Turn, frame: Frame) -> None:
    """Have the things of a frame found."""
    query = Query(SKILL.name, question=SKILL.question)
    state = turn.state
    turn.do(Ask(state.generation, frame, query, skill=SKILL.name, language=state.language))


def seen(turn: Turn, event: Answered) -> None:
    """Say what has come into the middle, and look again."""
    live, now = turn.state.live, turn.state.now
    if live is None:
        return
    # Why nothing can be made out counts as what is there.
    nothing = Place(Layer.THINGS, event.answer.spoken, WHOLE, *MIDDLE)
    things = [one for one in event.answer.places or (nothing,) if one.layer is Layer.THINGS]
    told = live.told & {one.name for one in things}
    new = in_the_middle(things, told)
    if new is not None and now - live.spoken >= PAUSE and turn.state.notice is None:
        turn.say(new.said, Priority.ANSWER, expires=ANSWER_EXPIRES, side=2 * new.x - 1)
        told, live = told | {new.name}, replace(live, spoken=now)
    turn.set(live=replace(live, told=told))
    _look(turn)


def failed(turn: Turn, reason: Message | None = None) -> None:
    """End because no frame came, or the look at it failed."""
    _leave(turn)
    if reason is None and turn.state.camera is not None:
        turn.frame_missed()
        return
    turn.play(Earcon.FAULT)
    key = turn.state.given.keys[SKILL.name]
    turn.say(reason or Line.FRAME_MISSED.said(key=key), Priority.ANSWER)


def in_the_middle(things: Sequence[Place], told: Collection[str]) -> Place | None:
    """The smallest thing in the middle of the picture; None if it was told, or none is there."""
    smallest = min((one for one in things if holds(one.box, WHOLE)), key=_size, default=None)
    return None if smallest is None or smallest.name in told else smallest


def _size(place: Place) -> float:
    x0, y0, x1, y1 = place.box
    return (x1 - x0) * (y1 - y0)


def _look(turn: Turn) -> None:
    turn.do(TakeFrame(turn.state.generation, turn.state.now, newest=True))


def _leave(turn: Turn) -> None:
    turn.set(live=None)
    turn.abandon()
    turn.do(Abandon(turn.state.generation))
