"""Camera, sound and microphone, lost and back; and the machine that slept."""

from collections.abc import Mapping
from typing import Final

from assistant.dialog import finding, large_text, light_meter, questions, reading
from assistant.dialog.state import Ahead
from assistant.dialog.turn import Turn
from assistant.dialog.work import Phase
from assistant.protocol import events
from assistant.protocol.events import Action, Earcon
from assistant.protocol.faults import SoundFault
from assistant.saying.messages.core import MICROPHONE_LINES, SOUND_LINES, Line, camera_fault

_BACK: Final[Mapping[type[object], tuple[str, Line]]] = {
    events.CameraBack: ("camera", Line.CAMERA_BACK),
    events.SoundBack: ("sound", Line.SOUND_BACK),
    events.MicrophoneBack: ("microphone", Line.MICROPHONE_BACK),
}


def camera_lost(turn: Turn, event: events.CameraLost) -> None:
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


def back(turn: Turn, event: events.CameraBack | events.SoundBack | events.MicrophoneBack) -> None:
    """Say that a device works again if it was lost, but not into an open microphone."""
    device, line = _BACK[type(event)]
    if getattr(turn.state, device) is not None:
        turn.set(**{device: None})
        if device != "microphone" or turn.phase() is not Phase.LISTENING:
            turn.notify(line.said(), Earcon.DONE)


def sound_lost(turn: Turn, event: events.SoundLost) -> None:
    """Say so where a screen reader may still speak; standard error has all faults."""
    before = turn.state.sound
    turn.set(sound=event.fault)
    if before is None and event.fault in (SoundFault.MUTED, SoundFault.NOWHERE):
        turn.notify(SOUND_LINES[event.fault].said())


def microphone_lost(turn: Turn, event: events.MicrophoneLost) -> None:
    """Say so, instead of an answer if one was awaited."""
    before = turn.state.microphone
    line = MICROPHONE_LINES[event.fault].said(type=turn.state.given.keys[Action.TYPE])
    turn.set(microphone=event.fault)
    if event.generation is not None and turn.listens(event.generation):
        questions.failed(turn, line)
    elif before is None:
        turn.notify(line)


def resumed(turn: Turn, event: events.Resumed) -> None:
    """The machine slept: drop everything, since the age of the last picture is unknown."""
    large_text.drop(turn)
    reading.drop(turn)
    light_meter.end(turn, Action.STOP)
    finding.end(turn, Action.STOP)
    turn.stop()
    turn.set(ahead=turn.state.ahead and Ahead())
    turn.set(shown=None, reading=None, offer=None, unnamed=None, paused_at=None, remembered=False)
