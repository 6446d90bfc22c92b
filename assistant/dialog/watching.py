"""Watching: say what is new once the scene has changed and held still, and nothing otherwise.

It pauses while the user asks, types or listens to something; a look that gave way to a key is taken
again. Two glances in a row that differ from the last description, but not from each other, are a
change that has held still. If a look names nothing, a second one decides whether everything is
gone. If it is too dark to see, that is said once.
"""

from dataclasses import replace
from typing import Final

from assistant.camera.scene_change import same_scene
from assistant.dialog.state import WatchState
from assistant.dialog.turn import Turn
from assistant.protocol.effects import NoteSighting, TakeFrame
from assistant.protocol.events import Action, Description, Frame, Priority, SpokenObject
from assistant.protocol.spoken import Message, Sayable, Spoken
from assistant.saying import narrator
from assistant.saying.messages.core import Line
from assistant.saying.messages.sight_lines import SightLine
from assistant.saying.noun_phrases import Thing
from models.interfaces import SAYABLE, Certainty

GLANCE: Final = -1
"""The generation of its frames, which no work has."""
EVERY: Final = 0.75
"""Seconds between two glances."""
SEEN: Final = 0.3
"""The probability above which a thing may have been there, though it was not named."""


def toggle(turn: Turn) -> None:
    """Begin or end watching."""
    (begin if turn.state.watch is None else end)(turn)


def begin(turn: Turn) -> None:
    """Begin or continue to watch; without a camera, say so."""
    turn.abandon()
    if turn.state.watch is None and turn.state.camera is not None:
        turn.silence()
        turn.frame_missed()
        return
    turn.set(watch=turn.state.watch or WatchState())
    turn.reply(Line.WATCHING.said(key=turn.state.given.keys[Action.WATCH]))


def end(turn: Turn) -> None:
    """End watching."""
    turn.abandon()
    turn.set(watch=None)
    turn.reply(Line.WATCHED.said())


def tick(turn: Turn) -> None:
    """Request a frame if it is time for one and the user is not busy."""
    state = turn.state
    if state.watch is None or busy(turn) or state.now - state.watch.asked < EVERY:
        return
    turn.set(watch=replace(state.watch, asked=state.now))
    turn.do(TakeFrame(GLANCE, state.now))


def glanced(turn: Turn, frame: Frame) -> None:
    """Have a frame described if the scene has changed and held still."""
    state, watch = turn.state, turn.state.watch
    if watch is None or busy(turn):
        return
    if watch.last is None:
        turn.describe(frame, watched=True)
    elif same_scene(watch.last.pixels, frame.pixels):
        turn.set(watch=replace(watch, changed=None))
        if watch.emptied:
            turn.describe(frame, watched=True)
    elif watch.changed is None or not same_scene(watch.changed.pixels, frame.pixels):
        turn.set(watch=replace(watch, changed=frame))
    elif state.now - watch.spoken >= state.watch_pause:
        turn.describe(frame, watched=True)


def described(turn: Turn, frame: Frame, description: Description) -> None:
    """Say which things are new since the first look, and once why nothing can be seen."""
    watch = turn.state.watch
    turn.set(work=None)
    if watch is None:
        return
    knows, blind = watch.blind, description.problem is not None
    watch = replace(watch, last=frame, changed=None, failed=False, blind=blind)
    if blind:
        turn.set(watch=replace(watch, emptied=False))
        if not knows:
            _say(turn, description.spoken)
        return
    # Unasked, a guess is not worth a sentence.
    seen = [one for one in description.spoken_objects if one.certainty in SAYABLE]
    new = [thing for thing in seen if thing.name not in watch.things]
    likely = {one.name for one in description.objects if one.probability >= SEEN}
    names = likely.union(thing.name for thing in seen)
    emptied = not names and bool(watch.things) and not watch.emptied
    kept = watch.things if emptied else frozenset(names)
    turn.set(watch=replace(watch, begun=True, things=kept, emptied=emptied))
    if new and watch.begun:
        things = _listed(new)
        _say(turn, SightLine.NEW.said(things=things))
        sentence = Spoken.of(things.as_sentence())
        said = replace(description, spoken=sentence, spoken_objects=tuple(new))
        turn.do(NoteSighting(turn.state.generation, frame, said))


def failed(turn: Turn) -> None:
    """Look again after a failed look; a second one in a row ends watching."""
    watch = turn.state.watch
    turn.abandon()
    if watch is None:
        return
    if not watch.failed:
        turn.set(watch=replace(watch, failed=True))
        return
    turn.set(watch=None)
    key = turn.state.given.keys[Action.WATCH]
    turn.notify(Line.WATCH_FAILED.said(key=key), lasts=True)


def _say(turn: Turn, text: Sayable) -> None:
    turn.set(watch=replace(turn.state.watch or WatchState(), spoken=turn.state.now))
    turn.say(text, Priority.LIVE)


def _listed(new: list[SpokenObject]) -> Message:
    sure = [Thing(one.name) for one in new if one.certainty is Certainty.PLAIN]
    rest = [Thing(one.name) for one in new if one.certainty is not Certainty.PLAIN]
    return narrator.graded(sure, rest)


def busy(turn: Turn) -> bool:
    """Whether something else is being said, heard or awaited."""
    state = turn.state
    waits = (
        *(state.work, state.unheard, state.notice, state.offer, state.typing, state.camera),
        *(state.mention, state.light, state.seek, state.exploring, state.live, state.menu),
        state.tour,
    )
    reads = state.reading is not None and (state.reading.on or state.reading.brief)
    return not state.ready or reads or any(one is not None for one in waits)
