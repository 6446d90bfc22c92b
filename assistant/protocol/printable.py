"""Makes strangers' text safe to print and to speak, and hides passwords.

File names, settings, archives, servers, codes and texts may hold characters that move the cursor,
forge a line, or turn the order of letters around.
"""

import json
import re
from collections.abc import Callable
from typing import Final

_TURNS: Final = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""Marks that change the direction of writing, unseen."""
_TURN: Final = re.compile(f"[{_TURNS}]")
_BREAKS: Final = "\u2028\u2029"
_CONTROL: Final = re.compile(f"[\x00-\x1f\x7f-\x9f{_BREAKS}]")
_CONTROL_IN_LINES: Final = re.compile(f"[\x00-\x09\x0b-\x1f\x7f-\x9f{_BREAKS}]")
_SURROGATES: Final = "\ud800-\udfff"
"""Stand for what is not UTF-8 in a file's name; no voice and no file of text takes them."""
_SURROGATE: Final = re.compile(f"[{_SURROGATES}]")
_RAW_IN_JSON: Final = re.compile(f"[\x7f-\x9f{_BREAKS}{_TURNS}{_SURROGATES}]")
"""Those that `json` leaves as they are."""
_CREDENTIALS: Final = re.compile(r"(?<=:)//?.*@", re.DOTALL)


def clean(text: str, *, lines: bool = False) -> str:
    """A text in Unicode with spaces for control characters, and without marks of direction.

    `lines`: it may have several, which end with a line feed.
    """
    plain = _TURN.sub("", (_CONTROL_IN_LINES if lines else _CONTROL).sub(" ", text))
    return _SURROGATE.sub("\ufffd", plain)


def without_credentials(setting: str) -> str:
    """A setting without the name and the password of an address in it, however malformed that is.

    For settings alone: what was read in a picture is said as it stands.
    """
    return _CREDENTIALS.sub("//…@", setting)


def json_line(value: object, default: Callable[[object], object]) -> str:
    """A value as JSON on one line, with every such character escaped."""
    text = json.dumps(value, ensure_ascii=False, default=default)
    return _RAW_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
