"""Saves a picture and what was said about it when the user asks for it."""

import errno
import os
import re
import threading
from pathlib import Path

import cv2

from assistant.protocol.events import Emit, Frame, Saved, SaveFailed
from assistant.protocol.spoken import Message
from assistant.saying.messages.core import Line
from assistant.saying.messages.files_lines import FileFault, reason
from assistant.storage.atomic_write import atomic_write

JPEG_QUALITY = 92
_NUMBERED = re.compile(r"picture (\d{1,9})\.(?:jpg|txt)")


class PhotoWriter:
    """Writes each picture in a thread, because a disk can be slow."""

    def __init__(self, folder: Path, key: Message | str, emit: Emit) -> None:
        """`key` names what the user presses to try again."""
        self._folder = folder
        self._key = key
        self._emit = emit
        self._last: tuple[Frame, Path] | None = None
        self._thread: threading.Thread | None = None

    def save(self, frame: Frame, said: str) -> None:
        """Begin to write a picture and what was said; Saved or SaveFailed follows."""
        self._thread = threading.Thread(
            target=self._save, args=(frame, said), name="save", daemon=True
        )
        self._thread.start()

    def close(self, timeout: float = 1.0) -> bool:
        """Wait for the last picture; False if that takes longer than `timeout` seconds."""
        if self._thread is not None:
            self._thread.join(timeout)
        return self._thread is None or not self._thread.is_alive()

    def _save(self, frame: Frame, said: str) -> None:
        try:
            path = self._path(frame)
            write(path, frame, said)
        except OSError as error:
            full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
            line = Line.SAVE_DISK_FULL if full else Line.SAVE_FAILED
            about = {"key": self._key, "reason": reason(error), "folder": self._folder}
            self._emit(SaveFailed(line.said(**about)))
        else:
            self._last = frame, path
            self._emit(Saved(path))

    def _path(self, frame: Frame) -> Path:
        """The next free name, or the old one if the same picture is saved again."""
        if self._last is not None and self._last[0] is frame:
            return self._last[1]
        numbers = (_NUMBERED.fullmatch(file.name) for file in self._folder.glob("picture *"))
        last = max((int(found[1]) for found in numbers if found), default=0)
        return self._folder / f"picture {last + 1}.jpg"


def write(path: Path, frame: Frame, said: str) -> None:
    """Write a picture, and a text file beside it with what was said.

    Raises OSError and then leaves neither.
    """
    done, jpeg = cv2.imencode(
        ".jpg",
        cv2.cvtColor(frame.pixels, cv2.COLOR_RGB2BGR),
        [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY],
    )
    if not done:
        raise OSError(errno.EINVAL, FileFault.NO_JPEG.said())
    with (
        atomic_write(path.with_suffix(".txt"), 0o600) as words,
        atomic_write(path, 0o600) as picture,
    ):
        words.write(f"{said}\n".encode())
        # The words must be on the disk before the picture appears.
        words.flush()
        os.fsync(words.fileno())
        picture.write(jpeg.tobytes())
