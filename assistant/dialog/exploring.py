"""Exploring a picture with the arrow keys, from place to place, while it stands still.

Left and right go through the places of a layer in their order across the picture, up and down in
their order from the top; lines of text are gone through as they are read. Each step is said from
its side, with a tone as high as the place. The part that was said last then counts as the picture
that was spoken about, so that the other keys and questions are about it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

import numpy as np

from assistant.dialog import exploring_live, finding, questions, reading
from assistant.dialog.state import Exploring, Shown, State
from assistant.dialog.turn import Turn
from assistant.dialog.work import PendingQuestion, PendingText, Phase
from assistant.protocol.effects import Read, Tone
from assistant.protocol.events import (
    Action,
    Answered,
    Earcon,
    Frame,
    Layer,
    Place,
    Priority,
    TextRead,
)
from assistant.protocol.geometry import holds
from assistant.protocol.query import WHAT_IT_IS, Query
from assistant.protocol.spoken import Message, Spoken, verbatim
from assistant.protocol.text import SAME_ROW, Text
from assistant.saying.messages.core import picture_age
from assistant.saying.messages.senses_lines import ExploreLine
from assistant.skills.wording import Facing, middle
from models.interfaces import Box, Picture

SKILL: Final = "explore"
"""The skill that finds the places, and its key."""
WHERE: Final = "where"
"""The skill that only the whole picture serves."""
AROUND: Final = 0.15
"""The margin around a place that its part includes, as a share of its width and height."""
LONGEST: Final = 5
"""Words of a line that are said at a step."""

RIGHT, LEFT, DOWN, UP = Action.NEXT_LINE, Action.PREVIOUS_LINE, Action.SPELL, Action.TOP
_ONWARDS: Final[Mapping[str, str]] = {RIGHT: DOWN, LEFT: UP}
"""At the end of a row, reading goes on to the next one."""
_STAYS: Final = frozenset(
    {
        *(Action.ASK, Action.TYPE, Action.MORE, Action.VERIFY, Action.KEEP),
        *(Action.YES, Action.NO, Action.REPEAT, Action.PREVIOUS, Action.SAVE),
        *(Action.FASTER, Action.SLOWER, Action.STATUS, Action.HELP),
    }
)
"""Keys that do what they always do, about the part that was said last."""
_NAMES: Final = {
    Layer.THINGS: ExploreLine.THINGS,
    Layer.TEXT: ExploreLine.TEXT,
    Layer.COLOURS: ExploreLine.COLOURS,
}


def begin(turn: Turn) -> None:
    """Look for the places of the picture that was just spoken about, or else of a new one."""
    shown, now = turn.state.shown, turn.state.now
    frame = turn.own_picture()
    if frame is None and shown is not None and now - shown.frame.at < questions.OLD:
        frame = shown.frame
    turn.stop()
    if frame is not None:
        turn.play(Earcon.THINKING)
    query = Query(SKILL, question=turn.state.given.skills[SKILL].question)
    turn.ask(PendingQuestion(query, frame, skill=SKILL))


def opened(turn: Turn, event: Answered) -> None:
    """Begin to explore the places that were found, at the first one from the left."""
    end(turn)
    frame, answer, state = event.frame, event.answer, turn.state
    shown, read = state.shown, state.reading
    if shown is None or shown.frame is not frame:
        shown = Shown(frame, (answer.spoken,), -1, PendingQuestion(WHAT_IT_IS, frame))
    exploring = Exploring(shown, answer.places, answer.spoken)
    if read is not None and read.frame is frame and read.text.complete:
        exploring = _with_text(exploring, read.text, state)
    turn.set(work=None, shown=shown, exploring=exploring)
    _enter_any(turn, exploring, tuple(Layer), named=False)
    if turn.state.exploring is not None and exploring.text is None and turn.state.work is None:
        turn.do(Read(turn.state.generation, frame))


def end(turn: Turn) -> None:
    """Stop exploring; the whole picture is the one that was spoken about again."""
    if turn.state.exploring is not None:
        turn.set(shown=turn.state.exploring.shown, exploring=None)


def handler(turn: Turn, action: str) -> Callable[[Turn], None] | None:
    """What a key does while a picture is explored; None: what it always does.

    A key that is not about the part ends exploring.
    """
    exploring, asked = turn.state.exploring, turn.question
    if action in _MOVES and asked is not None and asked.skill == SKILL:
        return lambda turn: turn.play(Earcon.THINKING)
    if exploring is None:
        return begin if action == SKILL else None
    skill, sought = turn.state.given.skills.get(action), _sought(exploring)
    if action in _STAYS:
        return None
    if action == Action.FIND and sought and exploring.shown.frame.surface is None:
        return partial(_find, name=sought)
    if action in _HANDLERS:
        return lambda turn: _HANDLERS[action](turn, exploring)
    if skill is not None and skill.run is not None and not skill.live:
        return partial(_ask, exploring=exploring, skill=action)
    end(turn)
    return None


def read(turn: Turn, event: TextRead) -> bool:
    """Take the text of the picture that is explored; False if this is another text."""
    exploring = turn.state.exploring
    if exploring is None or event.frame is not exploring.shown.frame:
        return False
    if event.text.complete and exploring.text is None:
        exploring = _with_text(exploring, event.text, turn.state)
        turn.set(exploring=exploring)
    if event.text.complete and turn.waits_for(event.generation, Phase.WORDS):
        turn.set(work=None)
        _enter_any(turn, exploring, (Layer.TEXT, Layer.COLOURS, Layer.THINGS), named=True)
    return True


def tick(turn: Turn) -> None:
    """Say once, after a while without a key, that the picture stands still."""
    state, exploring = turn.state, turn.state.exploring
    if exploring is None or exploring.aged or state.now - state.pressed_at < questions.STANDS_STILL:
        return
    busy = (state.work, state.unheard, state.notice, state.offer, state.typing)
    if all(one is None for one in busy):
        turn.set(exploring=replace(exploring, aged=True))
        stop = state.given.keys[Action.STOP]
        age = picture_age(state.now - exploring.shown.frame.at)
        still = Spoken.of(age, ExploreLine.STILL.said(stop=stop))
        turn.say(still, Priority.STATUS, log=False)


def help_text(state: State) -> Message:
    """What the keys do while a picture is explored."""
    return ExploreLine.HELP.said(**state.given.key_values)


def layer_of(places: Sequence[Place], layer: Layer) -> list[Place]:
    """The places of a layer: lines as they are read, others from the left."""
    found = [one for one in places if one.layer is layer]
    return found if layer is Layer.TEXT else sorted(found, key=lambda one: (one.x, one.y))


def moved(places: Sequence[Place], at: Place, action: str) -> Place | None:
    """The place to which a key leads from another one; None at the border."""
    row = layer_of(places, at.layer)
    if at.layer is Layer.TEXT and action in (LEFT, RIGHT):
        row = sorted((one for one in row if _share_row(one.box, at.box)), key=lambda one: one.x)
    elif at.layer is not Layer.TEXT and action in (UP, DOWN):
        row.sort(key=lambda one: (one.y, one.x))
    now = row.index(at)
    ends = {Action.FIRST_LINE: 0, Action.LAST_LINE: len(row) - 1}
    to = ends.get(Action(action), now + (1 if action in (RIGHT, DOWN) else -1))
    return row[to] if to != now and 0 <= to < len(row) else None


def in_reading_order(places: Sequence[Place]) -> list[Place]:
    """Lines as they are read, and each thing before the first line in it or below its top."""
    lines = layer_of(places, Layer.TEXT)
    things = sorted(layer_of(places, Layer.THINGS), key=lambda one: (one.y, one.x))

    def order(place: Place) -> tuple[int, bool]:
        is_line = place.layer is Layer.TEXT
        return lines.index(place) if is_line else _first_line(lines, place.box), is_line

    return sorted((*things, *lines), key=order)


def lines(text: Text, facing: Facing, most: int = LONGEST) -> tuple[Place, ...]:
    """The lines of a text as places, each with at most so many of its words."""
    found = []
    for line in text.lines:
        unsure = any(which < most for which in line.unsure)
        words = verbatim(" ".join(line.words[: most - unsure]))
        said = ExploreLine.PROBABLY.said(thing=words) if unsure else words
        found.append(Place(Layer.TEXT, Spoken.of(said), line.box, *middle(line.box, facing)))
    return tuple(found)


def _share_row(box: Box, other: Box) -> bool:
    """Whether two boxes are in one row."""
    shared = min(box[3], other[3]) - max(box[1], other[1])
    return shared >= SAME_ROW * min(box[3] - box[1], other[3] - other[1])


def _with_text(exploring: Exploring, text: Text, state: State) -> Exploring:
    facing = state.given.facing if exploring.shown.frame.surface is None else "world"
    return replace(exploring, places=(*exploring.places, *lines(text, facing)), text=text)


def _enter_any(turn: Turn, exploring: Exploring, layers: Sequence[Layer], *, named: bool) -> None:
    """Go to the first layer with anything in it; if there is none, stop exploring and say why."""
    if not _enter(turn, exploring, layers, named=named):
        end(turn)
        turn.play(Earcon.FAULT)
        turn.say(exploring.nothing, Priority.ANSWER)


def _enter(
    turn: Turn, exploring: Exploring, layers: Sequence[Layer], *, named: bool = True
) -> bool:
    """Go to the first of these layers with anything in it; False if there is none."""
    empty: list[Message] = []
    for layer in layers:
        found = layer_of(exploring.places, layer)
        if found:
            name = _NAMES[layer].said() if named or layer is not Layer.THINGS else None
            _go(turn, exploring, found[0], Spoken.of(*empty, name))
            return True
        if layer is Layer.TEXT and exploring.text is None:
            _await_text(turn, exploring)
            return True
        empty.append(ExploreLine[f"NO_{layer.name}"].said())
    return False


def _await_text(turn: Turn, exploring: Exploring) -> None:
    frame = exploring.shown.frame
    turn.stop()
    turn.set(exploring=replace(exploring, at=None), shown=exploring.shown)
    turn.begin(Phase.WORDS, PendingText(), frame=frame)
    turn.play(Earcon.THINKING)
    turn.do(Read(turn.state.generation, frame))


def _change_layer(turn: Turn, exploring: Exploring, *, down: bool) -> None:
    every = tuple(Layer)
    now = every.index(Layer.TEXT if exploring.at is None else exploring.at.layer)
    if not _enter(turn, exploring, every[now + 1 :] if down else every[:now][::-1]):
        _border(turn, exploring)


def _move(turn: Turn, exploring: Exploring, action: str) -> None:
    if exploring.at is None:
        # The text is awaited no longer.
        if not _enter(turn, exploring, (Layer.THINGS, Layer.COLOURS)):
            _border(turn, exploring)
        return
    at = exploring.at
    place = moved(exploring.places, at, action)
    if place is None and at.layer is Layer.TEXT and action in _ONWARDS:
        place = moved(exploring.places, at, _ONWARDS[action])
    if place is None:
        _border(turn, exploring)
    else:
        _go(turn, exploring, place)


def _go(turn: Turn, exploring: Exploring, place: Place, layer: Spoken | None = None) -> None:
    """Go to a place, and say what is there."""
    part = _part(exploring.shown.frame, place.box)
    question = PendingQuestion(WHAT_IT_IS, part)
    shown = Shown(part, (place.said,), -1, question, place.name)
    turn.stop()
    turn.set(exploring=replace(exploring, at=place), shown=shown)
    _say(turn, place, layer)


def _border(turn: Turn, exploring: Exploring) -> None:
    """Sound like a border, and say again what is there."""
    turn.silence()
    turn.play(Earcon.BORDER)
    if exploring.at is not None:
        _say(turn, exploring.at)


def _say(turn: Turn, place: Place, layer: Spoken | None = None) -> None:
    side = 2 * place.x - 1
    turn.do(Tone(1 - place.y, side))
    turn.say(Spoken.of(layer, place.said), Priority.ANSWER, side=side)


def _part(frame: Frame, box: Box) -> Frame:
    return replace(frame, pixels=part_of(frame.pixels, box), page=None, part=True)


def part_of(picture: Picture, box: Box) -> Picture:
    """The part of a picture around a box, as a picture of its own."""
    height, width = picture.shape[:2]
    x0, y0, x1, y1 = box
    beside, above = AROUND * (x1 - x0), AROUND * (y1 - y0)
    left, top = int(max(0.0, x0 - beside) * width), int(max(0.0, y0 - above) * height)
    right = max(left + 1, round(min(1.0, x1 + beside) * width))
    bottom = max(top + 1, round(min(1.0, y1 + above) * height))
    return np.ascontiguousarray(picture[top:bottom, left:right])


def _close(turn: Turn, exploring: Exploring) -> None:
    turn.stop()
    end(turn)
    turn.say(ExploreLine.ENDED.said(), Priority.STATUS, log=False)


def _go_live(turn: Turn, exploring: Exploring) -> None:
    end(turn)
    exploring_live.begin(turn)


def _stop(turn: Turn, exploring: Exploring) -> None:
    """Fall silent, and end with a sound alone."""
    turn.stop()
    end(turn)
    turn.play(Earcon.DONE)


def _describe(turn: Turn, exploring: Exploring) -> None:
    turn.stop()
    turn.play(Earcon.THINKING)
    turn.describe(_frame(turn, exploring))


def _ask(turn: Turn, exploring: Exploring, skill: str) -> None:
    turn.stop()
    query = Query(skill, question=turn.state.given.skills[skill].question)
    frame = exploring.shown.frame if skill == WHERE else _frame(turn, exploring)
    turn.play(Earcon.THINKING)
    turn.ask(PendingQuestion(query, frame, skill=skill))


def _frame(turn: Turn, exploring: Exploring) -> Frame:
    """The part that was said last, or the whole picture."""
    return (turn.state.shown or exploring.shown).frame


def _read(turn: Turn, exploring: Exploring) -> None:
    """Read on from this place."""
    turn.stop()
    end(turn)
    text, frame = exploring.text, exploring.shown.frame
    if text is None or not text.lines:
        turn.play(Earcon.THINKING)
        reading.read(turn, frame, PendingText())
    else:
        reading.from_line(turn, frame, text, _line(exploring.places, exploring.at))


def _line(places: Sequence[Place], at: Place | None) -> int:
    """From which line to read on at a place."""
    every = layer_of(places, Layer.TEXT)
    if at is None or at in every:
        return 0 if at is None else every.index(at)
    first = _first_line(every, at.box)
    return first if first < len(every) else 0


def _first_line(lines: Sequence[Place], box: Box) -> int:
    """The first line in a box or, if there is none in it, below its top; else their number."""
    inside = (number for number, one in enumerate(lines) if holds(box, one.box))
    below = (number for number, one in enumerate(lines) if one.y >= box[1])
    return next(inside, next(below, len(lines)))


def _sought(exploring: Exploring) -> str:
    """What the camera can be led to, in English; empty if nothing."""
    at = exploring.at
    return "" if at is None else "text" if at.layer is Layer.TEXT else at.name


def _find(turn: Turn, name: str) -> None:
    """Lead the camera to the thing."""
    end(turn)
    finding.begin(turn, *finding.called(turn, name))


_MOVES: Final[Mapping[str, Callable[[Turn, Exploring], None]]] = {
    **{
        action: partial(_move, action=action)
        for action in (RIGHT, LEFT, DOWN, UP, Action.FIRST_LINE, Action.LAST_LINE)
    },
    Action.NEXT_PAGE: partial(_change_layer, down=True),
    Action.PREVIOUS_PAGE: partial(_change_layer, down=False),
}
_HANDLERS: Final[Mapping[str, Callable[[Turn, Exploring], None]]] = {
    **_MOVES,
    Action.DESCRIBE: _describe,
    Action.READ: _read,
    Action.STOP: _stop,
    Action.WATCH: _go_live,
    SKILL: _close,
}
