"""Names that the user gave to views. A view is kept as its vector; the picture itself is not."""

from pathlib import Path
from typing import cast

import numpy as np

from assistant.protocol.memory_protocols import KeptView
from assistant.storage.memory.memory_file import MemoryFile
from assistant.understanding.intent_words import plain
from models.interfaces import Vector


class StoredMemory:
    """A `Memory` on the disk: the views of one space. Of those of another it has the names."""

    def __init__(self, space: str, path: Path | None = None) -> None:
        """Nothing is opened before it is needed; `path` is that of `MemoryFile`."""
        self._space = space
        self._file = MemoryFile(path)

    def keep(self, name: str, vector: Vector) -> None:
        """Keep a view; a name may have several. Raises MemoryFault."""
        blob = vector.astype(np.float32).tobytes()
        self._file.run("INSERT INTO kept VALUES (?, ?, ?)", (name, self._space, blob), keeps=True)

    def views(self) -> list[KeptView]:
        """All views of the space, in the order in which they were kept. Raises MemoryFault."""
        rows = self._file.run("SELECT name, vector FROM kept WHERE space = ?", (self._space,))
        return [
            KeptView(str(name), np.frombuffer(cast(bytes, blob), np.float32)) for name, blob in rows
        ]

    def names(self) -> list[str]:
        """All names, each once, whatever the space of their views. Raises MemoryFault."""
        rows = self._file.run("SELECT name FROM kept ORDER BY rowid")
        return list(dict.fromkeys(str(name) for (name,) in rows))

    def forget(self, name: str) -> bool:
        """Forget a name and all its views; False if there is none. Raises MemoryFault."""
        with self._file.opened() as base:
            rows = base.execute("SELECT DISTINCT name FROM kept").fetchall()
            same = [row for row in rows if row[0].lower() == name.lower()]
            found = same or [row for row in rows if plain(row[0]) == plain(name) != ""]
            base.executemany("DELETE FROM kept WHERE name = ?", found)
        return bool(found)
