"""Keeps an index up to date with its folder, and searches it."""

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import platformdirs

from assistant.protocol.spoken import Message, message_of, verbatim
from assistant.saying.messages.files_lines import LibraryLine, reason
from assistant.storage.library.photo_index import PhotoEntry, Store
from assistant.storage.library.vectors import FaissIndex
from models.interfaces import Vector
from models.system.reach import check_reach


class UnshownError(Exception):
    """A file cannot be shown as a picture; the text says why and what to do."""


class FolderError(Exception):
    """The folder cannot be indexed; the text says what to do."""


@dataclass(slots=True)
class Changes:
    """How a folder has changed since it was last indexed."""

    photos: int = 0
    """The photos that can be searched now."""
    new: int = 0
    changed: int = 0
    moved: int = 0
    deleted: int = 0
    faults: list[tuple[str, Message]] = field(default_factory=list)
    """Files and folders that cannot be read, with the reason."""


def index_file(folder: Path) -> Path:
    """The path of a folder's index: among the user's own data, not in the folder."""
    path = str(folder.resolve()).encode(errors="surrogateescape")
    name = hashlib.sha256(path).hexdigest()[:24]
    return platformdirs.user_data_path("lantern") / "indexes" / f"{name}.sqlite"


def open_store(folder: Path, space: str) -> Store:
    """Open a folder's index, for vectors of one space. Raises FolderError and StoreError."""
    try:
        check_reach(folder)
        there = folder.is_dir()
    except OSError as error:
        raise _unreadable(folder, error) from error
    if not there:
        raise FolderError(LibraryLine.NO_FOLDER.said(folder=folder))
    return Store(index_file(folder), space)


def follow(
    folder: Path,
    store: Store,
    is_photo: Callable[[Path], bool],
    embed: Callable[[Path], Vector],
    progress: Callable[[int, int], None] = lambda done, total: None,
    is_unknown: Callable[[Path], bool] = lambda path: False,
) -> Changes:
    """Bring the index up to date: embed new and changed photos, forget those that are gone.

    Each photo is stored at once, so that interrupted work continues where it stopped. `is_photo`
    recognises a photo by its name, `is_unknown` one that cannot be opened here; `embed` may raise
    UnshownError. `progress` is called with how many of how many files are done. Photos in a folder
    that cannot be read stay in the index. Raises FolderError.
    """
    known = {entry.path: entry for entry in store.entries()}
    files = _Files(folder, is_photo, is_unknown)
    paths, changes = files.paths, Changes(faults=files.faults)
    gone = [path for path in known.keys() - paths.keys() if not files.may_hold(path)]
    wanted = [path for path in paths if not _same(known.get(path), paths[path])]
    left: dict[str, list[str]] = {}
    for path in sorted(gone):
        left.setdefault(known[path].digest, []).append(path)
    for done, path in enumerate(wanted, start=1):
        entry = _entry(path, paths[path], store, embed)
        if entry.fault:
            pass
        elif path in known:
            changes.changed += 1
        elif left.get(entry.digest):
            changes.moved += 1
            store.remove(left[entry.digest].pop())
        else:
            changes.new += 1
        store.put(entry)
        known[path] = replace(entry, vector=None)
        progress(done, len(wanted))
    for path in (path for paths_left in left.values() for path in paths_left):
        changes.deleted += 1
        store.remove(path)
    for path in paths:
        if known[path].fault:
            changes.faults.append((path, verbatim(known[path].fault)))
        else:
            changes.photos += 1
    return changes


def search(store: Store, wanted: Vector, top: int) -> list[tuple[str, float]]:
    """The paths of the photos nearest to a vector, with cosines."""
    near = FaissIndex(store.vectors()).search(wanted, top)
    return [(path, cosine) for digest, cosine in near for path in store.paths(digest)][:top]


class _Files:
    """The photos in a folder, and what cannot be read there. Raises FolderError."""

    def __init__(
        self, folder: Path, is_photo: Callable[[Path], bool], is_unknown: Callable[[Path], bool]
    ) -> None:
        self.paths: dict[str, Path] = {}
        """The photos by their names, in order."""
        self.faults: list[tuple[str, Message]] = []
        self._unreadable: list[str] = []
        errors: list[OSError] = []
        unknown = 0
        for path in sorted(_visible(folder, errors)):
            if is_unknown(path):
                unknown += 1
            elif is_photo(path):
                self._add(path, str(path.relative_to(folder)))
        for error in errors:
            path = Path(error.filename)
            if path == folder:
                raise _unreadable(folder, error) from error
            name = _shown(str(path.relative_to(folder)))
            self._note_unreadable(name, message_of(_unreadable(Path(name), error)))
        if unknown:
            self.faults.append(("", LibraryLine.HEIC.said(count=unknown)))

    def may_hold(self, name: str) -> bool:
        """Whether a photo may still be there, where nothing can be read."""
        return any(name == one or name.startswith(f"{one}/") for one in self._unreadable)

    def _add(self, path: Path, name: str) -> None:
        shown = _shown(name)
        try:
            # A name that is not UTF-8 can be neither stored nor printed.
            if shown != name:
                self.faults.append((shown, LibraryLine.BAD_NAME.said(name=shown)))
                return
            check_reach(path)
            if path.is_file():
                self.paths[name] = path
        except OSError as error:
            fault = LibraryLine.UNREADABLE.said(name=name, reason=reason(error))
            self._note_unreadable(name, fault)

    def _note_unreadable(self, name: str, fault: Message) -> None:
        self.faults.append((name, fault))
        self._unreadable.append(name)


def _visible(folder: Path, errors: list[OSError]) -> Iterator[Path]:
    """All files that are not hidden, as thumbnails and deleted photos are."""
    for top, folders, names in os.walk(folder, onerror=errors.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(top, name) for name in names if not name.startswith("."))


def _shown(name: str) -> str:
    return name.encode(errors="surrogateescape").decode(errors="replace")


def _unreadable(folder: Path, error: OSError) -> FolderError:
    return FolderError(LibraryLine.CLOSED_FOLDER.said(folder=folder, reason=reason(error)))


def _same(entry: PhotoEntry | None, path: Path) -> bool:
    # A fault may have been repaired, and its sentence is in the language of its time.
    if entry is None or entry.fault:
        return False
    try:
        facts = path.stat()
    except OSError:
        return False
    return (entry.size, entry.changed) == (facts.st_size, facts.st_mtime_ns)


def _entry(name: str, path: Path, store: Store, embed: Callable[[Path], Vector]) -> PhotoEntry:
    """Index a file, with the vector of another one if their contents are equal."""
    try:
        facts = path.stat()
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        vector = store.of_digest(digest)
        if vector is None:
            vector = embed(path)
        return PhotoEntry(name, facts.st_size, facts.st_mtime_ns, digest, vector)
    except UnshownError as error:
        fault = message_of(error)
    except OSError as error:
        fault = LibraryLine.UNREADABLE.said(name=name, reason=reason(error))
    return PhotoEntry(name, fault=fault)
