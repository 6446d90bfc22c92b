"""What the user keeps of a picture: files on disk, one written after the other since a disk may be
slow, and copies in the clipboard.
"""

from dataclasses import replace

from assistant.dialog import reading
from assistant.dialog.state import Saving, Shown
from assistant.dialog.turn import Turn
from assistant.protocol.effects import Copy, Play, Save
from assistant.protocol.events import Action, Clip, Copied, Earcon, Priority, Saved, SaveFailed
from assistant.protocol.spoken import Spoken, verbatim
from assistant.saying.messages.core import Line
from assistant.saying.messages.reading_lines import ReadingLine


def save(turn: Turn, shown: Shown) -> None:
    """Have a picture written, or tell of it where that is under way already.

    What was said since is written too: into the same file, once that is there.
    """
    turn.effects.append(Play(Earcon.THINKING))
    saves, wanted = turn.state.saves, Saving(shown.frame, shown.said)
    places = [place for place, one in enumerate(saves) if one.frame is shown.frame]
    if not places:
        saves = (*saves, wanted)
    elif places[-1] > 0 or saves[0].said == wanted.said:
        saves = (*saves[: places[-1]], wanted, *saves[places[-1] + 1 :])
    else:
        saves = (replace(saves[0], aloud=False), wanted, *saves[1:])
    if not turn.state.saves:
        turn.effects.append(Save(shown.frame, shown.said))
    turn.set(saves=saves)


def saved(turn: Turn, event: Saved | SaveFailed) -> None:
    """Tell how it went, if that is still wanted, and have the next picture written.

    While Lantern ends, only a failure is told.
    """
    ending = turn.state.ending
    wanted = not ending and any(one.aloud for one in turn.state.saves[:1])
    waiting = turn.state.saves[1:]
    turn.set(saves=waiting)
    if isinstance(event, SaveFailed):
        if ending:
            turn.effects.append(Play(Earcon.FAULT))
            turn.say(event.reason, Priority.ANSWER)
        else:
            turn.notify(event.reason, lasts=True)
    else:
        turn.effects.append(Play(Earcon.DONE))
        if wanted:
            name, folder = event.path.stem, event.path.parent.name
            turn.say(Line.SAVED.said(name=name, folder=folder), Priority.STATUS)
    turn.effects += [Save(one.frame, one.said) for one in waiting[:1]]


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
        said = turn.state.shown.said
        if read is not None and read.wanted:
            said = (Spoken.of(verbatim(read.text.marked)),)
        turn.effects.append(Copy(said, utterance))


def copied(turn: Turn, event: Copied) -> None:
    """Say what has become of it; where something else was asked for since, only what is amiss."""
    text = _TOLD[event.clip].said(save=turn.state.keys[Action.SAVE])
    if event.utterance == turn.state.awaited_copy:
        turn.set(awaited_copy=None)
        turn.say(text, Priority.STATUS, log=False, utterance=event.utterance)
    elif event.clip is Clip.HOLDS:
        turn.effects.append(Play(Earcon.DONE))
    else:
        turn.notify(text, lasts=True)
