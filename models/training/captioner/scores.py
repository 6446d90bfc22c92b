"""Standard caption scores: CIDEr-D and BLEU-4 by pycocoevalcap."""

import contextlib
import io
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pycocoevalcap.bleu.bleu import Bleu
from pycocoevalcap.cider.cider import Cider

from models.embedded.ranking import plain
from models.lexicon.names import mentions
from models.training.common.labels import COCO


@dataclass(frozen=True)
class Scores:
    """Both times a hundred."""

    cider: float
    bleu4: float


def score(captions: Sequence[str], references: Sequence[Sequence[str]]) -> Scores:
    """CIDEr-D and BLEU-4 of one caption a photo against its references."""
    said = {place: [plain(caption)] for place, caption in enumerate(captions)}
    wanted = {place: [plain(row) for row in rows] for place, rows in enumerate(references)}
    with contextlib.redirect_stdout(io.StringIO()):
        cider, _ = Cider().compute_score(wanted, said)
        bleu, _ = Bleu(4).compute_score(wanted, said)
    return Scores(round(100 * float(cider), 2), round(100 * float(bleu[3]), 2))


def absent(captions: Sequence[str], objects: Sequence[Collection[str]]) -> float | None:
    """The share of the COCO things named in captions that the photos do not show, 0…1.

    None if none are named. This is CHAIR's object hallucination (https://arxiv.org/abs/1809.02156).
    """
    wrong = [
        thing not in there
        for caption, there in zip(captions, objects, strict=True)
        for thing in mentions(caption)
        if thing in COCO
    ]
    return sum(wrong) / len(wrong) if wrong else None


def each_cider(captions: Sequence[str], references: Sequence[Sequence[str]]) -> NDArray[np.float64]:
    """CIDEr-D of every caption, times a hundred: [N]."""
    said = {place: [plain(caption)] for place, caption in enumerate(captions)}
    wanted = {place: [plain(row) for row in rows] for place, rows in enumerate(references)}
    _, each = Cider().compute_score(wanted, said)
    return 100 * np.asarray(each, dtype=np.float64)
