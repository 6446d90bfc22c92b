"""The key: created once and private, or given, and never short."""

import errno
import os
import stat
from pathlib import Path

import pytest

from assistant.server import api_key
from assistant.server.api_key import KeyFault


def test_a_private_key_is_created_once(home: Path) -> None:
    made = api_key.load("", None)
    path = home / ".config" / "lantern" / "serve.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(made.text) == 20
    assert str(made.place) == f"in the file {path}"
    assert api_key.load("", None) == made
    path.unlink()
    assert api_key.load("", None).text != made.text


def test_a_key_that_could_not_be_written_is_written_once_there_is_room(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr("os.fsync", full)
        with pytest.raises(KeyFault, match=r"written to .+: no space left on device\. Make room"):
            api_key.load("", None)
    assert not list(api_key.own_file().parent.iterdir())
    api_key.own_file().touch()
    assert len(api_key.load("", None).text) == 20


def test_a_key_in_the_settings_or_a_file_comes_first(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("from-a-file-1\n")
    assert api_key.load("", file).text == "from-a-file-1"
    assert api_key.load("from-the-text", file).text == "from-the-text"
    assert not api_key.own_file().exists()


def test_a_file_that_an_editor_began_with_a_mark_holds_its_key(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from-a-file-1\r\n", encoding="utf-8-sig")
    assert api_key.load("", tmp_path / "key").fits("from-a-file-1")


def test_only_the_same_key_fits() -> None:
    one = api_key.load("correct-horse-1", None)
    assert one.fits("correct-horse-1")
    assert not any(map(one.fits, ("", "correct-horse-", "correct-horse-1 ", "é", "\ud800")))


def test_an_unusable_key_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(KeyFault, match=r"no such file or directory\. Write a key into that file"):
        api_key.load("", tmp_path / "none")
    (tmp_path / "empty").write_text("\n")
    with pytest.raises(KeyFault, match=r"too short\. It must have at least 12 letters"):
        api_key.load("", tmp_path / "empty")
    (tmp_path / "two").write_text("from-a-file-1\nfrom-a-file-2\n")
    with pytest.raises(KeyFault, match="must be alone on one line"):
        api_key.load("", tmp_path / "two")
    with pytest.raises(KeyFault, match="The key, the one in the settings, is too short"):
        api_key.load("short", None)


@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_what_is_no_plain_file_is_refused_at_once(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "key"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    else:
        path.mkdir()
    with pytest.raises(KeyFault, match=r"could not be read: it is not a plain file\. Write a key"):
        api_key.load("", path)
