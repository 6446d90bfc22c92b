"""A real X11 server without a screen (Xvfb), what is shown on it, and a real clipboard (xclip)."""

import os
import signal
import subprocess
from pathlib import Path

import numpy as np
from Xlib import X
from Xlib.display import Display

from models.interfaces import Picture

ROWS = 8
"""Rows that are drawn at once: a request is limited."""


class XServer:
    """A display of its own, until `kill`."""

    def __init__(self, size: tuple[int, int] = (1280, 720), depth: int = 24) -> None:
        read, write = os.pipe()
        self.process = subprocess.Popen(
            [
                *("Xvfb", "-displayfd", str(write), "-nolisten", "tcp", "-noreset"),
                *("-screen", "0", f"{size[0]}x{size[1]}x{depth}"),
            ],
            pass_fds=[write],
            stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as told:
            number = told.readline().strip()
        assert number, "Xvfb does not start"
        self.name = f":{number}"
        self._clients: list[Display] = []
        self._owner: subprocess.Popen[bytes] | None = None

    def show(self, picture: Picture) -> None:
        """Put a picture on the screen, in a window of its size."""
        display = Display(self.name)
        self._clients.append(display)
        screen = display.screen()
        height, width = picture.shape[:2]
        window = screen.root.create_window(
            *(0, 0, width, height, 0, screen.root_depth), override_redirect=True
        )
        window.map()
        pen = window.create_gc()
        pixels = np.zeros((height, width, 4), np.uint8)
        pixels[:, :, 2::-1] = picture
        for top in range(0, height, ROWS):
            rows = pixels[top : top + ROWS]
            window.put_image(
                *(pen, 0, top, width, len(rows), X.ZPixmap, screen.root_depth, 0, rows.tobytes())
            )
        display.sync()

    def copy(self, path: Path, kind: str | None = "image/png") -> None:
        """Have another program put a file into the clipboard; without a kind, as text."""
        self.clear()
        target = [] if kind is None else ["-target", kind]
        command = ["xclip", "-quiet", "-selection", "clipboard", *target, "-in", str(path)]
        self._owner = subprocess.Popen(
            command, env={**os.environ, "DISPLAY": self.name}, stderr=subprocess.DEVNULL
        )
        display = Display(self.name)
        try:
            while not display.get_selection_owner(display.get_atom("CLIPBOARD")):
                assert self._owner.poll() is None, "xclip has ended"
        finally:
            display.close()

    def hang_owner(self) -> None:
        """Let the program that holds the clipboard answer no more."""
        assert self._owner is not None
        self._owner.send_signal(signal.SIGSTOP)

    def clear(self) -> None:
        """Leave the clipboard empty."""
        if self._owner is not None:
            self._owner.kill()
            self._owner.wait()
            self._owner = None

    def kill(self) -> None:
        """End the server and all that it shows."""
        self.clear()
        for client in self._clients:
            client.close()
        self.process.kill()
        self.process.wait()
