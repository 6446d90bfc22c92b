"""Dataclasses as JSON files."""

import json
from dataclasses import asdict, fields, is_dataclass
from pathlib import Path
from types import UnionType
from typing import TYPE_CHECKING, Any, Final, TypeVar, get_args, get_origin, get_type_hints

from models import limits
from models.system.bounded import read_within

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T")

_KINDS: Final = {float: (float, int), int: (int,), bool: (bool,)}
"""What JSON may hold for a value of each kind; text for all others."""

FAULTS: Final = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""What `read` raises; KeyError for a missing entry, RecursionError for one nested too deeply."""


def write(path: Path, value: "DataclassInstance") -> None:
    """Write a dataclass."""
    text = json.dumps(asdict(value), indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def read(path: Path, kind: type[T]) -> T:
    """Read a dataclass, of which every field must be there. Raises one of `FAULTS`."""
    made: T = _made(kind, json.loads(read_within(path, limits.JSON_FILE)))
    return made


def _made(kind: Any, data: Any) -> Any:
    """Plain data as a dataclass, a tuple or dict of one kind, something or None, or a value."""
    if isinstance(kind, type) and is_dataclass(kind):
        kinds = get_type_hints(kind)
        unknown = set(data) - set(kinds)
        if unknown:
            raise ValueError(f"it has the unknown entry {sorted(unknown)[0]}")
        return kind(
            **{field.name: _made(kinds[field.name], data[field.name]) for field in fields(kind)}
        )
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple:
        return tuple(_made(inner[0], one) for one in data)
    if origin is dict:
        return {_made(inner[0], key): _made(inner[1], value) for key, value in data.items()}
    if origin is UnionType:
        return None if data is None else _made(inner[0], data)
    if type(data) not in _KINDS.get(kind, (str,)):
        raise TypeError(f"{data!r:.40} is of another kind than {kind.__name__}")
    return kind(data)
