"""Which things hardly ever show without another, and what that says of names that are told.

    python -m benchmarks.companions --data DATA --work .cache

Prints each of COCO's names that at least one of two others accompanies on 97 % of the training
photos, with the share; then how many names the validation photos get at 0.66 and 0.92, and how many
of those are absent, without and with `models/embedded/evidence/companions.py`; and how many of the
rooms and streets at 0.85 are borne out by captions of COCO's and Flickr8k's validation photos.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from typing import Final

import numpy as np

from benchmarks.command import work_command
from benchmarks.richness import CONFIRMING, SETS, Scenes, captioned
from models.embedded import model
from models.embedded.evidence.companions import bounded, bounded_scene
from models.embedded.model import EmbeddedModel
from models.interfaces import SeenObject
from models.lexicon.things import COMPANIONS
from models.training.common.data import Folders, read_photo, records, unpack

SHARE, FEWEST, LIKELY = 0.97, 25, 6
MOST: Final = 300
"""Photos of each set on which rooms are looked for."""
BORNE_OUT: Final = CONFIRMING | {"street": "street road car truck bus sidewalk city traffic"}
LEAST: Final = (0.66, 0.92)


def companions(shown: Sequence[frozenset[str]], name: str) -> tuple[float, tuple[str, ...]]:
    """The one or two others that most photos with a name show, and the share that do."""
    there = [names - {name} for names in shown if name in names]
    usual = [one for one, _ in Counter(n for names in there for n in names).most_common(LIKELY)]
    best = (0.0, tuple[str, ...]())
    for size in (1, 2):
        for others in combinations(usual, size):
            share = sum(not names.isdisjoint(others) for names in there) / len(there)
            best = max(best, (share, others))
        if best[0] >= SHARE:
            break
    return best


def main() -> None:
    """Print the table and its effect."""
    args = work_command(__doc__).parse_args()
    folders = Folders(args.data, args.work)
    rows = records(folders, "coco")
    shown = [frozenset(row["objects"]) for row in rows if row["split"] == "train"]
    often = Counter(name for names in shown for name in names)
    for name in sorted(name for name, count in often.items() if count >= FEWEST):
        share, others = companions(shown, name)
        if share >= SHARE and name != "person":
            print(name, *others, round(share, 3))
    told, absent = np.zeros((2, 2), int), np.zeros((2, 2), int)
    looks = model.load()
    looks.companions = {}
    for row in [row for row in rows if row["split"] == "val"]:
        photo = read_photo(folders.photos("coco") / f"{row['photo']}.webp")
        seen = looks.look(photo).objects
        for way, objects in enumerate((seen, bounded(seen))):
            for at, least in enumerate(LEAST):
                names = told_names(objects, least)
                told[way, at] += len(names)
                absent[way, at] += len(names - set(row["objects"]))
    for way, what in enumerate(("without", "with")):
        for at, least in enumerate(LEAST):
            print(f"{what}, at {least}: told {told[way, at]}, absent {absent[way, at]}")
    rooms(looks, folders)


def rooms(looks: EmbeddedModel, folders: Folders) -> None:
    """Print how many rooms are borne out, without and with what belongs there."""
    ways = {"without": Scenes(BORNE_OUT), "with": Scenes(BORNE_OUT)}
    looks.rooms = {}
    for name in SETS:
        unpack(folders, name)
        for row in captioned(folders, name, MOST):
            photo = read_photo(folders.photos(name) / f"{row['photo']}.webp")
            look = looks.look(photo)
            if look.scene is not None:
                ways["without"].add(look.scene, row)
                ways["with"].add(bounded_scene(look.scene, look.objects), row)
    for what, scenes in ways.items():
        print(f"rooms and streets, {what}:", *scenes.lines(), sep="\n")


def told_names(objects: Sequence[SeenObject], least: float) -> set[str]:
    """The names of the table with at least this probability."""
    return {one.name for one in objects if one.probability >= least and one.name in COMPANIONS}


if __name__ == "__main__":
    main()
