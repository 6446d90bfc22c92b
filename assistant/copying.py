"""Copying what was read, or said of a picture, for other programs."""

from assistant import reading
from assistant.effects import Copy
from assistant.events import Action, Priority
from assistant.phrases import Line
from assistant.text import Clip, Copied
from assistant.turn import Turn
from assistant.wordings.reading import ReadingLine

_TOLD = {
    Clip.HOLDS: ReadingLine.COPIED,
    Clip.ASKED: ReadingLine.COPY_ASKED,
    Clip.NONE: ReadingLine.NO_CLIPBOARD,
}


def copy(turn: Turn) -> None:
    """Put the text into the clipboard, or what was said of the picture where it was not read."""
    read = reading.shown(turn.state)
    if read is not None and not read.text.complete:
        reading.wanted(turn)
        turn.say(ReadingLine.WAIT.said(), Priority.ANSWER, log=False)
    elif turn.state.shown is None:
        turn.reply(Line.NO_PICTURE.said(key=turn.state.keys[Action.DESCRIBE]))
    else:
        turn.silence()
        turn.effects.append(Copy(turn.state.shown.said))


def told(turn: Turn, event: Copied) -> None:
    """Say what has become of it."""
    line = _TOLD[event.clip]
    turn.reply(line.said(save=turn.state.keys[Action.SAVE]), log=False)
