"""What the user keeps of a picture: files, written one at a time, and copies in the clipboard."""

from dataclasses import replace
from typing import Final

from assistant.dialog import reading
from assistant.dialog.state import Saving, Shown
from assistant.dialog.turn import Turn
from assistant.protocol.effects import Copy, Save
from assistant.protocol.events import Action, Clip, Copied, Earcon, Priority, Saved, SaveFailed
from assistant.protocol.spoken import Spoken, verbatim
from assistant.saying.messages.core import Line
from assistant.saying.messages.reading_lines import ReadingLine

_COPIED: Final = {
    Clip.HOLDS: ReadingLine.COPIED,
    Clip.ASKED: ReadingLine.COPY_ASKED,
    Clip.NONE: ReadingLine.NO_CLIPBOARD,
}


def save(turn: Turn, shown: Shown) -> None:
    """Have a picture written, and then what is said about it later, into the same file."""
    turn.play(Earcon.THINKING)
    saves, wanted = turn.state.saves, Saving(shown.frame, shown.said)
    places = [place for place, one in enumerate(saves) if one.frame is shown.frame]
    if not places:
        saves = (*saves, wanted)
    elif places[-1] > 0 or saves[0].said == wanted.said:
        saves = (*saves[: places[-1]], wanted, *saves[places[-1] + 1 :])
    else:
        saves = (replace(saves[0], aloud=False), wanted, *saves[1:])
    if not turn.state.saves:
        turn.do(Save(shown.frame, shown.said))
    turn.set(saves=saves)


def saved(turn: Turn, event: Saved | SaveFailed) -> None:
    """Say how it went, if the user still wants to know, and write the next picture."""
    ending, done, waiting = turn.state.ending, turn.state.saves[:1], turn.state.saves[1:]
    turn.set(saves=waiting)
    if isinstance(event, Saved):
        turn.play(Earcon.DONE)
        if not ending and any(one.aloud for one in done):
            name, folder = event.path.stem, event.path.parent.name
            turn.say(Line.SAVED.said(name=name, folder=folder), Priority.STATUS)
    elif ending:
        turn.play(Earcon.FAULT)
        turn.say(event.reason, Priority.ANSWER)
    else:
        turn.notify(event.reason, lasts=True)
    turn.do(*(Save(one.frame, one.said) for one in waiting[:1]))


def copy(turn: Turn) -> None:
    """Copy the text that was read, or else what was said about the picture."""
    read = reading.shown(turn.state)
    if read is not None and not read.text.complete:
        reading.wait(turn)
    elif turn.state.shown is None:
        turn.no_picture()
    else:
        said = turn.state.shown.said
        sheets = None if read is None else turn.state.sheets(read.frame)
        if sheets is not None:
            said = sheets.lines
        elif read is not None and read.wanted:
            said = (Spoken.of(verbatim(read.text.marked)),)
        turn.do(Copy(said, turn.reserve()))


def copied(turn: Turn, event: Copied) -> None:
    """Say how it went; if the user has moved on, only what went wrong."""
    text = _COPIED[event.clip].said(save=turn.state.given.keys[Action.SAVE])
    if event.utterance == turn.state.awaited:
        turn.say(text, Priority.STATUS, log=False, utterance=event.utterance)
    elif event.clip is Clip.HOLDS:
        turn.play(Earcon.DONE)
    else:
        turn.notify(text, lasts=True)
