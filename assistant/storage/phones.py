"""The phones that may ask, and the code that lets in another one, in one SQLite file.

Only its owner can read it, and of a phone's token it holds a hash.
"""

import hashlib
import hmac
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

import platformdirs

from assistant.protocol.faults import StartError
from assistant.saying.messages.files_lines import reason
from assistant.saying.messages.phone_lines import PhoneLine
from assistant.storage.atomic_write import create_private
from assistant.storage.database_errors import database_errors
from models import limits
from models.system import SYSTEM

RECENT: Final = 600.0
"""Seconds after its last question in which a phone counts as connected."""
NOTED: Final = 30.0
"""Seconds after which it is noted again that a phone asks: one that is guided asks all the time."""
PATIENCE: Final = 2.0
"""Seconds to wait for another program that uses the file."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS phone (
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    token TEXT NOT NULL,
    seen REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS code (
    digits TEXT NOT NULL,
    until REAL NOT NULL,
    tries INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS wrong_code (
    address TEXT NOT NULL UNIQUE,
    tries INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS page (
    address TEXT NOT NULL
);
"""


class PhonesFault(StartError):  # noqa: N818  # the sentence is what it is
    """The phones cannot be read or kept; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Paired:
    """A phone that was let in."""

    name: str
    token: str
    """What it has to show from now on."""


def phones_file() -> Path:
    """The path of the phones, among the user's own data."""
    return platformdirs.user_data_path("lantern") / "phones.sqlite"


class Phones:
    """The file, by default `phones_file()`; several programs may use it. Raises PhonesFault."""

    def __init__(
        self,
        path: Path | None = None,
        clock: Callable[[], float] = time.time,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        """`ticks`: a clock in seconds that never goes back and that all programs share. It starts
        anew with the computer; the page then makes a new code."""
        self._path = path
        self._clock = clock
        self._ticks = ticks

    def new_code(self) -> str:
        """Make the code that lets in one phone, in place of an older one."""
        digits = "".join(secrets.choice("0123456789") for _ in range(6))
        with self._opened() as base:
            base.execute("DELETE FROM code")
            base.execute("DELETE FROM wrong_code")
            row = digits, self._ticks() + limits.CODE_SECONDS, limits.CODE_TRIES_TOGETHER
            base.execute("INSERT INTO code VALUES (?, ?, ?)", row)
        return digits

    def pair(self, digits: str, kind: str, address: str) -> Paired | int:
        """Let in a phone that shows the code, under a name like its kind.

        If the code is wrong, gives how many more this address may try; 0: a new code is needed.
        Each address has tries of its own, so that no other device can use up the owner's. Together
        they have a thousand for a million codes.
        """
        with self._opened() as base:
            row = base.execute("SELECT digits, until, tries FROM code").fetchone()
            if row is None or row[1] < self._ticks() or row[2] < 1:
                base.execute("DELETE FROM code")
                return 0
            tried = "SELECT tries FROM wrong_code WHERE address = ?"
            (tries,) = base.execute(tried, (address,)).fetchone() or (0,)
            if tries >= limits.CODE_TRIES:
                return 0
            if not hmac.compare_digest(digits.encode(), row[0].encode()):
                base.execute("UPDATE code SET tries = tries - 1")
                noted = "INSERT OR REPLACE INTO wrong_code VALUES (?, ?)"
                base.execute(noted, (address, tries + 1))
                return min(limits.CODE_TRIES - tries, int(row[2])) - 1
            base.execute("DELETE FROM code")
            taken = {name.lower() for (name,) in base.execute("SELECT name FROM phone")}
            names = (kind if number == 1 else f"{kind} {number}" for number in count(1))
            found = Paired(
                next(name for name in names if name.lower() not in taken), secrets.token_urlsafe()
            )
            base.execute("INSERT INTO phone VALUES (?, ?, 0)", (found.name, _hash(found.token)))
            return found

    def known(self, token: str) -> str | None:
        """The name of the phone with this token, which is noted as connected now."""
        own = (_hash(token),)
        with self._opened() as base:
            row = base.execute("SELECT name, seen FROM phone WHERE token = ?", own).fetchone()
            now = self._clock()
            if row is not None and not 0 <= now - row[1] < NOTED:
                base.execute("UPDATE phone SET seen = ? WHERE token = ?", (now, *own))
        return None if row is None else str(row[0])

    def names(self) -> list[str]:
        """All phones, in the order in which they were let in."""
        with self._opened() as base:
            return [name for (name,) in base.execute("SELECT name FROM phone ORDER BY rowid")]

    def forget(self, name: str) -> bool:
        """Let a phone in no longer; False if there is none of this name."""
        with self._opened() as base:
            return base.execute("DELETE FROM phone WHERE name = ?", (name,)).rowcount > 0

    def connected(self) -> list[str]:
        """The phones that asked not long ago, if the page is on."""
        if self.address() is None:
            return []
        with self._opened() as base:
            statement = "SELECT name FROM phone WHERE seen > ? ORDER BY rowid"
            return [name for (name,) in base.execute(statement, (self._clock() - RECENT,))]

    @contextmanager
    def switched_on(self, address: str) -> Iterator[bool]:
        """Note that this program answers at an address; gives False if another one does."""
        with self._locked() as ours:
            if ours:
                with self._opened() as base:
                    base.execute("DELETE FROM page")
                    base.execute("INSERT INTO page VALUES (?)", (address,))
            yield ours

    def address(self) -> str | None:
        """Where a program answers phones now; None: nowhere."""
        if not self._file.exists():
            return None
        with self._locked() as free:
            if free:
                return None
        with self._opened() as base:
            (row,) = base.execute("SELECT address FROM page").fetchall() or [(None,)]
            return row[0] if row[0] is None else str(row[0])

    @contextmanager
    def _locked(self) -> Iterator[bool]:
        with ExitStack() as held:
            try:
                create_private(self._file)
                ours = held.enter_context(
                    SYSTEM.locked(self._file.with_suffix(".lock"), makes=True)
                )
            except OSError as error:
                raise self._fault(error) from error
            yield ours

    @property
    def _file(self) -> Path:
        return self._path or phones_file()

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """Begin a transaction that no other program's can mix with."""
        try:
            create_private(self._file)
            with closing(sqlite3.connect(self._file, timeout=PATIENCE)) as base, base:
                with database_errors():
                    base.executescript(_SCHEMA)
                base.execute("BEGIN IMMEDIATE")
                yield base
        except (OSError, sqlite3.Error) as error:
            raise self._fault(error) from error

    def _fault(self, error: Exception) -> PhonesFault:
        why = reason(error) if isinstance(error, OSError) else error
        return PhonesFault(PhoneLine.UNKEPT.said(reason=why, file=self._file))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
