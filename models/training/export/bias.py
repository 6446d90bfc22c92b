"""On which kinds of photos plain names are wrong or missing."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.interfaces import Certainty, ClaimKind
from models.training.common.labels import COCO, room
from models.training.common.metrics import interval
from models.training.common.observed import Observed

INDOORS = ("kitchen", "bathroom", "bedroom", "living room")
OUTDOORS = ("outdoors", "street")


@dataclass(frozen=True)
class GroupFigure:
    """Figures of the plain names on one kind of photo."""

    group: str
    photos: int
    spoken: float
    """The share of photos with a plain name."""
    absent: float
    """The share of the plain names that are absent; nan if there are none."""
    low: float
    high: float
    """The 95 percent bootstrap interval of `absent`, over the photos."""

    def sentence(self) -> str:
        """A line of the model card."""
        return (
            f"{self.group}, {self.photos} photos: something is plain in {self.spoken:.0%}, and "
            f"{self.absent:.1%} of the plain names are absent ({self.low:.1%} to {self.high:.1%})."
        )


def groups(seen: Sequence[Observed], light: NDArray[np.float64]) -> dict[str, NDArray[np.bool_]]:
    """Kinds of COCO photos, each as a mask [N]; `light` is the photos' mean brightness [N]."""
    people = np.array(["person" in one.row["objects"] for one in seen])
    places = np.array([room("coco", one.row) or "" for one in seen])
    third, two_thirds = np.quantile(light, [1 / 3, 2 / 3])
    return {
        "People in the photo": people,
        "No people": ~people,
        "Indoors": np.isin(places, INDOORS),
        "Outdoors": np.isin(places, OUTDOORS),
        "The darkest third": light <= third,
        "The brightest third": light >= two_thirds,
    }


def group_figures(seen: Sequence[Observed], light: NDArray[np.float64]) -> list[GroupFigure]:
    """The figures of every kind."""
    plain = [
        {
            claim.name
            for claim in one.encoding.claims
            if claim.kind is ClaimKind.PRESENCE and claim.certainty is Certainty.PLAIN
        }
        for one in seen
    ]
    said = np.array([[name in each for name in COCO] for each in plain])
    truth = np.array([[name in one.row["objects"] for name in COCO] for one in seen])
    return [_figure(group, said[mask], truth[mask]) for group, mask in groups(seen, light).items()]


def _figure(group: str, said: NDArray[np.bool_], truth: NDArray[np.bool_]) -> GroupFigure:
    def absent(rows: NDArray[np.int64]) -> float:
        spoken = said[rows]
        return float((spoken & ~truth[rows]).sum() / spoken.sum()) if spoken.any() else np.nan

    count = len(said)
    low, high = interval(count, absent) if count else (np.nan, np.nan)
    spoken = float(said.any(1).mean()) if count else np.nan
    return GroupFigure(group, count, spoken, absent(np.arange(count)), low, high)
