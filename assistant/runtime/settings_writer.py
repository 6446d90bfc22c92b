"""Changes values in the user's settings file and keeps the rest of it as it is."""

import os
import threading
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Final

from assistant.protocol.choices import PLACES, Setting, Value
from assistant.protocol.effects import KeepSettings
from assistant.protocol.events import Emit, SettingsKept, SettingsNotKept
from assistant.protocol.spoken import message_of
from assistant.runtime.remembered import Once, remember, remember_rate
from assistant.saying.messages.files_lines import reason
from assistant.saying.messages.menu_lines import MenuLine
from assistant.settings import config
from assistant.settings.config import ConfigError
from assistant.storage.atomic_write import atomic_write
from models import limits
from models.system.bounded import read_within

CLOSE_WAIT: Final = 2.0


class OwnSettingsError(Exception):
    """Nothing was written; the message says why and what to do."""


class SettingsWriter:
    """Writes in threads, one after another, because a disk can be slow."""

    def __init__(self, emit: Emit) -> None:
        self.rate: int | None = None
        """The speech rate that was written last."""
        self._emit = emit
        self._thread: threading.Thread | None = None

    def keep(self, request: KeepSettings) -> None:
        """Start writing; SettingsKept or SettingsNotKept follows."""
        self._begin(partial(self._keep, request))

    def remember(self, what: Once) -> None:
        """Start recording that the user has had it."""
        self._begin(partial(remember, what))

    def _begin(self, work: Callable[[], None]) -> None:
        before = self._thread

        def run() -> None:
            if before is not None:
                before.join()
            work()

        self._thread = threading.Thread(target=run, name="own-settings", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Wait until everything is written, CLOSE_WAIT seconds at most."""
        if self._thread is not None:
            self._thread.join(CLOSE_WAIT)

    def _keep(self, request: KeepSettings) -> None:
        try:
            write(request.changed)
        except OwnSettingsError as error:
            self._emit(SettingsNotKept(message_of(error)))
            return
        for setting, value in request.changed:
            if setting is Setting.RATE:
                # Otherwise the rate set by the faster and slower keys would win at the next start.
                self.rate = int(value)
                remember_rate(self.rate, self.rate)
        self._emit(SettingsKept(request.aloud))


def write(changed: Iterable[tuple[Setting, Value]], file: Path | None = None) -> None:
    """Write settings of the menu; see `write_values`."""
    write_values([(*PLACES[setting], value) for setting, value in changed], file)


def write_values(values: Iterable[tuple[str, str, Value]], file: Path | None = None) -> None:
    """Write rows of heading, name and value into `file`, or the user's own settings file.

    Creates a missing file. The new text is checked and then replaces the old one atomically.
    Raises OwnSettingsError and leaves the file unchanged.
    """
    # Rarely needed, and would slow down the start.
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    # Write to the target of a symbolic link, so that the link stays.
    path = Path(os.path.realpath(config.user_file() if file is None else file))
    try:
        # A link that leads to itself is there as well.
        there = os.path.lexists(path)
        if there:
            config.load(path)
        # Decoded here to keep the line endings.
        text = read_within(path, limits.SETTINGS_FILE).decode("utf-8-sig") if there else ""
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
    """Raise ConfigError for faulty settings, and OSError."""
    with atomic_write(path) as out:
        if there:
            Path(out.name).chmod(path.stat().st_mode & 0o777)
        out.write(data)
        out.flush()
        config.load(Path(out.name))
