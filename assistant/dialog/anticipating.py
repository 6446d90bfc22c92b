"""Looking ahead: a picture that holds still is looked at before a key asks for it.

Frames are compared while the user does nothing else. What was seen ahead serves a key if every
frame since then has shown the same scene; it is never spoken by itself.
"""

from dataclasses import replace
from typing import Final

from assistant.camera.scene_change import same_scene
from assistant.dialog import watching
from assistant.dialog.turn import Turn
from assistant.protocol.effects import LookAt, TakeFrame
from assistant.protocol.events import Frame

GLANCE, SHARP = -4, -5
"""The generations of its frames, which no work has: of the newest ones, which cost least, and of
the sharp one that is looked at."""
EVERY: Final = 0.3
"""Seconds between two frames; a scene holds still if two show the same."""
UNSEEN: Final = 1.2
"""Seconds without a frame after which something may have come and gone unseen."""
PAUSE: Final = 2.0
"""Seconds between two looks ahead."""


def tick(turn: Turn) -> None:
    """Request a frame if it is time for one and the user does nothing else."""
    ahead, now = turn.state.ahead, turn.state.now
    if ahead is None or now - ahead.asked < EVERY or turn.state.watch is not None:
        return
    if not watching.busy(turn) and turn.state.stronger.percent is None:
        turn.set(ahead=replace(ahead, asked=now))
        turn.do(TakeFrame(GLANCE, now, newest=True))


def glanced(turn: Turn, frame: Frame) -> None:
    """Request a sharp frame if one shows the same as the one before, and that is new."""
    ahead, now = turn.state.ahead, turn.state.now
    if ahead is None:
        return
    still = ahead.newest is not None and _follows(ahead.newest, frame)
    stays = still and ahead.looked is not None and same_scene(ahead.looked.pixels, frame.pixels)
    turn.set(ahead=replace(ahead, newest=frame, looked=ahead.looked if stays else None))
    if still and not stays and now - ahead.since >= PAUSE:
        turn.do(TakeFrame(SHARP, now))


def settled(turn: Turn, frame: Frame) -> None:
    """Have a sharp frame looked at if it still shows the scene that holds still."""
    ahead = turn.state.ahead
    if ahead is None or ahead.newest is None or watching.busy(turn):
        return
    if _follows(ahead.newest, frame):
        turn.set(ahead=replace(ahead, looked=frame, since=turn.state.now))
        turn.do(LookAt(turn.state.generation, frame, ahead=True))


def seen(turn: Turn, frame: Frame) -> Frame:
    """The frame that was looked at ahead, if it shows the same as this one; else this one."""
    ahead = turn.state.ahead
    if ahead is None or ahead.looked is None or ahead.newest is None:
        return frame
    known = _follows(ahead.newest, frame) and same_scene(ahead.looked.pixels, frame.pixels)
    return ahead.looked if known else frame


def _follows(before: Frame, frame: Frame) -> bool:
    """Whether a frame shows the same scene as the one before, and nothing came in between."""
    return frame.at - before.at < UNSEEN and same_scene(before.pixels, frame.pixels)
