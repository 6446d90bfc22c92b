"""The files of a weights folder: whether they are complete, and what fits the encoder."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from models.embedded.manifest import FileFacts, Manifest
from models.messages import ModelError, ModelFault, ModelSentence

_Made = TypeVar("_Made")

WEIGHTS = Path(__file__).parent / "weights"
"""The model that ships."""


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn every error of reading a file of numbers into ModelError."""
    try:
        yield
    except FileNotFoundError:
        raise ModelError(ModelFault.NOT_WHOLE.said(path=path)) from None
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError, BadZipFile) as why:
        raise ModelError(ModelFault.DAMAGED_SO.said(path=path, reason=f"({why})")) from why


def load_fitting(
    path: Path, encoder: str, make: Callable[[Mapping[str, NDArray[Any]]], _Made]
) -> _Made | None:
    """What is made of a file's arrays; None if it is not there, or was trained for another encoder
    than the one with this checksum. Raises ModelError.
    """
    if not path.exists():
        return None
    with reading(path), np.load(path, allow_pickle=False) as parts:
        made = make(parts)
        return made if str(parts["encoder"]) == encoder else None


def sum_of(path: Path) -> str:
    """The sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fault(folder: Path, name: str, expected: FileFacts) -> ModelSentence | None:
    """A sentence on what is wrong with a file, if anything is."""
    path = folder / name
    try:
        if path.stat().st_size == expected.bytes and sum_of(path) == expected.sha256:
            return None
    except FileNotFoundError:
        return ModelFault.PART_MISSING.said(path=path)
    except OSError as reason:
        return ModelFault.PART_UNREADABLE.said(path=path, reason=f"({reason.strerror})")
    return ModelFault.PART_ALTERED.said(path=path)


def verify(folder: Path, manifest: Manifest) -> None:
    """Check every file of a weights folder. Raises ModelError."""
    for name, expected in manifest.files.items():
        sentence = fault(folder, name, expected)
        if sentence:
            raise ModelError(sentence)
