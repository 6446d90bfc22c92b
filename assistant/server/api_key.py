"""The key that clients need."""

import hashlib
import hmac
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import platformdirs

from assistant.protocol.faults import StartError
from assistant.protocol.spoken import Message
from assistant.saying.messages.files_lines import reason
from assistant.saying.messages.server_lines import ServingLine
from assistant.storage.atomic_write import atomic_write
from models import limits

_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Those that cannot be confused by ear or eye."""
_CREATED: Final = 20


class KeyFault(StartError):  # noqa: N818  # the sentence is what it is
    """There is no usable key; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key, and where it is written, in words."""

    text: str
    place: Message

    def fits(self, given: str) -> bool:
        """Compare in constant time, whatever the lengths."""
        texts = (text.encode("utf-8", "replace") for text in (given, self.text))
        return hmac.compare_digest(*(hashlib.sha256(text).digest() for text in texts))


def own_file() -> Path:
    """The file with the key that Lantern creates."""
    return platformdirs.user_config_path("lantern") / "serve.key"


def load(text: str, file: Path | None) -> Key:
    """The key in the settings, else in `file`, else in a file that is created. Raises KeyFault."""
    if text:
        return _checked(text, ServingLine.KEY_IN_SETTINGS.said())
    path = file or own_file()
    if file is None:
        _create(path)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise KeyFault(
                ServingLine.KEY_UNREADABLE.said(file=path, reason=ServingLine.KEY_NO_FILE.said())
            )
        with path.open("rb") as opened:
            text = opened.read(limits.KEY_FILE).decode("utf-8-sig").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = reason(error) if isinstance(error, OSError) else ServingLine.KEY_NO_TEXT.said()
        raise KeyFault(ServingLine.KEY_UNREADABLE.said(file=path, reason=why)) from error
    return _checked(text, ServingLine.KEY_IN_FILE.said(file=path))


def _checked(text: str, place: Message) -> Key:
    if len(text) < limits.LEAST_KEY:
        raise KeyFault(ServingLine.KEY_SHORT.said(place=place, least=limits.LEAST_KEY))
    if not text.isprintable():
        raise KeyFault(ServingLine.KEY_NOT_ALONE.said(place=place))
    return Key(text, place)


def _create(path: Path) -> None:
    """Write a new private key file unless there is one. Raises KeyFault."""
    try:
        if path.exists() and path.stat().st_size:
            return
        with atomic_write(path, 0o600) as file:
            key = "".join(secrets.choice(_LETTERS) for _ in range(_CREATED))
            file.write(f"{key}\n".encode())
    except OSError as error:
        raise KeyFault(ServingLine.KEY_UNWRITABLE.said(file=path, reason=reason(error))) from error
