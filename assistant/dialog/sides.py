"""Other sides of a thing that was just kept: from there it is recognised too.

Once it was kept, the user is asked to turn it. As soon as it lies differently and still, that side
is kept under the same name. Any key ends this; so does a picture in which nothing changes.
"""

from dataclasses import replace
from typing import Final

from assistant.camera.scene_change import same_scene
from assistant.dialog import watching
from assistant.dialog.state import Sides
from assistant.dialog.turn import Turn
from assistant.dialog.work import PendingQuestion
from assistant.protocol.effects import TakeFrame
from assistant.protocol.events import Answer, Earcon, Frame
from assistant.protocol.query import Kind
from assistant.protocol.spoken import Spoken
from assistant.saying.messages.core import Line
from models.interfaces import SAYABLE

GLANCE: Final = -6
"""The generation of its frames, which no work has."""
EVERY: Final = 0.5
"""Seconds between two glances."""
MORE: Final = 2
"""Sides that are kept beside the first one."""
PATIENCE: Final = 8.0
"""Seconds for which it waits for another side."""


def told(turn: Turn, question: PendingQuestion, frame: Frame, answer: Answer) -> Spoken:
    """The answer, and after a thing was kept the wish for another side."""
    query, sides = question.query, turn.state.sides
    if query is None or query.kind is not Kind.KEEP or frame.surface is not None or frame.part:
        return answer.spoken
    if answer.certainty not in SAYABLE:
        turn.set(sides=None)
        return answer.spoken
    if sides is None:
        now = turn.state.now
        turn.set(sides=Sides(question, frame, MORE, since=now, asked=now))
        return Spoken.of(answer.spoken, Line.OTHER_SIDE.said())
    left = sides.left - 1
    if not left:
        turn.set(sides=None)
        return Spoken.of(Line.ALL_SIDES.said(name=query.name))
    turn.set(sides=replace(sides, last=frame, moved=None, left=left, since=turn.state.now))
    return Spoken.of(Line.ONE_MORE_SIDE.said())


def tick(turn: Turn) -> None:
    """Request a frame if it is time for one and nothing else is going on."""
    sides, now = turn.state.sides, turn.state.now
    if sides is None or now - sides.asked < EVERY:
        return
    if watching.busy(turn):
        turn.set(sides=replace(sides, since=now))
    elif now - sides.since > PATIENCE:
        turn.set(sides=None)
    else:
        turn.set(sides=replace(sides, asked=now))
        turn.do(TakeFrame(GLANCE, now))


def glanced(turn: Turn, frame: Frame) -> None:
    """Keep the thing from another side, once it lies differently and still."""
    sides = turn.state.sides
    if sides is None or watching.busy(turn):
        return
    if same_scene(sides.last.pixels, frame.pixels):
        turn.set(sides=replace(sides, moved=None))
    elif sides.moved is None or not same_scene(sides.moved.pixels, frame.pixels):
        turn.set(sides=replace(sides, moved=frame, since=turn.state.now))
    else:
        turn.play(Earcon.CAPTURED)
        turn.ask(replace(sides.question, frame=frame, fresh=None, verify=True))
