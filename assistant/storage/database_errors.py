"""The errors of a damaged database."""

import contextlib
import sqlite3
from collections.abc import Iterator


@contextlib.contextmanager
def database_errors() -> Iterator[None]:
    """Raise sqlite3.DatabaseError for a damage that sqlite3 cannot name.

    Its message quotes the file's own bytes, and raises UnicodeDecodeError where they are no text.
    """
    try:
        yield
    except UnicodeDecodeError as error:
        raise sqlite3.DatabaseError("malformed database schema") from error
