"""Changes one setting in the user's own file, and leaves every other line as it is."""

import json
import os
import re
from pathlib import Path

from assistant import config
from assistant.config import ConfigError
from assistant.wordings.models import ModelLine


def change(group: str, key: str, value: str, path: Path | None = None) -> None:
    """Set a text in the user's settings file, which is made if there is none.

    Raises ConfigError where the file cannot be written or would not be read back; then it is as
    it was.
    """
    file = config.user_file() if path is None else path
    try:
        before = file.read_text(encoding="utf-8-sig") if file.exists() else ""
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = file.with_name(f".{file.name}.{os.getpid()}")
        draft.write_text(changed(before, group, key, value), encoding="utf-8")
        try:
            config.load(draft)
        except ConfigError as fault:
            draft.unlink()
            raise ConfigError(file, fault.faults) from fault
        draft.replace(file.resolve())
    except (OSError, UnicodeDecodeError) as fault:
        reason = getattr(fault, "strerror", None) or str(fault)
        text = ModelLine.CANNOT_BE_CHANGED.said(path=file, reason=reason.lower())
        raise ConfigError(file, [text]) from fault


def changed(text: str, group: str, key: str, value: str) -> str:
    """The text of a settings file with one setting changed or added."""
    line = f"{key} = {json.dumps(value, ensure_ascii=False)}"
    lines = text.splitlines()
    start = next((n for n, one in enumerate(lines) if _heading(one) == group), None)
    if start is None:
        return "\n".join([*lines, *([""] if lines else []), f"[{group}]", line]) + "\n"
    place = start + 1
    while place < len(lines) and _heading(lines[place]) is None:
        if re.match(rf"\s*{re.escape(key)}\s*=", lines[place]):
            lines[place] = line
            return "\n".join(lines) + "\n"
        place += 1
    lines.insert(start + 1, line)
    return "\n".join(lines) + "\n"


def _heading(line: str) -> str | None:
    found = re.match(r"\s*\[\s*([\w.-]+)\s*\]", line)
    return found[1] if found else None
