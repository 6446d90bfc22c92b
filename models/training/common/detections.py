"""The detector's output for every training photo, kept on disk.

Writes `WORK/detector/SET.npz` for every set: `photos` (names in the order of the records), and
`logit` and `closer`, float16 [N, 80]: what `models.embedded.places` takes from the whole picture
and from its quarters.
"""

from typing import Any

import numpy as np

from models.embedded import pixels
from models.embedded.places import best_anchors
from models.training.common.data import SHORT_SIDE, Folders, keep, read_photo, records

SIZE = 300


def detect(detector: Any, folders: Folders, name: str) -> None:
    """Write one set's file with a session of the detector."""
    photos = [row["photo"] for row in records(folders, name)]
    logit, closer = np.zeros((2, len(photos), 80), np.float16)
    for place, photo in enumerate(photos):
        picture = read_photo(folders.photos(name) / f"{photo}.webp")
        looks = pixels.six_looks(pixels.reduce(picture, SHORT_SIDE), SIZE)
        parts = [detector.run(["logits", "boxes"], {"pixels": one[None]}) for one in looks]
        found = best_anchors(*(np.concatenate(part) for part in zip(*parts, strict=True)))
        logit[place], closer[place] = found.logits, found.closer
    target = folders.work / "detector" / f"{name}.npz"
    target.parent.mkdir(parents=True, exist_ok=True)
    keep(target, photos=np.array(photos), logit=logit, closer=closer)
