"""What is heard while Lantern starts: a start that takes long is not silent. Pure."""

from dataclasses import replace
from typing import Final

from assistant.dialog.turn import THINKING_EVERY, Turn
from assistant.protocol.effects import Play
from assistant.protocol.events import Earcon, Priority
from assistant.saying.messages.core import Line

TOLD_AFTER: Final = 3.0
"""Seconds of start-up after which Lantern says by itself that it is starting."""
AGAIN: Final = 3.0
"""Seconds after which a key during start-up is told again that Lantern is starting."""


def tell(turn: Turn) -> None:
    """Answer a key with it; where that was said a moment ago, a sound is enough."""
    starting, now = turn.state.starting, turn.state.now
    turn.set(starting=replace(starting, silenced=False))
    if starting.told is None or now - starting.told >= AGAIN:
        _say(turn)
    elif turn.state.unheard is None:
        _sound(turn)


def silence(turn: Turn) -> None:
    """Let nothing sound by itself until the next key."""
    turn.set(starting=replace(turn.state.starting, silenced=True))


def tick(turn: Turn) -> None:
    """Say once that Lantern is still starting, then sound until it is ready."""
    state = turn.state
    starting = state.starting
    if state.ready:
        return
    if starting.since is None:
        turn.set(starting=replace(starting, since=state.now))
    elif starting.silenced or state.unheard is not None:
        return
    elif starting.told is None:
        if state.now - starting.since >= TOLD_AFTER:
            _say(turn)
    elif state.now - starting.sounded >= THINKING_EVERY:
        _sound(turn)


def _say(turn: Turn) -> None:
    now = turn.state.now
    turn.say(Line.STILL_STARTING.said(), Priority.STATUS, log=False)
    turn.set(starting=replace(turn.state.starting, told=now, sounded=now))


def _sound(turn: Turn) -> None:
    turn.effects.append(Play(Earcon.THINKING))
    turn.set(starting=replace(turn.state.starting, sounded=turn.state.now))
