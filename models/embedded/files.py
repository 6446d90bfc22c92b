"""Whether a weights folder is whole: every file there, with the size and the sum it must have."""

import hashlib
from pathlib import Path

from models.embedded.errors import ModelError
from models.embedded.manifest import FileFacts, Manifest

WEIGHTS = Path(__file__).parent / "weights"
"""The model that comes with the program."""


def facts(path: Path) -> FileFacts:
    """Size and sum of a file."""
    with path.open("rb") as file:
        return FileFacts(hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size)


def fault(folder: Path, name: str, expected: FileFacts) -> str | None:
    """What is wrong with one file, as a sentence that says what to do; None: nothing."""
    path = folder / name
    try:
        if path.stat().st_size == expected.bytes and facts(path).sha256 == expected.sha256:
            return None
    except FileNotFoundError:
        return f"A part of the model is missing: {path}. Install Lantern again."
    except OSError as reason:
        return f"A part of the model cannot be read: {path} ({reason.strerror}). Check the disk."
    return f"A part of the model has been altered or is damaged: {path}. Install Lantern again."


def verify(folder: Path, manifest: Manifest) -> None:
    """Check every file of a weights folder; ModelError names the first that is not whole."""
    for name, expected in manifest.files.items():
        sentence = fault(folder, name, expected)
        if sentence:
            raise ModelError(sentence)
