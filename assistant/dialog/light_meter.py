"""The light key: a tone that follows how bright it is, and words where that changes.

Any key ends it. It looks a few times a second; a tone lasts a part of the time between two looks,
so that a change is heard.
"""

from dataclasses import replace
from typing import Final

from assistant.dialog.state import Light
from assistant.dialog.turn import Turn
from assistant.protocol.effects import Play, TakeFrame, Tone
from assistant.protocol.events import Action, Earcon, Frame, Priority
from assistant.saying.messages.core import Line
from assistant.saying.messages.senses_lines import LightLine
from assistant.skills.light.brightness import brightness, spoken

GLANCE: Final = -3
"""The generation of the frames that the tone follows: no work has it."""
EVERY: Final = 0.2
"""Seconds between two looks, as near as ticks come to it."""
SAYS_EVERY: Final = 3.0
"""Seconds between two things that are said of the light."""


def begin(turn: Turn) -> None:
    """Begin to follow the light; without a camera, say so."""
    turn.abandon()
    turn.silence()
    if turn.state.camera is not None:
        turn.frame_missed()
        return
    turn.set(light=Light(asked=turn.state.now))
    turn.effects += [Play(Earcon.CAPTURED), TakeFrame(GLANCE, turn.state.now)]


def end(turn: Turn, action: str) -> bool:
    """End it, if it is under way, because of a key; True if the key meant only that."""
    if turn.state.light is None:
        return False
    turn.set(light=None)
    if action is not Action.LIGHT:
        return False
    turn.reply(LightLine.ENDED.said(), log=False)
    return True


def tick(turn: Turn) -> None:
    """Ask for a frame, if it is time for one."""
    light, now = turn.state.light, turn.state.now
    if light is None:
        return
    if turn.state.camera is not None:
        # What is wrong with it is told; there is nothing to follow.
        turn.set(light=None)
    elif now - light.asked >= EVERY:
        turn.set(light=replace(light, asked=now))
        turn.effects.append(TakeFrame(GLANCE, now))


def missed(turn: Turn) -> None:
    """End it because no frame came."""
    state = turn.state
    if state.light is None:
        return
    turn.set(light=None)
    # That the camera is lost has been told.
    if state.camera is None:
        turn.work_failed(Line.FRAME_MISSED.said(key=state.keys[Action.LIGHT]))


def glanced(turn: Turn, frame: Frame) -> None:
    """Sound the tone of a frame, and say what has changed."""
    light, now = turn.state.light, turn.state.now
    if light is None:
        return
    found = brightness(frame.pixels, turn.state.facing)
    turn.effects.append(Tone(found.level))
    text = spoken(found)
    if text == light.said or (light.said is not None and now - light.spoken < SAYS_EVERY):
        return
    first = light.said is None
    turn.set(light=replace(light, said=text, spoken=now))
    turn.say(text, Priority.ANSWER if first else Priority.LIVE, log=first)
