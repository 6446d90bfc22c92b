"""What is heard while Lantern starts: a slow start is not silent."""

from dataclasses import replace
from typing import Final

from assistant.dialog.turn import THINKING_EVERY, Turn
from assistant.protocol.events import Earcon, Priority
from assistant.saying.messages.core import Line

ANNOUNCED_AFTER: Final = 3.0
"""Seconds after which Lantern says that it is still starting."""
AGAIN: Final = 3.0
"""Seconds after which a key makes it say so again."""


def announce(turn: Turn) -> None:
    """Answer a key with it; if it was just said, an earcon is enough."""
    startup, now = turn.state.startup, turn.state.now
    turn.set(startup=replace(startup, silenced=False))
    if startup.announced is None or now - startup.announced >= AGAIN:
        _say(turn)
    elif turn.state.unheard is None:
        _sound(turn)


def silence(turn: Turn) -> None:
    """Make no sound until the next key."""
    turn.set(startup=replace(turn.state.startup, silenced=True))


def tick(turn: Turn) -> None:
    """Say once that Lantern is still starting, then sound until it is ready."""
    state, startup = turn.state, turn.state.startup
    if state.ready:
        return
    if startup.since is None:
        turn.set(startup=replace(startup, since=state.now))
    elif startup.silenced or state.unheard is not None:
        return
    elif startup.announced is None:
        if state.now - startup.since >= ANNOUNCED_AFTER:
            _say(turn)
    elif state.now - startup.sounded >= THINKING_EVERY:
        _sound(turn)


def _say(turn: Turn) -> None:
    now = turn.state.now
    turn.say(Line.STILL_STARTING.said(), Priority.STATUS, log=False)
    turn.set(startup=replace(turn.state.startup, announced=now, sounded=now))


def _sound(turn: Turn) -> None:
    turn.play(Earcon.THINKING)
    turn.set(startup=replace(turn.state.startup, sounded=turn.state.now))
