"""A systemd user unit that starts Lantern at log-in, driven by the trigger socket."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import platformdirs

import assistant

UNIT = "lantern.service"
_WANTED_BY = f"default.target.wants/{UNIT}"
_SECONDS = 20.0
_NO_SYSTEMD = (
    "This computer does not start programs with systemd for you, so the service cannot be set up. "
    "Add the command lantern run to the programs that your desktop starts at log-in."
)


class ServiceError(Exception):
    """The service cannot be set up or taken away; the text says why and what to do."""


class _NoSystemdError(ServiceError):
    """systemd does not run here for this user."""


def unit_path() -> Path:
    """Give the place of the unit's file."""
    return platformdirs.user_config_path("systemd") / "user" / UNIT


def command() -> list[str]:
    """Give the command that starts this very Lantern."""
    return [sys.executable, "-m", "assistant", "run"]


def unit_text(start: Sequence[str], folder: Path) -> str:
    """Write the unit for the command `start`, run in `folder`."""
    return f"""\
[Unit]
Description=Lantern, which says what is in front of the camera
After=pipewire-pulse.service pulseaudio.service speech-dispatcher.service
StartLimitIntervalSec=300
StartLimitBurst=5

[Service]
Type=exec
WorkingDirectory={_specifiers_escaped(str(folder))}
ExecStart=:{" ".join(_quoted(part) for part in start)}
StandardInput=null
Restart=on-failure
RestartSec=5
RestartPreventExitStatus=2
TimeoutStopSec=5

[Install]
WantedBy=default.target
"""


def install() -> str:
    """Write the unit and enable it; gives a sentence, or raises ServiceError."""
    folder = Path(assistant.__file__).parent.parent
    path = unit_path()
    _systemctl("daemon-reload")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{UNIT}.{os.getpid()}")
        draft.write_text(unit_text(command(), folder), encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise ServiceError(
            f"The file {path} cannot be written: {_reason(error)}. Make room or make the folder "
            "yours, then try again."
        ) from error
    _systemctl("daemon-reload")
    _systemctl("enable", UNIT)
    return (
        "Lantern will start when you log in, without a terminal. Press its keys with commands such "
        "as: lantern trigger describe. To start it now: systemctl --user start lantern"
    )


def remove() -> str:
    """Stop, disable and delete the unit; gives a sentence, or raises ServiceError."""
    path = unit_path()
    if not path.exists():
        return "The service was not set up, so nothing had to be removed."
    with contextlib.suppress(_NoSystemdError):  # Then nothing runs that had to be stopped.
        _systemctl("disable", "--now", UNIT)
    try:
        path.unlink(missing_ok=True)
        (path.parent / _WANTED_BY).unlink(missing_ok=True)
    except OSError as error:
        raise ServiceError(
            f"The file {path} cannot be removed: {_reason(error)}. Make the folder yours, then "
            "try again."
        ) from error
    with contextlib.suppress(_NoSystemdError):
        _systemctl("daemon-reload")
    return "Lantern does not start at log-in any more."


def _quoted(part: str) -> str:
    """One word of a command line, so that systemd changes nothing in it."""
    escaped = part.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{_specifiers_escaped(escaped)}"'


def _specifiers_escaped(text: str) -> str:
    return text.replace("%", "%%")


def _systemctl(*words: str) -> None:
    try:
        done = subprocess.run(
            ["systemctl", "--user", *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _NoSystemdError(_NO_SYSTEMD) from error
    if done.returncode == 0:
        return
    told = " ".join(done.stderr.split())
    if "bus" in told or "not been booted" in told:
        raise _NoSystemdError(_NO_SYSTEMD)
    raise ServiceError(f"systemd refused: {told} Try again after you have logged in anew.")


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
