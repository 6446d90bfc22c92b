"""Pulled checkpoints: their folders, whether they are unchanged, and what was pulled first."""

import hashlib
import os
import shutil
import stat
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from models import json_files, limits
from models.embedded.files import sum_of
from models.hub import chat_template, pins
from models.hub.pins import Pin
from models.messages import HubError, HubLine, ModelSentence
from models.system import SYSTEM

FACTS: Final = "lantern.json"
"""The list of a checkpoint's files, written last into its folder."""
PINS: Final = "revisions.json"
"""The revision and checksums of each checkpoint when it was first pulled, beside the folders."""
GGUF: Final = "gguf"
"""The kind of what llama.cpp runs."""
CALIBRATION: Final = "calibration"
"""The folder of a calibration, inside a checkpoint's folder."""


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was pulled."""

    bytes: int
    sha256: str
    changed: int
    """Modification time in nanoseconds: an untouched file needs no new checksum."""


@dataclass(frozen=True, slots=True)
class Installed:
    """A pulled checkpoint."""

    name: str
    kind: str
    repository: str
    revision: str
    files: dict[str, File]

    def write(self, folder: Path) -> None:
        """Write the list into the checkpoint's folder."""
        json_files.write(folder / FACTS, self)

    @property
    def bytes(self) -> int:
        """The size of all files."""
        return sum(file.bytes for file in self.files.values())


def facts(path: Path) -> File:
    """Describe a file as it is now."""
    state = path.stat()
    return File(state.st_size, sum_of(path), state.st_mtime_ns)


def is_own(path: str) -> bool:
    """Whether a file of the hub would take the place of one of Lantern's own.

    Some file systems take capital letters for small ones.
    """
    return path.casefold() in (FACTS, chat_template.FILE)


def is_here(folder: Path, name: str) -> bool:
    """Whether a checkpoint of this name was pulled."""
    return is_name(name) and (folder / name / FACTS).is_file()


def read(folder: Path, name: str) -> Installed:
    """Read a pulled checkpoint's list. Raises HubError."""
    if not is_here(folder, name):
        raise HubError(HubLine.NOT_PULLED.said(name=name))
    try:
        return json_files.read(folder / name / FACTS, Installed)
    except json_files.FAULTS as fault:
        raise HubError(_again(name, HubLine.FILE_DAMAGED, FACTS)) from fault


def check(folder: Path, installed: Installed) -> None:
    """Raise HubError if a file of a checkpoint is missing or has changed."""
    name = installed.name
    for file, was in installed.files.items():
        path = folder / name / file
        try:
            now = path.lstat()
        except OSError:
            raise HubError(_again(name, HubLine.FILE_MISSING, file)) from None
        if not stat.S_ISREG(now.st_mode):
            raise HubError(_again(name, HubLine.FILE_LINKED, file))
        touched = now.st_mtime_ns != was.changed
        if now.st_size != was.bytes or (touched and sum_of(path) != was.sha256):
            raise HubError(_again(name, HubLine.FILE_ALTERED, file))


def stage_of(folder: Path, name: str) -> Path:
    """The folder in which the files of a pull are collected."""
    return folder / f".pulling-{name}"


@contextmanager
def stage(folder: Path, name: str) -> Iterator[Path]:
    """Lock the stage of a pull. Raises HubError if another process holds it, or if it has links."""
    place = stage_of(folder, name)
    if place.is_symlink():
        raise HubError(HubLine.LINK.said(path=place))
    SYSTEM.make_private(place)
    try:
        with SYSTEM.locked(place) as alone:
            if not alone:
                raise HubError(HubLine.BEING_PULLED.said(name=name))
            for path in place.rglob("*"):
                if path.is_symlink():
                    raise HubError(HubLine.LINK.said(path=path))
            yield place
    except FileNotFoundError:
        raise HubError(HubLine.BEING_PULLED.said(name=name)) from None


def keep_only(stage: Path, names: Collection[str]) -> None:
    """Remove every file of a stage that has none of these paths, but for the kept template."""
    for path in sorted(stage.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif str(path.relative_to(stage)) not in (*names, chat_template.FILE):
            path.unlink()


def settle(stage: Path, place: Path) -> None:
    """Put a whole checkpoint into its place, so that it is there even after a power cut."""
    synced = {path for path in stage.rglob("*") if path.name == FACTS or path.is_dir()}
    for path in (*synced, stage):
        SYSTEM.keep(path)
    stage.rename(place)
    SYSTEM.keep(place.parent)


def room(folder: Path, name: str, needed: float) -> None:
    """Raise HubError if so many bytes don't fit on the disk of a folder."""
    free = shutil.disk_usage(folder).free
    if needed + limits.DISK_MARGIN > free:
        sizes = {"megabytes": f"{needed / 1e6:.0f}", "free": f"{free / 1e6:.0f}"}
        raise HubError(HubLine.NO_ROOM.said(name=name, **sizes))


def git_sum(path: Path) -> str:
    """The sum by which git knows a file's content."""
    start = b"blob %d\0" % path.stat().st_size
    with path.open("rb") as file:
        begun = partial(hashlib.sha1, start, usedforsecurity=False)
        return hashlib.file_digest(file, begun).hexdigest()


def tidy(folder: Path) -> None:
    """Finish removals that were interrupted."""
    for old in folder.glob(".removed-*"):
        shutil.rmtree(old, ignore_errors=True)


def remove(folder: Path, name: str) -> None:
    """Delete a model and what an interrupted pull has left. Raises HubError."""
    if not is_name(name):
        raise HubError(HubLine.NO_NAME.said())
    path, staged = folder / name, stage_of(folder, name).is_dir()
    if not (path.is_dir() or staged):
        raise HubError(HubLine.NOT_HERE.said(name=name))
    # Renamed first, so that a half-deleted folder is not taken for a model.
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
        raise HubError(HubLine.NOT_REMOVED.said(name=name, reason=reason(fault))) from fault


def pinned(folder: Path, name: str) -> Pin:
    """What was first pulled under a name; an empty pin if nothing was. Raises HubError."""
    return pins.read(folder / PINS, dict[str, Pin]).get(name, Pin())


def pin(folder: Path, name: str, installed: Installed) -> None:
    """Record a pull, so that the next one of the same name must bring the same files.

    Raises HubError if another one was faster and brought others, and OSError.
    """
    sums = {file: one.sha256 for file, one in installed.files.items()}
    with pins.changing(folder / PINS, dict[str, Pin]) as known:
        # Another precision of the same revision has other files.
        before = known.get(name, Pin()).files
        for file, found in sums.items():
            if before.get(file, found) != found:
                raise HubError(HubLine.SUM_DIFFERS.said(file=file, name=installed.name))
        known[name] = Pin(installed.revision, before | sums)


def is_name(name: str) -> bool:
    """Whether a model could have this name."""
    inside = name == Path(name).name and not name.startswith(".") and "\0" not in name
    return inside and 0 < len(os.fsencode(name)) <= limits.MODEL_NAME


def _again(name: str, what: HubLine, file: str) -> ModelSentence:
    return HubLine.UNUSABLE.said(name=name, what=what.said(file=file))


def first_line(fault: Exception) -> str:
    """A library's error message as the middle of a sentence."""
    return (str(fault).strip() or type(fault).__name__).splitlines()[0].rstrip(".")


def reason(fault: OSError) -> str:
    """The system's error message as the middle of a sentence."""
    if fault.strerror:
        return fault.strerror.lower()
    return str(fault).lower().rstrip(".") or HubLine.UNKNOWN_REASON.said()
