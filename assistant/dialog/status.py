"""How things stand, in words. Pure."""

from assistant.dialog.state import State
from assistant.protocol.events import Action, Facts
from assistant.saying.messages.core import MICROPHONE_LINES, Line, camera_lost
from assistant.saying.messages.menu_lines import MenuLine


def sentence(state: State, facts: Facts) -> str:
    """What the key for it says."""
    if state.camera is not None:
        camera = camera_lost(state.camera.fault, state.camera.source)
    else:
        waits = facts.frame_age is None
        camera = (Line.STATUS_CAMERA_WAITS if waits else Line.STATUS_CAMERA).said(
            camera=facts.camera[:1].upper() + facts.camera[1:]
        )
    if facts.voice and facts.voice == state.reader:
        voice = Line.STATUS_VOICE_OF_ORCA.said(voice=facts.voice, model=facts.model)
    elif facts.voice:
        rate = MenuLine.WORDS_A_MINUTE.said(count=state.rate)
        voice = Line.STATUS_VOICE.said(voice=facts.voice, rate=rate, model=facts.model)
    else:
        voice = Line.STATUS_NO_VOICE.said(model=facts.model)
    return " ".join(filter(None, (camera, voice, facts.server, _ears(state, facts))))


def _ears(state: State, facts: Facts) -> str:
    if facts.deaf:
        return facts.deaf
    if state.microphone is not None:
        return MICROPHONE_LINES[state.microphone].said(type=state.keys[Action.TYPE])
    if not facts.recogniser:
        return Line.STATUS_EARS_LOADING.said()
    line = Line.STATUS_EARS_OPEN if facts.microphone_open else Line.STATUS_EARS
    return line.said(recogniser=facts.recogniser)
