"""What Lantern remembers between starts.

That is the last speech rate, whether the tour was given, whether a stronger model was offered, and
which one is being downloaded.
"""

import contextlib
import json
import logging
import threading
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

import platformdirs

from assistant.saying.messages.faults_lines import SettingsFault
from assistant.saying.messages.files_lines import reason
from assistant.settings.config import FASTEST, SLOWEST, defaults
from assistant.storage.atomic_write import atomic_write
from models import limits
from models.system.bounded import read_within

Once: TypeAlias = Literal["toured", "offered"]
"""What happens to a user once: the tour, and the offer of a stronger model."""

_log = logging.getLogger(__name__)
_LOCK: Final = threading.Lock()


def state_file() -> Path:
    """Path of the remembered values."""
    return platformdirs.user_state_path("lantern") / "remembered.json"


def recall_rate(settings: int) -> int:
    """The rate of the last run in words a minute, or `settings`, the rate of the settings.

    The settings win if they changed since, or if no rate is stored. A broken file counts as none
    and is reported on stderr.
    """
    stored = _recalled()
    rate = stored.get("rate")
    if rate is None or stored.get("settings_rate", settings) != settings:
        return settings
    if type(rate) is int and SLOWEST <= rate <= FASTEST:
        return rate
    _warn_broken()
    return settings


def chosen_rate(settings: int) -> int | None:
    """The rate of `recall_rate` if the user ever chose one for Lantern, else None."""
    rate = recall_rate(settings)
    remembers = "rate" in _recalled(warns=False) and not is_outdated(settings)
    return rate if remembers or settings != defaults().voice.rate else None


def is_outdated(settings: int) -> bool:
    """Whether the settings had another rate when the stored one was chosen."""
    return bool(_recalled(warns=False).get("settings_rate", settings) != settings)


def recalls(what: Once) -> bool:
    """Whether it was remembered; a broken file counts as no."""
    return _recalled(warns=False).get(what) is True


def remember(what: Once) -> None:
    """Store that it is done; a failure is reported on stderr."""
    _remember(**{what: True})


def remember_rate(rate: int, settings: int) -> None:
    """Store a rate in words a minute, and the settings' rate at the time.

    A failure is reported on stderr.
    """
    _remember(rate=rate, settings_rate=settings)


def recall_pull() -> tuple[str, int]:
    """The model that the user wants and that is not here yet, and its megabytes; else empty."""
    stored = _recalled(warns=False)
    name, megabytes = stored.get("pull"), stored.get("pull_megabytes")
    if isinstance(name, str) and type(megabytes) is int:
        return name, megabytes
    return "", 0


def remember_pull(name: str, megabytes: int) -> None:
    """Store which model is being downloaded; empty: none. A failure is reported on stderr."""
    _remember(pull=name, pull_megabytes=megabytes)


def _recalled(*, warns: bool = True) -> dict[str, Any]:
    with contextlib.suppress(OSError, ValueError, RecursionError):
        if not state_file().exists():
            return {}
        stored = json.loads(read_within(state_file(), limits.STATE_FILE))
        if isinstance(stored, dict) and stored:
            return stored
    if warns:
        _warn_broken()
    return {}


def _remember(**values: object) -> None:
    file = state_file()
    try:
        # Several threads remember; each keeps what the others wrote.
        with _LOCK, atomic_write(file) as out:
            stored = _recalled(warns=False) | values
            out.write(f"{json.dumps(stored)}\n".encode())
    except OSError as error:
        _log.warning(SettingsFault.NOT_REMEMBERED.said(file=file, reason=reason(error)))


def _warn_broken() -> None:
    _log.warning(SettingsFault.RATE_UNREADABLE.said(file=state_file()))
