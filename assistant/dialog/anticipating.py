"""Looking ahead: a picture that holds still is looked at before a key asks for it.

Frames are compared while the user does nothing else. What was seen ahead serves a key for some
seconds, if every frame since then has shown the same scene; it is never spoken by itself.
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
"""Seconds between two frames, to the next tick; a scene holds still if two show the same."""
UNSEEN: Final = 1.2
"""Seconds without a frame after which something may have come and gone unseen."""
PAUSE: Final = 2.0
"""Seconds between two looks ahead."""
SERVES: Final = 10.0
"""Seconds for which a look ahead serves: a digit may change without any frame that shows it."""


def tick(turn: Turn) -> None:
    """Request a frame if it is time for one and the user does nothing else."""
    ahead, now = turn.state.ahead, turn.state.now
    if ahead is not None and now - ahead.asked >= EVERY and not _busy(turn):
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
    if ahead is None or ahead.newest is None or _busy(turn):
        return
    if _follows(ahead.newest, frame):
        turn.set(ahead=replace(ahead, looked=frame, since=turn.state.now))
        turn.do(LookAt(turn.state.generation, frame, ahead=True))


def seen(turn: Turn, frame: Frame) -> Frame:
    """The frame with the pixels that were looked at ahead, if it shows the same; else this one."""
    ahead, now = turn.state.ahead, turn.state.now
    if ahead is None or ahead.looked is None or ahead.newest is None:
        return frame
    if frame.surface is not None or now - ahead.since > SERVES:
        return frame
    known = _follows(ahead.newest, frame) and same_scene(ahead.looked.pixels, frame.pixels)
    return replace(frame, pixels=ahead.looked.pixels) if known else frame


def _busy(turn: Turn) -> bool:
    """Whether the user is busy, or Lantern on their behalf."""
    state = turn.state
    reads = state.reading is not None and not state.reading.text.complete
    downloads = state.stronger.percent is not None
    return reads or downloads or state.watch is not None or watching.busy(turn)


def _follows(before: Frame, frame: Frame) -> bool:
    """Whether a frame shows the same scene as the one before, and nothing came in between."""
    return frame.at - before.at < UNSEEN and same_scene(before.pixels, frame.pixels)
