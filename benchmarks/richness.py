"""How much of what people say of a photo Lantern says, and how much of that is right.

    python -m benchmarks.richness --data DATA --work .cache --photos 300

For validation photos of COCO and Flickr8k with several captions, prints the share of the words that
at least two people use which are said in `spoken`, plainly or with "probably"; and of the plain and
of the probable words, how many a photo has and the share that stands in a caption or in the
photo's objects. Words for people are one word.
Also counts the rooms that captions or objects confirm.

`--show 50` prints photos with what is said of them.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from assistant.runtime import compose
from assistant.settings import config
from assistant.skills.known import UNASKED
from benchmarks.command import work_command
from models.interfaces import SAYABLE, Certainty, Scene
from models.lexicon.names import COCO_WORDS, FUNCTION
from models.training.common.data import Folders, Record, read_photo, records, unpack

CONFIRMING: Final = {
    "bedroom": "bed pillow blanket",
    "kitchen": "kitchen stove oven refrigerator sink",
    "bathroom": "bathroom toilet sink tub shower",
    "living room": "living couch sofa tv",
    "office": "office desk computer laptop keyboard",
}
"""Words that confirm a room."""
LEAST: Final = 0.5
"""Less likely rooms are not counted."""
SETS: Final = ("coco", "flickr8k")
_PERSONS: Final = frozenset(COCO_WORDS["person"].split())
_IRREGULAR: Final = {
    "men": "man", "women": "woman", "children": "child", "feet": "foot", "teeth": "tooth",
    "leaves": "leaf", "knives": "knife", "skis": "ski", "buses": "bus", "couches": "couch",
    "benches": "bench", "dishes": "dish", "dresses": "dress", "boxes": "box", "beaches": "beach",
    "glasses": "glass", "bushes": "bush", "branches": "branch",
}  # fmt: skip
_IDLE: Final = FUNCTION | set("photo picture image view probably least may sure am you".split())


def words(text: str) -> set[str]:
    """The words of a text that say something, in the singular; people are "person"."""
    return {_bare(word) for word in re.findall(r"[a-z]{2,}", text.lower()) if word not in _IDLE}


def _bare(word: str) -> str:
    if word in _PERSONS:
        return "person"
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-1] if re.search(r"\w{3}(?<![su])s$", word) else word


def graded(spoken: str) -> tuple[set[str], set[str]]:
    """The plain and the probable words of a description.

    "Probably" covers what is behind it up to the next comma, semicolon or full stop.
    """
    probable = re.findall(r"probably ([^,;.]*)", spoken, re.IGNORECASE)
    plain = re.sub(r"probably [^,;.]*", "", spoken, flags=re.IGNORECASE)
    sure = words(plain)
    return sure, words(" ".join(probable)) - sure


@dataclass
class Figures:
    """Sums over photos."""

    photos: int = 0
    common: int = 0
    said: int = 0
    plain: int = 0
    plain_right: int = 0
    probable: int = 0
    probable_right: int = 0

    def add(self, spoken: str, certainty: Certainty, row: Record) -> None:
        """Count one photo."""
        used = Counter(word for caption in row["captions"] for word in words(caption))
        there = set(used) | {word for name in row.get("objects", ()) for word in words(name)}
        sure, likely = graded(spoken) if certainty in SAYABLE else (set(), set())
        common = {word for word, count in used.items() if count > 1}
        self.photos += 1
        self.common += len(common)
        self.said += len(common & (sure | likely))
        self.plain += len(sure)
        self.plain_right += len(sure & there)
        self.probable += len(likely)
        self.probable_right += len(likely & there)

    def lines(self) -> Iterator[str]:
        """The figures in words."""
        yield f"{self.photos} photos: {100 * self.said / self.common:.1f} % of common words said"
        for kind in ("plain", "probable"):
            count, right = getattr(self, kind), getattr(self, f"{kind}_right")
            share = 100 * right / max(count, 1)
            yield f"  {kind}: {count / self.photos:.2f} words a photo, {share:.1f} % right"


@dataclass
class Scenes:
    """The rooms that photos are taken for, and how many of them captions or objects confirm."""

    confirming: Mapping[str, str] = field(default_factory=lambda: CONFIRMING)
    seen: Counter[bool] = field(default_factory=Counter)
    right: Counter[bool] = field(default_factory=Counter)

    def add(self, scene: Scene | None, row: Record) -> None:
        """Count one photo's scene, by whether it is mentioned unasked."""
        if scene is None or scene.name not in self.confirming or scene.probability < LEAST:
            return
        text = " ".join([*row["captions"], *row.get("objects", ())]).lower()
        told = scene.probability >= UNASKED
        self.seen[told] += 1
        self.right[told] += any(word in text for word in self.confirming[scene.name].split())

    def lines(self) -> Iterator[str]:
        """The figures in words."""
        for told, what in ((True, "rooms that are mentioned"), (False, "less likely rooms")):
            yield f"  {what}: {self.seen[told]}, confirmed {self.right[told]}"


def captioned(folders: Folders, name: str, most: int) -> list[Record]:
    """Validation photos that several people described, spread over the set."""
    rows = [
        row
        for row in records(folders, name)
        if row["split"] == "val" and len(row.get("captions", ())) > 1
    ]
    return rows[:: max(1, len(rows) // most)][:most]


def main() -> None:
    """Print the figures."""
    parser = work_command(__doc__)
    parser.add_argument("--photos", type=int, default=300, help="photos of each set (300)")
    parser.add_argument("--show", type=int, default=0, help="photos to print (0)")
    given = parser.parse_args()
    folders = Folders(given.data, given.work)
    skills = compose.skills(config.load(), "world")
    for name in SETS:
        unpack(folders, name)
        rows = captioned(folders, name, given.photos)
        figures, scenes = Figures(), Scenes()
        for place, row in enumerate(rows):
            picture = read_photo(folders.photos(name) / f"{row['photo']}.webp")
            session = skills.session(picture)
            said = skills.describe(session, reads=False)
            look = session.analysis().look
            scenes.add(None if look is None else look.scene, row)
            spoken = str(said.spoken)
            figures.add(spoken, said.certainty, row)
            if place < given.show:
                print(f"{row['photo']}\t{spoken}\t{row['captions'][0]}")
        print(f"{name}:", *figures.lines(), *scenes.lines(), sep="\n")


if __name__ == "__main__":
    main()
