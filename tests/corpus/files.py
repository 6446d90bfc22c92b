"""Files that are none, that have no end, or that somebody damaged, and folders with odd names."""

import io
import os
import random
import socket
import sqlite3
import struct
import wave
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Final

LARGE: Final = 100 << 20
NAMES: Final = (
    *(b"\xff\xfe.jpg", b"a\nb.jpg", b"\x1b[2J.jpg", "\u202egpj.a".encode(), b"-rf.jpg", b" .jpg"),
    *(b"a" * 250 + b".jpg", "\u00e9.jpg".encode(), b"%s{key}.jpg", b"'.jpg", b"a\\b.jpg", b"~.jpg"),
)
Make = Callable[[Path], object]
"""Puts something in a place where a file is expected."""


def wav(channels: int = 1, width: int = 2) -> bytes:
    data = io.BytesIO()
    with wave.open(data, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(8000)
        file.writeframes(bytes(range(240)))
    return data.getvalue()


def archive(*more: tuple[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        # Always of the same time, or a seed would not find again what it found.
        good = ("model/am/final.mdl", bytes(300)), ("model/conf/mfcc.conf", bytes(12))
        for name, content in (*good, *more):
            file.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return data.getvalue()


def archives(dice: random.Random) -> Iterator[tuple[str, bytes]]:
    for name in (
        "../evil",
        "/tmp/evil",
        "model/../../evil",
        "a\\..\\..\\evil",
        "a" * 300,
        "b/" * 3000,
    ):
        yield f"an archive with {name[:20]}", archive((name, b"a"))
    yield "an archive that unpacks", archive(("model/large", bytes(1 << 28)))
    yield "an archive of many files", archive(*((f"model/{one}", b"") for one in range(5_000)))
    data = archive()
    at = data.rindex(b"PK\x01\x02")
    lies = struct.pack("<I", dice.randrange(1 << 32))
    yield "an archive that lies about a size", data[: at + 24] + lies + data[at + 28 :]


def sounds(dice: random.Random) -> Iterator[tuple[str, bytes]]:
    good = wav()
    for at, form in (
        (4, "<I"),
        (22, "<H"),
        (24, "<I"),
        (28, "<I"),
        (32, "<H"),
        (34, "<H"),
        (40, "<I"),
    ):
        most = (1 << 8 * struct.calcsize(form)) - 1
        for value in (0, most, dice.randrange(most)):
            told = struct.pack(form, value)
            yield f"a sound with {value} at {at}", good[:at] + told + good[at + len(told) :]
    yield "an hour of silence", good[:40] + struct.pack("<I", LARGE) + bytes(LARGE)


def cases(dice: random.Random) -> Iterator[tuple[str, Make]]:
    yield "a pipe that nobody writes to", os.mkfifo
    yield "a folder", Path.mkdir
    yield "a socket", _socket
    for target in ("nothing", "/dev/zero", "/dev/full", "/proc/self/mem", "/etc/shadow"):
        yield f"a link to {target}", partial(_link, target)
    yield "a link to itself", lambda path: path.symlink_to(path)
    yield "nothing", lambda path: None
    for name, content in _contents(dice):
        yield name, partial(_write, content)
    yield "a large file of zeros", _large
    yield "a large file of lines", partial(_write, b"a = 1\n" * (LARGE // 6))
    yield "a large comment", partial(_write, b"#" * LARGE)


def _contents(dice: random.Random) -> Iterator[tuple[str, bytes]]:
    yield "an empty file", b""
    yield "bytes", dice.randbytes(1000)
    yield "half a letter", b"\xef\xbb\xbf\xc3"
    yield "UTF-16", "[voice]\nrate = 200\n".encode("utf-16")
    for one in (b"[", b"{", b"a=[", b'{"a":'):
        yield f"{one!r} nested without end", one * 100_000
    yield "a number without end", b'{"rate": ' + b"9" * 5000 + b"}"
    yield "numbers that are none", b'{"rate": NaN, "settings_rate": Infinity, "pull": 1e999}'
    yield "other kinds", b'{"rate": [], "settings_rate": {}, "pull": 7, "photo": null}'
    yield "a table of many keys", b"".join(b"k%d=1\n" % one for one in range(100_000))
    yield "dotted keys", b"a" + b".a" * 50_000 + b"=1\n"


def _link(target: str, path: Path) -> None:
    path.symlink_to(target)


def _write(content: bytes, path: Path) -> None:
    path.write_bytes(content)


def _socket(path: Path) -> None:
    # A path of its own may be too long for a socket.
    folder = os.open(path.parent, os.O_PATH)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(f"/proc/self/fd/{folder}/{path.name}")
    finally:
        os.close(folder)


def _large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(LARGE)


def fill(folder: Path) -> None:
    """Put in what a folder of photos may hold beside photos."""
    for name in NAMES:
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_bytes(b"no photo")
    os.mkfifo(folder / "pipe.jpg")
    (folder / "folder.jpg").mkdir()
    (folder / "loop").symlink_to(folder)
    (folder / "itself.jpg").symlink_to(folder / "itself.jpg")
    (folder / "zero.jpg").symlink_to("/dev/zero")
    _socket(folder / "socket.jpg")


def damages(dice: random.Random) -> Iterator[tuple[str, Make]]:
    """What may have become of a database of Lantern's with rows."""
    values = (
        "NULL",
        "7",
        "-1e308",
        "9e999",
        "''",
        "x'ff00'",
        "CAST(x'ff41' AS TEXT)",
        "zeroblob(7)",
    )
    for value in (*values, "zeroblob(20000000)", f"'{'[' * 10_000}'"):
        yield f"rows of {value[:20]}", partial(_rows, value)
    yield "another table", lambda path: _run(path, "CREATE TABLE other (a)")
    yield "no table", lambda path: _tables(path, "DROP TABLE {}")
    yield (
        "tables that are views",
        lambda path: _tables(
            path, "ALTER TABLE {0} RENAME TO old; CREATE VIEW {0} AS SELECT 1 AS at"
        ),
    )
    renamed = "UPDATE sqlite_master SET name = CAST(x'fc' AS TEXT), sql = 'CREATE'"
    yield (
        "a name that is no text",
        lambda path: _run(path, f"PRAGMA writable_schema = 1; {renamed}"),
    )
    at, bits = dice.random(), dice.randbytes(16)
    yield "a page of another kind", lambda path: _changed(path, at, bits)
    yield "half a file", lambda path: os.truncate(path, path.stat().st_size // 2)


def _tables(path: Path, statements: str) -> None:
    with closing(sqlite3.connect(path)) as base:
        names = [
            name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
    for name in names:
        _run(path, statements.format(name))


def _rows(value: str, path: Path) -> None:
    """Have this value in each column of a row of its own, as far as it may be there."""
    with closing(sqlite3.connect(path)) as base, base:
        for (table,) in base.execute(
            "SELECT name FROM sqlite_master WHERE type='table'"
        ).fetchall():
            columns = [row[1] for row in base.execute(f"PRAGMA table_info({table})")]
            for column in columns:
                given = ", ".join(value if one == column else one for one in columns)
                base.execute(f"INSERT OR IGNORE INTO {table} SELECT {given} FROM {table} LIMIT 1")


def _run(path: Path, statements: str) -> None:
    with closing(sqlite3.connect(path)) as base, base:
        base.executescript(statements)


def _changed(path: Path, at: float, bits: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(int(at * path.stat().st_size))
        file.write(bits)
