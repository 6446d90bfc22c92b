"""Drawn panels of appliances, keypads and lifts, with a finger that points at one of their buttons.

Nobody's hands are in them: fingers are drawn in every tone of skin.
"""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from models.interfaces import Picture
from models.training.held_up.artwork import Artwork, Pen
from models.training.held_up.words import Random

SIZE: Final = (640, 480)
KEYPAD: Final = tuple("123456789*0#")
LABELS: Final = tuple(
    tuple(one.split("|"))
    for one in (
        "Start|Stop|Clock|Timer|Power|Defrost|Popcorn|Potato|Reheat|Soup|Grill|Cancel",
        "Cotton|Wool|Synthetics|Quick 30|Rinse|Spin|Start|Delay|Delicates|Jeans|Eco|Drain",
        "Open|Close|Alarm|Ground floor|First floor|Second floor|Basement|Roof|Call|Garage",
        "Bake|Broil|Convection|Light|Clean|Timer on|Self clean|Keep warm|Start|Off|Clock",
        "Espresso|Hot water|Cappuccino|Steam|Milk|Large|Small|Rinse|On|Strong",
        "Start|Stopp|Uhr|Auftauen|Leistung|Grill|Suppe|Geflügel|Löschen|Dampf",
        "Baumwolle|Wolle|Pflegeleicht|Kurz 30|Spülen|Schleudern|Start|Vorwahl|Feinwäsche",
        "Inicio|Parar|Reloj|Descongelar|Potencia|Sopa|Pescado|Verduras|Cancelar|Arroz|Grill",
        "Algodón|Lana|Sintéticos|Rápido 30|Aclarar|Centrifugar|Delicado|Vaqueros|Vapor",
        "Mute|Source|Menu|Guide|Back|Home|Exit|Info|Play|Pause|Subtitles|Record",
        "OK|Corregir|Cancelar|Aceptar|Ayuda|Volver|Recibo|Idioma|Salir|Continuar",
    )
)
TONES: Final = (
    *((246, 215, 190), (232, 190, 160), (205, 155, 120), (160, 110, 80), (110, 72, 52)),
    (72, 48, 38),
)
"""Skin from light to dark, as a camera shows it in daylight."""


CASES: Final = ("button", "between", "no_finger", "open_hand")
"""What the finger does."""


def drawn(rng: Random, case: str) -> tuple[Picture, str]:
    """A picture, [480, 640, 3], and the label of the button at the finger, if it is at one."""
    flat, buttons = _panel(rng)
    width, height = flat.image.size
    target = int(rng.integers(len(buttons)))
    x0, y0, x1, y1 = buttons[target]
    tip = ((x0 + x1) / 2 + rng.normal(0, 0.08) * (x1 - x0), y0 + rng.uniform(0.55, 0.9) * (y1 - y0))
    if case == "between":
        # Where four buttons meet, or off the panel.
        tip = (x1 + 4.0, y1 + 4.0) if rng.random() < 0.5 else (width + 40.0, y0 + 50.0)
    matrix = _view(rng, width, height)
    scene = _ground(rng, flat.pixels, matrix)

    def seen(points: object) -> NDArray[np.float32]:
        given = np.asarray(points, np.float32).reshape(1, -1, 2)
        return np.asarray(cv2.perspectiveTransform(given, matrix)[0], np.float32)

    place = seen([tip])[0]
    if case != "no_finger":
        (left, _), (right, _) = seen([(x0, y0), (x1, y0)])
        wide = float(np.clip(rng.uniform(0.35, 0.9) * abs(right - left), 16, 48))
        scene = _hand(rng, scene, place, wide, open_=case == "open_hand")
    return _taken(rng, scene), flat.lines[target].text if case == "button" else ""


def _panel(rng: Random) -> tuple[Artwork, list[tuple[float, float, float, float]]]:
    """A flat panel; its lines of text and its buttons are in one order."""
    keypad = rng.random() < 0.2
    words = KEYPAD if keypad else LABELS[int(rng.integers(len(LABELS)))]
    columns = 3 if keypad else int(rng.integers(2, 4))
    rows = 4 if keypad else int(rng.integers(2, 5))
    chosen = words if keypad else [str(one) for one in rng.permutation(words)[: columns * rows]]
    dark = rng.random() < 0.35
    level = int(rng.integers(15, 70) if dark else rng.integers(150, 250))
    red, green, blue = np.clip(level + rng.normal(0, 6, 3), 0, 255).astype(int).tolist()
    paper = (red, green, blue)
    cell = (int(rng.integers(110, 150)) if keypad else int(rng.integers(150, 190)), 90)
    image = Image.new("RGB", (cell[0] * columns + 40, cell[1] * rows + 40), paper)
    artwork = Artwork(image, paper)
    pen, draw = Pen(artwork, rng), ImageDraw.Draw(image)
    ink = (235, 235, 235) if dark else (25, 25, 30)
    outlined, under = rng.random() < 0.7, rng.random() < 0.3
    buttons = []
    for number, text in enumerate(chosen):
        row, column = divmod(number, columns)
        x, y = 20 + column * cell[0], 20 + row * cell[1]
        size = pen.fit(text, 30 if keypad else 24, cell[0] - 30)
        if under:
            # The label stands above its key.
            pen.write(text, (x + cell[0] / 2, y + 12), size, ink, anchor="ma")
            key = (x + 30.0, y + 44.0, x + cell[0] - 30.0, y + cell[1] - 8.0)
            draw.rounded_rectangle(key, 8, outline=ink, width=2)
            buttons.append((x + 8.0, y + 8.0, x + cell[0] - 8.0, y + cell[1] - 4.0))
        else:
            box = (x + 8.0, y + 8.0, x + cell[0] - 8.0, y + cell[1] - 8.0)
            if outlined:
                draw.rounded_rectangle(box, 10, outline=ink, width=2)
            pen.write(text, (x + cell[0] / 2, y + 22), size, ink, anchor="ma")
            buttons.append(box)
    return artwork, buttons


def _view(rng: Random, width: int, height: int) -> NDArray[np.float32]:
    """How a camera sees the panel: nearly upright, a little from the side."""
    share = min(SIZE[0] / width, SIZE[1] / height) * rng.uniform(0.75, 1.0)
    wide, high = width * share, height * share
    x, y = (rng.uniform(0, edge - one) for edge, one in zip(SIZE, (wide, high), strict=True))
    corners = np.array([(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)])
    middle = corners.mean(0)
    turn = np.deg2rad(rng.normal(0, 3))
    spin = np.array([(np.cos(turn), np.sin(turn)), (-np.sin(turn), np.cos(turn))])
    moved = (corners - middle) @ spin + middle + rng.normal(0, 0.015 * wide, (4, 2))
    flat = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(flat, moved.astype(np.float32)), np.float32)


def _ground(rng: Random, panel: Picture, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
    """The panel before a wall or a housing, in some of which is wood."""
    base = rng.integers(20, 240) + rng.normal(0, 8, 3)
    if rng.random() < 0.2:
        base = np.array([168, 124, 86]) * rng.uniform(0.5, 1.2)
    ground = np.empty((SIZE[1], SIZE[0], 3), np.float32)
    ground[:] = np.clip(base, 0, 255)
    grain = cv2.GaussianBlur(rng.normal(0, 12, ground.shape[:2]).astype(np.float32), (41, 3), 0)
    ground += grain[..., None]
    flat = cv2.warpPerspective(panel, matrix, SIZE, flags=cv2.INTER_AREA)
    inside = cv2.warpPerspective(np.ones(panel.shape[:2], np.float32), matrix, SIZE)[..., None]
    return np.asarray(ground * (1 - inside) + flat * inside, np.float32)


def _hand(
    rng: Random,
    picture: NDArray[np.float32],
    tip: NDArray[np.float32],
    wide: float,
    *,
    open_: bool,
) -> NDArray[np.float32]:
    """A hand from below or from a side, with one finger out or all five."""
    angle = np.deg2rad(rng.normal(90, 25))
    along = np.array([np.cos(angle), np.sin(angle)])
    across = np.array([-along[1], along[0]])
    mask = np.zeros((SIZE[1], SIZE[0]), np.float32)

    def limb(start: NDArray[np.floating], end: NDArray[np.floating], thick: float) -> None:
        first, last = (tuple(round(float(v)) for v in one) for one in (start, end))
        cv2.line(mask, first, last, 1.0, max(2, round(thick)), cv2.LINE_AA)

    inner = tip + along * wide / 2
    length = rng.uniform(3.2, 4.6) * wide
    knuckle = inner + along * length
    limb(inner, knuckle, wide)
    side = 1 if rng.random() < 0.5 else -1
    for number in (1, 2, 3):
        root = knuckle + across * side * number * 0.95 * wide
        reach = length - 0.1 * number * wide if open_ else rng.uniform(0.3, 0.7) * wide
        limb(root - along * reach, root + along * wide, wide)
    palm = knuckle + along * 1.6 * wide + across * side * 1.4 * wide
    cv2.ellipse(
        mask,
        tuple(round(float(v)) for v in palm),
        (round(2.2 * wide), round(2.4 * wide)),
        *(0, 0, 360, 1.0, -1, cv2.LINE_AA),
    )
    if open_:
        thumb = palm - across * side * 2 * wide
        limb(thumb, thumb - (across * side + along) * 2 * wide, wide)
    limb(palm, palm + along * 900, 3.4 * wide)
    tone = np.array(TONES[int(rng.integers(len(TONES)))], np.float32)
    depth = cv2.GaussianBlur(mask, (0, 0), max(1.0, 0.35 * wide))[..., None]
    shade = (0.62 + 0.42 * depth) * rng.uniform(0.85, 1.1)
    skin = (
        tone * shade
        + cv2.GaussianBlur(rng.normal(0, 14, mask.shape).astype(np.float32), (5, 5), 0)[..., None]
    )
    shadow = cv2.GaussianBlur(np.roll(mask, (6, 8), (0, 1)), (0, 0), 8)[..., None]
    picture = picture * (1 - 0.35 * shadow)
    nail = tip + along * 0.55 * wide
    soft = cv2.GaussianBlur(mask, (0, 0), 0.8)[..., None]
    picture = picture * (1 - soft) + skin * soft
    if rng.random() < 0.6:
        over = np.zeros_like(mask)
        axes = (max(2, round(0.3 * wide)), max(2, round(0.22 * wide)))
        middle = tuple(round(float(v)) for v in nail)
        cv2.ellipse(over, middle, axes, float(np.rad2deg(angle)), 0, 360, 0.7, -1, cv2.LINE_AA)
        pink = np.clip(tone * 1.08 + np.array([8, 4, 6]), 0, 255)
        picture = picture * (1 - over[..., None]) + pink * over[..., None]
    return np.asarray(picture, np.float32)


def _taken(rng: Random, picture: NDArray[np.float32]) -> Picture:
    """As a camera takes it: its light, colour cast, blur and noise."""
    cast = 1 + rng.normal(0, 0.03, 3)
    slope = np.linspace(-1, 1, SIZE[0])[None, :, None] * rng.uniform(-0.15, 0.15)
    lit = picture * cast * (1 + slope) * rng.uniform(0.65, 1.1)
    blurred = cv2.GaussianBlur(lit, (0, 0), rng.uniform(0.4, 1.1))
    noisy = blurred + rng.normal(0, rng.uniform(1, 5), blurred.shape)
    return np.asarray(np.clip(noisy, 0, 255), np.uint8)
