"""What becomes of things when the machine has slept: nothing seen before is of this moment."""

from assistant.dialog import finding, large_text, light_meter, reading
from assistant.dialog.turn import Turn
from assistant.protocol.events import Action


def woke(turn: Turn) -> None:
    """Give up what was under way, be silent, and forget the picture: its age is not known."""
    large_text.drop(turn)
    reading.drop(turn)
    light_meter.end(turn, Action.STOP)
    finding.end(turn, Action.STOP)
    turn.abandon()
    turn.silence()
    turn.set(shown=None, reading=None, offer=None, unnamed=None, paused_at=None, remembered=False)
