"""What Lantern remembers by itself from one start to the next: the last rate of speech."""

import contextlib
import json
import os
import sys
from pathlib import Path

import platformdirs

from assistant.config import FASTEST, SLOWEST


def state_file() -> Path:
    """Give the place of the remembered values."""
    return platformdirs.user_state_path("lantern") / "remembered.json"


def recall_rate() -> int | None:
    """Give the rate of the last run in words a minute, or None where there is none.

    A broken file counts as none and is told in a line on stderr.
    """
    file = state_file()
    try:
        stored = json.loads(file.read_text(encoding="utf-8"))
        rate = stored["rate"]
        if type(rate) is not int or not SLOWEST <= rate <= FASTEST:
            raise ValueError
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        _warn(f"The last rate of speech in {file} cannot be read. The rate of the settings counts.")
        return None
    return rate


def remember_rate(rate: int) -> None:
    """Keep a rate in words a minute; a failure is told in a line on stderr."""
    file = state_file()
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft.write_text(json.dumps({"rate": rate}) + "\n", encoding="utf-8")
        draft.replace(file)
    except OSError as error:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        reason = (error.strerror or str(error)).lower()
        _warn(f"The rate of speech cannot be remembered in {file}: {reason}.")


def _warn(sentence: str) -> None:
    print(sentence, file=sys.stderr)
