"""The screen and the clipboard of an X11 desktop, by the protocol itself: no program is needed."""

import contextlib
import select
import time
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from Xlib import X, error
from Xlib.display import Display

from assistant.camera.clipboard_formats import LARGEST, best_format
from assistant.protocol.desktop import NoPicture
from assistant.saying.messages.desktop_lines import DesktopLine
from models.interfaces import Picture

ROWS: Final = 16
"""Rows of the screen that are asked for at once: Xlib is slow with long answers."""
PART: Final = 1 << 16
"""Bytes of a property that are asked for at once, for the same reason."""
COLOURS: Final = (24, 32)
"""Bits a pixel of screens whose pixels are blue, green, red and a byte of nothing."""


def screen(name: str, until: float) -> Picture:
    """What the screen of a display shows, [H, W, 3] RGB. Raises NoPicture.

    Of several monitors, it is the one with the window that has the keys. `until`, as for
    `clipboard`, is when it must be there, on the monotonic clock.
    """
    with _connected(name, DesktopLine.SCREEN_LATE) as display:
        root = display.screen().root
        if root.get_geometry().depth not in COLOURS:
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
    """Left, top, width and height of the monitor in use; of all where none is known."""
    shape = root.get_geometry()
    if display.has_extension("RANDR"):
        # A server may be older than this question, or the window may just have been closed.
        with contextlib.suppress(error.XError):
            x, y = _attended(display, root)
            for one in root.xrandr_get_monitors().monitors:
                width, height = one.width_in_pixels, one.height_in_pixels
                if 0 <= x - one.x < width and 0 <= y - one.y < height:
                    right = min(one.x + width, shape.width)
                    low = min(one.y + height, shape.height)
                    return one.x, one.y, right - one.x, low - one.y
    return 0, 0, shape.width, shape.height


def _attended(display: Any, root: Any) -> tuple[int, int]:
    """The middle of the window that has the keys; of the pointer where none has."""
    focus = display.get_input_focus().focus
    # X.NONE and X.PointerRoot are numbers.
    if isinstance(focus, int):
        pointer = root.query_pointer()
        return pointer.root_x, pointer.root_y
    shape = focus.get_geometry()
    middle = root.translate_coords(focus, shape.width // 2, shape.height // 2)
    return middle.x, middle.y


def clipboard(name: str, until: float) -> bytes:
    """The picture in the clipboard of a display, as a file of some format. Raises NoPicture."""
    with _connected(name, DesktopLine.CLIPBOARD_LATE) as display:
        if display.get_selection_owner(display.get_atom("CLIPBOARD")) == X.NONE:
            raise NoPicture(DesktopLine.CLIPBOARD_EMPTY.said())
        asking = _Asking(display, until)
        kinds = [display.get_atom_name(atom) for atom in asking.atoms("TARGETS")]
        return asking.held(best_format(kinds))


@contextlib.contextmanager
def _connected(name: str, fails: DesktopLine) -> Iterator[Any]:
    """A display; `fails` is said where it does not do what is asked of it. Raises NoPicture."""
    try:
        display = Display(name)
    except (error.DisplayError, OSError) as fault:
        raise NoPicture(DesktopLine.NO_DISPLAY.said()) from fault
    try:
        yield display
    except (error.XError, error.ConnectionClosedError) as fault:
        raise NoPicture(fails.said()) from fault
    finally:
        display.close()


class _Asking:
    """Asks the owner of the clipboard for what it holds, which comes as a property of a window."""

    def __init__(self, display: Any, until: float) -> None:
        self._display = display
        self._until = until
        self._property = display.get_atom("LANTERN")
        # A window that is never shown.
        root = display.screen().root
        self._window = root.create_window(
            *(0, 0, 1, 1, 0, X.CopyFromParent), event_mask=X.PropertyChangeMask
        )

    def atoms(self, kind: str) -> list[int]:
        """What it holds of a kind, as numbers of names."""
        return [int(number) for number in np.frombuffer(self.held(kind), np.uint32)]

    def held(self, kind: str) -> bytes:
        """What it holds of a kind; a long one comes in pieces (ICCCM, INCR)."""
        selection = self._display.get_atom("CLIPBOARD")
        wanted = self._display.get_atom(kind)
        self._window.convert_selection(selection, wanted, self._property, X.CurrentTime)
        answer = self._event(X.SelectionNotify)
        if answer.property == X.NONE:
            raise NoPicture(DesktopLine.CLIPBOARD_OTHER.said())
        of, found = self._taken()
        if of != self._display.get_atom("INCR"):
            return found
        pieces: list[bytes] = []
        while piece := self._next():
            pieces.append(piece)
            if sum(map(len, pieces)) > LARGEST:
                raise NoPicture(DesktopLine.TOO_LARGE.said())
        return b"".join(pieces)

    def _next(self) -> bytes:
        """The next piece; empty after the last."""
        while True:
            event = self._event(X.PropertyNotify)
            if event.atom == self._property and event.state == X.PropertyNewValue:
                return self._taken()[1]

    def _taken(self) -> tuple[int, bytes]:
        """Kind and bytes of the property, which is then free for the next piece."""
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
            if offset > LARGEST:
                raise NoPicture(DesktopLine.TOO_LARGE.said())
            if not got.bytes_after:
                break
        self._window.delete_property(self._property)
        return kind, b"".join(parts)

    def _event(self, kind: int) -> Any:
        """The next event of a kind. Raises NoPicture if it does not come in time."""
        while True:
            # Whatever is sent to the server goes out with this.
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
