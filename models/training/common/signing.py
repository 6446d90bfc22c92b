"""The manifest of a weights folder, which lists every file with its size and checksum."""

from dataclasses import replace
from pathlib import Path

from models import json_files
from models.embedded import manifest
from models.embedded.files import sum_of
from models.embedded.manifest import FileFacts


def facts_of(path: Path) -> FileFacts:
    """A file's checksum and size."""
    return FileFacts(sum_of(path), path.stat().st_size)


def signed(weights: Path) -> dict[str, FileFacts]:
    """The size and the checksum of every file of a weights folder but its manifest."""
    names = sorted(path.name for path in weights.iterdir())
    return {name: facts_of(weights / name) for name in names if name != manifest.FILE}


def sign(weights: Path) -> None:
    """List all files of a weights folder in its manifest."""
    listed = replace(manifest.read(weights), files=signed(weights))
    json_files.write(weights / manifest.FILE, listed)
