"""A systemd user unit that starts Lantern at login; the trigger socket presses its keys."""

import contextlib
import os
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import platformdirs

import assistant
from assistant.protocol.child_process import output_of
from assistant.protocol.spoken import Message
from assistant.saying.messages.commands_lines import ServiceLine
from assistant.saying.messages.files_lines import reason
from assistant.storage.atomic_write import atomic_write

UNIT = "lantern.service"
_WANTED_BY = f"default.target.wants/{UNIT}"
_SECONDS = 20.0


class ServiceError(Exception):
    """The service cannot be installed or removed; the text says why and what to do."""


class _NoSystemdError(ServiceError):
    """systemd is not running for this user."""


def unit_path() -> Path:
    """The path of the unit file."""
    return platformdirs.user_config_path("systemd") / "user" / UNIT


def command() -> list[str]:
    """The command that starts this Lantern."""
    return [sys.executable, "-m", "assistant", "run"]


def started_this() -> bool:
    """Whether systemd started this process, and so reads its exit code."""
    return os.environ.get("SYSTEMD_EXEC_PID") == str(os.getpid())


def unit_text(start: Sequence[str], folder: Path) -> str:
    """The unit file for the command `start`, run in `folder`.

    Only faults go to the journal: it must not keep what Lantern says.
    """
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
StandardOutput=null
StandardError=journal
Restart=on-failure
RestartSec=5
RestartPreventExitStatus=1 2
TimeoutStopSec=5

[Install]
WantedBy=default.target
"""


def install() -> Message:
    """Write and enable the unit; returns a sentence, or raises ServiceError."""
    folder = Path(assistant.__file__).parent.parent
    path = unit_path()
    _systemctl("daemon-reload")
    try:
        with atomic_write(path) as file:
            file.write(unit_text(command(), folder).encode())
    except OSError as error:
        fault = ServiceLine.UNWRITABLE.said(path=path, reason=reason(error))
        raise ServiceError(fault) from error
    _systemctl("daemon-reload")
    _systemctl("enable", UNIT)
    return ServiceLine.INSTALLED.said()


def remove() -> Message:
    """Stop, disable and delete the unit; returns a sentence, or raises ServiceError."""
    path = unit_path()
    if not path.exists():
        return ServiceLine.NOTHING_THERE.said()
    with contextlib.suppress(_NoSystemdError):  # Then nothing is running.
        _systemctl("disable", "--now", UNIT)
    try:
        path.unlink(missing_ok=True)
        (path.parent / _WANTED_BY).unlink(missing_ok=True)
    except OSError as error:
        fault = ServiceLine.NOT_REMOVED.said(path=path, reason=reason(error))
        raise ServiceError(fault) from error
    with contextlib.suppress(_NoSystemdError):
        _systemctl("daemon-reload")
    return ServiceLine.REMOVED.said()


def _quoted(part: str) -> str:
    """Quote one word of a command line, so that systemd changes nothing in it."""
    escaped = part.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{_specifiers_escaped(escaped)}"'


def _specifiers_escaped(text: str) -> str:
    return text.replace("%", "%%")


def _systemctl(*words: str) -> None:
    try:
        output_of("systemctl", "--user", *words, patience=_SECONDS)
    except (OSError, subprocess.SubprocessError) as error:
        if isinstance(error, subprocess.CalledProcessError):
            output = " ".join(error.stderr.split())
            if "bus" not in output and "not been booted" not in output:
                raise ServiceError(ServiceLine.REFUSED.said(reason=output)) from error
        start = shlex.join([str(Path(sys.executable).with_name("lantern")), "run"])
        raise _NoSystemdError(ServiceLine.NO_SYSTEMD.said(command=start)) from error
