"""Keeps an index in step with its folder, and searches it."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import platformdirs

from assistant.library.store import Entry, Store
from assistant.library.vectors import INDEXES
from assistant.wordings.files import LibraryLine, reason
from models.interfaces import Vector


class UnshownError(Exception):
    """A file gives no picture; the text says why and what to do."""


class FolderError(Exception):
    """The folder cannot be indexed; the text says what to do."""


@dataclass(slots=True)
class Changes:
    """What has become of a folder since it was last looked through."""

    photos: int = 0
    """Those that can be searched now."""
    new: int = 0
    changed: int = 0
    moved: int = 0
    deleted: int = 0
    faults: list[tuple[str, str]] = field(default_factory=list)
    """Files that cannot be shown, with the reason."""


def index_file(folder: Path) -> Path:
    """Where the index of a folder is kept: among the user's own data, not in the folder."""
    path = str(folder.resolve()).encode(errors="surrogateescape")
    name = hashlib.sha256(path).hexdigest()[:24]
    return platformdirs.user_data_path("lantern") / "indexes" / f"{name}.sqlite"


def open_store(folder: Path, space: str) -> Store:
    """The index of a folder, for vectors of a space. Raises FolderError and StoreError."""
    if not folder.is_dir():
        raise FolderError(LibraryLine.NO_FOLDER.said(folder=folder))
    return Store(index_file(folder), space)


def follow(
    folder: Path,
    store: Store,
    is_photo: Callable[[Path], bool],
    embed: Callable[[Path], Vector],
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> Changes:
    """Bring the index up to date: look at new and changed photos, forget those that are gone.

    What was looked at is kept at once, so that work that is cut off goes on where it stopped.
    `is_photo` knows a photo by its name, `embed` looks at one and may raise UnshownError. `tell`
    hears how many of how many files are done.
    """
    known = {entry.path: entry for entry in store.entries()}
    paths, unnamed = _named(folder, is_photo)
    changes = Changes(faults=[(name, LibraryLine.BAD_NAME.said(name=name)) for name in unnamed])
    gone = known.keys() - paths.keys()
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
        known[path] = entry
        tell(done, len(wanted))
    for path in (path for paths_left in left.values() for path in paths_left):
        changes.deleted += 1
        store.remove(path)
    for path in paths:
        if known[path].fault:
            changes.faults.append((path, known[path].fault))
        else:
            changes.photos += 1
    return changes


def photos_in(folder: Path, is_photo: Callable[[Path], bool]) -> Iterator[Path]:
    """All files in a folder and its folders that are named like photos, in their order."""
    for path in sorted(folder.rglob("*")):
        if is_photo(path) and path.is_file():
            yield path


def search(store: Store, wanted: Vector, top: int, kind: str = "faiss") -> list[tuple[str, float]]:
    """The paths of the photos nearest to a vector, with their cosines; `kind` is of `INDEXES`."""
    near = INDEXES[kind](store).search(wanted, top)
    return [(path, cosine) for digest, cosine in near for path in store.paths(digest)][:top]


def _named(folder: Path, is_photo: Callable[[Path], bool]) -> tuple[dict[str, Path], list[str]]:
    """The photos of a folder by their names, and those names that are not UTF-8, as they look.

    Such a name can neither be kept nor printed.
    """
    paths, unnamed = {}, []
    for path in photos_in(folder, is_photo):
        name = str(path.relative_to(folder))
        shown = name.encode(errors="surrogateescape").decode(errors="replace")
        if shown == name:
            paths[name] = path
        else:
            unnamed.append(shown)
    return paths, unnamed


def _same(entry: Entry | None, path: Path) -> bool:
    # What stood against a file may have been mended, and it is told in the language of the moment.
    if entry is None or entry.fault:
        return False
    try:
        facts = path.stat()
    except OSError:
        return False
    return (entry.size, entry.changed) == (facts.st_size, facts.st_mtime_ns)


def _entry(name: str, path: Path, store: Store, embed: Callable[[Path], Vector]) -> Entry:
    """Look at a file, or take the vector of one with the same content."""
    size, changed, digest = 0, 0, ""
    try:
        facts = path.stat()
        size, changed = facts.st_size, facts.st_mtime_ns
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        vector = store.of_digest(digest)
        if vector is None:
            vector = embed(path)
        return Entry(name, size, changed, digest, vector)
    except UnshownError as error:
        return Entry(name, size, changed, digest, None, str(error))
    except OSError as error:
        fault = LibraryLine.UNREADABLE.said(name=name, reason=reason(error))
        return Entry(name, size, changed, digest, None, fault)
