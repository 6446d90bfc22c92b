"""Checkpoints on this disk: what was pulled, whether it is still that, what was pulled first."""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from models.hub.errors import HubError
from models.messages import HubLine, ModelSentence

FACTS: Final = "lantern.json"
"""Written last into a checkpoint's folder: what is in it."""
PINS: Final = "revisions.json"
"""Beside the folders: the revision and the sums of each checkpoint when it was first pulled."""
CALIBRATION: Final = "calibration"
"""The folder in a checkpoint's folder with the numbers of its judges."""


@dataclass(frozen=True, slots=True)
class File:
    """What a file was when it was pulled."""

    bytes: int
    sha256: str
    changed: int
    """When it was written, in nanoseconds: a file that nobody touched needs no new sum."""


@dataclass(frozen=True, slots=True)
class Installed:
    """A checkpoint that was pulled."""

    name: str
    kind: str
    repository: str
    revision: str
    files: dict[str, File]

    def write(self, folder: Path) -> None:
        """Write it into the checkpoint's folder."""
        text = json.dumps(asdict(self), indent=1) + "\n"
        (folder / FACTS).write_text(text, encoding="utf-8")

    @property
    def bytes(self) -> int:
        """Of all files."""
        return sum(file.bytes for file in self.files.values())


def sum_of(path: Path) -> str:
    """The sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def facts(path: Path) -> File:
    """What a file is now."""
    state = path.stat()
    return File(state.st_size, sum_of(path), state.st_mtime_ns)


def is_here(folder: Path, name: str) -> bool:
    """Whether a checkpoint of this name was pulled."""
    return _plain(name) and (folder / name / FACTS).is_file()


def read(folder: Path, name: str) -> Installed:
    """A checkpoint that was pulled; HubError where it is not, or its facts are damaged."""
    if not is_here(folder, name):
        raise HubError(HubLine.NOT_PULLED.told(name=name))
    try:
        data = json.loads((folder / name / FACTS).read_text(encoding="utf-8"))
        files = {str(key): File(**value) for key, value in data.pop("files").items()}
        return Installed(files=files, **data)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise HubError(_again(name, HubLine.FILE_DAMAGED, FACTS)) from fault


def check(folder: Path, installed: Installed) -> None:
    """HubError where a file of a checkpoint is missing or is no longer what was pulled."""
    name = installed.name
    for file, was in installed.files.items():
        path = folder / name / file
        try:
            state = path.stat()
        except OSError:
            raise HubError(_again(name, HubLine.FILE_MISSING, file)) from None
        if state.st_size == was.bytes and state.st_mtime_ns == was.changed:
            continue
        if state.st_size != was.bytes or sum_of(path) != was.sha256:
            raise HubError(_again(name, HubLine.FILE_ALTERED, file))


def stage_of(folder: Path, name: str) -> Path:
    """Where the files of a pull wait until all are there."""
    return folder / f".pulling-{name}"


@contextmanager
def stage(folder: Path, name: str) -> Iterator[Path]:
    """That place, for one at a time; HubError where another has it."""
    place = stage_of(folder, name)
    place.mkdir(mode=0o700, exist_ok=True)
    with place.with_name(f"{place.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise HubError(HubLine.BEING_PULLED.told(name=name)) from None
        yield place
        Path(lock.name).unlink(missing_ok=True)


def tidy(folder: Path) -> None:
    """Clear away what a removal that was killed has left."""
    for old in folder.glob(".removed-*"):
        shutil.rmtree(old, ignore_errors=True)


def remove(folder: Path, name: str) -> None:
    """Take away a model, and what came of a pull that broke off.

    HubError where there is neither, or it does not go.
    """
    path, staged = folder / name, stage_of(folder, name).is_dir()
    if not _plain(name) or not (path.is_dir() or staged):
        raise HubError(HubLine.NOT_HERE.told(name=name))
    # Renamed first, so that what is left of a removal that fails is not taken for a model.
    gone = folder / f".removed-{name}-{os.getpid()}"
    try:
        tidy(folder)
        if path.is_dir():
            path.rename(gone)
            shutil.rmtree(gone)
        if staged:
            with stage(folder, name) as place:
                shutil.rmtree(place)
    except OSError as fault:
        raise HubError(HubLine.NOT_REMOVED.told(name=name, reason=reason(fault))) from fault


def pinned(folder: Path) -> dict[str, Any]:
    """What was pulled first, by name; HubError where that cannot be read."""
    try:
        found = json.loads((folder / PINS).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict):
        raise HubError(HubLine.PINS_DAMAGED.told(path=folder / PINS))
    return found


def pin(folder: Path, installed: Installed) -> None:
    """Keep what was pulled, so that the next pull of it must be the same."""
    sums = {file: one.sha256 for file, one in installed.files.items()}
    pins = pinned(folder) | {installed.name: {"revision": installed.revision, "files": sums}}
    draft = folder / f".{PINS}.{os.getpid()}"
    draft.write_text(json.dumps(pins, indent=1) + "\n", encoding="utf-8")
    draft.replace(folder / PINS)


def _plain(name: str) -> bool:
    return name == Path(name).name and not name.startswith(".")


def _again(name: str, what: HubLine, file: str) -> ModelSentence:
    return HubLine.UNUSABLE.told(name=name, what=what.told(file=file))


def reason(fault: OSError) -> str:
    """Why the system did not do it, as the middle of a sentence."""
    if fault.strerror:
        return fault.strerror.lower()
    return str(fault).lower().rstrip(".") or HubLine.UNKNOWN_REASON.told()
