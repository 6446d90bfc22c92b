"""Prints without waiting: a terminal that is held, or a reader that pauses, must hold up no key."""

import os
import threading
from collections import deque
from typing import Final, TextIO

PATIENCE: Final = 0.5
"""Seconds in which a text is usually out, or its fault known."""
MOST: Final = 1000
"""Texts that wait; of more the oldest are lost."""


class Patient:
    """The file behind a text stream; a thread writes, and lives while there is something to write.

    A fault is raised by the `flush` that handed the text over, or by a later one.
    """

    def __init__(self, stream: TextIO | None) -> None:
        """Take the stream, or None as Python has it where that is closed; then nothing is written.

        Whoever else writes to it has to flush it.
        """
        self._stream = stream
        self._text = ""
        self._left: deque[bytes] = deque(maxlen=MOST)
        self._lock = threading.Lock()
        self._writer: threading.Thread | None = None
        self._fault: OSError | None = None

    def write(self, text: str) -> int:
        """Take a text for the next `flush`."""
        self._text += text
        return len(text)

    def flush(self) -> None:
        """Hand over what was taken; waits for it a moment, unless what came before still waits."""
        text, self._text = self._text, ""
        if self._stream is None:
            return
        data = text.encode(self._stream.encoding, self._stream.errors or "strict")
        with self._lock:
            self._left.append(data)
            writer = None
            if self._writer is None:
                writer = self._writer = threading.Thread(
                    target=self._write, args=(self._stream.fileno(),), name="print", daemon=True
                )
        if writer is not None:
            writer.start()
            writer.join(PATIENCE)
        fault, self._fault = self._fault, None
        if fault is not None:
            raise fault

    def _write(self, file: int) -> None:
        while True:
            with self._lock:
                if not self._left:
                    self._writer = None
                    return
                data = self._left.popleft()
            try:
                while data:
                    data = data[os.write(file, data) :]
            except OSError as error:
                self._fault = error
