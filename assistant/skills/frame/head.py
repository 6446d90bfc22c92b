"""Where the user's head is in a picture, what cuts it off, and how it is lit.

Never who somebody is, how old or how happy. A head counts as found only where a face is, so of
somebody who looks away it is only known whether the upper border cuts them off.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from assistant.protocol.events import Layer, Place
from assistant.protocol.geometry import Side, cut_sides, within
from assistant.protocol.spoken import Message, Phrase, Spoken
from assistant.saying.messages.core import PROBLEM_LINES
from assistant.saying.messages.senses_lines import FrameLine, PlaceLine
from assistant.skills import wording
from assistant.skills.picture_session import PictureSession
from assistant.skills.skill import SkillResult
from assistant.skills.wording import Facing
from models.interfaces import PERSON, SAYABLE, Box, CancelToken, Evidence, Picture

FACE: Final = "face"
"""What is looked for, and what the camera is led to."""
SURE: Final = 0.6
"""The probability from which a head, or a person, is where it was found."""
MISSING: Final = 0.15
"""The share of a head's width or height from which it is cut off. `benchmarks/framing.py` measures
with what stands here."""
NEAR: Final = 0.03
"""As `geometry.MARGIN`, for people: the detector's boxes often leave out some hair."""
TOO_NEAR: Final = 0.75
"""The share of the picture's height that a head fills from which it is too near."""
TOO_FAR: Final = 0.12
"""The same from which it is too far: faces on video calls are about a third."""
FACE_PART: Final = (0.25, 0.45, 0.75, 0.9)
"""The part of a head's box that is skin."""
DARK: Final = 60
"""A face of any colour is too dark if even its brightest tenth is darker than this, of 255."""
DIM, GLARING = 90, 200
"""The light is behind a face if even the brightest tenth of it is darker than the first, and a
quarter of the picture is brighter than the second, of 255."""
UNSEEN: Final = ("nobody", "no_face")
"""Problems after which the camera is led to the face."""
WHOLE: Final = (0.0, 0.0, 1.0, 1.0)
_LINES: Final[Mapping[str, Phrase]] = {
    **{str(problem): line for problem, line in PROBLEM_LINES.items()},
    "nobody": FrameLine.NOBODY,
    "no_face": FrameLine.NO_FACE,
    "too_near": FrameLine.TOO_NEAR,
    "too_far": FrameLine.TOO_FAR,
    "dark_face": FrameLine.DARK_FACE,
    "backlit": FrameLine.BACKLIT,
}
_MOVES: Final = {
    (facing, side): FrameLine[f"{thing}_{side.name}"]
    for facing, thing in (("user", "SCREEN"), ("world", "CAMERA"))
    for side in Side
}


@dataclass(frozen=True, slots=True)
class HeadInPicture:
    """What is known of the user's head."""

    head: Box | None
    """It ends where the head would, also beyond the picture."""
    cut: tuple[Side, ...] = ()
    """The borders that cut it off."""
    problem: str | None = None
    """One of `Problem`, "nobody", "no_face", "too_near", "too_far", "dark_face" or "backlit"."""
    person: Box | None = None
    """What is seen of the user."""

    @property
    def place(self) -> Box | None:
        """What the camera can be led to: the head, or else the user."""
        return self.head or self.person


def look_for(session: PictureSession, cancel: CancelToken) -> HeadInPicture:
    """Find the head of the nearest person. Raises WorkCancelledError and StartError."""
    analysis = session.analysis(cancel)
    look, known = analysis.look, session.known(cancel, first=True)
    if look is None or known is None or analysis.problem is not None:
        return HeadInPicture(None, problem=analysis.problem)
    there = known.presence(PERSON)
    if there is None or there.certainty not in SAYABLE:
        return HeadInPicture(None, problem="nobody")

    def outline(thing: str) -> Box | None:
        found = session.models.finder.locate(session.pixels, look, thing, cancel)
        sure = found is not None and found.evidence is Evidence.OUTLINE
        return found.box if found is not None and sure and found.probability >= SURE else None

    person, head = outline(PERSON), outline(FACE)
    if head is None:
        beheaded = person is not None and Side.TOP in cut_sides(person, NEAR)
        return HeadInPicture(None, (Side.TOP,) if beheaded else (), "no_face", person)
    cut = cut_off(head, person)
    return HeadInPicture(head, cut, _problem(session.pixels, head, cut), person)


def cut_off(head: Box, person: Box | None) -> tuple[Side, ...]:
    """The borders that cut off a head; no upper one if the person ends below it."""
    x0, y0, x1, y1 = head
    across, down = MISSING * (x1 - x0), MISSING * (y1 - y0)
    cut = cut_sides((x0 + across, y0 + down, x1 - across, y1 - down), margin=0.0)
    whole = person is not None and Side.TOP not in cut_sides(person, NEAR)
    return tuple(side for side in cut if side is not Side.TOP or not whole)


def _problem(picture: Picture, head: Box, cut: tuple[Side, ...]) -> str | None:
    high = head[3] - head[1]
    if high >= TOO_NEAR or {Side.TOP, Side.BOTTOM} <= set(cut):
        return "too_near"
    return _light(picture, head) or ("too_far" if high <= TOO_FAR else None)


def _light(picture: Picture, head: Box) -> str | None:
    """What is wrong with the light on a face."""
    height, width = picture.shape[:2]
    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY))
    x0, y0, x1, y1 = head
    left, top, right, bottom = FACE_PART
    wide, high = x1 - x0, y1 - y0
    a, b, c, d = within((x0 + left * wide, y0 + top * high, x0 + right * wide, y0 + bottom * high))
    face = grey[int(b * height) : int(d * height), int(a * width) : int(c * width)]
    if not face.size:
        return None
    brightest = float(np.percentile(face, 90))
    around = float(np.percentile(grey, 75))
    if brightest < DIM and around > GLARING:
        return "backlit"
    return "dark_face" if brightest < DARK else None


def advice(found: HeadInPicture, facing: Facing) -> Iterator[Message]:
    """The sentences: "Your head is cut off at the top.", "Tilt the screen up."."""
    cut = [side.mirrored if facing == "user" else side for side in found.cut]
    if cut:
        place, *more = (PlaceLine[side.name].said() for side in cut[:2])
        if more:
            yield FrameLine.CUT_TWICE.said(place=place, other=more[0])
        else:
            yield FrameLine.CUT.said(place=place)
    elif found.head is not None:
        yield FrameLine.PLACED.said(place=wording.place(found.head, facing))
    sides = [] if found.problem == "too_near" else cut or _away(found.place, facing)
    moves = [_MOVES[facing, side].said() for side in sides]
    if found.head is not None:
        yield from moves
    if found.problem is not None and not (cut and found.problem == "no_face"):
        yield _LINES[found.problem].said()
    if found.head is None:
        yield from moves


def _away(place: Box | None, facing: Facing) -> list[Side]:
    """The sides to which a place is out of the middle, as the user sees it."""
    return [] if place is None else [Side[one] for one in wording.thirds(place, facing) if one]


def run(session: PictureSession, cancel: CancelToken) -> SkillResult:
    """Say where the head is. Raises WorkCancelledError and StartError."""
    found, facing = look_for(session, cancel), session.facing
    said = Spoken.of(*advice(found, facing))
    details = {
        "head": found.head and [round(edge, 4) for edge in within(found.head)],
        "cut_off": [str(side) for side in found.cut],
        "problem": found.problem,
    }
    if found.problem not in UNSEEN and not _away(found.head, facing):
        return SkillResult(said, details)
    box = within(found.place or WHOLE)
    place = Place(Layer.THINGS, said, box, *wording.middle(box, facing), FACE)
    return SkillResult(said, details, (place,))
