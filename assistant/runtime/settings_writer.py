"""Writes into the user's own settings file, and leaves all else in it as it is."""

import os
import threading
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Final

from assistant.protocol.choices import PLACES, Setting, Value
from assistant.protocol.effects import KeepSettings
from assistant.protocol.events import Emit, SettingsKept, SettingsNotKept
from assistant.runtime.remembered import remember_rate, remember_tour
from assistant.saying.messages.files_lines import reason
from assistant.saying.messages.menu_lines import MenuLine
from assistant.settings import config
from assistant.settings.config import ConfigError
from assistant.storage.atomic_write import atomic_write

CLOSE_WAIT: Final = 2.0


class OwnSettingsError(Exception):
    """Nothing was written; the text is a sentence that says why and what to do."""


class Keeper:
    """Writes in threads of its own, one after the other, since a disk may take its time."""

    def __init__(self, emit: Emit) -> None:
        """Nothing is written yet."""
        self.rate: int | None = None
        """The rate of speech that was written last."""
        self._emit = emit
        self._thread: threading.Thread | None = None

    def keep(self, request: KeepSettings) -> None:
        """Begin to write; SettingsKept or SettingsNotKept follows."""
        self._begin(partial(self._keep, request))

    def keep_tour(self) -> None:
        """Begin to write that the tour has been given."""
        self._begin(remember_tour)

    def _begin(self, work: Callable[[], None]) -> None:
        before = self._thread

        def run() -> None:
            if before is not None:
                before.join()
            work()

        self._thread = threading.Thread(target=run, name="own-settings", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Let what is being written be finished."""
        if self._thread is not None:
            self._thread.join(CLOSE_WAIT)

    def _keep(self, request: KeepSettings) -> None:
        try:
            write(request.changed)
        except OwnSettingsError as error:
            self._emit(SettingsNotKept(str(error)))
            return
        for setting, value in request.changed:
            if setting is Setting.RATE:
                # What the keys for faster and slower set would count instead at the next start.
                self.rate = int(value)
                remember_rate(self.rate, self.rate)
        self._emit(SettingsKept(request.aloud))


def write(changed: Iterable[tuple[Setting, Value]], file: Path | None = None) -> None:
    """Write settings of the menu, as `write_values` does."""
    write_values([(*PLACES[setting], value) for setting, value in changed], file)


def write_values(values: Iterable[tuple[str, str, Value]], file: Path | None = None) -> None:
    """Write values under heading and name into `file`, or into the user's own, which is made if it
    is not there.

    The new text is checked before it takes the place of the old one, in one step. Raises
    OwnSettingsError; the file is then as it was.
    """
    # It is needed once in a while, and the start must not wait for it.
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    # What a link points to is written, so that the link stays.
    path = (config.user_file() if file is None else file).resolve()
    try:
        there = path.exists()
        if there:
            config.load(path)
        # Line ends stay as they are.
        text = path.read_bytes().decode("utf-8-sig") if there else ""
        document = tomlkit.parse(text)
        for heading, name, value in values:
            if heading not in document:
                document[heading] = tomlkit.table()
            document[heading][name] = value
        _replace(path, document.as_string().encode(), there=there)
    except OSError as error:
        line = MenuLine.CLOSED_FILE.said(file=path.name, reason=reason(error))
        raise OwnSettingsError(line) from error
    except ConfigError as error:
        raise OwnSettingsError(MenuLine.FAULTY_FILE.said(fault=error.faults[0])) from error
    except TOMLKitError as error:
        raise OwnSettingsError(MenuLine.FAULTY_FILE.said(fault=f"{error}.")) from error


def _replace(path: Path, data: bytes, *, there: bool) -> None:
    """Put a text in the place of another. Raises OSError, and ConfigError if it is not good."""
    with atomic_write(path) as out:
        if there:
            os.fchmod(out.fileno(), path.stat().st_mode & 0o777)
        out.write(data)
        out.flush()
        config.load(Path(out.name))
