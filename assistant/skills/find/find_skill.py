"""Finds a named thing in a picture: its side, its direction on a clock face, and its size.

On the picture, 12 o'clock is up and 3 o'clock is right. The size needs a box that ends where the
thing does; distance is never given in metres.
"""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import cv2
import numpy as np

from assistant.protocol.events import Spot
from assistant.protocol.geometry import Side, cut_sides, holds, within
from assistant.protocol.memory_protocols import Memory, MemoryFault
from assistant.protocol.spoken import ENGLISH, Message, Spoken
from assistant.protocol.text import CannotReadError, Framing
from assistant.saying.messages.core import PROBLEM_LINES
from assistant.saying.messages.reading_lines import PROBLEM_LINES as TEXT_LINES
from assistant.saying.messages.senses_lines import FindLine
from assistant.saying.noun_phrases import Thing, knows
from assistant.skills import wording
from assistant.skills.picture_session import PictureSession
from assistant.skills.point import panel
from assistant.skills.point.fingertip import fingertip
from assistant.skills.somebody import is_somebody
from assistant.understanding.given_names import is_given_name
from assistant.understanding.language_file import of
from assistant.understanding.normaliser import plain
from assistant.understanding.thing_names import ANY
from models.certainty import graded
from models.interfaces import (
    PERSON,
    SAYABLE,
    UNCANCELLED,
    Box,
    CancelToken,
    Certainty,
    Embedder,
    Evidence,
    Finder,
    Picture,
    Problem,
    Sighting,
)
from models.lexicon.things import UNMOVED

NEVER: Final = 2.0
"""More than any probability."""
GRADES: Final = {
    Evidence.OUTLINE: (0.5, 0.2, 0.2),
    Evidence.DOORS: (NEVER, 0.42, 0.33),
    Evidence.PATCHES: (NEVER, 0.73, 0.13),
    Evidence.WORDS: (NEVER, NEVER, 0.7),
}
"""The probabilities from which a thing and its side are plain, probable and unsure.

`benchmarks/finding.py` chooses them: nine in ten plain ones are right, three in four probable ones.
"""
FILLS: Final = 0.5
SMALL: Final = 0.01
"""Shares of the picture: a thing fills it from the first on, and is small below the second."""
NEAR: Final = 0.12
"""The distance from the middle, as a share of the picture, below which a thing has no hour."""
LEFT: Final = 1 / 3
RIGHT: Final = 2 / 3
"""Where the sides begin, as shares of the width."""
TEXT: Final = frozenset(("text", "page", "print", "writing", "words"))
"""What the reader finds."""
BEYOND: Final = 0.2
"""How far from the middle text lies that is hidden by a border, as a share of the picture."""
_LINES: Final = {
    Certainty.PLAIN: FindLine.THERE,
    Certainty.PROBABLY: FindLine.THERE_PROBABLY,
    Certainty.UNSURE: FindLine.THERE_PERHAPS,
}


class FindSkill:
    """Finds text, and things that the model knows, that words describe, or that are kept."""

    def __init__(
        self,
        finder: Finder,
        embedder: Embedder,
        memory: Memory,
        framing: Callable[[PictureSession, CancelToken], Framing],
    ) -> None:
        """`framing` tells how text lies in a picture."""
        self._framing = framing
        self._finder = finder
        self._embedder = embedder
        self._memory = memory

    def find(
        self,
        session: PictureSession,
        thing: str,
        language: str = ENGLISH,
        cancel: CancelToken = UNCANCELLED,
    ) -> Spot:
        """Find a thing by its name in a language. Raises WorkCancelledError."""
        spot = self._found(session, thing, language, cancel)
        if spot.certainty is Certainty.NONE:
            spot = self._label(session, bare(thing, language), spot, cancel)
        return replace(spot, sharpness=sharpness(session.pixels))

    def _found(
        self, session: PictureSession, thing: str, language: str, cancel: CancelToken
    ) -> Spot:
        own = of(language)
        known = None if own.names.is_article(thing) else own.names.english(thing, exactly=False)
        if known is not None and bare(known) in TEXT:
            return self._text(session, thing, language, cancel)
        look, problem = session.analysis(cancel).look, session.analysis(cancel).problem
        if problem is not None:
            said = Spoken.of(PROBLEM_LINES[problem].said())
            return Spot(Certainty.NONE, 0.0, spoken=said, problem=True)
        assert look is not None
        name = ""
        kept = self._kept(session, bare(thing, language), language, cancel)
        if is_somebody(bare(known) if known else bare(thing, language)) and not (
            kept and self._is_no_person(session, *kept)
        ):
            known, kept = PERSON, None
            thing = name = own.names.own(PERSON) or PERSON
        if kept is None and known is None:
            said = Spoken.of(naming(FindLine.UNKNOWN, thing, language))
            return Spot(Certainty.NONE, 0.0, spoken=said, unknown=True)
        found, certainty = kept or (None, Certainty.NONE)
        if known is not None and certainty is Certainty.NONE:
            found = self._finder.locate(session.pixels, look, bare(known), cancel)
            if found is not None:
                certainty = graded(found.probability, *GRADES[found.evidence])
            another = found is not None and found.kind
            another |= kept is not None and not _any_will_do(thing, language)
            another |= own.names.english(thing) is None
            if another and certainty is not Certainty.NONE:
                # It may be another one: a cup that is not red, or not the user's.
                certainty = Certainty.UNSURE
        if found is None or certainty is Certainty.NONE:
            likely = 0.0 if found is None else found.probability
            said = Spoken.of(naming(FindLine.NOT_HERE, thing, language))
            return Spot(Certainty.NONE, likely, spoken=said, name=name)
        height, width = session.pixels.shape[:2]
        middle, size = wording.middle(found.box, session.facing), _size(found)
        # What the border cuts off goes on beyond it, so it is not small.
        seen = 0.0 if size < FILLS and cut_sides(found.box) else size
        place = where(*middle, width / height, seen, bare(known or thing))
        text = naming(_LINES[certainty], thing, language, place=place).as_sentence()
        return Spot(
            *(certainty, found.probability, within(found.box), *middle, size),
            spoken=Spoken.of(text),
            name=name,
        )

    def _label(self, session: PictureSession, name: str, spot: Spot, cancel: CancelToken) -> Spot:
        """Where the label of a button with this name is, or else `spot`.

        A name is looked for among the labels if it speaks of a button, or if nobody knows it and a
        finger points.
        """
        drawn = session.found is not None and session.found.problem is Problem.NOT_A_PHOTO
        button, points = panel.is_button(name), fingertip(session.pixels) is not None
        asks = spot.unknown or button or (points and not knows(name))
        if not asks or (spot.problem and not drawn):
            return spot
        try:
            label = panel.towards(session, name, cancel)
        except CannotReadError:
            label = None
        # A hand may hide a button for a moment.
        return label or (replace(spot, unknown=False) if button or points else spot)

    def _text(
        self, session: PictureSession, thing: str, language: str, cancel: CancelToken
    ) -> Spot:
        """Where text is; if it goes on beyond a border, the way is there."""
        framing = self._framing(session, cancel)
        if framing.box is None:
            wrong = framing.problem
            if wrong is not None:
                said = Spoken.of(TEXT_LINES[wrong].said())
                return Spot(Certainty.NONE, 0.0, spoken=said, problem=True)
            said = Spoken.of(naming(FindLine.NOT_HERE, thing, language))
            return Spot(Certainty.NONE, 0.0, spoken=said)
        height, width = session.pixels.shape[:2]
        found = Sighting(1.0, framing.box, Evidence.OUTLINE)
        size = _size(found)
        place = where(*wording.middle(found.box, session.facing), width / height, size, "text")
        text = naming(FindLine.THERE, thing, language, place=place).as_sentence()
        way = wording.middle(_towards(framing), session.facing)
        return Spot(Certainty.PLAIN, 1.0, found.box, *way, size, spoken=Spoken.of(text))

    def _kept(
        self, session: PictureSession, name: str, language: str, cancel: CancelToken
    ) -> tuple[Sighting | None, Certainty] | None:
        """Where a kept thing of this name is, and how surely; None if none is kept."""
        try:
            kept, meant = self._memory.views(), plain(name)
        except MemoryFault:
            # The thing can still be found by its name, and keeping and listing report the fault.
            return None
        views = [view.vector for view in kept if plain(bare(view.name, language)) == meant]
        if not views:
            return None
        found = self._finder.resembling(session.pixels, views, cancel)
        near = found is not None and found.probability >= self._embedder.same
        return found, Certainty.PROBABLY if near else Certainty.NONE

    def _is_no_person(
        self, session: PictureSession, found: Sighting | None, certainty: Certainty
    ) -> bool:
        """Whether a kept thing with a person's name, such as a pet, is there and no person."""
        look = session.analysis().look
        if found is None or certainty is Certainty.NONE or look is None:
            return False
        least = GRADES[Evidence.OUTLINE][-1]
        people = [one for one in look.objects if one.name == PERSON and one.probability >= least]
        if people:
            people += [one for one in look.instances if one.name == PERSON]
        return not any(
            one.box is None or holds(found.box, one.box) or holds(one.box, found.box)
            for one in people
        )


def _towards(framing: Framing) -> Box:
    """A box to bring to the middle, so that the whole text comes into the picture."""
    assert framing.box is not None
    x0, y0, x1, y1 = framing.box

    def along(low: float, high: float, before: Side, after: Side) -> tuple[float, float]:
        cut = (before in framing.cut, after in framing.cut)
        middle = {(True, False): 0.5 - BEYOND, (False, True): 0.5 + BEYOND, (True, True): 0.5}
        return (low, high) if cut not in middle else (middle[cut], middle[cut])

    left, right = along(x0, x1, Side.LEFT, Side.RIGHT)
    top, bottom = along(y0, y1, Side.TOP, Side.BOTTOM)
    return left, top, right, bottom


def _size(found: Sighting) -> float:
    """The share of the picture that a thing covers; 0 if it was not measured."""
    x0, y0, x1, y1 = found.box
    return (x1 - x0) * (y1 - y0) if found.evidence is Evidence.OUTLINE else 0.0


def naming(line: FindLine, thing: str, language: str, **values: object) -> Message:
    """A message that names a thing, in English if the thing was named in English."""
    message = line.said(thing=named(thing, language), **values)
    return message.in_language(ENGLISH) if language == ENGLISH else message


def sharpness(picture: Picture) -> float:
    """How sharp a picture is: the variance of its Laplacian at 320 x 240 pixels."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, (320, 240), interpolation=cv2.INTER_AREA)
    return float(cv2.Laplacian(np.asarray(small, np.uint8), cv2.CV_64F).var())


def bare(thing: str, language: str = ENGLISH) -> str:
    """A thing without its article or owner, in lower case and its base form."""
    return of(language).names.called(thing).lower()


def _any_will_do(thing: str, language: str) -> bool:
    """Whether any thing of its kind will do: "cup" and "a cup", not "my cup"."""
    words = " ".join(thing.lower().strip(" .?!¿¡").split())
    of_a_kind = language == ENGLISH and ANY.match(words) is not None
    return of_a_kind or words == bare(words, language)


def named(thing: str, language: str = ENGLISH) -> Thing | str:
    """A thing as it is spoken: "a cup", and "my cup" as "your cup".

    In other languages it has an article if its noun is known.
    """
    if language != ENGLISH:
        names = of(language).names
        called, known = names.called(thing), names.english(thing)
        noun = Thing(bare(known)) if known and knows(bare(known)) else None
        is_noun = noun and noun.in_words(language, "").text.lower().endswith(f" {called.lower()}")
        return noun if noun and is_noun else called
    words = " ".join(thing.strip(" .?!").split())
    if words.lower() in TEXT - {"page"}:
        return f"some {words}"
    if words.lower().startswith("my "):
        return f"your {words[3:]}"
    if is_given_name(words):
        return f"{words[:1].upper()}{words[1:]}"
    return words if of(ENGLISH).names.has_article(words) else str(Thing(words))


def direction(x: float) -> str:
    """ "left", "centre" or "right"."""
    return "left" if x < LEFT else "right" if x > RIGHT else "centre"


def hour(x: float, y: float, aspect: float) -> int | None:
    """The direction on a clock face; None near the middle, or if it contradicts `direction`.

    `aspect` is the width of the picture over its height.
    """
    if math.hypot(x - 0.5, y - 0.5) < NEAR:
        return None
    turn = math.degrees(math.atan2((x - 0.5) * aspect, 0.5 - y)) % 360
    found = round(turn / 30) % 12 or 12
    return found if (found in (12, 6)) == (direction(x) == "centre") else None


def where(x: float, y: float, aspect: float, size: float, name: str) -> Message:
    """The words for a place: "on the left, at 10 o'clock, small".

    `name` is the thing's own, in English; `aspect` is that of `hour`.
    """
    text = FindLine[direction(x).upper()].said()
    at = hour(x, y, aspect)
    if size >= FILLS:
        return FindLine.FILLS.said(place=text)
    if at is not None:
        text = FindLine.AT_CLOCK.said(place=text, count=at)
    if 0 < size < SMALL:
        text = (FindLine.FAR if name in UNMOVED else FindLine.SMALL).said(place=text)
    return text


def to_json(photo: str, thing: str, spot: Spot) -> dict[str, object]:
    """The object that `lantern find --json` prints for a photo."""
    found = spot.certainty in SAYABLE
    # The way to a label begins at the finger.
    x = (spot.box[0] + spot.box[2]) / 2 if spot.skill and spot.box else spot.x
    return {
        "photo": photo,
        "thing": thing,
        "found": found,
        "certainty": spot.certainty.value,
        "probability": round(spot.probability, 4),
        "box": spot.box and [round(edge, 4) for edge in spot.box],
        "direction": direction(x) if found else None,
        "spoken": spot.spoken,
    }
