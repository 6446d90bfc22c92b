"""The boxes of things that a checkpoint gives as JSON. Pure."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from models.interfaces import Box, SeenObject
from models.lexicon.names import thing_of

_ENTRY: Final = re.compile(r"\{[^{}]*\}")


def boxes_in(text: str) -> tuple[SeenObject, ...]:
    """The things with a box in a text, whose end may be missing; what does not fit is left out."""
    return tuple(_found(text))


def _found(text: str) -> Iterator[SeenObject]:
    for entry in _ENTRY.findall(text):
        try:
            given = json.loads(entry)
        except ValueError:
            continue
        label, box = given.get("label"), _box(given.get("bbox"))
        if isinstance(label, str) and box is not None:
            label = label.lower().strip()
            yield SeenObject(thing_of(label) or label, 0.0, box)


def _box(given: Any) -> Box | None:
    if not isinstance(given, list) or len(given) != 4:
        return None
    if not all(isinstance(edge, int | float) and 0 <= edge <= 1 for edge in given):
        return None
    x0, y0, x1, y1 = map(float, given)
    return (x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None
