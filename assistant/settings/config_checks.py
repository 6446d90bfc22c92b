"""What is checked of the settings beyond their types. Pure."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from assistant.keys.key_parser import Chord
from assistant.protocol.events import Action
from assistant.saying.messages.settings_lines import SettingsFault


def is_source(text: str) -> bool:
    """Whether a text can be the number of a camera, a path or an address."""
    try:
        urlsplit(text)
        Path(text).expanduser()
    except (ValueError, RuntimeError):
        return False
    return True


def shared_keys(keys: Mapping[Action, tuple[Chord, ...]]) -> list[str]:
    """A sentence for each key that two actions have, or that begins the keys of another."""
    faults = []
    pairs = [(action, chord) for action, chords in keys.items() for chord in chords]
    for number, (action, chord) in enumerate(pairs):
        for other, second in pairs[number + 1 :]:
            shorter, longer = sorted((chord, second), key=len)
            if longer[: len(shorter)] != shorter:
                continue
            about = {"one": f"keys.{action}", "other": f"keys.{other}", "key": " ".join(chord)}
            if shorter == longer:
                faults.append(SettingsFault.SAME_KEY.said(**about))
            else:
                faults.append(SettingsFault.FIRST_KEY.said(**about, second=" ".join(second)))
    return faults
