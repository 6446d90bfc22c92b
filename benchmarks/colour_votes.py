"""The votes of pixels for base colours: writes `assistant/skills/colour/colour_votes.toml`.

    python -m benchmarks.colour_votes --data DATA

Learned from the studio photos of clothes in the training split, each once as it is and once as if
by another light and exposure, and from the named colours of `colour_table.toml`. The pixels' shares
of the reference colours are the features of a multinomial logistic regression. Ten times a tenth is
left out: on those photos the script measures how often the colour is right, and calibrates the
probability. Shops and people name many colours differently, so that hardly any colour is sure.
"""

from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from assistant.camera.resize import shrunk
from assistant.skills.colour import base_colour, colours
from assistant.skills.colour.colour_space import TABLE, FloatArray, lab, linear
from assistant.skills.colour.white_balance import balanced, light_of
from benchmarks.colours import CLOTHES
from benchmarks.command import data_command
from benchmarks.photos import photos, rows_of

VOTES: Final = Path(__file__).parents[1] / "assistant/skills/colour/colour_votes.toml"
BASES: Final = (
    *("black", "white", "grey", "red", "orange", "yellow", "green", "turquoise", "blue"),
    *("purple", "pink", "brown", "beige"),
)
AMOUNT: Final = 96
"""Reference colours."""
OTHER_LIGHT: Final = 0.05
OTHER_EXPOSURE: Final = 0.2
"""Standard deviations of the logarithms of the gains of single channels, and of all."""
AGAIN: Final = 0.5
"""The weight of a photo by another light."""
NAMED: Final = 0.2
"""The weight of a named colour."""
DECAY: Final = 0.33
"""The weight of half the squared votes in the loss."""
STEPS: Final = 400
FOLDS: Final = 10
SEED: Final = 5

Numbers = NDArray[np.float64]


class Clothes:
    """Photos of clothes: the pixels that count, and the number of the base colour."""

    def __init__(self, data: Path) -> None:
        rows = [row for row in rows_of(data, "clothes")
                if row["split"] == "train" and row.get("colour") in CLOTHES]  # fmt: skip
        self.names = [CLOTHES[row["colour"]].split() for row in rows]
        self.light, self.weights = [], []
        for _, picture in photos(data, "clothes", rows):
            small = shrunk(picture, colours.SIDE / min(picture.shape[:2]))
            light = linear(small)
            shown = balanced(light, light_of(light))
            self.light.append(shown)
            thing = colours.before_white(light)
            self.weights.append(colours.weights(lab(shown)) if thing is None else thing)

    def shares(self, references: Numbers, gains: Numbers) -> Numbers:
        """The share of each reference colour in each photo."""
        return np.array([
            base_colour.shares(lab(np.minimum(light * gain, 1)), weight, references)
            for light, weight, gain in zip(self.light, self.weights, gains, strict=True)
        ])  # fmt: skip


def named() -> tuple[FloatArray, list[int]]:
    """The colours of the table [N, 3] in CIELAB, and the numbers of their bases."""
    values = [(name.rpartition(" ")[2], bytes.fromhex(one)) for name, text in TABLE.items()
              for one in text.split()]  # fmt: skip
    seen = lab(linear(np.array([list(value) for _, value in values])))
    return seen, [BASES.index(base) for base, _ in values]


def references(clothes: Clothes, seen: FloatArray, rng: np.random.Generator) -> Numbers:
    """Colours [R, 3] about which those of clothes and of the table gather, in CIELAB."""
    pixels = [seen]
    for light, weight in zip(clothes.light, clothes.weights, strict=True):
        there = np.flatnonzero(weight.ravel() > 0.1 * weight.max())
        pixels.append(lab(light.reshape(-1, 3)[rng.choice(there, 40)]))
    scale = np.array([base_colour.LIGHTNESS, 1, 1])
    every = np.asarray(np.concatenate(pixels) * scale, np.float32)
    cv2.setRNGSeed(SEED)
    ends = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 50, 0.1)
    _, _, centres = cv2.kmeans(
        every, AMOUNT, np.zeros((0, 1), np.int32), ends, 2, cv2.KMEANS_PP_CENTERS
    )
    return np.asarray(np.round(np.asarray(centres, np.float64) / scale, 1), np.float64)


def fitted(features: Numbers, right: NDArray[np.intp], weights: Numbers) -> tuple[Numbers, Numbers]:
    """Votes [R, B] and bias [B] of a multinomial logistic regression, by Adam."""
    both = np.zeros((features.shape[1] + 1, len(BASES)))
    inputs = np.hstack([features, np.ones((len(features), 1))])
    truth = np.eye(len(BASES))[right]
    mean, square = np.zeros_like(both), np.zeros_like(both)
    for step in range(1, STEPS + 1):
        likely = softmax(inputs @ both)
        slope = inputs.T @ ((likely - truth) * weights[:, None])
        slope[:-1] += DECAY * both[:-1]
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope**2
        both -= 0.1 * mean / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return both[:-1], both[-1]


def softmax(scores: Numbers) -> Numbers:
    """Probabilities of rows of scores."""
    likely = np.exp(scores - scores.max(1, keepdims=True))
    return np.asarray(likely / likely.sum(1, keepdims=True))


def calibration(likely: Numbers, good: NDArray[np.bool_]) -> tuple[float, float]:
    """The slope and the offset by which the shares of the votes become probabilities."""

    def loss(numbers: tuple[float, float]) -> float:
        seen = np.array([base_colour.calibrated(float(one), numbers) for one in likely])
        return -float(np.log(np.where(good, seen, 1 - seen)).mean())

    slopes, offsets = np.arange(0.1, 2.01, 0.05), np.arange(-1.0, 2.01, 0.05)
    pairs = ((float(slope), float(offset)) for slope in slopes for offset in offsets)
    slope, offset = min(pairs, key=loss)
    return round(slope, 2), round(offset, 2)


def main() -> None:
    """Learn, measure, write."""
    args = data_command(__doc__).parse_args()
    rng = np.random.default_rng(SEED)
    clothes = Clothes(args.data)
    seen, bases = named()
    found = references(clothes, seen, rng)
    scaled = found * [base_colour.LIGHTNESS, 1, 1]
    amount = len(clothes.names)
    gains = np.exp(
        rng.normal(0, OTHER_LIGHT, (amount, 3)) + rng.normal(0, OTHER_EXPOSURE, (amount, 1))
    )
    plain = np.sqrt(clothes.shares(scaled, np.ones((amount, 3))))
    other = np.sqrt(clothes.shares(scaled, gains))
    flat = np.sqrt([base_colour.shares(one[None, None], np.ones((1, 1)), scaled) for one in seen])
    right = np.array([BASES.index(names[0]) for names in clothes.names])

    def of(chosen: NDArray[np.intp]) -> tuple[Numbers, Numbers]:
        return fitted(
            np.concatenate([plain[chosen], other[chosen], flat]),
            np.concatenate([right[chosen], right[chosen], bases]),
            np.concatenate(
                [np.ones(len(chosen)), np.full(len(chosen), AGAIN), np.full(len(flat), NAMED)]
            ),
        )

    fold = rng.permutation(amount) % FOLDS
    scores = np.zeros((amount, len(BASES)))
    for number in range(FOLDS):
        votes, bias = of(np.flatnonzero(fold != number))
        scores[fold == number] = plain[fold == number] @ votes + bias
    best = scores.argmax(1)
    print("first name right, left out:", np.mean(best == right))
    good = np.array([BASES[b] in names for b, names in zip(best, clothes.names, strict=True)])
    print("a name right, left out:", good.mean())
    numbers = calibration(softmax(scores).max(1), good)
    likely = np.array([base_colour.calibrated(float(p), numbers) for p in softmax(scores).max(1)])
    for low, high in ((0.0, 0.5), (0.5, 0.6), (0.6, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.0)):
        some = (likely >= low) & (likely < high)
        if some.any():
            print(f"{low} to {high}: {some.sum()} photos, right {good[some].mean():.3f}")
    votes, bias = of(np.arange(amount))
    write(found, votes, bias, numbers)


def write(found: Numbers, votes: Numbers, bias: Numbers, numbers: tuple[float, float]) -> None:
    """Write the numbers."""

    def row(values: Numbers) -> str:
        return "[" + ", ".join(f"{round(float(value), 1) + 0.0:g}" for value in values) + "]"

    lines = [
        "# How pixels vote for base colours, made by `python -m benchmarks.colour_votes`.",
        "bases = [",
        *(f'    "{one}",' for one in BASES),
        "]",
        f"bias = {row(bias)}",
        "# Slope and offset of the log odds.",
        f"calibration = {list(numbers)}",
        "# Reference colours in CIELAB.",
        "references = [",
        *(f"    {row(one)}," for one in found),
        "]",
        "# The weights of each reference colour for each base colour.",
        "votes = [",
        *(f"    {row(one)}," for one in votes),
        "]",
        "",
    ]
    VOTES.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
