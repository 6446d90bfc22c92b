"""Whether a weights folder is whole: every file there, with the size and the sum it must have."""

import hashlib
from pathlib import Path

from models.embedded.manifest import FileFacts, Manifest
from models.messages import ModelError, ModelFault, ModelSentence

WEIGHTS = Path(__file__).parent / "weights"
"""The model that comes with the program."""


def facts(path: Path) -> FileFacts:
    """Size and sum of a file."""
    with path.open("rb") as file:
        return FileFacts(hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size)


def fault(folder: Path, name: str, expected: FileFacts) -> ModelSentence | None:
    """What is wrong with one file, as a sentence that says what to do; None: nothing."""
    path = folder / name
    try:
        if path.stat().st_size == expected.bytes and facts(path).sha256 == expected.sha256:
            return None
    except FileNotFoundError:
        return ModelFault.PART_MISSING.told(path=path)
    except OSError as reason:
        return ModelFault.PART_UNREADABLE.told(path=path, reason=f"({reason.strerror})")
    return ModelFault.PART_ALTERED.told(path=path)


def verify(folder: Path, manifest: Manifest) -> None:
    """Check every file of a weights folder; ModelError names the first that is not whole."""
    for name, expected in manifest.files.items():
        sentence = fault(folder, name, expected)
        if sentence:
            raise ModelError(sentence)
