"""`lantern models pull`: downloads a model of the catalogue, verifies it and unpacks it.

A model is unpacked beside its final place and then renamed, so that it appears whole or not at all.
A checksum that the catalogue lacks is stored at the first pull and must not change later.
"""

import errno
import hashlib
import json
import lzma
import os
import shutil
import stat
import struct
import tempfile
import tomllib
import urllib.error
import urllib.request
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage, InvalidURL
from pathlib import Path, PurePosixPath
from typing import IO, Final
from urllib.parse import urlsplit

from assistant.protocol.spoken import message_of
from assistant.saying.messages.files_lines import reason
from assistant.saying.messages.models_lines import PullLine, catalogue_words
from assistant.storage.atomic_write import atomic_write
from models.system import SYSTEM

TIMEOUT: Final = 20.0
"""Seconds without data before a server counts as gone."""
PIECE: Final = 1 << 18
STEPS: Final = 10
"""Number of progress lines."""
LARGEST: Final = 2.0
"""Largest file accepted, as a multiple of the size in the catalogue."""
INFLATED: Final = 20.0
"""Largest content accepted, as a multiple of the archive's size."""
MARGIN: Final = 100_000_000
"""Bytes of the disk to leave free."""
SUMS: Final = "sums.json"
_DAMAGES: Final = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(RuntimeError, EOFError, ValueError, LookupError, OverflowError),
)
"""Raised while reading a damaged archive."""


class PullError(Exception):
    """The pull failed; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class DownloadEntry:
    """A model of the catalogue."""

    name: str
    does: str
    url: str
    sha256: str
    """Empty if unknown."""
    licence: str
    megabytes: float


def entries(catalogue: Path) -> dict[str, DownloadEntry]:
    """The archives of the catalogue by name."""
    tables = tomllib.loads(catalogue.read_text(encoding="utf-8"))
    return {name: DownloadEntry(name, **table) for name, table in tables.items() if "url" in table}


def listed(catalogue: Path, folder: Path) -> Iterator[dict[str, object]]:
    """Every model that can be pulled, and whether it is installed."""
    for entry in entries(catalogue).values():
        here = (folder / entry.name).is_dir()
        how = (PullLine.HERE if here else PullLine.TO_PULL).said(megabytes=entry.megabytes)
        does = catalogue_words(entry.does)
        says = PullLine.LISTED.said(name=entry.name, does=does, how=how)
        yield {"name": entry.name, "pulled": here, "megabytes": entry.megabytes, "says": says}


def pull(
    name: str, catalogue: Path, folder: Path, others: Sequence[str] = ()
) -> Iterator[dict[str, object]]:
    """Pull a model into a folder and report progress; the last object holds the outcome.

    `others` are further names that can be pulled.
    """
    try:
        entry = entries(catalogue).get(name)
        if entry is None:
            known = ", ".join([*entries(catalogue), *others])
            raise PullError(PullLine.NO_SUCH.said(name=name, names=known))
        if (folder / name).exists():
            yield {"name": name, "says": PullLine.HERE_ALREADY.said(name=name)}
            return
        SYSTEM.make_private(folder)
        with _workplace(folder) as work:
            archive = work / "archive"
            says = PullLine.FETCHING.said(megabytes=entry.megabytes, address=entry.url)
            yield {"name": name, "says": says}
            for done in _fetched(entry, archive):
                of = f"{entry.megabytes:.0f}"
                says = PullLine.DONE_OF.said(done=f"{done:.0f}", megabytes=of)
                yield {"name": name, "megabytes": round(done, 1), "says": says}
            sum_found, verified = _checked(entry, archive, folder), bool(entry.sha256)
            _unpacked(archive, work / "unpacked")
            _top(work / "unpacked").rename(folder / name)
            if not verified:
                with atomic_write(folder / SUMS) as file:
                    pins = _pinned(folder) | {name: sum_found}
                    file.write(f"{json.dumps(pins, indent=1)}\n".encode())
    except PullError as error:
        yield {"name": name, "error": message_of(error)}
    except OSError as error:
        yield {"name": name, "error": PullLine.UNWRITABLE.said(reason=reason(error))}
    else:
        how = (PullLine.SUM_RIGHT if verified else PullLine.SUM_UNKNOWN).said()
        says = PullLine.PULLED.said(name=name, does=catalogue_words(entry.does), how=how)
        yield {"name": name, "sha256": sum_found, "verified": verified, "says": says}


@contextmanager
def _workplace(folder: Path) -> Iterator[Path]:
    """A temporary folder beside the models; removes those that killed pulls left."""
    for old in folder.glob(".pull-*"):
        with _alone(old) as alone:
            if alone:
                shutil.rmtree(old, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=".pull-", dir=folder) as work, _alone(Path(work)):
        yield Path(work)


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Lock a folder; yields False if another program holds the lock."""
    with ExitStack() as stack:
        alone = False
        with suppress(OSError):
            alone = stack.enter_context(SYSTEM.locked(folder))
        yield alone


def _fetched(entry: DownloadEntry, target: Path) -> Iterator[float]:
    """Download the file; yields the megabytes so far."""
    step = entry.megabytes / STEPS
    done, reported = 0.0, step
    try:
        opener = urllib.request.build_opener(_SameScheme(entry))
        with opener.open(entry.url, timeout=TIMEOUT) as source, target.open("wb") as file:
            wanted = source.length
            most = LARGEST * 1e6 * entry.megabytes
            if wanted is not None and wanted > most:
                raise PullError(PullLine.TOO_MUCH.said(name=entry.name))
            # A server that does not say how much it sends may send all that is accepted.
            _refuse_full_disk(target, most if wanted is None else wanted)
            while piece := _piece(source, entry.name):
                file.write(piece)
                done += len(piece) / 1e6
                if done > most / 1e6:
                    raise PullError(PullLine.TOO_MUCH.said(name=entry.name))
                if done >= reported:
                    reported += step
                    yield done
    # Such as no host, a port that is no number, and letters that no address has.
    except (ValueError, InvalidURL) as error:
        raise PullError(PullLine.WRONG_ADDRESS.said(name=entry.name)) from error
    except (urllib.error.URLError, HTTPException, TimeoutError, ConnectionError) as error:
        raise PullError(PullLine.NOT_GIVEN.said(name=entry.name, reason=_reason(error))) from error
    if wanted is not None and target.stat().st_size != wanted:
        raise PullError(PullLine.BROKE_OFF.said(name=entry.name))


class _SameScheme(urllib.request.HTTPRedirectHandler):
    """Follows redirects unless the connection would be of another kind, such as unencrypted."""

    def __init__(self, entry: DownloadEntry) -> None:
        """Raise PullError already if the entry's own address is none of the web's."""
        address = urlsplit(entry.url)
        if address.scheme not in ("https", "http") or not address.hostname:
            raise PullError(PullLine.WRONG_ADDRESS.said(name=entry.name))
        self._entry, self._scheme = entry, address.scheme

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        """The next request. Raises PullError."""
        if urlsplit(newurl).scheme != self._scheme:
            raise PullError(PullLine.OTHER_SCHEME.said(name=self._entry.name))
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _refuse_full_disk(place: Path, size: float) -> None:
    """Raise OSError if so many bytes don't fit."""
    if shutil.disk_usage(place.parent).free < size + MARGIN:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _piece(source: IO[bytes], name: str) -> bytes:
    """The next chunk; turns network errors into PullError, unlike those of the disk."""
    try:
        return source.read(PIECE)
    except OSError as error:
        raise PullError(PullLine.NOT_GIVEN.said(name=name, reason=_reason(error))) from error


def _reason(error: Exception) -> str:
    """The reason of a network error, without Python's decoration."""
    if isinstance(error, urllib.error.URLError) and isinstance(error.reason, Exception):
        return _reason(error.reason)
    return (error.strerror if isinstance(error, OSError) else "") or str(error)


def _checked(entry: DownloadEntry, archive: Path, folder: Path) -> str:
    """The checksum; raises PullError if it is not the catalogue's or the first pull's."""
    with archive.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    wanted = entry.sha256 or _pinned(folder).get(entry.name, found)
    if found != wanted:
        raise PullError(PullLine.SUM_DIFFERS.said(name=entry.name))
    return found


def _pinned(folder: Path) -> dict[str, str]:
    """Checksums stored at first pulls. Raises PullError if they cannot be read."""
    try:
        sums = json.loads((folder / SUMS).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError):
        sums = None
    if not isinstance(sums, dict):
        raise PullError(PullLine.PINS_DAMAGED.said(path=folder / SUMS))
    return sums


def _unpacked(archive: Path, target: Path) -> None:
    """Unpack. Raises PullError for paths outside the target and for too much content."""
    try:
        with zipfile.ZipFile(archive) as packed:
            members = packed.infolist()
            size = sum(one.file_size for one in members)
            if size > INFLATED * archive.stat().st_size:
                raise PullError(PullLine.TOO_LARGE.said())
            _refuse_full_disk(target, size)
            names = [one.filename for one in members]
            if len({*names}) < len(names):
                raise PullError(PullLine.DAMAGED.said(reason=PullLine.TWICE.said()))
            for one in members:
                _refuse_elsewhere(one)
            packed.extractall(target)
    except _DAMAGES as error:
        raise PullError(PullLine.DAMAGED.said(reason=error)) from error
    except OSError as error:
        # The archive names a place before its beginning; a disk never gives this.
        if error.errno != errno.EINVAL:
            raise
        raise PullError(PullLine.DAMAGED.said(reason=reason(error))) from error


def _refuse_elsewhere(one: zipfile.ZipInfo) -> None:
    path = PurePosixPath(one.filename)
    link = stat.S_ISLNK(one.external_attr >> 16)
    if path.is_absolute() or ".." in path.parts or "\\" in one.filename or link:
        raise PullError(PullLine.ELSEWHERE.said(place=one.filename))


def _top(unpacked: Path) -> Path:
    """The model's folder: the unpacked one, or the only folder in it."""
    inside = list(unpacked.iterdir()) if unpacked.is_dir() else []
    top = inside[0] if len(inside) == 1 and inside[0].is_dir() else unpacked
    if not any(top.glob("**/final.mdl")):
        raise PullError(PullLine.NO_MODEL.said())
    return top
