"""Copying what was read, or said of a picture, for other programs."""

from assistant.dialog import reading
from assistant.dialog.turn import Turn
from assistant.protocol.effects import Copy, Play
from assistant.protocol.events import Action, Earcon, Priority
from assistant.protocol.text import Clip, Copied
from assistant.saying.messages.core import Line
from assistant.saying.messages.reading_lines import ReadingLine

_TOLD = {
    Clip.HOLDS: ReadingLine.COPIED,
    Clip.ASKED: ReadingLine.COPY_ASKED,
    Clip.NONE: ReadingLine.NO_CLIPBOARD,
}


def copy(turn: Turn) -> None:
    """Put the text into the clipboard, or what was said of the picture where it was not read."""
    read = reading.shown(turn.state)
    if read is not None and not read.text.complete:
        reading.wait(turn)
    elif turn.state.shown is None:
        turn.reply(Line.NO_PICTURE.said(key=turn.state.keys[Action.DESCRIBE]))
    else:
        turn.silence()
        utterance = turn.state.utterance + 1
        turn.set(utterance=utterance, awaited_copy=utterance)
        text = read.text.marked if read is not None and read.wanted else turn.state.shown.said
        turn.effects.append(Copy(text, utterance))


def told(turn: Turn, event: Copied) -> None:
    """Say what has become of it; where something else was asked for since, only what is amiss."""
    text = _TOLD[event.clip].said(save=turn.state.keys[Action.SAVE])
    if event.utterance == turn.state.awaited_copy:
        turn.set(awaited_copy=None)
        turn.say(text, Priority.STATUS, log=False, utterance=event.utterance)
    elif event.clip is Clip.HOLDS:
        turn.effects.append(Play(Earcon.DONE))
    else:
        turn.tell(text, lasts=True)
