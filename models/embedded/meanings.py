"""What a question means, in English, German or Spanish, by its vector."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from models import json_files
from models.embedded.files import reading
from models.embedded.passages import PassageEncoder, bare, load_layer
from models.interfaces import Meaning

FILE: Final = "meanings.json"
LAYER: Final = "meanings.npz"
BETWEEN: Final = ":"
"""What stands between the group of a meaning and its name."""


@dataclass(frozen=True, slots=True)
class MeaningRule:
    """The numbers that the calibration chooses."""

    likely: dict[str, float]
    """For each group of meanings, by precedence, how likely it has to be that it is one of them."""
    sure: dict[str, float]
    """The same for a sure meaning."""


class EmbeddedMeanings:
    """A `QuestionReader` of a weights folder."""

    def __init__(self, folder: Path, encoder: PassageEncoder) -> None:
        """Raises ModelError."""
        self._encoder = encoder
        self._layer = load_layer(folder / LAYER)
        path = folder / FILE
        with reading(path):
            self._rule = json_files.read(path, MeaningRule)
        self._groups = [str(name).partition(BETWEEN)[0] for name in self._layer.names]

    def meaning(self, question: str) -> Meaning:
        likely = self._layer.probabilities(self._encoder.questions([bare(question)])[0])
        for group, bar in self._rule.likely.items():
            among = [
                (float(one), str(name))
                for one, name, its in zip(likely, self._layer.names, self._groups, strict=True)
                if its == group
            ]
            share = sum(one for one, _ in among)
            if share >= bar:
                return Meaning(max(among)[1], share >= self._rule.sure[group])
        return Meaning("", sure=False)
