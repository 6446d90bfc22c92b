"""Things that wear an artwork: a flat sheet, a box, a packet, a bottle, a can, a jar, a tube.

Each is a layer: colour and opacity, with its lines of text where they now stand.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from models.training.held_up import artwork
from models.training.held_up.artwork import Artwork, Line, Surface
from models.training.held_up.words import Random

TURN: Final = 1.25
"""Radians of a cylinder's label that are seen on each side of its middle."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A thing as it is seen from the front."""

    surface: Surface
    colour: NDArray[np.float32]
    """[H, W, 3], 0…255."""
    opacity: NDArray[np.float32]
    """[H, W], 0…1."""
    lines: tuple[Line, ...]
    glossy: bool


def draw(rng: Random, surface: Surface) -> Layer:
    """Draw a thing of a kind."""
    if surface in artwork.FLAT:
        makers = artwork.FLAT[surface]
        art = makers[int(rng.integers(len(makers)))](rng)
        return _flat(rng, surface, art)
    return _PACKAGES[surface](rng)


def _flat(rng: Random, surface: Surface, art: Artwork) -> Layer:
    if surface is Surface.SCREEN:
        return _framed(rng, art)
    colour = art.pixels.astype(np.float32)
    if surface in {Surface.SHEET, Surface.RECEIPT, Surface.MENU, Surface.ENVELOPE}:
        colour *= _creases(rng, colour.shape[:2])[..., None]
    glossy = surface in {Surface.CARD, Surface.BOOK} and rng.random() < 0.6
    return Layer(surface, colour, np.ones(colour.shape[:2], np.float32), tuple(art.lines), glossy)


def _framed(rng: Random, art: Artwork) -> Layer:
    """A screen in its bezel; a monitor may have its foot."""
    height, width = art.pixels.shape[:2]
    edge = int(rng.integers(8, 40))
    foot = int(rng.integers(0, 120)) if width > height and rng.random() < 0.5 else 0
    bezel = float(rng.choice([15, 25, 40, 190]))
    colour = np.full((height + 2 * edge + foot, width + 2 * edge, 3), bezel, np.float32)
    glow = np.float32(rng.uniform(0.75, 1.15))
    colour[edge : edge + height, edge : edge + width] = np.clip(art.pixels * glow, 0, 255)
    opacity = np.ones(colour.shape[:2], np.float32)
    if foot:
        opacity[-foot:] = 0
        opacity[-foot:, int(0.42 * width) : int(0.58 * width)] = 1
    return Layer(Surface.SCREEN, colour, opacity, _moved(art.lines, edge, edge), True)


def _moved(lines: list[Line], x: float, y: float) -> tuple[Line, ...]:
    shift = np.array([x, y], np.float32)
    return tuple(Line(line.text, line.corners + shift, line.height) for line in lines)


def _creases(rng: Random, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """The light on paper that is not quite flat, about 1."""
    small = rng.normal(1, 0.05, (5, 4)).astype(np.float32)
    light = cv2.resize(small, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.clip(light, 0.8, 1.08), np.float32)


def _box(rng: Random) -> Layer:
    width, height = int(rng.integers(360, 760)), int(rng.integers(420, 860))
    art = artwork.label(rng, (width, height))
    side = int(rng.uniform(0, 0.35) * width)
    colour = np.zeros((height, width + side, 3), np.float32)
    colour[:, :width] = art.pixels
    if side:
        rest = artwork.label(rng, (max(side, 60), height)).pixels[:, :side]
        colour[:, width:] = rest * np.float32(rng.uniform(0.5, 0.85))
    opacity = np.ones(colour.shape[:2], np.float32)
    if side:
        # The side runs away from the eye, so its far edge is lower above and higher below.
        slope = np.linspace(0, rng.uniform(0.1, 0.4), side) * side
        rows = np.arange(height)[:, None]
        opacity[:, width:] = (rows >= slope) & (rows <= height - slope)
    return Layer(Surface.BOX, colour, opacity, tuple(art.lines), rng.random() < 0.4)


def _packet(rng: Random) -> Layer:
    width, height = int(rng.integers(420, 700)), int(rng.integers(560, 860))
    art = artwork.label(rng, (width, height))
    colour = art.pixels.astype(np.float32)
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    bulge = np.sin(np.pi * columns / width) ** 0.5 * np.sin(np.pi * rows / height) ** 0.3
    colour *= (0.55 + 0.5 * bulge)[..., None] * _creases(rng, colour.shape[:2])[..., None]
    teeth = 6 * np.abs(((columns / 14) % 1) - 0.5)
    opacity = ((rows > teeth) & (rows < height - teeth)).astype(np.float32)
    return Layer(Surface.PACKET, np.clip(colour, 0, 255), opacity, tuple(art.lines), True)


def _rolled(art: Artwork) -> tuple[NDArray[np.float32], tuple[Line, ...]]:
    """An artwork around an upright cylinder, shaded, and its lines as the eye sees them."""
    height, width = art.pixels.shape[:2]
    seen = 2 * width / (2 * TURN) * np.sin(TURN)
    wide = int(seen)
    radius = width / (2 * TURN)
    across = (np.arange(wide) - wide / 2) / radius
    angle = np.arcsin(np.clip(across, -0.999, 0.999))
    source = (angle * radius + width / 2).astype(np.float32)
    map_x = np.repeat(source[None], height, 0)
    map_y = np.repeat(np.arange(height, dtype=np.float32)[:, None], wide, 1)
    colour = cv2.remap(art.pixels, map_x, map_y, cv2.INTER_LINEAR).astype(np.float32)
    colour *= (0.35 + 0.7 * np.cos(angle))[None, :, None]

    def bent(corners: NDArray[np.float32]) -> NDArray[np.float32]:
        turned = np.clip((corners[:, 0] - width / 2) / radius, -TURN, TURN)
        return np.stack([radius * np.sin(turned) + wide / 2, corners[:, 1]], 1).astype(np.float32)

    lines = tuple(Line(line.text, bent(line.corners), line.height) for line in art.lines)
    return np.clip(colour, 0, 255), lines


def _around(rng: Random, surface: Surface, above: float, below: float, neck: float) -> Layer:
    """A cylinder with a label, `above` and `below` it bare (shares of the label's height)."""
    width, height = int(rng.integers(420, 640)), int(rng.integers(360, 680))
    rolled, lines = _rolled(artwork.label(rng, (width, height)))
    wide = rolled.shape[1]
    top, bottom = int(above * height), int(below * height)
    body = rng.uniform(20, 235, 3).astype(np.float32)
    shade = 0.35 + 0.7 * np.sqrt(
        np.clip(1 - ((np.arange(wide) - wide / 2) / (wide / 2)) ** 2, 0, 1)
    )
    colour = np.repeat((body * shade[:, None])[None], top + height + bottom, 0).astype(np.float32)
    colour[top : top + height] = rolled
    opacity = np.ones(colour.shape[:2], np.float32)
    if top:
        rows = np.arange(top)[:, None] / top
        half = wide / 2 * np.clip(neck + (1 - neck) * np.clip((rows - 0.35) / 0.5, 0, 1), 0, 1)
        opacity[:top] = np.abs(np.arange(wide)[None] - wide / 2) <= half
        cap = int(0.3 * top)
        colour[:cap] = (rng.uniform(20, 235, 3) * shade[:, None])[None]
    return Layer(surface, colour, opacity, _moved(list(lines), 0, top), rng.random() < 0.8)


def _bottle(rng: Random) -> Layer:
    return _around(rng, Surface.BOTTLE, rng.uniform(0.6, 1.3), rng.uniform(0, 0.3), 0.3)


def _can(rng: Random) -> Layer:
    return _around(rng, Surface.CAN, 0.06, 0.06, 0.93)


def _jar(rng: Random) -> Layer:
    return _around(rng, Surface.JAR, rng.uniform(0.25, 0.5), rng.uniform(0.05, 0.25), 0.8)


def _tube(rng: Random) -> Layer:
    """A tube: a label that narrows towards its crimped end, a cap on the other."""
    width, height = int(rng.integers(240, 340)), int(rng.integers(700, 980))
    art = artwork.label(rng, (width, height), care=True)
    colour = art.pixels.astype(np.float32)
    columns = (np.arange(width) - width / 2) / (width / 2)
    colour *= (0.5 + 0.55 * np.sqrt(np.clip(1 - columns**2, 0, 1)))[None, :, None]
    cap = int(rng.uniform(0.08, 0.16) * height)
    ground = np.full((height + cap, width, 3), rng.uniform(20, 235, 3), np.float32)
    ground[:height] = colour
    opacity = np.ones(ground.shape[:2], np.float32)
    opacity[height:] = np.abs(columns)[None] < rng.uniform(0.5, 0.9)
    return Layer(Surface.TUBE, np.clip(ground, 0, 255), opacity, tuple(art.lines), True)


_PACKAGES: Final[dict[Surface, Callable[[Random], Layer]]] = {
    Surface.BOX: _box,
    Surface.PACKET: _packet,
    Surface.BOTTLE: _bottle,
    Surface.CAN: _can,
    Surface.JAR: _jar,
    Surface.TUBE: _tube,
}
