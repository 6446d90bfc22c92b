"""The reader of text, loaded when somebody first reads and let go of again."""

from importlib.util import find_spec
from pathlib import Path
from typing import Final

from models.embedded.errors import ModelError
from models.interfaces import UNCANCELLED, CancelToken, Corners, Picture, ReadText, TextRegion
from models.messages import ModelFault
from models.ocr.text_detection import MARGIN, TEXT, TextDetector
from models.ocr.text_recognition import TextRecogniser

PACKAGE: Final = "rapidocr"
FINDER: Final = "PP-OCRv6_det_small.onnx"
RECOGNISER: Final = "PP-OCRv6_rec_small.onnx"


class OcrReader:
    """Implements `TextReader` with two networks of PP-OCRv6."""

    def __init__(self, threads: int, text: float = TEXT, margin: float = MARGIN) -> None:
        """Load them; `text` and `margin` as in `finding`. Raises ModelError."""
        folder = weights()
        self._finder = TextDetector(folder / FINDER, threads, text, margin)
        self._recogniser = TextRecogniser(folder / RECOGNISER, threads)

    def find(self, picture: Picture, cancel: CancelToken = UNCANCELLED) -> tuple[TextRegion, ...]:
        """As `TextDetector.find`."""
        return self._finder.find(picture, cancel)

    def read(self, picture: Picture, corners: Corners) -> ReadText:
        """As `TextRecogniser.read`."""
        return self._recogniser.read(picture, corners)


def weights() -> Path:
    """The folder of the networks. Raises ModelError where the package is not installed."""
    # Its place is asked for without importing it.
    found = find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise ModelError(ModelFault.NO_READER.told())
    return Path(found.submodule_search_locations[0]) / "models"
