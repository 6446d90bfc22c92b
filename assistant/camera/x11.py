"""The screen and the clipboard of an X11 desktop through its protocol, without other programs."""

import contextlib
import select
import time
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from Xlib import X, error
from Xlib.display import Display

from assistant.camera.clipboard_formats import best_format
from assistant.protocol.desktop import NoPicture
from assistant.saying.messages.desktop_lines import DesktopLine
from models import limits
from models.interfaces import Picture

ROWS: Final = 16
"""Rows of the screen that are requested at once: Xlib is slow with long answers."""
PART: Final = 1 << 16
"""Bytes of a property that are requested at once, for the same reason."""
DEPTHS: Final = (24, 32)
"""Bits per pixel of screens whose pixels are blue, green, red and an unused byte."""


def screen(name: str, until: float) -> Picture:
    """The screen of a display, [H, W, 3] RGB, by the time `until` (monotonic). Raises NoPicture.

    Of several monitors, it is the one with the focused window.
    """
    with _connected(name, DesktopLine.SCREEN_LATE) as display:
        root = display.screen().root
        if root.get_geometry().depth not in DEPTHS:
            raise NoPicture(DesktopLine.SCREEN_COLOURS.said())
        left, top, width, height = _monitor(display, root)
        rows = []
        for y in range(top, top + height, ROWS):
            if time.monotonic() > until:
                raise NoPicture(DesktopLine.SCREEN_LATE.said())
            count = min(ROWS, top + height - y)
            got = root.get_image(left, y, width, count, X.ZPixmap, 0xFFFFFFFF)
            rows.append(np.frombuffer(got.data, np.uint8).reshape(count, width, 4))
        return np.ascontiguousarray(np.concatenate(rows)[:, :, 2::-1])


def _monitor(display: Any, root: Any) -> tuple[int, int, int, int]:
    """Left, top, width and height of the monitor in use; of all if that is unknown."""
    shape = root.get_geometry()
    if display.has_extension("RANDR"):
        # The server may be too old for this request, or the window may just have been closed.
        with contextlib.suppress(error.XError):
            x, y = _focus(display, root)
            for one in root.xrandr_get_monitors().monitors:
                width, height = one.width_in_pixels, one.height_in_pixels
                if 0 <= x - one.x < width and 0 <= y - one.y < height:
                    right = min(one.x + width, shape.width)
                    low = min(one.y + height, shape.height)
                    return one.x, one.y, right - one.x, low - one.y
    return 0, 0, shape.width, shape.height


def _focus(display: Any, root: Any) -> tuple[int, int]:
    """The middle of the focused window; without one, the pointer."""
    focus = display.get_input_focus().focus
    # X.NONE and X.PointerRoot are numbers.
    if isinstance(focus, int):
        pointer = root.query_pointer()
        return pointer.root_x, pointer.root_y
    shape = focus.get_geometry()
    middle = root.translate_coords(focus, shape.width // 2, shape.height // 2)
    return middle.x, middle.y


def clipboard(name: str, until: float) -> bytes:
    """The picture in the clipboard as an image file, by the time `until`. Raises NoPicture."""
    with _connected(name, DesktopLine.CLIPBOARD_LATE) as display:
        if display.get_selection_owner(display.get_atom("CLIPBOARD")) == X.NONE:
            raise NoPicture(DesktopLine.CLIPBOARD_EMPTY.said())
        selection = _Selection(display, until)
        atoms = np.frombuffer(selection.content("TARGETS"), np.uint32)
        return selection.content(best_format([display.get_atom_name(int(one)) for one in atoms]))


@contextlib.contextmanager
def _connected(name: str, failed: DesktopLine) -> Iterator[Any]:
    """A display. Raises NoPicture, with `failed` where a request fails."""
    try:
        display = Display(name)
    except (error.DisplayError, OSError) as fault:
        raise NoPicture(DesktopLine.NO_DISPLAY.said()) from fault
    try:
        yield display
    except (error.XError, error.ConnectionClosedError) as fault:
        raise NoPicture(failed.said()) from fault
    finally:
        display.close()


class _Selection:
    """The clipboard, whose owner passes its content as a property of a window of ours."""

    def __init__(self, display: Any, until: float) -> None:
        self._display = display
        self._until = until
        self._property = display.get_atom("LANTERN")
        # The window is never shown.
        self._window = display.screen().root.create_window(
            *(0, 0, 1, 1, 0, X.CopyFromParent), event_mask=X.PropertyChangeMask
        )

    def content(self, target: str) -> bytes:
        """The content in a format; a long one comes in pieces (ICCCM, INCR)."""
        selection = self._display.get_atom("CLIPBOARD")
        atom = self._display.get_atom(target)
        self._window.convert_selection(selection, atom, self._property, X.CurrentTime)
        if self._event(X.SelectionNotify).property == X.NONE:
            raise NoPicture(DesktopLine.CLIPBOARD_OTHER.said())
        kind, data = self._take()
        if kind != self._display.get_atom("INCR"):
            return data
        pieces: list[bytes] = []
        while piece := self._next_piece():
            pieces.append(piece)
            if sum(map(len, pieces)) > limits.CLIPBOARD:
                raise NoPicture(DesktopLine.TOO_LARGE.said())
        return b"".join(pieces)

    def _next_piece(self) -> bytes:
        """The next piece; empty after the last."""
        while True:
            event = self._event(X.PropertyNotify)
            if event.atom == self._property and event.state == X.PropertyNewValue:
                return self._take()[1]

    def _take(self) -> tuple[int, bytes]:
        """The property's type and bytes; it is deleted, which asks for the next piece."""
        kind, parts, offset = X.NONE, [], 0
        while True:
            # Offset and length are counted in words of four bytes.
            got = self._window.get_property(
                self._property, X.AnyPropertyType, offset // 4, PART // 4
            )
            if got is None:
                break
            kind, part = got.property_type, _bytes(got)
            parts.append(part)
            offset += len(part)
            if offset > limits.CLIPBOARD:
                raise NoPicture(DesktopLine.TOO_LARGE.said())
            if not got.bytes_after:
                break
        self._window.delete_property(self._property)
        return kind, b"".join(parts)

    def _event(self, kind: int) -> Any:
        """The next event of a kind. Raises NoPicture if it does not come in time."""
        while True:
            # This sends out the requests too.
            while self._display.pending_events():
                event = self._display.next_event()
                if event.type == kind:
                    return event
            left = self._until - time.monotonic()
            if left <= 0:
                raise NoPicture(DesktopLine.CLIPBOARD_LATE.said())
            select.select([self._display.fileno()], [], [], left)


def _bytes(got: Any) -> bytes:
    """The value of a property, which Xlib gives as bytes or as numbers."""
    kinds = {8: np.uint8, 16: np.uint16, 32: np.uint32}
    value = got.value
    return value if isinstance(value, bytes) else np.array(value, kinds[got.format]).tobytes()
