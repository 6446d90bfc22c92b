"""Models that come as one archive, for what hears: fetches, verifies and unpacks them.

A model is unpacked beside its final place and then renamed, so that it appears whole or not at all.
A checksum that the catalogue lacks is stored at the first pull and must not change later.
"""

import errno
import lzma
import shutil
import stat
import struct
import tempfile
import tomllib
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import urlsplit

from models import limits
from models.embedded.files import sum_of
from models.hub import checkpoint_store, hub_client, pins
from models.hub.checkpoint_store import first_line
from models.hub.hub_client import NetworkError, NotFoundError
from models.messages import HubError, HubLine
from models.system import SYSTEM

STEPS: Final = 10
"""Number of progress lines."""
SUMS: Final = "sums.json"
"""The checksum of each archive when it was first pulled, beside the folders."""
_DAMAGES: Final = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(RuntimeError, EOFError, ValueError, LookupError, OverflowError),
)
"""Raised while reading a damaged archive."""


@dataclass(frozen=True, slots=True)
class ArchiveEntry:
    """A model of the catalogue."""

    name: str
    does: str
    url: str
    sha256: str
    """Empty if unknown."""
    licence: str
    megabytes: float


def entries(catalogue: Path) -> dict[str, ArchiveEntry]:
    """The archives of the catalogue by name."""
    tables = tomllib.loads(catalogue.read_text(encoding="utf-8"))
    return {name: ArchiveEntry(name, **table) for name, table in tables.items() if "url" in table}


def listed(catalogue: Path, folder: Path) -> Iterator[dict[str, object]]:
    """Every archive that can be pulled, and whether it is installed."""
    for entry in entries(catalogue).values():
        here = (folder / entry.name).is_dir()
        line = HubLine.HERE if here else HubLine.TO_PULL
        both = (
            HubLine.NAMED.said(name=entry.name, does=entry.does),
            line.said(megabytes=f"{entry.megabytes:.0f}"),
        )
        yield {
            "name": entry.name,
            "pulled": here,
            "megabytes": entry.megabytes,
            "says": HubLine.NEXT.joined(both),
        }


def pull(entry: ArchiveEntry, folder: Path) -> Iterator[dict[str, object]]:
    """Pull a model into a folder and report progress; the last object holds the outcome."""
    name = entry.name
    try:
        if (folder / name).exists():
            yield {"name": name, "says": HubLine.HERE_ALREADY.said(name=name)}
            return
        SYSTEM.make_private(folder)
        with _workplace(folder) as work:
            packed = work / "archive"
            says = HubLine.FETCHING.said(megabytes=f"{entry.megabytes:.0f}")
            yield {"name": name, "says": says}
            for done in _fetched(entry, packed):
                percent = min(99, round(100 * done / entry.megabytes))
                says = HubLine.PERCENT.said(percent=percent)
                yield {"name": name, "megabytes": round(done, 1), "says": says}
            found = sum_of(packed)
            _check(entry, found, pins.read(folder / SUMS, dict[str, str]))
            unpack(name, packed, work / "unpacked")
            whole = top(name, work / "unpacked")
            if not entry.sha256:
                # First, so that nothing is ever here without being pinned.
                with pins.changing(folder / SUMS, dict[str, str]) as known:
                    _check(entry, found, known)
                    known[name] = found
            whole.rename(folder / name)
    except HubError as fault:
        yield {"name": name, "error": fault.sentence}
    except OSError as fault:
        reason = checkpoint_store.reason(fault)
        yield {"name": name, "error": HubLine.UNWRITABLE.said(name=name, reason=reason)}
    else:
        how = (HubLine.SUMS_RIGHT if entry.sha256 else HubLine.SUM_UNKNOWN).said()
        yield {
            "name": name,
            "sha256": found,
            "verified": bool(entry.sha256),
            "says": HubLine.PULLED.said(name=name, how=how),
        }


@contextmanager
def _workplace(folder: Path) -> Iterator[Path]:
    """A temporary folder beside the models; removes those that killed pulls left."""
    with ExitStack() as held:
        # Another pull must not find it before it is locked.
        with SYSTEM.locked(folder, wait=True):
            for old in folder.glob(".pull-*"):
                with _alone(old) as alone:
                    if alone:
                        shutil.rmtree(old, ignore_errors=True)
            work = Path(tempfile.mkdtemp(prefix=".pull-", dir=folder))
            held.enter_context(_alone(work))
            held.callback(shutil.rmtree, work, ignore_errors=True)
        yield work


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Lock a folder; yields False if another program holds the lock."""
    with ExitStack() as stack:
        alone = False
        with suppress(OSError):
            alone = stack.enter_context(SYSTEM.locked(folder))
        yield alone


def _fetched(entry: ArchiveEntry, target: Path) -> Iterator[float]:
    """Download the file; yields the megabytes so far. Raises HubError."""
    name, step, done = entry.name, entry.megabytes / STEPS, 0.0
    most, reported = limits.ARCHIVE * entry.megabytes, step
    try:
        address = urlsplit(entry.url)
        if address.scheme not in ("https", "http") or not address.hostname:
            raise ValueError
        with (
            hub_client.opened(entry.url, checked=bool(entry.sha256)) as source,
            target.open("wb") as file,
        ):
            size = source.length
            # A server that does not say how much it sends may send all that is accepted.
            wanted = most if size is None else size / 1e6
            if wanted > most:
                raise HubError(HubLine.TOO_MUCH.said(name=name))
            checkpoint_store.room(target.parent, name, wanted * 1e6)
            while piece := hub_client.read(source, limits.DOWNLOAD_PIECE):
                file.write(piece)
                done += len(piece) / 1e6
                if done > most:
                    raise HubError(HubLine.TOO_MUCH.said(name=name))
                if done >= reported:
                    reported += step
                    yield done
        if size is not None and target.stat().st_size != size:
            raise NetworkError(HubLine.ENDED_EARLY.said())
    except ValueError as fault:
        raise HubError(HubLine.WRONG_ADDRESS.said(name=name)) from fault
    except (NetworkError, NotFoundError) as fault:
        raise HubError(HubLine.NOT_GIVEN.said(name=name, reason=first_line(fault))) from fault


def _check(entry: ArchiveEntry, found: str, known: dict[str, str]) -> None:
    """Raise HubError if a checksum is not the catalogue's or the first pull's."""
    if found != (entry.sha256 or known.get(entry.name, found)):
        raise HubError(HubLine.SUM_DIFFERS.said(file=entry.url.rpartition("/")[2], name=entry.name))


def unpack(name: str, packed: Path, target: Path) -> None:
    """Unpack an archive. Raises HubError for paths outside the target and for too much content."""
    try:
        with zipfile.ZipFile(packed) as archive:
            members = archive.infolist()
            size = sum(one.file_size for one in members)
            if size > limits.INFLATED * packed.stat().st_size:
                raise _damaged(name, HubLine.INFLATED.said())
            checkpoint_store.room(target.parent, name, size)
            if len({one.filename for one in members}) < len(members):
                raise _damaged(name, HubLine.FILE_TWICE.said())
            for one in members:
                _refuse_elsewhere(name, one)
            archive.extractall(target)
    except _DAMAGES as fault:
        raise _damaged(name, first_line(fault)) from fault
    except OSError as fault:
        # The archive names a place before its beginning; a disk never gives this.
        if fault.errno != errno.EINVAL:
            raise
        raise _damaged(name, checkpoint_store.reason(fault)) from fault


def _refuse_elsewhere(name: str, one: zipfile.ZipInfo) -> None:
    path = PurePosixPath(one.filename)
    link = stat.S_ISLNK(one.external_attr >> 16)
    if path.is_absolute() or ".." in path.parts or "\\" in one.filename or link:
        raise _damaged(name, HubLine.OUTSIDE.said(place=one.filename))


def _damaged(name: str, reason: str) -> HubError:
    return HubError(HubLine.DAMAGED.said(name=name, reason=reason))


def top(name: str, unpacked: Path) -> Path:
    """The model's folder: the unpacked one, or the only folder in it. Raises HubError."""
    inside = list(unpacked.iterdir()) if unpacked.is_dir() else []
    found = inside[0] if len(inside) == 1 and inside[0].is_dir() else unpacked
    if not any(found.glob("**/final.mdl")):
        raise _damaged(name, HubLine.NO_HEARER.said())
    return found
