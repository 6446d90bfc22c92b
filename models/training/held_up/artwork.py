"""Flat drawings of what is printed or shown: labels, letters, receipts, screens, covers, cards.

Each is an RGB picture with its lines of text and where they stand.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Final, TypeAlias

import numpy as np
from matplotlib import font_manager
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from models.training.held_up import words
from models.training.held_up.words import Random

Colour: TypeAlias = tuple[int, int, int]

BODY: Final = "Carlito|DejaVu Sans|Lato|Liberation Sans|Open Sans|Roboto|Cantarell|Cabin"
SERIF: Final = "DejaVu Serif|Liberation Serif|EB Garamond"
MONO: Final = "DejaVu Sans Mono|Liberation Mono|Courier Prime|Inconsolata"
DISPLAY: Final = f"{BODY}|{SERIF}|Lobster Two|Lobster|Comic Neue|Quicksand"
"""Families of Debian's fonts; whichever are installed are used, matplotlib's DejaVu always is."""


class Surface(StrEnum):
    """What kind of thing is held up or fills the picture."""

    SCREEN = "screen"
    SHEET = "sheet"
    ENVELOPE = "envelope"
    RECEIPT = "receipt"
    CARD = "card"
    BOOK = "book"
    BOX = "box"
    PACKET = "packet"
    BOTTLE = "bottle"
    CAN = "can"
    JAR = "jar"
    TUBE = "tube"
    SIGN = "sign"
    MENU = "menu"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text on an artwork."""

    text: str
    corners: NDArray[np.float32]
    """[4, 2] x y in pixels, clockwise from its upper left."""
    height: float
    """Of its capitals, in pixels."""


@dataclass(slots=True)
class Artwork:
    """A flat drawing and what stands on it."""

    image: Image.Image
    paper: Colour
    lines: list[Line] = field(default_factory=list)

    @property
    def pixels(self) -> NDArray[np.uint8]:
        """[H, W, 3], RGB."""
        return np.asarray(self.image, np.uint8)


@cache
def _files(families: str, bold: bool) -> tuple[str, ...]:
    """The files of the families that are installed; DejaVu where none is."""
    wanted = families.split("|")
    weight = 700 if bold else 400
    found = []
    for family in wanted:
        properties = font_manager.FontProperties(family=family, weight=weight)
        try:
            found.append(font_manager.findfont(properties, fallback_to_default=False))
        except ValueError:
            continue
    return tuple(found) or (font_manager.findfont("DejaVu Sans"),)


class Pen:
    """Writes on an artwork with one typeface and remembers what it wrote."""

    def __init__(self, artwork: Artwork, rng: Random, families: str = BODY) -> None:
        """Choose the typeface."""
        self._artwork = artwork
        self._draw = ImageDraw.Draw(artwork.image)
        index = int(rng.integers(1000))
        self._plain, self._bold = (
            files[index % len(files)] for files in (_files(families, False), _files(families, True))
        )

    def font(self, size: float, bold: bool = False) -> ImageFont.FreeTypeFont:
        """The typeface at a size in pixels."""
        return ImageFont.truetype(self._bold if bold else self._plain, max(6, round(size)))

    def write(
        self,
        text: str,
        at: tuple[float, float],
        size: float,
        colour: Colour,
        *,
        bold: bool = False,
        anchor: str = "la",
    ) -> float:
        """Write one line; gives the y below it."""
        font = self.font(size, bold)
        box = self._draw.textbbox(at, text, font, anchor=anchor)
        self._draw.text(at, text, colour, font, anchor=anchor)
        x0, y0, x1, y1 = box
        corners = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], np.float32)
        capital = self._draw.textbbox((0, 0), "H", font)
        self._artwork.lines.append(Line(text, corners, capital[3] - capital[1]))
        return at[1] + size * 1.3

    def wrap(self, text: str, size: float, width: float, bold: bool = False) -> list[str]:
        """A text as lines that fit a width."""
        font, lines = self.font(size, bold), [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and font.getlength(longer) > width:
                lines.append(word)
            else:
                lines[-1] = longer
        return lines

    def fit(self, text: str, size: float, width: float, bold: bool = False) -> float:
        """The size at which a line fits a width, at most `size`."""
        length = self.font(size, bold).getlength(text)
        return size * min(1.0, width / max(length, 1.0))


def _colour(rng: Random, low: int = 0, high: int = 256) -> Colour:
    red, green, blue = (int(value) for value in rng.integers(low, high, 3))
    return red, green, blue


def _ink(rng: Random, paper: Colour) -> Colour:
    """A colour that can be read on the paper."""
    light = sum(paper) / 3 < 128
    for _ in range(20):
        ink = _colour(rng, 170, 256) if light else _colour(rng, 0, 110)
        if abs(sum(ink) - sum(paper)) / 3 > 90:
            return ink
    return (250, 250, 250) if light else (15, 15, 15)


def _blank(rng: Random, size: tuple[int, int], paper: Colour | None = None) -> Artwork:
    ground = paper if paper is not None else _colour(rng)
    return Artwork(Image.new("RGB", size, ground), ground)


def _white(rng: Random) -> Colour:
    tone = int(rng.integers(225, 256))
    return tone, tone - int(rng.integers(0, 8)), tone - int(rng.integers(0, 20))


def label(rng: Random, size: tuple[int, int], *, care: bool | None = None) -> Artwork:
    """The front of a package: a brand, a product, a picture of nothing, small print."""
    width, height = size
    art = _blank(rng, size)
    draw = ImageDraw.Draw(art.image)
    band = _colour(rng)
    if rng.random() < 0.7:
        top, deep = rng.uniform(0, 0.7) * height, rng.uniform(0.15, 0.4) * height
        draw.rectangle((0, top, width, top + deep), band)
    for _ in range(int(rng.integers(0, 4))):
        x, y = rng.uniform(0, width), rng.uniform(0.3, 1) * height
        radius = rng.uniform(0.05, 0.25) * width
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), _colour(rng))
    pen = Pen(art, rng, DISPLAY)
    middle, y = width / 2, height * rng.uniform(0.06, 0.2)

    def put(text: str, share: float, bold: bool) -> None:
        nonlocal y
        largest = pen.fit(text, share * height, 0.9 * width, bold)
        under = art.image.getpixel((int(middle), min(height - 1, int(y + largest / 2))))
        paper = under if isinstance(under, tuple) else art.paper
        ink = _ink(rng, (int(paper[0]), int(paper[1]), int(paper[2])))
        y = pen.write(text, (middle, y), largest, ink, bold=bold, anchor="ma") + 0.01 * height

    put(words.brand(rng), rng.uniform(0.12, 0.24), True)
    what = words.product(rng, care=care)
    for part in pen.wrap(
        what.title() if rng.random() < 0.6 else what.upper(), 0.12 * height, width
    ):
        put(part, rng.uniform(0.08, 0.15), rng.random() < 0.5)
    y += rng.uniform(0.02, 0.15) * height
    for note in words.notes(rng, int(rng.integers(1, 4))):
        if y < 0.9 * height:
            put(note, rng.uniform(0.035, 0.06), False)
    if rng.random() < 0.3 and y < 0.9 * height:
        put(words.warning(rng), 0.035, False)
    return art


def sheet(rng: Random) -> Artwork:
    """A printed page: a heading and paragraphs, or a letter."""
    art = _blank(rng, (700, 990), _white(rng))
    pen, ink = Pen(art, rng, f"{BODY}|{SERIF}"), _colour(rng, 0, 60)
    size, y = rng.uniform(16, 30), rng.uniform(40, 110)
    left, width = 60.0, 580.0
    if rng.random() < 0.6:
        for part in words.address(rng):
            y = pen.write(part, (left, y), size, ink)
        y = pen.write(words.date(rng), (left + width, y), size, ink, anchor="ra") + size
    head = words.brand(rng) if rng.random() < 0.5 else words.title(rng)
    large = pen.fit(head, size * rng.uniform(1.4, 2.4), width, True)
    y = pen.write(head, (left, y), large, ink, bold=True) + size
    for sentence in words.letter(rng) + words.letter(rng):
        for part in pen.wrap(sentence, size, width):
            if y < 930:
                y = pen.write(part, (left, y), size, ink)
        y += size * 0.5 * (rng.random() < 0.5)
    return art


def envelope(rng: Random) -> Artwork:
    """An envelope with an address and a stamp."""
    paper = _white(rng) if rng.random() < 0.7 else (205, 170, 125)
    art = _blank(rng, (880, 440), paper)
    pen, ink = Pen(art, rng, f"{BODY}|{MONO}"), _colour(rng, 0, 70)
    draw = ImageDraw.Draw(art.image)
    draw.rectangle((760, 30, 840, 130), _colour(rng, 60, 220))
    y = 40.0
    if rng.random() < 0.7:
        y = pen.write(words.brand(rng), (40, y), 34, ink, bold=True)
    y, size = rng.uniform(190, 240), rng.uniform(26, 38)
    for part in words.address(rng):
        y = pen.write(part, (rng.uniform(330, 340), y), size, ink)
    return art


def receipt(rng: Random) -> Artwork:
    """A shop's receipt."""
    rows = words.bill(rng)
    art = _blank(rng, (400, 300 + 38 * len(rows)), _white(rng))
    pen, ink, y = Pen(art, rng, MONO), _colour(rng, 0, 90), 30.0
    y = pen.write(words.brand(rng), (200, y), 40, ink, bold=True, anchor="ma") + 8
    for part in words.address(rng)[1:]:
        y = pen.write(part, (200, y), 22, ink, anchor="ma")
    y = pen.write(words.date(rng), (20, y + 10), 22, ink) + 10
    for what, amount in rows:
        large = 28 if what in {"TOTAL", "AMOUNT DUE", "TO PAY"} and rng.random() < 0.6 else 22
        pen.write(what, (20, y), large, ink, bold=large > 22)
        y = pen.write(amount, (380, y), large, ink, bold=large > 22, anchor="ra") + 4
    pen.write("THANK YOU", (200, y + 20), 24, ink, anchor="ma")
    return art


def card(rng: Random) -> Artwork:
    """A business, member or bank card."""
    art = _blank(rng, (640, 400))
    draw, pen = ImageDraw.Draw(art.image), Pen(art, rng, DISPLAY)
    ink = _ink(rng, art.paper)
    if rng.random() < 0.4:
        draw.rectangle((60, 150, 150, 215), (212, 175, 85))
    name = words.brand(rng)
    pen.write(name, (50, 40), pen.fit(name, 72, 540, True), ink, bold=True)
    y = rng.uniform(225, 265)
    if rng.random() < 0.5:
        number = " ".join(str(int(four)) for four in rng.integers(1000, 9999, 4))
        y = pen.write(number, (50, y), 46, ink)
    y = pen.write(words.address(rng)[0], (50, y), 34, ink)
    if y < 350:
        pen.write(words.fill(rng, "{phone}"), (50, y), 30, ink)
    return art


def book(rng: Random) -> Artwork:
    """The cover of a book or magazine."""
    art = _blank(rng, (600, 880))
    draw, pen = ImageDraw.Draw(art.image), Pen(art, rng, DISPLAY)
    for _ in range(int(rng.integers(1, 7))):
        x, y, wide, high = rng.uniform(0, (600, 880, 300, 400))
        draw.ellipse((x, y, x + wide, y + high), _colour(rng))
    y = rng.uniform(60, 160)
    draw.rectangle((0, y - 30, 600, y + 250), art.paper)
    ink = _ink(rng, art.paper)
    title = words.title(rng)
    for part in pen.wrap(title.upper() if rng.random() < 0.4 else title, 80, 520, True):
        y = pen.write(part, (300, y), pen.fit(part, 80, 540, True), ink, bold=True, anchor="ma")
    draw.rectangle((0, 770, 600, 850), art.paper)
    pen.write(words.author(rng), (300, 785), 46, ink, anchor="ma")
    return art


def menu(rng: Random) -> Artwork:
    """A restaurant's menu."""
    paper = _white(rng) if rng.random() < 0.7 else _colour(rng, 10, 60)
    art = _blank(rng, (640, 900), paper)
    pen, ink, y = Pen(art, rng, f"{SERIF}|{BODY}|Lobster"), _ink(rng, paper), 60.0
    y = pen.write(words.brand(rng), (320, y), 72, ink, bold=True, anchor="ma") + 20
    size = rng.uniform(28, 38)
    for dish, cost in words.dishes(rng):
        pen.write(dish, (50, y), size, ink)
        y = pen.write(cost, (590, y), size, ink, anchor="ra") + 12
    return art


def sign(rng: Random) -> Artwork:
    """A sign on a wall or door: a few large words."""
    art = _blank(rng, (700, int(rng.integers(280, 520))))
    pen, ink = Pen(art, rng, BODY), _ink(rng, art.paper)
    height = art.image.height
    ImageDraw.Draw(art.image).rectangle((12, 12, 688, height - 12), outline=ink, width=8)
    text = words.sign(rng)
    lines = pen.wrap(text.upper() if rng.random() < 0.5 else text, 120, 560, True)
    size = min(pen.fit(part, 130, 600, True) for part in lines)
    y = (height - 1.3 * size * len(lines)) / 2
    for part in lines:
        y = pen.write(part, (350, y), size, ink, bold=True, anchor="ma")
    return art


def monitor(rng: Random) -> Artwork:
    """A desktop with a dialog, or a console that fills the screen."""
    art = _blank(rng, (1120, 700), _colour(rng, 0, 150))
    draw = ImageDraw.Draw(art.image)
    if rng.random() < 0.25:
        ground = ((0, 0, 0), (0, 0, 170), (0, 120, 215))[int(rng.integers(3))]
        draw.rectangle((0, 0, 1120, 700), ground)
        pen, y = Pen(art, rng, MONO if ground == (0, 0, 0) else BODY), 60.0
        for _ in range(int(rng.integers(2, 6))):
            for part in pen.wrap(words.dialog(rng).text, 32, 980):
                y = pen.write(part, (70, y), 32, (235, 235, 235))
        return art
    for _ in range(int(rng.integers(0, 3))):
        x, y = rng.uniform(0, 700), rng.uniform(0, 300)
        draw.rectangle((x, y, x + 420, y + 330), _colour(rng, 200, 250))
    draw.rectangle((0, 660, 1120, 700), _colour(rng, 20, 90))
    wide, high = int(rng.integers(560, 820)), int(rng.integers(250, 400))
    x, y = float(rng.integers(60, 1060 - wide)), float(rng.integers(40, 630 - high))
    _window(art, rng, (x, y, x + wide, y + high))
    return art


def _window(art: Artwork, rng: Random, box: tuple[float, float, float, float]) -> None:
    x0, y0, x1, y1 = box
    draw, pen, dialog = ImageDraw.Draw(art.image), Pen(art, rng, BODY), words.dialog(rng)
    dark = rng.random() < 0.2
    face: Colour = (45, 45, 48) if dark else (240, 240, 240)
    bar = _colour(rng, 30, 140) if rng.random() < 0.5 else (255, 255, 255)
    draw.rectangle(box, face, outline=(90, 90, 90), width=2)
    draw.rectangle((x0, y0, x1, y0 + 44), bar)
    pen.write(dialog.title, (x0 + 16, y0 + 8), 24, _ink(rng, bar))
    size, y, ink = rng.uniform(22, 30), y0 + 74, _ink(rng, face)
    draw.ellipse((x0 + 24, y, x0 + 74, y + 50), _colour(rng, 60, 230))
    for part in pen.wrap(dialog.text, size, x1 - x0 - 130):
        y = pen.write(part, (x0 + 100, y), size, ink)
    right = x1 - 20
    for button in dialog.buttons:
        wide = pen.font(22).getlength(button) + 44
        draw.rectangle((right - wide, y1 - 62, right, y1 - 20), (225, 225, 225), outline=(120,) * 3)
        pen.write(button, (right - wide / 2, y1 - 56), 22, (20, 20, 20), anchor="ma")
        right -= wide + 14


def phone(rng: Random) -> Artwork:
    """A phone's screen with a message."""
    art = _blank(rng, (420, 860), _colour(rng, 0, 256))
    draw, pen = ImageDraw.Draw(art.image), Pen(art, rng, BODY)
    ink = _ink(rng, art.paper)
    clock = words.fill(rng, "{time}")
    pen.write(clock, (210, 60), 84, ink, anchor="ma")
    y = float(rng.integers(220, 420))
    draw.rounded_rectangle((20, y, 400, y + 260), 24, (245, 245, 245))
    pen.write(words.brand(rng), (44, y + 18), 28, (20, 20, 20), bold=True)
    below = y + 62
    for part in pen.wrap(words.dialog(rng).text, 28, 330):
        below = pen.write(part, (44, below), 28, (40, 40, 40))
    return art


FLAT: Final[dict[Surface, Sequence[Callable[[Random], Artwork]]]] = {
    Surface.SCREEN: (monitor, monitor, phone),
    Surface.SHEET: (sheet,),
    Surface.ENVELOPE: (envelope,),
    Surface.RECEIPT: (receipt,),
    Surface.CARD: (card,),
    Surface.BOOK: (book,),
    Surface.SIGN: (sign,),
    Surface.MENU: (menu,),
}
"""What is flat, and who draws it; the other surfaces are packages that wear a `label`."""
