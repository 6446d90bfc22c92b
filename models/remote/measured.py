"""How sure a server's model may sound: as somebody measured it, else with caution.

Nobody knows what an unknown model's log-probabilities are worth. `python -m models.remote` measures
one, and writes a folder with its name.
"""

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from models.embedded import ModelError
from models.embedded.caption_verifier import FILE, load_verifier
from models.interfaces import Embedder, Grades, ImageEncoding, Judgement, TextChunk, Verifier
from models.judging.caption_fit import CaptionFitVerifier
from models.judging.conservative import ConservativeVerifier
from models.messages import ModelFault
from models.remote.answer_verifier import ServerBars

ANSWERS: Final = "answers.json"


@dataclass(frozen=True, slots=True)
class ServerChunk(TextChunk):
    """A piece of a server's text."""

    model: str = ""
    """The name under which the server has the model that wrote it."""


def measured(folder: Path, model: str) -> Path:
    """Where the numbers of a served model lie, whether somebody has measured it or not."""
    return folder / (re.sub(r"[^A-Za-z0-9._-]+", "_", model).strip(".") or "_")


class ServerVerifier:
    """A `Verifier` of captions by a server or, while it is away, by the embedded model."""

    def __init__(self, own: Verifier, folder: Path, embedder: Embedder) -> None:
        """Take the embedded model's judge, the folder of what was measured, and the towers."""
        self._own = own
        self._folder = folder
        self._embedder = embedder
        self._theirs: dict[str, Verifier] = {}

    @property
    def grades(self) -> Grades:
        """The witness is the embedded model's, and so are its grades."""
        return self._own.grades

    @property
    def trusts_captions(self) -> bool:
        """Those of a server may be."""
        return True

    def verify(self, look: ImageEncoding, pieces: tuple[TextChunk, ...]) -> Judgement:
        """As the judge of who wrote it; ModelError where the numbers of a measured one are bad."""
        model = next((one.model for one in pieces if isinstance(one, ServerChunk)), None)
        if model is None:
            return self._own.verify(look, pieces)
        if model not in self._theirs:
            place = measured(self._folder, model)
            known = (place / FILE).is_file()
            verifier = load_verifier(place) if known else ConservativeVerifier(self._own)
            self._theirs[model] = CaptionFitVerifier(verifier, self._embedder)
        return self._theirs[model].verify(look, pieces)


def write_bars(place: Path, bars: ServerBars) -> None:
    """Write the bars of a served model into its folder."""
    (place / ANSWERS).write_text(json.dumps(asdict(bars), indent=1) + "\n", encoding="utf-8")


def bars_of(folder: Path, model: str) -> ServerBars:
    """The bars of a served model; ModelError where they are damaged."""
    path = measured(folder, model) / ANSWERS
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return ServerBars(float(found["plain"]), float(found["probably"]))
    except FileNotFoundError:
        return ServerBars()
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise ModelError(ModelFault.BARS_DAMAGED.told(path=path)) from fault
