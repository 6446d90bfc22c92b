"""What was pulled first, by name, so that nothing else can come later under the same name."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from models import json_files
from models.messages import HubError, HubLine
from models.system import SYSTEM

Pins = TypeVar("Pins", bound=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Pin:
    """A checkpoint's revision, and the checksums of its files by path."""

    revision: str = ""
    files: dict[str, str] = field(default_factory=dict)


def read(path: Path, kind: type[Pins]) -> Pins:
    """The pins in a file; none without one. Raises HubError."""
    try:
        return json_files.read(path, kind)
    except FileNotFoundError:
        return kind()
    except json_files.FAULTS as fault:
        raise HubError(HubLine.PINS_DAMAGED.said(path=path)) from fault


@contextmanager
def changing(path: Path, kind: type[Pins]) -> Iterator[Pins]:
    """The pins in a file, for this process alone; what the block changes is written at its end.

    Raises HubError, and OSError.
    """
    with SYSTEM.locked(path.parent, wait=True):
        pins = read(path, kind)
        yield pins
        draft = path.with_name(f".{path.name}.new")
        draft.unlink(missing_ok=True)
        draft.write_text(f"{json.dumps(pins, indent=1, default=asdict)}\n", encoding="utf-8")
        SYSTEM.keep(draft)
        draft.replace(path)
