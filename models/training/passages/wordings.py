"""What people say, with what it means, in three languages: `benchmarks/wordings/`."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.embedded.meanings import BETWEEN, MeaningRule
from models.embedded.passages import LinearLayer, bare
from models.training.passages.kinds import fitted_layer
from models.training.passages.pages import PARTS, Page

FOLDER: Final = Path("benchmarks/wordings")
RISKY: Final = frozenset({
    *("package", "tin", "bottle", "medicine", "prescription", "menu", "recipe", "receipt"),
    *("price tag", "instructions"),
})  # fmt: skip
"""Kinds of pages about which questions may touch on a risk."""
NONE: Final = "none"
"""The meaning of all other questions."""
FALSE: Final = {"never": 0.02, "risk": 0.14, "talk": 0.005, "kind": 0.04}
"""By precedence, the share of other wordings that each group may take. A needless caution costs a
sentence, a needless refusal the answer."""
SURELY: Final = 0.25
"""The part of that share which a sure meaning may take."""
DECAY: Final = 0.03
"""Of the sum of squares, a wording."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Bare words of a language, and what they mean."""

    language: str
    meaning: str
    words: str

    @property
    def group(self) -> str:
        """The first part of its meaning."""
        return self.meaning.partition(BETWEEN)[0]


def wordings(folder: Path = FOLDER) -> list[Wording]:
    """All wordings, each language by meaning; every fifth is held back."""
    return list(_read(folder))


def _read(folder: Path) -> Iterator[Wording]:
    for path in sorted(folder.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            meaning, _, words = line.partition("\t")
            yield Wording(path.stem, meaning, bare(words))


def mistyped(words: str, order: random.Random) -> str:
    """Words with one mistake of a typist: two letters changed about, one left out or doubled."""
    at = order.randrange(max(len(words) - 1, 1))
    first, second = words[at : at + 1], words[at + 1 : at + 2]
    return words[:at] + order.choice((second + first, second, first * 2 + second)) + words[at + 2 :]


def parted(every: Sequence[Wording], pages: Sequence[Page]) -> tuple[list[Wording], list[Wording]]:
    """The wordings that are learned, and those that are held back, with the questions of pages."""
    learned = [one for number, one in enumerate(every) if number % PARTS]
    seen = [page for number, page in enumerate(pages) if number % PARTS]
    return [*learned, *_of_pages(seen)], [*every[::PARTS], *_of_pages(pages[::PARTS])]


def _of_pages(pages: Iterable[Page]) -> Iterator[Wording]:
    """Questions about pages, which mean nothing else; those about risky ones are left out."""
    for page in pages:
        if page.kind not in RISKY:
            yield from (Wording(page.language, NONE, bare(one)) for one in page.questions)


def fitted_meanings(
    learned: tuple[Sequence[Wording], NDArray[np.float32]],
    held_back: tuple[Sequence[Wording], NDArray[np.float32]],
) -> tuple[LinearLayer, MeaningRule]:
    """The layer that tells meanings by vectors [N, D], and its bars."""
    said, vectors = learned
    layer = fitted_layer(vectors, [one.meaning for one in said], DECAY)
    others, encoded = held_back
    likely = np.stack([layer.probabilities(one) for one in encoded])
    groups = np.array([str(name).partition(BETWEEN)[0] for name in layer.names])
    rule = MeaningRule({}, {})
    for group, share in FALSE.items():
        outside = np.array([one.group != group for one in others])
        ours = likely[:, groups == group].sum(1)
        for bars, part in ((rule.likely, share), (rule.sure, SURELY * share)):
            bars[group] = round(float(np.quantile(ours[outside], 1 - part)), 4)
        told = ours >= rule.likely[group]
        print({group: {"found": round(float(told[~outside].mean()), 3)}})
    return layer, rule
