"""Directions for a phone's camera that moves, look after look: to a thing, or to a page. Pure.

To a thing, `finding` directs as it does for the computer's camera. What was said last is said again
only where the hand has to do the same once more.
"""

from dataclasses import replace
from typing import Final

from assistant.dialog import finding
from assistant.dialog.finding import LIMIT, LOST, STILL, STOPS
from assistant.dialog.state import Given, State
from assistant.dialog.turn import Turn
from assistant.protocol.effects import Say
from assistant.protocol.events import Action, Found, Frame, Spot
from assistant.protocol.geometry import Side
from assistant.protocol.spoken import Message, Spoken
from assistant.protocol.text import Framing
from assistant.saying.messages.phone_lines import PageLine
from assistant.saying.messages.reading_lines import PROBLEM_LINES
from assistant.saying.messages.senses_lines import FindLine
from assistant.understanding.language_file import Understanding, of
from assistant.understanding.matcher import named, understand

WORD: Final = 0.35
"""Seconds that a word takes to speak: phones do not say when they have spoken."""
_WAYS: Final = {
    Side.LEFT: FindLine.GO_LEFT,
    Side.RIGHT: FindLine.GO_RIGHT,
    Side.TOP: FindLine.GO_UP,
    Side.BOTTOM: FindLine.GO_DOWN,
}
_STEPS: Final = tuple(
    Spoken.of(line.said())
    for line in (
        *(FindLine.LITTLE_LEFT, FindLine.LITTLE_RIGHT, FindLine.LITTLE_UP, FindLine.LITTLE_DOWN),
    )
)


def thing_of(text: str, language: Understanding | None) -> tuple[str, str]:
    """The thing that words name, and the language of its name; empty if they name none."""
    query = understand(text, language, heard=False)
    if query is None:
        return "", ""
    names = of(query.language)
    thing = query.name or named(text, names)
    return ("", "") if names.names.is_article(thing) else (thing, query.language)


class ThingGuide:
    """Guides to a thing, named in a language."""

    def __init__(self, thing: str, language: str, now: float) -> None:
        turn = Turn(
            State(ready=True, now=now, given=Given(keys={Action.FIND: PageLine.GUIDE.said()}))
        )
        finding.begin(turn, thing, language)
        self.thing, self.language = thing, language
        self._state = turn.state
        self._said = Spoken()
        self._offset = (0.0, 0.0)
        """Where the thing was when that was said."""
        self._speaks = now
        """Until when."""

    @property
    def ended(self) -> bool:
        """Whether the search is over."""
        return self._state.seek is None

    def look(self, frame: Frame, spot: Spot, now: float) -> Spoken:
        """What to say after a look at a frame that was taken at `frame.at`; often nothing."""
        seek = self._state.seek
        assert seek is not None
        state = replace(self._state, now=now)
        turn = Turn(state if now < self._speaks else replace(state, unheard=None))
        finding.found(turn, Found(seek.generation, frame, spot))
        self._state = turn.state
        said = Spoken.of(*(effect.text for effect in turn.effects if isinstance(effect, Say)))
        if not said:
            return said
        self._speaks = now + WORD * len(str(said).split())
        offset = (spot.x - 0.5, spot.y - 0.5)
        moved = max(abs(here - there) for here, there in zip(offset, self._offset, strict=True))
        if said == self._said and not (said in _STEPS and moved > STILL):
            return Spoken()
        self._said, self._offset = said, offset
        return said


class PageGuide:
    """Guides until the text of a page is whole in the picture, and the camera rests."""

    def __init__(self, now: float) -> None:
        self.ended = False
        self._since = now
        self._found: float | None = None
        """When there was text last."""
        self._rests: float | None = None
        """From when on the camera is at rest, as it was asked to be."""
        self._said: Message | None = None
        self._speaks = now
        """Until when that is spoken."""

    def look(self, framing: Framing, now: float) -> Spoken:
        """What to say after a look; often nothing."""
        if now - self._since > LIMIT:
            self.ended = True
            return Spoken.of(FindLine.STOPPED.said(key=PageLine.TO_PAGE.said()))
        whole = framing.box is not None and not framing.cut
        if whole and self._rests is not None and now >= self._rests:
            self.ended = True
            return Spoken.of(PageLine.PAGE_WHOLE.said())
        line = self._direction(framing, now)
        if not whole:
            self._rests = None
        if framing.box is not None:
            self._found = now
        if line is None or line == self._said or now < self._speaks:
            return Spoken()
        if whole:
            self._rests = now + STOPS
        self._said = line
        self._speaks = now + WORD * len(str(line).split())
        return Spoken.of(line)

    def _direction(self, framing: Framing, now: float) -> Message | None:
        if framing.box is not None:
            cut = set(framing.cut)
            if len(cut) > 2 or cut in ({Side.LEFT, Side.RIGHT}, {Side.TOP, Side.BOTTOM}):
                return PageLine.MOVE_BACK.said()
            return (_WAYS[framing.cut[0]] if cut else FindLine.HOLD).said()
        if now - (self._since if self._found is None else self._found) < LOST:
            # Single looks err, most of all while the hand moves.
            return PageLine.NO_PAGE.said() if self._said is None else None
        if framing.problem is not None:
            return PROBLEM_LINES[framing.problem].said()
        return (PageLine.NO_PAGE if self._found is None else FindLine.LOST).said()
