"""Models from a file server on the loopback."""

import contextlib
import errno
import hashlib
import io
import json
import os
import re
import shutil
import socket
import stat
import threading
import warnings
import zipfile
from collections import namedtuple
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assistant.asr.recogniser import models_folder, vosk_model
from assistant.runtime import model_choice
from models import limits
from models.hub import archive, hub_client
from models.hub.hub_client import Answer, NetworkError

NAME = "vosk-tiny-en"


class Server:
    """Gives one file, or breaks off in the middle of it."""

    def __init__(self) -> None:
        self.data = b""
        self.claimed: int | None = None
        """The length that it says; -1: none."""
        self.redirect = ""
        self.requests = 0
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # the name is http.server's
                owner.requests += 1
                found = self.path == "/model.zip"
                self.send_response((302 if owner.redirect else 200) if found else 404)
                if owner.redirect:
                    self.send_header("Location", owner.redirect)
                if owner.claimed != -1:
                    self.send_header("Content-Length", str(owner.claimed or len(owner.data)))
                self.end_headers()
                # Who refuses a file hangs up.
                with contextlib.suppress(ConnectionError):
                    self.wfile.write(owner.data)

            def log_message(self, format: str, *args: object) -> None:
                pass

        class Listening(ThreadingHTTPServer):
            request_queue_size = 64

        self._server = Listening(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/model.zip"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


def packed(*names: str, link: str = "", size: int = 10_000) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        for name in names:
            file.writestr(name, bytes(range(256)) * (size // 256))
        if link:
            entry = zipfile.ZipInfo(link)
            entry.external_attr = (stat.S_IFLNK | 0o777) << 16
            file.writestr(entry, "/etc/passwd")
    return data.getvalue()


GOOD = packed("vosk-model/am/final.mdl", "vosk-model/conf/mfcc.conf", size=300_000)


def flipped() -> bytes:
    """A packed model with a byte altered where its content begins."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("final.mdl", bytes(range(256)) * 4)
    whole = bytearray(data.getvalue())
    whole[30 + len("final.mdl")] = 0xFF
    return bytes(whole)


def catalogue(tmp_path: Path, url: str, sha256: str, megabytes: float = 0.6) -> Path:
    path = tmp_path / "catalog.toml"
    path.write_text(
        f'[{NAME}]\ndoes = "hears"\nurl = "{url}"\nsha256 = "{sha256}"\n'
        f'licence = "none"\nmegabytes = {megabytes}\n'
    )
    return path


def sum_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def pulled(listing: Path, folder: Path) -> Iterator[dict[str, object]]:
    yield from archive.pull(archive.entries(listing)[NAME], folder)


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_a_model_is_fetched_checked_and_unpacked(server: Server, tmp_path: Path) -> None:
    server.data = GOOD
    listing = catalogue(tmp_path, server.url, sum_of(GOOD))
    folder = models_folder()
    *progress, last = pulled(listing, folder)
    assert last == {
        "name": NAME,
        "sha256": sum_of(GOOD),
        "verified": True,
        "says": f"{NAME} is installed. Its checksums match the catalogue. "
        f"To use it: ./lantern models use {NAME}",
    }
    assert len(progress) >= 2
    assert (folder / NAME / "am" / "final.mdl").stat().st_size > 1000
    assert left(folder) == [NAME]
    assert vosk_model("en") == folder / NAME
    (again,) = pulled(listing, folder)
    assert str(again["says"]) == f"{NAME} is already installed."
    assert server.requests == 1
    (shown,) = archive.listed(listing, folder)
    assert shown["pulled"] is True


def test_a_sum_that_nobody_knows_is_said_and_pinned(server: Server, tmp_path: Path) -> None:
    server.data = GOOD
    folder = tmp_path / "models"
    *_, last = pulled(catalogue(tmp_path, server.url, ""), folder)
    assert last["verified"] is False
    assert "From now on only this file is accepted." in str(last["says"])
    assert json.loads((folder / "sums.json").read_text()) == {NAME: sum_of(GOOD)}
    (folder / NAME).rename(tmp_path / "away")
    server.data = packed("other/am/final.mdl", size=300_000)
    *_, last = pulled(catalogue(tmp_path, server.url, ""), folder)
    assert "has the wrong checksum" in str(last["error"])
    assert left(folder) == ["sums.json"]
    for content in ("{", "[]", '{"vosk-tiny-en": []}', '{"other": 1}'):
        (folder / "sums.json").write_text(content)
        *_, last = pulled(catalogue(tmp_path, server.url, ""), folder)
        assert "sums.json is damaged or can't be read" in str(last["error"])
        assert left(folder) == ["sums.json"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (packed("../outside/final.mdl"), "tries to write to ../outside/final.mdl"),
        (packed("/tmp/final.mdl"), "tries to write to /tmp/final.mdl"),
        (packed("a/final.mdl", link="a/link"), "tries to write to a/link"),
        (packed("a/..\\..\\final.mdl"), "tries to write to"),
        (packed("a/readme"), "contains no Vosk model"),
        (GOOD[: len(GOOD) // 2], "is damaged"),
        (flipped(), "is damaged"),
        (b"no archive", "is damaged"),
        (packed("a/final.mdl").replace(b"a/final.mdl", bytes(11)), "is damaged"),
        (b"", "is damaged"),
    ],
)
def test_what_is_no_good_model_leaves_nothing(
    server: Server, tmp_path: Path, data: bytes, reason: str
) -> None:
    server.data = data
    folder = tmp_path / "models"
    listing = catalogue(tmp_path, server.url, sum_of(data))
    *_, last = pulled(listing, folder)
    assert reason in str(last["error"])
    assert left(folder) == []
    assert left(tmp_path) == ["catalog.toml", "models"]


def test_a_file_that_unpacks_to_far_more_is_refused(server: Server, tmp_path: Path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a/final.mdl", bytes(20_000_000))
    server.data = data.getvalue()
    listing = catalogue(tmp_path, server.url, sum_of(server.data))
    *_, last = pulled(listing, tmp_path / "models")
    assert "contains more than a model should" in str(last["error"])


def test_a_server_that_fails_is_told(server: Server, tmp_path: Path) -> None:
    server.data = GOOD
    folder = tmp_path / "models"
    for url, sha256, reason in (
        (server.url, "0" * 64, "has the wrong checksum"),
        (server.url + "x", sum_of(GOOD), "HTTP 404"),
        ("http://127.0.0.1:1/model.zip", sum_of(GOOD), f"not send {NAME}: Connection refused."),
        ("file:///etc/passwd", sum_of(GOOD), "is wrong"),
    ):
        *_, last = pulled(catalogue(tmp_path, url, sha256), folder)
        assert reason in str(last["error"])
    server.claimed = len(GOOD) + 1
    *_, last = pulled(catalogue(tmp_path, server.url, sum_of(GOOD)), folder)
    assert "the connection ended early" in str(last["error"])
    for server.claimed in (10**15, -1):
        *_, last = pulled(catalogue(tmp_path, server.url, sum_of(GOOD), 0.1), folder)
        assert "sent more than" in str(last["error"])
    assert left(folder) == []


@pytest.mark.parametrize(
    "url",
    ["https://[::1", "http://", "https://two words/x", "http://a:b/", "http://a..b/", "http://ä/ö"],
)
def test_what_is_no_address_is_told(tmp_path: Path, url: str) -> None:
    *_, last = pulled(catalogue(tmp_path, url, ""), tmp_path / "models")
    assert re.match(rf"The (address of|server did not send) {NAME}", str(last["error"]))
    assert left(tmp_path / "models") == []


@pytest.mark.parametrize("place", ["https://127.0.0.1:1/x", "ftp://127.0.0.1:1/x"])
def test_a_redirect_to_another_kind_of_address_is_not_followed(
    server: Server, tmp_path: Path, place: str
) -> None:
    server.redirect = place
    *_, last = pulled(catalogue(tmp_path, server.url, ""), tmp_path / "models")
    assert "an address of another kind" in str(last["error"])
    assert left(tmp_path / "models") == []


def test_a_disk_without_room_is_told_before_anything_is_written(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.data = GOOD
    listing = catalogue(tmp_path, server.url, sum_of(GOOD), len(GOOD) / 1e6)
    usage = namedtuple("usage", "total used free")
    for server.claimed, missing in ((None, 1), (-1, 1 - len(GOOD)), (None, 1 - 2 * len(GOOD))):
        free = limits.DISK_MARGIN + len(GOOD) - missing
        monkeypatch.setattr(shutil, "disk_usage", lambda _, free=free: usage(0, 0, free))
        *_, last = pulled(listing, tmp_path / "models")
        assert ("Make room" in str(last.get("error"))) is (missing > -len(GOOD))
    assert left(tmp_path / "models") == [NAME]


def test_an_archive_with_a_file_twice_is_refused(server: Server, tmp_path: Path) -> None:
    with warnings.catch_warnings():
        # zipfile warns of what this test is about.
        warnings.simplefilter("ignore")
        server.data = packed("a/final.mdl", "a/final.mdl")
    *_, last = pulled(catalogue(tmp_path, server.url, ""), tmp_path / "models")
    assert "it contains a file twice" in str(last["error"])


class _Unplugged(Answer):
    """A server that there is no way to any more."""

    def __init__(self) -> None:
        one, self._other = socket.socketpair()
        super().__init__(one)

    def read(self, amt: int | None = None) -> bytes:
        raise OSError(errno.EHOSTUNREACH, "No route to host")


def test_a_network_that_goes_away_is_not_told_as_a_disk_that_is_full() -> None:
    with pytest.raises(NetworkError, match=r"^No route to host$"):
        hub_client.read(_Unplugged(), 1)


def test_what_a_killed_pull_left_is_cleared_away_and_that_of_another_stays(
    server: Server, tmp_path: Path
) -> None:
    server.data = GOOD
    listing = catalogue(tmp_path, server.url, sum_of(GOOD))
    folder = tmp_path / "models"
    killed = folder / ".pull-killed"
    killed.mkdir(parents=True)
    (killed / "archive").write_bytes(b"x")
    other = pulled(listing, folder)
    assert isinstance(other, Generator)
    next(other)
    assert not killed.exists()
    *_, last = pulled(listing, folder)
    assert "error" not in last
    assert len(list(folder.glob(".pull-*"))) == 1
    other.close()
    assert left(folder) == [NAME]


def test_the_catalogue_that_ships_is_whole() -> None:
    for entry in archive.entries(model_choice.CATALOGUE).values():
        assert entry.url.startswith("https://")
        assert len(entry.sha256) in (0, 64)
        assert entry.licence
        assert entry.megabytes > 1
        assert entry.name.startswith("vosk-")


def test_two_pulls_at_the_same_time_keep_each_other_s_checksums(
    server: Server, tmp_path: Path
) -> None:
    server.data = GOOD
    folder = tmp_path / "models"
    names = [f"vosk-{number}" for number in range(8)]
    each = [archive.ArchiveEntry(name, "hears", server.url, "", "none", 0.6) for name in names]
    with ThreadPoolExecutor(len(each)) as pool:
        pulls = [*pool.map(lambda entry: [*archive.pull(entry, folder)], each)]
    assert not [event for events in pulls for event in events if "error" in event]
    assert left(folder) == ["sums.json", *names]
    assert json.loads((folder / "sums.json").read_text()) == dict.fromkeys(names, sum_of(GOOD))


def test_a_model_that_is_here_was_pinned_before(server: Server, tmp_path: Path) -> None:
    server.data = GOOD
    folder = tmp_path / "models"
    killed = 9
    child = os.fork()
    if child == 0:
        Path.rename = lambda *_: os._exit(killed)  # type: ignore[method-assign]  # killed
        [*pulled(catalogue(tmp_path, server.url, ""), folder)]
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == killed
    assert json.loads((folder / "sums.json").read_text()) == {NAME: sum_of(GOOD)}
