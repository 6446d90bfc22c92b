"""How a fault of the settings is put into words. Pure."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from assistant.saying.messages.settings_lines import Allowed, SettingsFault


def listed(names: Iterable[str], link: Allowed = Allowed.AND) -> str:
    """One or more names as they are said: "a, b and c"."""
    *most, last = names
    return link.said(most=", ".join(most), last=last) if most else last


def shown(value: Any) -> str:
    """A value as the user may have written it, cut after 40 characters."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = f'"{value}"' if isinstance(value, str) else str(value)
    text = "".join(c if c.isprintable() else " " for c in text)
    return text if len(text) <= 40 else text[:40] + "…"


class ConfigError(Exception):
    """A settings file is wrong; the text says how, and reads well aloud."""

    def __init__(self, path: Path, faults: Iterable[str]) -> None:
        """Take the file and a sentence for each fault."""
        self.path = path
        self.faults = tuple(faults)
        count = SettingsFault.COUNT.said(path=path, count=len(self.faults))
        self.spoken = f"{count} {self.faults[0]}"
        """So much of it as can be kept in mind."""
        super().__init__("\n".join([count, *self.faults]))
