"""Names and values of the settings, as a fault names them. Pure."""

from collections.abc import Iterable
from typing import Any


def listed(names: Iterable[str], link: str = "and") -> str:
    """One or more names as they are said: "a, b and c"."""
    *most, last = names
    return f"{', '.join(most)} {link} {last}" if most else last


def shown(value: Any) -> str:
    """A value as the user may have written it, cut after 40 characters."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = f'"{value}"' if isinstance(value, str) else str(value)
    text = "".join(c if c.isprintable() else " " for c in text)
    return text if len(text) <= 40 else text[:40] + "…"
