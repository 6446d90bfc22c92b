"""How bright it is, and where the light comes from. Pure."""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from assistant.protocol.spoken import Message
from assistant.saying.messages.senses_lines import LightLine
from assistant.skills.picture_session import PictureSession
from assistant.skills.skill import SkillResult
from assistant.skills.wording import Facing
from models.interfaces import CancelToken, Picture

LightSide: TypeAlias = Literal["", "left", "right", "above", "below"]
_LEVELS: Final = ((0.015, "DARK"), (0.08, "DIM"), (0.35, "MEDIUM"), (1.1, "BRIGHT"))
"""The mean linear light up to which each name holds. Automatic exposure sets lit rooms to about
0.2; only a dark room stays dark."""
_FROM: Final = 1.8
"""How many times brighter than the other a half must be for the light to come from it."""
_STEP: Final = 4
"""Every so-manyth pixel of a row or column counts."""


@dataclass(frozen=True, slots=True)
class Brightness:
    """The light in a picture."""

    level: float
    """0 (black) to 1 (white), in even steps for the eye."""
    name: str
    """Of `LightLine`: DARK, DIM, MEDIUM or BRIGHT."""
    side: LightSide
    """As the user sees it; empty: from all sides, or none."""


def brightness(picture: Picture, facing: Facing) -> Brightness:
    """How bright a picture is."""
    few = picture[::_STEP, ::_STEP].astype(np.float32) / 255
    light = np.asarray((few**2.2) @ np.array([0.2126, 0.7152, 0.0722]), np.float32)
    mean = float(light.mean())
    name = next(name for most, name in _LEVELS if mean < most)
    return Brightness(mean ** (1 / 2.2), name, "" if name == "DARK" else _side(light, facing))


def _side(light: NDArray[np.float32], facing: Facing) -> LightSide:
    height, width = light.shape
    left, right = float(light[:, : width // 2].mean()), float(light[:, -(width // 2) :].mean())
    if facing == "user":
        left, right = right, left
    halves: tuple[tuple[LightSide, float, float], ...] = (
        ("left", left, right),
        ("right", right, left),
        ("above", float(light[: height // 2].mean()), float(light[-(height // 2) :].mean())),
        ("below", float(light[-(height // 2) :].mean()), float(light[: height // 2].mean())),
    )
    ratio, side = max((bright / max(dark, 1e-4), side) for side, bright, dark in halves)
    return side if ratio >= _FROM else ""


def spoken(found: Brightness) -> Message:
    """The sentence: "Bright, light from the left."."""
    level = LightLine[found.name].said()
    if not found.side:
        return level.as_sentence()
    side = LightLine[found.side.upper()].said()
    return LightLine.FROM.said(level=level, side=side).as_sentence()


def run(session: PictureSession, cancel: CancelToken) -> SkillResult:
    """Say how bright a picture is."""
    found = brightness(session.pixels, session.facing)
    details = {"level": round(found.level, 3), "side": found.side or None}
    return SkillResult(spoken(found), details)
