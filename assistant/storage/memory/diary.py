"""What was seen and when, where the user has asked for that to be remembered: never pictures."""

import json
from pathlib import Path
from typing import Any, Final

import numpy as np

from assistant.protocol.memory_protocols import DiaryEntry
from assistant.storage.memory.memory_file import MemoryFile

MOST: Final = 5000
"""Of the sightings that are kept: weeks of use, and some ten megabytes."""

PATIENCE: Final = 0.25
"""Seconds that another program may keep the file shut: the next picture must not wait."""


class StoredDiary:
    """A `Diary` on the disk, for the vectors of one space. Those of another are not comparable."""

    def __init__(self, space: str, path: Path | None = None) -> None:
        """Nothing is opened before it is needed; `path` is that of `MemoryFile`."""
        self._space = space
        self._file = MemoryFile(path)

    def note(self, sighting: DiaryEntry) -> None:
        """Keep one, and drop what is older than the newest `MOST`. Raises MemoryFault."""
        one = sighting
        names = (json.dumps(one.sure), json.dumps(one.likely))
        blob = one.vector.astype(np.float32).tobytes()
        row = (one.at, one.said, *names, self._space, blob)
        with self._file.opened(PATIENCE, keeps=True) as base:
            base.execute("INSERT INTO sighting VALUES (?, ?, ?, ?, ?, ?)", row)
            base.execute(
                "DELETE FROM sighting WHERE rowid <= (SELECT max(rowid) FROM sighting) - ?",
                (MOST,),
            )

    def sightings(self) -> list[DiaryEntry]:
        """All of them, the newest first. Raises MemoryFault."""
        rows: list[Any] = self._file.run(
            "SELECT at, said, sure, likely, vector, space = ? FROM sighting ORDER BY rowid DESC",
            (self._space,),
        )
        return [
            DiaryEntry(
                *(at, said, _names(sure), _names(likely), np.frombuffer(blob, np.float32)),
                comparable=bool(comparable),
            )
            for at, said, sure, likely, blob, comparable in rows
        ]

    def clear(self) -> None:
        """Forget all, whatever its space. Raises MemoryFault."""
        self._file.run("DELETE FROM sighting")


def _names(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))
