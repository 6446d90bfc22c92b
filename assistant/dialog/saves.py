"""Pictures that the user wants kept: one is written after the other, since a disk may be slow."""

from dataclasses import replace

from assistant.dialog.turn import Shown, Turn
from assistant.dialog.under_way import Saving
from assistant.protocol.effects import Play, Save
from assistant.protocol.events import Earcon, Priority, Saved, SaveFailed
from assistant.saying.messages.core import Line


def begin(turn: Turn, shown: Shown) -> None:
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


def ended(turn: Turn, event: Saved | SaveFailed) -> None:
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
            turn.tell(event.reason, lasts=True)
    else:
        turn.effects.append(Play(Earcon.DONE))
        if wanted:
            name, folder = event.path.stem, event.path.parent.name
            turn.say(Line.SAVED.said(name=name, folder=folder), Priority.STATUS)
    turn.effects += [Save(one.frame, one.said) for one in waiting[:1]]
