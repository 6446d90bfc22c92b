"""A real X11 server without a monitor (Xvfb), its windows, and a real clipboard (xclip)."""

import os
import subprocess
from pathlib import Path

import numpy as np
from Xlib import X
from Xlib.display import Display
from Xlib.protocol import rq

from models.interfaces import Picture
from tests.kit.processes import hang

ROWS = 8
"""Rows drawn at once: the size of a request is limited."""


class _SetMonitor(rq.Request):  # type: ignore[misc]  # Xlib has no types
    """RRSetMonitor of RandR; the one in Xlib cannot be sent."""

    _request = rq.Struct(
        *(rq.Card8("opcode"), rq.Opcode(43), rq.RequestLength(), rq.Window("window")),
        *(rq.Card32("name"), rq.Bool("primary"), rq.Bool("automatic"), rq.LengthOf("crtcs", 2)),
        *(rq.Int16("x"), rq.Int16("y"), rq.Card16("width"), rq.Card16("height")),
        *(rq.Card32("width_in_mm"), rq.Card32("height_in_mm")),
        rq.List("crtcs", rq.Card32Obj),
    )


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
        with os.fdopen(read) as output:
            number = output.readline().strip()
        assert number, "Xvfb does not start"
        self.name = f":{number}"
        self._clients: list[Display] = []
        self._owner: subprocess.Popen[bytes] | None = None

    def show(self, picture: Picture) -> None:
        """Show a picture in a window of its size."""
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

    def split(self, x: int) -> None:
        """Split the screen into two monitors, side by side."""
        display = Display(self.name)
        root = display.screen().root
        whole = root.get_geometry()
        crtcs = root.xrandr_get_monitors().monitors[0].crtcs
        for name, left, width, of in (
            ("LEFT", 0, x, crtcs),
            ("RIGHT", x, whole.width - x, []),
        ):
            _SetMonitor(
                display=display.display,
                opcode=display.display.get_extension_major("RANDR"),
                window=root,
                name=display.intern_atom(name),
                **dict(primary=0, automatic=0, x=left, y=0, width=width, height=whole.height),
                **dict(width_in_mm=80, height_in_mm=60, crtcs=of),
            )
        display.sync()
        display.close()

    def focus(self, x: int, y: int) -> None:
        """Show a focused window at a place."""
        display = Display(self.name)
        self._clients.append(display)
        screen = display.screen()
        window = screen.root.create_window(
            *(x, y, 8, 8, 0, screen.root_depth), override_redirect=True
        )
        window.map()
        display.sync()
        window.set_input_focus(X.RevertToParent, X.CurrentTime)
        display.sync()

    def copy(self, path: Path, kind: str | None = "image/png") -> None:
        """Let another program copy a file to the clipboard; without a kind, as text."""
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
        """Make the program that owns the clipboard hang."""
        assert self._owner is not None
        hang(self._owner.pid)

    def clear(self) -> None:
        """Empty the clipboard."""
        if self._owner is not None:
            self._owner.kill()
            self._owner.wait()
            self._owner = None

    def kill(self) -> None:
        """End the server and its windows."""
        self.clear()
        for client in self._clients:
            client.close()
        self.process.kill()
        self.process.wait()
