"""The rows of a training set, and its photos from its archive."""

import io
import json
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from PIL import Image

from models.interfaces import Picture

Row: TypeAlias = dict[str, Any]


def rows_of(data: Path, name: str) -> list[Row]:
    """The labels of each photo of a set."""
    lines = (data / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def photos(data: Path, name: str, rows: Iterable[Row]) -> Iterator[tuple[Row, Picture]]:
    """Each row of a set with its photo."""
    with tarfile.open(data / f"{name}.tar") as tar:
        for row in rows:
            yield row, np.array(opened(tar, str(row["photo"]) + ".webp").convert("RGB"), np.uint8)


def opened(tar: tarfile.TarFile, name: str) -> Image.Image:
    """A picture from an archive; SystemExit if it is not there."""
    file = tar.extractfile(name)
    if file is None:
        raise SystemExit(f"{tar.name!s} has no file {name}.")
    return Image.open(io.BytesIO(file.read()))
