"""What the status key says."""

from assistant.dialog import stronger
from assistant.dialog.state import State
from assistant.dialog.turn import FAULT_EXPIRES, Turn
from assistant.protocol.choices import OWN_MODEL
from assistant.protocol.events import Action, Facts, Priority, StatusTaken
from assistant.protocol.spoken import Message, Spoken
from assistant.saying.messages.core import MICROPHONE_LINES, Line, camera_fault
from assistant.saying.messages.menu_lines import MenuLine


def taken(turn: Turn, event: StatusTaken) -> None:
    """Say the status, if it is still awaited."""
    if event.utterance == turn.state.awaited:
        said = status(turn.state, event.facts)
        # A fault may be told first.
        turn.say(said, Priority.STATUS, expires=FAULT_EXPIRES, utterance=event.utterance)


def status(state: State, facts: Facts) -> Spoken:
    """The camera, the voice and the model, the server and phones if any, and the microphone."""
    if state.camera is not None:
        camera = camera_fault(state.camera.fault, state.camera.source)
    else:
        line = Line.STATUS_CAMERA_WAITS if facts.frame_age is None else Line.STATUS_CAMERA
        camera = line.said(camera=facts.camera).as_sentence()
    ahead = Line.STATUS_NOT_AHEAD if state.ahead is None else Line.STATUS_AHEAD
    if facts.voice and facts.voice == state.reader:
        voice = Line.STATUS_VOICE_OF_ORCA.said(voice=facts.voice)
    elif facts.voice:
        rate = MenuLine.WORDS_A_MINUTE.said(count=state.rate)
        voice = Line.STATUS_VOICE.said(voice=facts.voice, rate=rate)
    else:
        voice = Line.STATUS_NO_VOICE.said()
    own = facts.model == OWN_MODEL
    model = MenuLine.MODEL.said(value=MenuLine.OWN_MODEL.said() if own else facts.model)
    others = facts.server, stronger.status(state), facts.phones, state.settings_fault
    return Spoken.of(camera, ahead.said(), voice, model.as_sentence(), *others, _ears(state, facts))


def _ears(state: State, facts: Facts) -> Message:
    if facts.deaf is not None:
        return facts.deaf
    if state.microphone is not None:
        return MICROPHONE_LINES[state.microphone].said(type=state.given.keys[Action.TYPE])
    if not facts.recogniser:
        return Line.STATUS_EARS_LOADING.said()
    line = Line.STATUS_EARS_OPEN if facts.microphone_open else Line.STATUS_EARS
    return line.said(recogniser=facts.recogniser)
