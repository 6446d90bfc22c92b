"""The files of a weights folder: whether they are complete."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import BadZipFile

from models.embedded.manifest import FileFacts, Manifest
from models.messages import ModelError, ModelFault, ModelSentence

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
