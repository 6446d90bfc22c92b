"""The camera and the sound, lost and back; and the machine that slept."""

from assistant.dialog import finding, large_text, light_meter, reading
from assistant.dialog.state import Phase
from assistant.dialog.turn import Turn
from assistant.protocol.events import Action, CameraBack, CameraLost, Earcon, SoundBack, SoundLost
from assistant.protocol.faults import SoundFault
from assistant.saying.messages.core import SOUND_LINES, Line, camera_lost


def camera(turn: Turn, event: CameraLost | CameraBack) -> None:
    """The camera has gone, or is back."""
    before = turn.state.camera
    if isinstance(event, CameraBack):
        turn.set(camera=None)
        if before is not None:
            turn.tell(Line.CAMERA_BACK.said(), Earcon.DONE)
        return
    turn.set(camera=event)
    told = camera_lost(event.fault, event.source)
    # Of a network camera, one loss has several reasons, which are all told in the same words.
    if (
        before is None
        or before.source != event.source
        or camera_lost(before.fault, before.source) != told
    ):
        work = turn.state.work
        if work is not None and work.phase is Phase.FRAME and work.surface is None:
            turn.picture_failed()
            turn.abandon()
        finding.end(turn, Action.STOP)
        turn.tell(told)


def sound(turn: Turn, event: SoundLost | SoundBack) -> None:
    """Nothing can be heard any more, or all can again."""
    before = turn.state.sound
    if isinstance(event, SoundBack):
        turn.set(sound=None)
        if before is not None:
            turn.tell(Line.SOUND_BACK.said(), Earcon.DONE)
        return
    turn.set(sound=event.fault)
    # Nobody would hear of the other faults; they are told on standard error.
    if before is None and event.fault in (SoundFault.MUTED, SoundFault.NOWHERE):
        turn.tell(SOUND_LINES[event.fault].said())


def woke(turn: Turn) -> None:
    """Give up what was under way, be silent, and forget the picture: its age is not known."""
    large_text.drop(turn)
    reading.drop(turn)
    light_meter.end(turn, Action.STOP)
    finding.end(turn, Action.STOP)
    turn.abandon()
    turn.silence()
    turn.set(shown=None, reading=None, offer=None, unnamed=None, paused_at=None, remembered=False)
