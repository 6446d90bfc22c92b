"""Pictures that the user wants kept: one is written after the other, since a disk may be slow."""

from dataclasses import replace

from assistant.effects import Play, Save
from assistant.events import Earcon, Priority, Saved, SaveFailed
from assistant.phrases import Line
from assistant.turn import Shown, Turn
from assistant.under_way import Saving


def begin(turn: Turn, shown: Shown) -> None:
    """Have a picture written, or tell of it where that is under way already."""
    saves = turn.state.saves
    if any(one.frame is shown.frame for one in saves):
        saves = tuple(replace(one, aloud=one.aloud or one.frame is shown.frame) for one in saves)
    else:
        saves = (*saves, Saving(shown.frame, shown.said))
        if len(saves) == 1:
            turn.effects.append(Save(shown.frame, shown.said))
    turn.set(saves=saves)


def ended(turn: Turn, event: Saved | SaveFailed) -> None:
    """Tell how it went, if that is still wanted, and have the next picture written."""
    wanted = any(one.aloud for one in turn.state.saves[:1])
    waiting = turn.state.saves[1:]
    turn.set(saves=waiting)
    if isinstance(event, SaveFailed):
        turn.tell(event.reason)
    else:
        turn.effects.append(Play(Earcon.DONE))
        if wanted:
            name, folder = event.path.stem, event.path.parent.name
            turn.say(Line.SAVED.said(name=name, folder=folder), Priority.STATUS)
    turn.effects += [Save(one.frame, one.said) for one in waiting[:1]]
