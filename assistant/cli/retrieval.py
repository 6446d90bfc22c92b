"""What the commands print that compare photos and texts: vectors, labels, captions, a folder."""

import logging
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from assistant.camera import photo
from assistant.cli.photos import Object, result
from assistant.protocol.spoken import message_of
from assistant.runtime import compose
from assistant.saying.messages.files_lines import FileFault, LibraryLine, unreadable
from assistant.settings.config import Settings
from assistant.storage.library import folder as library
from assistant.storage.library.photo_index import Store, StoreError
from assistant.storage.library.vectors import FaissIndex
from assistant.understanding.language_file import of
from models import limits
from models.interfaces import Embedder, Picture, Vector
from models.system.bounded import read_within

_log = logging.getLogger(__name__)

_EVERY = 20
"""Photos between two reports of progress."""


def embed(settings: Settings, photos: Sequence[str], texts: Sequence[str]) -> Iterator[Object]:
    """The vectors of photos and texts. Raises StartError."""
    model = compose.embedder(settings)

    def embedded(name: str, picture: Picture) -> Object:
        return {"photo": name, "embedding": _numbers(model.embed(picture))}

    yield from (result(name, embedded) for name in photos)
    for text in texts:
        yield {"text": text, "embedding": _numbers(model.embed_text(text))}


def classify(settings: Settings, photos: Sequence[str], labels: Sequence[str]) -> Iterator[Object]:
    """Which of the labels each photo shows. Raises StartError."""
    model = compose.embedder(settings)
    own = of(compose.asks_in(settings))
    named: dict[str, list[str]] = {}
    for label in labels:
        named.setdefault(own.searched(label), []).append(label)
    encoded = model.embed_labels(list(named))

    def found(name: str, picture: Picture) -> Object:
        fits = model.zero_shot(model.embed(picture), encoded)
        likely = [(label, p) for words, p in fits.labels for label in named[words]]
        best, most = likely[0]
        return {
            "photo": name,
            "labels": [{"label": one, "probability": round(p, 4)} for one, p in likely],
            "none": round(fits.none, 4),
            "says": best if most >= fits.none else LibraryLine.NONE_OF_THESE.said(),
        }

    return (result(name, found) for name in photos)


def captions(settings: Settings, name: str, file: Path, top: int) -> list[Object]:
    """The lines of a text file that match a photo best. Raises StartError."""
    try:
        # Not splitlines, which takes other characters for line ends.
        text = read_within(file, limits.LINES_FILE).decode("utf-8-sig").split("\n")
    except OSError as error:
        return [{"photo": name, "error": unreadable(file, error)}]
    except UnicodeDecodeError:
        return [{"photo": name, "error": FileFault.NOT_TEXT.said(file=file)}]
    lines = list(dict.fromkeys(filter(None, map(str.strip, text))))
    if not lines:
        return [{"photo": name, "error": FileFault.NO_LINES.said(file=file)}]
    model = compose.embedder(settings)

    def found(name: str, picture: Picture) -> Object:
        wanted = model.embed(picture)
        near = FaissIndex({line: model.embed_text(line) for line in lines}).search(wanted, top)
        captions = [{"text": line, "score": round(score, 4)} for line, score in near]
        says = "\n".join(line for line, _ in near)
        return {"photo": name, "captions": captions, "says": says}

    return [result(name, found)]


def index(settings: Settings, folder: Path) -> Iterator[Object]:
    """Update the index of a folder; every photo that cannot be opened gives an `error`.

    Raises StartError.
    """
    try:
        model = compose.embedder(settings)
        with library.open_store(folder, model.space) as store:
            changes = _follow(folder, store, model)
    except (library.FolderError, StoreError) as error:
        yield {"folder": str(folder), "error": message_of(error)}
        return
    for name, fault in changes.faults:
        yield {"photo": str(folder / name), "error": fault}
    counts = {
        name: getattr(changes, name) for name in ("photos", "new", "changed", "moved", "deleted")
    }
    yield {"folder": str(folder)} | counts | {"says": LibraryLine.INDEXED.said(**counts)}


def search(settings: Settings, query: str, folder: Path, top: int) -> Iterator[Object]:
    """The photos of a folder that match a text best. Raises StartError."""
    words = of(compose.asks_in(settings)).searched(query)
    yield from _found(settings, folder, top, lambda model: model.embed_text(words), "")


def similar(settings: Settings, name: str, folder: Path, top: int) -> Iterator[Object]:
    """The photos of a folder most similar to a photo, without itself. Raises StartError."""
    try:
        picture = photo.load(Path(name))
    except photo.BadPhoto as error:
        yield {"photo": name, "error": message_of(error)}
        return
    yield from _found(settings, folder, top, lambda model: model.embed(picture), name)


def _found(
    settings: Settings, folder: Path, top: int, wanted: Callable[[Embedder], Vector], but: str
) -> Iterator[Object]:
    try:
        skills = compose.skills(settings, "world", complete=True)
        model = skills.model
        with library.open_store(folder, model.space) as store:
            changes = _follow(folder, store, model)
            near = library.search(store, wanted(model), top + 1)
    except (library.FolderError, StoreError) as error:
        yield {"folder": str(folder), "error": message_of(error)}
        return
    for _, fault in changes.faults:
        _log.warning(fault)
    left = [one for one in near if not (but and _same(folder / one[0], Path(but)))]
    if not left:
        opened = LibraryLine.NONE_OPENED if changes.faults else LibraryLine.NO_PHOTOS
        line = LibraryLine.NO_OTHERS if near else opened
        yield {"folder": str(folder), "error": line.said(folder=folder)}

    def captioned(name: str, picture: Picture) -> Object:
        return {"photo": name, "caption": skills.describe(skills.session(picture)).spoken}

    for path, score in left[:top]:
        name = str(folder / path)
        yield {"photo": name, "score": round(score, 4)} | result(name, captioned)


def _follow(folder: Path, store: Store, model: Embedder) -> library.Changes:
    def embed(path: Path) -> Vector:
        try:
            return model.embed(photo.load(path))
        except photo.BadPhoto as error:
            raise library.UnshownError(message_of(error)) from error

    return library.follow(folder, store, photo.is_photo_name, embed, _report, photo.is_apple_name)


def _report(done: int, total: int) -> None:
    if done % _EVERY == 0 or done == total:
        _log.warning(LibraryLine.DONE_OF.said(done=done, total=total))


def _numbers(vector: Vector) -> list[float]:
    return [round(float(value), 6) for value in vector]


def _same(one: Path, other: Path) -> bool:
    """Whether two paths lead to the same file."""
    try:
        return one.samefile(other)
    except OSError:
        return False
