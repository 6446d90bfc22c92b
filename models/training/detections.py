"""What the detector says of every training photo, kept on disk.

Writes `WORK/detector/SET.npz` for every set: `photos` (names in the order of the records) and
`logit` float16 [N, 80], the highest over all anchors, as the runtime takes it: averaged over the
photo and its mirror image.
"""

from typing import Any

import numpy as np

from models.training.data import Folders, read_photo, records, squash

SIZE = 300


def detect(detector: Any, folders: Folders, name: str, batch: int = 8) -> None:
    """Write one set's file with a session of the detector."""
    photos = [row["photo"] for row in records(folders, name)]
    logit = np.zeros((len(photos), 80), np.float16)
    for start in range(0, len(photos), batch):
        part = slice(start, min(start + batch, len(photos)))
        pixels = np.stack(
            [
                squash(read_photo(folders.photos(name) / f"{photo}.webp"), SIZE)
                for photo in photos[part]
            ]
        )
        both = (pixels, np.ascontiguousarray(pixels[:, :, ::-1]))
        highest = [detector.run(["logits"], {"pixels": shown})[0].max(axis=1) for shown in both]
        logit[part] = np.mean(highest, axis=0)
    target = folders.work / "detector" / f"{name}.npz"
    target.parent.mkdir(parents=True, exist_ok=True)
    np.savez(target, photos=np.array(photos), logit=logit)
