"""How often colours are named correctly: on a chart in four lights, and on clothes.

    python -m benchmarks.colours --data DATA

The chart is drawn from the published sRGB values of the ColorChecker's 24 patches. Each patch is in
the centre of a picture in three ways: among its neighbours, on a grey ground, and alone. The lights
are daylight, a tungsten lamp, a fluorescent tube and shade; the camera has no white balance, noise,
and less light on one side. Each patch has several names that are right.

The clothes are the studio photos of the validation split, with the colour that the shop gave:
`CLOTHES` says which of our names are right for it, the base colour of it first. Their colour is
named as `lantern colour` does, counted by how sure it sounds too, and asked for as `lantern ask`
does. Writes `benchmarks/colours.csv`. With `--split train` the clothes are those of the training
split, on which the numbers of `assistant/skills/colour/` were chosen, and nothing is written.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from assistant.protocol.query import Intent, Query
from assistant.runtime import compose
from assistant.settings import config
from assistant.skills.colour.colour_space import FloatArray, linear
from assistant.skills.colour.colours import Colours, certainty, colours
from assistant.understanding.matcher import asked
from benchmarks.command import data_command
from benchmarks.photos import Row, photos, rows_of
from models.interfaces import Certainty, Picture
from models.training.texts.composed_captions import GARMENTS

ROOT: Final = Path(__file__).parent.parent
PATCHES: Final = (
    ("dark skin", (115, 82, 68), "brown"),
    ("light skin", (194, 150, 130), "pink beige brown orange"),
    ("blue sky", (98, 122, 157), "blue"),
    ("foliage", (87, 108, 67), "green"),
    ("blue flower", (133, 128, 177), "blue purple"),
    ("bluish green", (103, 189, 170), "green turquoise"),
    ("orange", (214, 126, 44), "orange"),
    ("purplish blue", (80, 91, 166), "blue purple"),
    ("moderate red", (193, 90, 99), "red pink"),
    ("purple", (94, 60, 108), "purple"),
    ("yellow green", (157, 188, 64), "green yellow"),
    ("orange yellow", (224, 163, 46), "orange yellow"),
    ("blue", (56, 61, 150), "blue"),
    ("green", (70, 148, 73), "green"),
    ("red", (175, 54, 60), "red"),
    ("yellow", (231, 199, 31), "yellow"),
    ("magenta", (187, 86, 149), "pink purple"),
    ("cyan", (8, 133, 161), "blue turquoise"),
    ("white", (243, 243, 242), "white"),
    ("neutral 8", (200, 200, 200), "grey"),
    ("neutral 6.5", (160, 160, 160), "grey"),
    ("neutral 5", (122, 122, 121), "grey"),
    ("neutral 3.5", (85, 85, 85), "grey"),
    ("black", (52, 52, 52), "black"),
)
"""The patches row by row, six in a row, with the names that are right."""
LIGHTS: Final = {
    "daylight": (0.95047, 1.0, 1.08883),
    "tungsten": (1.09850, 1.0, 0.35585),
    "tube": (1.00966, 1.0, 0.64370),
    "shade": (0.94972, 1.0, 1.22638),
}
"""X, Y and Z of the white under CIE's D65, A, F11 and D75."""
LAYOUTS: Final = ("chart", "ground", "alone")
CLOTHES: Final = {
    "Black": "black", "White": "white", "Grey": "grey", "Red": "red", "Orange": "orange",
    "Yellow": "yellow", "Green": "green", "Blue": "blue", "Purple": "purple", "Pink": "pink",
    "Brown": "brown", "Beige": "beige brown", "Navy Blue": "blue", "Maroon": "red purple",
    "Burgundy": "red purple", "Olive": "green", "Cream": "beige white yellow",
    "Off White": "white beige", "Khaki": "beige brown green", "Tan": "brown beige orange",
    "Charcoal": "grey black", "Silver": "grey white", "Steel": "grey white",
    "Gold": "yellow beige brown", "Copper": "brown orange", "Bronze": "brown",
    "Magenta": "pink purple", "Lavender": "purple pink", "Peach": "pink orange beige",
    "Teal": "turquoise blue green", "Turquoise Blue": "turquoise blue",
    "Mustard": "yellow brown", "Rust": "brown orange red", "Coffee Brown": "brown",
    "Taupe": "brown grey beige", "Grey Melange": "grey", "Sea Green": "green turquoise",
    "Fluorescent Green": "green yellow",
}  # fmt: skip
"""The shop's names, and our names that are right, the base colour first; "Multi" is left out."""
_SHOP: Final = frozenset(one.lower() for one in CLOTHES)
QUESTIONS: Final = (
    "What colour {be} the {thing}?", "What colour {be} my {thing}?", "What colour is this?",
    "What colour is it?", "What is the colour of this?",
)  # fmt: skip


def _encoded(light: FloatArray) -> Picture:
    share = np.clip(light, 0, 1)
    curve = np.where(share <= 0.0031308, share * 12.92, 1.055 * share ** (1 / 2.4) - 0.055)
    return np.asarray(np.round(curve * 255), np.uint8)


_TO_XYZ: Final = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
     [0.0193339, 0.1191920, 0.9503041]]
)  # fmt: skip
_CONES: Final = np.array(
    [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]
)
"""The Bradford cone response matrix."""


def lit(picture: FloatArray, white: tuple[float, ...]) -> FloatArray:
    """A linear picture under another light, taken by a camera set to daylight."""
    before, after = _CONES @ np.array(LIGHTS["daylight"]), _CONES @ np.array(white)
    change = np.linalg.inv(_CONES) @ np.diag(after / before) @ _CONES
    turn = np.linalg.inv(_TO_XYZ) @ change @ _TO_XYZ
    seen = np.maximum(picture @ turn.T, 0)
    return np.asarray(seen / max(1.0, float(seen.max())), np.float64)


def drawn(place: int, layout: str, white: tuple[float, ...], seed: int) -> Picture:
    """A picture [240, 320, 3] with one patch in its centre."""
    side, gap = 76, 10
    picture = np.full((240, 320, 3), linear(np.array([120, 118, 116])), np.float64)
    if layout == "alone":
        picture[:] = linear(np.array(PATCHES[place][1]))
    elif layout == "ground":
        picture[60:180, 90:230] = linear(np.array(PATCHES[place][1]))
    else:
        step = side + gap
        row, column = divmod(place, 6)
        left, top = 160 - side // 2 - column * step, 120 - side // 2 - row * step
        frame = (slice(max(0, top - 2 * gap), max(0, top + 4 * step + gap)),
                 slice(max(0, left - 2 * gap), max(0, left + 6 * step + gap)))  # fmt: skip
        picture[frame] = linear(np.array([38, 38, 38]))
        for number, (_, value, _) in enumerate(PATCHES):
            y, x = top + number // 6 * step, left + number % 6 * step
            rows, columns = slice(max(0, y), max(0, y + side)), slice(max(0, x), max(0, x + side))
            picture[rows, columns] = linear(np.array(value))
    seen = lit(picture, white)
    rng = np.random.default_rng(seed)
    seen = seen * np.linspace(1.0, 0.8, 320)[None, :, None]
    noisy = _encoded(seen).astype(np.float64) + rng.normal(0, 3, seen.shape)
    return np.asarray(np.clip(cv2.GaussianBlur(noisy, (3, 3), 0), 0, 255), np.uint8)


def chart() -> Iterator[tuple[str, str, str, Colours, str]]:
    """Light, layout, patch, what was found, and what is right."""
    for light, white in LIGHTS.items():
        for layout in LAYOUTS:
            for place, (patch, _, right) in enumerate(PATCHES):
                yield light, layout, patch, colours(drawn(place, layout, white, place)), right


def clothes(data: Path, split: str, every: int) -> Iterator[tuple[Row, Picture, str]]:
    """Each garment with the names that are right."""
    rows = [row for row in rows_of(data, "clothes")
            if row["split"] == split and row.get("colour") in CLOTHES]  # fmt: skip
    for row, picture in photos(data, "clothes", rows[::every]):
        yield row, picture, CLOTHES[row["colour"]]


def questions(row: Row) -> Iterator[tuple[str, str]]:
    """Each form of question, and the question about a garment."""
    kind = row["kind"].lower()
    thing = GARMENTS.get(kind) or kind
    be = "are" if thing.endswith("s") and not thing.endswith("ss") else "is"
    for form in QUESTIONS:
        yield form.format(be="is", thing="…"), form.format(be=be, thing=thing)


def base_of(answer: str) -> str:
    """The base colour of a bare answer: "blue" of "navy blue" and of "dark blue"."""
    spelt = answer.replace("gray", "grey")
    return CLOTHES[spelt.title()].split()[0] if spelt in _SHOP else spelt.split()[-1]


def right(found: Colours, names: str) -> bool:
    """Whether the first colour is one of the right ones."""
    return bool(found.names) and found.names[0].base in names.split()


def main() -> None:
    """Draw, name, count, write."""
    parser = data_command(__doc__)
    parser.add_argument("--split", choices=("train", "val"), default="val", help="of the clothes")
    parser.add_argument("--every", type=int, default=1, help="use every Nth garment (1)")
    parser.add_argument("--verbose", action="store_true", help="print each mistake")
    args = parser.parse_args()
    counted: Counter[tuple[str, str]] = Counter()
    good: Counter[tuple[str, str]] = Counter()
    for light, layout, patch, found, names in chart():
        counted[light, layout] += 1
        good[light, layout] += right(found, names)
        if args.verbose and not right(found, names):
            print(light, layout, patch, *found.names, sep="\t")
    skills = compose.skills(config.defaults(), "world", complete=True)

    def count(what: str, grade: Certainty, given: str, names: list[str]) -> None:
        graded = f"{what} ({grade.value})"
        for kind, wanted in (what, names), (f"{what}: the first name", names[:1]), (graded, names):
            counted[kind, args.split] += 1
            good[kind, args.split] += given in wanted

    for row, picture, names in clothes(args.data, args.split, args.every):
        found, wanted = colours(picture), names.split()
        base = found.names[0].base if found.names else ""
        count("clothes", certainty(found), base, wanted)
        if args.verbose and base not in wanted:
            print("clothes", row["colour"], *found.names, found.pattern, sep="\t")
        session = skills.session(picture)
        for form, question in questions(row):
            query = asked(question) or Query(Intent.QUESTION, question=question)
            said = skills.answer(session, query)
            base = base_of(said.answer or "none")
            count(form, said.certainty, base, wanted)
    lines = [(*key, total, good[key], f"{good[key] / total:.3f}") for key, total in counted.items()]
    for line in lines:
        print(*line, sep="\t")
    if args.split == "val":
        with (ROOT / "benchmarks" / "colours.csv").open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("light", "layout", "pictures", "right", "share"))
            writer.writerows(lines)


if __name__ == "__main__":
    main()
