"""The text of photo files: one object for each, and an `error` for what cannot be shown."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from assistant.camera import photo, surfaces
from assistant.protocol.desktop import NoPicture, Surface
from assistant.protocol.spoken import in_lines, message_of, verbatim
from assistant.protocol.text import CannotReadError, Text
from assistant.runtime import compose
from assistant.saying.messages.files_lines import PhotoFault
from assistant.settings.config import Settings
from assistant.skills.picture_session import PictureSession
from assistant.skills.reading.screen import of_own
from models.interfaces import Picture

_log = logging.getLogger(__name__)


def read(settings: Settings, names: Sequence[str]) -> Iterator[dict[str, object]]:
    """Read photos. Raises CannotReadError."""
    reading = compose.reading(settings.model.threads)
    for name in names:
        yield _read(name, partial(photo.load, Path(name)), reading.whole)


def read_own(settings: Settings, surface: Surface) -> dict[str, object]:
    """Read a picture of the computer's own. Raises CannotReadError."""
    reading = compose.reading(settings.model.threads)
    take = partial(surfaces.picture, surface)
    return _read(surface.value, take, lambda session: of_own(reading.whole(session)))


def _read(
    name: str, take: Callable[[], Picture], whole: Callable[[PictureSession], Text]
) -> dict[str, object]:
    start = time.perf_counter()
    try:
        text = whole(PictureSession(take()))
    except (photo.BadPhoto, NoPicture) as error:
        return {"photo": name, "error": message_of(error)}
    except CannotReadError:
        raise
    # Whatever goes wrong with one photo, the others are still done.
    except Exception as error:
        _log.debug("The work on a photo failed:", exc_info=error)
        return {"photo": name, "error": PhotoFault.NOT_READ.said(name=name, reason=error)}
    return to_json(name, text, (time.perf_counter() - start) * 1000)


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
        "says": in_lines(verbatim(text.marked), text.advice) if text.marked else text.advice,
        "milliseconds": round(milliseconds, 1),
    }
