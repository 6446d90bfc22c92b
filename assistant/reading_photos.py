"""The text of photo files: one object for each, and an `error` for what cannot be shown."""

import logging
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant import app
from assistant.config import Settings
from assistant.eyes import photo
from assistant.text import CannotReadError, Text

_log = logging.getLogger(__name__)


def read(settings: Settings, names: Sequence[str]) -> Iterator[dict[str, object]]:
    """Read photos. Raises CannotReadError."""
    reading = app.reading(settings.model.threads)
    for name in names:
        start = time.perf_counter()
        try:
            text = reading.whole(photo.load(Path(name)))
        except photo.BadPhoto as error:
            yield {"photo": name, "error": str(error)}
        except CannotReadError:
            raise
        # Whatever goes wrong with one photo, the others are still done.
        except Exception as error:
            _log.debug("The work on a photo failed:", exc_info=error)
            yield {"photo": name, "error": f"{name} could not be read: {error}."}
        else:
            yield to_json(name, text, (time.perf_counter() - start) * 1000)


def to_json(name: str, text: Text, milliseconds: float) -> dict[str, object]:
    """The object that `lantern read --json` prints for a photo.

    `says` is what is printed without --json: the text with its unclear words marked, and advice.
    """
    return {
        "photo": name,
        "text": text.verbatim,
        "lines": [
            {
                "text": line.text,
                "probability": round(line.probability, 4),
                "box": [round(edge, 4) for edge in line.box],
                "unsure": [line.words[which] for which in line.unsure],
            }
            for line in text.lines
        ],
        "rotation": text.rotation,
        "problem": text.problem and text.problem.value,
        "says": "\n".join(filter(None, (text.marked, text.advice))),
        "milliseconds": round(milliseconds, 1),
    }
