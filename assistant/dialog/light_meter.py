"""The light meter: a tone that follows the brightness, and words when it changes.

Any key ends it. It takes a few looks a second; the tone is shorter than the time between two looks,
so that a change can be heard.
"""

from dataclasses import replace
from typing import Final

from assistant.dialog.state import Light
from assistant.dialog.turn import Turn
from assistant.protocol.effects import TakeFrame, Tone
from assistant.protocol.events import Action, Earcon, Frame, Priority
from assistant.saying.messages.core import Line
from assistant.saying.messages.senses_lines import LightLine
from assistant.skills.light.brightness import brightness, spoken

GLANCE: Final = -3
"""The generation of its frames, which no work has."""
EVERY: Final = 0.2
"""Seconds between two looks, as close as ticks allow."""
SAYS_EVERY: Final = 3.0
"""Seconds between two sentences about the light."""


def begin(turn: Turn) -> None:
    """Begin to follow the light; without a camera, say so."""
    turn.stop()
    if turn.state.camera is not None:
        turn.frame_missed()
        return
    turn.set(light=Light(asked=turn.state.now))
    turn.play(Earcon.CAPTURED)
    turn.do(TakeFrame(GLANCE, turn.state.now, newest=True))


def end(turn: Turn, action: str) -> bool:
    """End it because of a key; True if the key meant only that."""
    if turn.state.light is None:
        return False
    turn.set(light=None)
    if action is not Action.LIGHT:
        return False
    turn.reply(LightLine.ENDED.said(), log=False)
    return True


def tick(turn: Turn) -> None:
    """Request a frame if it is time for one."""
    light, now = turn.state.light, turn.state.now
    if light is None:
        return
    if turn.state.camera is not None:
        # Its fault has been said.
        turn.set(light=None)
    elif now - light.asked >= EVERY:
        turn.set(light=replace(light, asked=now))
        turn.do(TakeFrame(GLANCE, now, newest=True))


def missed(turn: Turn) -> None:
    """End it because no frame came."""
    state = turn.state
    if state.light is not None:
        turn.set(light=None)
        if state.camera is None:
            turn.work_failed(Line.FRAME_MISSED.said(key=state.given.keys[Action.LIGHT]))


def glanced(turn: Turn, frame: Frame) -> None:
    """Sound the tone of a frame, and say what has changed."""
    light, now = turn.state.light, turn.state.now
    if light is None:
        return
    found = brightness(frame.pixels, turn.state.given.facing)
    turn.do(Tone(found.level))
    text, first = spoken(found), light.said is None
    if text == light.said or not (first or now - light.spoken >= SAYS_EVERY):
        return
    turn.set(light=replace(light, said=text, spoken=now))
    turn.say(text, Priority.ANSWER if first else Priority.LIVE, log=first)
