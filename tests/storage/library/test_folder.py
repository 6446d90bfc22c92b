"""An index that follows its folder."""

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from assistant.storage.library import folder as library
from assistant.storage.library.photo_index import Store
from models import clip
from models.interfaces import Vector

COLOURS = {"red": (250, 10, 10), "green": (10, 250, 10), "blue": (10, 10, 250)}


class Embed:
    """A picture's vector is its mean colour; counts its calls."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, path: Path) -> Vector:
        self.asked += 1
        # OpenCV cannot open a file whose name is not UTF-8.
        picture = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
        if picture is None:
            raise library.UnshownError(f"{path.name} is no photo.")
        return clip.unit(picture[..., ::-1].reshape(-1, 3).mean(axis=0))


def is_png(path: Path) -> bool:
    return path.suffix == ".png"


@pytest.fixture
def embed() -> Embed:
    return Embed()


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    (folder / "deep").mkdir(parents=True)
    for name, colour in COLOURS.items():
        paint(folder / f"{name}.png", colour)
    shutil.move(folder / "blue.png", folder / "deep" / "blue.png")
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "index.sqlite", "colours") as store:
        yield store


def paint(path: Path, colour: tuple[int, int, int]) -> None:
    picture = np.full((24, 32, 3), colour[::-1], np.uint8)
    assert cv2.imwrite(str(path), picture)


def red() -> Vector:
    return clip.unit(np.array([1.0, 0.0, 0.0]))


def test_a_new_folder_is_indexed_once(photos: Path, store: Store, embed: Embed) -> None:
    done: list[tuple[int, int]] = []
    changes = library.follow(photos, store, is_png, embed, lambda *counts: done.append(counts))
    assert (changes.photos, changes.new, embed.asked) == (3, 3, 3)
    assert done == [(1, 3), (2, 3), (3, 3)]
    again = library.follow(photos, store, is_png, embed)
    assert (again.photos, again.new, again.changed, embed.asked) == (3, 0, 0, 3)
    assert library.search(store, red(), 2)[0][0] == "red.png"


@pytest.mark.parametrize(
    "damage",
    [
        "vector = x'010203'",
        "vector = x''",
        "vector = 'text'",
        "vector = x'0000803f'",
        "size = 'large', changed = x'00', fault = 7, vector = x'01'",
        "digest = x'ff', vector = 3",
    ],
)
def test_a_damaged_row_is_made_anew(
    photos: Path, tmp_path: Path, embed: Embed, damage: str
) -> None:
    file = tmp_path / "index.sqlite"
    with Store(file, "colours") as store:
        library.follow(photos, store, is_png, embed)
    with contextlib.closing(sqlite3.connect(file)) as base, base:
        base.execute(f"UPDATE photo SET {damage} WHERE path = 'red.png'")
    with Store(file, "colours") as store:
        changes = library.follow(photos, store, is_png, embed)
        assert (changes.photos, changes.changed, embed.asked) == (3, 1, 4)
        assert library.search(store, red(), 3)[0][0] == "red.png"


def test_vectors_that_cannot_be_compared_are_not_found(
    photos: Path, tmp_path: Path, embed: Embed
) -> None:
    file = tmp_path / "index.sqlite"
    with Store(file, "colours") as store:
        library.follow(photos, store, is_png, embed)
    with contextlib.closing(sqlite3.connect(file)) as base, base:
        base.execute("UPDATE photo SET vector = x'0000c07f0000c07f0000c07f' WHERE path = 'red.png'")
    with Store(file, "colours") as store:
        found = [name for name, _ in library.search(store, red(), 3)]
        assert sorted(found) == ["deep/blue.png", "green.png"]
        assert library.search(store, np.ones(5, np.float32), 3) == []


def test_a_changed_photo_is_embedded_again(photos: Path, store: Store, embed: Embed) -> None:
    library.follow(photos, store, is_png, embed)
    paint(photos / "red.png", (10, 250, 20))
    changes = library.follow(photos, store, is_png, embed)
    assert (changes.photos, changes.changed, changes.new) == (3, 1, 0)
    assert library.search(store, red(), 3)[0][1] < 0.5


def test_a_moved_photo_is_not_embedded_again(photos: Path, store: Store, embed: Embed) -> None:
    library.follow(photos, store, is_png, embed)
    shutil.move(photos / "red.png", photos / "deep" / "rose.png")
    changes = library.follow(photos, store, is_png, embed)
    assert (changes.photos, changes.moved, changes.new, changes.deleted) == (3, 1, 0, 0)
    assert embed.asked == 3
    assert library.search(store, red(), 1)[0][0] == "deep/rose.png"


def test_a_deleted_photo_is_forgotten(photos: Path, store: Store, embed: Embed) -> None:
    library.follow(photos, store, is_png, embed)
    (photos / "red.png").unlink()
    changes = library.follow(photos, store, is_png, embed)
    assert (changes.photos, changes.deleted) == (2, 1)
    assert "red.png" not in dict(library.search(store, red(), 5))


@pytest.mark.parametrize("hidden", ["deep/.trash", ".thumbnails/large"])
def test_hidden_photos_are_not_found(photos: Path, store: Store, embed: Embed, hidden: str) -> None:
    library.follow(photos, store, is_png, embed)
    (photos / hidden).mkdir(parents=True)
    shutil.move(photos / "red.png", photos / hidden / "red.png")
    (photos / "._green.png").write_text("no photo")
    changes = library.follow(photos, store, is_png, embed)
    assert (changes.photos, changes.deleted, changes.faults) == (2, 1, [])


def test_a_hidden_folder_can_be_indexed(photos: Path, store: Store, embed: Embed) -> None:
    folder = photos.rename(photos.parent / ".photos")
    assert library.follow(folder, store, is_png, embed).photos == 3


def test_two_deleted_copies_are_both_forgotten(photos: Path, store: Store, embed: Embed) -> None:
    shutil.copy(photos / "red.png", photos / "copy.png")
    library.follow(photos, store, is_png, embed)
    (photos / "red.png").unlink()
    (photos / "copy.png").unlink()
    assert library.follow(photos, store, is_png, embed).deleted == 2


def test_a_file_that_is_not_a_photo_is_reported_and_the_rest_indexed(
    photos: Path, store: Store, embed: Embed
) -> None:
    (photos / "bad.png").write_text("no photo")
    (photos / "notes.txt").write_text("no photo either")
    changes = library.follow(photos, store, is_png, embed)
    assert changes.photos == 3
    assert [name for name, _ in changes.faults] == ["bad.png"]
    assert library.follow(photos, store, is_png, embed).faults == changes.faults


def test_a_name_that_is_not_utf_8_is_reported_and_the_rest_indexed(
    photos: Path, store: Store, embed: Embed
) -> None:
    (photos / "red.png").rename(photos / os.fsdecode(b"caf\xe9.png"))
    (photos / "deep").rename(photos / os.fsdecode(b"\xe9"))
    changes = library.follow(photos, store, is_png, embed)
    assert (changes.photos, embed.asked) == (1, 1)
    assert [name for name, _ in changes.faults] == ["caf\ufffd.png", "\ufffd/blue.png"]
    assert all(
        str(fault) == f"The name {name} is not valid UTF-8. Rename the file."
        for name, fault in changes.faults
    )
    again = library.follow(photos, store, is_png, embed)
    assert again == library.Changes(photos=1, faults=changes.faults)


def test_an_unreadable_file_is_reported_and_stays_in_the_index(
    photos: Path, store: Store, embed: Embed
) -> None:
    library.follow(photos, store, is_png, embed)
    (photos / "red.png").unlink()
    (photos / "red.png").symlink_to("x" * 300)
    changes = library.follow(photos, store, is_png, embed)
    assert texts(changes) == [("red.png", "red.png could not be read: file name too long.")]
    assert (changes.photos, changes.deleted) == (2, 0)
    assert library.search(store, red(), 1)[0][0] == "red.png"


def texts(changes: library.Changes) -> list[tuple[str, str]]:
    return [(name, str(fault)) for name, fault in changes.faults]


class Unreadable:
    """Makes a folder unreadable, even for root."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self._scandir, self._folder = os.scandir, folder
        monkeypatch.setattr(os, "scandir", self.scandir)

    def scandir(self, path: Path | int) -> object:
        # Pytest removes folders by descriptors.
        if path in (self._folder, str(self._folder)):
            raise PermissionError(13, "Permission denied", str(path))
        return self._scandir(path)


def test_an_unreadable_folder_is_reported_and_its_photos_stay_in_the_index(
    photos: Path, store: Store, embed: Embed, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.follow(photos, store, is_png, embed)
    Unreadable(monkeypatch, photos / "deep")
    changes = library.follow(photos, store, is_png, embed)
    fault = (
        "The folder deep could not be read: permission denied. Change its permissions, or choose "
    )
    assert texts(changes) == [("deep", fault + "another folder.")]
    assert (changes.photos, changes.deleted) == (2, 0)
    assert [one.path for one in store.entries()] == ["deep/blue.png", "green.png", "red.png"]


def test_an_unreadable_top_folder_is_refused(
    photos: Path, store: Store, embed: Embed, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.follow(photos, store, is_png, embed)
    Unreadable(monkeypatch, photos)
    with pytest.raises(library.FolderError, match="permission denied"):
        library.follow(photos, store, is_png, embed)
    assert len(list(store.entries())) == 3


def test_photos_in_an_unknown_format_are_counted(photos: Path, store: Store, embed: Embed) -> None:
    for name in ("a.heic", "b.heic"):
        (photos / name).touch()
    changes = library.follow(
        photos, store, is_png, embed, is_unknown=lambda path: path.suffix == ".heic"
    )
    assert changes.photos == 3
    fault = "HEIC photos that I can't open: 2. Save them as JPEG."
    assert texts(changes) == [("", fault)]


def test_interrupted_indexing_continues_where_it_stopped(
    photos: Path, store: Store, embed: Embed
) -> None:
    class CutError(Exception):
        pass

    def cut(done: int, total: int) -> None:
        if done == 2:
            raise CutError

    with pytest.raises(CutError):
        library.follow(photos, store, is_png, embed, cut)
    changes = library.follow(photos, store, is_png, embed)
    assert (changes.photos, changes.new, embed.asked) == (3, 1, 3)


def test_the_index_is_not_kept_in_the_folder(photos: Path) -> None:
    before = sorted(photos.rglob("*"))
    with library.open_store(photos, "colours"):
        pass
    assert sorted(photos.rglob("*")) == before
    assert library.index_file(photos).exists()


def test_a_folder_whose_name_is_not_utf_8_has_an_index(photos: Path, embed: Embed) -> None:
    odd = photos.parent / os.fsdecode(b"caf\xe9")
    photos.rename(odd)
    with library.open_store(odd, "colours") as store:
        assert library.follow(odd, store, is_png, embed).photos == 3


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(library.FolderError, match="Check the name"):
        library.open_store(tmp_path / "none", "colours")


def test_a_folder_whose_name_is_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(library.FolderError, match="could not be read: file name too long"):
        library.open_store(tmp_path / ("x" * 300), "colours")
