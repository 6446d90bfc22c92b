"""The camera and the sound, lost and back; and the machine that slept."""

from assistant.dialog import finding, large_text, light_meter, reading
from assistant.dialog.state import Phase
from assistant.dialog.turn import Turn
from assistant.protocol.events import (
    Action,
    CameraBack,
    CameraLost,
    Earcon,
    Resumed,
    SoundBack,
    SoundLost,
)
from assistant.protocol.faults import SoundFault
from assistant.saying.messages.core import SOUND_LINES, Line, camera_fault


def camera_lost(turn: Turn, event: CameraLost) -> None:
    """Say so once, and end what needs the camera."""
    before, reason = turn.state.camera, camera_fault(event.fault, event.source)
    turn.set(camera=event)
    # One loss of a network camera has several faults, all said in the same words.
    if (
        before is not None
        and before.source == event.source
        and camera_fault(before.fault, before.source) == reason
    ):
        return
    work = turn.state.work
    if work is not None and work.phase is Phase.FRAME and work.surface is None:
        turn.picture_failed()
        turn.abandon()
    finding.end(turn, Action.STOP)
    turn.notify(reason)


def camera_back(turn: Turn, event: CameraBack) -> None:
    """Say so, if it was lost."""
    if turn.state.camera is not None:
        turn.set(camera=None)
        turn.notify(Line.CAMERA_BACK.said(), Earcon.DONE)


def sound_lost(turn: Turn, event: SoundLost) -> None:
    """Say so where a screen reader may still speak; standard error has all faults."""
    before = turn.state.sound
    turn.set(sound=event.fault)
    if before is None and event.fault in (SoundFault.MUTED, SoundFault.NOWHERE):
        turn.notify(SOUND_LINES[event.fault].said())


def sound_back(turn: Turn, event: SoundBack) -> None:
    """Say so, if it was lost."""
    if turn.state.sound is not None:
        turn.set(sound=None)
        turn.notify(Line.SOUND_BACK.said(), Earcon.DONE)


def resumed(turn: Turn, event: Resumed) -> None:
    """The machine slept: drop everything, since the age of the last picture is unknown."""
    large_text.drop(turn)
    reading.drop(turn)
    light_meter.end(turn, Action.STOP)
    finding.end(turn, Action.STOP)
    turn.stop()
    turn.set(shown=None, reading=None, offer=None, unnamed=None, paused_at=None, remembered=False)
